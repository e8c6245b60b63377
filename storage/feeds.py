"""Feeds: which channels get which lists, when and how."""

from datetime import UTC, datetime, time
from sqlite3 import Row
from typing import Any, TypedDict, Unpack

from storage.database import Database, Transaction
from storage.models import Cadence, Feed, Look

COLUMNS = (
    "id, guild_id, channel_id, forum, minute, timezone, cadence, weekday, top, min_upvotes,"
    " include, exclude, look, discussion, role_id, language, active_from, last_error, refusals,"
    " paused_at"
)
_TIMING = ("minute", "timezone", "cadence", "weekday")


class Wishes(TypedDict, total=False):
    """What can be wished of a feed; see `Feed`. `at` counts in whole minutes."""

    at: time
    timezone: str
    cadence: Cadence
    weekday: int
    top: int
    min_upvotes: int
    include: str
    exclude: str
    look: Look
    discussion: bool
    role_id: int | None
    language: str


class Feeds:
    """The feeds of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        guild_id: int,
        channel_id: int,
        *,
        active_from: datetime,
        forum: bool = False,
        **wishes: Unpack[Wishes],
    ) -> Feed | None:
        """Keep a new feed; None if the channel has one already. A weekly feed and one of another
        cadence may share a channel."""
        values: dict[str, Any] = {
            "guild_id": guild_id,
            "channel_id": channel_id,
            "forum": int(forum),
            "active_from": int(active_from.timestamp()),
            **_columns(wishes),
        }
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))

        async def work(tx: Transaction) -> Feed | None:
            row = await tx.fetch_one(
                f"INSERT INTO feeds ({', '.join(values)}) VALUES ({places})"
                f" ON CONFLICT DO NOTHING RETURNING {COLUMNS}",
                *values.values(),
            )
            return feed_of(row) if row else None

        return await self._database.write(work)

    async def get(self, id: int) -> Feed | None:
        """The feed with this id."""
        row = await self._database.fetch_one(f"SELECT {COLUMNS} FROM feeds WHERE id = $1", id)
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
        self, id: int, guild_id: int, *, active_from: datetime, **wishes: Unpack[Wishes]
    ) -> Feed | None:
        """Change what is given; None if the server has no such feed, or the channel has another
        one of this cadence. `active_from` counts only where it comes at another time: a longer
        list must not cost today's announcement."""
        values = _columns(wishes)
        places = {name: f"${number}" for number, name in enumerate(values, start=4)}
        # IS, for a value may be NULL; the ids of the four are never NULL, so = would do.
        moved = " OR ".join(f"{name} <> {places[name]}" for name in _TIMING if name in places)
        change = "".join(f", {name} = {place}" for name, place in places.items())
        other = f"({places.get('cadence', 'feeds.cadence')} = 'weekly')"

        async def work(tx: Transaction) -> Feed | None:
            row = await tx.fetch_one(
                f"UPDATE feeds SET active_from = CASE WHEN {moved or '1 = 0'} THEN $3"
                f" ELSE active_from END{change} WHERE id = $1 AND guild_id = $2 AND NOT EXISTS"
                " (SELECT 1 FROM feeds AS others WHERE others.channel_id = feeds.channel_id"
                f" AND others.id <> feeds.id AND (others.cadence = 'weekly') = {other})"
                f" RETURNING {COLUMNS}",
                id,
                guild_id,
                int(active_from.timestamp()),
                *values.values(),
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
        """Delete the feeds of a channel that is gone; False if it had none."""

        async def work(tx: Transaction) -> bool:
            return bool(await tx.execute("DELETE FROM feeds WHERE channel_id = $1", channel_id))

        return await self._database.write(work)

    async def note_error(self, id: int, sentence: str | None) -> None:
        """Keep why the last announcement did not go out; None once one did."""

        async def work(tx: Transaction) -> None:
            await tx.execute("UPDATE feeds SET last_error = $2 WHERE id = $1", id, sentence)

        await self._database.write(work)

    async def resume(self, id: int, guild_id: int, since: datetime) -> Feed | None:
        """Go on with a paused feed; None if the server has no such feed. What was refused to it
        and was due at `since` or later is tried again, as a try whose outcome is not known."""

        async def work(tx: Transaction) -> Feed | None:
            row = await tx.fetch_one(
                "UPDATE feeds SET paused_at = NULL, refusals = 0, last_error = NULL, told = 1"
                f" WHERE id = $1 AND guild_id = $2 RETURNING {COLUMNS}",
                id,
                guild_id,
            )
            if row is None:
                return None
            await tx.execute(
                "UPDATE deliveries SET state = 'sending', refused = 0, error = NULL"
                " WHERE feed_id = $1 AND state = 'dead' AND refused = 1 AND due_at >= $2",
                id,
                int(since.timestamp()),
            )
            return feed_of(row)

        return await self._database.write(work)

    async def take_untold(self, guild_id: int) -> list[Feed]:
        """The feeds of a server with a refusal that nobody was told of; from now on they count as
        told."""
        untold = await self._database.fetch_one(
            "SELECT 1 AS one FROM feeds WHERE guild_id = $1 AND told = 0", guild_id
        )
        if untold is None:  # as good as always: nothing is written
            return []

        async def work(tx: Transaction) -> list[Feed]:
            rows = await tx.fetch_all(
                f"UPDATE feeds SET told = 1 WHERE guild_id = $1 AND told = 0 RETURNING {COLUMNS}",
                guild_id,
            )
            return sorted((feed_of(row) for row in rows), key=lambda feed: feed.id)

        return await self._database.write(work)

    async def leave_untold(self, id: int) -> None:
        """Nobody could be told after all."""

        async def work(tx: Transaction) -> None:
            await tx.execute("UPDATE feeds SET told = 0 WHERE id = $1", id)

        await self._database.write(work)


def feed_of(row: Row) -> Feed:
    """The feed of a row of `COLUMNS`."""
    paused_at = row["paused_at"]
    return Feed(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        forum=bool(row["forum"]),
        at=time(*divmod(row["minute"], 60)),
        timezone=row["timezone"],
        cadence=row["cadence"],
        weekday=row["weekday"],
        top=row["top"],
        min_upvotes=row["min_upvotes"],
        include=row["include"],
        exclude=row["exclude"],
        look=row["look"],
        discussion=bool(row["discussion"]),
        role_id=row["role_id"],
        language=row["language"],
        active_from=datetime.fromtimestamp(row["active_from"], UTC),
        last_error=row["last_error"],
        refusals=row["refusals"],
        paused_at=None if paused_at is None else datetime.fromtimestamp(paused_at, UTC),
    )


def _columns(wishes: Wishes) -> dict[str, Any]:
    """The columns of what is wished, by name."""
    values: dict[str, Any] = dict(wishes)
    if "at" in wishes:
        at = values.pop("at")
        values["minute"] = at.hour * 60 + at.minute
    return {
        name: int(value) if isinstance(value, bool) else value for name, value in values.items()
    }
