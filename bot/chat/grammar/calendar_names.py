"""Names of days, months and units of time, and arithmetic with them."""

import calendar
import re
from datetime import date, timedelta

from bot.chat.grammar.numbers import number, place

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {
    form: day
    for day, names in enumerate(
        (
            "monday mon",
            "tuesday tue tues",
            "wednesday wed weds",
            "thursday thu thur thurs",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
    for form in (name, f"{name}s", f"{name}'s", f"{name}.")
}
"""Every way to write a weekday -> 0 for Monday to 6. "mondays" is one too."""

MONTHS = {
    form: month
    for month, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
    for form in (name, f"{name}'s")
}

UNITS = {
    "minute": "minutes", "minutes": "minutes", "hour": "hours", "hours": "hours", "h": "hours",
    "day": "days", "days": "days", "week": "weeks", "weeks": "weeks", "fortnight": "fortnights",
    "month": "months", "months": "months", "year": "years", "years": "years",
    "day's": "days", "week's": "weeks", "month's": "months", "year's": "years",
}  # fmt: skip

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", re.ASCII)
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", re.ASCII)


def weekday_name(day: int) -> str:
    """The English name of 0 (Monday) to 6, in lowercase."""
    return _WEEKDAYS[day]


def year_of(word: str) -> int | None:
    """The year that a word is: four digits, 1900 to 2099."""
    return int(word) if _YEAR.fullmatch(word) else None


def day_number(word: str) -> int | None:
    """The day of a month that a word is: "11", "11th", "first"."""
    value = place(word)
    if value is None and word[:1].isdigit():
        value = number(word)
    return value if value is not None and 1 <= value <= 31 else None


def made(year: int, month: int, day: int) -> date | None:
    """That day, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_days(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month; months beyond 1 to 12 are of other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def moved(day: date, unit: str, count: int) -> date:
    """A day so many days, weeks, months or years away; 31 January + 1 month is 28 February.

    Raises OverflowError or ValueError where there is no such day.
    """
    if unit in ("days", "weeks", "fortnights"):
        return day + timedelta(days=count * {"days": 1, "weeks": 7, "fortnights": 14}[unit])
    months = count * (12 if unit == "years" else 1)
    first, last = month_days(day.year, day.month + months)
    return first.replace(day=min(day.day, last.day))


def written_day(words: list[str], at: int, latest: date | None) -> tuple[date, int] | None:
    """A day of the calendar that begins at a word, and the place after it: "Mar 11", "11th of
    March 2026", "2026-03-11", "11.03.2026", "3/11".

    Of a day without a year: the latest not after `latest`; or, if that is None, of year 1, for
    the caller to move.
    """
    word = words[at]
    if match := _ISO.fullmatch(word):
        if not match[3]:
            return None
        day = made(int(match[1]), int(match[2]), int(match[3]))
        return (day, at + 1) if day else None
    if match := _POINTS.fullmatch(word):
        day = made(int(match[3]), int(match[2]), int(match[1]))
        return (day, at + 1) if day else None
    if match := _SLASHES.fullmatch(word):
        first, second = int(match[1]), int(match[2])
        month, number_ = (second, first) if first > 12 else (first, second)
        return _dated(month, number_, int(match[3]) if match[3] else None, latest, at + 1)
    if word in MONTHS and at + 1 < len(words) and (number_of := day_number(words[at + 1])):
        return _with_year(words, at + 2, MONTHS[word], number_of, latest)
    if number_of := day_number(word):
        after = at + 2 if words[at + 1 : at + 2] == ["of"] else at + 1
        if after < len(words) and words[after] in MONTHS:
            return _with_year(words, after + 1, MONTHS[words[after]], number_of, latest)
    return None


def _with_year(
    words: list[str], at: int, month: int, day: int, latest: date | None
) -> tuple[date, int] | None:
    after = at + 1 if words[at : at + 1] == [","] else at
    if after < len(words) and (year := year_of(words[after])):
        return _dated(month, day, year, latest, after + 1)
    return _dated(month, day, None, latest, at)


def _dated(
    month: int, day: int, year: int | None, latest: date | None, end: int
) -> tuple[date, int] | None:
    if year is not None:
        found = made(year, month, day)
    elif latest is None:
        # Year 4 is the first leap year, so that Feb 29 is a day of it too.
        found = made(4, month, day)
    else:
        # A leap day exists in no year without one: look back until the date does.
        years = range(latest.year, latest.year - 9, -1)
        days = (made(year, month, day) for year in years)
        found = next((one for one in days if one and one <= latest), None)
    return (found, end) if found else None


def written_month(words: list[str], at: int, today: date) -> tuple[date, date, int] | None:
    """A month, quarter or year: "March", "march 2025", "2026-03", "Q1 2026". Without a year it is
    the latest that has begun."""
    word = words[at]
    if (match := _ISO.fullmatch(word)) and not match[3]:
        if not 1 <= int(match[2]) <= 12 or not int(match[1]):
            return None
        return (*month_days(int(match[1]), int(match[2])), at + 1)
    following = words[at + 1] if at + 1 < len(words) else ""
    after = at + 1
    if following in ("of", ",") and at + 2 < len(words) and year_of(words[at + 2]):
        following, after = words[at + 2], at + 2
    year = year_of(following)
    if word in MONTHS:
        month = MONTHS[word]
        if year:
            return (*month_days(year, month), after + 1)
        return (*month_days(today.year - (month > today.month), month), at + 1)
    if word in ("q1", "q2", "q3", "q4"):
        month = int(word[1]) * 3 - 2
        of_year = year or today.year - (month > today.month)
        end = after + 1 if year else at + 1
        return month_days(of_year, month)[0], month_days(of_year, month + 2)[1], end
    return None
