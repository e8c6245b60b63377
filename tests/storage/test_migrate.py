"""The schema: every step once, whole, with its record."""

import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import aiosqlite
import pytest

from storage.database import Database
from storage.errors import DatabaseTooNew, DatabaseUnreadable
from storage.feeds import Feeds
from storage.migrate import Migration, in_order, migrate, packaged_migrations, statements
from storage.outbox import Outbox

FIRST = Migration(1, "lists", "CREATE TABLE lists (id INTEGER PRIMARY KEY, name TEXT) STRICT;")
SECOND = Migration(2, "first_list", "-- one to begin with;\nINSERT INTO lists VALUES (1, 'a;b');")


def noon() -> float:
    return 1_773_230_400.9


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(tmp_path / "schema.db", isolation_level=None) as connection:
        yield connection


async def rows(connection: aiosqlite.Connection, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await connection.execute_fetchall(sql)]


async def test_each_is_applied_once_with_its_record(connection: aiosqlite.Connection) -> None:
    assert await migrate(connection, [FIRST], noon) == 1
    assert await migrate(connection, [SECOND, FIRST], noon) == 2
    assert await migrate(connection, [FIRST, SECOND], noon) == 2
    assert await rows(connection, "SELECT * FROM lists") == [(1, "a;b")]
    assert await rows(connection, "SELECT * FROM schema_migrations") == [
        (1, "lists", 1_773_230_400),
        (2, "first_list", 1_773_230_400),
    ]


async def test_nothing_is_written_when_nothing_is_new(connection: aiosqlite.Connection) -> None:
    await migrate(connection, [FIRST], noon)
    ran: list[str] = []
    await connection.set_trace_callback(ran.append)
    await migrate(connection, [FIRST], noon)
    assert not any(re.match("BEGIN|INSERT|CREATE", statement) for statement in ran)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO half VALUES (1); INSERT INTO nowhere;",
        "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO half VALUES ('text');",
        "CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE",
        "CREATE TABLE half (id INTEGER REFERENCES lists (id)) STRICT; INSERT INTO half VALUES (4);",
    ],
    ids=["a missing table", "a wrong value", "an unfinished statement", "a row without its parent"],
)
async def test_one_that_fails_leaves_nothing(connection: aiosqlite.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.Error):
        await migrate(connection, [FIRST, Migration(2, "half", sql)], noon)
    assert not connection.in_transaction
    tables = await rows(connection, "SELECT name FROM sqlite_master ORDER BY name")
    assert tables == [("lists",), ("schema_migrations",)]
    assert await migrate(connection, [FIRST, SECOND], noon) == 2


async def test_a_first_one_that_fails_leaves_an_empty_database(
    connection: aiosqlite.Connection,
) -> None:
    with pytest.raises(sqlite3.Error):
        await migrate(connection, [Migration(1, "bad", "CREATE TABLE a (b);NONSENSE;")], noon)
    assert await rows(connection, "SELECT name FROM sqlite_master") == []


async def test_a_table_can_be_rebuilt_without_losing_what_points_to_it(
    connection: aiosqlite.Connection,
) -> None:
    entries = Migration(
        2,
        "entries",
        "INSERT INTO lists VALUES (1, 'a');"
        "CREATE TABLE entries (list INTEGER REFERENCES lists (id) ON DELETE CASCADE) STRICT;"
        "INSERT INTO entries VALUES (1);",
    )
    rebuilt = Migration(
        3,
        "rebuilt",
        "CREATE TABLE new_lists (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
        "INSERT INTO new_lists SELECT id, name FROM lists;"
        "DROP TABLE lists; ALTER TABLE new_lists RENAME TO lists;",
    )
    await migrate(connection, [FIRST, entries, rebuilt], noon)
    assert await rows(connection, "SELECT list FROM entries") == [(1,)]
    assert await rows(connection, "PRAGMA foreign_keys") == [(1,)]


async def test_a_newer_schema_is_refused(connection: aiosqlite.Connection) -> None:
    await migrate(connection, [FIRST, SECOND], noon)
    with pytest.raises(DatabaseTooNew, match=r"version 2, this one knows 1.* Update Paperboy"):
        await migrate(connection, [FIRST], noon)


