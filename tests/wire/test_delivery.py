"""Announcements through discord.py's real HTTP, and through processes that are killed."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import discord
import pytest

from bot.clock import FixedClock
from bot.delivery.announcer import Announcer
from bot.delivery.discord_sender import DiscordSender
from bot.delivery.discord_words import NOT_ANSWERING
from bot.delivery.pace import Pace
from bot.delivery.request_pace import paced
from bot.delivery.sender import post_marker
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.models import Delivery, DeliveryState, Paper
from storage.outbox import Outbox
from storage.papers import Incoming, Papers
from tests.wire import announcing
from tests.wire.discord_server import (
    ANNOUNCEMENTS,
    DROP_AFTER_ACCEPT,
    ME,
    RESET,
    TEXT,
    VOICE_CATEGORY,
    Answer,
    DiscordServer,
    error,
    rate_limit,
)
from tests.wire.killing import killed

DAY = date(2026, 3, 11)
NINE = datetime(2026, 3, 11, 8, tzinfo=UTC)
CHANNEL = 2
SOMEBODY = ME | {"id": "501", "username": "somebody", "bot": False}


class Wire:
    """An announcer on a database and a loopback Discord, with one feed that is due."""

    def __init__(
        self,
        database: Database,
        server: DiscordServer,
        client: discord.Client,
        clock: FixedClock,
    ) -> None:
        editions = Editions(database)
        self.database = database
        self.server = server
        self.feeds = Feeds(database)
        self.outbox = Outbox(database)
        self.clock = clock
        self.announcer = Announcer(
            self.feeds,
            self.outbox,
            announcing.Lists(editions),
            self.clock,
            DiscordSender(client, announcing.Poster(editions)),
            sleep=self._sleep,
            jitter=lambda: 0.0,
        )

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def tick(self, after: timedelta = timedelta(0)) -> Delivery:
        self.clock.advance(after)
        await self.announcer.tick()
        (feed,) = await self.feeds.all()
        delivery = await self.outbox.last(feed.id)
        assert delivery is not None
        return delivery

    async def error(self) -> str | None:
        (feed,) = await self.feeds.all()
        return feed.last_error

    def message_ids(self) -> list[int]:
        return [
            int(message["id"])
            for message in self.server.messages[CHANNEL]
            if message["author"] == ME and "interaction_metadata" not in message
        ]


@pytest.fixture
async def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    clock = FixedClock(NINE)
    async with (
        await Database.open(tmp_path / "paperboy.db") as database,
        DiscordServer(clock.now) as server,
        announcing.logged_in(server.base) as client,
    ):
        wire = Wire(database, server, client, clock)
        server.kinds[CHANNEL] = TEXT
        await announcing.with_edition(database, DAY)
        await wire.feeds.add(
            1, CHANNEL, at=time(9), timezone="Europe/Berlin", top=5, active_from=NINE
        )
        yield wire


async def test_what_goes_over_the_wire(wire: Wire) -> None:
    delivery = await wire.tick()

    (body,) = wire.server.calls("send")
    assert body["nonce"] == delivery.nonce
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}
    assert post_marker(DAY.isoformat()) in str(body["components"])
    assert delivery.state is DeliveryState.SENT
    assert [delivery.message_id] == wire.message_ids()
    assert wire.server.calls("crosspost") == []


async def test_an_announcement_channel_is_published(wire: Wire) -> None:
    wire.server.kinds[CHANNEL] = ANNOUNCEMENTS

    delivery = await wire.tick()

    assert delivery.state is DeliveryState.PUBLISHED
    assert wire.server.crossposted == wire.message_ids() == [delivery.message_id]


@pytest.mark.parametrize(
    "fault", [error(503), error(500), RESET, DROP_AFTER_ACCEPT, Answer(503, accept=True)]
)
async def test_a_fault_on_the_way_gives_exactly_one_message(wire: Wire, fault: Answer) -> None:
    wire.server.faults["send"].append(fault)

    delivery = await wire.tick()

    assert len({body["nonce"] for body in wire.server.calls("send")}) == 1
    assert len(wire.server.calls("send")) == 2
    assert wire.message_ids() == [delivery.message_id]
    assert delivery.state is DeliveryState.SENT
    assert await wire.error() is None


async def test_a_channel_that_cannot_be_looked_up_just_now(wire: Wire) -> None:
    wire.server.faults["channel"].extend([error(503), RESET])

    assert (await wire.tick()).state is DeliveryState.SENT
    assert len(wire.message_ids()) == 1


async def test_a_lasting_outage_is_told_and_outlived(wire: Wire) -> None:
    wire.server.faults["send"].extend([DROP_AFTER_ACCEPT, *[error(503)] * 3])

    open_still = await wire.tick()
    assert open_still.state is DeliveryState.SENDING
    assert await wire.error() == open_still.error == NOT_ANSWERING

    done = await wire.tick(after=timedelta(minutes=5))
    assert len(wire.server.calls("history")) == 1
    assert len(wire.server.calls("send")) == 4
    assert wire.message_ids() == [done.message_id]
    assert done.state is DeliveryState.SENT
    assert await wire.error() is None


async def test_the_post_is_told_from_everything_else_in_the_history(wire: Wire) -> None:
    marked = [
        {
            "type": 1,
            "components": [{"type": 2, "style": 2, "custom_id": post_marker(DAY.isoformat())}],
        }
    ]
    wire.server.faults["send"].extend([error(503)] * 4)
    await wire.tick()
    wire.server.say(CHANNEL, content="hello", author=SOMEBODY)
    wire.server.say(CHANNEL, components=marked, author=SOMEBODY)
    answer = {"id": "1", "type": 2, "user": SOMEBODY, "authorizing_integration_owners": {}}
    wire.server.say(CHANNEL, components=marked, interaction_metadata=answer)
    for _ in range(150):
        wire.server.say(CHANNEL, content="chatter", author=SOMEBODY)

    done = await wire.tick(after=timedelta(minutes=5))

    assert len(wire.server.calls("history")) == 2
    assert wire.message_ids() == [done.message_id]
    assert done.state is DeliveryState.SENT


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (error(403, 50013), "I may not post in {}: give me View Channel, Send Messages and Read"),
        (error(403, 50001), "I may not post in {}: give me View Channel, Send Messages and Read"),
        (error(404, 10003), "I cannot find {}. If it is gone, remove this feed;"),
        (error(400, 50035), "Discord did not take the list for {} (code 50035)."),
    ],
)
@pytest.mark.parametrize(("route", "where"), [("channel", "the channel"), ("send", "#papers")])
async def test_a_refusal_is_final_and_told_in_words(
    wire: Wire, fault: Answer, words: str, route: str, where: str
) -> None:
    wire.server.faults[route].append(fault)

    dead = await wire.tick()
    await wire.tick(after=timedelta(minutes=1))

    assert dead.state is DeliveryState.DEAD
    assert dead.error is not None
    assert dead.error.startswith(words.format(where))
    assert await wire.error() == dead.error
    assert len(wire.server.calls(route)) == 1
    assert wire.message_ids() == []


async def test_a_channel_in_which_nobody_can_post(wire: Wire) -> None:
    wire.server.kinds[CHANNEL] = VOICE_CATEGORY

    dead = await wire.tick()

    assert dead.error == "Nothing can be posted in the channel: choose a text channel."


async def test_a_refused_token_is_not_the_channels_fault(wire: Wire) -> None:
    wire.server.faults["send"].extend([error(401)] * 4)

    assert (await wire.tick()).state is DeliveryState.SENDING
    assert (await wire.tick(after=timedelta(minutes=1))).state is DeliveryState.SENT


async def test_a_short_rate_limit_is_sat_out(wire: Wire) -> None:
    wire.server.faults["send"].append(rate_limit(0.01))

    assert (await wire.tick()).state is DeliveryState.SENT
    assert len(wire.server.calls("send")) == 2


async def test_a_long_rate_limit_is_left_alone_for_as_long(wire: Wire) -> None:
    wire.server.faults["send"].append(rate_limit(600))

    assert (await wire.tick()).state is DeliveryState.SENDING
    await wire.tick(after=timedelta(seconds=599))
    assert len(wire.server.calls("send")) == 1

    assert (await wire.tick(after=timedelta(seconds=2))).state is DeliveryState.SENT
    assert len(wire.message_ids()) == 1


async def test_hidden_history_keeps_it_from_being_sent_again(wire: Wire) -> None:
    wire.server.faults["send"].extend([DROP_AFTER_ACCEPT, *[error(503)] * 3])
    await wire.tick()
    wire.server.faults["history"].append(error(403, 50001))

    waiting = await wire.tick(after=timedelta(minutes=5))

    assert waiting.state is DeliveryState.SENDING
    assert "give me Read Message History" in (await wire.error() or "")
    assert len(wire.server.calls("send")) == 4

    assert (await wire.tick(after=timedelta(minutes=1))).state is DeliveryState.SENT
    assert len(wire.message_ids()) == 1


@pytest.mark.parametrize(
    ("fault", "state", "words"),
    [
        (error(403, 50013), DeliveryState.SENT, "give me Send Messages there."),
        (error(404, 10008), DeliveryState.SENT, "was deleted before it was published"),
        (error(400, 40033), DeliveryState.PUBLISHED, None),
        (DROP_AFTER_ACCEPT, DeliveryState.PUBLISHED, None),
        (rate_limit(1200), DeliveryState.PUBLISHED, None),
    ],
)
async def test_faults_in_publishing(
    wire: Wire, fault: Answer, state: DeliveryState, words: str | None
) -> None:
    wire.server.kinds[CHANNEL] = ANNOUNCEMENTS
    wire.server.faults["crosspost"].append(fault)

    await wire.tick()
    done = await wire.tick(after=timedelta(minutes=21))

    assert done.state is state
    assert (words or "") in (done.error or "")
    assert (await wire.error() is None) == (words is None)
    assert await wire.outbox.open() == []
    assert len(wire.message_ids()) == 1


async def test_killed_processes_neither_double_nor_lose(tmp_path: Path) -> None:
    outcome = await killed(tmp_path, kills=15, feeds=60, seed=5)

    assert outcome.kills == 15
    assert (outcome.doubled, outcome.lost) == (0, 0)
    assert outcome.unrecorded == outcome.unpublished == outcome.undiscussed == 0


async def more_votes(wire: Wire, votes: int) -> None:
    paper = Paper(id="2603.00001", title="A paper", abstract="Short.", upvotes=votes)
    await Papers(wire.database).put([Incoming(paper, "a paper", told=(2**60 + votes, 0))])


async def test_an_edit_over_the_wire(wire: Wire) -> None:
    await wire.tick()
    await more_votes(wire, 41)
    await wire.tick(after=timedelta(minutes=11))
    await wire.tick(after=timedelta(minutes=11))

    ((message_id, body),) = wire.server.edits
    assert [message_id] == wire.message_ids()
    assert "41 votes" in str(body["components"])
    assert body["allowed_mentions"] == {"parse": []}
    await wire.tick(after=timedelta(days=3))
    assert "final" in str(wire.server.edits[-1][1]["components"])
    assert len(wire.server.calls("send")) == 1


@pytest.mark.parametrize("fault", [error(404, 10008), error(403, 50001), error(400, 50083)])
async def test_an_edit_that_is_refused_is_not_tried_again(wire: Wire, fault: Answer) -> None:
    await wire.tick()
    wire.server.faults["edit"].append(fault)
    await more_votes(wire, 41)

    for _ in range(5):
        await wire.tick(after=timedelta(hours=1))

    assert len(wire.server.calls("edit")) == 1
    assert await wire.error() is None


async def test_a_thread_that_is_locked_says_so(wire: Wire) -> None:
    wire.server.faults["send"].append(error(400, 50083))

    dead = await wire.tick()

    assert dead.error == "#papers is archived and locked: unlock it, or choose another place."


async def test_when_there_was_too_much_in_all_every_request_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    slept: list[float] = []
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(seconds)
        now += seconds

    pace = Pace(clock=lambda: now, sleep=sleep)
    async with DiscordServer(lambda: NINE) as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.base)
        server.kinds[CHANNEL] = TEXT
        body = {"message": "slow down", "retry_after": 0.01, "global": True}
        server.faults["channel"].append(
            Answer(429, body, headers={"X-RateLimit-Global": "true", "Retry-After": "7.5"})
        )
        async with discord.Client(
            intents=discord.Intents.none(), http_trace=paced(pace), max_ratelimit_timeout=30
        ) as client:
            await client.login("token")
            await client.fetch_channel(CHANNEL)

    assert len(server.calls("channel")) == 2
    assert max(slept) >= 7.5
