"""When an announcement is due, and which edition it brings: once on every local day that counts,
whatever the clocks there do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.editions.feed_day import ends_at, feed_day
from bot.editions.span import Kind, Span
from storage.models import Cadence, Feed

DAY = timedelta(days=1)
BEFORE_DIGEST = timedelta(days=3)
"""A weekly digest is of the week that this long before it lies in: from Thursday on that is the
week itself, until Wednesday the one before."""


def due(feed: Feed, now: datetime, catch_up: timedelta) -> datetime | None:
    """The newest due instant (UTC) that counts at `now`, or None.

    It counts from its minute on for `catch_up`, and never if it lies before the feed's
    `active_from`.
    """
    earliest = max(feed.active_from, now - catch_up)
    newest = max((at for at in _around(feed, now) if at <= now), default=None)
    return newest if newest is not None and newest >= earliest else None


def next_due(feed: Feed, now: datetime) -> datetime:
    """The first due instant (UTC) after `now` that will count."""
    if feed.active_from > now:
        return min(at for at in _around(feed, feed.active_from) if at >= feed.active_from)
    return min(at for at in _around(feed, now) if at > now)


def edition_due(feed: Feed, due_at: datetime) -> Span:
    """The edition that a feed gets at a due instant."""
    if feed.cadence is Cadence.SETTLED:
        return Span.holding(Kind.DAY, feed_day(due_at - timedelta(seconds=1)))
    local = due_at.astimezone(ZoneInfo(feed.timezone)).date()
    if feed.cadence is Cadence.WEEKLY:
        return Span.holding(Kind.WEEK, local - BEFORE_DIGEST)
    return Span.holding(Kind.DAY, local + _lag(feed.at, feed.timezone, local.year))


@lru_cache(maxsize=1024)
def _lag(at: time, timezone: str, year: int) -> timedelta:
    """The day whose list a feed at this time of day gets, less its own day: the same all year.

    The list rolls over by New York's clock, which is not set forward and back together with the
    feed's. A feed at about that time would, on the days around, get one list twice and another
    never; so it gets, all year, the day whose list has begun at that time whatever the clocks do.
    """
    months = [date(year, month, 15) for month in range(1, 13)]
    # In late October only one of New York and Europe has gone back.
    samples = [*months, date(year, 10, 28)]
    return min(feed_day(due_on(day, at, timezone)) - day for day in samples)


def due_on(day: date, at: time, timezone: str) -> datetime:
    """The instant (UTC) at which the clocks of `timezone` (an IANA name) show `at` on `day`.

    Where they show it twice, the first time; where they skip it, the first instant after the
    gap. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    zone = ZoneInfo(timezone)
    wall = datetime.combine(day, at.replace(fold=0, tzinfo=None))
    # PEP 495: in a gap, fold 0 reckons with the offset from before it, so it comes out late,
    # and fold 1 with the one from after it, so it comes out early.
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    early = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    late = int(instant.timestamp())
    while early + 1 < late:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return datetime.fromtimestamp(late, UTC)


def _around(feed: Feed, instant: datetime) -> Iterator[datetime]:
    """The due instants near `instant`, at least one before and one after it."""
    if feed.cadence is Cadence.SETTLED:
        today = feed_day(instant)
        yield from (ends_at(day) for day in (today - DAY, today, today + DAY))
        return
    # A week, and yesterday's for feeds shortly before midnight.
    reach = 1 if feed.cadence is Cadence.DAILY else 8
    today = instant.astimezone(ZoneInfo(feed.timezone)).date()
    for days in range(-reach, reach + 1):
        day = today + timedelta(days=days)
        if _counts(feed, day):
            yield due_on(day, feed.at, feed.timezone)


def _counts(feed: Feed, day: date) -> bool:
    if feed.cadence is Cadence.WEEKDAYS:
        return day.weekday() < 5
    return feed.cadence is not Cadence.WEEKLY or day.weekday() == feed.weekday
