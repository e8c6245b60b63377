"""What can go wrong with what is kept, each with a sentence a person can act on.

StorageError
 |- DatabaseMissing      there is no database file and none may be made
 |- DatabaseUnreadable   it is no database, damaged, or may not be opened
 |- DatabaseReadOnly     it can be read and not written
 |- DatabaseFull         the disk is full
 |- DatabaseBusy         another process keeps it locked
 |- DatabaseTooNew       a newer Paperboy made it
 |- DatabaseClosed       it was asked after it had been closed
 |- DiskFailed           the disk refused to read or write
 |- BackupFailed         no backup was made, or the copy is not sound
 '- QueryTooSlow         a read was stopped at its deadline

LimitReached stands beside this tree: the database is well, and a person has as much of something
as is kept of it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class StorageError(Exception):
    """Base: `str(error)` is one sentence for the person who asked."""


class DatabaseMissing(StorageError):
    """There is no database file and none may be made."""


class DatabaseUnreadable(StorageError):
    """The file is no database, is damaged, or may not be opened."""


class DatabaseReadOnly(StorageError):
    """The database can be read and not written."""


class DatabaseFull(StorageError):
    """The disk is full; nothing was written, reading goes on."""


class DatabaseBusy(StorageError):
    """Another process keeps the database locked."""


class DatabaseTooNew(StorageError):
    """A newer Paperboy made this database."""


class DatabaseClosed(StorageError):
    """The database was asked after it had been closed."""


class DiskFailed(StorageError):
    """The disk refused to read or write; nothing was written."""


class BackupFailed(StorageError):
    """No backup was made, or the copy is not sound."""


class QueryTooSlow(StorageError):
    """A read was stopped at its deadline; nothing was changed."""


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn the failures that `in_words` knows into their StorageError on the way through."""
    try:
        yield
    except sqlite3.Error as error:
        failure = in_words(error)
        if failure is None:
            raise
        raise failure from error


def in_words(error: sqlite3.Error) -> StorageError | None:
    """What a failure of SQLite's means to a person, by its result code.

    None for what is no failure of the disk or the file: a constraint that a caller acts on, or
    a mistake in the SQL, which must show as the bug it is.
    Result codes: https://sqlite.org/rescode.html
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:
        # The shared memory beside the database cannot grow: how a full disk often shows first.
        code = sqlite3.SQLITE_FULL
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DatabaseFull(
                "The disk is full, so nothing was saved. Free some space and try again."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return DatabaseReadOnly(
                "The database may not be written, so nothing was saved. "
                "Allow writing to its file and folder, then try again."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseBusy(
                "Another program keeps the database locked. "
                "Close that program, or try again in a minute."
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DatabaseUnreadable(
                "The database is damaged or not a database. "
                "Put a backup in its place, then start again."
            )
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            return DatabaseUnreadable(
                "The database cannot be opened. "
                "Check that its file and folder are there and may be read and written."
            )
        case sqlite3.SQLITE_IOERR:
            return DiskFailed(
                "The disk did not take or give the data, so nothing was saved. "
                "Check the disk and try again."
            )
        case _:
            return None


class LimitReached(Exception):
    """A person has as many of something as are kept: `most` of them. Nothing was written."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most
