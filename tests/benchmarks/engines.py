"""Every engine there is to compare, by name."""

import importlib
import importlib.util
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import cast

from tests.benchmarks.peers.engine import Engine

PEERS = "tests.benchmarks.peers"
OURS = "tests.benchmarks.ours"


@dataclass(frozen=True, slots=True)
class Entry:
    """How an engine is shown and where it is made."""

    name: str
    label: str
    maker: str
    """Module and function."""
    packages: str = ""
    """What has to be installed for it, as imported, beyond Paperboy itself; with blanks between."""
    ours: bool = False
    whole: bool = False
    """Asked the questions of people, not known-item queries."""
    adds: bool = True
    most: int = 10_000_000
    """Papers above which it is left out of the run."""
    rebuild_most: int = 10_000_000
    """Papers above which adding is not measured, for it means to build everything again."""

    def make(self) -> Engine:
        """A new engine. Raises ImportError if a package is missing."""
        module, function = self.maker.split(":")
        return cast(Engine, getattr(importlib.import_module(module), function)())


ENGINES = {
    entry.name: entry
    for entry in (
        Entry("index", "Paperboy index", f"{OURS}:plain_index", ours=True),
        Entry("index_fast", "Paperboy index, fast", f"{OURS}:fast_index", "numba", ours=True),
        Entry(
            "index_okapi",
            "Paperboy index, exact Okapi",
            f"{OURS}:exact_index",
            ours=True,
            most=100_000,
        ),
        Entry("pipeline", "Paperboy, whole pipeline", f"{OURS}:Pipeline", ours=True, whole=True),
        Entry(
            "pipeline_fast",
            "Paperboy, whole pipeline, fast",
            f"{OURS}:FastPipeline",
            "numba",
            ours=True,
            whole=True,
        ),
        Entry(
            "rank_bm25",
            "rank_bm25 with stems",
            f"{PEERS}.rank:with_stems",
            rebuild_most=100_000,
        ),
        Entry(
            "rank_bm25_plain",
            "rank_bm25 as is",
            f"{PEERS}.rank:as_is",
            most=100_000,
            rebuild_most=100_000,
        ),
        Entry("bm25s", "bm25s, numpy", f"{PEERS}.sparse:with_numpy", "bm25s", adds=False),
        Entry(
            "bm25s_numba", "bm25s, numba", f"{PEERS}.sparse:with_numba", "bm25s numba", adds=False
        ),
        Entry("fts5", "SQLite FTS5", f"{PEERS}.fts5:FTS5"),
        Entry("tantivy", "tantivy", f"{PEERS}.tantivy_index:Tantivy", "tantivy"),
    )
}

PACKAGES = ("numpy", "rank-bm25", "PyStemmer", "bm25s", "numba", "tantivy", "matplotlib")


def importable(package: str) -> bool:
    """Whether a package is installed."""
    return importlib.util.find_spec(package) is not None


def missing(entry: Entry, installed: Callable[[str], bool] = importable) -> str | None:
    """Why an engine cannot take part, in a few words; None if it can."""
    lacking = [package for package in entry.packages.split() if not installed(package)]
    if lacking:
        return f"{' and '.join(lacking)} not installed"
    if entry.name == "fts5" and not _has_fts5():
        return "this SQLite is built without FTS5"
    return None


def versions() -> dict[str, str]:
    """The versions of what takes part, SQLite's among them."""
    found = {"SQLite": sqlite3.sqlite_version}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _has_fts5() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE tried USING fts5(text)")
        except sqlite3.OperationalError:
            return False
    return True
