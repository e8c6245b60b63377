"""An array that stays in its file, for what is large and of which a search reads a little."""

import os
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_SPREAD = 4
"""Parts are read in one go if that is at most so many times what they are."""
_AT_ONCE = 1 << 26
"""Values read in one go: no system reads more than 2 GB at once."""


class Stored:
    """An array of one dimension in a `.npy` file, read part by part.

    Mapped, its pages would stay in the process's memory once touched, and a search touches others
    each time. The file is held open: it may be replaced or deleted meanwhile.
    """

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
        if not isinstance(mapped, np.memmap) or mapped.ndim != 1:
            raise ValueError(f"{path.name} is not what it should be")
        self._type = mapped.dtype
        self._offset = int(mapped.offset)
        self._size = len(mapped)
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._size

    def parts(self, starts: list[int], ends: list[int]) -> list[Array]:
        """The values from each of `starts` to before each of `ends`. Raises OSError."""
        first, last = min(starts, default=0), max(ends, default=0)
        if last - first <= min(_SPREAD * sum(ends) - _SPREAD * sum(starts), _AT_ONCE // 16):
            everything = self._part(first, last)
            return [everything[s - first : e - first] for s, e in zip(starts, ends, strict=True)]
        return list(map(self._part, starts, ends))

    def _part(self, start: int, end: int) -> Array:
        item = self._type.itemsize
        data = os.pread(self._file.fileno(), (end - start) * item, self._offset + start * item)
        return np.frombuffer(data, self._type)

    def whole(self) -> Array:
        """All of it. Raises OSError."""
        starts = [*range(0, self._size, _AT_ONCE), self._size]
        return np.concatenate(self.parts(starts[:-1], starts[1:]) or [np.zeros(0, self._type)])
