"""How often a source is asked: never sooner after the last time than it may be."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta


class Pace:
    """Keeps `pause` seconds between the beginnings of two requests; with `alone`, between the
    end of one and the beginning of the next, and never two at once."""

    def __init__(
        self,
        pause: float,
        *,
        alone: bool,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._pause = timedelta(seconds=pause)
        self._now = now
        self._sleep = sleep
        self._free_at = datetime.min.replace(tzinfo=UTC)
        self._waiting = 0
        self._alone = asyncio.Lock() if alone else None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and have it within the block."""
        if self._alone is None:
            await self._wait()
            yield
            return
        async with self._alone:
            await self._wait()
            try:
                yield
            finally:
                self._free_at = self._now() + self._pause

    async def _wait(self) -> None:
        now = self._now()
        # However far back a clock was set, nobody waits longer than for those before.
        longest = self._pause * (self._waiting + 1)
        wait = min(max(self._free_at - now, timedelta(0)), longest)
        self._free_at = now + wait + self._pause
        if wait:
            self._waiting += 1
            try:
                await self._sleep(wait.total_seconds())
            finally:
                self._waiting -= 1
