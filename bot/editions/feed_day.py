"""Which day's list is filling at an instant."""

from datetime import date, datetime, timedelta
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
