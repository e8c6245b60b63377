"""Papers: what is known of each, and which change number an index has to follow."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from sqlite3 import Row
from typing import TypeVar

from storage.database import Database, Transaction
from storage.facts import Stamp, Stamps, first_facts, merged, packed, stamp_of, unpacked
from storage.models import LOCAL_ID_PREFIX, Paper
from storage.sql import Value

T = TypeVar("T")

BATCH = 400
"""How many ids one statement asks for, at most twice each: SQLite takes at least 999 parameters."""

FIRST_CHANGE = 2**40
"""A database's first change gets any number up to this one, so that what was made from another
database is noticed by its number."""

COLUMNS = (
    "id, title, abstract, authors, published, listed, upvotes, comments, stars, code_url,"
    " data_url, project_url, organisation, summary, keywords, thumbnail_url, removed"
)


class Change(StrEnum):
    """What a paper coming in did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A paper as a source gives it, `title_key` being what equal titles have in common.

    `as_of` is the day of the list it stood on, `told` when the source said it and where in the
    source it stands, both in numbers that grow. What comes from an older list, or was said
    earlier of the same one, only fills gaps, so that importing the same files in any order, any
    number of times, ends alike.
    """

    paper: Paper
    title_key: str
    as_of: date | None = None
    told: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a paper went: `paper` as it is kept now, under which id."""

    change: Change
    paper: Paper
    replaces: str | None = None
    """The id it had until now, where its arXiv id came to be known."""


class Papers:
    """The papers of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, incoming: Sequence[Incoming]) -> list[Kept]:
        """Keep `incoming`, all or none; answers one `Kept` for each, in order."""

        async def work(tx: Transaction) -> list[Kept]:
            new = await _new_ones(tx, incoming)
            fresh = {place: _first(incoming[place]) for place in new}
            kept = [
                Kept(Change.ADDED, fresh[place][0]) if place in new else await _put(tx, each)
                for place, each in enumerate(incoming)
            ]
            # Nothing else among these is about one of them, so they may as well come last.
            await tx.execute_many(
                _WRITE,
                [_row(*fresh[place], incoming[place].title_key) for place in sorted(new)],
            )
            changed = list(
                dict.fromkeys(each.paper.id for each in kept if each.change is not Change.UNCHANGED)
            )
            if changed:
                await _stamp(tx, changed)
            return kept

        return await self._database.write(work)

    async def remove(self, ids: Sequence[str]) -> int:
        """Take papers out of the catalogue; lists that hold them keep them. Answers how many
        were in it."""

        async def work(tx: Transaction) -> int:
            rows = [
                row
                for id in ids
                if (row := await tx.fetch_one(f"{_BY_ANY_ID} WHERE p.removed = 0", id))
            ]
            stamps_of = {row["id"]: unpacked(row["as_of"]) for row in rows}
            for id, stamps in stamps_of.items():
                kept = {field: stamp for field, stamp in stamps.items() if field != "removed"}
                await tx.execute(
                    "UPDATE papers SET removed = 1, as_of = $1 WHERE id = $2", packed(kept), id
                )
            if stamps_of:
                await _stamp(tx, list(stamps_of))
            return len(stamps_of)

        return await self._database.write(work)

    async def get(self, id: str) -> Paper | None:
        """The paper with this id, or the one that has replaced this id."""
        found = await self.many([id])
        return found[0] if found else None

    async def many(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids, in this order; unknown ids are left out."""
        found: dict[str, Paper] = {}
        for batch in _batches(list(dict.fromkeys(ids))):
            marks = _marks(len(batch))
            rows = await self._database.fetch_all(
                f"SELECT {COLUMNS}, id AS asked FROM papers WHERE id IN ({marks})"
                f" UNION ALL SELECT {_of('p')}, a.alias AS asked FROM paper_aliases a"
                f" JOIN papers p ON p.id = a.paper_id WHERE a.alias IN ({marks})",
                *batch,
            )
            found |= {row["asked"]: paper_of(row) for row in rows}
        return [found[id] for id in ids if id in found]

    async def after(self, change: int, limit: int = 1000) -> list[tuple[int, Paper]]:
        """Papers that changed after number `change`, oldest change first, removed ones too.

        At most `limit` and the rest of the last one's change, so that asking again from the
        last number goes on without a gap. Ask from 0 for every paper.
        """
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS}, change FROM papers WHERE change > $1 AND change <= coalesce("
            "(SELECT change FROM papers WHERE change > $1 ORDER BY change LIMIT 1 OFFSET $2),"
            " (SELECT latest FROM catalogue_changes)) ORDER BY change, id",
            change,
            limit - 1,
        )
        return [(row["change"], paper_of(row)) for row in rows]

    async def latest_change(self) -> int:
        """The number of the newest change; it only grows."""
        row = await self._database.fetch_one("SELECT latest FROM catalogue_changes")
        return int(row["latest"]) if row else 0

    async def former_ids(self, ids: Sequence[str]) -> list[str]:
        """The ids that these papers had before their arXiv id was known."""
        found: list[str] = []
        for batch in _batches(ids):
            rows = await self._database.fetch_all(
                f"SELECT alias FROM paper_aliases WHERE paper_id IN ({_marks(len(batch))})", *batch
            )
            found += [row["alias"] for row in rows]
        return found

    async def count(self) -> int:
        """How many papers the catalogue holds, removed ones left out."""
        return (await self.extent())[1]

    async def extent(self) -> tuple[int, int]:
        """The number of the newest change, and how many papers the catalogue held at it."""
        row = await self._database.fetch_one(
            "SELECT latest, (SELECT count(*) FROM papers WHERE removed = 0) AS held"
            " FROM catalogue_changes"
        )
        assert row is not None
        return row["latest"], row["held"]


