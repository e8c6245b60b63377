"""How much of a question a paper covers, and whether that is enough to show it.

The coverage of a paper is the share of the question's ideas that it has, each idea counting
by its importance and its inverse document frequency: 1 if it has them all, 0 if none. A word
that no paper has counts as the rarest, so that questions about something else fall short.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.bm25 import BM25Index
from bot.search.question import Question

Ints = NDArray[np.int32]
FEWEST = 88
"""Papers the weights are reckoned with at least: among a handful, rare says nothing."""
PAIR_SHARE = 0.22
TELLING = 0.3
"""Least importance of an idea that counts as one the question is about."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one paper has of a question."""

    coverage: float
    pairs: float
    """Sum over neighbours of the question that are neighbours in the paper, of their idf."""
    total: float
    """Sum of the idf of the ideas that matter, which `pairs` is measured against."""

    @property
    def strength(self) -> float:
        """Coverage, and something more for words that stand together as they were asked."""
        return self.coverage + PAIR_SHARE * (
            min(1.0, self.pairs / self.total) if self.total else 0.0
        )


@dataclass(frozen=True, slots=True)
class Weighing:
    """What each idea of a question counts."""

    counts: tuple[float, ...]
    idf: tuple[float, ...]

    @classmethod
    def of(cls, question: Question, index: BM25Index) -> "Weighing":
        """Weigh by what the index holds."""
        size = max(len(index), FEWEST)

        def idf_of(term: str) -> float:
            df = index.document_frequency(term)
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
    question: Question,
    weighing: Weighing,
    index: BM25Index,
    sequences: Sequence[Ints],
) -> list[Evidence]:
    """Evidence in each of the papers whose sequences of term numbers are given.

    A sequence ends in a gap (-1, the number of no term), so that no pair spans two papers.
    """
    if not sequences:
        return []
    flat = np.concatenate(sequences)
    owner = np.repeat(np.arange(len(sequences)), [len(sequence) for sequence in sequences])
    ideas = question.ideas
    has = np.zeros((len(ideas), len(sequences)))
    for place, idea in enumerate(ideas):
        for term, closeness in idea.terms:
            at = flat == index.term_number(term)
            has[place] = np.maximum(has[place], closeness**0.5 * _papers(at, owner, len(sequences)))
    for join in question.joins:
        at = flat == index.term_number(join.term)
        papers = _papers(at, owner, len(sequences))
        has[join.first : join.last + 1] = np.maximum(has[join.first : join.last + 1], papers)
    pairs = np.zeros(len(sequences))
    for place in range(len(ideas) - 1):
        marks = _marks(flat, ideas[place].terms, index)
        after = _marks(flat, ideas[place + 1].terms, index)
        together = np.append(marks[:-1] & after[1:], False)
        worth = min(weighing.idf[place], weighing.idf[place + 1])
        if min(ideas[place].importance, ideas[place + 1].importance) < TELLING:
            worth *= 0.5
        pairs += worth * _papers(together, owner, len(sequences))
    counts = np.array(weighing.counts)
    total = counts.sum()
    coverage = counts @ has / total if total else np.zeros(len(sequences))
    matters = sum(
        idf for idf, idea in zip(weighing.idf, ideas, strict=True) if idea.importance >= TELLING
    )
    return [
        Evidence(float(share), float(pair), matters)
        for share, pair in zip(coverage, pairs, strict=True)
    ]


def _marks(flat: Ints, terms: tuple[tuple[str, float], ...], index: BM25Index) -> NDArray[np.bool_]:
    marks = np.zeros(len(flat), dtype=np.bool_)
    for term, _ in terms:
        marks |= flat == index.term_number(term)
    return marks


def _papers(at: NDArray[np.bool_], owner: NDArray[np.int64], papers: int) -> NDArray[np.float64]:
    """1.0 for every paper with a place in `at`."""
    found = np.zeros(papers)
    found[owner[at]] = 1.0
    return found


def least_strength(question: Question, papers: int) -> float:
    """The strength that the best of `papers` papers must have for the question to be answered.

    A short question must be met nearly whole, a long one in a person's own words only in part,
    and among many papers chance meets more than among few. The numbers were fitted, by logistic
    regression, to the half of our judged questions that is set aside for it.
    """
    ideas = min(sum(idea.importance for idea in question.ideas), 6.0)
    many = math.log10(max(papers, FEWEST) / FEWEST)
    return min(0.66, 0.82 - 0.067 * ideas + 0.04 * many)
