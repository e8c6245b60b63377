"""What may stand after the colon of a query's field, and what it means."""

import calendar
import re
from datetime import date
from typing import Literal

from storage.models import Status

Sort = Literal["best", "new", "votes"]

FIELDS = {
    "title": "title",
    "author": "author",
    "by": "author",
    "org": "org",
    "organisation": "org",
    "organization": "org",
    "has": "has",
    "since": "since",
    "after": "since",
    "from": "since",
    "until": "until",
    "before": "before",
    "year": "year",
    "upvotes": "upvotes",
    "votes": "upvotes",
    "in": "in",
    "tag": "tag",
    "sort": "sort",
}
"""Every name of a field, and the field it names. `before` leaves the day itself out."""

LISTS = ("list", *(status.value for status in Status))
"""Values of in: the whole reading list, or its papers of one status. Beside them it takes a tag
that begins with #, and the name of a list of the person's own."""

LONGEST_NAME = 60

SORTS: tuple[Sort, ...] = ("best", "new", "votes")
MOST_UPVOTES = 1_000_000_000
"""No number of upvotes that is asked for may be larger."""

_DASHES = re.compile("[-/.\u2010-\u2015\u2212]")
_BEGINS_WITH_YEAR = re.compile(r"(19|20)\d\d(?!\w)")
_COMPARED = re.compile(r"(>=|<=|>|<|=|≥|≤)?(\d+)")
_COMPARISONS = frozenset((">=", "<=", ">", "<", "=", "≥", "≤"))
_RANGE = re.compile(r"(\d*)\.\.(\d*)")
_MOST_DIGITS = 10

_EXAMPLES = {
    "title": 'title:video or title:"long video"',
    "author": 'author:Lovelace or author:"Ada Lovelace"',
    "org": 'org:google or org:"Hugging Face"',
    "has": "has:code, or -has:code for papers without",
    "year": "year:2026",
    "upvotes": "upvotes:20 for at least 20, or upvotes:>20, upvotes:<20 or upvotes:10..50",
    "in": "in:list for your whole list, "
    + ", ".join(f"in:{name}" for name in LISTS[1:])
    + ", in:#tag or the name of a list of your own",
    "tag": "tag:rl",
    "sort": "sort:best, sort:new or sort:votes",
}
_OWN_VALUES = {"has": ("code",), "in": LISTS, "sort": SORTS}


class BadValue(ValueError):
    """A value that its field does not have; `str(error)` is a sentence that says why."""


def example(field: str, name: str) -> str:
    """What can be written for a field, with the name the person used."""
    if field in _EXAMPLES:
        return _EXAMPLES[field].replace(f"{field}:", f"{name}:")
    return f"{name}:2026, {name}:2026-03 or {name}:2026-03-11"


def looks_like(field: str, word: str) -> bool:
    """Whether a word can hardly be anything but a value of a field with values of its own."""
    if field in ("since", "until", "before", "year"):
        return bool(_BEGINS_WITH_YEAR.match(word))
    if field == "upvotes":
        return word[:1].isdecimal() or word.startswith(tuple(_COMPARISONS))
    return _plainly(word) in _OWN_VALUES.get(field, ())


def is_comparison(word: str) -> bool:
    """Whether the number is still to come."""
    return word in _COMPARISONS


def code(value: str) -> None:
    """Check a value of has:."""
    if _plainly(value) != "code":
        raise BadValue("I can only tell whether a paper has code.")


def place(value: str) -> tuple[Literal["lists", "tags", "named"], str]:
    """What is meant by a value of in:; "To read" is the list to-read, "#RL" the tag rl."""
    if value.startswith("#"):
        return "tags", tag(value)
    name = _plainly(value)
    if name in LISTS or name == "unread":
        return "lists", "to-read" if name == "unread" else name
    if len(value) > LONGEST_NAME:
        raise BadValue("I do not know that list.")
    return "named", value


def tag(value: str) -> str:
    """The tag that is meant, without #."""
    name = _plainly(value.removeprefix("#")).replace("_", "-")
    if not any(map(str.isalnum, name)) or len(name) > LONGEST_NAME:
        raise BadValue("That is not a tag.")
    return name


def order(value: str) -> Sort:
    """The one of SORTS that is meant."""
    for sort in SORTS:
        if sort == _plainly(value):
            return sort
    raise BadValue("I cannot sort by that.")


def upvotes(value: str) -> tuple[int | None, int | None]:
    """The smallest and the largest number that fit, both included; None for no such bound.

    A number alone is the smallest one.
    """
    least: int | None = None
    most: int | None = None
    if match := _COMPARED.fullmatch(value):
        number = _number(match[2])
        if match[1] in (None, "=", ">=", "≥", ">"):
            least = number + (match[1] == ">")
        if match[1] in ("=", "<=", "≤", "<"):
            most = number - (match[1] == "<")
    elif (match := _RANGE.fullmatch(value)) and (match[1] or match[2]):
        least = _number(match[1]) if match[1] else None
        most = _number(match[2]) if match[2] else None
    else:
        raise BadValue("I cannot read that number of upvotes.")
    if most is not None and most < 0:
        raise BadValue("No paper has fewer than 0 upvotes.")
    if least is not None and most is not None and least > most:
        raise BadValue("The smaller number comes first.")
    return least, most


def days(value: str) -> tuple[date, date]:
    """The first and the last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    parts = _DASHES.split(value, maxsplit=3)
    if (
        len(parts) > 3
        or not all(part.isdecimal() for part in parts)
        or len(parts[0]) != 4
        or any(len(part) > 2 for part in parts[1:])
    ):
        raise BadValue("I cannot read that date.")
    year, *rest = (int(part) for part in parts)
    if year < date.min.year:
        raise BadValue("There is no year 0.")
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    month = rest[0]
    if not 1 <= month <= 12:
        raise BadValue(f"There is no month {month}.")
    last = calendar.monthrange(year, month)[1]
    if len(rest) == 1:
        return date(year, month, 1), date(year, month, last)
    if not 1 <= rest[1] <= last:
        raise BadValue(f"There is no day {rest[1]} in {year:04}-{month:02}: it has {last} days.")
    return date(year, month, rest[1]), date(year, month, rest[1])


def year(value: str) -> tuple[date, date]:
    """The first and the last day of a year."""
    first, last = days(value)
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        raise BadValue("Only a year can stand there; for a month use since: and until: together.")
    return first, last


def _number(digits: str) -> int:
    number = int(digits) if len(digits) <= _MOST_DIGITS else MOST_UPVOTES + 1
    if number > MOST_UPVOTES:
        raise BadValue("That number is too large.")
    return number


def _plainly(value: str) -> str:
    return value.lower().replace(" ", "-")