def paper_of(row: Row) -> Paper:
    """The paper in a row that has at least `COLUMNS`."""
    return Paper(
        id=row["id"],
        title=row["title"],
        abstract=row["abstract"],
        authors=tuple(json.loads(row["authors"])),
        published=_day(row["published"]),
        listed=_day(row["listed"]),
        upvotes=row["upvotes"],
        comments=row["comments"],
        stars=row["stars"],
        code_url=row["code_url"],
        data_url=row["data_url"],
        project_url=row["project_url"],
        organisation=row["organisation"],
        summary=row["summary"],
        keywords=tuple(json.loads(row["keywords"])),
        thumbnail_url=row["thumbnail_url"],
        removed=bool(row["removed"]),
    )


async def _new_ones(tx: Transaction, incoming: Sequence[Incoming]) -> set[int]:
    """The places of papers that nobody knows, by id or title, here or among `incoming`; found
    together, as asking for each takes longer than writing it."""
    times = Counter(each.paper.id for each in incoming)
    times.update(each.title_key for each in incoming)
    known: set[str] = set()
    for batch in _batches(incoming):
        ids, keys = [each.paper.id for each in batch], [each.title_key for each in batch]
        marks = _marks(len(batch))
        rows = await tx.fetch_all(
            f"SELECT id AS known FROM papers WHERE id IN ({marks})"
            f" UNION ALL SELECT alias FROM paper_aliases WHERE alias IN ({marks})"
            f" UNION ALL SELECT title_key FROM papers"
            f" WHERE title_key IN ({_marks(len(batch), first=1 + len(batch))})",
            *ids,
            *keys,
        )
        known |= {row["known"] for row in rows}
    return {
        place
        for place, each in enumerate(incoming)
        if not known & {each.paper.id, each.title_key}
        and times[each.paper.id] == times[each.title_key] == 1
    }


def _first(incoming: Incoming) -> tuple[Paper, Stamps]:
    """What is kept of a paper that nobody knows yet."""
    return first_facts(incoming.paper, _stamp_of(incoming), incoming.as_of)


def _stamp_of(incoming: Incoming) -> Stamp:
    new = incoming.paper
    return stamp_of(new, incoming.as_of or new.listed, incoming.told)


