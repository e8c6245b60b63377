"""The schema's way from one version to the next: numbered files, each applied once."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

import aiosqlite

from storage.errors import DatabaseTooNew, DatabaseUnreadable

_FILE_NAME = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """A step of the schema: `version` counts from 1 without a gap."""

    version: int
    name: str
    sql: str


def packaged_migrations() -> tuple[Migration, ...]:
    """The migrations that this code knows, in order: NNNN_name.sql in `storage.migrations`."""
    found = []
    for file in files("storage.migrations").iterdir():
        if file.name.endswith(".sql"):
            match = _FILE_NAME.fullmatch(file.name)
            if match is None:
                raise ValueError(f"a migration is named NNNN_name.sql, not {file.name}")
            found.append(Migration(int(match["version"]), match["name"], file.read_text("utf-8")))
    return in_order(found)


def in_order(migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """The migrations by version. Raises ValueError unless they count 1, 2, 3, ..."""
    ordered = tuple(sorted(migrations, key=lambda migration: migration.version))
    versions = [migration.version for migration in ordered]
    if versions != list(range(1, len(versions) + 1)):
        raise ValueError(f"migrations count from 1 without gaps or doubles, not {versions}")
    return ordered


def statements(sql: str) -> Iterator[str]:
    """The statements of a script one by one; `;` in texts, comments and triggers does not count.

    For executescript commits what was done before, which would part a migration from its record.
    """
    statement = ""
    for piece in re.split(r"(?<=;)", sql):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        yield statement.strip()


async def migrate(
    connection: aiosqlite.Connection,
    migrations: Sequence[Migration],
    clock: Callable[[], float],
) -> int:
    """Bring the database up to the newest of `migrations` and return that version.

    `connection` is in autocommit mode; its foreign keys are on afterwards. `clock` gives seconds
    since 1970. Each migration is one transaction together with its record, so that an
    interrupted one leaves nothing; another process that migrates at the same time is waited for.
    Raises DatabaseTooNew for a schema beyond the newest migration, DatabaseUnreadable for the
    database of another program, sqlite3.Error as it comes.
    """
    ordered = in_order(migrations)
    newest = len(ordered)
    # Rebuilding a table means dropping the old one, and with foreign keys on that would delete
    # every row that points to it. They are checked before each COMMIT instead.
    await connection.execute("PRAGMA foreign_keys = OFF")
    for migration in ordered[await _version(connection) :]:
        await _apply(connection, migration, clock)
    applied = await _version(connection)
    if applied > newest:
        raise DatabaseTooNew(
            f"A newer Paperboy made this database (version {applied}, this one knows "
            f"{newest}). Update Paperboy, then start again."
        )
    await connection.execute("PRAGMA foreign_keys = ON")
    return newest


async def _version(connection: aiosqlite.Connection) -> int:
    names = {
        str(row[0])
        for row in await connection.execute_fetchall(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' "
            "ESCAPE '!'"
        )
    }
    if not names:
        return 0
    if "schema_migrations" not in names:
        raise DatabaseUnreadable(
            "This is the database of another program. Choose another place for Paperboy's."
        )
    rows = list(
        await connection.execute_fetchall("SELECT coalesce(max(version), 0) FROM schema_migrations")
    )
    return int(rows[0][0])


async def _apply(
    connection: aiosqlite.Connection, migration: Migration, clock: Callable[[], float]
) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again, now that nobody else can write: another process may have been quicker.
        if await _version(connection) < migration.version:
            await connection.execute(
                "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, "
                "name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
            )
            for statement in statements(migration.sql):
                await connection.execute(statement)
            broken = list(await connection.execute_fetchall("PRAGMA foreign_key_check"))
            if broken:
                raise sqlite3.IntegrityError(
                    f"migration {migration.version} leaves rows of {broken[0][0]} "
                    "that point to nothing"
                )
            await connection.execute(
                "INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)",
                (migration.version, migration.name, int(clock())),
            )
        await connection.execute("COMMIT")
    except BaseException:
        await connection.rollback()
        raise
