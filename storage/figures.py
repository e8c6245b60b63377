"""Figures of a person's reading: when papers came and went, and under which tags."""

from dataclasses import dataclass
from datetime import datetime

from storage.database import Database
from storage.entries import instant
from storage.models import Status


@dataclass(frozen=True, slots=True)
class Stay:
    """A paper's time on a list: when it came, how far it is, and when it was first marked read;
    `begun` is False where it came as one that had been read before, so that how long that took
    is not known."""

    added_at: datetime
    status: Status
    read_at: datetime | None
    begun: bool


@dataclass(frozen=True, slots=True)
class TagFigures:
    """How many of a person's papers have a tag, and how many of those they have read."""

    tag: str
    papers: int
    read: int


class Figures:
    """Figures of the reading lists of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stays(self, user_id: int) -> list[Stay]:
        """Every paper on the person's list, oldest first."""
        rows = await self._database.fetch_all(
            "SELECT e.added_at, e.status, s.read_at, s.read_step FROM entries e LEFT JOIN"
            " (SELECT paper_id, min(at) AS read_at, min(step) AS read_step FROM status_changes"
            " WHERE user_id = $1 AND status = $2 GROUP BY paper_id) s ON s.paper_id = e.paper_id"
            " WHERE e.user_id = $1 ORDER BY e.added_at, e.paper_id",
            user_id,
            Status.READ,
        )
        return [
            Stay(
                added_at=instant(row["added_at"]),
                status=Status(row["status"]),
                read_at=instant(row["read_at"]) if row["read_at"] is not None else None,
                begun=row["read_step"] is None or row["read_step"] > 1,
            )
            for row in rows
        ]

    async def tags(self, user_id: int) -> list[TagFigures]:
        """The person's tags, those of the most papers first."""
        rows = await self._database.fetch_all(
            "SELECT t.tag, count(*) AS papers, sum(CASE e.status WHEN $2 THEN 1 ELSE 0 END) AS done"
            " FROM entry_tags t JOIN entries e ON e.user_id = t.user_id AND e.paper_id = t.paper_id"
            " WHERE t.user_id = $1 AND e.user_id = $1 GROUP BY t.tag ORDER BY papers DESC, t.tag",
            user_id,
            Status.READ,
        )
        return [TagFigures(row["tag"], row["papers"], row["done"]) for row in rows]
