"""Questions people asked, kept for a while so that the pages of an answer can be turned."""

from datetime import UTC, datetime, timedelta

from storage.database import Database, Transaction
from storage.members import join
from storage.models import Question

KEPT_FOR = timedelta(days=30)
KEPT_EACH = 50
"""How many of a person's last questions are kept."""


class Questions:
    """The questions of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user_id: int, text: str, now: datetime) -> Question:
        """Keep a question; the person's oldest ones make room for it."""
        now = now.replace(microsecond=0)

        async def work(tx: Transaction) -> Question:
            await join(tx, user_id, now)
            row = await tx.fetch_one(
                "INSERT INTO questions (user_id, text, asked_at) VALUES ($1, $2, $3) RETURNING id",
                user_id,
                text,
                int(now.timestamp()),
            )
            assert row is not None
            await tx.execute(
                "DELETE FROM questions WHERE user_id = $1 AND id <= (SELECT id FROM questions"
                " WHERE user_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
                user_id,
                KEPT_EACH,
            )
            return Question(id=row["id"], user_id=user_id, text=text, asked_at=now)

        return await self._database.write(work)

    async def get(self, user_id: int, id: int, now: datetime) -> Question | None:
        """The person's question, if it is theirs and not older than `KEPT_FOR`."""
        row = await self._database.fetch_one(
            "SELECT id, user_id, text, asked_at FROM questions"
            " WHERE user_id = $1 AND id = $2 AND asked_at > $3",
            user_id,
            id,
            int((now - KEPT_FOR).timestamp()),
        )
        if row is None:
            return None
        return Question(
            id=row["id"],
            user_id=row["user_id"],
            text=row["text"],
            asked_at=datetime.fromtimestamp(row["asked_at"], UTC),
        )

    async def forget_old(self, now: datetime) -> int:
        """Delete every question older than `KEPT_FOR`; answers how many."""

        async def work(tx: Transaction) -> int:
            return await tx.execute(
                "DELETE FROM questions WHERE asked_at <= $1", int((now - KEPT_FOR).timestamp())
            )

        return await self._database.write(work)
