"""Links to papers in servers: where they may be answered, and which ones lately were."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.database import Database, Transaction
from storage.models import LinkRule

WHOLE_SERVER = 0
"""Stands for a channel where a rule is on all of a server; Discord gives no channel this id."""


class Links:
    """The rules on links of one database, and the answers that still count."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def allow(self, guild_id: int, channel_id: int = WHOLE_SERVER) -> None:
        """Let links be answered in a channel, or in the whole server but where it is ruled out."""

        async def work(tx: Transaction) -> None:
            if channel_id == WHOLE_SERVER:  # what is said of all need not be said of each
                await tx.execute(
                    "DELETE FROM link_rules WHERE guild_id = $1 AND answered = 1", guild_id
                )
            await _rule(tx, guild_id, channel_id, answered=True)

        await self._database.write(work)

    async def forbid(self, guild_id: int, channel_id: int = WHOLE_SERVER) -> None:
        """Let links not be answered in a channel any more, or nowhere in the server."""

        async def work(tx: Transaction) -> None:
            if channel_id == WHOLE_SERVER:
                await tx.execute("DELETE FROM link_rules WHERE guild_id = $1", guild_id)
            else:
                await _rule(tx, guild_id, channel_id, answered=False)

        await self._database.write(work)

    async def rules(self, guild_id: int) -> list[LinkRule]:
        """The rules of a server: the one on all of it first, then by channel."""
        rows = await self._database.fetch_all(
            "SELECT channel_id, answered FROM link_rules WHERE guild_id = $1 ORDER BY channel_id",
            guild_id,
        )
        return [
            LinkRule(channel_id=row["channel_id"] or None, answered=bool(row["answered"]))
            for row in rows
        ]

    async def is_allowed(self, guild_id: int, channel_id: int, parent_id: int | None) -> bool:
        """Whether links are answered in a channel; a thread without a rule of its own goes by
        its channel (`parent_id`), and a channel by its server."""
        rows = await self._database.fetch_all(
            "SELECT channel_id, answered FROM link_rules"
            " WHERE guild_id = $1 AND channel_id IN ($2, $3, $4)",
            guild_id,
            channel_id,
            channel_id if parent_id is None else parent_id,
            WHOLE_SERVER,
        )
        answered = {row["channel_id"]: bool(row["answered"]) for row in rows}
        return next(
            (answered[id] for id in (channel_id, parent_id, WHOLE_SERVER) if id in answered), False
        )

    async def claim(
        self,
        guild_id: int,
        channel_id: int,
        paper_ids: Sequence[str],
        now: datetime,
        *,
        at_once: int,
        apart: timedelta,
        at_most: int,
        within: timedelta,
    ) -> list[str]:
        """Which of some papers to answer a message in a channel with, in their order: at most
        `at_once`, none that was answered there less than `apart` ago, and no more than leaves
        `at_most` for the channel `within` some time.

        Once told, they count as answered. Two messages at once are never told the same paper.
        """

        async def work(tx: Transaction) -> list[str]:
            await tx.execute(
                "DELETE FROM link_answers WHERE at <= $1",
                int((now - max(apart, within)).timestamp()),
            )
            rows = await tx.fetch_all(
                "SELECT paper_id, at FROM link_answers WHERE channel_id = $1", channel_id
            )
            lately = {row["paper_id"] for row in rows if row["at"] > (now - apart).timestamp()}
            busy = sum(row["at"] > (now - within).timestamp() for row in rows)
            room = max(0, min(at_once, at_most - busy))
            fresh = [id for id in dict.fromkeys(paper_ids) if id not in lately][:room]
            for id in fresh:
                await tx.execute(
                    "INSERT INTO link_answers (guild_id, channel_id, paper_id, at)"
                    " VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (channel_id, paper_id) DO UPDATE SET at = excluded.at",
                    guild_id,
                    channel_id,
                    id,
                    int(now.timestamp()),
                )
            return fresh

        return await self._database.write(work)

    async def remove_guild(self, guild_id: int) -> None:
        """Forget a server the bot has left."""

        async def work(tx: Transaction) -> None:
            await tx.execute("DELETE FROM link_rules WHERE guild_id = $1", guild_id)
            await tx.execute("DELETE FROM link_answers WHERE guild_id = $1", guild_id)

        await self._database.write(work)

    async def remove_channel(self, channel_id: int) -> None:
        """Forget a channel or a thread that is gone."""

        async def work(tx: Transaction) -> None:
            await tx.execute("DELETE FROM link_rules WHERE channel_id = $1", channel_id)
            await tx.execute("DELETE FROM link_answers WHERE channel_id = $1", channel_id)

        await self._database.write(work)


async def _rule(tx: Transaction, guild_id: int, channel_id: int, *, answered: bool) -> None:
    await tx.execute(
        "INSERT INTO link_rules (guild_id, channel_id, answered) VALUES ($1, $2, $3)"
        " ON CONFLICT (guild_id, channel_id) DO UPDATE SET answered = excluded.answered",
        guild_id,
        channel_id,
        int(answered),
    )
