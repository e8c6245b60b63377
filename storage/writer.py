"""The only writer: what waits is written together, and acknowledged once it is on the disk."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

import aiosqlite

from storage.errors import in_words
from storage.sql import Value, bind

T = TypeVar("T")

BATCH = 256
"""At most so many units of work share a transaction, so that the first of them is not kept
waiting for a crowd."""


class Transaction(Protocol):
    """What a unit of work sees: SQL with `$1`, `$2` parameters, on the write connection."""

    async def execute(self, sql: str, *params: Value) -> int:
        """Run a statement; returns how many rows it changed."""

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run a statement for each row of parameters; much quicker than one by one, for it is
        one way to the connection's thread and back."""

    async def execute_all(
        self, statements: Sequence[tuple[str, Sequence[Value]]]
    ) -> list[sqlite3.Row]:
        """Run statements in this order, and answer the rows of the last one. Quicker than one by
        one: the way to the connection's thread and back takes longer than most statements."""

    async def fetch_all(self, sql: str, *params: Value) -> list[sqlite3.Row]:
        """Every row of a query, what this unit has written so far included."""

    async def fetch_one(self, sql: str, *params: Value) -> sqlite3.Row | None:
        """The first row of a query, or None."""


@dataclass(frozen=True, slots=True, eq=False)
class _Unit:
    work: Callable[[Transaction], Awaitable[Any]]
    outcome: asyncio.Future[Any]


_Outcome: TypeAlias = tuple[Any, BaseException | None]

_ROLLED_BACK = "SQLite rolled this transaction back after the error before"

_writing: ContextVar["Writer | None"] = ContextVar("writing", default=None)


class Writer:
    """Runs units of work on one connection, many in one transaction (group commit).

    The connection must be in autocommit mode (isolation_level None) and nobody else's. There is
    a task only while there is work.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._waiting: deque[_Unit] = deque()
        self._task: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """See `Database.write`."""
        if _writing.get() is self:
            raise RuntimeError("a write inside of a write would wait for itself forever")
        # The caller waits on the outcome only: cancelling it cannot tear the transaction.
        unit = _Unit(work, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        if self._task is None:
            self._task = asyncio.create_task(self._write_all(), name="database writer")
        result: T = await unit.outcome
        return result

    async def finish(self) -> None:
        """Wait until everything handed in so far is written or refused."""
        while self._task is not None:
            await asyncio.wait({self._task})

    async def _write_all(self) -> None:
        batch: list[_Unit] = []
        try:
            while self._waiting:
                batch = self._next_batch()
                await self._write_batch(batch)
        except BaseException as error:
            # Cancelled at the end of the event loop, or the connection is gone. What was queued
            # on the connection still runs, so the rollback is queued behind it.
            try:
                with suppress(sqlite3.Error, ValueError):
                    await self._connection.rollback()
            finally:
                for unit in (*batch, *self._waiting):
                    if isinstance(error, Exception):
                        _settle(unit, None, error)
                    else:
                        unit.outcome.cancel()
                self._waiting.clear()
            raise
        finally:
            self._task = None

    def _next_batch(self) -> list[_Unit]:
        batch: list[_Unit] = []
        while self._waiting and len(batch) < BATCH:
            batch.append(self._waiting.popleft())
        return batch

    async def _write_batch(self, batch: list[_Unit]) -> None:
        if len(batch) > 1 and await self._together(batch):
            return
        for number, unit in enumerate(batch):
            if unit.outcome.done():
                continue
            if await self._begin(batch[number:]):
                await self._alone(unit)

    async def _begin(self, units: Sequence[_Unit]) -> bool:
        """Begin a transaction. If that fails it is nobody's fault, so it fails for them all
        at once instead of letting each wait for the same lock in turn."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            for unit in units:
                _settle(unit, None, error)
            return False
        return True

    async def _together(self, batch: list[_Unit]) -> bool:
        """One transaction, each unit in a savepoint of its own: one that fails is undone alone.

        False if the transaction as a whole was lost, and with it every unit's work.
        """
        if not await self._begin(batch):
            return True
        outcomes: list[_Outcome] = []
        try:
            for unit in batch:
                if unit.outcome.done():
                    # Its caller gave up before it began: then it does not happen at all.
                    outcomes.append((None, None))
                    continue
                await self._connection.execute("SAVEPOINT unit")
                value, error = await self._attempt(unit)
                if error is not None:
                    await self._connection.execute("ROLLBACK TO unit")
                await self._connection.execute("RELEASE unit")
                outcomes.append((value, error))
            await self._connection.execute("COMMIT")
        except sqlite3.Error:
            # A savepoint that is gone counts, too: a full or failing disk makes SQLite roll back
            # the whole transaction by itself.
            await self._connection.rollback()
            return False
        for unit, (value, error) in zip(batch, outcomes, strict=True):
            _settle(unit, value, error)
        return True

    async def _alone(self, unit: _Unit) -> None:
        """The rest of a transaction that is this unit's own."""
        try:
            value, error = await self._attempt(unit)
            if error is None:
                await self._connection.execute("COMMIT")
        except sqlite3.Error as failure:
            value, error = None, failure
        if error is not None:
            await self._connection.rollback()
        _settle(unit, value, error)

    async def _attempt(self, unit: _Unit) -> _Outcome:
        transaction = _OpenTransaction(self._connection)
        token = _writing.set(self)
        try:
            return await unit.work(transaction), None
        except Exception as error:
            return None, error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return None, error
        finally:
            _writing.reset(token)
            transaction.end()


