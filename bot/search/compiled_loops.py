"""The search of `topk.best` as loops, for numba to compile. Needs the extra `fast`.

MaxScore (Turtle and Flood, 1995) over windows of documents: terms stand from the rarest on, and
only the postings of those terms are added up that a document cannot be among the best without;
in the others the few documents are looked up that may still reach the k-th best found so far.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bot.search.postings import Counts, Ints, Longs
from bot.search.view import Floats, Mask

_Function = TypeVar("_Function", bound=Callable[..., Any])

WINDOW = 8_192
"""Documents whose sums are worked on at a time: few enough to stay in the processor's cache."""
FIRST_WINDOW = 1_024
"""Of the first window, from which little is known but how good the best are at least."""
_SLACK = 1.0 - 1e-9
"""Sums are compared with room for rounding, so that none is left out by it."""
_LOOKUP = 16
"""Looking one document up costs about as much as adding up this many postings."""

_at: Any = np.uint64
"""An index. One with a sign would be looked at whether it counts from the end."""


def search(
    docs: Ints,
    counts: Counts,
    starts: Longs,
    ends: Longs,
    weights: Floats,
    lengths: Ints,
    scale: float,
    floor: float,
    first: int,
    last: int,
    masked: bool,
    allowed: Mask,
    best_sums: Floats,
    best_docs: Ints,
    found: int,
) -> int:
    """Take the documents `first` to before `last` into the best there are so far.

    `docs[starts[i]:ends[i]]` are the postings of term i in that range, `counts` beside them, and
    `weights[i]` what it can add at most; `starts` is changed. A document's norm is its length
    times `scale` plus `floor`. Where `masked`, documents that are not `allowed` are left out.
    `best_sums` and `best_docs` are a heap with room for as many as are wanted, `found` of them in
    use, the least good one first; answers how many are in use then. Documents come in ascending
    order from call to call.
    """
    terms = len(weights)
    wanted = len(best_sums)
    rest = np.zeros(terms + 1)
    postings = 0
    for term in range(terms - 1, -1, -1):
        rest[_at(term)] = rest[_at(term + 1)] + weights[_at(term)]
        postings += ends[_at(term)] - starts[_at(term)]
    sums = np.zeros(WINDOW)
    touched = np.empty(WINDOW + 1, dtype=np.int32)
    likely = np.empty(WINDOW, dtype=np.int32)
    least = best_sums[0] * _SLACK if found == wanted else 0.0
    essential = terms
    low = first
    size = FIRST_WINDOW
    while low < last:
        high = min(low + size, last)
        size = min(2 * size, WINDOW)
        while essential > 1 and rest[_at(essential - 1)] < least:
            essential -= 1
            postings -= ends[_at(essential)] - starts[_at(essential)]
        many = 0
        begin = essential
        if masked:
            passing = 0
            for doc in range(low, high):
                passing += allowed[_at(doc)]
            if passing == 0:
                low = high
                continue
            if passing * terms * _LOOKUP * (last - first) < postings * (high - low):
                begin = 0
                for doc in range(low, high):
                    if allowed[_at(doc)]:
                        touched[_at(many)] = doc - low
                        many += 1
        if begin:
            for term in range(essential):
                place = starts[_at(term)]
                end = ends[_at(term)]
                weight = weights[_at(term)]
                if place < end and docs[_at(place)] < low:
                    place = _from(docs, place, end, low)
                begun = place
                starts[_at(term)] = end = _from(docs, begun, end, high)
                for place in range(begun, end):
                    doc = docs[_at(place)]
                    tf = float(counts[_at(place)])
                    spot = doc - low
                    before = sums[_at(spot)]
                    touched[_at(many)] = spot
                    many += before == 0.0
                    sums[_at(spot)] = before + tf * weight / (
                        lengths[_at(doc)] * scale + floor + tf
                    )
        spots = many
        scanned = False
        many = _reaching(sums, touched, spots, least - rest[_at(begin)], likely)
        if masked and begin:
            many = _passing(likely, many, allowed, low)
        for term in range(begin, terms):
            if many == 0:
                break
            begun = _from(docs, starts[_at(term)], ends[_at(term)], low)
            end = _from(docs, begun, ends[_at(term)], high)
            starts[_at(term)] = begun
            weight = weights[_at(term)]
            if end - begun < many * _LOOKUP:
                scanned = True
                for place in range(begun, end):
                    doc = docs[_at(place)]
                    tf = float(counts[_at(place)])
                    gain = tf * weight / (lengths[_at(doc)] * scale + floor + tf)
                    sums[_at(doc - low)] += gain
            else:
                place = begun
                for i in range(many):
                    doc = low + likely[_at(i)]
                    if place > begun and docs[_at(place - 1)] >= doc:
                        place = begun
                    place = _from(docs, place, end, doc)
                    if place < end and docs[_at(place)] == doc:
                        tf = float(counts[_at(place)])
                        gain = tf * weight / (lengths[_at(doc)] * scale + floor + tf)
                        sums[_at(doc - low)] += gain
            many = _reaching(sums, likely, many, least - rest[_at(term + 1)], likely)
        for i in range(many):
            spot = likely[_at(i)]
            total = sums[_at(spot)]
            doc = low + spot
            if total > 0.0:
                if found < wanted:
                    _rise(best_sums, best_docs, found, total, doc)
                    found += 1
                elif total > best_sums[0] or (total == best_sums[0] and doc < best_docs[0]):
                    _sink(best_sums, best_docs, found, total, doc)
        if found == wanted:
            least = best_sums[0] * _SLACK
        if scanned or spots > (high - low) // 8:
            sums[: high - low] = 0.0
        else:
            for i in range(spots):
                sums[_at(touched[_at(i)])] = 0.0
        low = high
    return found


