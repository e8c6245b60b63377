"""Announcing the daily list: each edition once to each feed, when it is due there."""

import asyncio
import logging
import random
import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.delivery.courier import Courier
from bot.delivery.due import due
from bot.delivery.sender import Sender
from bot.editions.feed_day import feed_day
from storage.editions import Editions
from storage.feeds import Feeds
from storage.models import Delivery, Feed
from storage.outbox import Outbox

CATCH_UP = timedelta(hours=6)
"""How late an announcement may still be made."""

AT_ONCE = 5
"""How many feeds are served at the same time."""

_log = logging.getLogger(__name__)


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
        editions: Editions,
        clock: Clock,
        sender: Sender,
        *,
        catch_up: timedelta = CATCH_UP,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._feeds = feeds
        self._outbox = outbox
        self._editions = editions
        self._clock = clock
        self._courier = Courier(feeds, outbox, clock, sender, sleep=sleep, jitter=jitter)
        self._catch_up = catch_up
        self._busy = asyncio.Lock()

    async def tick(self) -> None:
        """Enqueue what has become due, and work off what is open; nothing if still at it.

        Raises no Exception: what goes wrong is logged, and tried again by the next tick.
        """
        if self._busy.locked():
            return
        async with self._busy:
            with _logged("announcements"):
                feeds = await self._feeds.all()
                with _logged("what is due"):
                    await self._enqueue(feeds)
                await self._work_off({feed.id: feed for feed in feeds})

    async def _enqueue(self, feeds: Sequence[Feed]) -> None:
        now = self._clock.now()
        due_by_day: dict[date, list[tuple[Feed, datetime]]] = defaultdict(list)
        for feed in feeds:
            with _logged(f"feed {feed.id}"):
                due_at = due(feed, now, self._catch_up)
                if due_at is not None:
                    due_by_day[feed_day(due_at)].append((feed, due_at))
        for day, due_feeds in due_by_day.items():
            served = await self._outbox.feeds_with(day)
            waiting = [(feed, due_at) for feed, due_at in due_feeds if feed.id not in served]
            if waiting and await self._editions.papers(day):
                for feed, due_at in waiting:
                    await self._outbox.enqueue(feed.id, day, due_at)

    async def _work_off(self, feeds: dict[int, Feed]) -> None:
        by_feed: dict[int, list[Delivery]] = defaultdict(list)
        for delivery in await self._outbox.open():
            by_feed[delivery.feed_id].append(delivery)
        slots = asyncio.Semaphore(AT_ONCE)

        async def serve(feed: Feed, deliveries: Sequence[Delivery]) -> None:
            async with slots:
                for delivery in deliveries:
                    with _logged(f"feed {feed.id}, edition {delivery.day}"):
                        late = self._clock.now() - delivery.due_at > self._catch_up
                        await self._courier.bring(feed, delivery, late=late)

        async with asyncio.TaskGroup() as group:
            for feed_id, deliveries in by_feed.items():
                if feed_id in feeds:
                    group.create_task(serve(feeds[feed_id], deliveries))


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """Log an unexpected Exception and go on. Its own words are left out: they may quote a
    message or a person."""
    try:
        yield
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("Announcing, %s: %s\n%s", what, type(error).__name__, where)
