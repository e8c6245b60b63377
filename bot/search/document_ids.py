"""Ids of documents and the numbers they stand under in an index."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.search.lexicon import Lexicon

Array = NDArray[Any]


class DocumentIds:
    """A document that is replaced gets another number, so an id may have several; the one that
    counts is alive, and at most one is."""

    def __init__(self) -> None:
        self._first = Lexicon()
        self._size = 0
        self._later: list[str] = []
        self._numbers: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return self._size + len(self._later)

    def extend(self, doc_ids: Iterable[str]) -> None:
        """Give the next numbers to some ids."""
        for doc_id in doc_ids:
            self._later.append(doc_id)
            self._numbers.setdefault(doc_id, []).append(len(self) - 1)

    def number(self, doc_id: str, alive: NDArray[np.bool_]) -> int:
        """The number of an id among those that are `alive` (by number), or -1."""
        for number in reversed(self._numbers.get(doc_id, ())):
            if number < len(alive) and alive[number]:
                return number
        number = self._first.number(doc_id)
        return number if number >= 0 and alive[number] else -1

    def text(self, number: int) -> str:
        """The id a number was given to. Raises IndexError where there is none."""
        if number >= self._size:
            return self._later[number - self._size]
        return self._first.text(number)

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """The ids that some numbers were given to. Raises IndexError."""
        if max(numbers, default=0) < self._size:
            return self._first.texts(numbers)
        return list(map(self.text, numbers))

    def starting_with(self, prefix: str) -> list[int]:
        """Every number whose id starts with some text."""
        later = [
            number
            for number, doc_id in enumerate(self._later, start=self._size)
            if doc_id.startswith(prefix)
        ]
        return self._first.starting_with(prefix) + later

    def arrays(self, alive: NDArray[np.bool_]) -> dict[str, Array]:
        """The ids of those that are alive as arrays to be kept."""
        if len(alive) == self._size and alive.all():
            return self._first.arrays()
        lexicon = Lexicon()
        lexicon.numbers([self.text(number) for number in np.flatnonzero(alive).tolist()])
        return lexicon.arrays()

    @classmethod
    def restored(cls, arrays: Mapping[str, Array]) -> Self:
        """The ids of such arrays, numbered from 0. Raises LookupError or ValueError."""
        ids = cls()
        ids._first = Lexicon.restored(arrays)
        ids._size = len(ids._first)
        return ids
