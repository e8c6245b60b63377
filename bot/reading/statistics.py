"""What a person's reading looks like in figures: by week, in a row, by tag."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

from bot.reading.reminding import Reminding
from storage.figures import Figures, Stay, TagFigures
from storage.models import Status

WEEKS_SHOWN = 12
"""Weeks that are told where a person names no days."""
MOST_WEEKS = 53
"""Weeks that are told at most, the newest."""
TAGS_TOLD = 8

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a Monday: papers put on the list, and papers read for the first time."""

    monday: date
    added: int
    finished: int


@dataclass(frozen=True, slots=True)
class Stats:
    """A person's reading. `weeks` in order, without a gap, and what was `added` and `finished` in
    them; the rest is of the whole list.

    `streak`: weeks in a row, up to this one or the last, in which a paper was finished; `longest`
    ever. `days_to_finish`: the median from saving to reading, of papers that were read since
    they were saved; None if there is none.
    """

    since: date
    until: date
    today: date
    weeks: tuple[Week, ...]
    added: int
    finished: int
    streak: int
    longest: int
    days_to_finish: float | None
    counts: dict[Status, int]
    tags: tuple[TagFigures, ...]

    @property
    def total(self) -> int:
        """Papers on the list."""
        return sum(self.counts.values())


class Statistics:
    """Works the figures out, in each person's own time zone."""

    def __init__(self, figures: Figures, reminding: Reminding) -> None:
        self._figures = figures
        self._reminding = reminding

    async def stats(
        self, user_id: int, since: date | None = None, until: date | None = None
    ) -> Stats:
        """The figures of a person between two days, both included; without days of the last
        `WEEKS_SHOWN` weeks."""
        here = await self._reminding.here(user_id)
        zone = await self._reminding.zone(user_id)
        stays = await self._figures.stays(user_id)
        tags = await self._figures.tags(user_id)
        return figures_of(stays, tags, since, until, here.today, zone)


def figures_of(
    stays: Sequence[Stay],
    tags: Sequence[TagFigures],
    since: date | None,
    until: date | None,
    today: date,
    zone: tzinfo,
) -> Stats:
    """The figures of a list, as on a day in a zone."""
    until = min(until or today, today)
    since = since or _monday(until) - (WEEKS_SHOWN - 1) * _WEEK
    since = min(max(since, _monday(until) - (MOST_WEEKS - 1) * _WEEK), until)

    def day(instant: datetime) -> date:
        return instant.astimezone(zone).date()

    added = [day(stay.added_at) for stay in stays]
    finished = [day(stay.read_at) for stay in stays if stay.read_at is not None and stay.begun]
    added_in = Counter(_monday(each) for each in added if since <= each <= until)
    finished_in = Counter(_monday(each) for each in finished if since <= each <= until)
    mondays = [
        _monday(since) + n * _WEEK for n in range((_monday(until) - _monday(since)).days // 7 + 1)
    ]
    waits = [
        (stay.read_at - stay.added_at) / timedelta(days=1)
        for stay in stays
        if stay.read_at is not None and stay.begun and stay.read_at >= stay.added_at
    ]
    streak, longest = _streaks({_monday(each) for each in finished}, _monday(today))
    return Stats(
        since=since,
        until=until,
        today=today,
        weeks=tuple(Week(each, added_in[each], finished_in[each]) for each in mondays),
        added=added_in.total(),
        finished=finished_in.total(),
        streak=streak,
        longest=longest,
        days_to_finish=median(waits) if waits else None,
        counts=dict(Counter(stay.status for stay in stays)),
        tags=tuple(tags[:TAGS_TOLD]),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _streaks(weeks: set[date], this: date) -> tuple[int, int]:
    """The run of weeks that goes on (this week need not be in it yet), and the longest."""
    lengths: dict[date, int] = {}
    for week in sorted(weeks):
        lengths[week] = lengths.get(week - _WEEK, 0) + 1
    current = lengths.get(this) or lengths.get(this - _WEEK) or 0
    return current, max(lengths.values(), default=0)
