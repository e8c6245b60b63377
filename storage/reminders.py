"""Reminders: what a person wants to be told and when, and how far telling them got.

As in the outbox, a claim is recorded before anything is sent, so that a crash at any point is
known and nothing is told twice.
"""

from datetime import UTC, datetime
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.errors import LimitReached
from storage.members import join
from storage.models import Reminder

MOST_WAITING = 100
"""Reminders that may wait for one person."""

COLUMNS = "id, user_id, paper_id, text, due_at, state, claimed_at, attempts"


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

    async def due_reminders(self, now: datetime, limit: int = 100) -> list[tuple[int, int]]:
        """(person, id) of the reminders that are to be told by now, and of those whose telling was
        begun and not ended; the longest due first. What they say is told by `claim` alone."""
        rows = await self._database.fetch_all(
            "SELECT user_id, id FROM reminders WHERE state IN ('waiting', 'sending')"
            " AND due_at <= $1 ORDER BY due_at, id LIMIT $2",
            int(now.timestamp()),
            limit,
        )
        return [(row["user_id"], row["id"]) for row in rows]

    async def claim(
        self, user_id: int, id: int, now: datetime, *, unsent: bool = False
    ) -> Reminder | None:
        """Record that a try to tell begins; None if there is nothing (more) to tell.

        `claimed_at` stays that of the first try whose outcome is not known, because from then on
        a message may have arrived; `unsent` says that it was looked for and has not.
        """
        return await self._advance(
            "UPDATE reminders SET state = 'sending', attempts = attempts + 1,"
            " claimed_at = CASE WHEN state = 'waiting' OR $4 = 1 THEN $3"
            " ELSE coalesce(claimed_at, $3) END"
            " WHERE user_id = $1 AND id = $2 AND state IN ('waiting', 'sending')"
            f" RETURNING {COLUMNS}",
            user_id,
            id,
            int(now.timestamp()),
            int(unsent),
        )

    async def sent(self, user_id: int, id: int) -> Reminder | None:
        """It has been told; None if it was not being told."""
        return await self._advance(
            "UPDATE reminders SET state = 'sent', error = NULL WHERE user_id = $1 AND id = $2"
            f" AND state = 'sending' RETURNING {COLUMNS}",
            user_id,
            id,
        )

    async def dead(self, user_id: int, id: int, reason: str) -> Reminder | None:
        """It will not be told, and why; None if that is decided already."""
        return await self._advance(
            "UPDATE reminders SET state = 'dead', error = $3 WHERE user_id = $1 AND id = $2"
            f" AND state IN ('waiting', 'sending') RETURNING {COLUMNS}",
            user_id,
            id,
            reason,
        )

    async def forget_old(self, before: datetime) -> int:
        """Delete everybody's reminders that were told, or given up, and were due before then."""

        async def work(tx: Transaction) -> int:
            return await tx.execute(
                "DELETE FROM reminders WHERE state IN ('sent', 'dead') AND due_at < $1",
                int(before.timestamp()),
            )

        return await self._database.write(work)

    async def _advance(self, sql: str, *params: int | str) -> Reminder | None:
        async def work(tx: Transaction) -> Reminder | None:
            row = await tx.fetch_one(sql, *params)
            return reminder_of(row) if row else None

        return await self._database.write(work)


def reminder_of(row: Row) -> Reminder:
    """The reminder of a row of `COLUMNS`."""
    claimed_at = row["claimed_at"]
    return Reminder(
        id=row["id"],
        user_id=row["user_id"],
        paper_id=row["paper_id"],
        text=row["text"],
        due_at=datetime.fromtimestamp(row["due_at"], UTC),
        state=row["state"],
        claimed_at=None if claimed_at is None else datetime.fromtimestamp(claimed_at, UTC),
        attempts=row["attempts"],
    )
