"""What the tests of sources ask with: the real client, on a clock that sleeping moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from bot.clock import FixedClock
from bot.sources.fetching import Fetcher
from bot.sources.pace import Pace

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)


class MovingClock(FixedClock):
    """A clock on which sleeping takes its time, and nobody waits."""

    def __init__(self, now: datetime = NOW) -> None:
        super().__init__(now)
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.advance(timedelta(seconds=seconds))


@asynccontextmanager
async def asking(
    clock: MovingClock,
    *,
    name: str = "Hugging Face",
    pause: float = 1.0,
    alone: bool = False,
    **rest: Any,
) -> AsyncIterator[Fetcher]:
    """A fetcher whose luck is always half."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        pace = Pace(pause, alone=alone, now=clock.now, sleep=clock.sleep)
        yield Fetcher(
            name, session, pace, now=clock.now, sleep=clock.sleep, chance=lambda: 0.5, **rest
        )
