"""A pace: at most so many beginnings a second, evenly spaced, and none while told to hold."""

import asyncio
import time
from collections.abc import Awaitable, Callable

ALLOWED = 50.0
"""Requests a second that Discord allows a bot in all."""
MARGIN = 0.03
"""Share of it that is left unused: clocks and networks are not exact."""
AT_REST = 0.02
"""Seconds of turns that may be made up after nothing was to do: one, not a burst."""


class Pace:
    """Gives turns, in the order they are asked for.

    `clock` counts seconds, never back; `sleep` takes seconds.
    """

    def __init__(
        self,
        rate: float = ALLOWED * (1 - MARGIN),
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = 1 / rate
        self._clock = clock
        self._sleep = sleep
        self._next = clock()
        self._held_until = self._next
        self._queue = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for the next turn."""
        async with self._queue:  # first come, first served
            while True:
                now = self._clock()
                self._next = max(self._next, now - AT_REST)
                wait = max(self._next, self._held_until) - now
                if wait <= 0:
                    break
                await self._sleep(wait)
            self._next = max(self._next, self._held_until) + self._interval

    def hold(self, seconds: float) -> None:
        """Give no turn for so long, and none of those missed afterwards."""
        self._held_until = max(self._held_until, self._clock() + seconds)
