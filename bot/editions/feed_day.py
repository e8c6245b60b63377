"""Which day's list is filling at an instant, and when it is whole."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/New_York"
ROLL_OVER = timedelta(hours=2, minutes=30)
"""How long before midnight in New York the next day's list begins."""


def feed_day(now: datetime) -> date:
    """The day whose list is filling at `now` (aware): New York's wall clock + 2 h 30 min.

    Source: the provider's own code, which adds to the wall clock, so the list rolls over at
    21:30 there all year round.
    """
    return (now.astimezone(ZoneInfo(ZONE)) + ROLL_OVER).date()


def ends_at(day: date) -> datetime:
    """The instant (UTC) at which the next day's list begins to fill: 21:30 in New York."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return (midnight - ROLL_OVER).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
