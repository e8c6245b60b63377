"""A sound copy of a database that is in use, and what is wrong with one that is not sound."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

from storage.errors import BackupFailed, plain_words


def back_up(source: Path, target: Path) -> None:
    """Copy `source`, as of one moment and while it is written to, into the new file `target`.

    The copy is made beside its place (".part" added to the name), checked whole, synced to the
    disk, and only then gets its name: there is never half a backup. Raises BackupFailed if
    `target` exists, cannot be made or is not sound; DatabaseFull and the like as they come.
    """
    part = target.with_name(target.name + ".part")
    try:
        if target.exists():
            raise BackupFailed("There is already a file of that name. Choose another name.")
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            _copy(source, part)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise BackupFailed(
            f"The backup cannot be written there ({reason}). Choose another place."
        ) from error


def _copy(source: Path, part: Path) -> None:
    # VACUUM INTO, because the file alone lacks what is still in the write-ahead log, and
    # SQLite's page-by-page backup starts over with every write and may never end.
    with plain_words(), closing(_open(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(part),))
    found = findings(part, "integrity_check")
    if found:
        raise BackupFailed(f"The copy is not sound, so it was thrown away: {found[0]}.")
    with part.open("rb+") as copy:
        os.fsync(copy.fileno())


def findings(path: Path, thorough: Literal["quick_check", "integrity_check"]) -> list[str]:
    """What is wrong with the database, one sentence part each; empty if it is sound."""
    try:
        with closing(_open(path)) as connection:
            damage = [str(row[0]) for row in connection.execute(f"PRAGMA {thorough}")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        return [str(error)]
    return [finding for finding in damage if finding != "ok"] + [
        f"a row of {table} points to a missing row of {parent}" for table, _, parent, _ in orphans
    ]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
