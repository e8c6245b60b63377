"""The outbox: every announcement there is to make, and how far it got.

A row is written before anything is sent and is never deleted while its feed is there, so that
`UNIQUE (feed_id, day)` says for good: this feed had this edition.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.models import Delivery, edition_key

COLUMNS = (
    "id, feed_id, day, state, due_at, claimed_at, attempts, message_id, place_id, publish, discuss,"
    " look_at, shown, error"
)


class Outbox:
    """The deliveries of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue(
        self, feed_id: int, day: date, due_at: datetime, *, week: bool = False
    ) -> Delivery | None:
        """Put an announcement in, of a day's edition or of its week's; None if the feed ever had
        this edition, or is gone."""
        (enqueued,) = await self.enqueue_all([(feed_id, day, week, due_at)])
        return enqueued

    async def enqueue_all(
        self, wanted: Sequence[tuple[int, date, bool, datetime]]
    ) -> list[Delivery | None]:
        """`enqueue` for many (feed, day, week, due) at once."""

        async def work(tx: Transaction) -> list[Delivery | None]:
            rows = [
                await tx.fetch_one(
                    "INSERT INTO deliveries (feed_id, day, state, due_at)"
                    " SELECT id, $2, 'pending', $3 FROM feeds WHERE id = $1"
                    f" ON CONFLICT (feed_id, day) DO NOTHING RETURNING {COLUMNS}",
                    feed_id,
                    edition_key(day, week),
                    int(due_at.timestamp()),
                )
                for feed_id, day, week, due_at in wanted
            ]
            return [delivery_of(row) if row else None for row in rows]

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

    async def sent(
        self,
        id: int,
        message_id: int,
        publish: bool,
        *,
        place_id: int | None = None,
        discuss: bool = False,
        shown: str | None = None,
        look_at: datetime | None = None,
    ) -> None:
        """The message is in the channel; `publish` if its followers are to get it too, `discuss`
        if a thread is to be opened under it. With it the feed is in order again."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "UPDATE deliveries SET state = 'sent', message_id = $2, publish = $3,"
                " discuss = $4, shown = $5, look_at = $6, place_id = $7, error = NULL"
                " WHERE id = $1 AND state = 'sending'",
                id,
                message_id,
                int(publish),
                int(discuss),
                shown,
                None if look_at is None else int(look_at.timestamp()),
                place_id,
            )
            await tx.execute(
                "UPDATE feeds SET last_error = NULL, refusals = 0, told = 1"
                " WHERE id = (SELECT feed_id FROM deliveries WHERE id = $1 AND state = 'sent')",
                id,
            )

        await self._database.write(work)

    async def published(self, id: int) -> None:
        """The message has gone to the channel's followers."""
        await self._advance(
            "state = 'published', error = NULL WHERE id = $1 AND state = 'sent'", id
        )

    async def unpublished(self, id: int, reason: str) -> None:
        """The message stays in its channel only: publishing it was refused."""
        await self._advance("publish = 0, error = $2 WHERE id = $1 AND state = 'sent'", id, reason)

    async def discussed(self, id: int, reason: str | None = None) -> None:
        """The thread under the message is open, or, for a `reason`, is not to be."""
        await self._advance("discuss = 0, error = $2 WHERE id = $1", id, reason)

    async def shown(self, id: int, shown: str | None, look_at: datetime | None) -> None:
        """The post shows this, and is looked at next then; None: it is left as it is."""
        await self._advance(
            "shown = $2, look_at = $3 WHERE id = $1",
            id,
            shown,
            None if look_at is None else int(look_at.timestamp()),
        )

    async def dead(self, id: int, reason: str) -> None:
        """It will not be sent, and why."""
        await self._advance(
            "state = 'dead', error = $2 WHERE id = $1 AND state IN ('pending', 'sending')",
            id,
            reason,
        )

    async def refused(
        self, id: int, reason: str, now: datetime, *, most: int, gone: bool = False
    ) -> None:
        """It will not be sent, because the channel does not take it. After `most` refusals in a
        row, or at once where the channel is `gone`, the feed is paused. The first refusal and the
        pause are things to tell an admin of."""
        at = int(now.timestamp())

        async def work(tx: Transaction) -> None:
            changed = await tx.execute(
                "UPDATE deliveries SET state = 'dead', refused = 1, error = $2"
                " WHERE id = $1 AND state IN ('pending', 'sending')",
                id,
                reason,
            )
            if changed:
                await tx.execute(
                    "UPDATE feeds SET last_error = $2, refusals = refusals + 1,"
                    " told = CASE WHEN refusals = 0 OR refusals + 1 >= $3 OR $4 = 1 THEN 0"
                    " ELSE told END,"
                    " paused_at = CASE WHEN refusals + 1 >= $3 OR $4 = 1"
                    " THEN coalesce(paused_at, $5) ELSE paused_at END"
                    " WHERE id = (SELECT feed_id FROM deliveries WHERE id = $1)",
                    id,
                    reason,
                    most,
                    int(gone),
                    at,
                )

        await self._database.write(work)

    async def failed(self, id: int, reason: str) -> None:
        """Note why the last try did not work; the delivery stays as it is."""
        await self._advance("error = $2 WHERE id = $1", id, reason)

    async def open(self) -> list[Delivery]:
        """What is still to be done, oldest first: to send, to send again, to publish."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM deliveries WHERE state IN ('pending', 'sending')"
            " OR (state = 'sent' AND publish = 1) OR discuss = 1 ORDER BY id"
        )
        return [delivery_of(row) for row in rows]

    async def live(self, now: datetime) -> list[Delivery]:
        """What was sent and is to be compared with its edition by `now`, the longest due first."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM deliveries WHERE look_at <= $1"
            " AND state IN ('sent', 'published') ORDER BY look_at, id",
            int(now.timestamp()),
        )
        return [delivery_of(row) for row in rows]

    async def feeds_with(self, day: date, *, week: bool = False) -> frozenset[int]:
        """The ids of the feeds that have a row for this edition, whatever became of it."""
        rows = await self._database.fetch_all(
            "SELECT feed_id FROM deliveries WHERE day = $1", edition_key(day, week)
        )
        return frozenset(row["feed_id"] for row in rows)

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

    async def _advance(self, change: str, *params: int | str | None) -> None:
        async def work(tx: Transaction) -> None:
            await tx.execute(f"UPDATE deliveries SET {change}", *params)

        await self._database.write(work)


def delivery_of(row: Row) -> Delivery:
    """The delivery of a row of `COLUMNS`."""
    return Delivery(
        id=row["id"],
        feed_id=row["feed_id"],
        day=date.fromisoformat(row["day"]),
        week="W" in row["day"],
        state=row["state"],
        due_at=datetime.fromtimestamp(row["due_at"], UTC),
        claimed_at=_instant(row["claimed_at"]),
        attempts=row["attempts"],
        message_id=row["message_id"],
        place_id=row["place_id"],
        publish=bool(row["publish"]),
        discuss=bool(row["discuss"]),
        look_at=_instant(row["look_at"]),
        shown=row["shown"],
        error=row["error"],
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
