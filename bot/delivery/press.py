"""The press: what an edition is for a feed, at this moment."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.delivery.live import final_at
from bot.delivery.selection import REMEMBERED, Selection, Selector
from bot.editions.closing import Closing
from bot.editions.span import Span
from bot.editions.themes import Theme, themes_of
from bot.search.analysis import Analyzer
from storage.editions import Editions
from storage.fetches import Fetches
from storage.models import Feed, Paper


@dataclass(frozen=True, slots=True)
class Announcement:
    """An edition as a feed gets it."""

    span: Span
    papers: tuple[Paper, ...]
    """Those the feed is about, by votes, then by placement; at least one."""
    count: int
    """How many papers the whole edition has."""
    themes: tuple[Theme, ...]
    """Of `papers`; empty where they are seen at a glance."""
    told_at: datetime | None
    """When the edition was last got from a source."""
    final_at: datetime


class Press:
    """Makes announcements of editions."""

    def __init__(
        self, catalogue: Catalogue, editions: Editions, fetches: Fetches, clock: Clock
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._selector = Selector(catalogue, editions, clock)
        self._closing = Closing(fetches)
        self._analyzer = Analyzer()
        self._themes: dict[int, tuple[Selection, tuple[Theme, ...]]] = {}
        self._grouping = asyncio.Lock()

    async def has_news(self, feed: Feed, span: Span) -> bool:
        """Whether an edition has papers for a feed."""
        return bool((await self._selector.select(feed, span)).papers)

    async def is_whole(self, day: date) -> bool:
        """Whether a day's list is whole."""
        return await self._closing.is_whole(day, self._clock.now())

    async def announcement(self, feed: Feed, span: Span) -> Announcement | None:
        """The edition of `span` for a feed; None if it has no papers for it."""
        selection = await self._selector.select(feed, span)
        if not selection.papers:
            return None
        return Announcement(
            span=span,
            papers=selection.papers,
            count=len(selection.whole),
            themes=await self._grouped(selection),
            told_at=selection.told_at,
            final_at=final_at(span),
        )

    async def _grouped(self, selection: Selection) -> tuple[Theme, ...]:
        """The themes of what was selected, found once for all that get the same."""
        async with self._grouping:
            kept = self._themes.get(id(selection))
            if kept is not None and kept[0] is selection:
                return kept[1]
            themes = await asyncio.to_thread(
                themes_of, selection.papers, self._catalogue.document_frequencies, self._analyzer
            )
            if len(self._themes) >= REMEMBERED:
                self._themes.clear()
            self._themes[id(selection)] = (selection, themes)
            return themes
