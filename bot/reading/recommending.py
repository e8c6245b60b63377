"""Recommendations: new papers for a person, by what they saved, finished and turned down.

Every paper on the list counts for or against its terms (`opinion_weight`), less so the longer ago
the entry changed, and so does what was turned down of earlier recommendations. The taste that
comes of it (`bot/search/likeness.py`) is held against the papers of the last weeks, and the best
of those that fit are shown, newest first. Each paper is shown to a person once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.errors import NotThere
from bot.reading.because import because
from bot.reading.echo import Echo, Echoes
from bot.search.analysis import Analyzer
from bot.search.documents import Filters
from bot.search.likeness import Likeness, Taste
from storage.editions import Editions
from storage.models import Paper, Status
from storage.recommendations import Opinion, Recommendations, Recommended, Verdict

PAGE = 6
"""Papers recommended at once."""
LEAST_SAVED = 3
"""Papers on a list, not dropped, from which on something can be recommended."""
OF_STATUS = {Status.READ: 1.0, Status.READING: 0.8, Status.TO_READ: 0.6, Status.DROPPED: -1.0}
"""How much a paper counts by how far the person is with it."""
OF_RATING = {1: -1.0, 2: -0.5, 3: 0.6, 4: 1.0, 5: 1.5}
"""The same for one that was rated: that says more than its status."""
OF_VERDICT = {Verdict.FIELD: -1.0, Verdict.POOR: -0.3, Verdict.SEEN: 0.3, Verdict.OLD: 0.0}
"""The same for a recommendation that was turned down, by why: a paper that one knows is on a
subject of one's own, one that is bad may be, and one that is old tells nothing of subjects."""
HALF_LIFE = timedelta(days=180)
"""After which an opinion counts half."""
WINDOWS = (30, 120, 400, None)
"""Days back from the newest list that papers are taken from: the first that has enough."""
SHORTEST_WINDOW = 7
RECENT_VERDICTS = timedelta(days=90)
"""How long "too old" halves the first window for."""
LEAST_FIT = 0.35
"""A paper must fit at least this share of how well a person's own papers usually do."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A recommended paper, as it is shown."""

    paper: Paper
    because: tuple[str, ...]
    verdict: Verdict | None = None
    echo: Echo | None = None


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """A page (from 1) of a person's recommendations, newest papers first."""

    number: int
    suggestions: tuple[Suggestion, ...] = field(default_factory=tuple)
    last: int = 0
    """The newest page there is."""


class TooFew(NotThere):
    """The person has saved too little to go by."""


class NothingNew(NotThere):
    """Everything that fits was shown before. `pages`: how many pages of that there are."""

    def __init__(self, words: str, pages: int) -> None:
        super().__init__(words)
        self.pages = pages


class Recommender:
    """Recommends papers to people."""

    def __init__(
        self,
        recommendations: Recommendations,
        echoes: Echoes,
        catalogue: Catalogue,
        editions: Editions,
        clock: Clock,
    ) -> None:
        self._recommendations = recommendations
        self._echoes = echoes
        self._catalogue = catalogue
        self._editions = editions
        self._clock = clock
        self._analyzer = Analyzer()

    async def page(self, user_id: int, number: int) -> SuggestionPage:
        """The page with this number as it was shown; one after the last is made. Raises TooFew or
        NothingNew."""
        last = await self._recommendations.pages(user_id)
        if number > last:
            return await self.more(user_id, last)
        return await self._shown(user_id, max(number, 1), last)

    async def more(self, user_id: int, after: int | None = None) -> SuggestionPage:
        """A page of papers that were not shown yet, after page `after` (the last by default).
        Raises TooFew or NothingNew."""
        if after is None:
            after = await self._recommendations.pages(user_id)
        opinions = await self._recommendations.opinions(user_id)
        shown = await self._recommendations.shown(user_id)
        now = self._clock.now()
        weights = opinion_weights(opinions, shown, now)
        liked = sum(each.status is not Status.DROPPED for each in opinions)
        if liked < LEAST_SAVED:
            raise TooFew(_too_few(liked))
        exclude = await self._recommendations.listed(user_id)
        exclude |= {each.paper_id for each in shown}
        newest = await self._editions.latest() or self._clock.now().date()
        first = first_window(shown, now)

        def find(likeness: Likeness) -> tuple[Taste, list[str]]:
            taste = likeness.taste(weights)
            return taste, _best(likeness, taste, exclude, newest, first)

        taste, ids = await self._catalogue.likeness(find)
        papers = [paper for paper in await self._catalogue.papers(ids) if not paper.removed]
        if not papers:
            raise NothingNew(_NOTHING if after else _NOTHING_YET, after)
        papers.sort(key=lambda paper: -(paper.day or date.min).toordinal())
        reasons = [(each.id, because(each, taste.weights, self._analyzer)) for each in papers]
        number = await self._recommendations.show(user_id, after, reasons, now)
        return await self._shown(user_id, number, number)

    async def judge(
        self, user_id: int, paper_id: str, verdict: Verdict | None
    ) -> tuple[Recommended, Paper]:
        """Take in why a recommended paper is turned down (None: it is not, after all). Raises
        NotThere."""
        done = await self._recommendations.judge(user_id, paper_id, verdict, self._clock.now())
        paper = await self._catalogue.paper(paper_id) if done else None
        if done is None or paper is None:
            raise NotThere(GONE)
        return done, paper

    async def recommended(self, user_id: int, page: int, paper_id: str) -> Paper:
        """A paper that stands on a page of the person's recommendations. Raises NotThere."""
        there = await self._recommendations.page(user_id, page)
        paper = await self._catalogue.paper(paper_id)
        if paper is None or paper.id not in {each.paper_id for each in there}:
            raise NotThere(GONE)
        return paper

    async def _shown(self, user_id: int, number: int, last: int) -> SuggestionPage:
        there = await self._recommendations.page(user_id, number)
        papers = {p.id: p for p in await self._catalogue.papers([each.paper_id for each in there])}
        echoes = await self._echoes.of(user_id, list(papers.values()))
        return SuggestionPage(
            number,
            tuple(
                Suggestion(
                    papers[each.paper_id], each.because, each.verdict, echoes.get(each.paper_id)
                )
                for each in there
                if each.paper_id in papers
            ),
            last,
        )


