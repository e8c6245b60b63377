"""What the benchmark asks of every engine, ours and the peers'."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from storage.models import Paper
from tests.benchmarks.queries import Asked

BESIDE = "beside"
"""Subfolder of what a measurement needs and an index does not: it counts for no disk space."""

Days = NDArray[np.int32]


class Engine(Protocol):
    """A search engine over papers, kept in a folder. One thread."""

    def prepare(self, papers: Iterable[Paper], folder: Path) -> None:
        """Put into `folder` what has to be there before the index is built; not timed."""

    def build(self, papers: Iterable[Paper], folder: Path) -> None:
        """Build the index of `papers` and write it to `folder`."""

    def load(self, folder: Path) -> None:
        """Be ready to search what `build` wrote."""

    def search(self, asked: Asked, limit: int) -> list[str]:
        """Ids of the best papers, best first."""

    def open_for_adding(self, folder: Path) -> None:
        """Be ready to take more papers in."""

    def add(self, papers: Sequence[Paper]) -> None:
        """Take papers in; at the return they can be searched and, as far as the engine keeps
        added papers on disk at all, are synced to it."""

    def close(self) -> None:
        """Let go of files and threads."""


class Numbered:
    """Ids and days of papers by number, for engines that know numbers only."""

    def __init__(self, folder: Path) -> None:
        self._ids_path = folder / "ids.npy"
        self._days_path = folder / "days.npy"
        self.days: Days = np.zeros(0, dtype=np.int32)

    def write(self, papers: Sequence[tuple[str, int]]) -> None:
        """Keep ids and days (ordinals)."""
        np.save(self._ids_path, np.array([paper_id for paper_id, _ in papers]))
        np.save(self._days_path, np.array([day for _, day in papers], dtype=np.int32))

    def read(self) -> None:
        """Have what was kept; the ids stay on disk and are mapped."""
        self._ids = np.load(self._ids_path, mmap_mode="r")
        self.days = np.load(self._days_path)

    def since(self, asked: Asked) -> NDArray[np.bool_]:
        """Which papers pass the question's filter."""
        assert asked.since is not None
        return self.days >= asked.since.toordinal()

    def ids(self, numbers: Iterable[int]) -> list[str]:
        """The ids of these papers."""
        return [str(self._ids[number]) for number in numbers]


def ordinal(paper: Paper) -> int:
    """A paper's day as a number; 0 if it has none."""
    return paper.day.toordinal() if paper.day else 0
