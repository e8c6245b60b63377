"""The editor: puts an edition together for the person who wants to see it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.editions.feed_day import feed_day
from bot.editions.span import Kind, Span
from bot.editions.themes import Theme, themes_of
from bot.editions.trending import WINDOW, trends
from bot.search.analysis import Analyzer
from bot.sync.freshness import is_stale
from storage.editions import Editions
from storage.errors import StorageError
from storage.fetches import Fetches
from storage.history import History
from storage.looks import Looks
from storage.models import Paper
from storage.trending import TrendingList

log = logging.getLogger(__name__)

MOST_TRENDING = 50
"""Papers on a trending list that we compute, as many as the provider's own has on a page."""
LISTS_KEPT = 32
"""Lists whose themes are remembered: a month's take a fifth of a second to find."""


@dataclass(frozen=True, slots=True)
class Climbs:
    """Votes gained since the reader's last visit, by paper; only where there are any."""

    since: datetime | None = None
    """When that visit ended; None for somebody who was never here."""
    votes: Mapping[str, int] | None = None

    def of(self, paper: Paper) -> int:
        """What a paper gained."""
        return (self.votes or {}).get(paper.id, 0)


@dataclass(frozen=True, slots=True)
class Issue:
    """The edition of a day, week or month, as one person sees it."""

    span: Span
    papers: tuple[Paper, ...]
    """Each once: by votes, then by placement."""
    themes: tuple[Theme, ...] = ()
    """Empty for a list that is seen at a glance."""
    climbs: Climbs = Climbs()
    beside: tuple[Span | None, Span | None] = (None, None)
    """The nearest spans of the kind before and after that have papers."""
    open: bool = False
    """Whether its last list is still filling, or yet to come."""
    as_of: datetime | None = None
    """When it was last got from its source, where that is too long ago or went wrong since."""


@dataclass(frozen=True, slots=True)
class Trending:
    """The trending list, as one person sees it."""

    papers: tuple[Paper, ...]
    computed: bool
    """Whether it was computed from votes, for want of the provider's own list."""
    as_of: datetime | None = None
    """When the provider gave it; None for a computed one."""
    climbs: Climbs = Climbs()


class Editor:
    """Puts editions together."""

    def __init__(
        self,
        catalogue: Catalogue,
        editions: Editions,
        history: History,
        trending: TrendingList,
        fetches: Fetches,
        looks: Looks,
        clock: Clock,
    ) -> None:
        self._catalogue = catalogue
        self._editions = editions
        self._history = history
        self._trending = trending
        self._fetches = fetches
        self._looks = looks
        self._clock = clock
        self._analyzer = Analyzer()
        self._kept: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}
        """Themes of the lists that were looked at last, by the ids on the list in order."""

    @property
    def today(self) -> date:
        """The day whose list is filling now."""
        return feed_day(self._clock.now())

    async def latest(self, kind: Kind) -> Span | None:
        """The newest span of a kind that has papers."""
        day = await self._editions.latest()
        return Span.holding(kind, day) if day else None

    async def known(self) -> tuple[date, date] | None:
        """The oldest and the newest day that has papers; None if there is none."""
        oldest, newest = await self._editions.earliest(), await self._editions.latest()
        return (oldest, newest) if oldest and newest else None

    async def issue(self, span: Span, reader: int) -> Issue | None:
        """The edition of `span` for the person with this id; None if it has no papers.

        The look is noted, so that the next visit is told what has climbed since this one.
        """
        papers = await self._editions.papers_between(span.first, span.last)
        if not papers:
            return None
        themes = await self._themes(papers)
        before, after = await self._editions.beside(span.first, span.last)
        return Issue(
            span=span,
            papers=tuple(papers),
            themes=themes,
            climbs=await self._climbs(papers, reader),
            beside=(
                Span.holding(span.kind, before) if before else None,
                Span.holding(span.kind, after) if after else None,
            ),
            open=span.last >= self.today,
            as_of=await self._as_of(span),
        )

    async def trending(self, reader: int) -> Trending | None:
        """The provider's trending list in its order, else one computed from votes; None if
        there is nothing to go by."""
        given = await self._trending.latest()
        if given:
            ids, at = given
            papers = [each for each in await self._catalogue.papers(ids) if not each.removed]
            if papers:
                return Trending(tuple(papers), False, at, await self._climbs(papers, reader))
        papers = await self._computed()
        if not papers:
            return None
        return Trending(tuple(papers), True, climbs=await self._climbs(papers, reader))

    async def _themes(self, papers: Sequence[Paper]) -> tuple[Theme, ...]:
        """The themes of a list; kept for the next page that is turned."""
        key = tuple(paper.id for paper in papers)
        kept = self._kept.pop(key, None)
        if kept is None:
            found = await asyncio.to_thread(
                themes_of, papers, self._catalogue.document_frequencies, self._analyzer
            )
            kept = [(theme.label, [paper.id for paper in theme.papers]) for theme in found]
        self._kept[key] = kept
        while len(self._kept) > LISTS_KEPT:
            del self._kept[next(iter(self._kept))]
        by_id = {paper.id: paper for paper in papers}  # as they are now, not as they were
        return tuple(Theme(label, tuple(by_id[id] for id in ids)) for label, ids in kept)

    async def _computed(self) -> list[Paper]:
        newest = await self._editions.latest()
        if newest is None:
            return []
        start = newest - WINDOW
        recent = await self._editions.papers_between(start, newest)
        rows = await self._history.rows_after(datetime.combine(start, time.min, UTC))
        listed = {paper.id: paper.listed for paper in recent}
        # An older paper counts by what it gained since: one that was told of once gained nothing.
        times = Counter(row.paper_id for row in rows)
        others = [id for id, told in times.items() if told > 1 and id not in listed]
        listed |= {paper.id: paper.listed for paper in await self._catalogue.papers(others)}
        ranked = trends(rows, listed)[:MOST_TRENDING]
        return await self._catalogue.papers([paper_id for paper_id, _ in ranked])

    async def _climbs(self, papers: Sequence[Paper], reader: int) -> Climbs:
        try:
            since = await self._looks.note(reader, self._clock.now())
        except StorageError as error:  # the edition is worth more than the note about it
            log.error("A look could not be kept: %s", error)
            return Climbs()
        if since is None:
            return Climbs()
        then = await self._history.at([paper.id for paper in papers], since)
        votes = {
            paper.id: paper.upvotes - known.upvotes
            for paper in papers
            if (known := then.get(paper.id)) is not None
            and known.upvotes is not None
            and paper.upvotes is not None
            and paper.upvotes > known.upvotes
        }
        return Climbs(since, votes)

    async def _as_of(self, span: Span) -> datetime | None:
        last = min(span.last, self.today + timedelta(days=1))
        states = await self._fetches.days(span.first, last)
        now = self._clock.now()
        # A day of which nothing was ever got may have come from a file.
        got = [state.last_success for state in states.values() if is_stale(state, now)]
        return min((at for at in got if at is not None), default=None)
