"""What is found for people in a conversation: searches, lists of days, facts, more of the same."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.chat.assistant import DEPTH
from bot.chat.phrasing import query_text
from bot.chat.requests import Abstract, Fact, More, Search, Similar, Trending
from bot.editions.span import Kind, Span
from bot.services import Services
from bot.ui.asking import Answered, AskingDesk
from bot.ui.cards.answer import PAGE
from bot.ui.cards.frame import notice
from bot.ui.cards.paper import paper_card
from bot.ui.cards.talk import abstracts_card, end_card, fact_card, no_fact_card
from bot.ui.gathering import GatheringDesk
from bot.ui.named_papers import papers_on
from bot.ui.newsstand import NewsstandDesk
from bot.ui.talk.said import Said, Speaker

RECENT = timedelta(days=6)
"""How far before the newest list what is trending in a field is looked for."""
LISTS = notice("I have no daily lists yet. Whoever runs me can bring some in with `paperboy sync`.")


class Finder:
    """Answers what asks for papers, or for what is in them."""

    def __init__(
        self,
        services: Services,
        asking: AskingDesk,
        newsstand: NewsstandDesk,
        gathering: GatheringDesk,
    ) -> None:
        self._services = services
        self._asking = asking
        self._newsstand = newsstand
        self._gathering = gathering

    async def search(self, who: Speaker, wish: Search, page: int = 1) -> Said:
        """Papers on something."""
        return _said(await self._answered(who, wish, page), wish, page)

    async def trending(self, who: Speaker, wish: Trending, page: int = 1) -> Said:
        """What is on the daily lists: an edition, or what of some days fits a topic."""
        since, until = wish.since, wish.until
        if wish.span == "newest":
            until = await self._services.editions.latest()
            if until is None:
                return Said(LISTS)
            since = until - RECENT if wish.topic else until
        span = _span(since, until)
        if span is None or wish.topic or wish.count:
            search = Search(
                query=wish.topic, since=since, until=until, count=wish.count, sort="votes"
            )
            return _said(await self._answered(who, search, page), wish, page)
        card = await self._newsstand.edition(span, page, who.user_id)
        return Said(card, papers_on(card) or None, wish, page)

    async def more(self, who: Speaker, wish: More) -> Said:
        """The next page of what was shown, or the one before."""
        turn = who.turn
        if turn is None or turn.shows is None:
            return Said(end_card())
        page = turn.page + (-1 if wish.back else 1)
        if page < 1:
            return Said(end_card())
        shows = turn.shows
        if isinstance(shows, Search):
            said = await self.search(who, shows.model_copy(update={"count": None}), page)
        elif isinstance(shows, Trending):
            said = await self.trending(who, shows.model_copy(update={"count": None}), page)
        elif isinstance(shows, Similar):
            said = await self.similar(who, shows.model_copy(update={"count": None}), page)
        else:
            return Said(end_card())
        # A page beyond the last one shows the last one again.
        known = {paper.id for paper in who.context.shown}
        if not wish.back and said.papers is not None and set(said.papers) <= known:
            return Said(end_card())
        return said

    async def similar(self, who: Speaker, wish: Similar, page: int = 1) -> Said:
        """Papers like some."""
        known = await self._gathering.look_up(wish.papers[:1])
        if not known.known:
            return Said(self._gathering.missing(known))
        answered = await self._asking.like(who.user_id, known.known[0].id, page)
        return _said(answered, wish, page)

    async def abstract(self, who: Speaker, wish: Abstract) -> Said:
        """Papers in full."""
        found = await self._gathering.look_up(wish.papers)
        if not found.known:
            return Said(self._gathering.missing(found))
        ids = [paper.id for paper in found.known]
        if len(ids) > 1:
            return Said(abstracts_card(found.known, who.today), ids)
        # What is shown to everybody must not tell what is on somebody's list.
        entry = await self._services.lists.get(who.user_id, ids[0]) if who.alone else None
        return Said(paper_card(found.known[0], entry, who.today))

    async def fact(self, wish: Fact) -> Said:
        """The sentence of a paper that answers."""
        papers = await self._services.catalogue.papers(wish.papers)
        told = await self._services.assistant.tell(wish.question, papers)
        return Said(fact_card(told) if told else no_fact_card(papers))

    async def _answered(self, who: Speaker, wish: Search, page: int) -> Answered:
        return await self._asking.answer(
            who.user_id, query_text(wish), alone=who.alone, page=page, limit=wish.count or DEPTH
        )


def _said(answered: Answered, shows: Search | Trending | Similar, page: int) -> Said:
    papers: Sequence[str] | None = answered.papers or None
    return Said(answered.card, papers, shows, min(page, _pages(answered)))


def _pages(answered: Answered) -> int:
    return max(1, -(-len(answered.papers) // PAGE))


def _span(since: date | None, until: date | None) -> Span | None:
    """The day, week or month that these days are; None if they are none."""
    if since is None or until is None:
        return None
    for kind in (Kind.DAY, Kind.WEEK, Kind.MONTH):
        span = Span.holding(kind, since)
        if (span.first, span.last) == (since, until):
            return span
    return None
