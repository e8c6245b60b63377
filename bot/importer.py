"""Files -> what is kept, and a report of what came of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from bot.clock import Clock
from bot.keeping import Keeping
from bot.sources.files import read_file
from bot.sources.reading import Found, Refused
from storage.papers import Change

BATCH = 250
"""Papers kept in one go: enough to be quick, few enough for the progress to move."""

Progress = Callable[[int, int], None]
"""Told (bytes read so far, bytes in all) of a file."""


@dataclass(slots=True)
class Report:
    """What came of one file."""

    path: Path
    kind: str
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    """The days whose lists it holds, empty ones too."""

    @property
    def papers(self) -> int:
        """How many papers were read."""
        return self.added + self.updated + self.unchanged


class Importer:
    """Brings files in."""

    def __init__(self, keeping: Keeping, clock: Clock) -> None:
        self._keeping = keeping
        self._clock = clock

    async def bring_in(self, path: Path, progress: Progress | None = None) -> Report:
        """Read a file and keep what is in it.

        What came before a refused line, or an error in the middle of a file, is kept: importing
        the mended file again changes only the rest. Raises BadFile or StorageError.
        """
        reading = read_file(path, self._clock.now().date())
        report = Report(path, reading.kind)
        written = _written(path)
        for empty in reading.editions:
            await self._keeping.keep_empty(empty.day, empty.source)
            report.days.add(empty.day)
        for batch in _batches(reading.items):
            found = [item for item in batch if isinstance(item, Found)]
            report.refused += [item for item in batch if isinstance(item, Refused)]
            await self._keep(found, written, report)
            if progress:
                progress(reading.bytes_read(), reading.size)
        return report

    async def _keep(self, found: Sequence[Found], written: int, report: Report) -> None:
        kept = await self._keeping.keep(found, written)
        for each in kept:
            if each.change is Change.ADDED:
                report.added += 1
            elif each.change is Change.UPDATED:
                report.updated += 1
            else:
                report.unchanged += 1
        report.days.update(each.day for each in found if each.day is not None)


def _written(path: Path) -> int:
    """When a file was written, in nanoseconds since 1970: of two files about the same day, the
    later one knows better."""
    return path.stat().st_mtime_ns


def _batches(items: Iterator[Found | Refused]) -> Iterator[list[Found | Refused]]:
    while batch := list(islice(items, BATCH)):
        yield batch