class _OpenTransaction:
    """The Transaction of one unit of work, until the unit returns."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._ended = False

    def end(self) -> None:
        self._ended = True

    async def execute(self, sql: str, *params: Value) -> int:
        self._check()
        cursor = await self._connection.execute(*bind(sql, params))
        if cursor.description is not None:
            # A statement with RETURNING is counted, and out of the way, once it was read.
            await cursor.fetchall()
        return max(cursor.rowcount, 0)

    async def execute_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        self._check()
        bound = [bind(sql, row) for row in rows]
        if bound:
            await self._connection.executemany(bound[0][0], [params for _, params in bound])

    async def execute_all(
        self, statements: Sequence[tuple[str, Sequence[Value]]]
    ) -> list[sqlite3.Row]:
        self._check()
        bound = [bind(sql, params) for sql, params in statements]

        def run() -> list[sqlite3.Row]:
            rows: list[sqlite3.Row] = []
            for statement, values in bound:
                if not connection.in_transaction:
                    raise RuntimeError(_ROLLED_BACK)
                rows = connection.execute(statement, values).fetchall()
            return rows

        # aiosqlite has no public way to run several statements on its thread in one go.
        connection = self._connection._conn
        rows: list[sqlite3.Row] = await self._connection._execute(run)  # type: ignore[no-untyped-call]
        return rows

    async def fetch_all(self, sql: str, *params: Value) -> list[sqlite3.Row]:
        self._check()
        return list(await self._connection.execute_fetchall(*bind(sql, params)))

    async def fetch_one(self, sql: str, *params: Value) -> sqlite3.Row | None:
        rows = await self.fetch_all(sql, *params)
        return rows[0] if rows else None

    def _check(self) -> None:
        if self._ended:
            raise RuntimeError("this unit of work is over: its transaction cannot be used again")
        if not self._connection.in_transaction:
            # Without one the statement would be committed at once, whatever comes after it.
            raise RuntimeError(_ROLLED_BACK)


def _settle(unit: _Unit, value: Any, error: BaseException | None) -> None:
    if unit.outcome.done():
        return
    if error is None:
        unit.outcome.set_result(value)
        return
    in_plain_words = in_words(error) if isinstance(error, sqlite3.Error) else None
    if in_plain_words is not None:
        in_plain_words.__cause__ = error
    unit.outcome.set_exception(in_plain_words or error)
