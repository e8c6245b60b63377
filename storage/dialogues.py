"""What a person and the bot last spoke of, in each channel, for a day."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.members import join
from storage.models import Dialogue

KEPT_FOR = timedelta(days=1)
KEPT_EACH = 20
"""In how many channels a person's last words are kept."""
MOST_SHOWN = 50
"""How many papers a dialogue remembers; nobody counts further."""


class Dialogues:
    """The dialogues of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self, user_id: int, channel_id: int, shown: Sequence[str], request: str, now: datetime
    ) -> None:
        """Keep which papers were shown last to a person in a channel, and what was asked; the
        person's oldest dialogues make room for it."""

        async def work(tx: Transaction) -> None:
            await join(tx, user_id, now)
            await tx.execute(
                "INSERT INTO dialogues (user_id, channel_id, shown, request, at)"
                " VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (user_id, channel_id) DO UPDATE SET shown = excluded.shown,"
                " request = excluded.request, at = excluded.at",
                user_id,
                channel_id,
                json.dumps(list(shown[:MOST_SHOWN])),
                request,
                int(now.timestamp()),
            )
            await tx.execute(
                "DELETE FROM dialogues WHERE user_id = $1 AND (at, channel_id) <="
                " (SELECT at, channel_id FROM dialogues WHERE user_id = $1"
                " ORDER BY at DESC, channel_id DESC LIMIT 1 OFFSET $2)",
                user_id,
                KEPT_EACH,
            )

        await self._database.write(work)

    async def get(self, user_id: int, channel_id: int, now: datetime) -> Dialogue | None:
        """What was last spoken of there, if that is not older than `KEPT_FOR`."""
        row = await self._database.fetch_one(
            "SELECT user_id, channel_id, shown, request, at FROM dialogues"
            " WHERE user_id = $1 AND channel_id = $2 AND at > $3",
            user_id,
            channel_id,
            int((now - KEPT_FOR).timestamp()),
        )
        return _dialogue_of(row) if row else None

    async def forget_old(self, now: datetime) -> int:
        """Delete every dialogue older than `KEPT_FOR`; answers how many."""

        async def work(tx: Transaction) -> int:
            return await tx.execute(
                "DELETE FROM dialogues WHERE at <= $1", int((now - KEPT_FOR).timestamp())
            )

        return await self._database.write(work)


def _dialogue_of(row: Row) -> Dialogue:
    return Dialogue(
        user_id=row["user_id"],
        channel_id=row["channel_id"],
        shown=tuple(json.loads(row["shown"])),
        request=row["request"],
        at=datetime.fromtimestamp(row["at"], UTC),
    )
