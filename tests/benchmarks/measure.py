"""Clocks, memory and percentiles."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_ROLLUP = Path("/proc/self/smaps_rollup")


class Memory(NamedTuple):
    """What a process holds, in bytes; anonymous memory is what no file stands behind."""

    resident: int
    anonymous: int


def memory() -> Memory | None:
    """What this process holds now; None where the system does not tell (it is Linux that does)."""
    try:
        text = _ROLLUP.read_text(encoding="ascii")
    except OSError:
        return None
    found = dict(re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE))
    return Memory(int(found["Rss"]) * 1024, int(found["Anonymous"]) * 1024)


class Stopwatch(Generic[T]):
    """Goes through items and keeps apart the seconds it takes to get them."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self.seconds = 0.0
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        while True:
            start = time.perf_counter()
            try:
                item = next(self._items)
            except StopIteration:
                return
            finally:
                self.seconds += time.perf_counter() - start
            self.count += 1
            yield item


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed, by nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -int(-share * len(ranked) // 1) - 1))]


def disk_use(folder: Path, beside: str) -> int:
    """Bytes of the files in a folder, those in its subfolder `beside` left out."""
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != beside
    )