GONE = "That paper is not among your recommendations any more. `/foryou` shows new ones."
_NOTHING = (
    "There is nothing new for you just now: all that fits was shown before. New papers come every "
    "weekday; saving papers on other subjects widens what I look for."
)
_NOTHING_YET = (
    "I have nothing that fits your list yet. New papers come every weekday; saving papers on other "
    "subjects widens what I look for."
)


def _too_few(liked: int) -> str:
    have = "none yet" if liked == 0 else "one so far" if liked == 1 else "two so far"
    more = LEAST_SAVED - liked
    papers = "one more paper" if more == 1 else f"{more} {'papers' if not liked else 'more papers'}"
    return (
        f"I go by what you saved, and need {LEAST_SAVED} papers to begin with; you have {have}. "
        f"Press 🔖 Save on {papers}, in `/daily` or any answer, and ask again."
    )


def opinion_weight(opinion: Opinion) -> float:
    """How much a paper on a list counts, before time has passed."""
    if opinion.rating is not None:
        return OF_RATING[opinion.rating]
    return OF_STATUS[opinion.status]


def opinion_weights(
    opinions: Iterable[Opinion], shown: Iterable[Recommended], now: datetime
) -> Mapping[str, float]:
    """How much each paper counts for (above 0) or against a person's taste at `now`."""
    found = {
        each.paper_id: OF_VERDICT[each.verdict] * _faded(each.judged_at or each.shown_at, now)
        for each in shown
        if each.verdict is not None and OF_VERDICT[each.verdict]
    }
    # What stands on the list goes before what was said of it as a recommendation.
    found |= {each.paper_id: opinion_weight(each) * _faded(each.at, now) for each in opinions}
    return found


def first_window(shown: Iterable[Recommended], now: datetime) -> int:
    """The days back that papers are taken from first: each recent "too old" halves them."""
    old = sum(
        each.verdict is Verdict.OLD
        and each.judged_at is not None
        and now - each.judged_at < RECENT_VERDICTS
        for each in shown
    )
    return max(SHORTEST_WINDOW, (WINDOWS[0] or 0) >> min(old, 8))


def _faded(at: datetime, now: datetime) -> float:
    return float(0.5 ** (max(now - at, timedelta()) / HALF_LIFE))


def _best(
    likeness: Likeness, taste: Taste, exclude: Iterable[str], newest: date, first: int
) -> list[str]:
    """The best of the first window that fills a page; of the last, what there is."""
    exclude, found = frozenset(exclude), list[str]()
    for days in (first, *WINDOWS[1:]):
        reaches = days is not None and newest.toordinal() > days
        since = newest - timedelta(days=days) if reaches and days is not None else None
        hits = likeness.like_terms(taste.weights, PAGE, Filters(since=since), exclude)
        found = [hit.id for hit in hits if hit.score >= LEAST_FIT * taste.usual]
        if len(found) >= PAGE or since is None:
            break
    return found
