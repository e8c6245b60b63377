"""A run of documents with their terms, readable by document and by term."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """Immutable. Document i of it is number `first + i` of the index.

    `row_terms[row_starts[i]:row_starts[i + 1]]` are the distinct terms of document i and
    `row_counts` how often it has each; `docs[starts[j]:starts[j + 1]]` are the numbers of the
    documents that have term `terms[j]`, ascending, and `counts` how often.
    """

    first: int
    row_starts: Longs
    row_terms: Ints
    row_counts: Ints
    terms: Ints
    starts: Longs
    docs: Ints
    counts: Ints

    @classmethod
    def of(cls, first: int, row_starts: Longs, row_terms: Ints, row_counts: Ints) -> Self:
        """Group the rows of documents by term."""
        order = np.argsort(row_terms, kind="stable")
        numbers = np.arange(first, first + len(row_starts) - 1, dtype=np.int32)
        docs = np.repeat(numbers, np.diff(row_starts))[order]
        terms, starts = np.unique(row_terms[order], return_index=True)
        return cls(
            first=first,
            row_starts=row_starts,
            row_terms=row_terms,
            row_counts=row_counts,
            terms=terms.astype(np.int32),
            starts=np.append(starts, len(docs)).astype(np.int64),
            docs=docs,
            counts=row_counts[order],
        )

    def __len__(self) -> int:
        return len(self.row_starts) - 1

    def row(self, number: int) -> tuple[Ints, Ints]:
        """The distinct terms of document `number` and how often it has each."""
        start, end = self.row_starts[number - self.first : number - self.first + 2]
        return self.row_terms[start:end], self.row_counts[start:end]

    def postings(self, term: int) -> tuple[Ints, Ints]:
        """The documents that have `term` and how often; both empty where none has it."""
        place = int(np.searchsorted(self.terms, term))
        if place == len(self.terms) or self.terms[place] != term:
            return self.docs[:0], self.counts[:0]
        start, end = self.starts[place], self.starts[place + 1]
        return self.docs[start:end], self.counts[start:end]


def join(segments: list[Segment], alive: NDArray[np.bool_], first: int, renumber: bool) -> Segment:
    """One segment of several neighbours, without the terms of documents that are gone.

    `alive` is indexed by document number. With `renumber` those documents are left out
    entirely and numbering starts at `first`; without, each keeps its number and an empty row.
    """
    lengths = np.concatenate([np.diff(segment.row_starts) for segment in segments])
    row_terms = np.concatenate([segment.row_terms for segment in segments])
    row_counts = np.concatenate([segment.row_counts for segment in segments])
    start = segments[0].first
    living = alive[start : start + len(lengths)]
    kept = np.repeat(living, lengths)
    lengths = lengths[living] if renumber else np.where(living, lengths, 0)
    row_starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Segment.of(first, row_starts, row_terms[kept], row_counts[kept])
