"""The titles of an index's documents, for what a person has typed so far."""

import re
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.search.folding import fold
from bot.search.lexicon import encoded

Array = NDArray[Any]

_WORD = re.compile(r"[^\W_]+")
_BREAK = b"\n"


def title_words(title: str) -> str:
    """The folded words of a title, a space before each."""
    return "".join(f" {word}" for word in _WORD.findall(fold(title)))


class Titles:
    """The words of titles, by the number of a document. One thread adds, any number look."""

    def __init__(self) -> None:
        self._bytes = np.zeros(0, dtype=np.uint8)
        self._ends = np.zeros(1, dtype=np.int64)
        self._later: list[bytes] = []

    def __len__(self) -> int:
        return len(self._ends) - 1 + len(self._later)

    def extend(self, titles: list[str]) -> None:
        """Give the next numbers to some titles (as `title_words` gives them)."""
        self._later.extend(_BREAK + encoded(title) for title in titles)

    def beginning(self, words: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Numbers of the titles in which every one of `words` (at least one) begins a word,
        ascending; and of those that begin with all of them in this order."""
        pieces = [encoded(f" {word}") for word in words.split()]
        longest = max(pieces, key=len)
        found = [number for number in self._with(longest) if self._has(number, pieces)]
        first = self._with(_BREAK + encoded(words))
        return np.array(found, dtype=np.int64), np.array(first, dtype=np.int64)

    def arrays(self, alive: NDArray[np.bool_]) -> dict[str, Array]:
        """The titles of documents that are alive as arrays to be kept."""
        lengths = np.diff(self._ends)
        old = alive[: len(lengths)]
        data = self._bytes if old.all() else self._bytes[np.repeat(old, lengths)]
        later = [
            title
            for title, lives in zip(self._later, alive[len(lengths) :].tolist(), strict=False)
            if lives
        ]
        sizes = np.concatenate((lengths[old], [len(title) for title in later])).astype(np.int64)
        return {
            "bytes": np.concatenate((data, np.frombuffer(b"".join(later), dtype=np.uint8))),
            "ends": np.concatenate(([0], np.cumsum(sizes))),
        }

    @classmethod
    def restored(cls, arrays: Mapping[str, Array]) -> Self:
        """The titles of such arrays. Raises LookupError."""
        titles = cls()
        titles._bytes, titles._ends = arrays["bytes"], arrays["ends"]
        return titles

    def _with(self, piece: bytes) -> list[int]:
        """Numbers of the titles that hold some bytes, ascending."""
        # A copy would hold all the titles in memory, a buffer only what is looked at.
        matches = re.finditer(re.escape(piece), self._bytes.data) if len(self._bytes) else ()
        places = np.fromiter((match.start() for match in matches), dtype=np.int64)
        numbers = np.unique(self._ends.searchsorted(places, side="right") - 1)
        size = len(self._ends) - 1
        later = [size + i for i, title in enumerate(self._later) if piece in title]
        return [*numbers.tolist(), *later]

    def _has(self, number: int, pieces: list[bytes]) -> bool:
        if len(pieces) == 1:
            return True
        size = len(self._ends) - 1
        if number >= size:
            title = self._later[number - size]
        else:
            start, end = self._ends[number : number + 2].tolist()
            title = self._bytes[start:end].tobytes()
        return all(piece in title for piece in pieces)
