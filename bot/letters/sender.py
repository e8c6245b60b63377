"""What is asked of whoever carries letters to people, free of Discord."""

from datetime import datetime
from typing import Protocol

from bot.errors import PaperboyError
from storage.letter_models import Letter


class Shut(PaperboyError):
    """The person does not take direct messages from the bot."""


class Nothing(PaperboyError):
    """There is nothing left to be said: what the letter was about is gone."""


class LetterSender(Protocol):
    """Carries letters to people."""

    async def send(self, letter: Letter) -> int:
        """Send a letter under its nonce, so that doing it again within minutes answers the first
        message; the message's id. Raises Shut, Nothing, or `bot.delivery.sender`'s Refused and
        Unreachable."""

    async def find(self, letter: Letter, since: datetime) -> int | None:
        """The id of the letter's message if the person has it, sent at `since` or later.
        Raises Shut, Refused or Unreachable."""


def letter_marker(letter_id: int) -> str:
    """How the id of a control ends by which a letter is found again."""
    return f"@{letter_id}"
