"""The outbox: every announcement there is to make, and how far it got.

A row is written before anything is sent and is never deleted while its feed is there, so that
`UNIQUE (feed_id, day)` says for good: this feed had this edition.
"""

from datetime import UTC, date, datetime
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.models import Delivery

COLUMNS = "id, feed_id, day, state, due_at, claimed_at, attempts, message_id, publish, error"


class Outbox:
    """The deliveries of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue(self, feed_id: int, day: date, due_at: datetime) -> Delivery | None:
        """Put an announcement in; None if the feed ever had this edition, or is gone."""

        async def work(tx: Transaction) -> Delivery | None:
            row = await tx.fetch_one(
                "INSERT INTO deliveries (feed_id, day, state, due_at)"
                " SELECT id, $2, 'pending', $3 FROM feeds WHERE id = $1"
                f" ON CONFLICT (feed_id, day) DO NOTHING RETURNING {COLUMNS}",
                feed_id,
                day.isoformat(),
                int(due_at.timestamp()),
            )
            return delivery_of(row) if row else None

        return await self._database.write(work)

    async def claim(self, id: int, now: datetime, *, unsent: bool = False) -> Delivery | None:
        """Record that a try to send begins; None if there is nothing (more) to send.

        `claimed_at` stays that of the first try whose outcome is not known, because from then
        on a message may be in the channel; `unsent` says that it was looked for and is not.
        """

        async def work(tx: Transaction) -> Delivery | None:
            row = await tx.fetch_one(
                "UPDATE deliveries SET state = 'sending', attempts = attempts + 1,"
                " claimed_at = CASE WHEN state = 'pending' OR $3 = 1 THEN $2"
                " ELSE coalesce(claimed_at, $2) END"
                f" WHERE id = $1 AND state IN ('pending', 'sending') RETURNING {COLUMNS}",
                id,
                int(now.timestamp()),
                int(unsent),
            )
            return delivery_of(row) if row else None

        return await self._database.write(work)

    async def sent(self, id: int, message_id: int, publish: bool) -> None:
        """The message is in the channel; `publish` if its followers are to get it too."""
        await self._advance(
            "state = 'sent', message_id = $2, publish = $3, error = NULL"
            " WHERE id = $1 AND state = 'sending'",
            id,
            message_id,
            int(publish),
        )

    async def published(self, id: int) -> None:
        """The message has gone to the channel's followers."""
        await self._advance(
            "state = 'published', error = NULL WHERE id = $1 AND state = 'sent'", id
        )

    async def unpublished(self, id: int, reason: str) -> None:
        """The message stays in its channel only: publishing it was refused."""
        await self._advance("publish = 0, error = $2 WHERE id = $1 AND state = 'sent'", id, reason)

    async def dead(self, id: int, reason: str) -> None:
        """It will not be sent, and why."""
        await self._advance(
            "state = 'dead', error = $2 WHERE id = $1 AND state IN ('pending', 'sending')",
            id,
            reason,
        )

    async def failed(self, id: int, reason: str) -> None:
        """Note why the last try did not work; the delivery stays as it is."""
        await self._advance("error = $2 WHERE id = $1", id, reason)

    async def open(self) -> list[Delivery]:
        """What is still to be done, oldest first: to send, to send again, to publish."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM deliveries WHERE state IN ('pending', 'sending')"
            " OR (state = 'sent' AND publish = 1) ORDER BY id"
        )
        return [delivery_of(row) for row in rows]

    async def feeds_with(self, day: date) -> frozenset[int]:
        """The ids of the feeds that have a row for this edition, whatever became of it."""
        rows = await self._database.fetch_all(
            "SELECT id FROM feeds WHERE EXISTS"
            " (SELECT 1 FROM deliveries WHERE feed_id = feeds.id AND day = $1)",
            day.isoformat(),
        )
        return frozenset(row["id"] for row in rows)

    async def get(self, id: int) -> Delivery | None:
        """The delivery with this id."""
        row = await self._database.fetch_one(f"SELECT {COLUMNS} FROM deliveries WHERE id = $1", id)
        return delivery_of(row) if row else None

    async def last(self, feed_id: int) -> Delivery | None:
        """The newest delivery of a feed."""
        row = await self._database.fetch_one(
            f"SELECT {COLUMNS} FROM deliveries WHERE feed_id = $1 ORDER BY id DESC LIMIT 1",
            feed_id,
        )
        return delivery_of(row) if row else None

    async def given_up(self) -> int:
        """How many announcements were given up."""
        row = await self._database.fetch_one(
            "SELECT count(*) AS n FROM deliveries WHERE state = 'dead'"
        )
        return int(row["n"]) if row else 0

    async def _advance(self, change: str, *params: int | str) -> None:
        async def work(tx: Transaction) -> None:
            await tx.execute(f"UPDATE deliveries SET {change}", *params)

        await self._database.write(work)


def delivery_of(row: Row) -> Delivery:
    """The delivery of a row of `COLUMNS`."""
    claimed_at = row["claimed_at"]
    return Delivery(
        id=row["id"],
        feed_id=row["feed_id"],
        day=date.fromisoformat(row["day"]),
        state=row["state"],
        due_at=datetime.fromtimestamp(row["due_at"], UTC),
        claimed_at=None if claimed_at is None else datetime.fromtimestamp(claimed_at, UTC),
        attempts=row["attempts"],
        message_id=row["message_id"],
        publish=bool(row["publish"]),
        error=row["error"],
    )
