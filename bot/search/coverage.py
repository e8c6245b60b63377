"""How much of a question a paper covers, and whether that is enough to show it.

The coverage of a paper is the share of the question's ideas that it has, each idea counting
by its importance and its inverse document frequency: 1 if it has them all, 0 if none. A word
that no paper has counts as the rarest, so that questions about something else fall short.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.search.postings import Ints, Longs
from bot.search.question import Question
from bot.search.view import Floats
from bot.search.vocabulary import Vocabulary

FEWEST = 88
"""Papers the weights are reckoned with at least: among a handful, rare says nothing."""
PAIR_SHARE = 0.22
TELLING = 0.3
"""Least importance of an idea that counts as one the question is about."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each of some papers has of a question, one value for each paper."""

    coverage: Floats
    pairs: Floats
    """Sum over neighbours of the question that are neighbours in the paper, of their idf."""
    total: float
    """Sum of the idf of the ideas that matter, which `pairs` is measured against."""

    @property
    def strength(self) -> Floats:
        """Coverage, and something more for words that stand together as they were asked."""
        if not self.total:
            return self.coverage
        return self.coverage + PAIR_SHARE * np.minimum(1.0, self.pairs / self.total)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What each idea of a question counts."""

    counts: tuple[float, ...]
    idf: tuple[float, ...]

    @classmethod
    def of(cls, question: Question, vocabulary: Vocabulary) -> "Weighing":
        """Weigh by what the index holds."""
        size = max(vocabulary.papers, FEWEST)

        def idf_of(term: str) -> float:
            df = vocabulary.document_frequency(term)
            return math.log1p((size - df + 0.5) / (df + 0.5))

        most = idf_of("")
        idf = []
        for idea in question.ideas:
            terms = [term for term, _ in idea.terms]
            if idea.known:
                idf.append(idf_of(terms[0]))
            elif terms:
                idf.append(max(idf_of(term) for term in terms))
            else:
                idf.append(most)
        joined = list(idf)
        for join in question.joins:
            for place in range(join.first, join.last + 1):
                joined[place] = min(joined[place], idf_of(join.term))
        counts = tuple(
            idea.importance * (weight / most)
            for idea, weight in zip(question.ideas, joined, strict=True)
        )
        return cls(counts, tuple(idf))


def weigh(
    question: Question, weighing: Weighing, vocabulary: Vocabulary, streams: Sequence[Ints]
) -> Evidence:
    """Evidence in the papers whose streams (numbers of terms in order) are given.

    A stream ends in a gap, so that no pair spans two papers.
    """
    papers = len(streams)
    flat = np.concatenate(streams) if streams else np.zeros(0, dtype=np.int32)
    ends = np.cumsum([len(stream) for stream in streams])
    ideas = question.ideas
    places: dict[str, Longs] = {}

    def at(term: str) -> Longs:
        """Where a term stands, ascending."""
        if term not in places:
            places[term] = np.flatnonzero(flat == vocabulary.number(term))
        return places[term]

    has = np.zeros((len(ideas), papers))
    standing = []
    for row, idea in zip(has, ideas, strict=True):
        for term, closeness in reversed(idea.terms):  # the closest last: it counts most
            row[ends.searchsorted(at(term), side="right")] = closeness**0.5
        standing.append(_together([at(term) for term, _ in idea.terms]))
    for join in question.joins:
        owners = ends.searchsorted(at(join.term), side="right")
        has[join.first : join.last + 1, owners] = 1.0
    pairs = np.zeros(papers)
    for place in range(len(ideas) - 1):
        followed = _followed(standing[place], standing[place + 1])
        if not len(followed):
            continue
        worth = min(weighing.idf[place], weighing.idf[place + 1])
        if min(ideas[place].importance, ideas[place + 1].importance) < TELLING:
            worth *= 0.5
        pairs[np.unique(ends.searchsorted(followed, side="right"))] += worth
    counts = np.array(weighing.counts)
    total = counts.sum()
    coverage = counts @ has / total if total else np.zeros(papers)
    matters = sum(
        idf for idf, idea in zip(weighing.idf, ideas, strict=True) if idea.importance >= TELLING
    )
    return Evidence(coverage, pairs, matters)


def _together(places: list[Longs]) -> Longs:
    """Places of several terms, ascending."""
    if len(places) == 1:
        return places[0]
    return np.sort(np.concatenate(places)) if places else _NOWHERE


def _followed(places: Longs, others: Longs) -> Longs:
    """Those of `places` that one of `others` comes right after."""
    if not len(others):
        return _NOWHERE
    after = others.searchsorted(places + 1)
    found: Longs = places[others.take(after, mode="clip") == places + 1]
    return found


_NOWHERE = np.zeros(0, dtype=np.int64)


def least_strength(question: Question, papers: int) -> float:
    """The strength that the best of `papers` papers must have for the question to be answered.

    A short question must be met nearly whole, a long one in a person's own words only in part,
    and among many papers chance meets more than among few. The numbers were fitted, by logistic
    regression, to the half of our judged questions that is set aside for it.
    """
    ideas = min(sum(idea.importance for idea in question.ideas), 6.0)
    many = math.log10(max(papers, FEWEST) / FEWEST)
    return min(0.66, 0.82 - 0.067 * ideas + 0.04 * many)
