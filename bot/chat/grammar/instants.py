"""Moments to come as people write them -> aware instants.

A day without a time is at nine; a time without a day is its next occurrence; bare hours are on the
24-hour clock, but "tonight at 9" is in the evening.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from bot.chat.grammar.calendar_names import (
    MONTHS,
    UNITS,
    WEEKDAYS,
    month_days,
    moved,
    written_day,
    year_of,
)
from bot.chat.grammar.numbers import amount, number

MORNING = time(9)
_DAY_PARTS = {
    "morning": MORNING, "noon": time(12), "midday": time(12), "lunch": time(12),
    "lunchtime": time(12), "afternoon": time(15), "evening": time(18), "night": time(20),
    "midnight": time(0),
}  # fmt: skip
_LATE = frozenset(("afternoon", "evening", "night"))
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d\d))?([ap])?\.?m?\.?", re.ASCII)
_GLUE = frozenset(("at", "on", "by", "around", "about", ",", "@", "in", "the", "this", "of", "for"))
_TRIED = 400


class Moment(NamedTuple):
    """An instant, and the words `start` to `end` that name it."""

    when: datetime
    start: int
    end: int


class _Part(NamedTuple):
    """What one piece of a phrase says."""

    end: int
    day: date | None = None
    clock: time | None = None
    late: bool = False
    """The hours after noon are meant."""
    bare: bool = False
    """An hour without am or pm."""


def find_moment(words: list[str], now: datetime) -> Moment | None:
    """The first phrase among words that names a moment. `now` is aware, in the person's zone."""
    for at in range(min(len(words), _TRIED)):
        found = moment_at(words, at, now)
        if found is not None:
            return found
    return None


def moment_at(words: list[str], at: int, now: datetime) -> Moment | None:
    """The moment that is named from a word on."""
    try:
        return _lasting(words, at, now) or _pieced(words, at, now)
    except (OverflowError, ValueError):  # beyond the years there are
        return None


def _lasting(words: list[str], at: int, now: datetime) -> Moment | None:
    """in 20 minutes, in half an hour, 3 hours from now, later."""
    word = words[at]
    if word == "later" and words[at + 1 : at + 2] in ([], ["today"]):
        return Moment(_after(now, timedelta(hours=3)), at, min(at + 2, len(words)))
    begin = at + 1 if word in ("in", "after", "for") else at
    if begin < len(words) and words[begin] in ("about", "around", "like"):
        begin += 1
    if words[begin : begin + 3] == ["half", "an", "hour"]:
        return Moment(_after(now, timedelta(minutes=30)), at, begin + 3)
    if words[begin : begin + 2] == ["the", "next"]:
        return None
    several = amount(words, begin)
    if several is None:
        return None
    count, after = several
    unit = UNITS.get(words[after].removesuffix("'")) if after < len(words) else None
    if unit is None or not count > 0:
        return None
    end = after + 1
    if words[end : end + 2] in (["from", "now"], ["from", "today"]):
        end += 2
    elif words[end : end + 1] == ["time"]:
        end += 1
    elif begin == at:
        return None  # "two weeks" alone is no moment
    if unit in ("minutes", "hours"):
        return Moment(_after(now, timedelta(**{unit: count})), at, end)
    day = moved(now.date(), unit, count)
    part = _clock_after(words, end)
    if part is not None and part.clock is not None:
        return Moment(_joined(day, part.clock, now), at, part.end)
    return Moment(_joined(day, MORNING, now), at, end)


def _clock_after(words: list[str], at: int) -> _Part | None:
    """The time in "in two days at 9"."""
    if at < len(words) and words[at] in _GLUE:
        return _clock(words, at)
    return None


