"""What the announcer asks of whoever carries its messages, free of Discord."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.errors import PaperboyError
from storage.models import Delivery, Feed


class Refused(PaperboyError):
    """It will not work until somebody changes something; says what, in words for an admin.

    `gone`: there is nothing there any more that could take it.
    """

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone


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
    """A message in a channel; `publish` if the channel has followers to pass it on to, `discuss`
    if a thread is to be opened under it."""

    message_id: int
    publish: bool = False
    discuss: bool = False
    place_id: int | None = None
    """The thread it is in, where that is not the feed's own channel."""
    shown: str | None = None
    """A digest of what it shows; None if it was found, and nobody knows."""


class Sender(Protocol):
    """Carries announcements to their channels."""

    async def send(self, feed: Feed, delivery: Delivery) -> Sent:
        """Post the announcement under the delivery's nonce, so that doing it again within
        minutes answers the first message; in a forum, where there are no nonces, open its
        thread. Raises Refused or Unreachable."""

    async def find(self, feed: Feed, delivery: Delivery, since: datetime) -> Sent | None:
        """The announcement if it stands in the channel, posted at `since` or later.
        Raises Refused, Unreachable or HistoryHidden."""

    async def publish(self, feed: Feed, message_id: int) -> None:
        """Pass a message on to the channel's followers; one passed on already is fine.
        Raises Refused or Unreachable."""

    async def discuss(self, feed: Feed, delivery: Delivery, message_id: int) -> None:
        """Open the thread under a message; one that is open already is fine.
        Raises Refused or Unreachable."""

    async def edit(self, feed: Feed, delivery: Delivery, message_id: int, *, final: bool) -> str:
        """Make a post show what its edition is now, nobody being pinged; answers the digest of
        that. A post that shows it already is left alone. Raises Refused or Unreachable."""


def post_marker(key: str) -> str:
    """The custom id on the post of this edition (2026-03-11, 2026-W11) by which it is found
    again."""
    return f"post:{key}"
