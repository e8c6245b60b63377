"""What stands in the way of opening a database, each told in a sentence."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database, Transaction
from storage.errors import (
    DatabaseBusy,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseTooNew,
    DatabaseUnreadable,
    StorageError,
)

REPOSITORY = Path(__file__).resolve().parents[2]

OPEN = """
import asyncio, sys
from pathlib import Path
from storage.database import Database
async def main():
    async with await Database.open(Path(sys.argv[1])) as database:
        print("open", len(await database.fetch_all("SELECT * FROM schema_migrations")))
asyncio.run(main())
"""


async def sentence(
    path: Path, kind: type[StorageError], *, create: bool = True, lock_timeout: float = 5
) -> str:
    """What a person is told about a file that cannot be opened."""
    with pytest.raises(kind) as caught:
        async with await Database.open(path, create=create, lock_timeout=lock_timeout):
            pass
    return str(caught.value)


def new_member(user_id: int) -> Callable[[Transaction], Awaitable[int]]:
    return lambda tx: tx.execute("INSERT INTO members (user_id, since) VALUES ($1, 0)", user_id)


async def test_a_new_database_and_its_folder_are_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "deep" / "paperboy.db"
    async with await Database.open(path) as database:
        assert database.path == path
        assert database.schema_version >= 1
    assert path.is_file()


async def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    for start in range(3):
        async with await Database.open(tmp_path / "paperboy.db") as database:
            await database.write(new_member(start))
            assert len(await database.fetch_all("SELECT * FROM members")) == start + 1


@pytest.mark.parametrize(
    "name", ["a b.db", "100%.db", "%41.db", "what?mode=ro.db", "c#1.db", "nö'\"&=.db"]
)
async def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    async with await Database.open(tmp_path / name) as database:
        await database.write(new_member(1))
        assert len(await database.fetch_all("SELECT * FROM members")) == 1
    assert [file.name for file in tmp_path.iterdir()] == [name]


async def test_a_relative_path_stays_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with await Database.open(Path("paperboy.db")) as database:
        assert database.path == tmp_path / "paperboy.db"


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    path.touch()
    async with await Database.open(path) as database:
        assert await database.check() == []


async def test_a_missing_database(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "paperboy.db"
    assert await sentence(path, DatabaseMissing, create=False) == (
        f"There is no database at {path}. Check the path, or import papers first."
    )
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_in_its_place(tmp_path: Path) -> None:
    assert await sentence(tmp_path, DatabaseUnreadable) == (
        f"{tmp_path} is a folder. Name a file for the database, or move the folder away."
    )


async def test_a_file_in_the_place_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    told = await sentence(tmp_path / "data" / "paperboy.db", DatabaseUnreadable)
    assert "may be read and written" in told


@pytest.mark.parametrize("content", [b"x", b"not a database at all" * 500, bytes(range(256)) * 64])
async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "paperboy.db"
    path.write_bytes(content)
    assert await sentence(path, DatabaseUnreadable) == (
        f"{path} is damaged or not a database. "
        "Move it away or put a backup in its place, then start again."
    )
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
async def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.db"
    async with await Database.open(path) as database:
        await database.write(
            lambda tx: tx.execute(
                "INSERT INTO papers (id, title, title_key, abstract, change) "
                "VALUES ('t-1', 'A', 'a', $1, 1)",
                "word " * 20_000,
            )
        )
    return path


@pytest.mark.parametrize("kept", [20, 100, 4096, 5000, -4096])
async def test_a_truncated_database(sound: Path, kept: int) -> None:
    sound.write_bytes(sound.read_bytes()[:kept])
    assert await sentence(sound, DatabaseUnreadable) == (
        "The database is damaged or not a database. Put a backup in its place, then start again."
    )


@pytest.mark.parametrize(("start", "end"), [(16, 100), (100, 4096)], ids=["header", "schema"])
async def test_a_database_with_a_damaged_beginning(sound: Path, start: int, end: int) -> None:
    damaged = bytearray(sound.read_bytes())
    damaged[start:end] = b"\xaa" * (end - start)
    sound.write_bytes(damaged)
    assert "damaged" in await sentence(sound, DatabaseUnreadable)


async def test_damage_further_in_is_found_by_the_check_and_told_by_the_query(sound: Path) -> None:
    damaged = bytearray(sound.read_bytes())
    async with await Database.open(sound) as database:
        assert await database.check() == []
        page = await database.fetch_one(
            "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'papers'"
        )
    assert page is not None
    start = (page["rootpage"] - 1) * 4096
    damaged[start : start + 4096] = b"\xaa" * 4096
    sound.write_bytes(damaged)
    async with await Database.open(sound) as database:
        assert await database.check() != []
        with pytest.raises(DatabaseUnreadable, match="Put a backup in its place"):
            await database.fetch_all("SELECT * FROM papers")


async def test_rows_that_point_to_nothing_are_found_by_the_check(sound: Path) -> None:
    with closing(sqlite3.connect(sound, isolation_level=None)) as connection:
        connection.execute("INSERT INTO questions VALUES (1, 404, 'q', 0)")
    async with await Database.open(sound) as database:
        assert await database.check() == ["a row of questions points to a missing row of members"]


async def test_a_newer_database(sound: Path) -> None:
    with closing(sqlite3.connect(sound, isolation_level=None)) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (9999, 'from_the_future', 0)")
    before = sound.read_bytes()
    told = await sentence(sound, DatabaseTooNew)
    assert told.startswith("A newer Paperboy made this database (version 9999, this one knows ")
    assert told.endswith("Update Paperboy, then start again.")
    assert sound.read_bytes() == before


async def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    assert await sentence(path, DatabaseUnreadable) == (
        "This is the database of another program. Choose another place for Paperboy's."
    )
    assert path.read_bytes() == before


async def test_a_database_that_another_process_has_locked(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await sentence(path, DatabaseBusy, lock_timeout=0) == (
            "Another program keeps the database locked. "
            "Close that program, or try again in a minute."
        )
    async with await Database.open(path, lock_timeout=0) as database:
        assert await database.check() == []


async def test_switching_to_write_ahead_logging_waits_no_longer_than_it_may(sound: Path) -> None:
    with closing(sqlite3.connect(sound, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN IMMEDIATE")
        assert "locked" in await sentence(sound, DatabaseBusy, lock_timeout=0.05)


def test_a_folder_that_may_not_be_written(
    open_folder: Path,
    opened_by_a_plain_user: Callable[[Path], str],
) -> None:
    open_folder.chmod(0o555)
    path = open_folder / "paperboy.db"
    assert opened_by_a_plain_user(path) == (
        f"DatabaseReadOnly {path} may not be written. "
        "Allow writing to the file and its folder, then start again.\n"
    )


@pytest.mark.parametrize(
    ("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555)], ids=["file", "folder"]
)
async def test_a_read_only_database(
    open_folder: Path,
    opened_by_a_plain_user: Callable[[Path], str],
    file_mode: int,
    folder_mode: int,
) -> None:
    path = open_folder / "paperboy.db"
    await (await Database.open(path)).close()
    path.chmod(file_mode)
    open_folder.chmod(folder_mode)
    before = path.read_bytes()
    assert "DatabaseReadOnly" in opened_by_a_plain_user(path)
    assert path.read_bytes() == before
    assert list(open_folder.iterdir()) == [path]


def test_a_plain_user_s_own_database(
    open_folder: Path, opened_by_a_plain_user: Callable[[Path], str]
) -> None:
    assert opened_by_a_plain_user(open_folder / "paperboy.db") == "opened\n"


async def test_a_database_that_may_not_be_read(
    open_folder: Path,
    opened_by_a_plain_user: Callable[[Path], str],
) -> None:
    path = open_folder / "paperboy.db"
    await (await Database.open(path)).close()
    path.chmod(0o000)
    assert opened_by_a_plain_user(path) == (
        f"DatabaseUnreadable {path} cannot be opened (Permission denied). "
        "Check that the file and its folder may be read and written.\n"
    )


async def test_a_read_only_disk(small_disk: Path) -> None:
    path = small_disk / "paperboy.db"
    await (await Database.open(path)).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for unwritable in (path, small_disk / "new.db"):
        assert "may not be written" in await sentence(unwritable, DatabaseReadOnly)
    assert list(small_disk.iterdir()) == [path]


def test_many_processes_that_start_at_once_make_one_database(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "paperboy.db")]
    starting = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    told = {process.communicate(timeout=60)[0] for process in starting}
    steps = len(list((REPOSITORY / "storage" / "migrations").glob("*.sql")))
    assert told == {f"open {steps}\n"}


def test_each_commit_is_synced_to_the_disk(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("counting system calls takes strace")
    commits = 20
    code = f"""
import asyncio, sys
from pathlib import Path
from storage.database import Database
async def main():
    async with await Database.open(Path(sys.argv[1])) as database:
        for number in range({commits}):
            sql = "INSERT INTO members (user_id, since) VALUES ($1, 0)"
            await database.write(lambda tx: tx.execute(sql, number))
        row = await database.fetch_one("SELECT count(*) AS n FROM members")
        print(row["n"])
asyncio.run(main())
"""
    log = tmp_path / "calls"
    counted = subprocess.run(
        [
            *(strace, "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", str(log)),
            *(sys.executable, "-c", code, str(tmp_path / "paperboy.db")),
        ],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if "PTRACE" in counted.stderr:
        pytest.skip("tracing is not permitted here")
    assert counted.stdout == f"{commits}\n", counted.stderr
    assert log.read_text().count("paperboy.db-wal>") >= commits
