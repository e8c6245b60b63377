"""People who like one subject: which of each week's papers they would have saved.

The protocol, in words, is in docs/recommendations.md.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.search.documents import Document, Filters
from bot.search.engine import SearchEngine
from bot.search.likeness import TASTE_TERMS
from storage.models import Paper
from tests.benchmarks.relevance.gain import ndcg

TOPICS = {
    "video generation": ("video generation", "text-to-video", "video diffusion"),
    "image generation": ("text-to-image", "image generation", "image editing"),
    "diffusion": ("diffusion",),
    "3D": ("3d", "gaussian splatting", "nerf"),
    "robots": ("vision-language-action", "robot", "embodied"),
    "agents": ("agent",),
    "reinforcement learning": ("reinforcement learning", "grpo", "rlvr", "policy optimization"),
    "reasoning": ("reasoning", "chain-of-thought"),
    "code": ("code generation", "software engineering", "swe-bench"),
    "retrieval": ("retrieval",),
    "speech and audio": ("speech", "audio"),
    "efficiency": ("quantization", "sparse attention", "kv cache", "pruning"),
}
"""Name of a profile -> what one of a paper's keywords holds if it is on it."""

DEPTH = 20
SAVED = 20
"""Papers a profile goes by: the newest ones it would have saved before the week."""
LEAST_SAVED = 3
LEAST_HIDDEN = 3
"""A week with fewer papers to be found says little."""
LEAST_CANDIDATES = 30
WEEK = timedelta(days=7)

Ranker = Callable[["Week"], list[str]]


@dataclass(frozen=True, slots=True)
class Week:
    """What one profile knows before a week, what comes in it, and what is to be found."""

    topic: str
    monday: date
    saved: tuple[Paper, ...]
    dropped: tuple[Paper, ...]
    """Papers of the three weeks before that are on none of it."""
    candidates: tuple[Paper, ...]
    hidden: frozenset[str]


def weeks_of(papers: Sequence[Paper], least_candidates: int = LEAST_CANDIDATES) -> Iterator[Week]:
    """Every week of every profile that has enough to go by and to find."""
    by_week: dict[date, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.day and paper.keywords:
            by_week[paper.day - timedelta(days=paper.day.weekday())].append(paper)
    for topic, marks in TOPICS.items():
        saved: list[Paper] = []
        for monday in sorted(by_week):
            candidates = by_week[monday]
            middle = median(paper.upvotes or 0 for paper in candidates)
            on_it = [paper for paper in candidates if is_on(paper, marks)]
            upvoted = [paper for paper in on_it if (paper.upvotes or 0) >= middle]
            if (
                len(saved) >= LEAST_SAVED
                and len(upvoted) >= LEAST_HIDDEN
                and len(candidates) >= least_candidates
            ):
                before = [
                    paper
                    for weeks in (1, 2, 3)
                    for paper in by_week.get(monday - weeks * WEEK, ())
                    if not is_on(paper, marks)
                ]
                yield Week(
                    topic,
                    monday,
                    tuple(saved[-SAVED:]),
                    tuple(sorted(before, key=lambda paper: paper.id)[:SAVED]),
                    tuple(candidates),
                    frozenset(paper.id for paper in upvoted),
                )
            saved += sorted(upvoted, key=lambda paper: (paper.day or date.min, paper.id))


def is_on(paper: Paper, marks: Sequence[str]) -> bool:
    """Whether one of a paper's keywords holds one of the marks."""
    return any(mark in keyword.lower() for keyword in paper.keywords for mark in marks)


def newest_first(week: Week) -> list[str]:
    """The candidates, the newest first."""
    order = sorted(week.candidates, key=lambda p: (-(p.day or date.min).toordinal(), p.id))
    return [paper.id for paper in order]


def most_upvoted(week: Week) -> list[str]:
    """The candidates by the votes they have in the end."""
    return [p.id for p in sorted(week.candidates, key=lambda p: (-(p.upvotes or 0), p.id))]


def recommending(
    engine: SearchEngine, *, dropped: bool = False, terms: int = TASTE_TERMS
) -> Ranker:
    """The candidates as `/foryou` ranks them, by what was saved, or by what was dropped too."""

    def rank(week: Week) -> list[str]:
        opinions = {paper.id: 1.0 for paper in week.saved}
        if dropped:
            opinions |= {paper.id: -1.0 for paper in week.dropped if paper.id not in opinions}
        likeness = engine.likeness
        taste = likeness.taste(opinions, terms)
        others = frozenset(paper.id for paper in week.candidates)
        hits = likeness.like_terms(taste.weights, len(others), Filters(ids=others))
        return [hit.id for hit in hits]

    return rank


def indexed(papers: Sequence[Paper], *, keywords: bool) -> SearchEngine:
    """The papers in an index, with their keywords or (as these say what a paper is on) without."""
    engine = SearchEngine()
    engine.add(
        Document.of(paper if keywords else paper.model_copy(update={"keywords": ()}))
        for paper in papers
    )
    return engine


def quality(ranker: Ranker, weeks: Sequence[Week]) -> float:
    """Mean nDCG@20 of a ranker over some weeks; a hidden paper counts 1, any other 0."""
    gains = [ndcg(ranker(week), dict.fromkeys(week.hidden, 1), DEPTH) for week in weeks]
    return sum(gains) / len(gains)
