"""Papers: what is known of each, and which change number an index has to follow."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.models import LOCAL_ID_PREFIX, Paper

BATCH = 500
"""How many ids one statement asks for: SQLite takes at least 999 parameters."""

COLUMNS = (
    "id, title, abstract, authors, published, listed, upvotes, comments, stars, code_url,"
    " data_url, project_url, organisation, summary, keywords, thumbnail_url, removed"
)

TEXTS = (
    "title",
    "abstract",
    "authors",
    "published",
    "code_url",
    "data_url",
    "project_url",
    "organisation",
    "summary",
    "keywords",
    "thumbnail_url",
)
COUNTS = ("upvotes", "comments", "stars")


class Change(StrEnum):
    """What a paper coming in did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A paper as a source gives it, `title_key` being what equal titles have in common.

    `as_of` is the day of the list it stood on: facts from an older list than those kept only
    fill gaps, so that importing the same files in any order, any number of times, ends alike.
    """

    paper: Paper
    title_key: str
    as_of: date | None = None


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
            kept = [await _put(tx, each) for each in incoming]
            changed = list(
                dict.fromkeys(each.paper.id for each in kept if each.change is not Change.UNCHANGED)
            )
            if changed:
                await _stamp(tx, changed)
            return kept

        return await self._database.write(work)

    async def remove(self, ids: Sequence[str]) -> int:
        """Take papers out of the catalogue; lists that hold them keep them. Answers how many."""

        async def work(tx: Transaction) -> int:
            known = [
                row["id"]
                for id in ids
                if (row := await tx.fetch_one("SELECT id FROM papers WHERE id = $1", id))
            ]
            for id in known:
                await tx.execute("UPDATE papers SET removed = 1 WHERE id = $1", id)
            if known:
                await _stamp(tx, known)
            return len(known)

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

    async def replaced_ids(self) -> list[str]:
        """Ids that papers had before their arXiv id was known."""
        rows = await self._database.fetch_all("SELECT alias FROM paper_aliases ORDER BY alias")
        return [row["alias"] for row in rows]

    async def count(self) -> int:
        """How many papers the catalogue holds, removed ones left out."""
        row = await self._database.fetch_one("SELECT count(*) AS n FROM papers WHERE removed = 0")
        return int(row["n"]) if row else 0


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


async def _put(tx: Transaction, incoming: Incoming) -> Kept:
    row = await _same_paper(tx, incoming)
    if row is None:
        paper = incoming.paper.model_copy(update={"listed": incoming.as_of})
        await _write(tx, paper, incoming.title_key, incoming.as_of)
        return Kept(Change.ADDED, paper)
    before, as_of = paper_of(row), _day(row["as_of"])
    gaps_only = (as_of is not None and (incoming.as_of is None or incoming.as_of < as_of)) or (
        before.has_arxiv_id and not incoming.paper.has_arxiv_id
    )
    paper = _merged(before, incoming, gaps_only=gaps_only)
    newest = max(filter(None, (as_of, incoming.as_of)), default=None)
    if paper.id != before.id:
        await tx.execute("UPDATE papers SET id = $1 WHERE id = $2", paper.id, before.id)
        await tx.execute(
            "INSERT INTO paper_aliases (alias, paper_id) VALUES ($1, $2)", before.id, paper.id
        )
    elif paper == before:
        if newest != as_of:
            await tx.execute("UPDATE papers SET as_of = $1 WHERE id = $2", _iso(newest), paper.id)
        return Kept(Change.UNCHANGED, paper)
    title_key = row["title_key"] if paper.title == before.title else incoming.title_key
    await _write(tx, paper, title_key, newest)
    return Kept(Change.UPDATED, paper, before.id if before.id != paper.id else None)


async def _same_paper(tx: Transaction, incoming: Incoming) -> Row | None:
    """The row of the same paper: by id, by an id it had, or by its title where one side has
    no arXiv id to tell two papers of one title apart."""
    columns = f"{COLUMNS}, title_key, as_of"
    row = await tx.fetch_one(f"SELECT {columns} FROM papers WHERE id = $1", incoming.paper.id)
    if row is not None:
        return row
    if incoming.paper.has_arxiv_id:
        return await tx.fetch_one(
            f"SELECT {columns} FROM papers WHERE title_key = $1 AND id LIKE $2 ORDER BY id LIMIT 1",
            incoming.title_key,
            LOCAL_ID_PREFIX + "%",
        )
    row = await tx.fetch_one(
        f"SELECT {columns} FROM papers WHERE title_key = $1 ORDER BY id LIMIT 1",
        incoming.title_key,
    )
    return row or await tx.fetch_one(
        f"SELECT {columns} FROM papers WHERE id ="
        " (SELECT paper_id FROM paper_aliases WHERE alias = $1)",
        incoming.paper.id,
    )


def _merged(before: Paper, incoming: Incoming, *, gaps_only: bool) -> Paper:
    new = incoming.paper
    update: dict[str, object] = {"removed": False}
    if new.has_arxiv_id:
        update["id"] = new.id
    for field in TEXTS:
        old, value = getattr(before, field), getattr(new, field)
        if value and (not old or not gaps_only):
            update[field] = value
    # Counts only grow on the provider's side, so the larger one is the newer one.
    for field in COUNTS:
        numbers = [n for n in (getattr(before, field), getattr(new, field)) if n is not None]
        update[field] = max(numbers, default=None)
    update["listed"] = min(filter(None, (before.listed, incoming.as_of)), default=None)
    return before.model_copy(update=update)


async def _write(tx: Transaction, paper: Paper, title_key: str, as_of: date | None) -> None:
    await tx.execute(
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
        " title_key = excluded.title_key, as_of = excluded.as_of",
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
        _iso(as_of),
    )


async def _stamp(tx: Transaction, ids: Sequence[str]) -> None:
    row = await tx.fetch_one("UPDATE catalogue_changes SET latest = latest + 1 RETURNING latest")
    assert row is not None
    for batch in _batches(ids):
        await tx.execute(
            f"UPDATE papers SET change = $1 WHERE id IN ({_marks(len(batch), first=2)})",
            row["latest"],
            *batch,
        )


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _marks(count: int, first: int = 1) -> str:
    return ", ".join(f"${number}" for number in range(first, first + count))


def _of(table: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in COLUMNS.split(","))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
