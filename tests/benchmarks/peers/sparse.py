"""bm25s, on the same stems: scores computed in advance, kept as a sparse matrix.

It has no way to take a paper in but to build everything again.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from storage.models import Paper
from tests.benchmarks.peers.engine import Numbered, ordinal
from tests.benchmarks.queries import Asked
from tests.benchmarks.words import stems, text_of


class BM25S:
    """bm25s with one of its backends."""

    def __init__(self, backend: str) -> None:
        self._backend = backend
        self._index: Any = None

    def prepare(self, papers: Iterable[Paper], folder: Path) -> None:
        """Nothing."""

    def build(self, papers: Iterable[Paper], folder: Path) -> None:
        """Index lists of stems and save the matrix."""
        corpus, listed = [], []
        for paper in papers:
            corpus.append(stems(text_of(paper)))
            listed.append((paper.id, ordinal(paper)))
        self._index = bm25s.BM25(backend=self._backend)
        self._index.index(corpus, show_progress=False)
        self._index.save(folder, show_progress=False)
        Numbered(folder).write(listed)

    def load(self, folder: Path) -> None:
        """Load the matrix, mapped into memory."""
        self._index = bm25s.BM25.load(
            folder, mmap=True, override_params={"backend": self._backend}, show_progress=False
        )
        self._numbered = Numbered(folder)
        self._numbered.read()

    def search(self, asked: Asked, limit: int) -> list[str]:
        """Retrieve for one question; a filter is its weight mask."""
        mask = None
        if asked.since is not None:
            mask = self._numbered.since(asked).astype(np.float32)
        numbers, _ = self._index.retrieve(
            [stems(asked.text)],
            k=min(limit, len(self._numbered.days)),
            show_progress=False,
            weight_mask=mask,
        )
        return self._numbered.ids(numbers[0].tolist())

    def open_for_adding(self, folder: Path) -> None:
        """It cannot."""
        raise NotImplementedError

    def add(self, papers: Sequence[Paper]) -> None:
        """It cannot."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to let go of."""


def with_numpy() -> BM25S:
    """Its plain backend."""
    return BM25S("numpy")


def with_numba() -> BM25S:
    """Its compiled backend."""
    return BM25S("numba")
