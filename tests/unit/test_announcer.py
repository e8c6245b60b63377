"""The announcer on a real database against a Discord in memory that fails where it is told to."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import FixedClock
from bot.delivery.announcer import Announcer
from bot.delivery.courier import NOT_PUBLISHED, TOO_LATE
from bot.delivery.sender import HistoryHidden, Refused, Sent, Unreachable
from bot.delivery.tries import NONCE_HOLDS
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.models import Delivery, DeliveryState, EditionSource, Feed, Paper
from storage.outbox import Outbox
from storage.papers import Incoming, Papers
from tests.wire.announcing import Lists

DAY = date(2026, 3, 11)
NINE = datetime(2026, 3, 11, 8, tzinfo=UTC)
"""Nine o'clock in Berlin, four in New York: the list of March 11 is filling."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Post:
    id: int
    at: datetime
    day: date
    nonce: str
    published: int = 0
    threads: int = 0
    edits: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class Discord:
    """Its channels, as long a memory for nonces as the courier counts on, and its failures.

    `answers` holds, by method, what each next call does: an exception raised before the call
    has an effect, or, wrapped in `Lost`, after it had one.
    """

    clock: FixedClock
    channels: dict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))
    news: set[int] = field(default_factory=set)
    answers: dict[str, list["Exception | Lost"]] = field(default_factory=lambda: defaultdict(list))
    calls: list[str] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    words: str = "words of a person"
    gate: asyncio.Event | None = None
    numbers: str = "12 votes"
    """What every post would show now."""

    async def send(self, feed: Feed, delivery: Delivery) -> Sent:
        if feed.channel_id in self.broken:
            raise ValueError(self.words)
        if self.gate is not None:
            await self.gate.wait()
        with_effect = self._begin("send")
        posts = self.channels[feed.channel_id]
        now = self.clock.now()
        known = [p for p in posts if p.nonce == delivery.nonce and now - p.at < NONCE_HOLDS]
        if not known:
            known = [Post(1000 + len(self.calls), now, delivery.day, delivery.nonce)]
            posts += known
        if with_effect is not None:
            raise with_effect
        return self._sent(feed, known[0].id, self.numbers)

    def _sent(self, feed: Feed, message_id: int, shown: str | None) -> Sent:
        publish = feed.channel_id in self.news
        return Sent(message_id, publish=publish, discuss=feed.discussion, shown=shown)

    async def find(self, feed: Feed, delivery: Delivery, since: datetime) -> Sent | None:
        with_effect = self._begin("find")
        assert with_effect is None
        for post in self.channels[feed.channel_id]:
            if post.day == delivery.day and post.at >= since:
                return self._sent(feed, post.id, None)
        return None

    async def publish(self, feed: Feed, message_id: int) -> None:
        with_effect = self._begin("publish")
        for post in self.channels[feed.channel_id]:
            if post.id == message_id:
                post.published = 1
        if with_effect is not None:
            raise with_effect

    async def discuss(self, feed: Feed, delivery: Delivery, message_id: int) -> None:
        with_effect = self._begin("discuss")
        for post in self.channels[feed.channel_id]:
            if post.id == message_id:
                post.threads = 1
        if with_effect is not None:
            raise with_effect

    async def edit(self, feed: Feed, delivery: Delivery, message_id: int, *, final: bool) -> str:
        shown = f"{self.numbers}{' final' if final else ''}"
        if shown == delivery.shown:
            return shown
        with_effect = self._begin("edit")
        (post,) = [p for p in self.channels[feed.channel_id] if p.id == message_id]
        post.edits.append((self.clock.now(), shown))
        if with_effect is not None:
            raise with_effect
        return shown

    def _begin(self, call: str) -> Exception | None:
        self.calls.append(call)
        answer = self.answers[call].pop(0) if self.answers[call] else None
        if isinstance(answer, Lost):
            return answer.error
        if answer is not None:
            raise answer
        return None


@dataclass
class Lost:
    """The call has its effect and the answer to it gets lost."""

    error: Exception


class Steps:
    """Counts what the announcer does outside of itself, and ends the process at one step."""

    def __init__(self, crash_at: int | None = None) -> None:
        self.taken = 0
        self.crash_at = crash_at

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.crash_at:
            raise Crash

    def watching(self, inner: Any) -> Any:
        return _Watched(inner, self)


class _Watched:
    def __init__(self, inner: Any, steps: Steps) -> None:
        self._inner = inner
        self._steps = steps

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any, **kwargs: Any) -> Any:
            self._steps.step()
            answer = await getattr(self._inner, name)(*args, **kwargs)
            self._steps.step()
            return answer

        return call


