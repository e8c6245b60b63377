"""When a feed day's list is fetched: pure arithmetic.

A list goes on filling after its day has ended, and its votes grow for one to two weeks, ever more
slowly. So it is fetched

- while its day lasts, as often as the bot syncs (normally every 30 minutes),
- on the first day after it every hour, until the third every 3 hours, until the seventh every
  8 hours, then once a day,
- once more two weeks after it. Then it is settled, and not fetched again.

That is about a hundred requests a day in all, of 144,000 that the provider allows.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.editions.feed_day import ends_at as ends_at

ARCHIVE_START = date(2023, 5, 4)
"""The first day that has a list."""
SETTLED_AFTER = timedelta(days=14)
STEPS = (
    (timedelta(0), timedelta(0)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=3), timedelta(hours=3)),
    (timedelta(days=7), timedelta(hours=8)),
    (SETTLED_AFTER, timedelta(days=1)),
)
"""(until this long after the day's end, so long between two fetches)."""
SECOND_LOOK = timedelta(days=1)
"""Until an old weekday whose list was empty is asked about once more."""
SHORTEST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)


def next_fetch(day: date, fetched_at: datetime, every: timedelta) -> datetime | None:
    """When the list of `day`, fetched at `fetched_at`, is fetched again; None: it is settled.

    `every` is how often the bot syncs; nothing is fetched more often.
    """
    end = ends_at(day)
    age = fetched_at - end
    for until, pause in STEPS:
        if age < until:
            return min(fetched_at + max(pause, every), end + SETTLED_AFTER)
    return None


def next_try(
    failures: int, now: datetime, chance: float, again_at: datetime | None = None
) -> datetime:
    """When to try again after so many failures in a row: 5 minutes, then twice as long each time,
    6 hours at most, a quarter more or less by `chance` (from 0 to 1). Never before `again_at`,
    where the source has named it."""
    doublings = min(max(failures, 1) - 1, 10)
    wait = min(SHORTEST_WAIT * (1 << doublings), LONGEST_WAIT) * (0.75 + chance / 2)
    return max(now + wait, again_at or now)


def days_between(since: date, until: date) -> Iterator[date]:
    """The days from `since` to `until`, both included, the newest first."""
    for back in range((until - since).days + 1):
        yield until - timedelta(days=back)