async def _put(tx: Transaction, incoming: Incoming) -> Kept:
    row = await _same_paper(tx, incoming)
    if row is None:
        paper, stamps = _first(incoming)
        await tx.execute(_WRITE, *_row(paper, stamps, incoming.title_key))
        return Kept(Change.ADDED, paper)
    new, stamp = incoming.paper, _stamp_of(incoming)
    before, known = paper_of(row), unpacked(row["as_of"])
    paper, stamps = merged(before, known, new, stamp, incoming.as_of)
    if paper.id != before.id:
        await tx.execute("UPDATE papers SET id = $1 WHERE id = $2", paper.id, before.id)
        await _alias(tx, before.id, paper.id)
    elif new.id != paper.id:
        # Its title may change on later lists, and then this is how it is known again.
        await _alias(tx, new.id, paper.id)
    if paper == before and stamps == known:
        return Kept(Change.UNCHANGED, paper)
    title_key = row["title_key"] if paper.title == before.title else incoming.title_key
    await tx.execute(_WRITE, *_row(paper, stamps, title_key))
    if paper == before:
        return Kept(Change.UNCHANGED, paper)
    return Kept(Change.UPDATED, paper, before.id if before.id != paper.id else None)


async def _alias(tx: Transaction, alias: str, paper_id: str) -> None:
    await tx.execute(
        "INSERT INTO paper_aliases (alias, paper_id) VALUES ($1, $2)"
        " ON CONFLICT (alias) DO NOTHING",
        alias,
        paper_id,
    )


async def _same_paper(tx: Transaction, incoming: Incoming) -> Row | None:
    """The row of the same paper: by its id or one it had, or by its title where one side has
    no arXiv id to tell two papers of one title apart."""
    row = await tx.fetch_one(_BY_ANY_ID, incoming.paper.id)
    if row is not None:
        return row
    only_local = " AND p.id LIKE $2" if incoming.paper.has_arxiv_id else ""
    return await tx.fetch_one(
        f"{_WITH_STAMPS} WHERE p.title_key = $1{only_local} ORDER BY p.id LIMIT 1",
        incoming.title_key,
        *([f"{LOCAL_ID_PREFIX}%"] if only_local else []),
    )


_WRITE = (
    f"INSERT INTO papers ({COLUMNS}, title_key, as_of, change)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
    " $18, $19, 0)"
    " ON CONFLICT (id) DO UPDATE SET title = excluded.title, abstract = excluded.abstract,"
    " authors = excluded.authors, published = excluded.published, listed = excluded.listed,"
    " upvotes = excluded.upvotes, comments = excluded.comments, stars = excluded.stars,"
    " code_url = excluded.code_url, data_url = excluded.data_url,"
    " project_url = excluded.project_url, organisation = excluded.organisation,"
    " summary = excluded.summary, keywords = excluded.keywords,"
    " thumbnail_url = excluded.thumbnail_url, removed = excluded.removed,"
    " title_key = excluded.title_key, as_of = excluded.as_of"
)


def _row(paper: Paper, stamps: Stamps, title_key: str) -> tuple[Value, ...]:
    """What `_WRITE` writes of a paper."""
    return (
        paper.id,
        paper.title,
        paper.abstract,
        json.dumps(paper.authors, ensure_ascii=False),
        _iso(paper.published),
        _iso(paper.listed),
        paper.upvotes,
        paper.comments,
        paper.stars,
        paper.code_url,
        paper.data_url,
        paper.project_url,
        paper.organisation,
        paper.summary,
        json.dumps(paper.keywords, ensure_ascii=False),
        paper.thumbnail_url,
        int(paper.removed),
        title_key,
        packed(stamps),
    )


async def _stamp(tx: Transaction, ids: Sequence[str]) -> None:
    row = await tx.fetch_one(
        "UPDATE catalogue_changes SET latest = CASE latest WHEN 0 THEN $1 ELSE latest + 1 END"
        " RETURNING latest",
        1 + secrets.randbelow(FIRST_CHANGE),
    )
    assert row is not None
    for batch in _batches(ids):
        await tx.execute(
            f"UPDATE papers SET change = $1 WHERE id IN ({_marks(len(batch), first=2)})",
            row["latest"],
            *batch,
        )


def _batches(items: Sequence[T]) -> Iterable[Sequence[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _marks(count: int, first: int = 1) -> str:
    return ", ".join(f"${number}" for number in range(first, first + count))


def _of(table: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in COLUMNS.split(","))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_WITH_STAMPS = f"SELECT {_of('p')}, p.title_key, p.as_of FROM papers p"
_BY_ANY_ID = (
    f"{_WITH_STAMPS} JOIN (SELECT id, id AS asked FROM papers WHERE id = $1"
    " UNION ALL SELECT paper_id, alias FROM paper_aliases WHERE alias = $1) k ON k.id = p.id"
)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
