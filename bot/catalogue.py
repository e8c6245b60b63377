"""Catalogue: papers in storage and in the index, always in step."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from bot.search import compiled
from bot.search.documents import Document, Filters, Hit, Passage, Reading, Results
from bot.search.engine import SearchEngine
from bot.search.notes import NoteHit
from bot.search.query import Query
from storage.database import Database
from storage.errors import DatabaseClosed
from storage.models import Paper
from storage.papers import Change, Incoming, Kept, Papers

log = logging.getLogger(__name__)

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told (papers indexed so far, papers in all) while an index is rebuilt."""

_SETTLED = 10.0
"""Seconds after opening. What closes sooner has no use for a quicker search."""

_UNSAVED = -1
"""No change: what is saved is of no use and is to be replaced."""


class Catalogue:
    """Every paper there is, found by id or by words.

    The database is the truth. The index is made from it and saved beside it, so that a start is
    quick. One thread changes it and another searches, both off the event loop.
    """

    def __init__(self, database: Database, folder: Path | None) -> None:
        self._papers = Papers(database)
        self._folder = folder
        self._changing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="index")
        self._searching = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        self._engine = SearchEngine()
        self._change = 0
        self._saved_change = 0
        self._in_step = asyncio.Lock()
        self._closed = False
        self._warming_up: asyncio.TimerHandle | None = None

    @classmethod
    async def open(
        cls, database: Database, folder: Path | None, progress: Progress | None = None
    ) -> Self:
        """The catalogue of `database`, its index loaded from `folder` as far as it is sound and
        brought up to date. With no `folder` the index lives in memory only."""
        catalogue = cls(database, folder)
        try:
            await catalogue._load()
            await catalogue._catch_up(progress)
            await catalogue._make_sure(progress)
        except BaseException:
            await asyncio.to_thread(catalogue._shut_down)
            raise
        loop = asyncio.get_running_loop()
        catalogue._warming_up = loop.call_later(_SETTLED, _warm_up)
        return catalogue

    async def add(self, incoming: Sequence[Incoming]) -> list[Kept]:
        """Keep papers and make them searchable at once; answers what each one did."""
        kept = await self._papers.put(incoming)
        if any(each.change is not Change.UNCHANGED for each in kept):
            await self._follow()
        return kept

    async def remove(self, ids: Sequence[str]) -> int:
        """Take papers out; people who have them on their lists keep them there. Answers how many
        were in."""
        removed = await self._papers.remove(ids)
        await self._follow()
        return removed

    async def refresh(self) -> bool:
        """Follow what another process has changed in the database; answers whether it had."""
        if await self._papers.latest_change() == self._change:
            return False
        await self._follow()
        return True

    async def paper(self, id: str) -> Paper | None:
        """The paper with this id, or with an id it used to have."""
        return await self._papers.get(id)

    async def papers(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids, in this order; unknown ones are left out."""
        return await self._papers.many(ids)

    async def search(
        self,
        question: str | Query,
        limit: int = 10,
        filters: Filters | None = None,
        as_written: bool = False,
    ) -> Results:
        """Papers that answer a question, best first; see `SearchEngine.search`."""
        return await self._search(
            lambda engine: engine.search(question, limit, filters, as_written=as_written)
        )

    async def passages(self, reading: Reading, papers: Sequence[Paper]) -> list[Passage]:
        """Of each paper the sentence that answers a question as it was read."""
        return await self._search(
            lambda engine: [engine.passage(reading, p.title, p.abstract) for p in papers]
        )

    async def in_notes(self, query: Query, notes: Mapping[str, str]) -> dict[str, NoteHit]:
        """Which of a person's notes, by the ids of their papers, are on a query."""
        return await self._search(lambda engine: engine.in_notes(query, notes)) if notes else {}

    async def similar(self, id: str, limit: int = 10) -> tuple[Hit, ...]:
        """The papers that are most like one, never itself. KeyError if it is not there."""
        return await self._search(lambda engine: engine.similar(id, limit))

    async def suggest(self, text: str, limit: int = 25) -> list[tuple[str, str]]:
        """(id, title) of papers for what a person has typed so far."""
        ids = await self._search(lambda engine: engine.suggest(text, limit))
        return [(paper.id, paper.title) for paper in await self._papers.many(ids)]

    def document_frequencies(self, terms: Iterable[str]) -> tuple[dict[str, int], int]:
        """In how many papers each term of the analysis stands, and how many papers there are.
        Quick, and may be called from any thread."""
        return self._engine.document_frequencies(terms)

    def __len__(self) -> int:
        return len(self._engine)

    async def close(self) -> None:
        """Save the index if it has changed, and let the worker go. Closing twice is harmless."""
        async with self._in_step:
            if self._closed:
                return
            self._closed = True
            if self._warming_up is not None:
                self._warming_up.cancel()
            try:
                if self._folder is not None and self._change != self._saved_change:
                    save = partial(self._engine.save, self._folder, self._change)
                    await asyncio.get_running_loop().run_in_executor(self._changing, save)
            except OSError as error:
                _not_saved(error)
            finally:
                await asyncio.to_thread(self._shut_down)

    async def _load(self) -> None:
        if self._folder is None:
            return
        snapshot = await self._on_index(partial(SearchEngine.load, self._folder))
        if snapshot is None:
            return
        if snapshot[1] > await self._papers.latest_change():  # an index of another database
            self._start_anew()
            return
        self._engine, self._change = snapshot
        self._saved_change = self._change

    async def _follow(self) -> None:
        """Bring the index to the database's latest change."""
        async with self._in_step:
            # Somebody else who was waiting may have brought it there already.
            if await self._papers.latest_change() != self._change:
                await self._catch_up()

    async def _catch_up(self, progress: Progress | None = None) -> None:
        total = await self._papers.count() if progress else 0
        while changed := await self._papers.after(self._change):
            live = [Document.of(paper) for _, paper in changed if not paper.removed]
            gone = [paper.id for _, paper in changed if paper.removed]
            gone += await self._papers.former_ids([paper.id for _, paper in changed])
            await self._on_index(partial(self._apply, live, gone))
            self._change = changed[-1][0]
            if progress:
                progress(min(len(self._engine), total), total)
        if self._engine.scattered:
            await self._on_index(self._gather)

    async def _make_sure(self, progress: Progress | None) -> None:
        """Rebuild an index that was loaded and, brought up to date, is not the database's."""
        while (extent := await self._papers.extent())[0] != self._change:
            await self._catch_up(progress)  # another process is adding papers
        if len(self._engine) != extent[1]:
            log.warning("The index does not hold what the database holds; rebuilding it.")
            self._start_anew()
            await self._catch_up(progress)

    def _start_anew(self) -> None:
        self._engine = SearchEngine()
        self._change = 0
        self._saved_change = _UNSAVED

    def _apply(self, live: list[Document], gone: list[str]) -> None:
        # The engine of this moment: one that is being gathered, though nobody waits for it any
        # more, makes way for another before this is run.
        self._engine.change(live, gone)

    def _gather(self) -> None:
        """Bring the index into one piece again: on the disk, from where memory takes what is in
        use. Searches go on in the old one meanwhile."""
        if self._folder is not None:
            try:
                self._engine.save(self._folder, self._change)
            except OSError as error:
                _not_saved(error)
            else:
                self._saved_change = self._change
                loaded = SearchEngine.load(self._folder)
                if loaded is not None and loaded[1] == self._change:
                    self._engine = loaded[0]
                    return
        self._engine = self._engine.gathered()

    async def _on_index(self, work: Callable[[], T]) -> T:
        self._check_open()
        return await asyncio.get_running_loop().run_in_executor(self._changing, work)

    async def _search(self, work: Callable[[SearchEngine], T]) -> T:
        self._check_open()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._searching, lambda: work(self._engine))

    def _check_open(self) -> None:
        if self._closed:
            raise DatabaseClosed("Paperboy is shutting down. Try again in a minute.")

    def _shut_down(self) -> None:
        self._changing.shutdown()
        self._searching.shutdown()


def _warm_up() -> None:
    # In a thread of its own: the one that searches goes on meanwhile.
    threading.Thread(target=compiled.warm_up, name="warm-up").start()


def _not_saved(error: OSError) -> None:
    # Nothing is lost: the next start makes the index from the database.
    log.warning("The index could not be saved (%s); the next start takes longer.", error)