def _pieced(words: list[str], at: int, now: datetime) -> Moment | None:
    """A day, a time, or both in any order."""
    day: date | None = None
    clock: time | None = None
    late = bare = False
    place = end = at
    while place < len(words):
        after_glue = place
        while after_glue < len(words) and words[after_glue] in _GLUE and after_glue < place + 3:
            after_glue += 1
        part: _Part | None = None
        if day is None and after_glue < len(words):
            part = _day(words, after_glue, now.date()) or (
                _day(words, after_glue - 1, now.date()) if after_glue > place else None
            )
        if part is None and place < len(words):
            part = _clock(words, place) or (
                _clock(words, after_glue) if place < after_glue < len(words) else None
            )
            if part is not None and part.clock is not None and clock is not None:
                # "tomorrow evening at 8", "9 in the evening": a part of the day tells the half.
                if bare == part.bare:
                    break
                exact = part.clock if part.bare else clock
                late = late or part.late
                clock, bare, end = exact, True, part.end
                place = end
                continue
        if part is None:
            break
        day = part.day if part.day is not None else day
        late = late or part.late
        if part.clock is not None:
            clock, bare = part.clock, part.bare
        place = end = part.end
    if day is None and clock is None:
        return None
    if clock is not None and bare and late and clock.hour < 12:
        clock = clock.replace(hour=clock.hour + 12)
    if clock is None:
        return Moment(_joined(day or now.date(), MORNING, now), at, end)
    if day is None:
        when = _joined(now.date(), clock, now)
        if when <= now:
            when = _joined(now.date() + timedelta(days=1), clock, now)
        return Moment(when, at, end)
    return Moment(_joined(day, clock, now), at, end)


def _day(words: list[str], at: int, today: date) -> _Part | None:
    """A day to come."""
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    if word == "today":
        return _Part(at + 1, day=today)
    if word == "tonight":
        return _Part(at + 1, day=today, clock=time(20), late=True)
    if word == "tomorrow":
        return _Part(at + 1, day=today + timedelta(days=1))
    if words[at : at + 3] == ["day", "after", "tomorrow"]:
        return _Part(at + 3, day=today + timedelta(days=2))
    if word == "this" and following in _DAY_PARTS:
        return _Part(at + 2, today, _DAY_PARTS[following], following in _LATE)
    if word in ("next", "this", "coming") and following:
        return _relative(words, at, today)
    if word == "end" and words[at + 1 : at + 2] == ["of"]:
        return _end_of(words, at + 2, today)
    if word == "weekend":
        return _Part(at + 1, day=_coming(today, 5))
    if word in WEEKDAYS:
        day = _coming(today, WEEKDAYS[word])
        if words[at + 1 : at + 3] == ["next", "week"]:
            return _Part(at + 3, day=_monday(today, 1) + timedelta(days=WEEKDAYS[word]))
        return _Part(at + 1, day=day)
    if written := written_day(words, at, None):
        return _Part(written[1], day=_next(written[0], today))
    if word in MONTHS and at > 0 and words[at - 1] in ("in", "on", "until"):
        year = year_of(following)
        of_year = year or today.year + (MONTHS[word] <= today.month)
        return _Part(at + 2 if year else at + 1, day=date(of_year, MONTHS[word], 1))
    if (year := year_of(word)) and at > 0 and words[at - 1] == "in":
        return _Part(at + 1, day=date(year, 1, 1))
    return None


def _relative(words: list[str], at: int, today: date) -> _Part | None:
    """next week, next friday, this weekend."""
    word, following = words[at], words[at + 1]
    if following in WEEKDAYS:
        if word == "next":
            return _Part(at + 2, day=_monday(today, 1) + timedelta(days=WEEKDAYS[following]))
        return _Part(at + 2, day=_coming(today, WEEKDAYS[following]))
    if following == "weekend":
        ahead = 1 if word == "next" else 0
        return _Part(at + 2, day=_monday(today, ahead) + timedelta(days=5))
    if word == "this":
        return None
    if following == "week":
        monday = _monday(today, 1)
        if words[at + 2 : at + 3] == ["on"] and words[at + 3 : at + 4]:
            name = words[at + 3]
            if name in WEEKDAYS:
                return _Part(at + 4, day=monday + timedelta(days=WEEKDAYS[name]))
        if words[at + 2 : at + 3] and words[at + 2] in WEEKDAYS:
            return _Part(at + 3, day=monday + timedelta(days=WEEKDAYS[words[at + 2]]))
        return _Part(at + 2, day=monday)
    if following == "month":
        return _Part(at + 2, day=month_days(today.year, today.month + 1)[0])
    if following == "year":
        return _Part(at + 2, day=date(today.year + 1, 1, 1))
    if following in MONTHS:
        of_year = today.year + (MONTHS[following] <= today.month)
        return _Part(at + 2, day=date(of_year, MONTHS[following], 1))
    return None


