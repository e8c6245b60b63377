"""tantivy through its Python package, with its en_stem tokenizer."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from storage.models import Paper
from tests.benchmarks.peers.engine import ordinal
from tests.benchmarks.queries import Asked
from tests.benchmarks.words import content_words, text_of

HEAP = 64_000_000
"""Bytes a writer may hold before it writes a segment."""
_LAST_DAY = 10_000_000


class Tantivy:
    """One field of text; the id is stored, the day is a fast field."""

    def __init__(self) -> None:
        self._index: Any = None
        self._searcher: Any = None
        self._writer: Any = None

    def prepare(self, papers: Iterable[Paper], folder: Path) -> None:
        """Nothing."""

    def build(self, papers: Iterable[Paper], folder: Path) -> None:
        """One writing thread, which was faster than several in building, adding and searching."""
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
            .add_text_field("text", tokenizer_name="en_stem", index_option="freq")
            .add_integer_field("day", indexed=True, fast=True)
            .build()
        )
        self._index = tantivy.Index(schema, path=str(folder))
        writer = self._index.writer(HEAP, 1)
        for paper in papers:
            writer.add_document(_document(paper))
        writer.commit()
        writer.wait_merging_threads()

    def load(self, folder: Path) -> None:
        """Open the index."""
        self._index = tantivy.Index.open(str(folder))
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, asked: Asked, limit: int) -> list[str]:
        """Any of the words, best first, without a count of the rest."""
        query = self._index.parse_query(" ".join(content_words(asked.text)), ["text"])
        if asked.since is not None:
            days = tantivy.Query.range_query(
                self._index.schema,
                "day",
                tantivy.FieldType.Integer,
                asked.since.toordinal(),
                _LAST_DAY,
            )
            must = tantivy.Occur.Must
            query = tantivy.Query.boolean_query(
                [(must, query), (must, tantivy.Query.const_score_query(days, 0.0))]
            )
        found = self._searcher.search(query, limit, count=False).hits
        return [str(self._searcher.doc(address)["id"][0]) for _, address in found]

    def open_for_adding(self, folder: Path) -> None:
        """Open the index and a writer."""
        self.load(folder)
        self._writer = self._index.writer(HEAP, 1)

    def add(self, papers: Sequence[Paper]) -> None:
        """Commit, which syncs, and take the new state in."""
        for paper in papers:
            self._writer.add_document(_document(paper))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def close(self) -> None:
        """Let the writer finish its merges."""
        if self._writer is not None:
            self._writer.wait_merging_threads()


def _document(paper: Paper) -> Any:
    return tantivy.Document(id=paper.id, text=text_of(paper), day=ordinal(paper))
