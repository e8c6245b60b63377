"""Feeds: which channels get the daily list, and when."""

from datetime import UTC, datetime, time
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.models import Feed

COLUMNS = "id, guild_id, channel_id, minute, timezone, top, active_from, last_error"


class Feeds:
    """The feeds of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        channel_id: int,
        *,
        at: time,
        timezone: str,
        top: int,
        active_from: datetime,
    ) -> Feed | None:
        """Keep a new feed; None if the channel has one already. `at` counts in whole minutes."""

        async def work(tx: Transaction) -> Feed | None:
            row = await tx.fetch_one(
                "INSERT INTO feeds (guild_id, channel_id, minute, timezone, top, active_from)"
                " VALUES ($1, $2, $3, $4, $5, $6)"
                f" ON CONFLICT (channel_id) DO NOTHING RETURNING {COLUMNS}",
                guild_id,
                channel_id,
                _minute(at),
                timezone,
                top,
                int(active_from.timestamp()),
            )
            return feed_of(row) if row else None

        return await self._database.write(work)

    async def get(self, id: int) -> Feed | None:
        """The feed with this id."""
        row = await self._database.fetch_one(f"SELECT {COLUMNS} FROM feeds WHERE id = $1", id)
        return feed_of(row) if row else None

    async def by_channel(self, channel_id: int) -> Feed | None:
        """The feed of a channel: there is at most one."""
        row = await self._database.fetch_one(
            f"SELECT {COLUMNS} FROM feeds WHERE channel_id = $1", channel_id
        )
        return feed_of(row) if row else None

    async def in_guild(self, guild_id: int) -> list[Feed]:
        """The feeds of a server, oldest first."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM feeds WHERE guild_id = $1 ORDER BY id", guild_id
        )
        return [feed_of(row) for row in rows]

    async def all(self) -> list[Feed]:
        """Every feed, oldest first."""
        rows = await self._database.fetch_all(f"SELECT {COLUMNS} FROM feeds ORDER BY id")
        return [feed_of(row) for row in rows]

    async def edit(
        self,
        id: int,
        guild_id: int,
        *,
        at: time | None = None,
        timezone: str | None = None,
        top: int | None = None,
        active_from: datetime,
    ) -> Feed | None:
        """Change what is given; None if the server has no such feed. `active_from` counts only
        where the time or the zone changes: a longer list must not cost today's announcement."""

        async def work(tx: Transaction) -> Feed | None:
            row = await tx.fetch_one(
                "UPDATE feeds SET minute = coalesce($3, minute),"
                " timezone = coalesce($4, timezone), top = coalesce($5, top),"
                " active_from = coalesce($6, active_from)"
                f" WHERE id = $1 AND guild_id = $2 RETURNING {COLUMNS}",
                id,
                guild_id,
                None if at is None else _minute(at),
                timezone,
                top,
                None if at is None and timezone is None else int(active_from.timestamp()),
            )
            return feed_of(row) if row else None

        return await self._database.write(work)

    async def remove(self, id: int, guild_id: int) -> bool:
        """Delete a feed of this server with its deliveries; False if there is none."""

        async def work(tx: Transaction) -> bool:
            sql = "DELETE FROM feeds WHERE id = $1 AND guild_id = $2"
            return bool(await tx.execute(sql, id, guild_id))

        return await self._database.write(work)

    async def remove_guild(self, guild_id: int) -> int:
        """Delete the feeds of a server the bot has left; answers how many."""

        async def work(tx: Transaction) -> int:
            return await tx.execute("DELETE FROM feeds WHERE guild_id = $1", guild_id)

        return await self._database.write(work)

    async def remove_channel(self, channel_id: int) -> bool:
        """Delete the feed of a channel that is gone; False if it had none."""

        async def work(tx: Transaction) -> bool:
            return bool(await tx.execute("DELETE FROM feeds WHERE channel_id = $1", channel_id))

        return await self._database.write(work)

    async def note_error(self, id: int, sentence: str | None) -> None:
        """Keep why the last announcement did not go out; None once one did."""

        async def work(tx: Transaction) -> None:
            await tx.execute("UPDATE feeds SET last_error = $2 WHERE id = $1", id, sentence)

        await self._database.write(work)


def feed_of(row: Row) -> Feed:
    """The feed of a row of `COLUMNS`."""
    return Feed(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        at=time(*divmod(row["minute"], 60)),
        timezone=row["timezone"],
        top=row["top"],
        active_from=datetime.fromtimestamp(row["active_from"], UTC),
        last_error=row["last_error"],
    )


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
