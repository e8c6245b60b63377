"""rank-bm25's scoring over posting arrays: add, update, remove, search, save, load.

The formula is BM25Okapi's, as rank-bm25 computes it: the sum over the terms of a query of
idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length)). The idf is Lucene's
log(1 + (N - df + 0.5) / (df + 0.5)), which is never negative, or, with `okapi=True`,
rank-bm25's own log((N - df + 0.5) / (df + 0.5)) with its floor of epsilon times the average.
Documents are known by text ids; terms are whatever the analysis gives.

Documents stand in segments: the first holds most of them, those after it what came later. A
document is never changed in place; one that is replaced or removed stays in its segment, is no
longer counted, and goes when the index is compacted.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25

from bot.search import snapshot
from bot.search.document_ids import DocumentIds
from bot.search.growing import Growing
from bot.search.heads import Heads
from bot.search.lexicon import Lexicon
from bot.search.postings import GAP, Longs, Segment, Streams, compacted, merged
from bot.search.topk import Weighted, best
from bot.search.view import Floats, Mask, View, gain

VERSION = 2

STORED = frozenset(["stream"])
"""Arrays that are better left in their files."""

NEIGHBOUR = 2
"""A segment is merged with the one before unless that is this many times as long."""


class BM25Index(BM25):  # type: ignore[misc]  # rank-bm25 carries no types
    """An index that grows and shrinks. One thread changes it; any number may search meanwhile,
    and each search sees all of a change or nothing of it."""

    def __init__(
        self,
        k1: float = 0.9,
        b: float = 0.75,
        epsilon: float = 0.25,
        *,
        okapi: bool = False,
    ) -> None:
        self.k1 = k1
        self.b = b
        self.epsilon = epsilon
        self.okapi = okapi
        self.terms = Lexicon()
        self.ids = DocumentIds()
        self.view = View(k1=k1, b=b)
        self._lengths = Growing(self.view.lengths)
        self._alive = Growing(self.view.alive)

    def __len__(self) -> int:
        return self.view.size

    def __contains__(self, doc_id: object) -> bool:
        return isinstance(doc_id, str) and self.ids.number(doc_id, self.view.alive) >= 0

    @property
    def corpus_size(self) -> int:
        """How many documents it holds."""
        return self.view.size

    @property
    def avgdl(self) -> float:
        """Average length of a document in terms; 0 without documents."""
        return self.view.average_length

    def document_frequency(self, term: str) -> int:
        """In how many documents a term stands."""
        return self.view.document_frequency(self.terms.number(term))

    def add(self, documents: Mapping[str, Sequence[str]]) -> None:
        """Add documents (id to terms); one whose id is already there is replaced.

        A term "" stands for nothing and parts its neighbours.
        """
        distinct = list(dict.fromkeys(term for row in documents.values() for term in row if term))
        numbers = dict(zip(distinct, self.terms.numbers(distinct), strict=True))
        numbers[""] = GAP
        self.extend({doc_id: [numbers[term] for term in row] for doc_id, row in documents.items()})

    def extend(self, streams: Mapping[str, Sequence[int]]) -> None:
        """The same with the numbers of the terms, as `terms` has them, and `GAP` for nothing."""
        self.take_in(list(streams), Streams.of(list(streams.values())))

    def take_in(self, doc_ids: Sequence[str], streams: Streams) -> None:
        """The same with the ids, each once, beside the streams; marks do not count for the
        lengths."""
        if not doc_ids:
            return
        segment = Segment.of(len(self.view.lengths), streams)
        lengths = streams.lengths()
        before = self._without(doc_ids)
        self.ids.extend(doc_ids)
        segments = _stacked((*before.segments, segment))
        same = before.heads is not None and before.heads.segment is segments[0]
        self.view = replace(
            before,
            segments=segments,
            heads=before.heads if same else Heads(segments[0]),
            lengths=self._lengths.extend(lengths),
            alive=self._alive.extend(np.ones(len(doc_ids), dtype=np.bool_)),
            size=before.size + len(doc_ids),
            total=before.total + int(lengths.sum()),
        )

    def update(self, doc_id: str, terms: Sequence[str]) -> None:
        """Replace one document, or add it."""
        self.add({doc_id: terms})

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there are passed over."""
        self.view = self._without(doc_ids)

    def get_scores(self, query: Sequence[str]) -> Floats:
        """Score of every document held, in the order of `document_ids`, as rank-bm25 does."""
        view = self.view
        scores, _ = self._all_scores(view, [(self.terms.number(term), 1.0) for term in query])
        return scores[view.alive]

    def get_batch_scores(self, query: Sequence[str], doc_ids: Sequence[int]) -> list[float]:
        """Scores of the documents at some places of `document_ids`."""
        return self.get_scores(query)[list(doc_ids)].tolist()  # type: ignore[no-any-return]

    def document_ids(self) -> list[str]:
        """Ids of the documents held, in the order they were added."""
        return [self.ids.text(number) for number in np.flatnonzero(self.view.alive).tolist()]

    def search(
        self,
        terms: Iterable[tuple[str, float]],
        k: int,
        allowed: Mask | None = None,
    ) -> list[tuple[str, float]]:
        """The best `k` documents that have any of the weighted terms, with their scores.

        Best first; equal scores in the order of adding. Documents that are not `allowed` (by
        number, which is the place in that order, counting those replaced or removed since) are
        left out before the cut to `k`.
        """
        asked = [(self.terms.number(term), weight) for term, weight in terms]
        numbers, scores = self.ranked(self.view, asked, k, allowed)
        return list(zip(self.ids.texts(numbers.tolist()), scores.tolist(), strict=True))

    def ranked(
        self,
        view: View,
        terms: Iterable[tuple[int, float]],
        k: int,
        allowed: Mask | None = None,
    ) -> tuple[NDArray[np.int32], Floats]:
        """The same over one of its views: numbers of terms in, numbers of documents out."""
        terms = list(terms)
        weighted = [
            Weighted(number, weight * self.idf_of(view, number) * (self.k1 + 1), df)
            for number, weight in terms
            if (df := view.document_frequency(number))
        ]
        if all(term.weight > 0 for term in weighted):
            return best(view, weighted, k, allowed)
        # rank-bm25's own idf may be below 0, and then what is to come bounds nothing.
        scores, found = self._all_scores(view, terms)
        found &= view.alive if allowed is None else view.alive & allowed
        numbers = np.flatnonzero(found)
        order = np.lexsort((numbers, -scores[numbers]))[: max(k, 0)]
        return numbers[order].astype(np.int32), scores[numbers[order]]

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term; of one never seen, as if of no document."""
        number = self.terms.number(term)
        if self.okapi and not self.view.document_frequency(number):
            return 0.0
        return self.idf_of(self.view, number)

    def compact(self) -> NDArray[np.int64]:
        """Make one segment of all. Documents are numbered anew; answers their numbers before.

        Nobody may search meanwhile.
        """
        kept = np.flatnonzero(self.view.alive)
        other = self.restored(self.head(), self.arrays())
        self.terms, self.ids, self.view = other.terms, other.ids, other.view
        self._lengths, self._alive = other._lengths, other._alive
        return kept

    def save(self, folder: Path, change: int) -> None:
        """Write it to `folder` with the number of the catalogue's change it stands at.

        Raises OSError if that fails; an earlier snapshot then stays.
        """
        snapshot.write(folder, {**self.head(), "change": change}, self.arrays())

    @classmethod
    def load(cls, folder: Path) -> tuple[Self, int] | None:
        """The index saved in `folder` and its change number; None if it is not intact."""
        try:
            expected = {"kind": "bm25", "version": VERSION}
            head, arrays = snapshot.read(folder, expected, STORED)
            return cls.restored(head, arrays), int(head["change"])
        except (snapshot.Unusable, LookupError, ValueError, TypeError, OverflowError):
            return None

    def head(self) -> dict[str, Any]:
        """What a snapshot says about the index beside its arrays."""
        return {
            "kind": "bm25",
            "version": VERSION,
            "k1": self.k1,
            "b": self.b,
            "epsilon": self.epsilon,
            "okapi": self.okapi,
        }

    def arrays(self, view: View | None = None) -> dict[str, NDArray[Any]]:
        """The arrays of a snapshot of a view (the present one by default), compacted."""
        view = view or self.view
        vocabulary = len(self.terms)
        segment = compacted(view.segments, view.alive, vocabulary)
        arrays: dict[str, NDArray[Any]] = {
            "lengths": view.lengths[view.alive],
            "starts": segment.starts,
            "docs": segment.docs,
            "counts": segment.counts,
            "stream": segment.whole_stream(),
            "stream_starts": segment.stream_starts,
        }
        arrays |= {f"term_{key}": a for key, a in self.terms.arrays(vocabulary).items()}
        arrays |= {f"id_{key}": a for key, a in self.ids.arrays(view.alive).items()}
        return arrays

    @classmethod
    def restored(cls, head: Mapping[str, Any], arrays: Mapping[str, Any]) -> Self:
        """The index of a head and its arrays. Raises LookupError, ValueError or TypeError."""
        index = cls(head["k1"], head["b"], head["epsilon"], okapi=head["okapi"])
        index.terms = Lexicon.restored(snapshot.part(arrays, "term_"))
        index.ids = DocumentIds.restored(snapshot.part(arrays, "id_"))
        lengths = np.array(arrays["lengths"])
        names = ("starts", "docs", "counts", "stream", "stream_starts")
        segment = Segment(0, None, *(arrays[name] for name in names))
        if not len(segment) == len(lengths) == len(index.ids):
            raise ValueError("arrays of different lengths")
        index.view = View(
            segments=(segment,) if len(segment) else (),
            heads=Heads(segment),
            lengths=lengths,
            alive=np.ones(len(lengths), dtype=np.bool_),
            size=len(lengths),
            total=int(lengths.sum()),
            k1=index.k1,
            b=index.b,
        )
        index._lengths = Growing(index.view.lengths)
        index._alive = Growing(index.view.alive)
        return index

    def _calc_idf(self, nd: Longs) -> Floats:
        """Idf of every term from its document frequency; 0 for one no document has."""
        return self._idfs(nd, self.view.size)

    def _idfs(self, nd: Longs, size: int) -> Floats:
        present = nd > 0
        idf = np.zeros(len(nd))
        df = nd[present]
        if not self.okapi:
            idf[present] = np.log1p((size - df + 0.5) / (df + 0.5))
        elif len(df):
            plain = np.log(size - df + 0.5) - np.log(df + 0.5)
            idf[present] = np.where(plain < 0, self.epsilon * plain.mean(), plain)
        return idf

    def idf_of(self, view: View, number: int) -> float:
        """Inverse document frequency, in a view, of a term by its number."""
        if self.okapi:
            return float(self._okapi_idf(view)[number])
        df = view.document_frequency(number)
        return math.log1p((view.size - df + 0.5) / (df + 0.5))

    def _okapi_idf(self, view: View) -> Floats:
        """Of all terms at once, for the floor is a share of their average."""
        derived = view.derived
        if "okapi" not in derived:
            df = view.document_frequencies(len(self.terms))
            derived["okapi"] = self._idfs(df, view.size)
        return derived["okapi"]

    def _all_scores(self, view: View, terms: Iterable[tuple[int, float]]) -> tuple[Floats, Mask]:
        """Scores by number and whether a document has any of the terms."""
        scores = np.zeros(len(view.alive))
        found = np.zeros(len(view.alive), dtype=np.bool_)
        for number, weight in terms:
            if view.document_frequency(number):
                docs, counts = view.postings(number)
                factor = weight * self.idf_of(view, number) * (self.k1 + 1)
                np.add.at(scores, docs, gain(factor, view.norm(docs), counts))
                found[docs] = True
        return scores, found

    def _without(self, doc_ids: Iterable[str]) -> View:
        """The present view without some documents."""
        view = self.view
        numbers = {self.ids.number(doc_id, view.alive) for doc_id in set(doc_ids)} - {-1}
        if not numbers:
            return view
        gone = view.terms_of(sorted(numbers))
        gone.update(view.gone)
        gone.pop(GAP, None)
        places = np.array(sorted(numbers), dtype=np.int64)
        return replace(
            view,
            alive=self._alive.put(places, np.zeros(len(places), dtype=np.bool_)),
            gone=gone,
            size=view.size - len(numbers),
            total=view.total - int(view.lengths[places].sum()),
        )


def _stacked(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The segments with those at the end merged that are of like length, so that few remain."""
    kept = list(segments)
    while len(kept) > 1 and len(kept[-2]) < NEIGHBOUR * len(kept[-1]):
        kept[-2:] = [merged(kept[-2:])]
    return tuple(kept)
