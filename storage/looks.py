"""Looks: when a person last looked at editions, so that they are shown what has climbed since."""

from datetime import UTC, datetime, timedelta

from storage.database import Database, Transaction
from storage.members import join

VISIT = timedelta(minutes=30)
"""Looks no further apart than this are one visit: leafing through does not make all of it old."""


class Looks:
    """The looks of one database: one row a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, user_id: int, now: datetime) -> datetime | None:
        """Keep that the person looks at `now`; answers when their visit before this one ended,
        None if there was none."""
        at = int(now.timestamp())

        async def work(tx: Transaction) -> int | None:
            await join(tx, user_id, now)
            await tx.execute(
                "INSERT INTO looks (user_id, looked_at) VALUES ($1, $2)"
                " ON CONFLICT (user_id) DO UPDATE SET"
                " before_at = CASE WHEN excluded.looked_at - looks.looked_at > $3"
                " THEN looks.looked_at ELSE looks.before_at END,"
                " looked_at = CASE WHEN excluded.looked_at > looks.looked_at"
                " THEN excluded.looked_at ELSE looks.looked_at END",
                user_id,
                at,
                int(VISIT.total_seconds()),
            )
            row = await tx.fetch_one("SELECT before_at FROM looks WHERE user_id = $1", user_id)
            return row["before_at"] if row else None

        before = await self._database.write(work)
        return None if before is None else datetime.fromtimestamp(before, UTC)
