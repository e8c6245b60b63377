"""Looking a paper up that the catalogue does not have, while a person waits."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.errors import SourceTrouble
from bot.keeping import Keeping, nanoseconds
from bot.sources.arxiv_client import BATCH, Arxiv
from bot.sources.huggingface_client import HuggingFace
from bot.sources.reading import Found
from storage.fetches import Fetches
from storage.links import PaperLinks
from storage.models import FetchKind, Links, Paper

log = logging.getLogger(__name__)

ONE_BY_ONE = 2
"""Papers that are looked up at Hugging Face first, which tells more of each."""
PATIENCE = 5.0
"""Seconds a person is made to wait because a source wants a pause."""
LONGEST_WAIT = 10.0
"""Seconds a person is made to wait for Hugging Face, until arXiv is asked instead."""
MOST_WAITING = 8
"""People who may wait for arXiv at once: it answers one of them every three seconds."""
ABSENT_FOR = timedelta(hours=1)
"""How long a paper that no source has is not asked for again."""
MOST_ABSENT = 1_000
LINKS_FRESH_FOR = timedelta(days=1)
LINKS_REST = timedelta(minutes=5)
"""How long nobody is kept waiting for links again, after they could not be had."""
LINKS_PATIENCE = 2.0
"""Seconds a paper that is here is kept back for the sake of its links."""


class Lookup:
    """Asks Hugging Face, else arXiv, for one paper, and keeps it. `on`: whether sources may be
    asked at all."""

    def __init__(
        self,
        hugging_face: HuggingFace,
        arxiv: Arxiv,
        keeping: Keeping,
        links: PaperLinks,
        fetches: Fetches,
        clock: Clock,
        *,
        on: bool,
    ) -> None:
        self._hugging_face = hugging_face
        self._arxiv = arxiv
        self._keeping = keeping
        self._links = links
        self._fetches = fetches
        self._clock = clock
        self._on = on
        self._absent: OrderedDict[str, datetime] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Paper | None]] = {}
        self._waiting = 0
        self._links_rest_until = datetime.min.replace(tzinfo=UTC)

    async def paper(self, id: str) -> Paper | None:
        """The paper with an arXiv id, asked for and kept; None if no source has it.

        People who ask for the same paper at once share one request. Raises SourceTrouble, with a
        sentence for the person, if no source may or can be asked.
        """
        if not self._on:
            raise SourceTrouble(
                f"{id} is not in the catalogue, and I am set up not to ask Hugging Face or arXiv "
                "for it. `/search` finds what is there."
            )
        if self._is_absent(id):
            return None
        task = self._asking.get(id)
        if task is None:
            task = self._asking[id] = asyncio.create_task(self._look_up(id), name=f"paper {id}")
            task.add_done_callback(partial(self._done, id))
        # One who goes away does not take the paper from the others.
        return await asyncio.shield(task)

    async def papers(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these arXiv ids, as many as there are, asked for and kept.

        A few are asked for one by one as by `paper`; more, up to 100, of arXiv in one request.
        Raises SourceTrouble, with a sentence for the person.
        """
        wanted = [id for id in dict.fromkeys(ids) if not self._is_absent(id)][:BATCH]
        if len(wanted) <= ONE_BY_ONE or not self._on:
            found = [await self.paper(id) for id in wanted]
            return [paper for paper in found if paper is not None]
        papers = await self._from_arxiv(wanted)
        self._are_absent(set(wanted) - {paper.id for paper in papers})
        return papers

    async def close(self) -> None:
        """Let go of what is still being asked for."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def links(self, paper: Paper) -> Links | None:
        """What is linked to a paper, as far as it is known. What is older than a day is asked for
        again, if that is quick; never raises for a source's sake."""
        known = await self._links.get(paper.id)
        now = self._clock.now()
        fresh = known is not None and now - known[1] < LINKS_FRESH_FOR
        if fresh or not self._on or not paper.has_arxiv_id or now < self._links_rest_until:
            return known[0] if known else None
        try:
            async with asyncio.timeout(LINKS_PATIENCE):
                if await self._from_hugging_face(paper.id) is None:
                    # Asked again tomorrow: most papers that are not there never will be.
                    await self._links.put(paper.id, Links(), now)
        except (SourceTrouble, TimeoutError):
            self._links_rest_until = now + LINKS_REST
        known = await self._links.get(paper.id)
        return known[0] if known else None

    async def _look_up(self, id: str) -> Paper | None:
        trouble: SourceTrouble | None = None
        paper: Paper | None = None
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                paper = await self._from_hugging_face(id)
        except TimeoutError:
            trouble = SourceTrouble("Hugging Face did not answer in time.")
        except SourceTrouble as error:
            trouble = error
        if trouble is not None:
            log.warning("Looking up %s: %s", id, trouble)
        if paper is None:
            paper = next(iter(await self._from_arxiv([id])), None)
        if paper is None and trouble is None:
            self._are_absent({id})
        return paper

    async def _from_hugging_face(self, id: str) -> Paper | None:
        found = await self._hugging_face.paper(id, patience=PATIENCE, tries=1)
        if found is None:
            return None
        paper, links = found
        (kept,) = await self._keep([paper])
        await self._links.put(kept.id, links, self._clock.now())
        return kept

    async def _from_arxiv(self, ids: Sequence[str]) -> list[Paper]:
        named = ids[0] if len(ids) == 1 else f"{len(ids)} of these papers"
        which = f"{named} {'is' if len(ids) == 1 else 'are'} not in the catalogue yet"
        if self._waiting >= MOST_WAITING:
            raise SourceTrouble(
                f"{which}, and many people are asking arXiv just now. Try again in a minute."
            )
        self._waiting += 1
        now = self._clock.now()
        kind = FetchKind.ARXIV
        try:
            papers = await self._arxiv.papers(ids, patience=PATIENCE, tries=2)
        except SourceTrouble as error:
            await self._fetches.record_failure(None, now, str(error), kind=kind)
            raise SourceTrouble(
                f"{which}, and cannot be looked up now: {error} Try again in some minutes."
            ) from None
        finally:
            self._waiting -= 1
        await self._fetches.record_success(None, now, kind=kind, count=len(papers))
        return await self._keep(papers)

    async def _keep(self, papers: Sequence[Paper]) -> list[Paper]:
        found = [Found(paper, None, None, None, line) for line, paper in enumerate(papers, 1)]
        kept = await self._keeping.keep(found, nanoseconds(self._clock.now()))
        return [each.paper for each in kept]

    def _done(self, id: str, task: asyncio.Task[Paper | None]) -> None:
        del self._asking[id]
        if not task.cancelled():
            task.exception()  # whoever asked may have gone

    def _are_absent(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._absent[id] = self._clock.now() + ABSENT_FOR
        while len(self._absent) > MOST_ABSENT:
            self._absent.popitem(last=False)

    def _is_absent(self, id: str) -> bool:
        until = self._absent.get(id)
        return until is not None and self._clock.now() < until
