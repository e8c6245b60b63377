"""Which part of a person's reading list, in which order."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from storage.database import Database, Value
from storage.entries import PRIORITIES, batches, current, instant
from storage.models import DueWithin, Entry, ListSort, ListView, NamedList, Priority, Status

SEARCHED = 10_000
"""How many papers of one list a search goes through."""
SEARCHED_NOTES = 2_000
"""How many notes of one list a search reads."""
_BATCH = 400

_ORDERS = {
    ListSort.ADDED: "e.added_at DESC, e.paper_id",
    ListSort.OLDEST: "e.added_at, e.paper_id",
    ListSort.DUE: "e.due IS NULL, e.due, e.priority DESC, e.added_at DESC, e.paper_id",
    ListSort.PRIORITY: "e.priority DESC, e.due IS NULL, e.due, e.added_at DESC, e.paper_id",
    ListSort.RATING: "coalesce(e.rating, 0) DESC, e.added_at DESC, e.paper_id",
    ListSort.VOTES: "coalesce(p.upvotes, -1) DESC, e.added_at DESC, e.paper_id",
    ListSort.SHORTEST: "p.abstract = '', length(p.abstract), e.paper_id",
    ListSort.RANDOM: "e.paper_id",
    ListSort.BEST: "e.added_at DESC, e.paper_id",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: its entries in order, how many it has, how many there would be in each
    status if the view asked for none, and how many the whole list has."""

    entries: tuple[Entry, ...]
    size: int
    counts: dict[Status, int]
    total: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a pick among the unfinished papers goes by."""

    paper_id: str
    status: Status
    priority: Priority
    due: date | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Here:
    """When and where a view is looked at: `today` in the person's calendar, and of the words of
    the view the papers they fit, best first (None where it has no words)."""

    now: datetime
    today: date
    fitting: Sequence[str] | None = None


_NOWHERE = Here(datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1))
"""For views that ask for no time."""


class Shelves:
    """Parts of the reading lists of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def part(self, user_id: int, view: ListView, here: Here, offset: int, limit: int) -> Page:
        """Entries `offset` to `offset + limit` of a view."""
        counts = await self._counts(user_id, view, here)
        size = sum(
            n for status, n in counts.items() if not view.statuses or status in view.statuses
        )
        ids = await self.part_ids(user_id, view, here, offset, limit) if offset < size else []
        found = await current(self._database, user_id, ids)
        if view.is_whole or (view.statuses and view.model_copy(update={"statuses": ()}).is_whole):
            total = sum(counts.values())
        else:
            total = await self.size(user_id)
        entries = tuple(found[paper_id] for paper_id in ids if paper_id in found)
        return Page(entries, size, counts, total)

    async def part_ids(
        self, user_id: int, view: ListView, here: Here, offset: int = 0, limit: int | None = None
    ) -> list[str]:
        """The papers of a view, in its order; with no `limit`, `SEARCHED` of them."""
        limit = SEARCHED if limit is None else limit
        in_python = view.sort is ListSort.RANDOM or here.fitting is not None
        where = _Where(user_id, view, here)
        by_paper = view.sort in (ListSort.VOTES, ListSort.SHORTEST)
        rows = await self._database.fetch_all(
            f"SELECT e.paper_id FROM entries e{where.joins}"
            f"{' JOIN papers p ON p.id = e.paper_id' if by_paper else ''}"
            f" WHERE e.user_id = $1{where.sql} ORDER BY {_ORDERS[view.sort]}"
            f" LIMIT {where.take(SEARCHED if in_python else limit)}"
            f" OFFSET {where.take(0 if in_python else offset)}",
            *where.values,
        )
        found = [str(row["paper_id"]) for row in rows]
        if not in_python:
            return found
        if here.fitting is not None:
            place = {paper_id: number for number, paper_id in enumerate(here.fitting)}
            found = [paper_id for paper_id in found if paper_id in place]
            if view.sort is ListSort.BEST:
                found.sort(key=place.__getitem__)
        if view.sort is ListSort.RANDOM:
            random.Random(view.seed).shuffle(found)  # noqa: S311 - an order, not a secret
        return found[offset : offset + limit]

    async def page(self, user_id: int, status: Status | None, offset: int, limit: int) -> Page:
        """Entries `offset` to `offset + limit` of those with a status, or of all, newest first."""
        view = ListView(statuses=(status,) if status else ())
        return await self.part(user_id, view, _NOWHERE, offset, limit)

    async def ids(self, user_id: int, statuses: Collection[Status]) -> frozenset[str]:
        """The ids of the person's papers that have one of `statuses`; the newest `SEARCHED`."""
        if not statuses:
            return frozenset()
        view = ListView(statuses=tuple(statuses))
        return frozenset(await self.part_ids(user_id, view, _NOWHERE))

    async def size(self, user_id: int) -> int:
        """How many entries the whole list has."""
        row = await self._database.fetch_one(
            "SELECT count(*) AS n FROM entries WHERE user_id = $1", user_id
        )
        assert row is not None
        return int(row["n"])

    async def titles(self, user_id: int, text: str, limit: int) -> list[tuple[str, str]]:
        """(id, title) of the person's papers whose title holds `text` in capitals or small
        letters, newest first."""
        rows = await self._database.fetch_all(
            "SELECT e.paper_id, p.title FROM entries e JOIN papers p ON p.id = e.paper_id"
            " WHERE e.user_id = $1 ORDER BY e.added_at DESC, e.paper_id",
            user_id,
        )
        # Here and not in SQL, which folds the letters of English alone.
        wanted = text.casefold()
        found = ((row["paper_id"], row["title"]) for row in rows)
        return list(islice((pair for pair in found if wanted in pair[1].casefold()), limit))

    async def notes(self, user_id: int) -> dict[str, str]:
        """The person's notes by the ids of their papers, the last written `SEARCHED_NOTES`."""
        rows = await self._database.fetch_all(
            "SELECT paper_id, note FROM entries WHERE user_id = $1 AND note <> ''"
            " ORDER BY changed_at DESC, paper_id LIMIT $2",
            user_id,
            SEARCHED_NOTES,
        )
        return {row["paper_id"]: row["note"] for row in rows}

    async def waiting(self, user_id: int) -> list[Waiting]:
        """The papers the person has not finished, as far as a pick among them needs it."""
        rows = await self._database.fetch_all(
            "SELECT paper_id, status, priority, due, added_at FROM entries WHERE user_id = $1"
            " AND status IN ($2, $3) ORDER BY added_at DESC, paper_id LIMIT $4",
            user_id,
            Status.TO_READ,
            Status.READING,
            SEARCHED,
        )
        return [
            Waiting(
                row["paper_id"],
                Status(row["status"]),
                PRIORITIES[row["priority"]],
                date.fromisoformat(row["due"]) if row["due"] else None,
                instant(row["added_at"]),
            )
            for row in rows
        ]

    async def tags(self, user_id: int) -> dict[str, int]:
        """The person's tags, and how many papers have each; the most used first."""
        rows = await self._database.fetch_all(
            "SELECT tag, count(*) AS n FROM entry_tags WHERE user_id = $1"
            " GROUP BY tag ORDER BY n DESC, tag",
            user_id,
        )
        return {row["tag"]: row["n"] for row in rows}

    async def tagged(self, user_id: int, tag: str) -> list[str]:
        """The ids of the papers that have a tag."""
        rows = await self._database.fetch_all(
            "SELECT paper_id FROM entry_tags WHERE user_id = $1 AND tag = $2 ORDER BY paper_id",
            user_id,
            tag,
        )
        return [row["paper_id"] for row in rows]

    async def named(self, user_id: int) -> list[NamedList]:
        """The person's named lists, by name."""
        rows = await self._database.fetch_all(
            "SELECT id, user_id, name, (SELECT count(*) FROM named_list_papers m"
            " WHERE m.list_id = named_lists.id) AS size FROM named_lists WHERE user_id = $1"
            " ORDER BY name_key",
            user_id,
        )
        return [NamedList(**dict(row)) for row in rows]

    async def _counts(self, user_id: int, view: ListView, here: Here) -> dict[Status, int]:
        if here.fitting is None:
            where = _Where(user_id, view.model_copy(update={"statuses": ()}), here)
            rows = await self._database.fetch_all(
                f"SELECT e.status, count(*) AS n FROM entries e{where.joins}"
                f" WHERE e.user_id = $1{where.sql} GROUP BY e.status",
                *where.values,
            )
            return {Status(row["status"]): row["n"] for row in rows}
        counts: dict[Status, int] = {}
        for batch in batches(here.fitting, _BATCH):
            each = _Where(user_id, view.model_copy(update={"statuses": ()}), here)
            marks = ", ".join(each.take(paper_id) for paper_id in batch)
            rows = await self._database.fetch_all(
                f"SELECT e.status, count(*) AS n FROM entries e{each.joins}"
                f" WHERE e.user_id = $1{each.sql} AND e.paper_id IN ({marks}) GROUP BY e.status",
                *each.values,
            )
            for row in rows:
                status = Status(row["status"])
                counts[status] = counts.get(status, 0) + row["n"]
        return counts


