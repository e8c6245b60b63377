"""A run of documents with their terms, readable by term and by document."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bot.search.ragged import Ints as Ints
from bot.search.ragged import Longs as Longs
from bot.search.ragged import flat
from bot.search.stored import Stored

Counts = NDArray[Any]
"""Term frequencies, unsigned integers of the fewest bytes that hold the largest of a segment."""

GAP = -1
"""Number of no term, where neighbours in a stream are no neighbours in the text."""


class Streams(NamedTuple):
    """Some documents on their way into a segment."""

    stream: Ints
    """The terms of every document in order, `GAP` for nothing, one document after the other."""
    sizes: Longs
    """How many of them each document has."""
    marks: Ints
    """Terms that a document is found by and not scored by: they are in the postings, counted
    once however often they are here, and not in the stream."""
    marked: Longs
    """Of each mark the place of its document, from 0."""

    @classmethod
    def of(
        cls, streams: Sequence[Sequence[int]], marks: Sequence[Collection[int]] = ()
    ) -> "Streams":
        """The same from lists, one for each document; without `marks` none has any."""
        sizes = np.fromiter(map(len, streams), dtype=np.int64, count=len(streams))
        many = np.fromiter(map(len, marks), dtype=np.int64, count=len(marks))
        return cls(
            flat(streams, int(sizes.sum())),
            sizes,
            flat(marks, int(many.sum())),
            np.repeat(np.arange(len(marks)), many),
        )

    def lengths(self) -> Ints:
        """Of each document how many terms it has."""
        counted = np.concatenate(([0], np.cumsum(self.stream != GAP)))
        ends = np.cumsum(self.sizes)
        lengths: Ints = (counted[ends] - counted[ends - self.sizes]).astype(np.int32)
        return lengths


@dataclass(frozen=True, slots=True)
class Segment:
    """Immutable. Document i of it is number `first + i` of the index.

    `docs[starts[j]:starts[j + 1]]` are the numbers of the documents that have term `terms[j]`,
    ascending, and `counts` how often; without `terms`, j is the number of the term itself.
    `stream[stream_starts[i]:stream_starts[i + 1]]` are the terms of document i in the order in
    which they stand there, `GAP` between those that are not neighbours; it may be left on disk.
    """

    first: int
    terms: Ints | None
    starts: Longs
    docs: Ints
    counts: Counts
    stream: Ints | Stored
    stream_starts: Longs

    @classmethod
    def of(cls, first: int, streams: Streams) -> Self:
        """The segment of some documents' streams, the number of the first of which is `first`."""
        documents = len(streams.sizes)
        stream_starts = np.concatenate(([0], np.cumsum(streams.sizes)))
        owners = np.repeat(np.arange(documents, dtype=np.int64), streams.sizes)
        keys = (streams.stream.astype(np.int64) << 32) | owners
        keys = keys[streams.stream != GAP]
        if len(streams.marks):
            marks = (streams.marks.astype(np.int64) << 32) | streams.marked
            marks.sort()
            keys = np.concatenate((keys, marks[_changes(marks)[:-1]]))
        keys.sort()
        begins = _changes(keys)
        keys = keys[begins[:-1]]
        numbers = (keys >> 32).astype(np.int32)
        starts = _changes(numbers)
        return cls(
            first=first,
            terms=numbers[starts[:-1]],
            starts=starts,
            docs=((keys & 0xFFFFFFFF) + first).astype(np.int32),
            counts=_narrow(np.diff(begins)),
            stream=streams.stream,
            stream_starts=stream_starts,
        )

    def __len__(self) -> int:
        return len(self.stream_starts) - 1

    def rows(self, numbers: Longs) -> list[Ints]:
        """The streams of some documents."""
        places = numbers - self.first
        starts = self.stream_starts[places].tolist()
        ends = self.stream_starts[places + 1].tolist()
        stream = self.stream
        if isinstance(stream, Stored):
            return stream.parts(starts, ends)
        return [stream[start:end] for start, end in zip(starts, ends, strict=True)]

    def whole_stream(self) -> Ints:
        """The streams of all its documents, one after the other."""
        return self.stream.whole() if isinstance(self.stream, Stored) else self.stream

    def span(self, term: int) -> tuple[int, int]:
        """Start and end of the postings of a term; equal where no document has it."""
        if self.terms is None:
            if term + 1 >= len(self.starts):
                return 0, 0
        else:
            place = int(self.terms.searchsorted(term))
            if place == len(self.terms) or self.terms[place] != term:
                return 0, 0
            term = place
        return int(self.starts[term]), int(self.starts[term + 1])


