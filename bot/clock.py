"""What time it is, handed to whoever needs to know."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is set or moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to, aware, in UTC."""
        return self._now

    def set(self, now: datetime) -> None:
        """Jump to `now`."""
        self._now = now.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move on by `by` (backwards if negative)."""
        self._now += by
