"""A pace: at most so many beginnings in any second, and none while told to hold."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

ALLOWED = 50
"""Requests that Discord allows a bot in any second, in all."""
GIVEN = 49
WINDOW = 1.01
"""So many turns are given in so many seconds, 97 % of what is allowed: clocks and networks are not
exact."""
LEAST_APART = 0.01
"""Seconds between two turns at least, so that what was missed while the machine was busy is made
up little by little and not in a burst."""


class Pace:
    """Gives turns, in the order they are asked for.

    `clock` counts seconds, never back; `sleep` takes seconds.
    """

    def __init__(
        self,
        given: int = GIVEN,
        window: float = WINDOW,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._window = window
        self._clock = clock
        self._sleep = sleep
        self._turns: deque[float] = deque(maxlen=given)
        self._held_until = clock()
        self._queue = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for the next turn."""
        async with self._queue:  # first come, first served
            while (wait := self._earliest() - self._clock()) > 0:
                await self._sleep(wait)
            self._turns.append(self._clock())

    def hold(self, seconds: float) -> None:
        """Give no turn for so long."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def _earliest(self) -> float:
        earliest = self._held_until
        if self._turns:
            earliest = max(earliest, self._turns[-1] + LEAST_APART)
        if len(self._turns) == self._turns.maxlen:
            earliest = max(earliest, self._turns[0] + self._window)
        return earliest
