"""Editions: which papers stood on which day's list, and in what order."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.models import Edition, EditionSource, Paper
from storage.papers import COLUMNS, paper_of

UNPLACED = 2**31 - 1
"""The position of those that stand on a list without being told where: after all others."""

# A day's own list is shown before a saved page of that day; 'daily' sorts before 'page'.
_SHOWN = (
    "placements.source = (SELECT min(source) FROM editions WHERE editions.day = placements.day)"
    " AND papers.removed = 0"
)
_DAYS = (
    "SELECT day FROM editions WHERE EXISTS (SELECT 1 FROM placements JOIN papers"
    f" ON papers.id = paper_id WHERE placements.day = editions.day AND {_SHOWN})"
)


class Editions:
    """The editions of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self,
        day: date,
        source: EditionSource,
        placed: Sequence[tuple[str, int | None]],
        now: datetime,
    ) -> int:
        """Keep that these papers (id, position from 1, or None for "after the others") stood on
        the list of `day`; answers how many were new to it. Nobody is ever taken off a list, so
        that half a list does not undo a whole one, and of two positions the better one stays, so
        that the order of coming in does not matter. An empty `placed` keeps the empty day."""

        async def work(tx: Transaction) -> int:
            await tx.execute(
                "INSERT INTO editions (day, source, fetched_at) VALUES ($1, $2, $3)"
                " ON CONFLICT (day, source) DO UPDATE SET fetched_at = excluded.fetched_at",
                day.isoformat(),
                source,
                int(now.timestamp()),
            )
            return sum([await _place(tx, day, source, id, position) for id, position in placed])

        return await self._database.write(work)

    async def get(self, day: date) -> Edition | None:
        """The edition of `day`, empty if the source had none; None if it is not known."""
        row = await self._database.fetch_one(
            "SELECT min(source) AS source FROM editions WHERE day = $1", day.isoformat()
        )
        if row is None or row["source"] is None:
            return None
        source = EditionSource(row["source"])
        rows = await self._database.fetch_all(
            "SELECT paper_id FROM placements WHERE day = $1 AND source = $2"
            " ORDER BY position, paper_id",
            day.isoformat(),
            source,
        )
        return Edition(day=day, source=source, paper_ids=tuple(r["paper_id"] for r in rows))

    async def papers(self, day: date) -> list[Paper]:
        """The papers of `day` as they are shown: by upvotes, then by place on the list."""
        return await self.papers_between(day, day)

    async def papers_between(self, first: date, last: date) -> list[Paper]:
        """The papers of the days from `first` to `last`, each once: by upvotes, then by the
        first day it stood on a list and its place there."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM placements JOIN papers ON papers.id = paper_id"
            f" WHERE placements.day BETWEEN $1 AND $2 AND {_SHOWN}"
            " ORDER BY coalesce(upvotes, 0) DESC, placements.day, position, paper_id",
            first.isoformat(),
            last.isoformat(),
        )
        papers: dict[str, Paper] = {}
        for row in rows:
            if row["id"] not in papers:
                papers[row["id"]] = paper_of(row)
        return list(papers.values())

    async def told_at(self, first: date, last: date) -> datetime | None:
        """When any list of the days from `first` to `last` was last told of; None if none was."""
        row = await self._database.fetch_one(
            "SELECT max(fetched_at) AS at FROM editions WHERE day BETWEEN $1 AND $2",
            first.isoformat(),
            last.isoformat(),
        )
        return None if row is None or row["at"] is None else datetime.fromtimestamp(row["at"], UTC)

    async def latest(self, on_or_before: date | None = None) -> date | None:
        """The newest day that has papers to show, up to a day if one is given."""
        row = await self._database.fetch_one(
            f"{_DAYS} AND day <= $1 ORDER BY day DESC LIMIT 1",
            (on_or_before or date.max).isoformat(),
        )
        return _day(row)

    async def earliest(self) -> date | None:
        """The oldest day that has papers to show."""
        return _day(await self._database.fetch_one(f"{_DAYS} ORDER BY day LIMIT 1"))

    async def newest(self, count: int) -> list[date]:
        """The newest days that have papers to show, newest first."""
        rows = await self._database.fetch_all(
            f"SELECT DISTINCT day FROM ({_DAYS}) AS shown ORDER BY day DESC LIMIT $1", count
        )
        return [date.fromisoformat(row["day"]) for row in rows]

    async def beside(
        self, first: date, last: date | None = None
    ) -> tuple[date | None, date | None]:
        """The nearest days that have papers to show before `first` and after `last` (as
        `first` where it is left out)."""
        before = await self._database.fetch_one(
            f"{_DAYS} AND day < $1 ORDER BY day DESC LIMIT 1", first.isoformat()
        )
        after = await self._database.fetch_one(
            f"{_DAYS} AND day > $1 ORDER BY day LIMIT 1", (last or first).isoformat()
        )
        return _day(before), _day(after)

    async def count(self) -> int:
        """How many days are known."""
        row = await self._database.fetch_one("SELECT count(DISTINCT day) AS n FROM editions")
        return int(row["n"]) if row else 0


async def _place(
    tx: Transaction, day: date, source: EditionSource, id: str, position: int | None
) -> int:
    place = UNPLACED if position is None else min(position, UNPLACED)
    # The paper may have got its arXiv id since the caller was told where it is kept.
    row = await tx.fetch_one("SELECT paper_id FROM paper_aliases WHERE alias = $1", id)
    where = (day.isoformat(), source, row["paper_id"] if row else id, place)
    new = await tx.execute(
        "INSERT INTO placements (day, source, paper_id, position) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (day, source, paper_id) DO NOTHING",
        *where,
    )
    if not new:
        await tx.execute(
            "UPDATE placements SET position = $4"
            " WHERE day = $1 AND source = $2 AND paper_id = $3 AND position > $4",
            *where,
        )
    return new


def _day(row: Row | None) -> date | None:
    return date.fromisoformat(row["day"]) if row else None
