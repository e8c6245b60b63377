"""Catalogue: papers in storage and in the index, always in step."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

from bot.search.engine import Document, Filters, Results, SearchEngine
from storage.database import Database
from storage.models import Paper
from storage.papers import Change, Incoming, Kept, Papers

log = logging.getLogger(__name__)

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told (papers indexed so far, papers in all) while an index is rebuilt."""


class Catalogue:
    """Every paper there is, found by id or by words.

    The database is the truth. The index is made from it, kept in memory, saved beside it so that
    a start is quick, and touched by one worker thread alone, off the event loop.
    """

    def __init__(self, database: Database, folder: Path | None) -> None:
        self._papers = Papers(database)
        self._folder = folder
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="index")
        self._engine = SearchEngine()
        self._change = 0
        self._saved_change = 0
        self._in_step = asyncio.Lock()

    @classmethod
    async def open(
        cls, database: Database, folder: Path | None, progress: Progress | None = None
    ) -> Self:
        """The catalogue of `database`, its index loaded from `folder` as far as it is sound and
        brought up to date. With no `folder` the index lives in memory only."""
        catalogue = cls(database, folder)
        if folder is not None:
            snapshot = await catalogue._on_worker(lambda: SearchEngine.load(folder))
            if snapshot is not None:
                catalogue._engine, catalogue._change = snapshot
                catalogue._saved_change = catalogue._change
        await catalogue._follow(progress)
        return catalogue

    async def add(self, incoming: Sequence[Incoming]) -> list[Kept]:
        """Keep papers and make them searchable at once; answers what each one did."""
        kept = await self._papers.put(incoming)
        if any(each.change is not Change.UNCHANGED for each in kept):
            await self._follow()
        return kept

    async def remove(self, ids: Sequence[str]) -> int:
        """Take papers out; people who have them on their lists keep them there."""
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
        self, question: str, limit: int = 10, filters: Filters | None = None
    ) -> Results:
        """Papers that answer a question, best first."""
        return await self._on_worker(lambda: self._engine.search(question, limit, filters))

    async def suggest(self, text: str, limit: int = 25) -> list[tuple[str, str]]:
        """(id, title) of papers for what a person has typed so far."""
        return await self._on_worker(lambda: self._engine.suggest(text, limit))

    def __len__(self) -> int:
        return len(self._engine)

    async def close(self) -> None:
        """Save the index if it has changed, and let the worker go."""
        try:
            if self._folder is not None and self._change != self._saved_change:
                folder, change = self._folder, self._change
                await self._on_worker(lambda: self._engine.save(folder, change))
        except OSError as error:
            # Nothing is lost: the next start rebuilds the index from the database.
            log.warning("The index could not be saved (%s); the next start takes longer.", error)
        finally:
            self._worker.shutdown()

    async def _follow(self, progress: Progress | None = None) -> None:
        """Bring the index to the database's latest change."""
        async with self._in_step:
            latest = await self._papers.latest_change()
            if self._change > latest:  # an index of another database
                await self._restart()
            await self._catch_up(progress)
            replaced = await self._papers.replaced_ids()
            await self._on_worker(lambda: self._engine.remove(replaced))
            if len(self._engine) != await self._papers.count():
                log.warning("The index does not hold what the database holds; rebuilding it.")
                await self._restart()
                await self._catch_up(progress)

    async def _restart(self) -> None:
        self._engine = SearchEngine()
        self._change = 0

    async def _catch_up(self, progress: Progress | None) -> None:
        total = await self._papers.count() if progress else 0
        while changed := await self._papers.after(self._change):
            live = [Document.of(paper) for _, paper in changed if not paper.removed]
            gone = [paper.id for _, paper in changed if paper.removed]
            await self._on_worker(lambda live=live, gone=gone: self._apply(live, gone))  # type: ignore[misc]
            self._change = changed[-1][0]
            if progress:
                progress(min(len(self._engine), total), total)

    def _apply(self, live: list[Document], gone: list[str]) -> None:
        self._engine.remove(gone)
        self._engine.add(live)

    async def _on_worker(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)
