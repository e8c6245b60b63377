"""Search over the catalogue: what the assistant asks and what comes back.

Synchronous. One thread changes it, any number may search meanwhile; a search sees all of a change
or nothing of it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bot.search import snapshot
from bot.search.analysis import Analyzer
from bot.search.batch import Numbering
from bot.search.bm25 import STORED, BM25Index
from bot.search.columns import Columns, Facts, text_hash, title_hash
from bot.search.coverage import Weighing, least_strength, strength, weigh
from bot.search.documents import Document, Filters, Hit, Passage, Reading, Results
from bot.search.narrowing import Narrowing, Ranked
from bot.search.notes import NoteHit, found_in
from bot.search.passages import best_sentence, matched_spans
from bot.search.postings import GAP
from bot.search.query import Query
from bot.search.question import Question, Reader, reading_of
from bot.search.spelling import WordList
from bot.search.suggesting import suggested
from bot.search.titles import Titles, title_words
from bot.search.view import Floats, Mask, View
from bot.search.vocabulary import Vocabulary

__all__ = ["Document", "Filters", "Hit", "Passage", "Reading", "Results", "SearchEngine"]

VERSION = 4
K1 = 1.2
"""Above BM25Index's own: where a word of the title counts threefold, counts say more."""
RERANKED = 100
RERANKED_IN_ORDER = 500
"""Papers looked at when the most relevant are wanted in another order."""
PAIR_WEIGHT = 0.2
COVERAGE_WEIGHT = 1.0
EXACT_TITLE = 100.0
NAMED = 1000.0
"""Score of a paper that the question names by its id."""
LONGEST_QUESTION = 4000
"""Characters of a question; the rest is not read."""
SIMILAR_TERMS = 25
LEAST_ALIKE = 0.15
"""A paper is like another if it scores at least this share of what the other itself does."""
IN_TITLE = 0.4
"""Weight of a word of the title when a sentence is chosen: there it tells them apart less."""
TAIL = 0.6
"""A paper after the first few is left out if it covers less than this share of what the best one
covers; in another order than that of relevance, any paper is."""
FIRST = 10
FIRST_TAIL = 0.3
"""The same for the first few, which a person sees anyway."""
CHUNK = 4_000
"""Papers that are analysed before they are added."""

_ID = re.compile(r"(?<![\w.])(?:\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7})(?=v\d|[^\w]|$)")


class _Moment(NamedTuple):
    """What a search looks at from beginning to end."""

    view: View
    facts: Facts


class _Asked(NamedTuple):
    """A query as far as it has been read."""

    query: Query
    question: Question
    vocabulary: Vocabulary
    narrowing: Narrowing
    moment: _Moment
    limit: int


