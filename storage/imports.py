"""Entries brought onto reading lists from elsewhere, many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Transaction
from storage.edits import completed
from storage.entries import Difference, batches, current
from storage.models import Entry
from storage.reading import ReadingLists

AT_ONCE = 500
"""How many entries are written together."""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What bringing in entries did: the papers put on the list, those whose entries were filled up
    and those that were there whole, and the number under which all of it can be undone (None if
    nothing changed)."""

    saved: frozenset[str]
    filled: frozenset[str]
    listed: frozenset[str]
    action_id: int | None


class Imports:
    """Brings entries onto the reading lists of one database."""

    def __init__(self, database: Database, lists: ReadingLists) -> None:
        self._database = database
        self._lists = lists

    async def bring_in(self, user_id: int, entries: Sequence[Entry], now: datetime) -> BroughtIn:
        """Put entries of the person's on the list as they are, as one action; one that is there
        keeps what it has and gets what it lacks. Each paper once.

        Many are written some at a time, so that others need not wait for all; each of these is
        kept or not as a whole, and bringing the same in again does the rest.
        """
        now = now.replace(microsecond=0)
        saved: set[str] = set()
        filled: set[str] = set()
        action_id: int | None = None
        for batch in batches(entries, AT_ONCE):
            differences, action_id = await self._some(user_id, batch, now, action_id)
            saved |= {id for id, old, _ in differences if old is None}
            filled |= {id for id, old, _ in differences if old is not None}
        listed = {entry.paper_id for entry in entries} - saved - filled
        return BroughtIn(frozenset(saved), frozenset(filled), frozenset(listed), action_id)

    async def _some(
        self, user_id: int, entries: Sequence[Entry], now: datetime, action_id: int | None
    ) -> tuple[list[Difference], int | None]:
        async def work(tx: Transaction) -> tuple[list[Difference], int | None]:
            before = await current(tx, user_id, [entry.paper_id for entry in entries])
            differences: list[Difference] = []
            for brought in entries:
                old = before.get(brought.paper_id)
                if (after := completed(old, brought, now)) != old:
                    differences.append((brought.paper_id, old, after))
            return differences, await self._lists.record(tx, user_id, differences, now, action_id)

        return await self._database.write(work)
