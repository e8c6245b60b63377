"""Reminders: what a person wants to be told, and when. `letters.py` tells them."""

from datetime import UTC, datetime
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.errors import LimitReached
from storage.letter_models import Reminder
from storage.members import join

MOST_WAITING = 100
"""Reminders that may wait for one person."""

COLUMNS = "id, user_id, paper_id, text, due_at, state"


class Reminders:
    """The reminders of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, user_id: int, due_at: datetime, now: datetime, *, paper_id: str | None, text: str
    ) -> Reminder:
        """A new reminder; one that says the same at the same time is not doubled.

        Raises LimitReached, and sqlite3.IntegrityError for a paper that there is not.
        """

        async def work(tx: Transaction) -> Reminder:
            row = await tx.fetch_one(
                f"SELECT {COLUMNS} FROM reminders WHERE user_id = $1 AND due_at = $2"
                " AND state = 'waiting' AND text = $3 AND coalesce(paper_id, '') = $4",
                user_id,
                int(due_at.timestamp()),
                text,
                paper_id or "",
            )
            if row is not None:
                return reminder_of(row)
            await join(tx, user_id, now)
            counted = await tx.fetch_all(
                "SELECT count(*) AS n FROM reminders WHERE user_id = $1 AND state = 'waiting'",
                user_id,
            )
            if counted[0]["n"] >= MOST_WAITING:
                raise LimitReached(MOST_WAITING)
            row = await tx.fetch_one(
                "INSERT INTO reminders (user_id, paper_id, text, due_at, made_at)"
                f" VALUES ($1, $2, $3, $4, $5) RETURNING {COLUMNS}",
                user_id,
                paper_id,
                text,
                int(due_at.timestamp()),
                int(now.timestamp()),
            )
            assert row is not None
            return reminder_of(row)

        return await self._database.write(work)

    async def waiting(self, user_id: int) -> list[Reminder]:
        """The person's reminders that are still to come, soonest first."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM reminders WHERE user_id = $1 AND state = 'waiting'"
            " ORDER BY due_at, id",
            user_id,
        )
        return [reminder_of(row) for row in rows]

    async def cancel(self, user_id: int, id: int) -> Reminder | None:
        """Delete a reminder that is still to come; None if there is none."""

        async def work(tx: Transaction) -> Reminder | None:
            row = await tx.fetch_one(
                "DELETE FROM reminders WHERE user_id = $1 AND id = $2 AND state = 'waiting'"
                f" RETURNING {COLUMNS}",
                user_id,
                id,
            )
            return reminder_of(row) if row else None

        return await self._database.write(work)

    async def get(self, user_id: int, id: int) -> Reminder | None:
        """The person's reminder with this id, whatever became of it."""
        row = await self._database.fetch_one(
            f"SELECT {COLUMNS} FROM reminders WHERE user_id = $1 AND id = $2", user_id, id
        )
        return reminder_of(row) if row else None

    async def put_off(self, user_id: int, id: int, until: datetime) -> Reminder | None:
        """Let a reminder that was told, or is being told, come again; one that waits stays as it
        is. The reminder as it is then; None if there is none any more."""

        async def work(tx: Transaction) -> Reminder | None:
            await tx.execute(
                "UPDATE reminders SET state = 'waiting', due_at = $3, error = NULL"
                " WHERE user_id = $1 AND id = $2 AND state <> 'waiting'",
                user_id,
                id,
                int(until.timestamp()),
            )
            row = await tx.fetch_one(
                f"SELECT {COLUMNS} FROM reminders WHERE user_id = $1 AND id = $2", user_id, id
            )
            return reminder_of(row) if row else None

        return await self._database.write(work)

    async def forget_old(self, before: datetime) -> int:
        """Delete everybody's reminders that were told, or given up, and were due before then."""

        async def work(tx: Transaction) -> int:
            return await tx.execute(
                "DELETE FROM reminders WHERE state IN ('sent', 'dead') AND due_at < $1",
                int(before.timestamp()),
            )

        return await self._database.write(work)


def reminder_of(row: Row) -> Reminder:
    """The reminder of a row of `COLUMNS`."""
    return Reminder(
        id=row["id"],
        user_id=row["user_id"],
        paper_id=row["paper_id"],
        text=row["text"],
        due_at=datetime.fromtimestamp(row["due_at"], UTC),
        state=row["state"],
    )
