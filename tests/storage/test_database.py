"""A database as its callers see it: written, read, closed."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from storage.database import Database, Transaction
from storage.errors import DatabaseClosed, StorageError

REPOSITORY = Path(__file__).resolve().parents[2]


def member(user_id: int) -> Callable[[Transaction], Awaitable[int]]:
    return lambda tx: tx.execute("INSERT INTO members (user_id, since) VALUES ($1, 0)", user_id)


async def members(database: Database) -> list[int]:
    return [row["user_id"] for row in await database.fetch_all("SELECT user_id FROM members")]


async def test_what_was_written_is_read_back(database: Database) -> None:
    assert await database.write(member(7)) == 1
    row = await database.fetch_one("SELECT user_id, since FROM members WHERE user_id = $1", 7)
    assert row is not None
    assert dict(row) == {"user_id": 7, "since": 0}
    assert await database.fetch_one("SELECT 1 FROM members WHERE user_id = $1", 8) is None


async def test_a_reader_sees_every_write_that_has_returned(database: Database) -> None:
    for user_id in range(100):
        await database.write(member(user_id))
        row = await database.fetch_one("SELECT count(*) AS n FROM members")
        assert row is not None and row["n"] == user_id + 1


async def test_everything_a_column_can_hold_comes_back_as_it_was(database: Database) -> None:
    await database.write(
        lambda tx: tx.execute(
            "CREATE TABLE kinds (t TEXT, i INTEGER, r REAL, b BLOB, n TEXT) STRICT"
        )
    )
    values = ("a\0b '$1' \U0001f4f0", 2**63 - 1, 0.1, b"\0\xff", None)
    await database.write(
        lambda tx: tx.execute("INSERT INTO kinds VALUES ($1, $2, $3, $4, $5)", *values)
    )
    row = await database.fetch_one("SELECT * FROM kinds")
    assert row is not None and tuple(row) == values


async def test_the_number_of_changed_rows_is_told(database: Database) -> None:
    async def work(tx: Transaction) -> list[int]:
        return [
            await tx.execute(
                "INSERT INTO members (user_id, since) VALUES ($1, 0), ($2, 0), ($3, 0)", 1, 2, 3
            ),
            await tx.execute("UPDATE members SET since = 1 WHERE user_id < $1", 3),
            await tx.execute(
                "INSERT INTO members (user_id, since) VALUES (4, 0) RETURNING user_id"
            ),
            await tx.execute("DELETE FROM members WHERE user_id = $1", 99),
            await tx.execute("DELETE FROM members"),
        ]

    assert await database.write(work) == [3, 2, 1, 0, 4]


async def test_a_unit_reads_its_own_writes(database: Database) -> None:
    async def work(tx: Transaction) -> list[int]:
        await member(1)(tx)
        row = await tx.fetch_one(
            "INSERT INTO members (user_id, since) VALUES (2, 0) RETURNING user_id"
        )
        assert row is not None and row["user_id"] == 2
        assert await tx.fetch_one("SELECT 1 FROM members WHERE user_id = 3") is None
        return [row["user_id"] for row in await tx.fetch_all("SELECT user_id FROM members")]

    assert await database.write(work) == [1, 2]


async def test_a_statement_is_run_for_every_row_of_parameters(database: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.execute_many(
            "INSERT INTO members (user_id, since) VALUES ($2, $1)", [(5, 1), (6, 2)]
        )
        await tx.execute_many("INSERT INTO members (user_id, since) VALUES ($1, $2)", [])

    await database.write(work)
    rows = await database.fetch_all("SELECT user_id, since FROM members ORDER BY user_id")
    assert [tuple(row) for row in rows] == [(1, 5), (2, 6)]


async def test_of_many_rows_none_is_kept_where_one_fails(database: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.execute_many(
            "INSERT INTO members (user_id, since) VALUES ($1, $2)", [(1, 0), (2, 0), (1, 0)]
        )

    with pytest.raises(sqlite3.IntegrityError):
        await database.write(work)
    assert await database.fetch_all("SELECT 1 FROM members") == []


async def test_acknowledged_writes_survive_a_power_cut_by_the_pragmas(database: Database) -> None:
    async def pragmas(tx: Transaction) -> list[object]:
        names = ("synchronous", "journal_mode", "foreign_keys")
        rows = [await tx.fetch_one(f"PRAGMA {name}") for name in names]
        return [row[0] for row in rows if row is not None]

    full, on = 2, 1
    assert await database.write(pragmas) == [full, "wal", on]


async def test_foreign_keys_hold_and_the_caller_gets_the_plain_error(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await database.write(
            lambda tx: tx.execute(
                "INSERT INTO questions (user_id, text, asked_at) VALUES ($1, 'q', 0)", 404
            )
        )


async def test_a_mistake_in_the_sql_shows_as_the_bug_it_is(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.write(lambda tx: tx.execute("DELETE FROM nowhere"))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.fetch_all("SELECT * FROM nowhere")


async def test_closing_finishes_what_was_handed_in(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "paperboy.db")
    writes = [asyncio.create_task(database.write(member(n))) for n in range(600)]
    # Each gets as far as handing its work in, and none of it is written yet.
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*writes) == [1] * 600
    async with await Database.open(tmp_path / "paperboy.db") as again:
        assert await members(again) == list(range(600))


async def test_closing_finishes_the_reads_that_run(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "paperboy.db", readers=1)
    reads = [asyncio.create_task(database.fetch_all("SELECT $1 AS n", n)) for n in range(5)]
    await asyncio.sleep(0)
    await database.close()
    assert [rows[0]["n"] for rows in await asyncio.gather(*reads)] == [0, 1, 2, 3, 4]


async def test_closing_twice_and_at_once_is_harmless(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "paperboy.db")
    await asyncio.gather(database.close(), database.close())
    await database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["paperboy.db"]


async def test_after_closing_everything_is_refused_with_a_sentence(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "paperboy.db")
    await database.close()
    with pytest.raises(DatabaseClosed, match=r"shutting down\. Try again"):
        await database.write(member(1))
    for refused in (
        database.fetch_all("SELECT 1"),
        database.fetch_one("SELECT 1"),
        database.check(),
        database.backup(tmp_path / "copy.db"),
    ):
        with pytest.raises(DatabaseClosed):
            await refused
    assert issubclass(DatabaseClosed, StorageError)


async def test_no_task_is_left_when_nothing_is_written(database: Database) -> None:
    before = asyncio.all_tasks()
    await asyncio.gather(*(database.write(member(n)) for n in range(9)))
    await database.fetch_all("SELECT 1")
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("pass", 0),
        ("raise SystemExit(3)", 3),
        ("await Database.open(Path(sys.argv[1]).parent)", 1),
        ("asyncio.current_task().cancel(); await database.fetch_all('SELECT 1')", 1),
    ],
    ids=["at the end", "on leaving", "on a failing open", "on being cancelled"],
)
def test_the_process_ends(tmp_path: Path, ending: str, code: int) -> None:
    script = f"""
import asyncio, sys
from pathlib import Path
from storage.database import Database
async def main():
    async with await Database.open(Path(sys.argv[1])) as database:
        sql = "INSERT INTO members (user_id, since) VALUES (1, 0)"
        await database.write(lambda tx: tx.execute(sql))
        {ending}
asyncio.run(main())
"""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(tmp_path / "paperboy.db")],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == code, ended.stderr
    assert "Unclosed" not in ended.stderr and "never" not in ended.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["paperboy.db"]
