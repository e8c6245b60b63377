"""Group commit: written together, failing alone, never torn."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiosqlite
import pytest

from storage.database import Database, Transaction
from storage.errors import DatabaseBusy, DatabaseFull
from storage.writer import BATCH, Writer

PAIRS = (
    "CREATE TABLE pairs (id INTEGER NOT NULL, side TEXT NOT NULL, PRIMARY KEY (id, side)) STRICT"
)

Work = Callable[[Transaction], Awaitable[object]]


def row(number: int, side: str = "left") -> Work:
    return lambda tx: tx.execute("INSERT INTO pairs VALUES ($1, $2)", number, side)


async def pairs(database: Database) -> list[tuple[int, str]]:
    rows = await database.fetch_all("SELECT id, side FROM pairs ORDER BY id, side")
    return [(row["id"], row["side"]) for row in rows]


async def all_of(database: Database, *work: Work) -> list[object]:
    """The results or errors of units handed in at once, so that they share a transaction."""
    return list(
        await asyncio.gather(*(database.write(unit) for unit in work), return_exceptions=True)
    )


@pytest.fixture
async def ground(database: Database) -> Database:
    await database.write(lambda tx: tx.execute(PAIRS))
    return database


class Traced:
    """A writer on a file of its own, and every statement SQLite really ran."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.connection = connection
        self.writer = Writer(connection)
        self.statements: list[str] = []

    def count(self, statement: str) -> int:
        return sum(ran.startswith(statement) for ran in self.statements)


@pytest.fixture
async def traced(tmp_path: Path) -> AsyncIterator[Traced]:
    async with aiosqlite.connect(tmp_path / "traced.db", isolation_level=None) as connection:
        await connection.execute(PAIRS)
        traced = Traced(connection)
        await connection.set_trace_callback(traced.statements.append)
        yield traced
        await traced.writer.finish()


async def test_what_waits_is_committed_together(traced: Traced) -> None:
    await asyncio.gather(*(traced.writer.run(row(number)) for number in range(100)))
    assert traced.count("INSERT") == 100
    assert traced.count("BEGIN IMMEDIATE") == traced.count("COMMIT") == 1


async def test_a_crowd_is_committed_in_parts(traced: Traced) -> None:
    await asyncio.gather(*(traced.writer.run(row(number)) for number in range(BATCH + 1)))
    assert traced.count("COMMIT") == 2


async def test_nothing_is_acknowledged_before_its_commit(traced: Traced) -> None:
    async def write(number: int) -> int:
        await traced.writer.run(row(number))
        return traced.count("COMMIT")

    assert await asyncio.gather(*(write(number) for number in range(3))) == [1, 1, 1]


async def test_a_unit_that_fails_is_undone_alone(ground: Database) -> None:
    async def half(tx: Transaction) -> None:
        await row(2, "left")(tx)
        raise LookupError("after the first half")

    done = await all_of(ground, row(1), half, row(1), row(3))
    assert done[0] == done[3] == 1
    assert isinstance(done[1], LookupError)
    assert isinstance(done[2], sqlite3.IntegrityError)
    assert await pairs(ground) == [(1, "left"), (3, "left")]


@pytest.mark.parametrize(
    ("value", "error"),
    [(2**63, OverflowError), (-(2**63) - 1, OverflowError), ("\ud800", UnicodeEncodeError)],
    ids=["an id beyond 64 bits", "one below", "a lone surrogate"],
)
async def test_a_value_no_column_can_hold_fails_alone(
    ground: Database, value: int | str, error: type[Exception]
) -> None:
    done = await all_of(
        ground, row(1), lambda tx: tx.execute("INSERT INTO pairs VALUES ($1, 'x')", value), row(2)
    )
    assert [type(outcome) for outcome in done] == [int, error, int]
    assert await pairs(ground) == [(1, "left"), (2, "left")]


async def test_a_unit_alone_that_fails_leaves_nothing(ground: Database) -> None:
    async def half(tx: Transaction) -> None:
        await row(1)(tx)
        await row(1)(tx)

    with pytest.raises(sqlite3.IntegrityError):
        await ground.write(half)
    assert await pairs(ground) == []
    await ground.write(row(2))
    assert await pairs(ground) == [(2, "left")]


async def test_one_that_fails_only_at_the_commit_fails_alone(ground: Database) -> None:
    await ground.write(
        lambda tx: tx.execute(
            "CREATE TABLE late (member INTEGER NOT NULL REFERENCES members (user_id) "
            "DEFERRABLE INITIALLY DEFERRED) STRICT"
        )
    )
    done = await all_of(
        ground, row(1), lambda tx: tx.execute("INSERT INTO late VALUES (404)"), row(2)
    )
    assert [type(outcome) for outcome in done] == [int, sqlite3.IntegrityError, int]
    assert await pairs(ground) == [(1, "left"), (2, "left")]
    assert await ground.fetch_all("SELECT * FROM late") == []


