"""Read-only connections beside the writer: a slow query holds up neither it nor the others."""

import asyncio
import sqlite3
from collections.abc import Sequence

import aiosqlite

from storage.errors import QueryTooSlow, plain_words
from storage.sql import Value, bind

INTERRUPT_AGAIN = 0.02
"""Seconds. An interrupt that comes before the query has begun is lost, so it is repeated."""


class Readers:
    """A few connections, one query each at a time, each within `deadline` seconds."""

    def __init__(self, connections: Sequence[aiosqlite.Connection], deadline: float) -> None:
        self._count = len(connections)
        self._deadline = deadline
        self._idle: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for connection in connections:
            self._idle.put_nowait(connection)

    async def fetch_all(self, sql: str, params: Sequence[Value]) -> list[sqlite3.Row]:
        """See `Database.fetch_all`."""
        statement, values = bind(sql, params)
        ends_at = asyncio.get_running_loop().time() + self._deadline
        try:
            async with asyncio.timeout_at(ends_at):
                reader = await self._idle.get()
        except TimeoutError:
            raise self._too_slow() from None
        query = asyncio.create_task(self._query(reader, statement, values))
        try:
            await asyncio.wait({query}, timeout=ends_at - asyncio.get_running_loop().time())
        finally:
            while not query.done():
                await reader.interrupt()
                await asyncio.wait({query}, timeout=INTERRUPT_AGAIN)
            failure = None if query.cancelled() else query.exception()
        if getattr(failure, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise self._too_slow() from failure
        with plain_words():
            return query.result()

    async def finish(self) -> None:
        """Wait until no query runs any more; no new ones may be asked meanwhile."""
        for _ in range(self._count):
            await self._idle.get()

    async def _query(
        self, reader: aiosqlite.Connection, sql: str, values: Sequence[Value]
    ) -> list[sqlite3.Row]:
        try:
            return list(await reader.execute_fetchall(sql, values))
        finally:
            # Here, and not in the caller, which may be cancelled while SQLite is still at it.
            self._idle.put_nowait(reader)

    def _too_slow(self) -> QueryTooSlow:
        return QueryTooSlow(
            f"That took longer than {self._deadline:g} seconds, so it was stopped. "
            "Ask for less, or try again in a minute."
        )
