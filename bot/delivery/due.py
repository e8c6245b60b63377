"""When an announcement is due: once on every local day, whatever the clocks there do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.models import Feed

DAY = timedelta(days=1)


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
    """The due instants near `instant`: yesterday's too, for feeds shortly before midnight."""
    today = instant.astimezone(ZoneInfo(feed.timezone)).date()
    for day in (today - DAY, today, today + DAY):
        yield due_on(day, feed.at, feed.timezone)
