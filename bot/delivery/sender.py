"""What the announcer asks of whoever carries its messages, free of Discord."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.errors import PaperboyError
from storage.models import Delivery, Feed


class Refused(PaperboyError):
    """It will not work until somebody changes something; says what, in words for an admin."""


class Unreachable(PaperboyError):
    """It did not work now, and whether the message is in the channel is not known.

    `retry_after` (seconds): how long to leave it alone, where the other side said so.
    """

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class HistoryHidden(PaperboyError):
    """The channel's history may not be read, so nobody can say whether a message is there."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in a channel; `publish` if the channel has followers to pass it on to."""

    message_id: int
    publish: bool


class Sender(Protocol):
    """Carries announcements to their channels."""

    async def send(self, feed: Feed, delivery: Delivery) -> Sent:
        """Post the announcement under the delivery's nonce, so that doing it again within
        minutes answers the first message. Raises Refused or Unreachable."""

    async def find(self, feed: Feed, delivery: Delivery, since: datetime) -> Sent | None:
        """The announcement if it stands in the channel, posted at `since` or later.
        Raises Refused, Unreachable or HistoryHidden."""

    async def publish(self, feed: Feed, message_id: int) -> None:
        """Pass a message on to the channel's followers; one passed on already is fine.
        Raises Refused or Unreachable."""


def post_marker(day: date) -> str:
    """The custom id on the post of this edition by which it is found again."""
    return f"post:{day.isoformat()}"