class SearchEngine:
    """Finds papers for questions in a person's own words."""

    def __init__(self) -> None:
        self._analyzer = Analyzer()
        self._hold(BM25Index(K1), Columns(), Titles(), WordList())

    def _hold(self, index: BM25Index, columns: Columns, titles: Titles, words: WordList) -> None:
        self._index = index
        self._columns = columns
        self._titles = titles
        self._words = words
        self._reader = Reader(self._analyzer, words)
        self._numbering = Numbering(self._analyzer, index.terms, words)
        self._now = _Moment(index.view, columns.facts)

    def __len__(self) -> int:
        return self._now.view.size

    def __contains__(self, doc_id: object) -> bool:
        return isinstance(doc_id, str) and self._number(doc_id) >= 0

    @property
    def scattered(self) -> bool:
        """Whether so much has changed since it was in one piece that making it so again pays."""
        view = self._index.view
        first = len(view.segments[0]) if view.segments else 0
        later = len(view.alive) - first
        return 4 * later > first + 8_000 or 4 * (len(view.alive) - view.size) > view.size + 8_000

    def add(self, docs: Iterable[Document]) -> None:
        """Add documents; one whose id is already there is replaced."""
        self.change(docs, ())

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there are passed over."""
        self.change((), ids)

    def change(self, docs: Iterable[Document], gone: Iterable[str]) -> None:
        """Take some documents out and add others, in one go."""
        latest = {document.id: document for document in docs}
        self._index.remove(doc_id for doc_id in set(gone) if doc_id not in latest)
        known = {
            doc_id: self._index.ids.number(doc_id, self._index.view.alive) for doc_id in latest
        }
        texts = self._columns.facts.text
        same = {
            number: latest[doc_id]
            for doc_id, number in known.items()
            if number >= 0 and texts[number] == text_hash(latest[doc_id])
        }
        self._columns.update(same)
        for document in same.values():
            del latest[document.id]
        new = list(latest.values())
        for start in range(0, len(new), CHUNK):
            self._take_in(new[start : start + CHUNK])
        self._now = _Moment(self._index.view, self._columns.facts)

    def search(
        self,
        question: str | Query,
        limit: int = 10,
        filters: Filters | None = None,
        *,
        as_written: bool = False,
    ) -> Results:
        """The papers that answer a question, at most `limit`; none if nothing here is on it,
        unless the query wants the nearest `anyway`.

        A text is plain words; only a `Query` narrows, beside `filters`. Words that are in no
        paper are read as known ones that they are near to unless `as_written`.
        """
        query = question if isinstance(question, Query) else Query(question)
        moment = self._now
        vocabulary = Vocabulary(self._index.terms, moment.view)
        text = query.text[:LONGEST_QUESTION]
        asked = _Asked(
            query=query,
            question=self._reader.read(text, vocabulary, as_written),
            vocabulary=vocabulary,
            narrowing=Narrowing(
                query, filters or Filters(), self._index, moment.view, moment.facts, self._analyzer
            ),
            moment=moment,
            limit=limit,
        )
        hits = self._found(asked)
        return Results(
            question=query.text,
            matched=bool(hits),
            hits=tuple(hits),
            corrections=asked.question.corrections,
            reading=reading_of(asked.question, vocabulary),
        )

    def passage(self, reading: Reading, title: str, abstract: str) -> Passage:
        """The sentence of a paper that answers a question as it was read."""
        of_title = set(self._analyzer.terms(title))
        weights = {
            term: weight * (IN_TITLE if term in of_title else 1.0)
            for term, weight in reading.weights.items()
        }
        sentence = best_sentence(reading.text, weights, abstract, self._analyzer)
        return Passage(
            sentence=sentence,
            spans=matched_spans(sentence, reading.telling, self._analyzer),
            title_spans=matched_spans(title, reading.telling, self._analyzer),
        )

    def in_notes(self, query: Query, notes: Mapping[str, str]) -> dict[str, NoteHit]:
        """Which of some notes are on a query, by their keys; see `notes.found_in`."""
        vocabulary = Vocabulary(self._index.terms, self._now.view)
        return found_in(query, notes, self._analyzer, vocabulary)

    def suggest(self, text: str, limit: int = 25) -> list[str]:
        """Ids for a title or an id as it is typed; for "" those of the newest papers.

        Every word of `text` must begin a word of the title; titles that begin with it come
        first, then those with more upvotes, then newer ones.
        """
        view, facts = self._now
        numbers = suggested(text, limit, self._titles, self._index.ids, view.alive, facts)
        return [self._index.ids.text(number) for number in numbers]

    def similar(self, doc_id: str, limit: int = 10) -> tuple[Hit, ...]:
        """The papers that share most of one's strongest terms; never itself, best first.

        The strength of a term is the square root of its frequency times its idf. KeyError if the
        paper is not there.
        """
        view = self._now.view
        number = self._index.ids.number(doc_id, view.alive)
        if number < 0:
            raise KeyError(doc_id)
        frequencies = Counter(view.row(number).tolist())
        del frequencies[GAP]
        shared = [
            (count**0.5, term)
            for term, count in frequencies.items()
            if view.document_frequency(term) > 1
        ]
        shared.sort(key=lambda pair: (-pair[0] * self._index.idf_of(view, pair[1]), pair[1]))
        weights = [(term, root) for root, term in shared[:SIMILAR_TERMS]]
        numbers, scores = self._index.ranked(view, weights, max(limit, 0) + 1)
        itself = numbers == number
        near = ~itself & (scores >= LEAST_ALIKE * scores.max(initial=0.0))
        return self._hits(numbers[near][:limit], scores[near][:limit])

    def document_frequencies(self, terms: Iterable[str]) -> tuple[dict[str, int], int]:
        """In how many papers each of the terms stands, and how many papers there are."""
        return {term: self._index.document_frequency(term) for term in terms}, len(self)

    def save(self, folder: Path, change: int) -> None:
        """Write it to `folder` with the number of the catalogue's change it stands at.

        Raises OSError if that fails; an earlier snapshot then stays.
        """
        snapshot.write(folder, {**self._head(), "change": change}, self._arrays())

    @classmethod
    def load(cls, folder: Path) -> tuple[Self, int] | None:
        """The engine saved in `folder` and its change number; None if it is not intact."""
        try:
            head, arrays = snapshot.read(folder, cls()._head(), stored=STORED)
            return cls._restored(head, arrays), int(head["change"])
        except (snapshot.Unusable, LookupError, ValueError, TypeError, OverflowError):
            return None

    def gathered(self) -> Self:
        """The same in one piece."""
        return self._restored(self._head(), self._arrays())

    def _head(self) -> dict[str, Any]:
        return {"kind": "engine", "engine": VERSION, "index": self._index.head()}

    def _arrays(self) -> dict[str, NDArray[Any]]:
        view = self._now.view
        return (
            self._index.arrays(view)
            | {f"column_{key}": a for key, a in self._columns.arrays(view.alive).items()}
            | {f"title_{key}": a for key, a in self._titles.arrays(view.alive).items()}
            | {f"word_{key}": a for key, a in self._words.arrays().items()}
        )

    @classmethod
    def _restored(cls, head: dict[str, Any], arrays: dict[str, Any]) -> Self:
        engine = cls()
        engine._hold(
            BM25Index.restored(head["index"], arrays),
            Columns.restored(snapshot.part(arrays, "column_")),
            Titles.restored(snapshot.part(arrays, "title_")),
            WordList.restored(snapshot.part(arrays, "word_")),
        )
        if not len(engine._index.ids) == len(engine._titles) == len(engine._columns.facts.day):
            raise ValueError("arrays of different lengths")
        return engine

    def _number(self, doc_id: str) -> int:
        return self._index.ids.number(doc_id, self._now.view.alive)

    def _take_in(self, documents: Sequence[Document]) -> None:
        """Add documents that are new or whose text has changed."""
        titles = [title_words(document.title) for document in documents]
        streams = self._numbering.streams(documents)
        self._titles.extend(titles)
        self._columns.extend(documents, titles)
        self._index.take_in([document.id for document in documents], streams)

    def _found(self, asked: _Asked) -> list[Hit]:
        query, question, _, narrowing, moment, limit = asked
        about_something = any(idea.importance for idea in question.ideas)
        if not query.has_words or not (about_something or narrowing.allowed is None):
            return self._listed(asked)
        named = [
            number
            for doc_id in dict.fromkeys([query.text.strip(), *_ID.findall(question.text)])
            if (number := self._index.ids.number(doc_id, moment.view.alive)) >= 0
            and narrowing.passes(number)
        ]
        written = narrowing.written_by(question.text)
        if written is not None:
            numbers, scores = self._by_authors(asked, written)
        else:
            numbers, scores = self._ranked(asked)
        limit = max(limit, 0)
        others = [place for place, number in enumerate(numbers.tolist()) if number not in named]
        others = others[:limit]
        hits = [Hit(self._index.ids.text(number), NAMED) for number in named]
        hits += self._hits(numbers[others], scores[others])
        return hits[:limit]

    def _ranked(self, asked: _Asked) -> Ranked:
        """Papers with their scores, best first; none if none covers enough of the question."""
        query, question, vocabulary, narrowing, (view, facts), limit = asked
        depth = max(RERANKED if query.sort == "best" else RERANKED_IN_ORDER, limit)
        numbers, scores = narrowing.best(partial(self._top, asked), depth)
        if not len(numbers):
            return numbers, scores
        streams = view.rows(numbers)
        weighing = Weighing.of(question, vocabulary)
        evidence = weigh(question, weighing, vocabulary, streams)
        # Whoever says what a paper must have has said what it is about.
        told = query.phrases or query.title or query.authors
        strongest = strength(evidence, scores * weighing.scale / question.repetition).max()
        asked_anyway = told or query.anyway
        if not asked_anyway and strongest < least_strength(vocabulary.papers):
            return numbers[:0], scores[:0]
        title = title_words(question.text)
        exact = (facts.title[numbers] == title_hash(title)) & bool(title)
        scores = scores + evidence.joined  # about what BM25 gives a word that stands there once
        scores += PAIR_WEIGHT * evidence.pairs + COVERAGE_WEIGHT * evidence.coverage
        scores += EXACT_TITLE * exact
        kept = exact | (evidence.coverage >= TAIL * evidence.coverage.max())
        if query.sort == "best":
            first = np.argsort(-scores, kind="stable")[:FIRST]
            kept[first] |= evidence.coverage[first] >= FIRST_TAIL * evidence.coverage.max()
        return _in_order(query, facts, numbers[kept], scores[kept])

    def _top(self, asked: _Asked, k: int, allowed: Mask | None) -> Ranked:
        weights = [
            (asked.vocabulary.number(term), weight)
            for term, weight in asked.question.weights(asked.vocabulary.idf).items()
        ]
        return self._index.ranked(asked.moment.view, weights, k, allowed)

    def _by_authors(self, asked: _Asked, written: Mask) -> Ranked:
        """All papers of the authors a question names, those first that have more of the rest."""
        view, facts = asked.moment
        numbers = np.flatnonzero(written & view.alive)
        numbers = asked.narrowing.first(numbers, len(numbers))
        scores = np.zeros(len(view.alive))
        passed = np.zeros(len(view.alive), dtype=np.bool_)
        passed[numbers] = True
        found, gained = self._top(asked, len(numbers), passed)
        scores[found] = gained
        return _in_order(asked.query, facts, numbers.astype(np.int32), scores[numbers])

    def _listed(self, asked: _Asked) -> list[Hit]:
        """Every paper that passes, where there is nothing to rank by: newest first."""
        view, facts = asked.moment
        if asked.query.is_plain and asked.narrowing.allowed is None:
            return []
        numbers = np.flatnonzero(view.alive)
        if asked.narrowing.allowed is not None:
            numbers = numbers[asked.narrowing.allowed[numbers]]
        votes, days = facts.upvotes[numbers], facts.day[numbers]
        keys = (-days, -votes) if asked.query.sort == "votes" else (-votes, -days)
        found = asked.narrowing.first(numbers[np.lexsort((numbers, *keys))], asked.limit)
        return [Hit(self._index.ids.text(number), 0.0) for number in found.tolist()]

    def _hits(self, numbers: NDArray[np.int32], scores: Floats) -> tuple[Hit, ...]:
        return tuple(
            Hit(doc_id, round(score, 6))
            for doc_id, score in zip(
                self._index.ids.texts(numbers.tolist()), scores.tolist(), strict=True
            )
        )


def _in_order(query: Query, facts: Facts, numbers: NDArray[np.int32], scores: Floats) -> Ranked:
    """Papers in the order that was asked for; equal ones newest first, then most upvotes."""
    days, votes = facts.day[numbers], facts.upvotes[numbers]
    rank = -np.round(scores, 9)
    first = {"best": (-votes, -days, rank), "new": (rank, -days), "votes": (rank, -votes)}
    order = np.lexsort((numbers, *first[query.sort]))
    return numbers[order], scores[order]