def _end_of(words: list[str], at: int, today: date) -> _Part | None:
    place = at + 1 if words[at : at + 1] in (["the"], ["this"]) else at
    unit = words[place] if place < len(words) else ""
    if unit == "day":
        return _Part(place + 1, today, time(18), late=True)
    if unit == "week":
        return _Part(place + 1, day=_coming(today, 4))
    if unit == "month":
        return _Part(place + 1, day=month_days(today.year, today.month)[1])
    if unit == "year":
        return _Part(place + 1, day=date(today.year, 12, 31))
    return None


def _clock(words: list[str], at: int) -> _Part | None:
    """A time of day: "9am", "at 9", "9:30", "noon", "in the evening"."""
    place = at
    announced = False
    while place < len(words) and words[place] in ("at", "@", "around", "by"):
        announced = True
        place += 1
    if words[place : place + 2] == ["in", "the"]:
        place += 2
    if place >= len(words):
        return None
    word = words[place]
    if word in _DAY_PARTS:
        if word == "morning" and place > at and announced:
            return None
        return _Part(place + 1, clock=_DAY_PARTS[word], late=word in _LATE)
    # An hour alone is one where a day follows or "at" stands before: "9 tomorrow".
    before_day = words[place + 1 : place + 2] in (["tomorrow"], ["tonight"]) and word.isdigit()
    return clock_at(words, place, announced=announced or before_day)


def clock_at(words: list[str], at: int, *, announced: bool = False) -> _Part | None:
    """A time in digits. `announced`: "at" stands before it, so that an hour alone is one."""
    word = words[at]
    match = _CLOCK.fullmatch(word)
    spelled = number(word) if announced and not match else None
    if spelled is not None:
        match = _CLOCK.fullmatch(str(spelled))
    if match is None:
        return None
    hour, minute, half, end = int(match[1]), int(match[2] or 0), match[3], at + 1
    if not half and words[end : end + 1] in (["am"], ["pm"], ["a.m"], ["p.m"], ["a"], ["p"]):
        half, end = words[end][0], end + 1
    if not half and words[end : end + 1] in (["o'clock"], ["oclock"], ["h"], ["uhr"]):
        announced, end = True, end + 1
    if not half and word.endswith("m"):
        return None
    if not half and match[2] is None and not announced:
        return None
    if minute > 59 or (half and not 1 <= hour <= 12) or hour > 23:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _Part(end, clock=time(hour, minute), bare=not half)


def _coming(today: date, weekday: int) -> date:
    """The first such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _monday(today: date, weeks: int) -> date:
    return today + timedelta(days=7 * weeks - today.weekday())


def _next(day: date, today: date) -> date:
    """A day of year 4, which stands for any year, in the next year that has it."""
    if day.year != 4:
        return day
    for year in range(today.year, today.year + 9):
        try:
            found = day.replace(year=year)
        except ValueError:
            continue
        if found >= today:
            return found
    return day


def _joined(day: date, clock: time, now: datetime) -> datetime:
    """A time of a day in the zone of `now`."""
    return datetime.combine(day, clock, now.tzinfo)


def _after(now: datetime, lasting: timedelta) -> datetime:
    """So much real time from now, whatever clocks do in between; seconds are dropped."""
    when = now.astimezone(UTC) + lasting
    return when.astimezone(now.tzinfo)
