"""rank-bm25's scoring over posting arrays: add, update, remove, search, save, load.

The formula is BM25Okapi's, as rank-bm25 computes it: the sum over the terms of a query of
idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length)). The idf is Lucene's
log(1 + (N - df + 0.5) / (df + 0.5)), which is never negative, or, with `okapi=True`,
rank-bm25's own log((N - df + 0.5) / (df + 0.5)) with its floor of epsilon times the average.
Documents are known by text ids; terms are whatever the analysis gives.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25

from bot.search import snapshot
from bot.search.postings import Segment, join

Floats = NDArray[np.float64]
VERSION = 1


class BM25Index(BM25):  # type: ignore[misc]  # rank-bm25 carries no types
    """An index that grows and shrinks. One thread at a time."""

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
        self._vocabulary: dict[str, int] = {}
        self._df = np.zeros(1024, dtype=np.int64)
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._lengths = np.zeros(64, dtype=np.int64)
        self._alive = np.zeros(64, dtype=np.bool_)
        self._segments: list[Segment] = []
        self._weights: tuple[Floats, Floats] | None = None

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._numbers

    @property
    def corpus_size(self) -> int:
        """How many documents it holds."""
        return len(self._numbers)

    @property
    def avgdl(self) -> float:
        """Average length of a document in terms; 0 without documents."""
        total = int(self._lengths[: len(self._ids)][self._alive[: len(self._ids)]].sum())
        return total / len(self) if len(self) else 0.0

    def document_frequency(self, term: str) -> int:
        """In how many documents a term stands."""
        number = self._vocabulary.get(term)
        return 0 if number is None else int(self._df[number])

    def term_number(self, term: str) -> int:
        """The lasting number of a term this index has stored, or -1."""
        return self._vocabulary.get(term, -1)

    def add(self, documents: Mapping[str, Sequence[str]]) -> None:
        """Add documents (id to terms); one whose id is already there is replaced."""
        if not documents:
            return
        self.remove(documents)
        first = len(self._ids)
        self._grow(first + len(documents))
        sizes = [0]
        terms: list[int] = []
        counts: list[int] = []
        for number, (doc_id, words) in enumerate(documents.items(), start=first):
            frequencies = Counter(words)
            terms.extend(
                self._vocabulary.setdefault(term, len(self._vocabulary)) for term in frequencies
            )
            counts.extend(frequencies.values())
            sizes.append(len(frequencies))
            self._ids.append(doc_id)
            self._numbers[doc_id] = number
            self._lengths[number] = len(words)
            self._alive[number] = True
        self._append(
            Segment.of(
                first,
                np.cumsum(sizes, dtype=np.int64),
                np.array(terms, dtype=np.int32),
                np.array(counts, dtype=np.int32),
            )
        )

    def update(self, doc_id: str, terms: Sequence[str]) -> None:
        """Replace one document, or add it."""
        self.add({doc_id: terms})

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there are passed over."""
        gone = {doc_id for doc_id in doc_ids if doc_id in self._numbers}
        for doc_id in gone:
            number = self._numbers.pop(doc_id)
            terms, _ = self._segment_of(number).row(number)
            self._df[terms] -= 1
            self._alive[number] = False
        if gone:
            self._weights = None
            if len(self._ids) > 2 * len(self) + 64:
                self._compact()

    def get_scores(self, query: Sequence[str]) -> Floats:
        """Score of every document held, in the order of `document_ids`, as rank-bm25 does."""
        scores, _ = self._score([(term, 1.0) for term in query])
        return scores[self._alive[: len(self._ids)]]

    def document_ids(self) -> list[str]:
        """Ids of the documents held, in the order they were added."""
        return [doc_id for number, doc_id in enumerate(self._ids) if self._alive[number]]

    def search(
        self,
        terms: Iterable[tuple[str, float]],
        k: int,
        allowed: Callable[[str], bool] | None = None,
    ) -> list[tuple[str, float]]:
        """The best `k` documents that have any of the weighted terms, with their scores.

        Best first; equal scores in the order of ids. Documents that are not `allowed` are left
        out before the cut to `k`.
        """
        scores, found = self._score(terms)
        numbers = np.flatnonzero(found & self._alive[: len(self._ids)])
        if allowed is not None:
            mask = [allowed(self._ids[number]) for number in numbers.tolist()]
            numbers = numbers[np.array(mask, dtype=np.bool_)]
        if k <= 0 or not len(numbers):
            return []
        if len(numbers) > k:
            least = -np.partition(-scores[numbers], k - 1)[k - 1]
            numbers = numbers[scores[numbers] >= least]
        ranked = [(self._ids[number], float(scores[number])) for number in numbers.tolist()]
        ranked.sort(key=lambda pair: (-pair[1], pair[0]))
        return ranked[:k]

    def idf(self, term: str) -> float:
        """Inverse document frequency of a term; of one never seen, as if of no document."""
        number = self._vocabulary.get(term)
        if number is None or not self._df[number]:
            return float(np.log1p((len(self) + 0.5) / 0.5)) if not self.okapi else 0.0
        return float(self._current_weights()[0][number])

    def save(self, folder: Path, change: int) -> None:
        """Write it to `folder` with the number of the catalogue's change it stands at.

        Raises OSError if that fails; an earlier snapshot then stays.
        """
        arrays = self.arrays()
        snapshot.write(folder, {**self.head(), "change": change}, arrays)

    @classmethod
    def load(cls, folder: Path) -> tuple[Self, int] | None:
        """The index saved in `folder` and its change number; None if it is not intact."""
        try:
            head, arrays = snapshot.read(folder, {"kind": "bm25", "version": VERSION})
            return cls.restored(head, arrays), int(head["change"])
        except (snapshot.Unusable, LookupError, ValueError, TypeError):
            return None

    def head(self) -> dict[str, object]:
        """What a snapshot says about the index beside its arrays."""
        return {
            "kind": "bm25",
            "version": VERSION,
            "k1": self.k1,
            "b": self.b,
            "epsilon": self.epsilon,
            "okapi": self.okapi,
        }

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of a snapshot, the index compacted to one segment."""
        self._compact()
        terms, term_ends = snapshot.pack(list(self._vocabulary))
        ids, id_ends = snapshot.pack(self._ids)
        none = np.zeros(0, dtype=np.int32)
        segment = (
            self._segments[0] if self._segments else Segment.of(0, np.zeros(1, int), none, none)
        )
        return {
            "vocabulary": terms,
            "vocabulary_ends": term_ends,
            "ids": ids,
            "id_ends": id_ends,
            "lengths": self._lengths[: len(self._ids)],
            "row_starts": segment.row_starts,
            "row_terms": segment.row_terms,
            "row_counts": segment.row_counts,
            "terms": segment.terms,
            "starts": segment.starts,
            "docs": segment.docs,
            "counts": segment.counts,
        }

    @classmethod
    def restored(cls, head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The index of a head and its arrays. Raises LookupError, ValueError or TypeError."""
        index = cls(head["k1"], head["b"], head["epsilon"], okapi=head["okapi"])
        words = snapshot.unpack(arrays["vocabulary"], arrays["vocabulary_ends"])
        index._vocabulary = {word: number for number, word in enumerate(words)}
        index._ids = snapshot.unpack(arrays["ids"], arrays["id_ends"])
        index._numbers = {doc_id: number for number, doc_id in enumerate(index._ids)}
        index._grow(len(index._ids))
        index._lengths[: len(index._ids)] = arrays["lengths"]
        index._alive[: len(index._ids)] = True
        if index._ids:
            names = ("row_starts", "row_terms", "row_counts", "terms", "starts", "docs", "counts")
            index._append(Segment(0, *(arrays[name] for name in names)))
        return index

    def _calc_idf(self, nd: NDArray[np.int64]) -> Floats:
        """Idf of every term from its document frequency; 0 for one no document has."""
        size = len(self)
        present = nd > 0
        idf = np.zeros(len(nd))
        df = nd[present]
        if not self.okapi:
            idf[present] = np.log1p((size - df + 0.5) / (df + 0.5))
        elif len(df):
            plain = np.log(size - df + 0.5) - np.log(df + 0.5)
            idf[present] = np.where(plain < 0, self.epsilon * plain.mean(), plain)
        return idf

    def _current_weights(self) -> tuple[Floats, Floats]:
        """Idf by term number and length norm by document number."""
        if self._weights is None:
            idf = self._calc_idf(self._df[: len(self._vocabulary)])
            lengths = self._lengths[: len(self._ids)]
            relative = lengths.astype(np.float64) / (self.avgdl or 1.0)
            norm: Floats = np.asarray(self.k1 * (1 - self.b + self.b * relative), np.float64)
            self._weights = (idf, norm)
        return self._weights

    def _score(self, terms: Iterable[tuple[str, float]]) -> tuple[Floats, NDArray[np.bool_]]:
        """Scores by document number and whether the document has any of the terms."""
        idf, norm = self._current_weights()
        scores = np.zeros(len(self._ids))
        found = np.zeros(len(self._ids), dtype=np.bool_)
        for term, weight in terms:
            number = self._vocabulary.get(term)
            if number is None:
                continue
            for segment in self._segments:
                docs, counts = segment.postings(number)
                tf = counts.astype(np.float64)
                gain = tf * (self.k1 + 1) / (tf + norm[docs])
                scores[docs] += weight * idf[number] * gain
                found[docs] = True
        return scores, found

    def _append(self, segment: Segment) -> None:
        """Take a segment in; neighbours of like size are joined, so that few remain."""
        if len(self._df) < len(self._vocabulary):
            more = 2 * len(self._vocabulary) - len(self._df)
            self._df = np.concatenate((self._df, np.zeros(more, dtype=np.int64)))
        self._df[segment.terms] += np.diff(segment.starts)
        self._segments.append(segment)
        while len(self._segments) > 1 and len(self._segments[-2]) < 2 * len(self._segments[-1]):
            last = self._segments[-2:]
            self._segments[-2:] = [join(last, self._alive, last[0].first, renumber=False)]
        self._weights = None

    def _compact(self) -> None:
        """One segment, without the documents that are gone."""
        if not self._segments:
            return
        living = self._alive[: len(self._ids)]
        if len(self._segments) > 1 or not living.all():
            segment = join(self._segments, self._alive, 0, renumber=True)
            self._segments = [segment] if len(segment) else []
            lengths = self._lengths[: len(self._ids)][living]
            self._ids = self.document_ids()
            self._numbers = {doc_id: number for number, doc_id in enumerate(self._ids)}
            self._lengths[: len(lengths)] = lengths
            self._alive[:] = False
            self._alive[: len(lengths)] = True
            self._weights = None

    def _segment_of(self, number: int) -> Segment:
        return next(s for s in reversed(self._segments) if s.first <= number)

    def _grow(self, documents: int) -> None:
        if len(self._lengths) < documents:
            more = 2 * documents - len(self._lengths)
            self._lengths = np.concatenate((self._lengths, np.zeros(more, dtype=np.int64)))
            self._alive = np.concatenate((self._alive, np.zeros(more, dtype=np.bool_)))
