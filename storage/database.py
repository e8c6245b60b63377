"""The database: one writer, read-only readers, backup, close."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

import aiosqlite

from storage.backup import back_up, findings
from storage.errors import (
    DatabaseClosed,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnreadable,
    plain_words,
)
from storage.migrate import migrate, packaged_migrations
from storage.readers import Readers
from storage.sql import Value
from storage.writer import Transaction, Writer

__all__ = ["Database", "Transaction", "Value"]

T = TypeVar("T")

_HEADER = b"SQLite format 3\0"
_LOCK_PAUSE = 0.02  # seconds


class Database:
    """An open database file; closed by `async with` or `close`. Belongs to one event loop.

    Every statement takes its parameters as `$1`, `$2`. Failures of the disk or the file are
    raised as `storage.errors.StorageError`; sqlite3.IntegrityError is the caller's to act on.
    """

    path: Path
    schema_version: int

    def __init__(
        self,
        path: Path,
        schema_version: int,
        writer: Writer,
        readers: Readers,
        connections: AsyncExitStack,
    ) -> None:
        self.path = path
        self.schema_version = schema_version
        self._writer = writer
        self._readers = readers
        self._connections = connections
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        readers: int = 4,
        read_deadline: float = 10.0,
        create: bool = True,
        lock_timeout: float = 5.0,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Open the file and bring its schema up to date; with `create`, make what is missing.

        `read_deadline` (seconds) bounds every read, its wait for a free reader included;
        `lock_timeout` (seconds) every wait for another process. `clock` dates migrations.
        Raises DatabaseMissing, DatabaseUnreadable, DatabaseReadOnly, DatabaseFull, DatabaseBusy
        or DatabaseTooNew, each with a sentence that says what to do, and leaves nothing open.
        """
        path = await asyncio.to_thread(_examine, path, create)
        connections = AsyncExitStack()
        try:
            with plain_words():
                writing = await connections.enter_async_context(
                    _connection(path, "rwc" if create else "rw", lock_timeout)
                )
                writing.row_factory = sqlite3.Row
                # FULL, so that what was acknowledged survives a power cut; shared by the units
                # of a transaction it costs little.
                await writing.execute("PRAGMA synchronous = FULL")
                version = await migrate(writing, packaged_migrations(), clock)
                await _log_ahead(writing, lock_timeout)
                reading = []
                for _ in range(readers):
                    connection = await connections.enter_async_context(
                        _connection(path, "ro", lock_timeout)
                    )
                    connection.row_factory = sqlite3.Row
                    await connection.execute("PRAGMA query_only = ON")
                    reading.append(connection)
        except BaseException:
            await connections.aclose()
            raise
        return cls(path, version, Writer(writing), Readers(reading, read_deadline), connections)

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a unit of work: all of it is on the disk when this returns, or none of it is.

        `work` shares a transaction with others that are waiting, and runs a second time if that
        transaction fails as a whole: it must do nothing but SQL on its Transaction. What it
        returns is returned here, what it raises undoes its own statements only and is raised
        here. A caller that is cancelled before the work began takes it back; later the work is
        completed nevertheless. A write inside of a write raises RuntimeError.
        """
        self._check_open()
        return await self._writer.run(work)

    async def fetch_all(self, sql: str, *params: Value) -> list[sqlite3.Row]:
        """Every row of a query, on a read-only reader; sees every write that has returned.

        Raises QueryTooSlow at the deadline.
        """
        self._check_open()
        return await self._readers.fetch_all(sql, params)

    async def fetch_one(self, sql: str, *params: Value) -> sqlite3.Row | None:
        """The first row of a query, or None; otherwise like `fetch_all`."""
        rows = await self.fetch_all(sql, *params)
        return rows[0] if rows else None

    async def backup(self, target: Path) -> None:
        """A checked copy as of now in the new file `target`, while reads and writes go on.

        Raises BackupFailed if `target` exists, cannot be made or is not sound, DatabaseFull if
        it does not fit.
        """
        self._check_open()
        await asyncio.to_thread(back_up, self.path, target)

    async def check(self) -> list[str]:
        """What is wrong with the database, one finding each; empty if it is sound."""
        self._check_open()
        return await asyncio.to_thread(findings, self.path, "quick_check")

    async def close(self) -> None:
        """Finish what was handed in, then close the file. Closing twice is harmless."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="database close")
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        await self._writer.finish()
        await self._readers.finish()
        # The readers were opened last and so close first: the write connection must be the last
        # one, because a read-only one cannot fold the write-ahead log into the file.
        await self._connections.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _check_open(self) -> None:
        if self._closing is not None:
            raise DatabaseClosed("Paperboy is shutting down. Try again in a minute.")


def _connection(
    path: Path, mode: Literal["ro", "rw", "rwc"], lock_timeout: float
) -> aiosqlite.Connection:
    # as_uri quotes what would end a path: spaces, "#", "?" and "%".
    return aiosqlite.connect(
        f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=lock_timeout
    )


async def _log_ahead(connection: aiosqlite.Connection, lock_timeout: float) -> None:
    """Switch to write-ahead logging, in which readers and the writer do not wait for each other.

    SQLite does not wait for a lock here as it does elsewhere, so two processes that make the
    same database at once would refuse each other; hence the waiting by hand.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + lock_timeout
    while True:
        try:
            rows = list(await connection.execute_fetchall("PRAGMA journal_mode = WAL"))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or loop.time() >= ends_at:
                raise
            await asyncio.sleep(_LOCK_PAUSE)
        else:
            break
    if rows[0][0] != "wal":
        raise DatabaseUnreadable(
            "The database cannot be kept safely in that folder. Choose a folder on a local disk."
        )


def _examine(path: Path, create: bool) -> Path:
    """The absolute path, after finding out what SQLite itself would only report as "unable to
    open database file"."""
    path = path.absolute()
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise DatabaseUnreadable(
                f"{path} is a folder. Name a file for the database, or move the folder away."
            )
        if not path.exists():
            if not create:
                raise DatabaseMissing(
                    f"There is no database at {path}. Check the path, or import papers first."
                )
            if not os.access(path.parent, os.W_OK | os.X_OK):
                raise _read_only(path)
            return path
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except OSError as error:
        raise DatabaseUnreadable(
            f"{path} cannot be opened ({error.strerror}). "
            "Check that the file and its folder may be read and written."
        ) from error
    if header and header != _HEADER:
        raise DatabaseUnreadable(
            f"{path} is damaged or not a database. "
            "Move it away or put a backup in its place, then start again."
        )
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)):
        raise _read_only(path)
    return path


def _read_only(path: Path) -> DatabaseReadOnly:
    return DatabaseReadOnly(
        f"{path} may not be written. Allow writing to the file and its folder, then start again."
    )
