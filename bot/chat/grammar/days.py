"""Days as people write them when they look back -> first and last day, both included.

Weeks begin on Monday; see `docs/understanding-conventions.md` for what each phrase means.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.chat.grammar.calendar_names import (
    MONTHS,
    UNITS,
    WEEKDAYS,
    month_days,
    moved,
    written_day,
    written_month,
    year_of,
)
from bot.chat.grammar.numbers import amount, number, place
from bot.chat.grammar.vocabulary import word_set


class Stretch(NamedTuple):
    """Named days; `end` is the place after their words."""

    first: date
    last: date
    end: int


class Days(NamedTuple):
    """What a phrase narrows down to; None where that side is open. Words `start` to `end`."""

    since: date | None
    until: date | None
    start: int
    end: int


_OPENING = {"since", "after", "starting", "newer", "later", "onwards"}
_CLOSING = {"until", "up", "before", "older", "earlier"}
_WITHIN = {"in", "on", "of", "during", "for", "from", "within", "over", "at", "dated", "published"}
_TRIED = 400
"""Words of a message that are looked at for days."""


_BEGINNINGS = (
    _OPENING
    | _CLOSING
    | _WITHIN
    | WEEKDAYS.keys()
    | MONTHS.keys()
    | word_set("""
    between last past this current previous the today todays today's tonight yesterday
    yesterdays yesterday's day earlier a an couple few handful q1 q2 q3 q4
    """)
)


@lru_cache(maxsize=4_096)
def may_begin_days(word: str) -> bool:
    """Whether a phrase of days may begin with a word."""
    return (
        word in _BEGINNINGS
        or word[:1].isdigit()
        or number(word) is not None
        or (place(word) is not None)
    )


def find_days(words: list[str], today: date, *, loose: bool = False) -> Days | None:
    """The first phrase of days among words. `loose`: "friday" and "march" count alone, as they
    do where a day is expected; otherwise they need a word like "since" before them."""
    for at in range(min(len(words), _TRIED)):
        found = days_at(words, at, today, loose=loose)
        if found is not None:
            return found
    return None


def days_at(words: list[str], at: int, today: date, *, loose: bool = False) -> Days | None:
    """The phrase of days that begins at a word."""
    if not may_begin_days(words[at]):
        return None
    try:
        return _days_at(words, at, today, loose)
    except (OverflowError, ValueError):  # beyond the years there are
        return None


def _days_at(words: list[str], at: int, today: date, loose: bool) -> Days | None:
    word = words[at]
    if word == "between":
        return _pair(words, at, at + 1, ("and", "to", "-"), today)
    if word == "from" and (pair := _pair(words, at, at + 1, _UNTIL, today)):
        return pair
    if word in ("last", "past") or word in MONTHS or (loose and word not in _WITHIN):
        pair = _pair(words, at, at, _UNTIL, today)
        if pair:
            return pair
    if word in _OPENING and (after := _opened(words, at)) is not None:
        named = stretch_at(words, after, today, year=True)
        return Days(named.first, None, at, named.end) if named else None
    if word in _CLOSING:
        return _closed(words, at, today)
    if word in _WITHIN:
        return _within(words, at, today)
    if not loose and (word in WEEKDAYS or word in MONTHS or word in ("q1", "q2", "q3", "q4")):
        # A bare weekday or month may be a topic ("march madness"); with a number it is a date.
        named = None if word in WEEKDAYS else _written(words, at, today, year=False)
        if named is None or named.end == at + 1:
            return None
        return _open_after(words, Days(named.first, named.last, at, named.end))
    named = stretch_at(words, at, today, year=loose)
    if named is None:
        return None
    return _open_after(words, Days(named.first, named.last, at, named.end))


_UNTIL = ("to", "until", "through", "-", "up")


def _pair(
    words: list[str], start: int, at: int, joints: tuple[str, ...], today: date
) -> Days | None:
    """Two stretches with a word between them."""
    first = stretch_at(words, at, today, year=True)
    if first is None or first.end + 1 >= len(words) or words[first.end] not in joints:
        return None
    second_at = first.end + 1
    if words[second_at] == "to" and words[first.end] == "up":
        second_at += 1
    if second_at < len(words) and words[second_at] in ("now", "today", "present"):
        second: Stretch | None = Stretch(today, today, second_at + 1)
    else:
        second = stretch_at(words, second_at, today, year=True) if second_at < len(words) else None
    if second is None:
        second = _rest_of_range(words, second_at, first)
    if second is None:
        return None
    begin, finish = first.first, second.last
    if begin > finish and begin.year > finish.year:
        return None
    if begin > finish:  # "from november to march": the first of them is of the year before
        begin = moved(begin, "years", -1)
    return Days(begin, finish, start, second.end)


def _rest_of_range(words: list[str], at: int, first: Stretch) -> Stretch | None:
    """The 14 of "March 11 to 14"."""
    word = words[at] if at < len(words) else ""
    if word.isascii() and word.isdigit() and len(word) <= 2 and first.first == first.last:
        try:
            day = first.first.replace(day=int(word))
        except ValueError:
            return None
        return Stretch(day, day, at + 1)
    return None


def _opened(words: list[str], at: int) -> int | None:
    """The place after a word that opens a stretch: "since", "starting from", "newer than"."""
    after = at + 1
    if words[at] in ("newer", "later", "onwards"):
        return after + 1 if words[after : after + 1] == ["than"] else None
    if words[at] == "starting" and words[after : after + 1] in (["from"], ["in"], ["on"]):
        after += 1
    return after if after < len(words) else None


def _closed(words: list[str], at: int, today: date) -> Days | None:
    """until March, up to March, before March, older than March."""
    word, after = words[at], at + 1
    if word == "up":
        if words[after : after + 1] not in (["to"], ["until"]):
            return None
        after += 1
    if word in ("older", "earlier"):
        if words[after : after + 1] != ["than"]:
            return None
        after += 1
    named = stretch_at(words, after, today, year=True) if after < len(words) else None
    if named is None:
        return None
    if word in ("until", "up"):
        return Days(None, named.last, at, named.end)
    return Days(None, named.first - timedelta(days=1), at, named.end)


def _within(words: list[str], at: int, today: date) -> Days | None:
    """in March, from last week, on friday, over the last month."""
    after = at + 1
    if after >= len(words):
        return None
    if words[at] in ("dated", "published") and words[after] in _WITHIN:
        after += 1
    if (
        words[at] in ("in", "within", "over", "during", "for")
        and words[after : after + 2] in (["the", "last"], ["the", "past"])
        and words[after + 2 : after + 3] in (["week"], ["month"], ["year"], ["day"])
    ):
        # "in the last week" is the seven days before now, "last week" the one before this.
        since = moved(today, UNITS[words[after + 2]], -1) + timedelta(days=1)
        return Days(since, today, at, after + 3)
    named = stretch_at(words, after, today, year=True) if after < len(words) else None
    if named is None:
        return None
    return _open_after(words, Days(named.first, named.last, at, named.end))


def _open_after(words: list[str], days: Days) -> Days:
    """ "from March on", "2025 onwards": open at the end."""
    for ending in (["on"], ["onwards"], ["onward"], ["and", "later"], ["or", "later"]):
        if words[days.end : days.end + len(ending)] == ending:
            after = words[days.end + len(ending) : days.end + len(ending) + 1]
            if ending != ["on"] or not after or after[0] in (",", "and", "with", "."):
                return Days(days.since, None, days.start, days.end + len(ending))
    return days


def stretch_at(words: list[str], at: int, today: date, *, year: bool = False) -> Stretch | None:
    """The days named from a word on. `year`: four digits alone are a year."""
    if words[at] == "the" and at + 1 < len(words):
        return stretch_at(words, at + 1, today, year=year)
    return (
        _near(words, at, today)
        or _relative(words, at, today)
        or _ago(words, at, today)
        or _weekday(words, at, today)
        or _written(words, at, today, year)
    )


_NEAR = {
    ("day", "before", "yesterday"): 2,
    ("earlier", "today"): 0,
    ("this", "morning"): 0,
    ("this", "afternoon"): 0,
    ("last", "night"): 1,
    ("today",): 0,
    ("todays",): 0,
    ("today's",): 0,
    ("tonight",): 0,
    ("yesterday",): 1,
    ("yesterdays",): 1,
    ("yesterday's",): 1,
}


def _near(words: list[str], at: int, today: date) -> Stretch | None:
    for name, back in _NEAR.items():
        if tuple(words[at : at + len(name)]) == name:
            day = today - timedelta(days=back)
            return Stretch(day, day, at + len(name))
    return None


def _relative(words: list[str], at: int, today: date) -> Stretch | None:
    """this week, last month, past year, the last 7 days, last weekend."""
    word = words[at]
    if word not in ("this", "current", "last", "past", "previous") or at + 1 >= len(words):
        return None
    following = words[at + 1].removesuffix("'s")
    if word == "this" and following in ("weeks", "months", "years", "weekends"):
        following = following[:-1]  # "this weeks top papers"
    back = 0 if word in ("this", "current") else 1
    several = amount(words, at + 1)
    if back and several and several[1] < len(words) and words[several[1]] in UNITS:
        unit = UNITS[words[several[1]]]
        if unit in ("minutes", "hours"):
            since = moved(today, "days", -(several[0] // 24 if unit == "hours" else 0))
            return Stretch(since, today, several[1] + 1)
        since = moved(today, unit, -max(several[0], 1)) + timedelta(days=1)
        return Stretch(since, today, several[1] + 1)
    if word == "past" and following in ("week", "month", "year"):
        return Stretch(moved(today, UNITS[following], -1) + timedelta(days=1), today, at + 2)
    if following == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return Stretch(monday, monday + timedelta(days=6), at + 2)
    if following == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        if not back and today.weekday() < 5:
            saturday += timedelta(days=7)
        elif back and today.weekday() >= 5:
            saturday -= timedelta(days=7)
        return Stretch(saturday, saturday + timedelta(days=1), at + 2)
    if following == "month":
        return Stretch(*month_days(today.year, today.month - back), at + 2)
    if following == "quarter":
        first = (today.month - 1) // 3 * 3 + 1 - 3 * back
        days = month_days(today.year, first)[0], month_days(today.year, first + 2)[1]
        return Stretch(*days, at + 2)
    if following == "year":
        of_year = today.year - back
        return Stretch(date(of_year, 1, 1), date(of_year, 12, 31), at + 2)
    if following in MONTHS:
        month = MONTHS[following]
        of_year = today.year - (month > today.month or (bool(back) and month == today.month))
        return Stretch(*month_days(of_year, month), at + 2)
    if following in WEEKDAYS:
        days_back = (today.weekday() - WEEKDAYS[following]) % 7
        if back and not days_back:
            days_back = 7
        day = today - timedelta(days=days_back)
        return Stretch(day, day, at + 2)
    return None


def _ago(words: list[str], at: int, today: date) -> Stretch | None:
    """3 days ago, a week ago."""
    several = amount(words, at)
    if several is None or words[several[1] + 1 : several[1] + 2] not in (["ago"], ["back"]):
        return None
    unit = UNITS.get(words[several[1]])
    if unit is None:
        return None
    day = today if unit in ("minutes", "hours") else moved(today, unit, -several[0])
    return Stretch(day, day, several[1] + 2)


def _weekday(words: list[str], at: int, today: date) -> Stretch | None:
    if words[at] not in WEEKDAYS:
        return None
    day = today - timedelta(days=(today.weekday() - WEEKDAYS[words[at]]) % 7)
    return Stretch(day, day, at + 1)


def _written(words: list[str], at: int, today: date, year: bool) -> Stretch | None:
    if day := written_day(words, at, today):
        return Stretch(day[0], day[0], day[1])
    if month := written_month(words, at, today):
        return Stretch(*month)
    if year and (number := year_of(words[at])):
        return Stretch(date(number, 1, 1), date(number, 12, 31), at + 1)
    return None
