"""Alerts: what people want to be told of as it comes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.errors import LimitReached
from storage.letter_models import ALERT_SOURCE, Alert
from storage.members import join

MOST_ALERTS = 10
"""Alerts a person may have."""
DRAFTS_KEPT = timedelta(days=1)

COLUMNS = "id, user_id, query, min_upvotes, per_week, threshold, tuned_at, made_at, confirmed"


class Alerts:
    """The alerts of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(
        self,
        user_id: int,
        query: str,
        now: datetime,
        *,
        min_upvotes: int = 0,
        per_week: int | None = None,
        threshold: float | None = None,
    ) -> Alert:
        """Keep what a person may want; nothing comes of it until it is confirmed."""

        async def work(tx: Transaction) -> Alert:
            await join(tx, user_id, now)
            await tx.execute(
                "DELETE FROM alerts WHERE user_id = $1 AND confirmed = 0 AND made_at < $2",
                user_id,
                int((now - DRAFTS_KEPT).timestamp()),
            )
            row = await tx.fetch_one(
                "INSERT INTO alerts"
                " (user_id, query, min_upvotes, per_week, threshold, tuned_at, made_at)"
                f" VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING {COLUMNS}",
                user_id,
                query,
                min_upvotes,
                per_week,
                threshold,
                None if per_week is None else int(now.timestamp()),
                int(now.timestamp()),
            )
            assert row is not None
            return alert_of(row)

        return await self._database.write(work)

    async def confirm(
        self, user_id: int, id: int, now: datetime, seen: Sequence[str]
    ) -> Alert | None:
        """Let a draft begin; one that has begun stays as it is. `seen` are ids of papers that
        the person has been shown and is not told of again. None if there is none any more.
        Raises LimitReached."""

        async def work(tx: Transaction) -> Alert | None:
            row = await tx.fetch_one(
                f"SELECT {COLUMNS} FROM alerts WHERE user_id = $1 AND id = $2", user_id, id
            )
            if row is None or row["confirmed"]:
                return alert_of(row) if row else None
            (count,) = await tx.fetch_all(
                "SELECT count(*) AS n FROM alerts WHERE user_id = $1 AND confirmed = 1", user_id
            )
            if count["n"] >= MOST_ALERTS:
                raise LimitReached(MOST_ALERTS)
            at = int(now.timestamp())
            # No window from before the first alert is made up for.
            await tx.execute(
                "INSERT INTO letter_boxes (user_id, alert_from) VALUES ($1, $2)"
                " ON CONFLICT (user_id) DO UPDATE SET alert_from = $2 WHERE $3 = 0",
                user_id,
                at,
                count["n"],
            )
            for position, paper_id in enumerate(seen):
                await tx.execute(
                    "INSERT INTO told_papers (user_id, source, paper_id, cause, position, told_at)"
                    " SELECT $1, $2, id, $4, $5, $6 FROM papers WHERE id = $3"
                    " ON CONFLICT (user_id, source, paper_id) DO NOTHING",
                    user_id,
                    ALERT_SOURCE,
                    paper_id,
                    id,
                    position,
                    at,
                )
            row = await tx.fetch_one(
                "UPDATE alerts SET confirmed = 1 WHERE user_id = $1 AND id = $2"
                f" RETURNING {COLUMNS}",
                user_id,
                id,
            )
            return alert_of(row) if row else None

        return await self._database.write(work)

    async def get(self, user_id: int, id: int) -> Alert | None:
        """The person's alert, or draft, with this id."""
        row = await self._database.fetch_one(
            f"SELECT {COLUMNS} FROM alerts WHERE user_id = $1 AND id = $2", user_id, id
        )
        return alert_of(row) if row else None

    async def of(self, user_id: int) -> list[Alert]:
        """The person's alerts, oldest first; no drafts."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM alerts WHERE user_id = $1 AND confirmed = 1 ORDER BY id",
            user_id,
        )
        return [alert_of(row) for row in rows]

    async def remove(self, user_id: int, id: int) -> Alert | None:
        """Delete an alert; None if there is none. What it told stays told."""

        async def work(tx: Transaction) -> Alert | None:
            row = await tx.fetch_one(
                f"DELETE FROM alerts WHERE user_id = $1 AND id = $2 RETURNING {COLUMNS}",
                user_id,
                id,
            )
            return alert_of(row) if row else None

        return await self._database.write(work)

    async def tuned_before(self, instant: datetime, limit: int = 50) -> list[Alert]:
        """Alerts with a threshold that was set before then, the oldest first."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM alerts WHERE confirmed = 1 AND per_week IS NOT NULL"
            " AND tuned_at < $1 ORDER BY tuned_at, id LIMIT $2",
            int(instant.timestamp()),
            limit,
        )
        return [alert_of(row) for row in rows]

    async def tune(self, alert: Alert, threshold: float, now: datetime) -> None:
        """Set a threshold anew."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "UPDATE alerts SET threshold = $3, tuned_at = $4 WHERE user_id = $1 AND id = $2",
                alert.user_id,
                alert.id,
                threshold,
                int(now.timestamp()),
            )

        await self._database.write(work)


def alert_of(row: Row) -> Alert:
    """The alert of a row of `COLUMNS`."""
    tuned_at = row["tuned_at"]
    return Alert(
        id=row["id"],
        user_id=row["user_id"],
        query=row["query"],
        min_upvotes=row["min_upvotes"],
        per_week=row["per_week"],
        threshold=row["threshold"],
        tuned_at=None if tuned_at is None else datetime.fromtimestamp(tuned_at, UTC),
        made_at=datetime.fromtimestamp(row["made_at"], UTC),
        confirmed=bool(row["confirmed"]),
    )
