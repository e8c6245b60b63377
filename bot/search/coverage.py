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
HAVING = 0.4
"""What a word that tells what the question is about adds to the strength of a paper that has it."""
MOST_HAD = 12
"""Beyond so many words more do not speak for a paper: any long text meets some."""
LACKING = 0.25
"""What a missing word that matters fully and that no paper has takes from a paper's strength."""
MOST_LACKED = 5
"""Beyond so many words more do not speak against a paper: no paper has all of a long text."""
NEARLY_ALL = 0.8
"""Coverage of a paper that has so much of a question that it answers it in any case."""
TELLING = 0.3
"""Least importance of an idea that counts as one the question is about."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each of some papers has of a question, one value for each paper."""

    coverage: Floats
    pairs: Floats
    """Sum over neighbours of the question that are neighbours in the paper, of their idf."""
    telling: Floats
    """How many ideas it has that tell what the question is about; one it has by a word that only
    stands in for another counts less."""
    missing: Floats
    """What the paper lacks, in words that matter fully and that no paper has."""
    joined: Floats
    """Sum of the idf of the words that the paper has only as part of a longer one."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What each idea of a question counts."""

    counts: tuple[float, ...]
    idf: tuple[float, ...]
    scale: float = 1.0
    """What a score would be times as high if there were `FEWEST` papers; 1 if there are."""

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
        actual = sum(vocabulary.idf(idea.terms[0][0]) for idea in question.ideas if idea.known)
        scaled = sum(w for w, idea in zip(idf, question.ideas, strict=True) if idea.known)
        return cls(counts, tuple(idf), scaled / actual if actual else 1.0)


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
    joined = np.zeros(papers)
    for join in question.joins:
        owners = ends.searchsorted(at(join.term), side="right")
        for place in range(join.first, join.last + 1):
            joined[owners] += weighing.idf[place] * (has[place, owners] == 0)
            has[place, owners] = 1.0
    pairs = np.zeros(papers)
    for place in range(len(ideas) - 1):
        followed = _followed(standing[place], standing[place + 1])
        if not len(followed):
            continue
        worth = min(weighing.idf[place], weighing.idf[place + 1])
        if min(ideas[place].importance, ideas[place + 1].importance) < TELLING:
            worth *= 0.5
        # A paper that is named several times is added to once.
        pairs[ends.searchsorted(followed, side="right")] += worth
    counts = np.array(weighing.counts)
    total = counts.sum()
    coverage = counts @ has / total if total else np.zeros(papers)
    telling = np.array([idea.importance >= TELLING for idea in ideas], dtype=np.float64) @ has
    return Evidence(coverage, pairs, telling, total * (1 - coverage), joined)


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


def strength(evidence: Evidence, scores: Floats) -> Floats:
    """How strongly each paper speaks for being an answer, to be held against `least_strength`.

    log(score * coverage) + 0.4 * telling - 0.25 * missing, with at most 12 telling ideas and 5
    missing ones: what the paper has of the question as BM25 counts it, less if that is all in a
    few of its words; how many words of the question meet in it; and what it lacks. `scores` are
    BM25's, every word of the question counted once, as among at least `FEWEST` papers. A paper
    that has nearly all of a question answers it in any case, however common its words are.

    It is the linear part of a logistic regression over the best paper of each question, with its
    numbers divided by that of log(score * coverage) and rounded. It was fitted on the halves of
    our questions that are set aside for it, each among 88, 1,251 and 8,288 papers where it can
    be asked, and on questions of judged collections, asked of their own papers and of other fields.
    Which features it has was decided by five-fold cross-validation with all sizes of a question in
    one fold; the words of the question that stand close together, in the title or as pairs, the
    lead over the next papers and the rarest word that is found or missing gave next to nothing.
    `docs/search-quality.md` has both error rates.
    """
    found = np.log(np.maximum(scores * evidence.coverage, 1e-9))
    found += HAVING * np.minimum(evidence.telling, MOST_HAD)
    found -= LACKING * np.minimum(evidence.missing, MOST_LACKED)
    return np.where(evidence.coverage >= NEARLY_ALL, np.inf, found)


def least_strength(papers: int) -> float:
    """The strength that the best of `papers` papers must have for a question to be answered.

    2.05 + 0.5 * log10(papers / 88): among many papers chance meets more than among few. The first
    number weighs the errors: to be silent about a paper that is there is worse than to show one
    list too many for a question of a neighbouring field, and an everyday question should
    practically never be answered.
    """
    return 2.05 + 0.5 * math.log10(max(papers, FEWEST) / FEWEST)
