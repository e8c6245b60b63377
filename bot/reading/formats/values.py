"""Values in files of many makers, read with patience: what makes no sense says nothing."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from bot.characters import visible
from bot.sources.identifiers import paper_ids_in, parse_paper_id
from storage.models import Priority, Status

E = TypeVar("E", bound=StrEnum)

TITLE_LENGTH = 500
"""Characters of a title that are read; the longest real ones have some 300."""
_READ_AHEAD = 2_000

_STATUSES = {
    "to-read": Status.TO_READ, "toread": Status.TO_READ, "unread": Status.TO_READ,
    "reading": Status.READING, "skimmed": Status.READING,
    "read": Status.READ, "archive": Status.READ, "archived": Status.READ,
    "dropped": Status.DROPPED,
}  # fmt: skip
_DIGIT = re.compile(r"[1-5]")
_PRIORITIES = {"prio1": Priority.HIGH, "prio2": Priority.NORMAL, "prio3": Priority.LOW}


def arxiv_id(*texts: str) -> str | None:
    """The first arXiv id that one of these names: an id alone, or one in a link, a DOI or the
    words around it."""
    for text in texts:
        text = text[:_READ_AHEAD]
        if id := parse_paper_id(text):
            return id
        if ids := paper_ids_in(text):
            return ids[0]
    return None


def title(text: str) -> str:
    """A title on one line."""
    return visible(text[:_READ_AHEAD])[:TITLE_LENGTH]


def status(text: str) -> Status | None:
    """ "to read", "Unread" and "archive" are statuses too."""
    return _STATUSES.get(re.sub(r"[\s_]+", "-", text.strip().lower()))


def rating(text: str) -> int | None:
    """Stars in "4", "rank4" or "★★★★"."""
    if stars := text.count("★"):
        return stars if stars <= 5 else None
    digits = _DIGIT.findall(text)
    return int(digits[0]) if len(digits) == 1 and len(text.strip()) <= 10 else None


def priority(text: str) -> Priority | None:
    """ "high", or JabRef's "prio1"."""
    word = text.strip().lower()
    return _PRIORITIES.get(word) or member(Priority, word)


def member(kind: type[E], text: str) -> E | None:
    """The member of an enumeration that has this value."""
    try:
        return kind(text)
    except ValueError:
        return None


def day(text: str) -> date | None:
    """A day in ISO 8601."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def instant(text: str) -> datetime | None:
    """An instant in ISO 8601 or in seconds since 1970; in UTC where it names no zone."""
    text = text.strip()
    try:
        if text.isdecimal() and len(text) > 8:
            return datetime.fromtimestamp(int(text[:11]), UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    try:
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def words(parts: Iterable[str]) -> tuple[str, ...]:
    """What is left of some words when the empty ones are taken out, each once."""
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