async def test_the_tables_of_another_program_are_left_alone(
    connection: aiosqlite.Connection,
) -> None:
    await connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(DatabaseUnreadable, match="another program"):
        await migrate(connection, [FIRST], noon)
    assert await rows(connection, "SELECT name FROM sqlite_master") == [("bookmarks",)]


async def test_what_another_process_applied_meanwhile_is_not_applied_again(
    connection: aiosqlite.Connection, tmp_path: Path
) -> None:
    """Another process migrates between our look at the version and our first lock."""
    rival = sqlite3.connect(tmp_path / "schema.db", isolation_level=None, check_same_thread=False)

    def overtake(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE" and not rival.in_transaction:
            rival.executescript(
                "BEGIN IMMEDIATE;"
                "CREATE TABLE IF NOT EXISTS schema_migrations "
                "(version INTEGER PRIMARY KEY, name TEXT, applied_at INTEGER) STRICT;"
                "INSERT OR IGNORE INTO schema_migrations VALUES (1, 'lists', 7);"
                "CREATE TABLE IF NOT EXISTS lists (id INTEGER PRIMARY KEY, name TEXT) STRICT;"
                "COMMIT;"
            )

    await connection.set_trace_callback(overtake)
    try:
        assert await migrate(connection, [FIRST, SECOND], noon) == 2
    finally:
        rival.close()
    applied = await rows(connection, "SELECT version, applied_at FROM schema_migrations")
    assert applied == [(1, 7), (2, 1_773_230_400)]


@pytest.mark.parametrize("versions", [[2], [1, 3], [1, 1], [0, 1], [1, 2, 2]])
def test_gaps_and_doubles_are_refused(versions: list[int]) -> None:
    with pytest.raises(ValueError, match="without gaps or doubles"):
        in_order([Migration(version, "x", "") for version in versions])


@pytest.mark.parametrize(
    ("sql", "split"),
    [
        ("", []),
        ("SELECT 1; SELECT 2;", ["SELECT 1;", "SELECT 2;"]),
        ("SELECT ';'; SELECT \";\";", ["SELECT ';';", 'SELECT ";";']),
        ("-- a; b\nSELECT 1; /* c; d */", ["-- a; b\nSELECT 1;", "/* c; d */"]),
        ("SELECT 1", ["SELECT 1"]),
        (
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END; SELECT 1;",
            [
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; DELETE FROM c; END;",
                "SELECT 1;",
            ],
        ),
    ],
)
def test_a_script_is_split_into_statements(sql: str, split: list[str]) -> None:
    assert list(statements(sql)) == split


async def test_our_own_make_strict_tables_only(database: Database) -> None:
    assert database.schema_version == len(packaged_migrations()) >= 1
    tables = await database.fetch_all(
        "SELECT name, strict FROM pragma_table_list "
        "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    assert "papers" in {row["name"] for row in tables}
    assert [row["name"] for row in tables if not row["strict"]] == []


async def test_feeds_of_before_there_were_cadences_are_kept(tmp_path: Path) -> None:
    """Daily, full, nothing asked for; what was sent of them is left as it is."""
    every = packaged_migrations()
    before = [each for each in every if each.version < _of(every, "announcements")]
    path = tmp_path / "paperboy.db"
    async with aiosqlite.connect(path, isolation_level=None) as old:
        await migrate(old, before, lambda: 0.0)
        await old.execute(
            "INSERT INTO feeds (guild_id, channel_id, minute, timezone, top, active_from,"
            " last_error) VALUES (1, 2, 540, 'Europe/Berlin', 5, 100, 'I may not post there.')"
        )
        await old.execute(
            "INSERT INTO deliveries (feed_id, day, state, due_at, message_id)"
            " VALUES (1, '2026-03-11', 'sent', 100, 77)"
        )
    async with await Database.open(path) as database:
        (feed,) = await Feeds(database).all()
        outbox = Outbox(database)
        sent = await outbox.last(feed.id)
        live = await outbox.live(datetime(2030, 1, 1, tzinfo=UTC))
        assert await database.check() == []
    assert (feed.id, feed.channel_id, feed.at, feed.top) == (1, 2, time(9), 5)
    assert (feed.cadence, feed.look, feed.last_error) == ("daily", "full", "I may not post there.")
    assert sent is not None
    assert (sent.message_id, sent.look_at, live) == (77, None, [])


def _of(migrations: Sequence[Migration], name: str) -> int:
    return next(each.version for each in migrations if each.name == name)
