"""The postman: asks what is due for anybody, and has it brought. To be ticked about once a minute.

Due times are never waited for: every tick asks the same questions anew, so neither a downtime nor
a jump of the clock can make it miss or repeat a letter.
"""

import asyncio
import logging
import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from bot.clock import Clock
from bot.letters.alerting import AlertCollector
from bot.letters.carrier import TOO_LATE, Carrier
from bot.letters.digests import Digests
from bot.letters.nudges import Nudges
from storage.letter_models import Letter
from storage.letters import KEPT_FOR, Letters
from storage.reminders import Reminders

AT_ONCE = 25
"""How many people are served at the same time: with a fifth of a second for each, that is enough
for the rate Discord allows; the pace itself is kept below the requests."""

_log = logging.getLogger(__name__)


class Postman:
    """Sends people what they asked for."""

    def __init__(
        self,
        letters: Letters,
        reminders: Reminders,
        digests: Digests,
        collector: AlertCollector,
        nudges: Nudges,
        carrier: Carrier,
        clock: Clock,
    ) -> None:
        self._letters = letters
        self._reminders = reminders
        self._digests = digests
        self._collector = collector
        self._nudges = nudges
        self._carrier = carrier
        self._clock = clock
        self._busy = asyncio.Lock()

    async def tick(self) -> None:
        """Put in what has become due, and bring what is open; nothing if still at it.

        Raises no Exception: what goes wrong is logged, and tried again by the next tick.
        """
        if self._busy.locked():
            return
        async with self._busy:
            await _unfailing("reminders", self._hand_over)
            await _unfailing("digests", self._digests.enqueue)
            await _unfailing("alerts", self._collector.enqueue)
            await _unfailing("thresholds", self._collector.tune)
            await _unfailing("weekly words", self._nudges.enqueue)
            await _unfailing("what is too late", self._expire)
            await _unfailing("letters", self._bring)
            await _unfailing("what is old", self._forget)

    async def _hand_over(self) -> None:
        await self._letters.hand_over_reminders(self._clock.now())

    async def _expire(self) -> None:
        await self._letters.expire(self._clock.now(), TOO_LATE)

    async def _bring(self) -> None:
        by_person: dict[int, list[Letter]] = defaultdict(list)
        for letter in await self._letters.open():
            by_person[letter.user_id].append(letter)
        slots = asyncio.Semaphore(AT_ONCE)

        async def serve(letters: list[Letter]) -> None:
            async with slots:
                for letter in letters:
                    with _logged(f"letter {letter.id}"):
                        if not await self._carrier.bring(letter):
                            return

        async with asyncio.TaskGroup() as group:
            for letters in by_person.values():
                group.create_task(serve(letters))

    async def _forget(self) -> None:
        before = self._clock.now() - KEPT_FOR
        await self._letters.forget_old(before)
        await self._reminders.forget_old(before)


async def _unfailing(what: str, step: Callable[[], Awaitable[object]]) -> None:
    with _logged(what):
        await step()


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """Log an unexpected Exception and go on. Its own words are left out: they may quote a
    message or a person."""
    try:
        yield
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("Letters, %s: %s\n%s", what, type(error).__name__, where)
