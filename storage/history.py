"""The history of counts: how votes, comments and stars of papers grew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.models import Counts, CountsAt, Growth
from storage.papers import BATCH

_COLUMNS = "paper_id, at, upvotes, comments, stars"


class History:
    """The history of one database.

    Counts only grow on the provider's side, so what is told never lowers what was told of an
    earlier instant, and a source that says nothing of a count takes nothing away. That makes the
    history the same in whatever order the sources come in, and however often.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, counts: Sequence[Counts], at: datetime) -> int:
        """Keep what was told at `at` (to the second); answers of how many papers it was news.

        Papers that are not in the catalogue are passed over.
        """
        told = [each for each in counts if _values(each) != (None, None, None)]
        instant = int(at.timestamp())

        async def work(tx: Transaction) -> int:
            news = 0
            for start in range(0, len(told), BATCH):
                news += await _record(tx, told[start : start + BATCH], instant)
            return news

        return await self._database.write(work) if told else 0

    async def of(self, paper_id: str) -> list[CountsAt]:
        """Every row of a paper, oldest first."""
        rows = await self._database.fetch_all(
            f"SELECT {_COLUMNS} FROM counts WHERE paper_id = $1 ORDER BY at", paper_id
        )
        return [_counts_at(row) for row in rows]

    async def at(self, paper_ids: Sequence[str], instant: datetime) -> dict[str, CountsAt]:
        """The newest row of each paper at or before an instant; papers without one are left
        out."""
        found: dict[str, CountsAt] = {}
        ids = list(dict.fromkeys(paper_ids))
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            marks = ", ".join(f"${number}" for number in range(2, len(batch) + 2))
            rows = await self._database.fetch_all(
                f"SELECT {_COLUMNS} FROM counts AS newest WHERE paper_id IN ({marks})"
                " AND at = (SELECT max(at) FROM counts WHERE counts.paper_id = newest.paper_id"
                " AND counts.at <= $1)",
                int(instant.timestamp()),
                *batch,
            )
            found |= {row["paper_id"]: _counts_at(row) for row in rows}
        return found

    async def since(self, instant: datetime, limit: int = 100) -> list[Growth]:
        """Papers whose upvotes grew after an instant, the most grown first.

        `before` is the count at the instant. A paper of which nothing was known then counts from
        the first count that was told later: being found is no growth.
        """
        rows = await self._database.fetch_all(
            "SELECT grown.paper_id, grown.upvotes AS now, coalesce((SELECT upvotes FROM counts"
            " WHERE counts.paper_id = grown.paper_id AND counts.at <= $1 AND upvotes IS NOT NULL"
            " ORDER BY at DESC LIMIT 1), grown.first) AS before"
            " FROM (SELECT paper_id, max(upvotes) AS upvotes, min(upvotes) AS first FROM counts"
            " WHERE at > $1 AND upvotes IS NOT NULL GROUP BY paper_id) AS grown"
            " JOIN papers ON papers.id = grown.paper_id AND papers.removed = 0"
            " WHERE grown.upvotes > coalesce((SELECT upvotes FROM counts"
            " WHERE counts.paper_id = grown.paper_id AND counts.at <= $1 AND upvotes IS NOT NULL"
            " ORDER BY at DESC LIMIT 1), grown.first)"
            " ORDER BY now - before DESC, now DESC, grown.paper_id LIMIT $2",
            int(instant.timestamp()),
            limit,
        )
        return [
            Growth(paper_id=row["paper_id"], before=row["before"], now=row["now"]) for row in rows
        ]

    async def newest(self) -> datetime | None:
        """When the newest count was told; None without any."""
        row = await self._database.fetch_one("SELECT max(at) AS at FROM counts")
        return datetime.fromtimestamp(row["at"], UTC) if row and row["at"] is not None else None

    async def rows_after(self, instant: datetime) -> list[CountsAt]:
        """Every row after an instant, and of the same papers the newest before it; a paper's rows
        stand together, oldest first. Removed papers are left out."""
        rows = await self._database.fetch_all(
            f"SELECT {_COLUMNS} FROM counts AS told"
            " WHERE at >= coalesce((SELECT max(at) FROM counts"
            " WHERE counts.paper_id = told.paper_id AND counts.at <= $1), $1)"
            " AND paper_id IN (SELECT counts.paper_id FROM counts JOIN papers"
            " ON papers.id = counts.paper_id AND papers.removed = 0 WHERE counts.at > $1)"
            " ORDER BY paper_id, at",
            int(instant.timestamp()),
        )
        return [_counts_at(row) for row in rows]


_Values = tuple[int | None, int | None, int | None]


async def _record(tx: Transaction, told: Sequence[Counts], instant: int) -> int:
    marks = ", ".join(f"${number}" for number in range(1, len(told) + 1))
    asked = [each.paper_id for each in told]
    rows = await tx.fetch_all(
        f"SELECT id AS asked, id FROM papers WHERE id IN ({marks})"
        # A paper may have got its arXiv id since the caller was told where it is kept.
        f" UNION ALL SELECT alias, paper_id FROM paper_aliases WHERE alias IN ({marks})",
        *asked,
    )
    ids = {row["asked"]: row["id"] for row in rows}
    if not ids:
        return 0
    known: dict[str, dict[int, _Values]] = defaultdict(dict)
    found = list(dict.fromkeys(ids.values()))
    marks = ", ".join(f"${number}" for number in range(1, len(found) + 1))
    for row in await tx.fetch_all(
        f"SELECT {_COLUMNS} FROM counts WHERE paper_id IN ({marks})", *found
    ):
        known[row["paper_id"]][row["at"]] = (row["upvotes"], row["comments"], row["stars"])
    news: set[str] = set()
    for each in told:
        if each.paper_id not in ids:
            continue
        id = ids[each.paper_id]
        before = known[id]
        after = _grown([*before.items(), (instant, _values(each))])
        if after == before:
            continue
        news.add(id)
        known[id] = after
        await _rewrite(tx, id, before, after)
    return len(news)


def _grown(told: Iterable[tuple[int, _Values]]) -> dict[int, _Values]:
    """Told counts in order of time, each at least what was told before, without those that
    bring no news."""
    after: dict[int, _Values] = {}
    reached: _Values = (None, None, None)
    for at, values in sorted(told, key=lambda point: point[0]):
        higher = _higher(reached, values)
        if higher != reached:
            reached = after[at] = higher
    return after


def _higher(one: _Values, other: _Values) -> _Values:
    upvotes, comments, stars = (
        max((n for n in pair if n is not None), default=None)
        for pair in zip(one, other, strict=True)
    )
    return upvotes, comments, stars


async def _rewrite(
    tx: Transaction, id: str, before: dict[int, _Values], after: dict[int, _Values]
) -> None:
    for at in before.keys() - after.keys():
        await tx.execute("DELETE FROM counts WHERE paper_id = $1 AND at = $2", id, at)
    for at, values in after.items():
        if before.get(at) != values:
            await tx.execute(
                f"INSERT INTO counts ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (paper_id, at) DO UPDATE SET upvotes = excluded.upvotes,"
                " comments = excluded.comments, stars = excluded.stars",
                id,
                at,
                *values,
            )


def _values(counts: Counts) -> _Values:
    return counts.upvotes, counts.comments, counts.stars


def _counts_at(row: Row) -> CountsAt:
    return CountsAt(
        paper_id=row["paper_id"],
        at=datetime.fromtimestamp(row["at"], UTC),
        upvotes=row["upvotes"],
        comments=row["comments"],
        stars=row["stars"],
    )
