"""What the tests of storage stand on: a database in a file of their own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(tmp_path / "paperboy.db") as database:
        yield database


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB; skips where one cannot be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach and write."""
    folder = Path(tempfile.mkdtemp(prefix="paperboy-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


# What it opens first is a database of its own: that loads all the code it needs while it can
# still be read, wherever Python is installed.
OPEN_AS_SOMEBODY = """
import asyncio, os, sys, tempfile
from pathlib import Path
import storage.migrations
from storage.database import Database
from storage.errors import StorageError

async def main(path):
    async with await Database.open(path) as database:
        await database.fetch_all("SELECT 1")
        return "opened"

with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(Path(folder, "own.db")))
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
if not os.access(storage.migrations.__path__[0], os.R_OK):
    sys.exit("unreadable")
try:
    print(asyncio.run(main(Path(sys.argv[1]))))
except StorageError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def opened_by_a_plain_user() -> Callable[[Path], str]:
    """What somebody who is not root is told on opening a path; skips where there is nobody who
    could read our code."""
    if os.name != "posix":
        pytest.skip("permissions are tested on POSIX systems")

    def run(path: Path) -> str:
        ended = subprocess.run(
            [sys.executable, "-c", OPEN_AS_SOMEBODY, str(path)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if ended.stderr == "unreadable\n":
            pytest.skip("another user cannot read our code here")
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    return run
