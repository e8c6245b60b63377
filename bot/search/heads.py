"""How often documents have the most frequent terms, laid out by document.

A long list of postings is slow to look single documents up in; laid out, a look-up is one step.
"""

import threading

import numpy as np

from bot.search.postings import Counts, Segment

MOST_BYTES = 16 << 20
"""Of all terms laid out together."""
FREQUENT = 16
"""A term is laid out if at least one document in so many has it."""


class Heads:
    """Frequent terms of one segment. Any number of threads may ask."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._counts: dict[int, Counts] = {}
        self._changing = threading.Lock()
        row = len(segment) * segment.counts.dtype.itemsize
        self._most = max(MOST_BYTES // max(row, 1), 8)

    def counts(self, term: int, start: int, end: int) -> Counts | None:
        """How often each document of the segment, by its place, has the term whose postings are
        from `start` to `end`; None if the term is not frequent."""
        if (end - start) * FREQUENT < len(self.segment):
            return None
        with self._changing:
            counts = self._counts.pop(term, None)
            if counts is not None:
                self._counts[term] = counts  # now the last to go
                return counts
        counts = np.zeros(len(self.segment), dtype=self.segment.counts.dtype)
        places = self.segment.docs[start:end] - self.segment.first
        counts[places] = self.segment.counts[start:end]
        with self._changing:
            while len(self._counts) >= self._most:
                del self._counts[next(iter(self._counts))]
            self._counts[term] = counts
        return counts
