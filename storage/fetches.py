"""What was asked of the sources, how it went, and when it is asked again."""

from datetime import UTC, date, datetime
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.models import FetchKind, FetchState

_COLUMNS = (
    "kind, day, first_tried, last_tried, last_success, next_try, etag, last_modified, count,"
    " settled, error, failures"
)


class Fetches:
    """The fetches of one database.

    A `day` of None stands for what has no day: trending, papers from arXiv.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def state(self, day: date | None, kind: FetchKind = FetchKind.DAY) -> FetchState | None:
        """How fetching a day's list, or something else, has gone; None if it was never tried."""
        row = await self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM fetches WHERE kind = $1 AND day = $2", kind, _key(day)
        )
        return _state(row) if row else None

    async def record_success(
        self,
        day: date | None,
        now: datetime,
        *,
        kind: FetchKind = FetchKind.DAY,
        count: int | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        next_try: datetime | None = None,
        settled: bool = False,
    ) -> None:
        """Keep that it was got whole at `now`. A `count` of None (nothing has changed) leaves
        the count as it is."""
        await self._record(
            kind,
            day,
            now,
            "last_success = $4, next_try = $5, etag = $6, last_modified = $7,"
            " count = coalesce($8, count), settled = $9, error = NULL, failures = 0",
            int(now.timestamp()),
            _seconds(next_try),
            etag,
            last_modified,
            count,
            int(settled),
        )

    async def record_failure(
        self,
        day: date | None,
        now: datetime,
        error: str,
        *,
        kind: FetchKind = FetchKind.DAY,
        next_try: datetime | None = None,
    ) -> None:
        """Keep that a try at `now` failed, why (a sentence for people), and when the next is.
        What was known of it stays as it was."""
        await self._record(
            kind,
            day,
            now,
            "error = $4, next_try = $5, failures = failures + 1",
            error,
            _seconds(next_try),
        )

    async def due(self, now: datetime, kind: FetchKind = FetchKind.DAY) -> list[FetchState]:
        """What is to be fetched again by `now`, the newest day first."""
        rows = await self._database.fetch_all(
            f"SELECT {_COLUMNS} FROM fetches WHERE kind = $1 AND next_try <= $2 ORDER BY day DESC",
            kind,
            int(now.timestamp()),
        )
        return [_state(row) for row in rows]

    async def days(self, since: date, until: date) -> dict[date, FetchState]:
        """The states of the days from `since` to `until`, both included, oldest first; days that
        were never tried are left out."""
        rows = await self._database.fetch_all(
            f"SELECT {_COLUMNS} FROM fetches WHERE kind = $1 AND day BETWEEN $2 AND $3"
            " ORDER BY day",
            FetchKind.DAY,
            since.isoformat(),
            until.isoformat(),
        )
        return {state.day: state for row in rows if (state := _state(row)).day is not None}

    async def last_success(self, kind: FetchKind = FetchKind.DAY) -> datetime | None:
        """When anything of this kind was last got."""
        row = await self._database.fetch_one(
            "SELECT max(last_success) AS at FROM fetches WHERE kind = $1", kind
        )
        return _instant(row["at"]) if row else None

    async def as_of(self, day: date | None, kind: FetchKind = FetchKind.DAY) -> datetime | None:
        """When what is kept of a day, or of something else, was last got from its source; None
        if it never was (a file may have brought it)."""
        state = await self.state(day, kind)
        return state.last_success if state else None

    async def newest_day(self) -> FetchState | None:
        """The newest day whose list was ever got."""
        row = await self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM fetches WHERE kind = $1 AND last_success IS NOT NULL"
            " ORDER BY day DESC LIMIT 1",
            FetchKind.DAY,
        )
        return _state(row) if row else None

    async def last_failure(self) -> FetchState | None:
        """Of what went wrong at its last try, the newest."""
        row = await self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM fetches WHERE error IS NOT NULL"
            " ORDER BY last_tried DESC, day DESC LIMIT 1"
        )
        return _state(row) if row else None

    async def next_try(self) -> datetime | None:
        """When the next thing is due to be fetched."""
        row = await self._database.fetch_one("SELECT min(next_try) AS at FROM fetches")
        return _instant(row["at"]) if row else None

    async def _record(
        self,
        kind: FetchKind,
        day: date | None,
        now: datetime,
        change: str,
        *params: str | int | None,
    ) -> None:
        async def work(tx: Transaction) -> None:
            await tx.execute(
                "INSERT INTO fetches (kind, day, first_tried, last_tried) VALUES ($1, $2, $3, $3)"
                " ON CONFLICT (kind, day) DO UPDATE SET last_tried = excluded.last_tried",
                kind,
                _key(day),
                int(now.timestamp()),
            )
            await tx.execute(
                # $3 is named so that the parameters of `change` can count on.
                f"UPDATE fetches SET last_tried = $3, {change} WHERE kind = $1 AND day = $2",
                kind,
                _key(day),
                int(now.timestamp()),
                *params,
            )

        await self._database.write(work)


def _key(day: date | None) -> str:
    return day.isoformat() if day else ""


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _state(row: Row) -> FetchState:
    return FetchState(
        kind=row["kind"],
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        first_tried=datetime.fromtimestamp(row["first_tried"], UTC),
        last_tried=datetime.fromtimestamp(row["last_tried"], UTC),
        last_success=_instant(row["last_success"]),
        next_try=_instant(row["next_try"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        count=row["count"],
        settled=bool(row["settled"]),
        error=row["error"],
        failures=row["failures"],
    )
