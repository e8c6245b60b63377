"""Recommendations: what was shown to whom and turned down why, and what people think of papers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.entries import PRESENT_ID
from storage.members import join
from storage.models import Model, Snowflake, Status

OPINIONS = 1_000
"""Papers of a person that a taste is made of at most, the last changed ones."""


class Verdict(StrEnum):
    """Why a recommended paper was turned down."""

    FIELD = "field"
    """It is not what the person works on."""
    SEEN = "seen"
    """They know it already."""
    OLD = "old"
    """It is too old."""
    POOR = "poor"
    """It is not good."""


class Recommended(Model):
    """A paper that was recommended to a person, and what they said of it."""

    user_id: Snowflake
    paper_id: str
    page: int
    because: tuple[str, ...]
    shown_at: datetime
    verdict: Verdict | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """How a person stands to a paper on their list."""

    paper_id: str
    status: Status
    rating: int | None
    at: datetime
    """When the entry changed last."""


class Recommendations:
    """The recommendations of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def opinions(self, user_id: int) -> list[Opinion]:
        """How the person stands to the papers on their list, the last changed first."""
        rows = await self._database.fetch_all(
            "SELECT paper_id, status, rating, changed_at FROM entries WHERE user_id = $1"
            " ORDER BY changed_at DESC, paper_id LIMIT $2",
            user_id,
            OPINIONS,
        )
        return [
            Opinion(
                row["paper_id"],
                Status(row["status"]),
                row["rating"],
                datetime.fromtimestamp(row["changed_at"], UTC),
            )
            for row in rows
        ]

    async def listed(self, user_id: int) -> frozenset[str]:
        """The ids of everything on the person's list."""
        rows = await self._database.fetch_all(
            "SELECT paper_id FROM entries WHERE user_id = $1", user_id
        )
        return frozenset(row["paper_id"] for row in rows)

    async def shown(self, user_id: int) -> list[Recommended]:
        """Everything that was recommended to the person, in order."""
        rows = await self._database.fetch_all(
            f"SELECT {_COLUMNS} FROM recommendations WHERE user_id = $1 ORDER BY page, position",
            user_id,
        )
        return [_recommended(row) for row in rows]

    async def page(self, user_id: int, page: int) -> list[Recommended]:
        """What stood on a page (from 1), in order; nothing if there is no such page."""
        rows = await self._database.fetch_all(
            f"SELECT {_COLUMNS} FROM recommendations WHERE user_id = $1 AND page = $2"
            " ORDER BY position",
            user_id,
            page,
        )
        return [_recommended(row) for row in rows]

    async def pages(self, user_id: int) -> int:
        """How many pages the person was shown."""
        row = await self._database.fetch_one(
            "SELECT coalesce(max(page), 0) AS n FROM recommendations WHERE user_id = $1", user_id
        )
        return int(row["n"]) if row else 0

    async def show(
        self,
        user_id: int,
        after: int,
        papers: Sequence[tuple[str, Sequence[str]]],
        now: datetime,
    ) -> int:
        """Keep that papers (id, the words that caused it) are shown on the page after page
        `after`; answers the number of that page. Where two ask at once, the second is answered
        with the page of the first; papers that were shown before are left out."""

        async def work(tx: Transaction) -> int:
            await join(tx, user_id, now)
            row = await tx.fetch_one(
                "SELECT coalesce(max(page), 0) AS n FROM recommendations WHERE user_id = $1",
                user_id,
            )
            assert row is not None
            if row["n"] > after:
                return after + 1
            for position, (paper_id, because) in enumerate(papers):
                await tx.execute(
                    "INSERT INTO recommendations"
                    " (user_id, paper_id, page, position, because, shown_at)"
                    " SELECT $1, id, $3, $4, $5, $6 FROM papers WHERE id = "
                    + PRESENT_ID
                    + " ON CONFLICT (user_id, paper_id) DO NOTHING",
                    user_id,
                    paper_id,
                    row["n"] + 1,
                    position,
                    json.dumps(list(because), ensure_ascii=False),
                    int(now.timestamp()),
                )
            return int(row["n"]) + 1

        return await self._database.write(work)

    async def judge(
        self, user_id: int, paper_id: str, verdict: Verdict | None, now: datetime
    ) -> Recommended | None:
        """Keep why the person turns a recommended paper down, or with None that they do not any
        more; None if it was never recommended to them."""

        async def work(tx: Transaction) -> Recommended | None:
            row = await tx.fetch_one(
                "UPDATE recommendations SET verdict = $3, judged_at = $4"
                f" WHERE user_id = $1 AND paper_id = {PRESENT_ID} RETURNING {_COLUMNS}",
                user_id,
                paper_id,
                verdict,
                int(now.timestamp()) if verdict else None,
            )
            return _recommended(row) if row else None

        return await self._database.write(work)


_COLUMNS = "user_id, paper_id, page, because, shown_at, verdict, judged_at"


def _recommended(row: Row) -> Recommended:
    judged_at = row["judged_at"]
    return Recommended(
        user_id=row["user_id"],
        paper_id=row["paper_id"],
        page=row["page"],
        because=tuple(json.loads(row["because"])),
        shown_at=datetime.fromtimestamp(row["shown_at"], UTC),
        verdict=row["verdict"],
        judged_at=None if judged_at is None else datetime.fromtimestamp(judged_at, UTC),
    )
