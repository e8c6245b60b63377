"""Paperboy's own: the bare index, and the whole pipeline over its database."""

import asyncio
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.catalogue import Catalogue
from bot.search import compiled
from bot.search.bm25 import BM25Index
from bot.search.documents import Document, Filters, Results
from bot.search.engine import SearchEngine
from bot.sources.identifiers import title_key
from storage.database import Database
from storage.models import Paper
from storage.papers import Incoming, Papers
from tests.benchmarks.peers.engine import BESIDE, Days, ordinal
from tests.benchmarks.queries import Asked
from tests.benchmarks.words import stems, text_of

T = TypeVar("T")

BATCH = 1_000
"""Papers given to an index at a time, as the catalogue gives them."""
_ROOM = 4_096


class Index:
    """BM25Index on the same stems as rank_bm25; a filter is a mask over days."""

    def __init__(self, *, okapi: bool) -> None:
        self._index = okapi_index() if okapi else BM25Index()
        self._days: Days = np.zeros(0, dtype=np.int32)

    def prepare(self, papers: Iterable[Paper], folder: Path) -> None:
        """Nothing."""

    def build(self, papers: Iterable[Paper], folder: Path) -> None:
        """Add batch after batch, then save."""
        days = []
        for batch in batches(papers, BATCH):
            self._index.add({paper.id: stems(text_of(paper)) for paper in batch})
            days += [ordinal(paper) for paper in batch]
        self._index.save(folder / "index", 1)
        np.save(folder / "days.npy", np.array(days, dtype=np.int32))

    def load(self, folder: Path) -> None:
        """Load the snapshot. Raises ValueError if it is not intact."""
        loaded = BM25Index.load(folder / "index")
        if loaded is None:
            raise ValueError("the snapshot just written is not intact")
        self._index = loaded[0]
        days = np.load(folder / "days.npy")
        self._days = np.concatenate((days, np.zeros(_ROOM, dtype=np.int32)))
        self._size = len(days)

    def search(self, asked: Asked, limit: int) -> list[str]:
        """The best by stems, among those of the days asked for."""
        allowed = None
        if asked.since is not None:
            allowed = self._days[: self._size] >= asked.since.toordinal()
        terms = [(stem, 1.0) for stem in stems(asked.text)]
        return [paper_id for paper_id, _ in self._index.search(terms, limit, allowed)]

    def open_for_adding(self, folder: Path) -> None:
        """Load the snapshot."""
        self.load(folder)

    def add(self, papers: Sequence[Paper]) -> None:
        """Add to the index in memory."""
        self._index.add({paper.id: stems(text_of(paper)) for paper in papers})
        end = self._size + len(papers)
        self._days[self._size : end] = [ordinal(paper) for paper in papers]
        self._size = end

    def close(self) -> None:
        """Nothing to let go of."""


class Pipeline:
    """SearchEngine as a person meets it; papers are added through the catalogue."""

    def __init__(self) -> None:
        self._engine = SearchEngine()
        self._runner: asyncio.Runner | None = None
        self._catalogue: Catalogue | None = None
        self._database: Database | None = None

    def prepare(self, papers: Iterable[Paper], folder: Path) -> None:
        """Put the papers into a database."""
        (folder / BESIDE).mkdir()

        async def fill() -> None:
            async with await Database.open(_database_in(folder)) as database:
                for batch in batches(papers, BATCH):
                    await Papers(database).put([incoming(paper) for paper in batch])

        asyncio.run(fill())

    def build(self, papers: Iterable[Paper], folder: Path) -> None:
        """Add batch after batch, then save at the database's change."""
        for batch in batches(papers, BATCH):
            self._engine.add([Document.of(paper) for paper in batch])

        async def latest() -> int:
            async with await Database.open(_database_in(folder)) as database:
                return await Papers(database).latest_change()

        self._engine.save(folder / "index", asyncio.run(latest()))

    def load(self, folder: Path) -> None:
        """Load the snapshot. Raises ValueError if it is not intact."""
        loaded = SearchEngine.load(folder / "index")
        if loaded is None:
            raise ValueError("the snapshot just written is not intact")
        self._engine = loaded[0]

    def search(self, asked: Asked, limit: int) -> list[str]:
        """Analysis, correction, index, re-rank, filters."""
        if self._catalogue is not None:
            assert self._runner is not None
            results = self._runner.run(self._catalogue.search(asked.text, limit, filters(asked)))
        else:
            results = self.answer(asked, limit)
        return [hit.id for hit in results.hits]

    def answer(self, asked: Asked, limit: int) -> Results:
        """The whole answer of the engine."""
        return self._engine.search(asked.text, limit, filters(asked))

    def explain(self, results: Results, papers: Sequence[Paper]) -> None:
        """The answering sentence of each of these papers."""
        for paper in papers:
            self._engine.passage(results.reading, paper.title, paper.abstract)

    def open_for_adding(self, folder: Path) -> None:
        """Open a catalogue as the bot does. Raises ValueError if it had to index anew."""
        # With a copy of the snapshot, for closing a catalogue saves it.
        copy = folder / BESIDE / "index"
        if not copy.exists():
            shutil.copytree(folder / "index", copy)
        self._runner = asyncio.Runner()
        self._database = self._runner.run(Database.open(_database_in(folder)))
        indexed: list[int] = []
        self._catalogue = self._runner.run(
            Catalogue.open(self._database, copy, lambda done, total: indexed.append(done))
        )
        if indexed:
            raise ValueError("the catalogue did not take the snapshot over")

    def add(self, papers: Sequence[Paper]) -> None:
        """One call of the catalogue: database and index."""
        assert self._runner is not None and self._catalogue is not None
        self._runner.run(self._catalogue.add([incoming(paper) for paper in papers]))

    def close(self) -> None:
        """Close catalogue and database."""
        if self._runner is not None:
            with self._runner as runner:
                if self._catalogue is not None:
                    runner.run(self._catalogue.close())
                if self._database is not None:
                    runner.run(self._database.close())
            self._runner = self._catalogue = self._database = None


