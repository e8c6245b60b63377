"""Selecting: which papers of an edition a feed gets."""

import asyncio
import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.delivery.topics import queries
from bot.editions.span import Span
from bot.search.documents import Filters
from bot.search.query import Query
from bot.search.stopwords import STOP_WORDS
from storage.editions import Editions
from storage.models import Feed, Paper

FRESH = timedelta(seconds=20)
"""How long what was found counts: many channels get the same list within the same minute."""
REMEMBERED = 200

_WORD = re.compile(r"[^\W_][^\s]*")


@dataclass(frozen=True, slots=True)
class Selection:
    """What a feed gets of an edition."""

    whole: tuple[Paper, ...]
    """The whole edition: by votes, then by placement."""
    papers: tuple[Paper, ...]
    """Those the feed is about, in the same order."""
    told_at: datetime | None
    """When the edition was last got from a source."""


_Key = tuple[Span, int, str, str]


class Selector:
    """Finds what feeds get."""

    def __init__(self, catalogue: Catalogue, editions: Editions, clock: Clock) -> None:
        self._catalogue = catalogue
        self._editions = editions
        self._clock = clock
        self._found: dict[_Key, tuple[datetime, Selection]] = {}
        self._finding = asyncio.Lock()

    async def select(self, feed: Feed, span: Span) -> Selection:
        """The papers of an edition that a feed is about."""
        key = (span, feed.min_upvotes, feed.include, feed.exclude)
        async with self._finding:  # the others wait for the first, and take what it found
            now = self._clock.now()
            at, selection = self._found.get(key, (None, None))
            if at is not None and selection is not None and at <= now < at + FRESH:
                return selection
            selection = await self._select(feed, span)
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[key] = (now, selection)
            return selection

    async def _select(self, feed: Feed, span: Span) -> Selection:
        whole = await self._editions.papers_between(span.first, span.last)
        told_at = await self._editions.told_at(span.first, span.last)
        papers = [paper for paper in whole if (paper.upvotes or 0) >= feed.min_upvotes]
        if papers and feed.include:
            wanted = await self._about(papers, feed.include)
            papers = [paper for paper in papers if paper.id in wanted]
        if papers and feed.exclude:
            unwanted = await self._about(papers, feed.exclude)
            papers = [paper for paper in papers if paper.id not in unwanted]
        return Selection(tuple(whole), tuple(papers), told_at)

    async def _about(self, papers: Sequence[Paper], topics: str) -> set[str]:
        """The ids of those papers that meet at least one topic."""
        filters = Filters(ids=frozenset(paper.id for paper in papers))
        found: set[str] = set()
        for query in queries(topics):
            results = await self._catalogue.search(
                strictly(query), len(papers), filters, as_written=True
            )
            found.update(hit.id for hit in results.hits)
        return found


def strictly(query: Query) -> Query:
    """The query that only papers with every one of its words meet: as a question the words would
    only rank them."""
    words = [word for word in _WORD.findall(query.text) if word.casefold() not in STOP_WORDS]
    return dataclasses.replace(query, phrases=(*query.phrases, *words))
