"""Rules that tag by themselves: what a paper must be, and the tag it gets."""

from datetime import datetime

from storage.database import Database, Transaction
from storage.errors import LimitReached
from storage.members import join
from storage.models import TagRule

MOST_RULES = 25
"""Rules a person may have: every save looks at all of them."""


class TagRules:
    """The rules of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user_id: int, query: str, tag: str, now: datetime) -> TagRule | None:
        """A new rule; None if there is the same already. Raises LimitReached."""

        async def work(tx: Transaction) -> TagRule | None:
            await join(tx, user_id, now)
            rows = await tx.fetch_all(
                "SELECT count(*) AS n FROM tag_rules WHERE user_id = $1", user_id
            )
            if rows[0]["n"] >= MOST_RULES:
                raise LimitReached(MOST_RULES)
            row = await tx.fetch_one(
                "INSERT INTO tag_rules (user_id, query, tag, made_at) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (user_id, tag, query) DO NOTHING RETURNING id",
                user_id,
                query,
                tag,
                int(now.timestamp()),
            )
            if row is None:
                return None
            return TagRule(id=row["id"], user_id=user_id, query=query, tag=tag)

        return await self._database.write(work)

    async def all(self, user_id: int) -> list[TagRule]:
        """The person's rules, oldest first."""
        rows = await self._database.fetch_all(
            "SELECT id, user_id, query, tag FROM tag_rules WHERE user_id = $1 ORDER BY id", user_id
        )
        return [TagRule(**dict(row)) for row in rows]

    async def get(self, user_id: int, id: int) -> TagRule | None:
        """The person's rule with this id."""
        row = await self._database.fetch_one(
            "SELECT id, user_id, query, tag FROM tag_rules WHERE user_id = $1 AND id = $2",
            user_id,
            id,
        )
        return TagRule(**dict(row)) if row else None

    async def remove(self, user_id: int, id: int) -> bool:
        """Delete a rule; the tags it gave stay. False if there is none."""

        async def work(tx: Transaction) -> bool:
            return bool(
                await tx.execute(
                    "DELETE FROM tag_rules WHERE user_id = $1 AND id = $2", user_id, id
                )
            )

        return await self._database.write(work)

    async def retag(self, user_id: int, old: str, new: str) -> None:
        """Let the rules that give one tag give another."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "DELETE FROM tag_rules WHERE user_id = $1 AND tag = $2 AND query IN"
                " (SELECT query FROM tag_rules WHERE user_id = $1 AND tag = $3)",
                user_id,
                old,
                new,
            )
            await tx.execute(
                "UPDATE tag_rules SET tag = $3 WHERE user_id = $1 AND tag = $2", user_id, old, new
            )

        await self._database.write(work)
