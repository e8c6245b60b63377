"""Announcing lists: each edition once to each feed, when it is due there."""

import asyncio
import logging
import random
import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.delivery.courier import Courier
from bot.delivery.due import due, edition_due
from bot.delivery.keeper import Keeper
from bot.delivery.sender import Sender
from bot.editions.span import Kind, Span
from storage.feeds import Feeds
from storage.models import Cadence, Delivery, Feed
from storage.outbox import Outbox

CATCH_UP = timedelta(hours=6)
"""How late an announcement may still be made."""

AT_ONCE = 25
"""How many feeds are served at the same time: with a fifth of a second for each, that is enough
for the rate Discord allows; the pace itself is kept by `Pace`, below the requests."""

PAUSED = "The feed was paused."

_log = logging.getLogger(__name__)


class Press(Protocol):
    """Knows what there is to announce."""

    async def has_news(self, feed: Feed, span: Span) -> bool:
        """Whether an edition has papers for a feed."""

    async def is_whole(self, day: date) -> bool:
        """Whether a day's list is whole."""


class Announcer:
    """Asks what is due, and has it brought. To be ticked about once a minute.

    Due times are never waited for: every tick asks the same question anew, so neither a
    downtime nor a jump of the clock can make it miss or repeat one. `sleep` takes seconds;
    `jitter` answers a number from 0 to 1.
    """

    def __init__(
        self,
        feeds: Feeds,
        outbox: Outbox,
        press: Press,
        clock: Clock,
        sender: Sender,
        *,
        catch_up: timedelta = CATCH_UP,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._feeds = feeds
        self._outbox = outbox
        self._press = press
        self._clock = clock
        self._courier = Courier(feeds, outbox, clock, sender, sleep=sleep, jitter=jitter)
        self._keeper = Keeper(outbox, clock, sender)
        self._catch_up = catch_up
        self._busy = asyncio.Lock()

    async def tick(self) -> None:
        """Enqueue what has become due, work off what is open, and bring posts up to date;
        nothing if still at it.

        Raises no Exception: what goes wrong is logged, and tried again by the next tick.
        """
        if self._busy.locked():
            return
        async with self._busy:
            with _logged("announcements"):
                feeds = await self._feeds.all()
                with _logged("what is due"):
                    await self._enqueue(feeds)
                by_id = {feed.id: feed for feed in feeds}
                await self._work_off(by_id)
                with _logged("live numbers"):
                    await self._bring_up_to_date(by_id)

    async def _enqueue(self, feeds: Sequence[Feed]) -> None:
        now = self._clock.now()
        by_edition: dict[Span, list[tuple[Feed, datetime]]] = defaultdict(list)
        for feed in feeds:
            with _logged(f"feed {feed.id}"):
                due_at = None if feed.paused_at else due(feed, now, self._catch_up)
                if due_at is not None:
                    by_edition[edition_due(feed, due_at)].append((feed, due_at))
        wanted = []
        for span, due_feeds in by_edition.items():
            week = span.kind is Kind.WEEK
            served = await self._outbox.feeds_with(span.first, week=week)
            for feed, due_at in due_feeds:
                with _logged(f"feed {feed.id}"):
                    if feed.id not in served and await self._is_there(feed, span):
                        wanted.append((feed.id, span.first, week, due_at))
        if wanted:
            await self._outbox.enqueue_all(wanted)

    async def _is_there(self, feed: Feed, span: Span) -> bool:
        if feed.cadence is Cadence.SETTLED and not await self._press.is_whole(span.last):
            return False
        return await self._press.has_news(feed, span)

    async def _work_off(self, feeds: dict[int, Feed]) -> None:
        by_feed: dict[int, list[Delivery]] = defaultdict(list)
        for delivery in await self._outbox.open():
            by_feed[delivery.feed_id].append(delivery)

        async def serve(feed: Feed) -> None:
            for delivery in by_feed[feed.id]:
                with _logged(f"feed {feed.id}, edition {delivery.key}"):
                    late = self._clock.now() - delivery.due_at > self._catch_up
                    if not feed.paused_at:
                        await self._courier.bring(feed, delivery, late=late)
                    elif late:
                        await self._outbox.dead(delivery.id, PAUSED)

        await self._at_once(serve, [feeds[id] for id in by_feed if id in feeds])

    async def _bring_up_to_date(self, feeds: dict[int, Feed]) -> None:
        by_feed: dict[int, list[Delivery]] = defaultdict(list)
        for delivery in await self._outbox.live(self._clock.now()):
            by_feed[delivery.feed_id].append(delivery)

        async def look(feed: Feed) -> None:
            for delivery in by_feed[feed.id]:
                with _logged(f"feed {feed.id}, post of {delivery.key}"):
                    await self._keeper.look(feed, delivery)

        await self._at_once(look, [feeds[id] for id in by_feed if id in feeds])

    async def _at_once(
        self, work: Callable[[Feed], Awaitable[None]], feeds: Sequence[Feed]
    ) -> None:
        """Do something for each feed, for `AT_ONCE` of them at the same time."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def do(feed: Feed) -> None:
            async with slots:
                await work(feed)

        async with asyncio.TaskGroup() as group:
            for feed in feeds:
                group.create_task(do(feed))


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """Log an unexpected Exception and go on. Its own words are left out: they may quote a
    message or a person."""
    try:
        yield
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("Announcing, %s: %s\n%s", what, type(error).__name__, where)
