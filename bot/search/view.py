"""What an index holds at one moment. A search looks at one view from beginning to end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search.heads import Heads
from bot.search.postings import Counts, Ints, Longs, Segment

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """Immutable; whatever is added later is in another view."""

    segments: tuple[Segment, ...] = ()
    lengths: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    """Length of every document in terms, by number."""
    alive: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    """Whether a document, by number, is still held."""
    gone: Mapping[int, int] = field(default_factory=dict)
    """How many documents that are not held any more have a term, by the term's number."""
    size: int = 0
    """How many documents are held."""
    total: int = 0
    """Sum of the lengths of the documents held."""
    k1: float = 0.9
    b: float = 0.75
    heads: Heads | None = None
    """Frequent terms of the first segment."""

    @property
    def average_length(self) -> float:
        """Average length of a document held; 0 without documents."""
        return self.total / self.size if self.size else 0.0

    @cached_property
    def derived(self) -> dict[str, Floats]:
        """What has been reckoned from this view and may be wanted again."""
        return {}

    @cached_property
    def _frequencies(self) -> dict[int, int]:
        return {}

    def document_frequency(self, term: int) -> int:
        """In how many documents held a term stands; 0 for -1."""
        if term < 0:
            return 0
        known = self._frequencies.get(term)
        if known is None:
            spans = (segment.span(term) for segment in self.segments)
            known = sum(end - start for start, end in spans) - self.gone.get(term, 0)
            self._frequencies[term] = known
        return known

    def document_frequencies(self, vocabulary: int) -> Longs:
        """The same of all terms, by number."""
        df = np.zeros(vocabulary, dtype=np.int64)
        for segment in self.segments:
            sizes = np.diff(segment.starts)
            if segment.terms is None:
                df[: len(sizes)] += sizes
            else:
                df[segment.terms] += sizes
        if self.gone:
            df[list(self.gone)] -= list(self.gone.values())
        return df

    def postings(self, term: int) -> tuple[Ints, Counts]:
        """Numbers of the documents that have a term, ascending, and how often. Those that are
        not held any more are among them."""
        found = []
        for segment in self.segments:
            start, end = segment.span(term)
            if end > start:
                found.append((segment.docs[start:end], segment.counts[start:end]))
        if len(found) == 1:
            return found[0]
        if not found:
            return _NONE, _NONE
        return np.concatenate([d for d, _ in found]), np.concatenate([c for _, c in found])

    def counts(self, term: int, docs: Ints) -> Counts:
        """How often each of `docs` (numbers, ascending) has a term."""
        if len(self.segments) == 1:
            return self._counts(self.segments[0], term, docs)
        bounds = docs.searchsorted([segment.first for segment in self.segments]).tolist()
        ends = [*bounds[1:], len(docs)]
        return np.concatenate(
            [
                self._counts(segment, term, docs[start:end])
                for segment, start, end in zip(self.segments, bounds, ends, strict=True)
            ]
            or [_NONE]
        )

    def _counts(self, segment: Segment, term: int, docs: Ints) -> Counts:
        start, end = segment.span(term)
        if start == end or not len(docs):
            return np.zeros(len(docs), dtype=np.uint8)
        if self.heads is not None and self.heads.segment is segment:
            laid_out = self.heads.counts(term, start, end)
            if laid_out is not None:
                return laid_out.take(docs - segment.first, mode="clip")
        listed = segment.docs[start:end]
        places = listed.searchsorted(docs)
        counts: Counts = segment.counts[start:end].take(places, mode="clip")
        counts *= listed.take(places, mode="clip") == docs
        return counts

    def norm(self, docs: Ints) -> Floats:
        """k1 * (1 - b + b * length / average length) of some documents."""
        return self._norms.take(docs, mode="clip")

    @cached_property
    def _norms(self) -> Floats:
        norms: Floats = self.lengths.astype(np.float64)
        norms *= self.k1 * self.b / (self.average_length or 1.0)
        # With k1 = 0 or b = 1 it may be 0, and 0 / 0 is no score.
        norms += max(self.k1 * (1 - self.b), _TINY)
        return norms

    def row(self, number: int) -> Ints:
        """The stream of a document: the numbers of its terms in order, `GAP` between runs."""
        return self.rows(np.array([number]))[0]

    def rows(self, numbers: NDArray[Any]) -> list[Ints]:
        """The streams of several documents."""
        if len(self.segments) == 1:
            return self.segments[0].rows(numbers)
        found: list[Ints] = [_NONE] * len(numbers)
        firsts = [segment.first for segment in self.segments]
        owners = np.searchsorted(firsts, numbers, side="right") - 1
        for owner, segment in enumerate(self.segments):
            mine = np.flatnonzero(owners == owner)
            if len(mine):
                for place, row in zip(mine.tolist(), segment.rows(numbers[mine]), strict=True):
                    found[place] = row
        return found

    def terms_of(self, numbers: Sequence[int]) -> Counter[int]:
        """How many of some documents have each of their terms."""
        found = Counter[int]()
        for row in self.rows(np.array(numbers, dtype=np.int64)):
            found.update(set(row.tolist()))
        return found


_TINY = float(np.finfo(np.float64).tiny)
_NONE: NDArray[Any] = np.zeros(0, dtype=np.int32)


def gain(weight: float, norm: Floats, counts: Counts) -> Floats:
    """weight * tf / (tf + norm) of documents that have a term `counts` times."""
    gained: Floats = counts * weight
    gained /= norm + counts
    return gained
