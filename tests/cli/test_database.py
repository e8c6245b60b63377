import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.shell import SAMPLE, Shell

COMMANDS = (("ask", "vision"), ("import", str(SAMPLE)), ("backup", "copy.db"))


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO schema_migrations VALUES (999, 'later', 0)")


def damaged(path: Path) -> None:
    pages = bytearray(path.read_bytes())
    for start in range(4096, len(pages), 4096):
        pages[start : start + 64] = b"\xff" * 64
    path.write_bytes(pages)


def something_else(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 1000)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (newer, "newer Paperboy"),
        (damaged, "damaged"),
        (something_else, "not a database"),
        (a_folder, "is a folder"),
    ],
)
def test_a_database_that_cannot_be_used(
    call: Call, data: Path, spoil: Callable[[Path], None], says: str
) -> None:
    database = data / "paperboy.db"
    spoil(database)
    before = database.read_bytes() if database.is_file() else None
    for words in COMMANDS:
        assert says in call(*words).sentence()
    findings = call("doctor")
    assert findings.code == 1
    assert "✗ Database" in findings.out
    assert says in findings.out
    assert before is None or database.read_bytes() == before


def test_a_database_that_may_not_be_written(
    shell: Shell, data: Path, bound: tuple[str, ...]
) -> None:
    (data / "paperboy.db").chmod(0o400)
    data.chmod(0o500)
    words = shell.run("import", SAMPLE, before=bound).sentence()
    data.chmod(0o700)
    assert "may not be written" in words


@pytest.mark.usefixtures("data")
def test_a_backup_is_a_database_of_its_own(call: Call, tmp_path: Path) -> None:
    outcome = call("backup", "copies/monday.db")
    assert (outcome.code, outcome.out, outcome.err) == (0, "Wrote copies/monday.db.\n", "")
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "copies" / "monday.db").rename(tmp_path / "data" / "paperboy.db")
    assert "Penguin-VL" in call("ask", "a vision encoder from a language model").out


@pytest.mark.usefixtures("data")
def test_a_backup_overwrites_nothing(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("keep me")
    assert "already a file of that name" in call("backup", "mine").sentence()
    assert (tmp_path / "mine").read_text() == "keep me"