def merged(segments: Sequence[Segment]) -> Segment:
    """One segment of several neighbours, every document keeping its number."""
    listed = [_terms(segment) for segment in segments]
    most = max((int(numbers[-1]) + 1 for numbers in listed if len(numbers)), default=0)
    there = np.zeros(most, dtype=np.bool_)
    for numbers in listed:
        there[numbers] = True
    terms = np.flatnonzero(there).astype(np.int32)
    rank = np.cumsum(there) - 1
    places = [rank[numbers] for numbers in listed]
    sizes = np.zeros(len(terms), dtype=np.int64)
    for segment, place in zip(segments, places, strict=True):
        sizes[place] += np.diff(segment.starts)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    docs = np.empty(starts[-1], dtype=np.int32)
    counts = np.empty(starts[-1], dtype=np.result_type(*(s.counts.dtype for s in segments)))
    free = starts[:-1].copy()
    for segment, place in zip(segments, places, strict=True):
        lengths = np.diff(segment.starts)
        where = np.arange(len(segment.docs)) + np.repeat(free[place] - segment.starts[:-1], lengths)
        docs[where] = segment.docs
        counts[where] = segment.counts
        free[place] += lengths
    ends = np.cumsum([0, *(len(segment.stream) for segment in segments)])
    return Segment(
        first=segments[0].first,
        terms=terms,
        starts=starts,
        docs=docs,
        counts=counts,
        stream=np.concatenate([segment.whole_stream() for segment in segments]),
        stream_starts=np.concatenate(
            [
                segment.stream_starts[min(i, 1) :] + end
                for i, (segment, end) in enumerate(zip(segments, ends, strict=False))
            ]
        ),
    )


def compacted(segments: Sequence[Segment], alive: NDArray[np.bool_], vocabulary: int) -> Segment:
    """All segments of an index as one that is read by the number of a term.

    Documents that are not `alive` (by number) are left out and the others are numbered anew from
    0, in the same order. `vocabulary` is how many terms there are.
    """
    if not segments:
        none = np.zeros(0, dtype=np.int32)
        starts = np.zeros(vocabulary + 1, dtype=np.int64)
        return Segment(0, None, starts, none, none.astype(np.uint8), none, np.zeros(1, np.int64))
    whole = segments[0] if len(segments) == 1 else merged(segments)
    docs, counts, bounds = whole.docs, whole.counts, whole.starts
    stream, stream_starts = whole.whole_stream(), whole.stream_starts
    if not alive.all():
        kept = alive[docs]
        docs = (np.cumsum(alive, dtype=np.int32) - np.int32(1))[docs[kept]]
        counts = counts[kept]
        bounds = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))[bounds]
        lengths = np.diff(stream_starts)
        stream = stream[np.repeat(alive, lengths)]
        stream_starts = np.concatenate(([0], np.cumsum(lengths[alive])))
    sizes = np.zeros(vocabulary, dtype=np.int64)
    sizes[_terms(whole)] = np.diff(bounds)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return Segment(0, None, starts, docs, counts, stream, stream_starts)


def _terms(segment: Segment) -> Ints:
    if segment.terms is not None:
        return segment.terms
    return np.arange(len(segment.starts) - 1, dtype=np.int32)


def _changes(values: NDArray[Any]) -> Longs:
    """Where each run of equal values begins, and the end of the last."""
    if not len(values):
        return np.zeros(1, dtype=np.int64)
    inner = np.flatnonzero(values[1:] != values[:-1]) + 1
    return np.concatenate(([0], inner, [len(values)]))


def _narrow(counts: Longs) -> Counts:
    return counts.astype(np.min_scalar_type(int(counts.max(initial=0))))
