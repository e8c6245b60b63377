"""Papers as weighted terms: what somebody likes, what is like what, and how well papers fit.

A paper is a vector over the terms of the index: sqrt(tf) * idf of each, brought to length 1. The
taste of a person is what Rocchio (1971) makes of the papers they liked (weight above 0) and
disliked (below 0):

    taste = sum of w * v over the liked / sum of w
            - DISLIKE * sum of |w| * v over the disliked / sum of |w|

of which the strongest terms are kept. How well a paper fits a taste is the sum over its terms of
taste * tf / (tf + norm), BM25's own gain, so that it is read from the postings.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.bm25 import BM25Index
from bot.search.columns import Facts
from bot.search.documents import Filters, Hit
from bot.search.postings import GAP, Ints, Longs
from bot.search.view import Floats, View, gain

TASTE_TERMS = 60
"""Terms of a taste that are kept; more of them blur it (docs/recommendations.md)."""
DISLIKE = 0.5
"""How much what is disliked counts, beside what is liked."""
SIMILAR_TERMS = 25
LEAST_ALIKE = 0.15
"""A paper is like another if it scores at least this share of what the other itself does."""
_LOOKUP = 8
"""Looking one paper up costs about as much as adding up this many postings."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What somebody likes, term by term."""

    weights: Mapping[str, float]
    """Above 0 what is liked, below 0 what is disliked; the strongest first."""
    usual: float
    """How well one of the liked papers fits what is made of the others: the median."""