def in_order(best_sums: Floats, best_docs: Ints, found: int) -> None:
    """Put the `found` documents of the heap into order, best first, equal ones by number."""
    for size in range(found - 1, 0, -1):
        total, doc = best_sums[_at(size)], best_docs[_at(size)]
        best_sums[_at(size)], best_docs[_at(size)] = best_sums[0], best_docs[0]
        _sink(best_sums, best_docs, size, total, doc)


def _part(function: _Function) -> _Function:
    """Not cached: it is kept with the loop that it becomes a part of."""
    return cast(_Function, njit(nogil=True, error_model="numpy")(function))


@_part
def _from(docs: Ints, place: int, end: int, doc: int) -> int:
    """The first place from `place` on, before `end`, that has `doc` or a later one; else `end`."""
    step = 1
    while place + step <= end and docs[_at(place + step - 1)] < doc:
        place += step
        step *= 2
    # It is one of the next `size` places, or the one behind them.
    size = min(step, end - place)
    while size > 0:
        half = size // 2
        if docs[_at(place + half)] < doc:
            place += half + 1
            size -= half + 1
        else:
            size = half
    return place


@_part
def _reaching(sums: Floats, spots: Ints, many: int, least: float, into: Ints) -> int:
    """Take those whose sum is at least `least` over; how many they are."""
    kept = 0
    for i in range(many):
        spot = spots[_at(i)]
        into[_at(kept)] = spot
        kept += sums[_at(spot)] >= least
    return kept


@_part
def _passing(spots: Ints, many: int, allowed: Mask, low: int) -> int:
    """Keep those that are allowed; how many they are."""
    kept = 0
    for i in range(many):
        spot = spots[_at(i)]
        spots[_at(kept)] = spot
        kept += allowed[_at(low + spot)]
    return kept


@_part
def _rise(sums: NDArray[Any], docs: NDArray[Any], hole: int, total: float, doc: int) -> None:
    """Put a document at the end of a heap, and up to where it belongs."""
    while hole > 0:
        above = (hole - 1) // 2
        if sums[_at(above)] < total or (sums[_at(above)] == total and docs[_at(above)] > doc):
            break
        sums[_at(hole)], docs[_at(hole)] = sums[_at(above)], docs[_at(above)]
        hole = above
    sums[_at(hole)], docs[_at(hole)] = total, doc


@_part
def _sink(sums: NDArray[Any], docs: NDArray[Any], size: int, total: float, doc: int) -> None:
    """Put a document in the place of the first of a heap, and down to where it belongs."""
    hole = 0
    while 2 * hole + 1 < size:
        below = 2 * hole + 1
        other = below + 1
        if other < size and (
            sums[_at(other)] < sums[_at(below)]
            or (sums[_at(other)] == sums[_at(below)] and docs[_at(other)] > docs[_at(below)])
        ):
            below = other
        if total < sums[_at(below)] or (total == sums[_at(below)] and doc > docs[_at(below)]):
            break
        sums[_at(hole)], docs[_at(hole)] = sums[_at(below)], docs[_at(below)]
        hole = below
    sums[_at(hole)], docs[_at(hole)] = total, doc
