"""A day as people write it -> a date.

English only. What is usual is read by a grammar of our own, which decides what is ambiguous:

- a weekday, or a day without a year, is the latest one that is not after today; "last friday" is
  a friday before today;
- numbers with dots are day first (11.03. is March 11), with slashes or dashes month first (3/11),
  unless that gives no day, or only one to come; four digits first are a year;
- a bare number, a month alone or a year alone is no day.

Everything else ("three days ago", "Wednesday the 11th of March") goes to the library `dateparser`,
pinned to English, to days past and to whole days. It takes a moment to load: see `warm_up`.
"""

import re
import threading
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from bot.errors import BadInput

LONGEST = 60
"""Characters of what is read; nobody writes a day in more."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
YEARS = range(1970, 2100)
"""Years a day may lie in."""

_NAME = r"(?P<name>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?"
_YEAR = r"(?:,? ?(?:of )?'?(?P<year>\d{4}|\d\d))?"
_NAMED = (
    re.compile(rf"{_NAME} ?(?:the )?{_DAY}{_YEAR}", re.ASCII),
    re.compile(rf"(?:the )?{_DAY}[ -]?(?:of )?{_NAME}[ -]?{_YEAR}", re.ASCII),
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d\d)?)?", re.ASCII)
_OF_LAST_WEEK = re.compile(r"(?:(\w+),? (?:of )?last week|last week,? (?:on )?(\w+))", re.ASCII)
_TO_THE_LIBRARY = re.compile(r"[a-z0-9 ,.:/'-]*(?:\d|ago|before|day)[a-z0-9 ,.:/'-]*", re.ASCII)
_PERIODS = re.compile(r"\b(?:last|this|next|previous|past) (?:week|month|year)\b", re.ASCII)


def parse_day(words: str, today: date) -> date:
    """The day meant by "yesterday", "last friday", "Mar 11", "11.03.", "two days ago" and so on.

    It may lie after `today` where the words say so ("tomorrow"). Raises BadInput with what can
    be written instead.
    """
    day = named_day(words, today) or _from_library(tidy(words), today)
    if day is None:
        raise BadInput(
            f"I do not know which day “{words.strip()[:LONGEST]}” is. Write it like Mar 11, "
            "2026-03-11, yesterday or last friday."
        )
    return day


def named_day(words: str, today: date) -> date | None:
    """The day our own grammar reads, or None."""
    text = tidy(words)
    if text in ("today", "now", "latest", "newest"):
        return today
    if text in ("yesterday", "tomorrow"):
        return today + timedelta(days=-1 if text == "yesterday" else 1)
    return (
        _weekday(text, today) or _year_first(text) or _numbers(text, today) or _named(text, today)
    )


def tidy(words: str) -> str:
    """Lower case, single spaces, plain digits; empty if it is too long or not English letters."""
    text = unicodedata.normalize("NFKC", words[: 2 * LONGEST]).replace("’", "'").replace("–", "-")
    text = " ".join(text.lower().split()).removeprefix("on ")
    return text if len(text) <= LONGEST and text.isascii() else ""


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name or its first three letters or more; "sept" too."""
    name = name.strip(".")
    for number, month in enumerate(MONTHS, start=1):
        if len(name) >= 3 and month.startswith(name):
            return number
    return None


def warm_up() -> None:
    """Load the library, so that nobody waits for it. In a thread: it takes a moment."""
    _from_library("3 days ago", date(2026, 3, 13))


def _weekday(text: str, today: date) -> date | None:
    of_last_week = _OF_LAST_WEEK.fullmatch(text)
    if of_last_week:
        number = _weekday_number(of_last_week[1] or of_last_week[2])
        monday = today - timedelta(days=today.weekday() + 7)
        return None if number is None else monday + timedelta(days=number)
    past = text.startswith(("last ", "past ", "previous "))
    number = _weekday_number(text.split(" ", 1)[1] if past else text.removeprefix("this "))
    if number is None:
        return None
    back = (today.weekday() - number) % 7
    return today - timedelta(days=back or (7 if past else 0))


def _weekday_number(name: str) -> int | None:
    for number, weekday in enumerate(WEEKDAYS):
        if len(name) >= 3 and weekday.startswith(name):
            return number
    return None


def _year_first(text: str) -> date | None:
    found = _YEAR_FIRST.fullmatch(text)
    if not found or (not found[2] and len(text) != 8):
        return None
    return _date(int(found[1]), int(found[3]), int(found[4]))


def _numbers(text: str, today: date) -> date | None:
    found = _NUMBERS.fullmatch(text)
    if not found or (found[2] != "." and text.endswith(found[2])):
        return None
    one, two, year = int(found[1]), int(found[3]), found[4]
    day_first, month_first = _past(two, one, year, today), _past(one, two, year, today)
    if found[2] == ".":
        return day_first
    if month_first and day_first and month_first > today >= day_first:
        return day_first
    return month_first or day_first


def _named(text: str, today: date) -> date | None:
    for form in _NAMED:
        found = form.fullmatch(text)
        if found and (month := month_number(found["name"])):
            return _past(month, int(found["day"]), found["year"], today)
    return None


def _past(month: int, day: int, year: str | None, today: date) -> date | None:
    """The date; without a year the latest one that is not after `today`."""
    if year:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    # A leap day exists in no year without one: look back until the date does.
    for each in range(today.year, today.year - 9, -1):
        found = _date(each, month, day)
        if found is not None and found <= today:
            return found
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


_loading = threading.Lock()


@lru_cache(maxsize=4)
def _parser(today: date) -> Any:
    from dateparser.date import DateDataParser  # takes a moment, and is seldom needed

    return DateDataParser(
        languages=["en"],
        settings={
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "MDY",
            "REQUIRE_PARTS": ["day"],
            "PARSERS": ["relative-time", "absolute-time"],
            "RELATIVE_BASE": datetime.combine(today, time(12)),
        },
    )


def _from_library(text: str, today: date) -> date | None:
    # It would take "may" for a day of May and "12:30" for today: only what can name a day is
    # handed on.
    if not _TO_THE_LIBRARY.fullmatch(text) or _PERIODS.search(text) or not re.search("[a-z]", text):
        return None
    with _loading:
        try:
            found = _parser(today).get_date_data(text).date_obj
        except (ValueError, OverflowError, ArithmeticError):
            return None
    if found is None or found.year not in YEARS:
        return None
    day: date = found.date()
    return day
