"""What goes into files and comes out of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from storage.models import Entry, Paper, Priority, Status, StatusChange


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper as it is written to a file; with its entry and the names of the person's lists it
    is on, where it is written from somebody's reading list."""

    paper: Paper
    entry: Entry | None = None
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A paper as a file names it: `id` as the catalogue writes ids (None where the file tells
    none), and what else the file says; empty or None where it says nothing.

    `place` counts from 1: lines, or entries where a format has no lines of its own.
    """

    place: int
    id: str | None = None
    title: str = ""
    status: Status | None = None
    note: str = ""
    rating: int | None = None
    priority: Priority | None = None
    due: date | None = None
    tags: tuple[str, ...] = ()
    """As the file writes them."""
    lists: tuple[str, ...] = ()
    added: datetime | None = None
    changed: datetime | None = None
    history: tuple[StatusChange, ...] = ()


MOST_READ = 10_000
"""Pieces of one file that are read."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A piece of a file that cannot be read: where it is, and why in a few words."""

    place: int
    reason: str


Read: TypeAlias = Item | Broken