async def test_one_that_makes_sqlite_roll_everything_back_fails_alone(ground: Database) -> None:
    await ground.write(row(1))
    done = await all_of(
        ground,
        row(2),
        lambda tx: tx.execute("INSERT OR ROLLBACK INTO pairs VALUES (1, 'left')"),
        row(3),
    )
    assert [type(outcome) for outcome in done] == [int, sqlite3.IntegrityError, int]
    assert await pairs(ground) == [(1, "left"), (2, "left"), (3, "left")]


async def test_after_such_a_rollback_a_unit_cannot_write_outside_of_a_transaction(
    ground: Database,
) -> None:
    await ground.write(row(1))

    async def carries_on(tx: Transaction) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            await tx.execute("INSERT OR ROLLBACK INTO pairs VALUES (1, 'left')")
        await row(2)(tx)

    for done in (await all_of(ground, carries_on), await all_of(ground, carries_on, row(3))):
        assert isinstance(done[0], RuntimeError)
    assert await pairs(ground) == [(1, "left"), (3, "left")]


async def test_one_that_hides_such_a_rollback_is_not_acknowledged(ground: Database) -> None:
    await ground.write(row(1))

    async def hides(tx: Transaction) -> str:
        await row(2)(tx)
        with pytest.raises(sqlite3.IntegrityError):
            await tx.execute("INSERT OR ROLLBACK INTO pairs VALUES (1, 'left')")
        return "done"

    for done in (await all_of(ground, hides), await all_of(ground, hides, row(3))):
        assert isinstance(done[0], sqlite3.OperationalError)
    assert await pairs(ground) == [(1, "left"), (3, "left")]


@pytest.mark.parametrize("sql", ["COMMIT", "commit;", " ROLLBACK", "BEGIN", "SAVEPOINT a", "END"])
async def test_a_unit_cannot_end_the_transaction_it_shares(ground: Database, sql: str) -> None:
    done = await all_of(ground, row(1), lambda tx: tx.execute(sql), row(2))
    assert [type(outcome) for outcome in done] == [int, ValueError, int]
    with pytest.raises(ValueError, match="neither begins nor ends"):
        await ground.fetch_all(sql)


async def test_half_a_unit_is_never_seen(ground: Database) -> None:
    seen: list[list[tuple[int, str]]] = []

    async def both(tx: Transaction) -> None:
        await row(1, "left")(tx)
        seen.append(await pairs(ground))
        await row(1, "right")(tx)

    await all_of(ground, both, row(2))
    assert seen == [[]]
    assert await pairs(ground) == [(1, "left"), (1, "right"), (2, "left")]


async def test_another_process_cannot_write_between_a_read_and_the_write_after_it(
    ground: Database,
) -> None:
    other = sqlite3.connect(ground.path, timeout=0, isolation_level=None)

    async def read_then_write(tx: Transaction) -> None:
        await tx.fetch_all("SELECT * FROM pairs")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO pairs VALUES (9, 'left')")
        await row(1)(tx)

    try:
        await ground.write(read_then_write)
    finally:
        other.close()
    assert await pairs(ground) == [(1, "left")]


