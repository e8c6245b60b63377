"""Rows of numbers of any length, kept one after the other and taken many at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search.growing import Growing

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

Row = Sequence[int]

_LONGEST_KNOWN = 64
"""Characters of a text that is remembered."""


class Rows(NamedTuple):
    """Some rows: their numbers one after the other, and how many each has."""

    values: Ints
    sizes: Longs


class Ragged:
    """Rows by their place, from 0."""

    def __init__(self) -> None:
        self._values = Growing(np.zeros(0, dtype=np.int32))
        self._starts = Growing(np.zeros(1, dtype=np.int64))

    def extend(self, rows: Sequence[Row]) -> None:
        """Put rows at the end."""
        sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        ends = np.cumsum(sizes) + self._starts.values[-1]
        self._values.extend(flat(rows, int(sizes.sum())))
        self._starts.extend(ends)

    def taken(self, places: Longs) -> Rows:
        """The rows of some places, each as often as it is named."""
        starts = self._starts.values
        first = starts[places]
        sizes = starts[places + 1] - first
        return Rows(self._values.values[spread(first, sizes)], sizes)

    def keep(self, places: Longs) -> None:
        """Forget all rows but some, which are at 0 and so on from now."""
        values, sizes = self.taken(places)
        self._values = Growing(values)
        self._starts = Growing(np.concatenate(([0], np.cumsum(sizes))))


class Remembered:
    """What was worked out once for a text: rows of numbers. What is asked for most is kept.

    `work_out` gives, for some texts, one list of rows for each of `columns`.
    """

    def __init__(
        self, work_out: Callable[[list[str]], Sequence[Sequence[Row]]], columns: int, most: int
    ) -> None:
        self._work_out = work_out
        self._columns = [Ragged() for _ in range(columns)]
        self._most = most
        self._places = _Places()
        self._asked = np.zeros(0, dtype=np.int64)
        """How often the row of each place was asked for."""

    def __len__(self) -> int:
        return len(self._places)

    def rows(self, texts: Sequence[str]) -> list[Rows]:
        """Of every column the rows of the texts, in their order."""
        if len(self._places) > self._most:
            self._keep_most_asked()
        places = np.fromiter(map(self._places.__getitem__, texts), dtype=np.int64, count=len(texts))
        fresh, self._places.fresh = self._places.fresh, []
        if fresh:
            self._take_in(fresh)
        found = [column.taken(places) for column in self._columns]
        asked = np.bincount(places, minlength=self._places.next)
        asked[: len(self._asked)] += self._asked
        self._asked = asked
        for text in fresh:
            if len(text) > _LONGEST_KNOWN:
                del self._places[text]  # its row goes when others are let go
        return found

    def _take_in(self, texts: list[str]) -> None:
        try:
            for column, rows in zip(self._columns, self._work_out(texts), strict=True):
                column.extend(rows)
        except BaseException:
            # Places without rows would give others' rows from now on.
            self._places = _Places()
            self._asked = self._asked[:0]
            self._columns = [Ragged() for _ in self._columns]
            raise

    def _keep_most_asked(self) -> None:
        places = np.fromiter(self._places.values(), dtype=np.int64, count=len(self._places))
        kept = np.argpartition(-self._asked[places], self._most // 2)[: self._most // 2]
        texts = list(self._places)
        self._places = _Places({texts[each]: new for new, each in enumerate(kept.tolist())})
        self._asked = self._asked[places[kept]] // 2  # what was asked for long ago says less
        for column in self._columns:
            column.keep(places[kept])


class _Places(dict[str, int]):
    """Places of texts; one that has none gets the next."""

    def __init__(self, places: Mapping[str, int] | None = None) -> None:
        super().__init__(places or {})
        self.next = len(self)
        self.fresh: list[str] = []
        """Those that got one since somebody looked, in order."""

    def __missing__(self, text: str) -> int:
        place = self[text] = self.next
        self.next += 1
        self.fresh.append(text)
        return place


def spread(starts: Longs, sizes: Longs) -> Longs:
    """The places of runs, one run after the other, by where each begins and how long it is."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + sizes, sizes)


def flat(rows: Iterable[Iterable[int]], size: int) -> Ints:
    """The numbers of rows, one row after the other; `size` of them in all."""
    return np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=size)