class _Where:
    """The conditions of a view as SQL; $1 is the person."""

    def __init__(self, user_id: int, view: ListView, here: Here) -> None:
        self.values: list[Value] = [user_id]
        self.joins = ""
        self.sql = ""
        if view.statuses:
            self._and(f"e.status IN ({', '.join(self.take(each) for each in view.statuses)})")
        for number, tag in enumerate(view.tags):
            self.joins += (
                f" JOIN entry_tags t{number} ON t{number}.user_id = e.user_id"
                f" AND t{number}.paper_id = e.paper_id AND t{number}.tag = {self.take(tag)}"
            )
        if view.untagged:
            self._and(
                "NOT EXISTS (SELECT 1 FROM entry_tags t WHERE t.user_id = $1"
                " AND t.paper_id = e.paper_id)"
            )
        if view.list_id is not None:
            self.joins += (
                " JOIN named_list_papers m ON m.user_id = e.user_id AND m.paper_id = e.paper_id"
                f" AND m.list_id = {self.take(view.list_id)}"
            )
        if view.stars == 0:
            self._and("e.rating IS NULL")
        elif view.stars is not None:
            self._and(f"e.rating >= {self.take(view.stars)}")
        if view.priority is not None:
            self._and(f"e.priority = {self.take(PRIORITIES.index(view.priority))}")
        if view.older_days is not None:
            self._and(f"e.added_at <= {self.take(_ago(here.now, view.older_days))}")
        if view.newer_days is not None:
            self._and(f"e.added_at >= {self.take(_ago(here.now, view.newer_days))}")
        self._due(view.due, here.today)

    def take(self, value: Value) -> str:
        """The parameter that stands for a value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def _due(self, due: DueWithin | None, today: date) -> None:
        if due is DueWithin.NONE:
            self._and("e.due IS NULL")
        elif due is DueWithin.SOME:
            self._and("e.due IS NOT NULL")
        elif due is not None:
            days = {DueWithin.OVERDUE: -1, DueWithin.TODAY: 0, DueWithin.WEEK: 7}[due]
            self._and(f"e.due <= {self.take((today + timedelta(days=days)).isoformat())}")

    def _and(self, condition: str) -> None:
        self.sql += f" AND {condition}"


def _ago(now: datetime, days: int) -> int:
    return int((now - timedelta(days=days)).timestamp())
