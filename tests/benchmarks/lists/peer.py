"""The peer: the same tables, used as a first version would: a connection for each call."""

import sqlite3
from pathlib import Path

from storage.models import Status


class PlainSqlite:
    """Reading lists over plain `sqlite3`, each call with a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def save(self, user_id: int, paper_id: str, at: int) -> None:
        """Put a paper on a list: the entry, its first step, and what an Undo needs."""
        connection = self._connect()
        try:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(
                    "INSERT OR IGNORE INTO members (user_id, since) VALUES (?, ?)", (user_id, at)
                )
                added = connection.execute(
                    "INSERT OR IGNORE INTO entries (user_id, paper_id, status, added_at,"
                    " changed_at) VALUES (?, ?, 'to-read', ?, ?)",
                    (user_id, paper_id, at, at),
                )
                if added.rowcount:
                    connection.execute(
                        "INSERT INTO status_changes VALUES (?, ?, 1, 'to-read', ?)",
                        (user_id, paper_id, at),
                    )
                    connection.execute(
                        "INSERT INTO list_actions (user_id, paper_id, before, at)"
                        " VALUES (?, ?, NULL, ?)",
                        (user_id, paper_id, at),
                    )
        finally:
            connection.close()

    def show(self, user_id: int, status: Status | None, limit: int) -> int:
        """The newest entries of a list with their tags, and the counts of its statuses."""
        connection = self._connect()
        try:
            rows = connection.execute(
                "SELECT * FROM entries WHERE user_id = ? AND (? = '' OR status = ?)"
                " ORDER BY added_at DESC LIMIT ?",
                (user_id, status or "", status or "", limit),
            ).fetchall()
            for row in rows:
                connection.execute(
                    "SELECT tag FROM entry_tags WHERE user_id = ? AND paper_id = ?",
                    (user_id, row[1]),
                ).fetchall()
            connection.execute(
                "SELECT status, count(*) FROM entries WHERE user_id = ? GROUP BY status",
                (user_id,),
            ).fetchall()
            return len(rows)
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=60, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection
