"""Readers: apart from the writer, read-only, and never longer than their deadline."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import DatabaseReadOnly, QueryTooSlow

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
ENDLESS_ROWS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "paperboy.db"
    async with await Database.open(path, readers=1, read_deadline=0.1) as database:
        yield database


@pytest.mark.parametrize("sql", [ENDLESS, ENDLESS_ROWS], ids=["one row", "many rows"])
async def test_a_query_is_stopped_at_its_deadline_and_its_reader_is_fine(
    impatient: Database, sql: str
) -> None:
    for _ in range(3):
        with pytest.raises(QueryTooSlow, match=r"longer than 0\.1 seconds.* Ask for less"):
            await impatient.fetch_all(sql)
    # There is one reader only, so it is the same.
    row = await impatient.fetch_one("SELECT count(*) AS n FROM members")
    assert row is not None and row["n"] == 0


async def test_waiting_for_a_free_reader_counts(impatient: Database) -> None:
    outcomes = await asyncio.gather(
        *(impatient.fetch_all(ENDLESS) for _ in range(5)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [QueryTooSlow] * 5
    assert len(await impatient.fetch_all("SELECT 1")) == 1


async def test_a_slow_query_holds_up_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    async with await Database.open(path, readers=2, read_deadline=600) as database:
        slow = asyncio.create_task(database.fetch_all(ENDLESS))
        await asyncio.sleep(0)
        for number in range(20):
            await database.write(
                lambda tx: tx.execute("INSERT INTO questions SELECT $1, $1, '', 0 WHERE 0", 1)
            )
            row = await database.fetch_one("SELECT $1 AS n", number)
            assert row is not None and row["n"] == number
        assert not slow.done()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow


async def test_a_cancelled_query_gives_its_reader_back_clean(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    async with await Database.open(path, readers=1, read_deadline=600) as database:
        for turns in range(10):
            query = asyncio.create_task(database.fetch_all(ENDLESS))
            for _ in range(turns):
                await asyncio.sleep(0)
            query.cancel()
            with pytest.raises(asyncio.CancelledError):
                await query
            row = await database.fetch_one("SELECT $1 AS n", turns)
            assert row is not None and row["n"] == turns


async def test_a_reader_that_waits_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    async with await Database.open(path, readers=1, read_deadline=600) as database:
        slow = asyncio.create_task(database.fetch_all(ENDLESS))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(database.fetch_all("SELECT 1"))
        await asyncio.sleep(0)
        for query in (waiting, slow):
            query.cancel()
            with pytest.raises(asyncio.CancelledError):
                await query
        assert len(await database.fetch_all("SELECT 1")) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO members (user_id, since) VALUES (1, 0)",
        "DELETE FROM schema_migrations",
        "CREATE TABLE t (a INTEGER) STRICT",
    ],
)
async def test_a_reader_cannot_write(database: Database, sql: str) -> None:
    with pytest.raises(DatabaseReadOnly):
        await database.fetch_all(sql)
    # Not even when it is talked out of it: the file itself is open for reading only.
    await database.fetch_all("PRAGMA query_only = OFF")
    for _ in range(4):
        with pytest.raises(DatabaseReadOnly):
            await database.fetch_all(sql)


async def test_more_queries_than_readers_are_all_answered(database: Database) -> None:
    rows = await asyncio.gather(*(database.fetch_one("SELECT $1 AS n", n) for n in range(200)))
    assert [row["n"] for row in rows if row is not None] == list(range(200))


async def test_a_mistake_gives_the_reader_back(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "paperboy.db", readers=1) as database:
        with pytest.raises(sqlite3.OperationalError):
            await database.fetch_all("SELECT")
        with pytest.raises(OverflowError):
            await database.fetch_all("SELECT $1", 2**63)
        assert len(await database.fetch_all("SELECT 1")) == 1
