"""Search over the catalogue: what the assistant asks and what comes back.

Synchronous, and one thread at a time: the caller gives it a worker thread of its own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np

from bot.search import snapshot
from bot.search.analysis import Analyzer, fold
from bot.search.authors import AuthorIndex
from bot.search.bm25 import BM25Index
from bot.search.coverage import Ints, Weighing, least_strength, weigh
from bot.search.documents import Document, Filters, Hit, Results
from bot.search.passages import best_sentence, matched_spans
from bot.search.question import Question, Reader
from bot.search.spelling import WordList

__all__ = ["Document", "Filters", "Hit", "Results", "SearchEngine"]

VERSION = 1
RERANKED = 100
PAIR_WEIGHT = 0.2
TITLE_WEIGHT = 3
COVERAGE_WEIGHT = 5.0
EXACT_TITLE = 100.0
NAMED = 1000.0
"""Score of a paper that the question names by its id."""
LONGEST_QUESTION = 4000
"""Characters of a question; the rest is not read."""
SIMILAR_TERMS = 25
IN_TITLE = 0.4
"""Weight of a word of the title when a sentence is chosen: there it tells them apart less."""
TAIL = 0.6
"""A paper is left out if it covers less than this share of what the best one covers."""
_WORD = re.compile(r"[^\W_]+")
_NONE = np.zeros(0, dtype=np.int32)
_ID = re.compile(r"(?<![\w.])(?:\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7})(?=v\d|[^\w]|$)")


class SearchEngine:
    """Finds papers for questions in a person's own words."""

    def __init__(self) -> None:
        self._analyzer = Analyzer()
        self._index = BM25Index()
        self._documents: dict[str, Document] = {}
        self._sequences: dict[str, Ints] = {}
        self._titles: dict[str, str] = {}
        self._words = WordList()
        self._authors = AuthorIndex()
        self._reader = self._new_reader()

    def __len__(self) -> int:
        return len(self._documents)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._documents

    def add(self, docs: Iterable[Document]) -> None:
        """Add documents; one whose id is already there is replaced."""
        latest = {document.id: document for document in docs}
        self.remove(latest)
        analysed = {doc_id: self._analyse(document) for doc_id, document in latest.items()}
        self._index.add({doc_id: terms for doc_id, (terms, _, _) in analysed.items()})
        for doc_id, (_, sequence, words) in analysed.items():
            document = latest[doc_id]
            self._documents[doc_id] = document
            self._sequences[doc_id] = np.array(
                [self._index.term_number(term) for term in sequence], dtype=np.int32
            )
            self._titles[doc_id] = self._title_key(document.title)
            self._words.add(words)
            self._authors.add(doc_id, document.authors)

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there are passed over."""
        gone = [doc_id for doc_id in set(ids) if doc_id in self._documents]
        self._index.remove(gone)
        for doc_id in gone:
            document = self._documents.pop(doc_id)
            self._words.remove(self._analyse(document)[2])
            self._authors.remove(doc_id, document.authors)
            del self._sequences[doc_id]
            del self._titles[doc_id]

    def search(self, question: str, limit: int = 10, filters: Filters | None = None) -> Results:
        """The papers that answer a question, at most `limit`; none if nothing here is on it."""
        asked = self._reader.read(question[:LONGEST_QUESTION])
        allowed = (filters or Filters()).over(self._documents)
        ranked = [
            (doc_id, NAMED)
            for doc_id in dict.fromkeys([question.strip(), *_ID.findall(asked.text)])
            if doc_id in self._documents and (allowed is None or allowed(doc_id))
        ]
        named = {doc_id for doc_id, _ in ranked}
        written = self._authors.named_in(asked.text)
        if written:
            rest = self._by_authors(asked, written, allowed)
        else:
            rest = self._rank(asked, limit, allowed)
        ranked += [pair for pair in rest if pair[0] not in named]
        return Results(
            question=question,
            matched=bool(ranked),
            hits=tuple(self._hit(doc_id, score, asked) for doc_id, score in ranked[:limit]),
            corrections=asked.corrections,
        )

    def suggest(self, text: str, limit: int = 25) -> list[tuple[str, str]]:
        """Ids and titles for a title or an id as it is typed; for "" the newest papers.

        Every word of `text` must begin a word of the title; titles that begin with it come
        first, then those with more upvotes, then newer ones.
        """
        typed = text.strip()
        words = [f" {word}" for word in self._title_key(typed).split()]
        if words:
            start = "".join(words)
            found = [
                (not title.startswith(start), doc_id)
                for doc_id, title in self._titles.items()
                if all(word in title for word in words)
            ]
        else:
            found = [(False, doc_id) for doc_id in self._documents] if not typed else []
        if typed:
            lowered = typed.lower()
            there = {doc_id for _, doc_id in found}
            found += [
                (False, doc_id)
                for doc_id in self._documents
                if doc_id.startswith(lowered) and doc_id not in there
            ]
            found.sort(key=lambda pair: (pair[0], *self._popularity(pair[1])))
        else:
            found.sort(key=lambda pair: self._freshness(pair[1]))
        return [(doc_id, self._documents[doc_id].title) for _, doc_id in found[: max(limit, 0)]]

    def similar(self, doc_id: str, limit: int = 10) -> tuple[Hit, ...]:
        """The papers that share most with one; never itself. KeyError if it is not there."""
        document = self._documents[doc_id]
        terms, _, _ = self._analyse(document)
        strength = {term: terms.count(term) ** 0.5 * self._index.idf(term) for term in set(terms)}
        shared = (term for term in strength if self._index.document_frequency(term) > 1)
        strongest = sorted(shared, key=lambda term: (-strength[term], term))[:SIMILAR_TERMS]
        weights = [(term, terms.count(term) ** 0.5) for term in strongest]
        found = self._index.search(weights, limit + 1)
        nothing = self._reader.read("")
        others = [pair for pair in found if pair[0] != doc_id][:limit]
        return tuple(self._hit(other, score, nothing) for other, score in others)

    def save(self, folder: Path, change: int) -> None:
        """Write it to `folder` with the number of the catalogue's change it stands at.

        Raises OSError if that fails; an earlier snapshot then stays.
        """
        arrays = self._index.arrays()
        ids = self._index.document_ids()
        documents, document_ends = snapshot.pack([self._documents[i].to_json() for i in ids])
        words, word_ends = snapshot.pack(list(self._words.papers_with))
        arrays |= {
            "documents": documents,
            "document_ends": document_ends,
            "words": words,
            "word_ends": word_ends,
            "word_counts": np.array(list(self._words.papers_with.values()), dtype=np.int64),
            "sequences": np.concatenate([self._sequences[i] for i in ids] or [_NONE]),
            "sequence_ends": np.cumsum([len(self._sequences[i]) for i in ids], dtype=np.int64),
        }
        head = {"kind": "engine", "engine": VERSION, "index": self._index.head()}
        snapshot.write(folder, {**head, "change": change}, arrays)

    @classmethod
    def load(cls, folder: Path) -> tuple[Self, int] | None:
        """The engine saved in `folder` and its change number; None if it is not intact."""
        engine = cls()
        expected = {"kind": "engine", "engine": VERSION, "index": engine._index.head()}
        try:
            head, arrays = snapshot.read(folder, expected)
            engine._index = BM25Index.restored(head["index"], arrays)
            lines = snapshot.unpack(arrays["documents"], arrays["document_ends"])
            places = pairwise([0, *arrays["sequence_ends"].tolist()])
            for line, (start, end) in zip(lines, places, strict=True):
                document = Document.from_json(line)
                engine._documents[document.id] = document
                engine._sequences[document.id] = arrays["sequences"][start:end]
                engine._titles[document.id] = engine._title_key(document.title)
                engine._authors.add(document.id, document.authors)
            words = snapshot.unpack(arrays["words"], arrays["word_ends"])
            counts = arrays["word_counts"].tolist()
            engine._words = WordList(Counter(dict(zip(words, counts, strict=True))))
            engine._reader = engine._new_reader()
            return engine, int(head["change"])
        except (snapshot.Unusable, LookupError, ValueError, TypeError):
            return None

    def _new_reader(self) -> Reader:
        return Reader(
            self._analyzer, self._words, lambda term: self._index.document_frequency(term)
        )

    def _analyse(self, document: Document) -> tuple[list[str], list[str], set[str]]:
        """What the index stores of a document, its words in order, and its distinct words.

        In order come the parts of title, abstract and keywords, "" (which is no term, a gap)
        after each, then every compound as a whole and a last gap.
        """
        title = self._analyzer.forms(document.title)
        abstract = self._analyzer.forms(document.abstract)
        keywords = self._analyzer.forms("\n".join(document.keywords))
        everything = [*title, *abstract, *keywords]
        terms = [term for form in title for term in form.terms] * TITLE_WEIGHT
        terms += [term for form in (*abstract, *keywords) for term in form.terms]
        sequence = []
        for forms in (title, abstract, keywords):
            sequence += [part for form in forms for part in form.parts]
            sequence.append("")
        sequence += [form.whole for form in everything if len(form.terms) > len(form.parts)]
        sequence.append("")
        return terms, sequence, {form.word for form in everything if form.word.isalpha()}

    def _title_key(self, title: str) -> str:
        return "".join(f" {word}" for word in _WORD.findall(fold(title)))

    def _freshness(self, doc_id: str) -> tuple[int, int, str]:
        document = self._documents[doc_id]
        return -(document.day or date.min).toordinal(), -(document.upvotes or 0), doc_id

    def _popularity(self, doc_id: str) -> tuple[int, int, str]:
        document = self._documents[doc_id]
        return -(document.upvotes or 0), -(document.day or date.min).toordinal(), doc_id

    def _rank(
        self, asked: Question, limit: int, allowed: Callable[[str], bool] | None
    ) -> list[tuple[str, float]]:
        """Papers with their scores, best first; none if none covers enough of the question."""
        found = self._index.search(asked.weights().items(), max(RERANKED, limit), allowed)
        if not found:
            return []
        weighing = Weighing.of(asked, self._index)
        sequences = [self._sequences[doc_id] for doc_id, _ in found]
        evidence = weigh(asked, weighing, self._index, sequences)
        if max(piece.strength for piece in evidence) < least_strength(asked, len(self)):
            return []
        best = max(piece.coverage for piece in evidence)
        title = self._title_key(asked.text)
        ranked = []
        for (doc_id, score), piece in zip(found, evidence, strict=True):
            exact = bool(title) and self._titles[doc_id] == title
            if exact or piece.coverage >= TAIL * best:
                score += PAIR_WEIGHT * piece.pairs + COVERAGE_WEIGHT * piece.coverage
                ranked.append((doc_id, score + (EXACT_TITLE if exact else 0.0)))
        ranked.sort(key=lambda pair: (-pair[1], *self._freshness(pair[0])))
        return ranked[:limit]

    def _by_authors(
        self, asked: Question, written: set[str], allowed: Callable[[str], bool] | None
    ) -> list[tuple[str, float]]:
        """All papers of the authors a question names, those first that have more of the rest."""
        found = self._index.search(
            asked.weights().items(), len(written), lambda doc_id: doc_id in written
        )
        scores = dict.fromkeys(written, 0.0) | dict(found)
        ranked = [pair for pair in scores.items() if allowed is None or allowed(pair[0])]
        ranked.sort(key=lambda pair: (-pair[1], *self._freshness(pair[0])))
        return ranked

    def _hit(self, doc_id: str, score: float, asked: Question) -> Hit:
        document = self._documents[doc_id]
        terms = {
            term: closeness * max(idea.importance, 0.1) * self._index.idf(term)
            for idea in asked.ideas
            for term, closeness in idea.terms
        }
        terms |= {join.term: self._index.idf(join.term) for join in asked.joins}
        telling = {term for idea in asked.ideas if idea.importance for term, _ in idea.terms}
        telling |= {join.term for join in asked.joins}
        title = set(self._analyzer.terms(document.title))
        inside = {term: w * (IN_TITLE if term in title else 1.0) for term, w in terms.items()}
        sentence = best_sentence(asked.text, inside, document.abstract, self._analyzer)
        return Hit(
            id=doc_id,
            score=round(score, 6),
            sentence=sentence,
            spans=matched_spans(sentence, telling, self._analyzer),
            title_spans=matched_spans(document.title, telling, self._analyzer),
        )
