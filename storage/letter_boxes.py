"""Letter boxes: how and when letters reach a person, and whether they do."""

from datetime import UTC, date, datetime, time
from sqlite3 import Row
from typing import NamedTuple

from storage.database import Database, Transaction
from storage.letter_models import Cadence, LetterBox, Rhythm
from storage.members import join
from storage.subscriptions import minute_of

COLUMNS = (
    "user_id, closed_at, told, alert_minute, quiet_from, quiet_until, nudge_weekday, nudge_minute"
)


class AlertTimes(NamedTuple):
    """When a person's alerts are collected, and where they are."""

    timezone: str
    alert_at: time | None
    """None: within the hour."""
    quiet: tuple[time, time] | None


class LetterBoxes:
    """The letter boxes of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: int) -> LetterBox:
        """The person's box; the usual one as long as they changed nothing."""
        row = await self._database.fetch_one(
            f"SELECT {COLUMNS} FROM letter_boxes WHERE user_id = $1", user_id
        )
        return box_of(row) if row else LetterBox(user_id=user_id)

    async def set_alerts(
        self, user_id: int, at: time | None, quiet: tuple[time, time] | None, now: datetime
    ) -> LetterBox:
        """When alerts come: at a time of day, or (None) within the hour, and never in the quiet
        hours."""
        return await self._set(
            user_id,
            now,
            "alert_minute = $2, quiet_from = $3, quiet_until = $4, alert_from = $5",
            None if at is None else minute_of(at),
            minute_of(quiet[0]) if quiet else None,
            minute_of(quiet[1]) if quiet else None,
            int(now.timestamp()),
        )

    async def set_nudge(self, user_id: int, nudge: Rhythm | None, now: datetime) -> LetterBox:
        """When the weekly word on what is unread comes; None for never."""
        return await self._set(
            user_id,
            now,
            "nudge_weekday = $2, nudge_minute = $3, nudge_from = $4",
            nudge.weekday if nudge else None,
            minute_of(nudge.at) if nudge else minute_of(time(9)),
            int(now.timestamp()),
        )

    async def open(self, user_id: int) -> bool:
        """Direct messages may be tried again; False if they were not closed."""

        async def work(tx: Transaction) -> bool:
            return bool(
                await tx.execute(
                    "UPDATE letter_boxes SET closed_at = NULL, told = 1"
                    " WHERE user_id = $1 AND closed_at IS NOT NULL",
                    user_id,
                )
            )

        return await self._database.write(work)

    async def untold(self, user_id: int) -> bool:
        """Whether the person is still to be told that their direct messages are closed."""
        row = await self._database.fetch_one(
            "SELECT 1 AS yes FROM letter_boxes WHERE user_id = $1 AND told = 0"
            " AND closed_at IS NOT NULL",
            user_id,
        )
        return row is not None

    async def tell(self, user_id: int) -> bool:
        """Record that the person is told now; False if somebody did so before."""

        async def work(tx: Transaction) -> bool:
            return bool(
                await tx.execute(
                    "UPDATE letter_boxes SET told = 1 WHERE user_id = $1 AND told = 0", user_id
                )
            )

        return await self._database.write(work)

    async def alert_times(self) -> list[AlertTimes]:
        """When anybody's alerts are collected: each combination once."""
        rows = await self._database.fetch_all(
            "SELECT DISTINCT coalesce(m.timezone, 'UTC') AS timezone, b.alert_minute,"
            " b.quiet_from, b.quiet_until FROM letter_boxes AS b"
            " JOIN members AS m ON m.user_id = b.user_id"
            " WHERE EXISTS (SELECT 1 FROM alerts AS a WHERE a.user_id = b.user_id"
            " AND a.confirmed = 1)"
        )
        return [AlertTimes(row["timezone"], _alert_at(row), _quiet(row)) for row in rows]

    async def due_for_alerts(
        self, times: AlertTimes, window: str, due_at: datetime, limit: int = 1_000
    ) -> list[int]:
        """Whose alerts of those times have not been collected for a window."""
        quiet = times.quiet
        rows = await self._database.fetch_all(
            "SELECT b.user_id FROM letter_boxes AS b JOIN members AS m ON m.user_id = b.user_id"
            " WHERE coalesce(m.timezone, 'UTC') = $1 AND coalesce(b.alert_minute, -1) = $2"
            " AND coalesce(b.quiet_from, -1) = $3 AND coalesce(b.quiet_until, -1) = $4"
            " AND coalesce(b.alert_window, '') <> $5 AND b.alert_from <= $6"
            " AND b.closed_at IS NULL AND EXISTS (SELECT 1 FROM alerts AS a"
            " WHERE a.user_id = b.user_id AND a.confirmed = 1) ORDER BY b.user_id LIMIT $7",
            times.timezone,
            -1 if times.alert_at is None else minute_of(times.alert_at),
            minute_of(quiet[0]) if quiet else -1,
            minute_of(quiet[1]) if quiet else -1,
            window,
            int(due_at.timestamp()),
            limit,
        )
        return [row["user_id"] for row in rows]

    async def collected(self, user_id: int, window: str) -> None:
        """The person's alerts were collected for a window."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "UPDATE letter_boxes SET alert_window = $2 WHERE user_id = $1", user_id, window
            )

        await self._database.write(work)

    async def nudge_times(self) -> list[tuple[str, Rhythm]]:
        """When anybody's weekly word is due, as (zone, rhythm): each once."""
        rows = await self._database.fetch_all(
            "SELECT DISTINCT coalesce(m.timezone, 'UTC') AS timezone, b.nudge_weekday,"
            " b.nudge_minute FROM letter_boxes AS b JOIN members AS m ON m.user_id = b.user_id"
            " WHERE b.nudge_weekday IS NOT NULL"
        )
        return [(row["timezone"], rhythm) for row in rows if (rhythm := _nudge(row))]

    async def due_for_nudge(
        self, timezone: str, rhythm: Rhythm, day: date, due_at: datetime, limit: int = 1_000
    ) -> list[int]:
        """Whose weekly word has not been dealt with on `day`."""
        rows = await self._database.fetch_all(
            "SELECT b.user_id FROM letter_boxes AS b JOIN members AS m ON m.user_id = b.user_id"
            " WHERE coalesce(m.timezone, 'UTC') = $1 AND b.nudge_weekday = $2"
            " AND b.nudge_minute = $3 AND coalesce(b.nudge_day, '') <> $4 AND b.nudge_from <= $5"
            " AND b.closed_at IS NULL ORDER BY b.user_id LIMIT $6",
            timezone,
            rhythm.weekday,
            minute_of(rhythm.at),
            day.isoformat(),
            int(due_at.timestamp()),
            limit,
        )
        return [row["user_id"] for row in rows]

    async def nudged(self, user_id: int, day: date) -> None:
        """The weekly word of `day` was put in, or there was nothing to say."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "UPDATE letter_boxes SET nudge_day = $2 WHERE user_id = $1",
                user_id,
                day.isoformat(),
            )

        await self._database.write(work)

    async def _set(
        self, user_id: int, now: datetime, change: str, *params: int | None
    ) -> LetterBox:
        async def work(tx: Transaction) -> LetterBox:
            await join(tx, user_id, now)
            await tx.execute(
                "INSERT INTO letter_boxes (user_id, told) VALUES ($1, 1)"
                " ON CONFLICT (user_id) DO NOTHING",
                user_id,
            )
            await tx.execute(
                f"UPDATE letter_boxes SET {change} WHERE user_id = $1", user_id, *params
            )
            row = await tx.fetch_one(
                f"SELECT {COLUMNS} FROM letter_boxes WHERE user_id = $1", user_id
            )
            assert row is not None
            return box_of(row)

        return await self._database.write(work)


def box_of(row: Row) -> LetterBox:
    """The letter box of a row of `COLUMNS`."""
    closed_at = row["closed_at"]
    return LetterBox(
        user_id=row["user_id"],
        closed_at=None if closed_at is None else datetime.fromtimestamp(closed_at, UTC),
        told=bool(row["told"]),
        alert_at=_alert_at(row),
        quiet=_quiet(row),
        nudge=_nudge(row),
    )


def _alert_at(row: Row) -> time | None:
    return None if row["alert_minute"] is None else _time(row["alert_minute"])


def _quiet(row: Row) -> tuple[time, time] | None:
    if row["quiet_from"] is None or row["quiet_until"] is None:
        return None
    return _time(row["quiet_from"]), _time(row["quiet_until"])


def _nudge(row: Row) -> Rhythm | None:
    if row["nudge_weekday"] is None:
        return None
    return Rhythm(
        cadence=Cadence.WEEKLY, weekday=row["nudge_weekday"], at=_time(row["nudge_minute"])
    )


def _time(minute: int) -> time:
    return time(*divmod(minute, 60))