class Likeness:
    """What is like what in an index at one moment."""

    def __init__(self, index: BM25Index, view: View, facts: Facts) -> None:
        self._index = index
        self._view = view
        self._facts = facts

    def similar(self, doc_id: str, limit: int = 10) -> tuple[Hit, ...]:
        """The papers that share most of one's strongest terms; never itself, best first.

        The strength of a term is the square root of its frequency times its idf. KeyError if the
        paper is not there.
        """
        index, view = self._index, self._view
        number = index.ids.number(doc_id, view.alive)
        if number < 0:
            raise KeyError(doc_id)
        frequencies = Counter(view.row(number).tolist())
        del frequencies[GAP]
        shared = [
            (count**0.5, term)
            for term, count in frequencies.items()
            if view.document_frequency(term) > 1
        ]
        shared.sort(key=lambda pair: (-pair[0] * index.idf_of(view, pair[1]), pair[1]))
        weights = [(term, root) for root, term in shared[:SIMILAR_TERMS]]
        numbers, scores = index.ranked(view, weights, max(limit, 0) + 1)
        itself = numbers == number
        near = ~itself & (scores >= LEAST_ALIKE * scores.max(initial=0.0))
        return self._hits(numbers[near][:limit], scores[near][:limit])

    def taste(self, opinions: Mapping[str, float], most: int = TASTE_TERMS) -> Taste:
        """The taste of somebody who likes each paper (by id) as much as its weight says, below 0
        what they dislike. Papers that are not there are passed over."""
        numbers, weights = [], []
        for doc_id, weight in opinions.items():
            number = self._index.ids.number(doc_id, self._view.alive)
            if number >= 0:
                numbers.append(number)
                weights.append(weight)
        papers = vectors(self._index, self._view, numbers)
        terms, strengths = taste_of(papers, weights, most)
        fits = _fits_of_others(self._view, papers, numbers, np.array(weights), terms, strengths)
        text = self._index.terms.text
        return Taste(
            dict(zip(map(text, terms.tolist()), strengths.tolist(), strict=True)),
            float(np.median(fits)) if len(fits) else 0.0,
        )

    def like_terms(
        self,
        weights: Mapping[str, float],
        limit: int,
        filters: Filters | None = None,
        exclude: Iterable[str] = (),
    ) -> tuple[Hit, ...]:
        """The papers that fit weighted terms best, above 0, best first, newer ones first of equal
        ones; none of those to `exclude` (by id)."""
        index, view, filters = self._index, self._view, filters or Filters()
        allowed = view.alive.copy()
        passed = self._facts.allowed(filters)
        if passed is not None:
            allowed &= passed
        if filters.ids is not None:
            kept = np.zeros(len(allowed), dtype=np.bool_)
            kept[self._numbers(filters.ids)] = True
            allowed &= kept
        allowed[self._numbers(exclude)] = False
        known = {index.terms.number(term): weight for term, weight in weights.items()}
        known.pop(-1, None)
        docs = np.flatnonzero(allowed).astype(np.int32)
        scores = fit(
            view,
            np.fromiter(known.keys(), dtype=np.int64, count=len(known)),
            np.fromiter(known.values(), dtype=np.float64, count=len(known)),
            docs,
        )
        fitting = np.flatnonzero(scores > 0)
        docs, scores = docs[fitting], scores[fitting]
        if len(docs) > limit > 0:  # ordering them all would take longer than scoring them
            least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            first = np.flatnonzero(scores >= least)
            docs, scores = docs[first], scores[first]
        order = np.lexsort((docs, -self._facts.day[docs], -scores))[: max(limit, 0)]
        return self._hits(docs[order], scores[order])

    def nearest(
        self, doc_ids: Iterable[str], others: Iterable[str]
    ) -> dict[str, tuple[str, float]]:
        """Of each of some papers the nearest of `others` but itself, and their cosine, from 0 to
        1; papers that are not there, or share no term with any, are left out."""
        ones, rest = self._numbers(doc_ids), self._numbers(others)
        of_ones = vectors(self._index, self._view, ones)
        of_rest = vectors(self._index, self._view, rest)
        same = np.array(ones)[None, :] == np.array(rest)[:, None]
        places, cosines = nearest(of_ones, of_rest, same)
        text = self._index.ids.text
        return {
            text(number): (text(rest[place]), cosine)
            for number, place, cosine in zip(ones, places.tolist(), cosines.tolist(), strict=True)
            if place >= 0
        }

    def _numbers(self, doc_ids: Iterable[str]) -> list[int]:
        found = (self._index.ids.number(doc_id, self._view.alive) for doc_id in doc_ids)
        return [number for number in found if number >= 0]

    def _hits(self, numbers: Ints, scores: Floats) -> tuple[Hit, ...]:
        return tuple(
            Hit(self._index.ids.text(number), round(score, 6))
            for number, score in zip(numbers.tolist(), scores.tolist(), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Vectors:
    """Papers as vectors of length 1: `terms[starts[i]:starts[i + 1]]`, ascending, are the numbers
    of the terms of paper i, and `values` how strong each is."""

    starts: Longs
    terms: Longs
    values: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1


def vectors(index: BM25Index, view: View, numbers: Sequence[int]) -> Vectors:
    """The vectors of the papers with these numbers."""
    rows = view.rows(np.array(numbers, dtype=np.int64)) if numbers else []
    sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    stream = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    keys = (np.repeat(np.arange(len(rows), dtype=np.int64), sizes) << 32) | stream
    keys, counts = np.unique(keys[stream != GAP], return_counts=True)
    terms = keys & 0xFFFFFFFF
    starts = np.searchsorted(keys >> 32, np.arange(len(rows) + 1))
    values = np.sqrt(counts) * _idf(index, view)[terms]
    norms = np.sqrt(np.maximum(_summed(values * values, starts), np.finfo(np.float64).tiny))
    return Vectors(starts, terms, values / np.repeat(norms, np.diff(starts)))


def taste_of(
    papers: Vectors, weights: Sequence[float], most: int = TASTE_TERMS
) -> tuple[Longs, Floats]:
    """The taste of somebody who likes each of `papers` as much as its weight says: numbers of
    terms, and how much each is liked, the strongest first."""
    weight = np.array(weights, dtype=np.float64)
    liked, disliked = np.maximum(weight, 0.0), np.maximum(-weight, 0.0)
    share = liked / (liked.sum() or 1.0) - DISLIKE * disliked / (disliked.sum() or 1.0)
    terms, places = np.unique(papers.terms, return_inverse=True)
    each = papers.values * np.repeat(share, np.diff(papers.starts))
    summed = np.bincount(places, weights=each, minlength=len(terms))
    order = np.lexsort((terms, -np.abs(summed)))[:most]
    order = order[summed[order] != 0.0]
    return terms[order], summed[order]


def fit(view: View, terms: Longs, weights: Floats, docs: Ints) -> Floats:
    """How well each of some papers (numbers, ascending) fits weighted terms."""
    frequencies = [view.document_frequency(term) for term in terms.tolist()]
    pairs = zip(terms.tolist(), weights.tolist(), frequencies, strict=True)
    if len(docs) * len(terms) * _LOOKUP < sum(frequencies):
        norm, found = view.norm(docs), np.zeros(len(docs))
        for term, weight, df in pairs:
            if df:
                found += gain(weight, norm, view.counts(term, docs))
        return found
    scores = np.zeros(len(view.alive))
    for term, weight, df in pairs:
        if df:
            having, counts = view.postings(term)
            scores[having] += gain(weight, view.norm(having), counts)
    return scores[docs]


def _fits_of_others(
    view: View,
    papers: Vectors,
    numbers: Sequence[int],
    weights: Floats,
    terms: Longs,
    strengths: Floats,
) -> Floats:
    """How well each liked paper fits the taste without its own share in it: with that, the fewer
    papers a taste is made of, the better they would fit it."""
    liked = np.flatnonzero(weights > 0)
    if not len(liked) or not len(terms):
        return np.zeros(0)
    docs = np.array(numbers, dtype=np.int32)
    order = np.argsort(docs, kind="stable")
    ranked = np.sort(terms)
    owners = np.repeat(np.arange(len(papers)), np.diff(papers.starts))
    places = np.minimum(ranked.searchsorted(papers.terms), len(ranked) - 1)
    shared = ranked[places] == papers.terms
    own = np.zeros((len(ranked), len(docs)))
    own[places[shared], owners[shared]] = papers.values[shared]
    share = np.maximum(weights, 0.0) / np.maximum(weights, 0.0).sum()
    norm, found = view.norm(docs[order]), np.zeros(len(docs))
    for term, strength in zip(terms.tolist(), strengths.tolist(), strict=True):
        others = strength - share * own[ranked.searchsorted(term)]
        found[order] += others[order] * gain(1.0, norm, view.counts(term, docs[order]))
    # Without itself, the rest of the taste weighs more.
    fits: Floats = found[liked] / np.maximum(1.0 - share[liked], 0.5)
    return fits


def nearest(
    papers: Vectors, others: Vectors, barred: NDArray[np.bool_] | None = None
) -> tuple[Longs, Floats]:
    """Of each of `papers` the place of the nearest of `others`, and their cosine, from 0 to 1; -1
    and 0 where they have no term in common with any. `barred[j, i]`: other j does not count for
    paper i."""
    if not len(papers) or not len(others):
        return np.full(len(papers), -1, dtype=np.int64), np.zeros(len(papers))
    # The fewer papers are laid out whole, over the terms they have.
    terms, columns = np.unique(papers.terms, return_inverse=True)
    table = np.zeros((len(terms), len(papers)), dtype=np.float32)
    table[columns, np.repeat(np.arange(len(papers)), np.diff(papers.starts))] = papers.values
    places = np.minimum(np.searchsorted(terms, others.terms), len(terms) - 1)
    shared = np.flatnonzero(terms[places] == others.terms)
    owners = np.repeat(np.arange(len(others)), np.diff(others.starts))[shared]
    cosines = np.zeros((len(others), len(papers)), dtype=np.float32)
    products = table[places[shared]] * others.values[shared, None].astype(np.float32)
    firsts = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
    if len(owners):
        cosines[owners[firsts]] = np.add.reduceat(products, firsts, axis=0)
    if barred is not None:
        cosines[barred] = 0.0
    best = cosines.argmax(axis=0)
    value = cosines[best, np.arange(len(papers))].astype(np.float64)
    return np.where(value > 0, best, -1), value


def _idf(index: BM25Index, view: View) -> Floats:
    """Of all terms by number; reckoned once for a view."""
    derived = view.derived
    if "idf" not in derived:
        df = view.document_frequencies(len(index.terms))
        present = df > 0
        idf = np.zeros(len(df))
        idf[present] = np.log1p((view.size - df[present] + 0.5) / (df[present] + 0.5))
        derived["idf"] = idf
    return derived["idf"]


def _summed(values: NDArray[np.float64], starts: Longs) -> Floats:
    """The sum of each run of values."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    return total[starts[1:]] - total[starts[:-1]]
