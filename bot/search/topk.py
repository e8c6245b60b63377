"""The documents with the highest sums, without adding up those that cannot be among them.

MaxScore (Turtle and Flood, 1995) over whole arrays: terms are added up from the rarest on, and
as soon as the k-th best sum so far exceeds all that the terms still to come could add, only the
documents that may yet reach it are looked up in the longer postings. What is left out could not
have been among the best, so the result is that of adding everything up.
"""

import threading
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from bot.search import compiled
from bot.search.postings import Ints
from bot.search.view import Floats, Mask, View, gain

_SLACK = 1.0 + 1e-9
"""Sums are compared with room for rounding, so that equal ones are never told apart by it."""
_BLOCK = 64
_LOOKUP = 8
"""Looking one document up costs about as much as adding up this many postings."""
_SPARSE = 4
"""Among this many times as many or more, sorting is quicker than marking."""
_LIKELY = 2.5
"""What terms still to come may add at most is worth comparing with the k-th best sum so far if
it is this many times less than what those before could have added."""
_WORTH_A_LOOK = 4096
"""Postings that must be at stake before it pays to find out how good the k-th best is."""


class Weighted(NamedTuple):
    """A term to look for: its number, what it can add at most, and in how many documents it is."""

    term: int
    weight: float
    df: int


