"""A week or month as people write it -> a span; and any span, for a command that shows one kind."""

import re
from datetime import date, timedelta

from bot.editions.day_words import LONGEST, YEARS, month_number, named_day, parse_day, tidy
from bot.editions.span import Kind, Span
from bot.errors import BadInput

_ISO_WEEK = re.compile(r"(?P<year>\d{4})[- ]?w(?:eek)? ?(?P<week>\d{1,2})", re.ASCII)
_WEEK = re.compile(
    r"(?:calendar )?(?:w|kw|cw|week)[ -]?(?P<week>\d{1,2})(?:,? ?(?:of )?(?P<year>\d{4}))?",
    re.ASCII,
)
_MONTH = re.compile(r"(?P<name>[a-z]{3,9}\.?)(?:,? ?(?:of )?(?P<year>\d{4}))?", re.ASCII)
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})[-/. ]?(?P<month>\d\d?)", re.ASCII)
_MONTH_YEAR = re.compile(r"(?P<month>\d\d?)[-/.](?P<year>\d{4})", re.ASCII)
_OF_A_DAY = re.compile(r"(?:the )?(week|month) (?:of|with|from|starting|beginning) (.+)", re.ASCII)
_BACK = {"this": 0, "current": 0, "the": 0, "last": 1, "previous": 1, "past": 1, "next": -1}

EXAMPLES = {
    Kind.DAY: "Write it like Mar 11, 2026-03-11, yesterday or last friday.",
    Kind.WEEK: "Write it like 2026-W11, week 11, last week, or any day in it such as Mar 11.",
    Kind.MONTH: "Write it like march, 2026-03, last month, or any day in it such as Mar 11.",
}


def parse_span(words: str, today: date, kind: Kind) -> Span:
    """The span meant by `words` where one of this kind is asked for.

    A day stands for the week or month it lies in; words that plainly name a span of another
    kind ("2026-W11" where a day is asked for) give that one. Raises BadInput with what can be
    written instead.
    """
    text = tidy(words)
    week, month = _week(text, today), _month(text, today)
    named = {Kind.DAY: None, Kind.WEEK: week, Kind.MONTH: month}[kind]
    if named:
        return named
    if day := named_day(text, today):
        return Span.holding(kind, day)
    if other := week or month:
        return other
    try:
        return Span.holding(kind, parse_day(text, today))
    except BadInput:
        shown = words.strip()[:LONGEST]
        raise BadInput(f"I do not know which {kind.value} “{shown}” is. {EXAMPLES[kind]}") from None


def _week(text: str, today: date) -> Span | None:
    if (back := _back(text, "week")) is not None:
        return Span.holding(Kind.WEEK, today - timedelta(weeks=back))
    if (found := _OF_A_DAY.fullmatch(text)) and found[1] == "week":
        return _of_day(Kind.WEEK, found[2], today)
    numbered = _ISO_WEEK.fullmatch(text) or _WEEK.fullmatch(text)
    if not numbered:
        return None
    week = int(numbered["week"])
    if numbered["year"]:
        return _iso_week(int(numbered["year"]), week)
    this_year = today.isocalendar().year
    # Week 53 is in few years: look back until there is one.
    for year in range(this_year, this_year - 8, -1):
        span = _iso_week(year, week)
        if span and span.first <= today:
            return span
    return None


def _month(text: str, today: date) -> Span | None:
    if (back := _back(text, "month")) is not None:
        months = today.year * 12 + today.month - 1 - back
        return _calendar_month(months // 12, months % 12 + 1)
    if (found := _OF_A_DAY.fullmatch(text)) and found[1] == "month":
        return _month(found[2], today) or _of_day(Kind.MONTH, found[2], today)
    if found := _YEAR_MONTH.fullmatch(text) or _MONTH_YEAR.fullmatch(text):
        return _calendar_month(int(found["year"]), int(found["month"]))
    found = _MONTH.fullmatch(text.removeprefix("last "))
    number = month_number(found["name"]) if found else None
    if found is None or number is None:
        return None
    if found["year"]:
        return _calendar_month(int(found["year"]), number)
    # The latest one that has begun; "last march" in March is the one of last year.
    behind = number > today.month or (number == today.month and text.startswith("last "))
    return _calendar_month(today.year - behind, number)


def _back(text: str, unit: str) -> int | None:
    """How many units "this week" and the like lie back."""
    if text in (unit, f"{unit}ly"):
        return 0
    if text == f"{unit} before last":
        return 2
    word, _, rest = text.partition(" ")
    return _BACK.get(word) if rest == unit else None


def _of_day(kind: Kind, text: str, today: date) -> Span | None:
    try:
        return Span.holding(kind, parse_day(text, today))
    except BadInput:
        return None


def _iso_week(year: int, week: int) -> Span | None:
    try:
        monday = date.fromisocalendar(year, week, 1) if year in YEARS else None
    except ValueError:
        return None
    return Span.holding(Kind.WEEK, monday) if monday else None


def _calendar_month(year: int, month: int) -> Span | None:
    if year not in YEARS or not 1 <= month <= 12:
        return None
    return Span.holding(Kind.MONTH, date(year, month, 1))
