"""SQLite's full-text search: the porter tokenizer, ranked by its bm25()."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from storage.models import Paper
from tests.benchmarks.peers.engine import ordinal
from tests.benchmarks.queries import Asked
from tests.benchmarks.words import content_words, text_of

SCHEMA = """
CREATE TABLE kept (number INTEGER PRIMARY KEY, id TEXT NOT NULL, day INTEGER NOT NULL);
CREATE INDEX kept_day ON kept (day);
CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61');
"""
UNFILTERED = """
SELECT (SELECT id FROM kept WHERE number = found.number)
FROM (SELECT rowid AS number FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?) AS found
"""
# The fastest of five ways tried: the words first, the day looked up, scores only for what passes.
FILTERED = """
SELECT kept.id FROM words CROSS JOIN kept ON kept.number = words.rowid
WHERE words MATCH ? AND +kept.day >= ? ORDER BY bm25(words) LIMIT ?
"""


class FTS5:
    """A contentless table of words beside one of ids and days."""

    def __init__(self) -> None:
        self._connection: sqlite3.Connection | None = None

    def prepare(self, papers: Iterable[Paper], folder: Path) -> None:
        """Nothing."""

    def build(self, papers: Iterable[Paper], folder: Path) -> None:
        """One transaction, then its own optimisation."""
        connection = self._open(folder)
        connection.executescript(SCHEMA)
        with connection:
            self._insert(connection, papers)
            connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def load(self, folder: Path) -> None:
        """Open the file."""
        self._open(folder)

    def search(self, asked: Asked, limit: int) -> list[str]:
        """Any of the words, best first."""
        assert self._connection is not None
        query = " OR ".join(f'"{word}"' for word in content_words(asked.text))
        if asked.since is None:
            rows = self._connection.execute(UNFILTERED, (query, limit))
        else:
            rows = self._connection.execute(FILTERED, (query, asked.since.toordinal(), limit))
        return [str(row[0]) for row in rows]

    def open_for_adding(self, folder: Path) -> None:
        """Open the file."""
        self._open(folder)

    def add(self, papers: Sequence[Paper]) -> None:
        """One synced transaction."""
        assert self._connection is not None
        with self._connection as connection:
            self._insert(connection, papers)

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()

    def _open(self, folder: Path) -> sqlite3.Connection:
        self._connection = sqlite3.connect(folder / "words.db")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        return self._connection

    def _insert(self, connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
        [(last,)] = connection.execute("SELECT coalesce(max(number), 0) FROM kept")
        for number, paper in enumerate(papers, start=last + 1):
            connection.execute(
                "INSERT INTO kept VALUES (?, ?, ?)", (number, paper.id, ordinal(paper))
            )
            connection.execute(
                "INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text_of(paper))
            )