class World:
    """A database, a Discord and a clock; announcers come and go."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.feeds = Feeds(database)
        self.outbox = Outbox(database)
        self.papers = Papers(database)
        self.editions = Editions(database)
        self.lists = Lists(self.editions)
        self.clock = FixedClock(NINE)
        self.discord = Discord(self.clock)
        self.slept: list[float] = []
        self.announcer = self.started()

    def started(self, steps: Steps | None = None) -> Announcer:
        steps = steps or Steps()
        self.announcer = Announcer(
            steps.watching(self.feeds),
            steps.watching(self.outbox),
            self.lists,
            self.clock,
            steps.watching(self.discord),
            sleep=self._sleep,
            jitter=lambda: 0.5,
        )
        return self.announcer

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(timedelta(seconds=seconds))

    async def edition(self, day: date = DAY, papers: int = 2) -> None:
        kept = [Paper(id=f"2603.0000{n}", title=f"Paper {n}", abstract="A.") for n in range(papers)]
        await self.papers.put([Incoming(paper, paper.title) for paper in kept])
        placed = [(paper.id, place) for place, paper in enumerate(kept, 1)]
        await self.editions.put(day, EditionSource.DAILY, placed, NINE)

    async def feed(self, channel_id: int = 2, at: time = time(9), news: bool = False) -> Feed:
        if news:
            self.discord.news.add(channel_id)
        feed = await self.feeds.add(
            1, channel_id, at=at, timezone="Europe/Berlin", top=5, active_from=NINE - HOUR
        )
        assert feed is not None
        return feed

    async def ticks(self, times: int, every: timedelta = MINUTE) -> None:
        for _ in range(times):
            await self.announcer.tick()
            self.clock.advance(every)

    async def last(self, feed: Feed) -> Delivery:
        delivery = await self.outbox.last(feed.id)
        assert delivery is not None
        return delivery

    async def error(self, feed: Feed) -> str | None:
        kept = await self.feeds.get(feed.id)
        assert kept is not None
        return kept.last_error

    def posts(self, feed: Feed) -> list[Post]:
        return self.discord.channels[feed.channel_id]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with await Database.open(tmp_path / "paperboy.db") as database:
        yield World(database)


async def crashes(world: World) -> bool:
    """Whether the process ends during this tick."""
    try:
        await world.announcer.tick()
    except Crash:
        return True
    except BaseExceptionGroup as group:
        assert group.split(Crash)[1] is None
        return True
    return False


# What is due


async def test_the_edition_is_posted_once_at_the_due_minute(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.clock.set(NINE - MINUTE)

    await world.ticks(1)
    assert world.posts(feed) == []

    await world.ticks(60)
    (post,) = world.posts(feed)
    assert (post.at, post.day) == (NINE, DAY)
    sent = await world.last(feed)
    assert (sent.state, sent.message_id, sent.attempts) == (DeliveryState.SENT, post.id, 1)
    assert await world.error(feed) is None


async def test_an_edition_that_comes_late_is_posted_when_it_is_there(world: World) -> None:
    feed = await world.feed()

    await world.ticks(30)
    assert await world.outbox.open() == []
    await world.edition()
    await world.ticks(2)

    assert [post.at for post in world.posts(feed)] == [NINE + 30 * MINUTE]


async def test_an_edition_that_comes_too_late_is_left_out(world: World) -> None:
    feed = await world.feed()
    world.clock.advance(6 * HOUR + MINUTE)
    await world.edition()

    await world.ticks(5)

    assert await world.outbox.last(feed.id) is None
    assert world.posts(feed) == []


async def test_an_empty_day_posts_nothing(world: World) -> None:
    feed = await world.feed()
    await world.edition(papers=0)

    await world.ticks(5)

    assert await world.outbox.last(feed.id) is None
    assert world.posts(feed) == []


async def test_papers_taken_out_of_the_catalogue_make_no_edition(world: World) -> None:
    feed = await world.feed()
    await world.edition(papers=1)
    await world.papers.remove(["2603.00000"])

    await world.ticks(2)

    assert world.posts(feed) == []


async def test_a_downtime_is_caught_up(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.clock.advance(5 * HOUR)

    await world.ticks(3)

    assert len(world.posts(feed)) == 1


async def test_after_a_long_downtime_the_newest_edition_alone_is_posted(world: World) -> None:
    feed = await world.feed()
    for day in range(7):
        await world.edition(DAY + timedelta(days=day))
    world.clock.advance(timedelta(days=6, hours=1))

    await world.ticks(5)

    assert [post.day for post in world.posts(feed)] == [DAY + timedelta(days=6)]


async def test_what_was_left_pending_over_a_long_downtime_is_not_posted(world: World) -> None:
    feed = await world.feed()
    await world.edition()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    await world.edition(DAY + timedelta(days=1))
    world.clock.advance(timedelta(days=1))

    await world.ticks(2)

    assert [post.day for post in world.posts(feed)] == [DAY + timedelta(days=1)]
    left_out = await world.outbox.get(delivery.id)
    assert left_out is not None
    assert (left_out.state, left_out.error) == (DeliveryState.DEAD, TOO_LATE)


@pytest.mark.parametrize("jump", [timedelta(minutes=-90), 2 * HOUR, timedelta(days=1)])
async def test_a_clock_that_jumps_and_comes_back_doubles_nothing(
    world: World, jump: timedelta
) -> None:
    await world.edition()
    feed = await world.feed()
    world.clock.advance(10 * MINUTE)
    await world.ticks(3)

    world.clock.advance(jump)
    await world.ticks(3)
    world.clock.advance(-jump)
    await world.ticks(3)

    assert len(world.posts(feed)) == 1


async def test_a_feed_removed_in_the_meantime_gets_nothing(world: World) -> None:
    feed = await world.feed()
    await world.outbox.enqueue(feed.id, DAY, NINE)
    await world.feeds.remove(feed.id, 1)

    await world.ticks(2)

    assert world.posts(feed) == []


# What goes wrong on the way


async def test_a_short_failure_is_overcome_within_the_tick(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.discord.answers["send"] = [Unreachable("no"), Lost(Unreachable("no")), Unreachable("no")]

    await world.ticks(1)

    assert world.slept == [1.25, 5.0, 12.5]
    assert len(world.posts(feed)) == 1
    assert (await world.last(feed)).state is DeliveryState.SENT
    assert await world.error(feed) is None


async def test_no_try_is_repeated_blindly_once_the_nonce_may_be_forgotten(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.discord.answers["send"] = [Lost(Unreachable("no", retry_after=14.0))] * 50

    await world.ticks(10, every=timedelta(seconds=13))

    assert world.discord.calls.count("send") > 4
    assert world.discord.calls[-1] == "find"
    assert len(world.posts(feed)) == 1
    assert (await world.last(feed)).state is DeliveryState.SENT


async def test_a_long_failure_is_told_and_tried_again(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.discord.answers["send"] = [Unreachable("Discord did not answer.")] * 9

    await world.ticks(1)
    assert (await world.last(feed)).error == "Discord did not answer."
    assert await world.error(feed) == "Discord did not answer."

    await world.ticks(5)
    assert len(world.posts(feed)) == 1
    assert (await world.last(feed)).error is None
    assert await world.error(feed) is None


async def test_a_failure_longer_than_the_catch_up_ends_it(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    for call in ("send", "find"):
        world.discord.answers[call] = [Unreachable("no")] * 1000

    await world.ticks(100, every=5 * MINUTE)

    dead = await world.last(feed)
    assert (dead.state, dead.error) == (DeliveryState.DEAD, TOO_LATE)
    assert await world.error(feed) == TOO_LATE
    assert world.posts(feed) == []


async def test_a_refusal_ends_it_with_the_reason(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.discord.answers["send"] = [Refused("Give me Send Messages in <#2>.")]

    await world.ticks(5)

    assert world.discord.calls == ["send"]
    dead = await world.last(feed)
    assert (dead.state, dead.error) == (DeliveryState.DEAD, "Give me Send Messages in <#2>.")
    assert await world.error(feed) == "Give me Send Messages in <#2>."


async def test_the_next_success_clears_the_reason(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.discord.answers["send"] = [Refused("no")]
    await world.ticks(2)

    await world.edition(DAY + timedelta(days=1))
    world.clock.set(NINE + timedelta(days=1))
    await world.ticks(2)

    assert [post.day for post in world.posts(feed)] == [DAY + timedelta(days=1)]
    assert await world.error(feed) is None


async def test_a_long_pause_that_discord_asks_for_is_kept(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.discord.answers["send"] = [Unreachable("wait", retry_after=600.0)]

    await world.ticks(10)
    assert world.discord.calls == ["send"]

    await world.ticks(2)
    assert world.slept == []
    assert len(world.posts(feed)) == 1


# What an earlier process left behind


@pytest.mark.parametrize("posted", [True, False])
@pytest.mark.parametrize(
    ("downtime", "calls"),
    [
        (timedelta(seconds=5), ["send"]),
        (timedelta(seconds=60), ["send"]),
        (timedelta(seconds=100), ["find"]),
        (timedelta(seconds=150), ["find"]),
        (3 * HOUR, ["find"]),
    ],
)
async def test_a_try_cut_off_is_repeated_soon_and_looked_for_later(
    world: World, posted: bool, downtime: timedelta, calls: list[str]
) -> None:
    await world.edition()
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    claimed = await world.outbox.claim(delivery.id, NINE)
    assert claimed is not None
    if posted:
        await world.discord.send(feed, claimed)
        world.discord.calls.clear()
    world.clock.advance(downtime)

    await world.ticks(5)

    assert world.discord.calls[:1] == calls
    assert len(world.posts(feed)) == 1
    assert (await world.last(feed)).message_id == world.posts(feed)[0].id


async def test_between_the_two_it_waits(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    await world.outbox.claim(delivery.id, NINE)

    world.clock.set(NINE + timedelta(seconds=100))
    await world.ticks(1)
    assert world.discord.calls == []

    await world.ticks(1)
    assert world.discord.calls == ["find", "send"]


async def test_a_post_found_after_the_catch_up_counts_as_sent(world: World) -> None:
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    claimed = await world.outbox.claim(delivery.id, NINE)
    assert claimed is not None
    await world.discord.send(feed, claimed)
    world.clock.advance(20 * HOUR)

    await world.ticks(1)

    assert (await world.last(feed)).state is DeliveryState.SENT
    assert await world.error(feed) is None


async def test_a_clock_set_back_does_not_hide_the_post(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    claimed = await world.outbox.claim(delivery.id, NINE + 2 * HOUR)
    assert claimed is not None
    await world.discord.send(feed, claimed)
    world.clock.advance(10 * MINUTE)

    await world.ticks(3)

    assert len(world.posts(feed)) == 1
    assert (await world.last(feed)).state is DeliveryState.SENT


async def test_where_the_history_is_hidden_nothing_is_posted_twice(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    await world.outbox.claim(delivery.id, NINE)
    world.clock.advance(10 * MINUTE)
    hidden = HistoryHidden("Give me Read Message History.")
    world.discord.answers["find"] = [hidden] * 1000

    await world.ticks(30, every=10 * MINUTE)
    assert (await world.last(feed)).state is DeliveryState.SENDING
    assert await world.error(feed) == str(hidden)

    await world.ticks(10, every=10 * MINUTE)
    dead = await world.last(feed)
    assert (dead.state, dead.error) == (DeliveryState.DEAD, str(hidden))
    assert world.posts(feed) == []


async def test_once_the_history_may_be_read_it_goes_on(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    await world.outbox.claim(delivery.id, NINE)
    world.clock.advance(10 * MINUTE)
    world.discord.answers["find"] = [HistoryHidden("no"), Unreachable("no")]

    await world.ticks(3)

    assert len(world.posts(feed)) == 1
    assert await world.error(feed) is None


async def test_a_channel_gone_in_the_meantime_ends_it(world: World) -> None:
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    await world.outbox.claim(delivery.id, NINE)
    world.clock.advance(10 * MINUTE)
    world.discord.answers["find"] = [Refused("I cannot find <#2>.")]

    await world.ticks(1)

    assert (await world.last(feed)).state is DeliveryState.DEAD


# Publishing


async def test_what_goes_to_an_announcement_channel_is_published(world: World) -> None:
    await world.edition()
    feed = await world.feed(news=True)

    await world.ticks(3)

    assert world.discord.calls == ["send", "publish"]
    assert [post.published for post in world.posts(feed)] == [1]
    assert (await world.last(feed)).state is DeliveryState.PUBLISHED


async def test_a_rate_limit_on_publishing_holds_up_nobody(world: World) -> None:
    await world.edition()
    limited = await world.feed(channel_id=2, news=True)
    other = await world.feed(channel_id=3)
    world.discord.answers["publish"] = [Unreachable("wait", retry_after=1800.0)]

    await world.ticks(30)
    assert world.discord.calls.count("publish") == 1
    assert len(world.posts(other)) == 1
    assert (await world.last(limited)).state is DeliveryState.SENT

    await world.ticks(2)
    assert (await world.last(limited)).state is DeliveryState.PUBLISHED
    assert await world.error(limited) is None


async def test_a_refusal_to_publish_leaves_the_post(world: World) -> None:
    await world.edition()
    feed = await world.feed(news=True)
    world.discord.answers["publish"] = [Refused("I may not publish.")]

    await world.ticks(3)

    left = await world.last(feed)
    assert (left.state, left.publish, left.error) == (
        DeliveryState.SENT,
        False,
        "I may not publish.",
    )
    assert world.discord.calls == ["send", "publish"]
    assert await world.error(feed) == "I may not publish."


async def test_publishing_is_given_up_with_the_catch_up(world: World) -> None:
    await world.edition()
    feed = await world.feed(news=True)
    world.discord.answers["publish"] = [Unreachable("no")] * 1000

    await world.ticks(50, every=10 * MINUTE)

    left = await world.last(feed)
    assert (left.state, left.publish, left.error) == (DeliveryState.SENT, False, NOT_PUBLISHED)
    assert await world.outbox.open() == []


# Nobody stands in anybody's way


async def test_a_feed_that_goes_wrong_stops_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.edition()
    feeds = [await world.feed(channel_id) for channel_id in range(10, 30)]
    world.discord.broken = {11, 12, 13, 14, 15, 16}

    with caplog.at_level(logging.ERROR):
        await world.ticks(1)

    posted = [feed.channel_id for feed in feeds if world.posts(feed)]
    assert posted == [10, *range(17, 30)]
    assert f"feed {feeds[1].id}, edition 2026-03-11: ValueError" in caplog.text
    assert "words of a person" not in caplog.text

    world.discord.broken.clear()
    await world.ticks(4)
    assert [len(world.posts(feed)) for feed in feeds] == [1] * 20


async def test_a_feed_in_an_unknown_zone_stops_no_other(world: World) -> None:
    await world.edition()
    lost = await world.feed(channel_id=2)
    other = await world.feed(channel_id=3)
    await world.feeds.edit(lost.id, 1, timezone="Europe/Atlantis", active_from=NINE - HOUR)

    await world.ticks(1)

    assert len(world.posts(other)) == 1


async def test_a_tick_never_overlaps_another(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    world.discord.gate = asyncio.Event()
    first = asyncio.create_task(world.announcer.tick())
    while not (await world.outbox.open() and (await world.last(feed)).attempts):
        await asyncio.sleep(0)

    await world.announcer.tick()
    world.discord.gate.set()
    await first

    assert world.discord.calls == ["send"]
    assert len(world.posts(feed)) == 1


async def test_a_closed_database_does_not_end_the_ticks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = await Database.open(tmp_path / "paperboy.db")
    world = World(database)
    await database.close()

    await world.announcer.tick()

    assert "DatabaseClosed" in caplog.text


# Crashes


def is_done(world: World, feed: Feed, delivery: Delivery) -> bool:
    posts = world.posts(feed)
    return (
        len(posts) == 1
        and posts[0].published == 1
        and delivery.state is DeliveryState.PUBLISHED
        and delivery.message_id == posts[0].id
    )


@pytest.mark.parametrize("downtime", [5, 95, 125, 3600], ids="{}s".format)
async def test_a_crash_at_any_step_neither_doubles_nor_loses(world: World, downtime: int) -> None:
    await world.edition()
    crash_at, finished = 0, False
    while not finished:
        crash_at += 1
        world.clock.set(NINE)
        feed = await world.feed(channel_id=100 + crash_at, news=True)
        world.started(Steps(crash_at))

        finished = not await crashes(world)
        world.clock.advance(timedelta(seconds=downtime))
        world.started()
        await world.ticks(30)

        assert is_done(world, feed, await world.last(feed)), f"crash at step {crash_at}"
        await world.feeds.remove(feed.id, 1)
    assert crash_at > 16


async def test_crashes_on_crashes_and_failures_neither_double_nor_lose(world: World) -> None:
    await world.edition()
    dice = random.Random(11)
    for round_number in range(60):
        world.clock.set(NINE)
        feed = await world.feed(channel_id=1000 + round_number, news=True)
        for call in ("send", "find", "publish"):
            failure = Unreachable("no", retry_after=dice.choice([None, 3.0, 70.0]))
            kinds: list[Exception | Lost] = [failure]
            if call != "find":
                kinds.append(Lost(failure))
            world.discord.answers[call] = dice.choices(kinds, k=dice.randrange(6))
        for _ in range(dice.randrange(1, 6)):
            world.started(Steps(dice.randrange(1, 24)))
            for _ in range(dice.randrange(1, 4)):
                if await crashes(world):
                    break
                world.clock.advance(MINUTE)
            world.clock.advance(timedelta(seconds=dice.choice([1, 20, 60, 88, 100, 130, 900])))
        world.started()
        await world.ticks(30)

        assert is_done(world, feed, await world.last(feed)), f"round {round_number}"
        await world.feeds.remove(feed.id, 1)
