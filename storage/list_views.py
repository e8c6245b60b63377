"""Views of reading lists that were shown, kept so that their pages can be turned."""

from datetime import datetime

from storage.database import Database, Transaction
from storage.members import join
from storage.models import ListView

KEPT_EACH = 30
"""How many of a person's last views are kept."""


class ListViews:
    """The views of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, user_id: int, view: ListView, now: datetime) -> int:
        """Keep a view; the same one keeps its number. The person's oldest ones make room."""
        text = view.model_dump_json(exclude_defaults=True)

        async def work(tx: Transaction) -> int:
            row = await tx.fetch_one(
                "SELECT id FROM list_views WHERE user_id = $1 AND view = $2", user_id, text
            )
            if row is not None:
                return int(row["id"])
            await join(tx, user_id, now)
            row = await tx.fetch_one(
                "INSERT INTO list_views (user_id, view, shown_at) VALUES ($1, $2, $3) RETURNING id",
                user_id,
                text,
                int(now.timestamp()),
            )
            assert row is not None
            await tx.execute(
                "DELETE FROM list_views WHERE user_id = $1 AND id <= (SELECT id FROM list_views"
                " WHERE user_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
                user_id,
                KEPT_EACH,
            )
            return int(row["id"])

        return await self._database.write(work)

    async def get(self, user_id: int, id: int) -> ListView | None:
        """The person's view with this number."""
        row = await self._database.fetch_one(
            "SELECT view FROM list_views WHERE user_id = $1 AND id = $2", user_id, id
        )
        return ListView.model_validate_json(row["view"]) if row else None
