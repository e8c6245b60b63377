"""rank_bm25's BM25Okapi, with stems and as its own example shows it.

Its way to disk is a pickle; to take a paper in is to build everything again.
"""

import os
import pickle
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from storage.models import Paper
from tests.benchmarks.peers.engine import BESIDE, Numbered, ordinal
from tests.benchmarks.queries import Asked
from tests.benchmarks.words import stems, text_of


def lowered(text: str) -> list[str]:
    """The words of rank_bm25's own examples."""
    return text.lower().split()


class RankBM25:
    """BM25Okapi over whole token lists."""

    def __init__(self, words: Callable[[str], list[str]]) -> None:
        self._words = words
        self._index: Any = None
        self._corpus: list[list[str]] = []

    def prepare(self, papers: Iterable[Paper], folder: Path) -> None:
        """Nothing."""

    def build(self, papers: Iterable[Paper], folder: Path) -> None:
        """Build it and pickle it; the words are kept apart for rebuilding."""
        listed = []
        for paper in papers:
            self._corpus.append(self._words(text_of(paper)))
            listed.append((paper.id, ordinal(paper)))
        self._folder = folder
        self._index = BM25Okapi(self._corpus)
        self._pickle()
        Numbered(folder).write(listed)
        (folder / BESIDE).mkdir()
        words = "\n".join(map(" ".join, self._corpus))
        (folder / BESIDE / "words.txt").write_text(words, encoding="utf-8")

    def load(self, folder: Path) -> None:
        """Unpickle it."""
        with (folder / "index.pickle").open("rb") as file:
            self._index = pickle.load(file)
        self._numbered = Numbered(folder)
        self._numbered.read()

    def search(self, asked: Asked, limit: int) -> list[str]:
        """Score everything, mask, cut."""
        scores = self._index.get_scores(self._words(asked.text))
        if asked.since is not None:
            scores = np.where(self._numbered.since(asked), scores, -np.inf)
        best = np.argpartition(-scores, min(limit, len(scores)) - 1)[:limit]
        numbers = best[np.argsort(-scores[best], kind="stable")].tolist()
        listed = len(self._numbered.days)
        return [
            self._numbered.ids([number])[0] if number < listed else self._added[number - listed]
            for number in numbers
        ]

    def open_for_adding(self, folder: Path) -> None:
        """Load it, and the words of every paper."""
        self.load(folder)
        self._folder = folder
        lines = (folder / BESIDE / "words.txt").read_text(encoding="utf-8").split("\n")
        self._corpus = [line.split(" ") for line in lines]
        self._added: list[str] = []

    def add(self, papers: Sequence[Paper]) -> None:
        """Build everything again and write it."""
        self._corpus += [self._words(text_of(paper)) for paper in papers]
        self._added += [paper.id for paper in papers]
        self._index = BM25Okapi(self._corpus)
        self._pickle()

    def close(self) -> None:
        """Nothing to let go of."""

    def _pickle(self) -> None:
        with (self._folder / "index.pickle").open("wb") as file:
            pickle.dump(self._index, file, protocol=pickle.HIGHEST_PROTOCOL)
            file.flush()
            os.fsync(file.fileno())


def with_stems() -> RankBM25:
    """On the same words as our bare index."""
    return RankBM25(stems)


def as_is() -> RankBM25:
    """On what `lower().split()` gives."""
    return RankBM25(lowered)
