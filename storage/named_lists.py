"""Named lists: a person's own, beside the reading list. What is on them is in `entries`."""

from datetime import datetime

from storage.database import Database, Transaction
from storage.errors import LimitReached
from storage.members import join
from storage.models import NamedList

MOST_LISTS = 100
"""Named lists a person may have."""


class NamedLists:
    """The named lists of one database. Two names that differ in capitals alone are the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, user_id: int, name: str, now: datetime) -> NamedList | None:
        """A new list; None if there is one of that name. Raises LimitReached."""

        async def work(tx: Transaction) -> NamedList | None:
            await join(tx, user_id, now)
            rows = await tx.fetch_all(
                "SELECT count(*) AS n FROM named_lists WHERE user_id = $1", user_id
            )
            if rows[0]["n"] >= MOST_LISTS:
                raise LimitReached(MOST_LISTS)
            row = await tx.fetch_one(
                "INSERT INTO named_lists (user_id, name, name_key, made_at)"
                " VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, name_key) DO NOTHING RETURNING id",
                user_id,
                name,
                name.casefold(),
                int(now.timestamp()),
            )
            return NamedList(id=row["id"], user_id=user_id, name=name) if row else None

        return await self._database.write(work)

    async def get(self, user_id: int, id: int) -> NamedList | None:
        """The person's list with this id."""
        return await self._one("id = $2", user_id, id)

    async def by_name(self, user_id: int, name: str) -> NamedList | None:
        """The person's list of this name."""
        return await self._one("name_key = $2", user_id, name.casefold())

    async def rename(self, user_id: int, id: int, name: str) -> bool | None:
        """Give a list another name; False if there is another one of it, None if there is no
        such list."""

        async def work(tx: Transaction) -> bool | None:
            row = await tx.fetch_one(
                "SELECT EXISTS (SELECT 1 FROM named_lists WHERE user_id = $1 AND name_key = $3"
                " AND id <> $2) AS taken",
                user_id,
                id,
                name.casefold(),
            )
            if row is not None and row["taken"]:
                return False
            done = await tx.execute(
                "UPDATE named_lists SET name = $3, name_key = $4 WHERE user_id = $1 AND id = $2",
                user_id,
                id,
                name,
                name.casefold(),
            )
            return True if done else None

        return await self._database.write(work)

    async def delete(self, user_id: int, id: int) -> bool:
        """Delete a list; its papers stay on the reading list. False if there is none."""

        async def work(tx: Transaction) -> bool:
            return bool(
                await tx.execute(
                    "DELETE FROM named_lists WHERE user_id = $1 AND id = $2", user_id, id
                )
            )

        return await self._database.write(work)

    async def _one(self, condition: str, user_id: int, value: int | str) -> NamedList | None:
        row = await self._database.fetch_one(
            "SELECT id, user_id, name, (SELECT count(*) FROM named_list_papers m"
            " WHERE m.list_id = named_lists.id) AS size FROM named_lists"
            f" WHERE user_id = $1 AND {condition}",
            user_id,
            value,
        )
        return NamedList(**dict(row)) if row else None
