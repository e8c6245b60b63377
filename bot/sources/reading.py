"""What reading an import file gives: papers found, pieces refused, and how far it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.models import Edition, EditionSource, Paper


class Kind(StrEnum):
    """What a file turned out to be."""

    SAVED_PAGE = "saved page"
    DAILY_LIST = "daily list"
    JSON_LINES = "JSON Lines"


@dataclass(frozen=True, slots=True)
class Found:
    """A paper, and its place on a day's list where the file tells one.

    `day` and `source` name the edition and `position` (from 1) the place in it. With a `day`
    but no `source` the file says on which list the paper stood, and not where.
    """

    paper: Paper
    day: date | None
    source: EditionSource | None
    position: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A piece that cannot be taken: `line` counts from 1 (items, in a JSON list)."""

    line: int
    reason: str


Item = Found | Refused


@dataclass(frozen=True, slots=True)
class Reading:
    """An import file being read.

    `items` can be gone through once, and raises `bot.errors.BadFile` where the file turns out
    to be damaged further on. `editions` are lists known to be empty. `size` is the file's own
    size and `bytes_read` says how much of it has been gone through, both in bytes on disk.
    """

    kind: Kind
    items: Iterator[Item]
    size: int
    bytes_read: Callable[[], int]
    editions: tuple[Edition, ...] = ()