class _Scratch(threading.local):
    """Zeros by document number, arrays for each thread that searches; used and set back."""

    def __init__(self) -> None:
        self.sums = np.zeros(0)
        self.marks = np.zeros(0, dtype=np.bool_)

    def make_room(self, size: int) -> None:
        if len(self.sums) < size:
            self.sums = np.zeros(size + size // 8)
            self.marks = np.zeros(len(self.sums), dtype=np.bool_)


_scratch = _Scratch()


def best(
    view: View, terms: Sequence[Weighted], k: int, allowed: Mask | None = None
) -> tuple[Ints, Floats]:
    """Numbers and scores of the best `k` documents, best first, equal ones in order of number.

    A document's score is the sum of weight * tf / (tf + norm) over the terms it has; weights are
    above 0. Documents that are not `allowed` (by number), or not held any more, and those that
    have none of the terms are left out.
    """
    terms = sorted((term for term in terms if term.df), key=lambda term: term.df)
    if view.size < len(view.alive):
        allowed = view.alive if allowed is None else allowed & view.alive
    if not terms or k <= 0:
        return _chosen(np.zeros(0, dtype=np.int32), np.zeros(0), k)
    found = compiled.best(view, terms, k, allowed)
    if found is not None:
        return found
    if allowed is not None:
        few = np.count_nonzero(allowed)
        if few * len(terms) * _LOOKUP < sum(term.df for term in terms):
            docs = np.flatnonzero(allowed).astype(np.int32)
            return _finished(view, terms, k, docs, np.zeros(len(docs)))
    _scratch.make_room(len(view.alive))
    sums = _scratch.sums
    runs: list[Ints] = []
    try:
        return _searched(view, terms, k, allowed, sums, runs)
    finally:
        if sum(map(len, runs)) > len(sums) // 4:
            sums.fill(0.0)
        else:
            for docs in runs:
                sums[docs] = 0.0


def _searched(
    view: View,
    terms: Sequence[Weighted],
    k: int,
    allowed: Mask | None,
    sums: Floats,
    runs: list[Ints],
) -> tuple[Ints, Floats]:
    """`runs` is filled with the numbers of the documents that `sums` was changed for."""
    # Summed up from the end: what subtraction leaves of a large sum may be below what is to come.
    rests = list(accumulate((term.weight for term in reversed(terms)), initial=0.0))[::-1]
    hopeful = rests[0] / (1 + _LIKELY)
    touched = 0
    for place, term in enumerate(terms):
        docs, counts = view.postings(term.term)
        runs.append(docs)
        np.add.at(sums, docs, gain(term.weight, view.norm(docs), counts))
        touched += len(docs)
        rest = rests[place + 1]
        coming = sum(other.df for other in terms[place + 1 :])
        if rest < hopeful and coming > _WORTH_A_LOOK + touched // 2 and touched >= k:
            pool = _Pool.of(sums, runs, len(view.alive), allowed)
            # What the best so far have in the end is more than what they have now, so that it
            # leaves fewer that may yet reach it.
            least = _kth(_full(view, terms[place + 1 :], *pool.above(pool.some(k))), k)
            if least > rest * _SLACK:
                candidates, partial = pool.above((least - rest * _SLACK) / _SLACK)
                return _finished(view, terms[place + 1 :], k, candidates, partial)
    pool = _Pool.of(sums, runs, len(view.alive), allowed)
    return _chosen(*pool.above(pool.some(k)), k)


def _full(view: View, terms: Sequence[Weighted], docs: Ints, sums: Floats) -> Floats:
    """The sums of some documents (ascending) with what `terms` add."""
    norm = view.norm(docs)
    for term in terms:
        sums = sums + gain(term.weight, norm, view.counts(term.term, docs))
    return sums


def _finished(
    view: View, terms: Sequence[Weighted], k: int, docs: Ints, sums: Floats
) -> tuple[Ints, Floats]:
    """The best of some documents (ascending) with what they have so far and `terms` to come."""
    rests = list(accumulate((term.weight for term in reversed(terms)), initial=0.0))[-2::-1]
    norm = view.norm(docs)
    for term, rest in zip(terms, rests, strict=True):
        sums = sums + gain(term.weight, norm, view.counts(term.term, docs))
        least = _kth(sums, k)
        if len(docs) > 2 * k and least > rest:
            # Numbers of places are quicker to take by than a mask.
            kept = np.flatnonzero(sums >= (least - rest * _SLACK) / _SLACK)
            docs, sums, norm = docs[kept], sums[kept], norm[kept]
    return _chosen(docs, sums, k)


class _Pool(NamedTuple):
    """The documents that have any of the terms so far, and their sums.

    A document stands there as often as `times` at most; without `docs` each stands once, at the
    place of its number.
    """

    sums: Floats
    docs: Ints | None
    values: Floats
    times: int

    @classmethod
    def of(cls, sums: Floats, runs: Sequence[Ints], size: int, allowed: Mask | None) -> "_Pool":
        """The pool of the documents in `runs` that are allowed; or of all documents, of which the
        others count 0."""
        if sum(map(len, runs)) >= size:
            values = sums[:size] if allowed is None else sums[:size] * allowed
            return cls(sums[:size], None, values, 1)
        docs = runs[0] if len(runs) == 1 else np.concatenate(runs)
        if allowed is not None:
            docs = docs[np.flatnonzero(allowed.take(docs, mode="clip"))]
        return cls(sums[:size], docs, sums.take(docs, mode="clip"), len(runs))

    def some(self, k: int) -> float:
        """A value that at least the best `k` reach and few others."""
        return _at_least(self.values, k * self.times, zeros=self.docs is None)

    def above(self, least: float) -> tuple[Ints, Floats]:
        """Those that have at least `least` and more than 0: ascending, each once."""
        kept = np.flatnonzero(self.values >= least if least > 0 else self.values)
        if self.docs is None:
            return kept.astype(np.int32), self.values[kept]
        docs = self.docs[kept]
        if self.times > 1:
            docs = _distinct(docs, len(self.sums))
        return docs, self.sums.take(docs, mode="clip")


def _distinct(docs: Ints, size: int) -> Ints:
    """Each once and ascending."""
    if len(docs) * _SPARSE < size:
        docs = np.sort(docs)
        return np.concatenate((docs[:1], docs[1:][np.flatnonzero(docs[1:] != docs[:-1])]))
    marks = _scratch.marks
    marks[docs] = True
    found = np.flatnonzero(marks[:size])
    marks[found] = False
    return found.astype(np.int32)


def _at_least(values: Floats, wanted: int, zeros: bool) -> float:
    """A value that `wanted` of `values` reach and, of many, few others; 0 if there are too few.

    Found from the highest of each block, which is quicker than looking at all of them. `zeros`
    tells that many values are 0.
    """
    whole = len(values) - len(values) % _BLOCK
    if whole < 2 * wanted * _BLOCK:
        if len(values) <= 4 * wanted:
            return 0.0
        return _kth(values[values > 0] if zeros else values, wanted)
    highest = values[:whole].reshape(-1, _BLOCK).max(axis=1)
    # numpy's partition takes very long where most values are equal.
    return _kth(highest[highest > 0] if zeros else highest, wanted)


def _kth(values: Floats, k: int) -> float:
    """The k-th highest value; 0 if there are fewer."""
    if len(values) < k:
        return 0.0
    return float(np.partition(values, len(values) - k)[len(values) - k])


def _chosen(docs: Ints, sums: Floats, k: int) -> tuple[Ints, Floats]:
    least = _kth(sums, k) if 0 < k < len(sums) else 0.0
    kept = np.flatnonzero(sums >= least if least > 0 else sums > 0)
    docs, sums = docs[kept], sums[kept]
    order = np.lexsort((docs, -sums))[: max(k, 0)]
    return docs[order], sums[order]
