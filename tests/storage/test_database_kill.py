"""kill -9 in the middle of writing: nothing acknowledged is lost, nothing is torn."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from storage.database import Database

REPOSITORY = Path(__file__).resolve().parents[2]
KILLS = 20

# Prints each number once its write has returned. Every unit is two rows in two tables.
WRITING = """
import asyncio, itertools, os, sys
from pathlib import Path
from storage.database import Database

async def main():
    async with await Database.open(Path(sys.argv[1])) as database:
        for table in ("lefts", "rights"):
            await database.write(lambda tx: tx.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (n INTEGER PRIMARY KEY, text TEXT) STRICT"))
        numbers = itertools.count(int(sys.argv[2]))

        async def pair(tx, n):
            await tx.execute("INSERT INTO lefts VALUES ($1, $2)", n, "x" * 500)
            await tx.execute("INSERT INTO rights VALUES ($1, $2)", n, "y" * 500)

        async def endlessly():
            for n in numbers:
                await database.write(lambda tx: pair(tx, n))
                os.write(1, b"%d\\n" % n)

        await asyncio.gather(*(endlessly() for _ in range(8)))

asyncio.run(main())
"""


def killed_after(path: Path, first: int, count: int) -> list[int]:
    """Start writing at number `first`, kill at the `count`th acknowledgement; all of them."""
    command = [sys.executable, "-c", WRITING, str(path), str(first)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(count)]
        process.kill()
        return acknowledged + [int(line) for line in process.stdout]


async def test_nothing_acknowledged_is_lost_and_nothing_is_torn(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    moments = random.Random(11)
    acknowledged: list[int] = []
    for kill in range(KILLS):
        acknowledged += killed_after(path, kill * 1_000_000, moments.randint(1, 400))
        with closing(sqlite3.connect(path)) as connection:
            lefts = {row[0] for row in connection.execute("SELECT n FROM lefts")}
            assert lefts == {row[0] for row in connection.execute("SELECT n FROM rights")}
            assert set(acknowledged) <= lefts
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(acknowledged) > KILLS
    async with await Database.open(path) as database:
        assert await database.check() == []
