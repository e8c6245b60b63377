"""The mailroom: what the doors need to know of letters, in one place."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.letters.alerting import AlertCollector
from bot.letters.carrier import Carrier
from bot.letters.digests import Digests
from bot.letters.nudges import Nudges
from bot.letters.postman import Postman
from bot.letters.sender import LetterSender
from bot.letters.subscribing import Subscribing
from storage.letter_boxes import LetterBoxes
from storage.letters import Letters
from storage.reminders import Reminders


@dataclass(frozen=True, slots=True)
class Mailroom:
    """Everything about letters but who carries them."""

    subscribing: Subscribing
    digests: Digests
    collector: AlertCollector
    nudges: Nudges
    letters: Letters
    boxes: LetterBoxes
    reminders: Reminders
    clock: Clock

    def postman(
        self,
        sender: LetterSender,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> Postman:
        """Who brings letters through `sender`; `sleep` and `jitter` as in `Carrier`."""
        return Postman(
            self.letters,
            self.reminders,
            self.digests,
            self.collector,
            self.nudges,
            Carrier(self.letters, self.clock, sender, sleep=sleep, jitter=jitter),
            self.clock,
        )