class _WarmingUp:
    """The extra `fast` as the bot uses it: loading does not wait until it is ready. The first
    query is the plain way's, and the next ones are not asked before it is ready."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=compiled.warm_up)
        self._asked = 0

    def begin(self) -> None:
        """Warm up beside whatever comes next."""
        self._thread.start()

    def before_a_query(self) -> None:
        """Raises RuntimeError if it does not work here."""
        self._asked += 1
        if self._asked == 2:
            self.wait()

    def wait(self) -> None:
        """Until it is ready. Raises RuntimeError if it does not work here."""
        if not compiled.warm_up():
            raise RuntimeError("numba is installed and does not work")


class FastIndex(Index):
    """The bare index with the extra `fast`."""

    def __init__(self) -> None:
        super().__init__(okapi=False)
        self._warming_up = _WarmingUp()

    def load(self, folder: Path) -> None:
        """Load the snapshot, and warm up beside."""
        super().load(folder)
        self._warming_up.begin()

    def search(self, asked: Asked, limit: int) -> list[str]:
        """The same, compiled."""
        self._warming_up.before_a_query()
        return super().search(asked, limit)

    def open_for_adding(self, folder: Path) -> None:
        """Load the snapshot, and have warmed up."""
        super().open_for_adding(folder)
        self._warming_up.wait()


class FastPipeline(Pipeline):
    """The whole pipeline with the extra `fast`."""

    def __init__(self) -> None:
        super().__init__()
        self._warming_up = _WarmingUp()

    def load(self, folder: Path) -> None:
        """Load the snapshot, and warm up beside."""
        super().load(folder)
        self._warming_up.begin()

    def answer(self, asked: Asked, limit: int) -> Results:
        """The same, compiled."""
        self._warming_up.before_a_query()
        return super().answer(asked, limit)

    def open_for_adding(self, folder: Path) -> None:
        """Open a catalogue, and have warmed up."""
        super().open_for_adding(folder)
        self._warming_up.wait()


def okapi_index() -> BM25Index:
    """Our index in rank_bm25's exact mode, with the parameters it has when none are given."""
    return BM25Index(1.5, 0.75, 0.25, okapi=True)


def plain_index() -> Index:
    """With Lucene's idf."""
    return Index(okapi=False)


def fast_index() -> FastIndex:
    """With Lucene's idf, compiled."""
    return FastIndex()


def exact_index() -> Index:
    """With rank_bm25's idf and parameters."""
    return Index(okapi=True)


def filters(asked: Asked) -> Filters | None:
    """What a question narrows a search to."""
    if asked.since is None and asked.has_code is None and asked.min_upvotes is None:
        return None
    return Filters(since=asked.since, has_code=asked.has_code, min_upvotes=asked.min_upvotes)


def incoming(paper: Paper) -> Incoming:
    """A paper as a source gives it."""
    return Incoming(paper, title_key(paper.title), paper.day)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of `size`, the last one as long as it comes."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def _database_in(folder: Path) -> Path:
    return folder / BESIDE / "paperboy.db"
