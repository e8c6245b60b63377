"""Who ranks: the whole engine, its index alone, and the peers, each behind the same method."""

import importlib
import importlib.util
import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import Stemmer
from rank_bm25 import BM25Okapi

from bot.search.bm25 import BM25Index
from bot.search.documents import Document
from bot.search.engine import SearchEngine
from bot.search.query import Query

_WORD = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    _WORD.findall(
        "a an and are as at be but by for if in into is it no not of on or such that the their"
        " then there these they this to was will with"
    )
)
"""The 33 that search engines have by default."""


class Ranker(Protocol):
    """Ranks the documents it was made of."""

    def rank(self, question: str, depth: int) -> list[str]:
        """Ids of the best documents, best first, at most `depth`."""


class Engine:
    """Paperboy's search as a person meets it, "nothing matches" included."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._engine = SearchEngine()
        self._engine.add(documents)

    def rank(self, question: str, depth: int) -> list[str]:
        return [hit.id for hit in self._engine.search(question, depth).hits]


class AnsweringEngine(Engine):
    """The same without its rule that nothing here is on a question: it always answers, as the
    peers do, so that its ranking is held against theirs."""

    def rank(self, question: str, depth: int) -> list[str]:
        return [hit.id for hit in self._engine.search(Query(question, anyway=True), depth).hits]


class Index:
    """Paperboy's index alone, on the words that `RankBM25Stems` has."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._stems = Stems()
        self._index = BM25Index()
        self._index.add({document.id: self._stems(text_of(document)) for document in documents})

    def rank(self, question: str, depth: int) -> list[str]:
        weights = [(term, 1.0) for term in self._stems(question)]
        return [document for document, _ in self._index.search(weights, depth)]


class RankBM25:
    """rank_bm25 on words between spaces, as its README shows it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._ids = [document.id for document in documents]
        self._okapi = BM25Okapi([self._words(text_of(document)) for document in documents])

    def rank(self, question: str, depth: int) -> list[str]:
        scores = self._okapi.get_scores(self._words(question))
        best = (-scores).argsort(kind="stable")[:depth].tolist()
        return [self._ids[place] for place in best if scores[place]]

    def _words(self, text: str) -> list[str]:
        return text.lower().split()


class RankBM25Stems(RankBM25):
    """rank_bm25 on lowercase words without stop words, stemmed."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._stems = Stems()
        super().__init__(documents)

    def _words(self, text: str) -> list[str]:
        return self._stems(text)


class FTS5:
    """SQLite's full-text search with Porter's stemmer, a word of the title counting threefold."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE paper USING fts5(id UNINDEXED, title, text, tokenize='porter')"
        )
        self._database.executemany(
            "INSERT INTO paper VALUES (?, ?, ?)",
            [(document.id, document.title, body_of(document)) for document in documents],
        )

    def rank(self, question: str, depth: int) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_words(question)))
        if not words:
            return []
        found = self._database.execute(
            "SELECT id FROM paper WHERE paper MATCH ? ORDER BY bm25(paper, 0, 3, 1) LIMIT ?",
            (words, depth),
        )
        return [row[0] for row in found]


class Tantivy:
    """tantivy's BM25 over title and text with its English stemmer."""

    def __init__(self, documents: Sequence[Document]) -> None:
        # Of the extra `bench`; without it this ranker is reported as missing.
        tantivy: Any = importlib.import_module("tantivy")
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("title", tokenizer_name="en_stem")
        schema.add_text_field("text", tokenizer_name="en_stem")
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        for document in documents:
            writer.add_document(
                tantivy.Document(id=document.id, title=document.title, text=body_of(document))
            )
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def rank(self, question: str, depth: int) -> list[str]:
        words = " ".join(dict.fromkeys(_words(question)))
        if not words:
            return []
        query, _ = self._index.parse_query_lenient(words, ["title", "text"])
        found = self._searcher.search(query, depth).hits
        return [self._searcher.doc(address)["id"][0] for _, address in found]


class Stems:
    """Lowercase words without `STOP_WORDS`, stemmed by Snowball's English stemmer."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")

    def __call__(self, text: str) -> list[str]:
        stems: list[str] = self._stemmer.stemWords(
            [word for word in _words(text) if word not in STOP_WORDS]
        )
        return stems


RANKERS: dict[str, Callable[[Sequence[Document]], Ranker]] = {
    "Paperboy": Engine,
    "Paperboy, always answering": AnsweringEngine,
    "its index alone, stems": Index,
    "rank_bm25, words": RankBM25,
    "rank_bm25, stems": RankBM25Stems,
    "SQLite FTS5, porter, title x3": FTS5,
    "tantivy, en_stem": Tantivy,
}
NEEDS = {"tantivy, en_stem": "tantivy"}
"""Modules that may not be there."""


def is_there(name: str) -> bool:
    """Whether what a ranker needs is installed."""
    return name not in NEEDS or importlib.util.find_spec(NEEDS[name]) is not None


def body_of(document: Document) -> str:
    """What every ranker reads of a document beside its title."""
    return "\n".join([document.abstract, *document.keywords])


def text_of(document: Document) -> str:
    """All that every ranker reads of a document."""
    return f"{document.title}\n{body_of(document)}"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
