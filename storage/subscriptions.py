"""Subscriptions: the digests that people asked for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from sqlite3 import Row
from typing import NamedTuple

from storage.database import Database, Transaction
from storage.errors import LimitReached
from storage.letter_models import Cadence, Channel, Rhythm, Subscription
from storage.members import join

MOST_SUBSCRIPTIONS = 5
"""Subscriptions a person may have."""
DRAFTS_KEPT = timedelta(days=1)

COLUMNS = (
    "id, user_id, channel, cadence, weekday, minute, top, min_upvotes, topics, active_from,"
    " confirmed, last_list"
)


class Group(NamedTuple):
    """The subscriptions that are due at the same instants."""

    timezone: str
    """An IANA name."""
    rhythm: Rhythm


class Subscriptions:
    """The subscriptions of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(
        self,
        user_id: int,
        rhythm: Rhythm,
        now: datetime,
        *,
        top: int,
        min_upvotes: int = 0,
        topics: Sequence[str] = (),
        channel: Channel = Channel.DM,
    ) -> Subscription:
        """Keep what a person may want; nothing comes of it until it is confirmed. Drafts of the
        person's that nobody confirmed for a day are forgotten."""

        async def work(tx: Transaction) -> Subscription:
            await join(tx, user_id, now)
            await tx.execute(
                "DELETE FROM subscriptions WHERE user_id = $1 AND confirmed = 0 AND made_at < $2",
                user_id,
                int((now - DRAFTS_KEPT).timestamp()),
            )
            row = await tx.fetch_one(
                "INSERT INTO subscriptions (user_id, channel, cadence, weekday, minute, top,"
                " min_upvotes, topics, made_at, active_from)"
                f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING {COLUMNS}",
                user_id,
                channel,
                rhythm.cadence,
                rhythm.weekday,
                minute_of(rhythm.at),
                top,
                min_upvotes,
                "\n".join(topics),
                int(now.timestamp()),
            )
            assert row is not None
            return subscription_of(row)

        return await self._database.write(work)

    async def confirm(self, user_id: int, id: int, now: datetime) -> Subscription | None:
        """Let a draft begin; one that has begun stays as it is. None if there is none any more.
        Raises LimitReached."""

        async def work(tx: Transaction) -> Subscription | None:
            row = await tx.fetch_one(
                f"SELECT {COLUMNS} FROM subscriptions WHERE user_id = $1 AND id = $2", user_id, id
            )
            if row is None or row["confirmed"]:
                return subscription_of(row) if row else None
            (count,) = await tx.fetch_all(
                "SELECT count(*) AS n FROM subscriptions WHERE user_id = $1 AND confirmed = 1",
                user_id,
            )
            if count["n"] >= MOST_SUBSCRIPTIONS:
                raise LimitReached(MOST_SUBSCRIPTIONS)
            row = await tx.fetch_one(
                "UPDATE subscriptions SET confirmed = 1, active_from = $3"
                f" WHERE user_id = $1 AND id = $2 RETURNING {COLUMNS}",
                user_id,
                id,
                int(now.timestamp()),
            )
            return subscription_of(row) if row else None

        return await self._database.write(work)

    async def change(
        self,
        user_id: int,
        id: int,
        rhythm: Rhythm,
        now: datetime,
        *,
        top: int,
        min_upvotes: int,
        topics: Sequence[str],
    ) -> Subscription | None:
        """Set everything of a subscription anew; None if there is none. What was due before and
        not sent is not made up for where the time has changed."""

        async def work(tx: Transaction) -> Subscription | None:
            row = await tx.fetch_one(
                "UPDATE subscriptions SET active_from = CASE WHEN cadence <> $3 OR weekday <> $4"
                " OR minute <> $5 THEN $6 ELSE active_from END, cadence = $3, weekday = $4,"
                " minute = $5, top = $7, min_upvotes = $8, topics = $9"
                f" WHERE user_id = $1 AND id = $2 RETURNING {COLUMNS}",
                user_id,
                id,
                rhythm.cadence,
                rhythm.weekday,
                minute_of(rhythm.at),
                int(now.timestamp()),
                top,
                min_upvotes,
                "\n".join(topics),
            )
            return subscription_of(row) if row else None

        return await self._database.write(work)

    async def get(self, user_id: int, id: int) -> Subscription | None:
        """The person's subscription, or draft, with this id."""
        row = await self._database.fetch_one(
            f"SELECT {COLUMNS} FROM subscriptions WHERE user_id = $1 AND id = $2", user_id, id
        )
        return subscription_of(row) if row else None

    async def of(self, user_id: int) -> list[Subscription]:
        """The person's subscriptions, oldest first; no drafts."""
        rows = await self._database.fetch_all(
            f"SELECT {COLUMNS} FROM subscriptions WHERE user_id = $1 AND confirmed = 1 ORDER BY id",
            user_id,
        )
        return [subscription_of(row) for row in rows]

    async def remove(self, user_id: int, id: int) -> Subscription | None:
        """Delete a subscription with what it has not sent yet; None if there is none."""

        async def work(tx: Transaction) -> Subscription | None:
            row = await tx.fetch_one(
                f"DELETE FROM subscriptions WHERE user_id = $1 AND id = $2 RETURNING {COLUMNS}",
                user_id,
                id,
            )
            if row is None:
                return None
            await tx.execute(
                "DELETE FROM letters WHERE user_id = $1 AND kind = 'digest' AND cause = $2"
                " AND state = 'pending'",
                user_id,
                id,
            )
            subscription = subscription_of(row)
            await tx.execute(
                "DELETE FROM told_papers WHERE user_id = $1 AND source = $2",
                user_id,
                subscription.source,
            )
            return subscription

        return await self._database.write(work)

    async def groups(self) -> list[Group]:
        """When any subscriptions are due: each zone and rhythm once."""
        rows = await self._database.fetch_all(
            "SELECT DISTINCT coalesce(m.timezone, 'UTC') AS timezone, s.cadence, s.weekday,"
            " s.minute FROM subscriptions AS s JOIN members AS m ON m.user_id = s.user_id"
            " WHERE s.confirmed = 1"
        )
        return [Group(row["timezone"], rhythm_of(row)) for row in rows]

    async def due(
        self, group: Group, day: date, due_at: datetime, limit: int = 1_000
    ) -> list[Subscription]:
        """The subscriptions of a group that have not been dealt with on `day`, nobody's whose
        direct messages are closed."""
        columns = ", ".join(f"s.{column.strip()}" for column in COLUMNS.split(","))
        rows = await self._database.fetch_all(
            f"SELECT {columns} FROM subscriptions AS s JOIN members AS m ON m.user_id = s.user_id"
            " LEFT JOIN letter_boxes AS b ON b.user_id = s.user_id"
            " WHERE s.confirmed = 1 AND coalesce(m.timezone, 'UTC') = $1 AND s.cadence = $2"
            " AND s.weekday = $3 AND s.minute = $4 AND coalesce(s.last_day, '') <> $5"
            " AND s.active_from <= $6 AND b.closed_at IS NULL ORDER BY s.id LIMIT $7",
            group.timezone,
            group.rhythm.cadence,
            group.rhythm.weekday,
            minute_of(group.rhythm.at),
            day.isoformat(),
            int(due_at.timestamp()),
            limit,
        )
        return [subscription_of(row) for row in rows]

    async def dealt_with(
        self, subscription: Subscription, day: date, newest_list: date | None
    ) -> None:
        """The digest of `day` was put in, or there was nothing to put in. `newest_list`: the
        newest day whose list is in it."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "UPDATE subscriptions SET last_day = $3, last_list = coalesce($4, last_list),"
                " list_before = CASE WHEN $4 IS NULL THEN list_before ELSE last_list END"
                " WHERE user_id = $1 AND id = $2",
                subscription.user_id,
                subscription.id,
                day.isoformat(),
                newest_list.isoformat() if newest_list else None,
            )

        await self._database.write(work)


def minute_of(at: time) -> int:
    """The minute of the day."""
    return at.hour * 60 + at.minute


def rhythm_of(row: Row) -> Rhythm:
    """The rhythm in a row."""
    return Rhythm(
        cadence=Cadence(row["cadence"]),
        weekday=row["weekday"],
        at=time(*divmod(row["minute"], 60)),
    )


def subscription_of(row: Row) -> Subscription:
    """The subscription of a row of `COLUMNS`."""
    return Subscription(
        id=row["id"],
        user_id=row["user_id"],
        channel=row["channel"],
        rhythm=rhythm_of(row),
        top=row["top"],
        min_upvotes=row["min_upvotes"],
        topics=tuple(topic for topic in row["topics"].split("\n") if topic),
        active_from=datetime.fromtimestamp(row["active_from"], UTC),
        confirmed=bool(row["confirmed"]),
        last_list=row["last_list"],
    )
