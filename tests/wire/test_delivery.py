"""Announcements through discord.py's real HTTP, and through processes that are killed."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import discord
import pytest

from bot.clock import FixedClock
from bot.delivery.announcer import Announcer
from bot.delivery.discord_sender import DiscordSender
from bot.delivery.discord_words import NOT_ANSWERING
from bot.delivery.sender import post_marker
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.models import Delivery, DeliveryState, EditionSource, Paper
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


async def with_edition(database: Database, day: date) -> None:
    await Papers(database).put(
        [Incoming(Paper(id="2603.00001", title="A paper", abstract="Short."), "a paper")]
    )
    await Editions(database).put(day, EditionSource.DAILY, [("2603.00001", 1)], NINE)


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
        await with_edition(database, DAY)
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


KILLS = 15
CHANNELS = range(1000, 1060)


async def test_killed_processes_neither_double_nor_lose(tmp_path: Path) -> None:
    dice = random.Random(5)
    path = tmp_path / "paperboy.db"
    ahead = 0.0
    started = datetime.now(UTC)
    due = started - timedelta(minutes=1)
    async with await Database.open(path) as database:
        for day in (due.date() + timedelta(days=n) for n in (-1, 0, 1)):
            await with_edition(database, day)
        for channel_id in CHANNELS:
            await Feeds(database).add(
                1,
                channel_id,
                at=due.time(),
                timezone="UTC",
                top=5,
                active_from=started - timedelta(hours=1),
            )

    async with DiscordServer(lambda: datetime.now(UTC) + timedelta(seconds=ahead)) as server:
        server.kinds = {id: dice.choice([TEXT, ANNOUNCEMENTS]) for id in CHANNELS}
        for _ in range(KILLS):
            assert await announced(path, server, ahead, dice) == -signal.SIGKILL
            ahead += dice.choice([0.0, 30.0, 85.0, 130.0, 300.0])
        ahead += 130.0
        assert await announced(path, server, ahead) == 0

    async with await Database.open(path) as database:
        outbox = Outbox(database)
        last = {feed.channel_id: await outbox.last(feed.id) for feed in await Feeds(database).all()}
    for channel_id, kind in server.kinds.items():
        delivery = last[channel_id]
        assert delivery is not None
        assert [int(m["id"]) for m in server.messages[channel_id]] == [delivery.message_id]
        assert (delivery.message_id in server.crossposted) == (kind == ANNOUNCEMENTS)


async def announced(
    path: Path, server: DiscordServer, ahead: float, dice: random.Random | None = None
) -> int:
    """Run an announcing process to its end, or, given dice, until it is killed at one of the
    first things it does; answers its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, announcing.__file__, str(path), server.base, str(ahead)
    )
    steps_left = dice.randrange(1, 14) if dice else None

    def count(route: str, moment: str) -> None:
        nonlocal steps_left
        if dice and steps_left is not None and route != "channel":
            steps_left -= 1
            if steps_left == 0:
                # Anywhere between this step and what the process does with the answer.
                loop.call_later(dice.choice([0, 0.001, 0.004]), os.kill, process.pid, 9)

    loop = asyncio.get_running_loop()
    server.on_step = count
    return await process.wait()
