"""When letters are due: once on every day that counts where the person is, whatever the clocks
there do; alerts once in every window."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.delivery.due import due_on
from storage.letter_boxes import AlertTimes
from storage.letter_models import Rhythm

CATCH_UP = timedelta(hours=6)
"""How late something may still be sent."""

_WEEK_AROUND = range(-8, 9)


class Due(NamedTuple):
    """An instant at which something is due."""

    day: date
    """Where the person is."""
    at: datetime
    """In UTC."""


class Window(NamedTuple):
    """A time in which at most one letter of alerts is sent."""

    key: str
    """Names it: two windows have the same only if they are the same, in whatever zone."""
    opens: datetime


def zone_of(timezone: str) -> str:
    """The zone, or UTC for one that the time zone database has dropped since."""
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return timezone


def latest_due(
    rhythm: Rhythm, timezone: str, now: datetime, catch_up: timedelta = CATCH_UP
) -> Due | None:
    """The newest due instant by `now`, if it is no longer than `catch_up` ago."""
    dues = [due for due in _around(rhythm, timezone, now) if now - catch_up <= due.at <= now]
    return max(dues, key=lambda due: due.at, default=None)


def next_due(rhythm: Rhythm, timezone: str, now: datetime) -> datetime:
    """The first due instant (UTC) after `now`."""
    return min(due.at for due in _around(rhythm, timezone, now) if due.at > now)


def alert_window(times: AlertTimes, now: datetime, catch_up: timedelta = CATCH_UP) -> Window | None:
    """The window of alerts that is open at `now`; None if none is: it is not yet time, or the
    hours are quiet."""
    timezone = zone_of(times.timezone)
    if times.alert_at is not None:
        due = latest_due(Rhythm(at=times.alert_at), timezone, now, catch_up)
        return Window(due.day.isoformat(), due.at) if due else None
    if times.quiet and is_quiet(times.quiet, now.astimezone(ZoneInfo(timezone)).time()):
        return None
    opens = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Window(f"{opens:%Y-%m-%dT%HZ}", opens)


def is_quiet(quiet: tuple[time, time], at: time) -> bool:
    """Whether a time of day lies in quiet hours, which may go over midnight; their end is out."""
    begin, end = quiet
    if begin <= end:
        return begin <= at < end
    return at >= begin or at < end


def _around(rhythm: Rhythm, timezone: str, instant: datetime) -> Iterator[Due]:
    """The due instants near `instant`: at least one before and one after it."""
    zone = zone_of(timezone)
    today = instant.astimezone(ZoneInfo(zone)).date()
    for days in _WEEK_AROUND:
        day = today + timedelta(days=days)
        if rhythm.counts(day.weekday()):
            yield Due(day, due_on(day, rhythm.at, zone))
