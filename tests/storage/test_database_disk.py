"""A disk that fills up, and backups."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.backup import findings
from storage.database import Database, Transaction
from storage.errors import BackupFailed, DatabaseFull

NOTES = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT"


async def note(tx: Transaction, length: int = 20_000) -> int:
    row = await tx.fetch_one("INSERT INTO notes (text) VALUES ($1) RETURNING id", "x" * length)
    assert row is not None
    return int(row["id"])


async def kept(database: Database) -> list[int]:
    return [row["id"] for row in await database.fetch_all("SELECT id FROM notes ORDER BY id")]


async def fill(database: Database) -> list[int]:
    """Write until the disk is full; the acknowledged ids."""
    acknowledged: list[int] = []
    with pytest.raises(DatabaseFull, match=r"Free some space and try again\.$"):
        while len(acknowledged) < 1000:
            acknowledged.append(await database.write(note))
    return acknowledged


async def test_a_full_disk_refuses_writes_keeps_reading_and_recovers(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 600_000)
    async with await Database.open(small_disk / "paperboy.db") as database:
        await database.write(lambda tx: tx.execute(NOTES))
        acknowledged = await fill(database)
        assert await kept(database) == acknowledged != []

        crowd = await asyncio.gather(
            *(database.write(note) for _ in range(5)), return_exceptions=True
        )
        assert [type(outcome) for outcome in crowd] == [DatabaseFull] * 5
        assert await kept(database) == acknowledged

        ballast.unlink()
        acknowledged += await asyncio.gather(*(database.write(note) for _ in range(5)))
        assert await kept(database) == acknowledged
        assert await database.check() == []
    async with await Database.open(small_disk / "paperboy.db") as again:
        assert await kept(again) == acknowledged


async def test_a_full_disk_at_the_start(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (small_disk / "ballast").write_bytes(b"x" * 4_000_000)
    with pytest.raises(DatabaseFull):
        await Database.open(small_disk / "paperboy.db")
    (small_disk / "ballast").unlink()
    async with await Database.open(small_disk / "paperboy.db") as database:
        assert await database.check() == []


async def test_a_backup_that_does_not_fit_leaves_nothing(small_disk: Path) -> None:
    async with await Database.open(small_disk / "paperboy.db") as database:
        await database.write(lambda tx: tx.execute(NOTES))
        for _ in range(80):
            await database.write(note)
        before = sorted(small_disk.iterdir())
        with pytest.raises(DatabaseFull):
            await database.backup(small_disk / "copy.db")
        assert sorted(small_disk.iterdir()) == before
        assert len(await kept(database)) == 80


async def test_a_backup_can_be_put_in_place_and_opened(database: Database, tmp_path: Path) -> None:
    await database.write(
        lambda tx: tx.execute("INSERT INTO members (user_id, since) VALUES (7, 0)")
    )
    copy = tmp_path / "backups" / "monday.db"
    await database.backup(copy)
    assert list(copy.parent.iterdir()) == [copy]
    assert findings(copy, "integrity_check") == []
    async with await Database.open(copy, create=False) as restored:
        assert restored.schema_version == database.schema_version
        rows = await restored.fetch_all("SELECT user_id FROM members")
        assert [row["user_id"] for row in rows] == [7]
        await restored.write(
            lambda tx: tx.execute("INSERT INTO members (user_id, since) VALUES (8, 0)")
        )


async def test_a_backup_under_writes_is_one_moment(database: Database, tmp_path: Path) -> None:
    await database.write(lambda tx: tx.execute(NOTES))
    await database.write(lambda tx: tx.execute("CREATE TABLE lefts (id INTEGER PRIMARY KEY)"))
    await database.write(lambda tx: tx.execute("CREATE TABLE rights (id INTEGER PRIMARY KEY)"))
    acknowledged: list[int] = []
    ending = asyncio.Event()

    async def pair(tx: Transaction) -> int:
        await tx.execute("INSERT INTO lefts (id) SELECT coalesce(max(id), 0) + 1 FROM lefts")
        await note(tx)
        row = await tx.fetch_one(
            "INSERT INTO rights (id) SELECT coalesce(max(id), 0) + 1 FROM rights RETURNING id"
        )
        assert row is not None
        return int(row["id"])

    async def writing() -> None:
        while not ending.is_set():
            acknowledged.append(await database.write(pair))

    writers = [asyncio.create_task(writing()) for _ in range(4)]
    for number in range(3):
        before = len(acknowledged)
        copy = tmp_path / f"copy{number}.db"
        await database.backup(copy)
        with closing(sqlite3.connect(copy)) as connection:
            lefts = connection.execute("SELECT id FROM lefts").fetchall()
            assert lefts == connection.execute("SELECT id FROM rights").fetchall()
            assert len(lefts) >= before
            assert connection.execute("SELECT count(*) FROM notes").fetchone() == (len(lefts),)
    ending.set()
    await asyncio.gather(*writers)
    assert len(await kept(database)) == len(acknowledged)


async def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    with pytest.raises(BackupFailed, match="already a file of that name"):
        await database.backup(taken)
    assert taken.read_text() == "mine"
    with pytest.raises(BackupFailed):
        await database.backup(database.path)
    assert await database.check() == []


async def test_what_an_interrupted_backup_left_is_not_in_the_way(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "copy.db.part").write_bytes(b"half")
    await database.backup(tmp_path / "copy.db")
    assert findings(tmp_path / "copy.db", "integrity_check") == []
    assert not (tmp_path / "copy.db.part").exists()


async def test_a_backup_where_nothing_can_be_written(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match=r"cannot be written there .*Choose another place"):
        await database.backup(tmp_path / "file" / "copy.db")


async def test_a_backup_that_is_not_sound_is_thrown_away(
    database: Database, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("INSERT INTO questions VALUES (1, 404, 'q', 0)")
    with pytest.raises(BackupFailed, match="not sound, so it was thrown away: a row of questions"):
        await database.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists() and not (tmp_path / "copy.db.part").exists()