async def test_while_another_process_writes_all_are_refused_at_once_with_a_sentence(
    tmp_path: Path,
) -> None:
    async with await Database.open(tmp_path / "paperboy.db", lock_timeout=0) as database:
        await database.write(lambda tx: tx.execute(PAIRS))
        other = sqlite3.connect(database.path, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            done = await all_of(database, row(1), row(2), row(3))
            done += await all_of(database, row(4))
            assert [type(outcome) for outcome in done] == [DatabaseBusy] * 4
            assert "try again in a minute" in str(done[0])
            assert await pairs(database) == []
            other.execute("COMMIT")
            await database.write(row(5))
            assert await pairs(database) == [(5, "left")]
        finally:
            other.close()


async def test_a_cancelled_caller_does_not_tear_its_unit(ground: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def both(tx: Transaction) -> None:
        await row(1, "left")(tx)
        begun.set()
        await go_on.wait()
        await row(1, "right")(tx)

    caller = asyncio.create_task(ground.write(both))
    await begun.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    await ground.write(row(2))
    assert await pairs(ground) == [(1, "left"), (1, "right"), (2, "left")]


@pytest.mark.parametrize("together", [True, False], ids=["in the same batch", "in the next one"])
async def test_a_caller_cancelled_before_its_unit_began_takes_it_back(
    ground: Database, together: bool
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def first(tx: Transaction) -> None:
        await row(1)(tx)
        begun.set()
        await go_on.wait()

    running = asyncio.create_task(ground.write(first))
    if not together:
        await begun.wait()
    waiting = asyncio.create_task(ground.write(row(2)))
    behind = asyncio.create_task(ground.write(row(3)))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await asyncio.gather(running, behind)
    assert await pairs(ground) == [(1, "left"), (3, "left")]


async def test_a_unit_that_cancels_itself_fails_alone(ground: Database) -> None:
    async def cancels(tx: Transaction) -> None:
        await row(2)(tx)
        raise asyncio.CancelledError

    done = await all_of(ground, row(1), cancels, row(3))
    assert isinstance(done[1], asyncio.CancelledError)
    assert await pairs(ground) == [(1, "left"), (3, "left")]


@pytest.mark.parametrize("company", [0, 1], ids=["alone", "in company"])
async def test_a_cancelled_writer_leaves_nothing_half_written(
    ground: Database, company: int
) -> None:
    """As at the end of an event loop that cancels every task there is."""
    begun = asyncio.Event()

    async def half(tx: Transaction) -> None:
        await row(1)(tx)
        begun.set()
        await asyncio.Event().wait()

    callers = [asyncio.create_task(ground.write(half))]
    callers += [asyncio.create_task(ground.write(half)) for _ in range(company)]
    await begun.wait()
    waiting = asyncio.create_task(ground.write(half))
    await asyncio.sleep(0)
    for task in asyncio.all_tasks():
        if task.get_name() == "database writer":
            task.cancel()
    outcomes = await asyncio.gather(*callers, waiting, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {asyncio.CancelledError}
    await ground.write(row(2))
    assert await pairs(ground) == [(2, "left")]


async def test_a_write_inside_of_a_write_is_refused(ground: Database) -> None:
    async def nested(tx: Transaction) -> None:
        await row(1)(tx)
        await ground.write(row(2))

    async def nested_in_a_task(tx: Transaction) -> None:
        await asyncio.gather(ground.write(row(3)))

    done = await all_of(ground, nested, nested_in_a_task, row(4))
    assert [type(outcome) for outcome in done] == [RuntimeError, RuntimeError, int]
    assert await pairs(ground) == [(4, "left")]


async def test_a_transaction_cannot_be_kept(ground: Database) -> None:
    kept: list[Transaction] = []

    async def keep(tx: Transaction) -> None:
        kept.append(tx)

    await ground.write(keep)
    with pytest.raises(RuntimeError, match="over"):
        await kept[0].execute("INSERT INTO pairs VALUES (1, 'left')")
    with pytest.raises(RuntimeError, match="over"):
        await kept[0].fetch_all("SELECT 1")


async def test_a_connection_that_is_gone_is_told_to_everybody(traced: Traced) -> None:
    await traced.connection.close()
    callers = [asyncio.create_task(traced.writer.run(row(number))) for number in (1, 2)]
    await asyncio.sleep(0)
    (writer,) = (task for task in asyncio.all_tasks() if task.get_name() == "database writer")
    outcomes = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [ValueError, ValueError]
    with pytest.raises(ValueError, match="connection"):
        await writer


async def test_a_full_database_refuses_what_does_not_fit_and_keeps_the_rest(
    ground: Database,
) -> None:
    async def limit(tx: Transaction, more: int) -> None:
        pages = await tx.fetch_one("PRAGMA page_count")
        assert pages is not None
        await tx.fetch_all(f"PRAGMA max_page_count = {pages[0] + more}")

    def large(number: int) -> Work:
        return row(number, "x" * 100_000)

    await ground.write(lambda tx: limit(tx, 2))
    done = await all_of(ground, row(1), large(2), row(3))
    done += await all_of(ground, large(4))
    assert [type(outcome) for outcome in done] == [int, DatabaseFull, int, DatabaseFull]
    assert str(done[1]) == "The disk is full, so nothing was saved. Free some space and try again."
    assert await pairs(ground) == [(1, "left"), (3, "left")]

    await ground.write(lambda tx: limit(tx, 1000))
    assert await all_of(ground, large(5), large(6)) == [1, 1]
    assert await ground.check() == []


async def test_several_statements_in_one_go_are_a_unit_like_any_other(ground: Database) -> None:
    async def several(tx: Transaction) -> list[tuple[object, ...]]:
        rows = await tx.execute_all(
            [
                ("INSERT INTO pairs VALUES ($1, $2)", (1, "left")),
                ("INSERT INTO pairs VALUES ($1, $2) RETURNING side, id", (1, "right")),
            ]
        )
        return [tuple(row) for row in rows]

    async def fails(tx: Transaction) -> None:
        await tx.execute_all(
            [
                ("INSERT INTO pairs VALUES (2, 'left')", ()),
                ("INSERT INTO pairs VALUES (2, 'left')", ()),
            ]
        )

    async def rolled_back(tx: Transaction) -> None:
        await tx.execute_all([("INSERT OR ROLLBACK INTO pairs VALUES (1, 'left')", ())])

    async def ends(tx: Transaction) -> None:
        await tx.execute_all([("COMMIT", ())])

    done = await all_of(ground, several, fails, row(3), ends)
    assert done[0] == [("right", 1)] and isinstance(done[1], sqlite3.IntegrityError)
    assert isinstance(done[3], ValueError)
    assert isinstance((await all_of(ground, rolled_back))[0], sqlite3.IntegrityError)
    assert await pairs(ground) == [(1, "left"), (1, "right"), (3, "left")]
    assert await ground.write(lambda tx: tx.execute_all([])) == []
