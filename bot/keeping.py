"""Keeping: what a source told, put where it belongs: catalogue, editions, history of counts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.sources.identifiers import title_key
from bot.sources.reading import Found
from storage.editions import Editions
from storage.history import History
from storage.models import Counts, EditionSource
from storage.papers import Incoming, Kept

_SECOND = 1_000_000_000


class Keeping:
    """Keeps papers that a file or a live source told of, the same way for both.

    Nothing here takes away: nobody leaves a list, an empty field empties none, counts only grow.
    """

    def __init__(
        self, catalogue: Catalogue, editions: Editions, history: History, clock: Clock
    ) -> None:
        self._catalogue = catalogue
        self._editions = editions
        self._history = history
        self._clock = clock

    async def keep(self, found: Sequence[Found], told_at: int) -> list[Kept]:
        """Keep what was told at `told_at` (nanoseconds since 1970); answers one `Kept` for each,
        in order. Of two sources about the same list, what was told later counts."""
        kept = await self._catalogue.add(
            [
                Incoming(
                    each.paper, title_key(each.paper.title), each.day, told=(told_at, each.line)
                )
                for each in found
            ]
        )
        now = self._clock.now()
        for (day, source), placed in _by_edition(found, kept).items():
            await self._editions.put(day, source, placed, now)
        for at, counts in _by_instant(found, kept, told_at, now).items():
            await self._history.record(counts, at)
        return kept

    async def keep_empty(self, day: date, source: EditionSource = EditionSource.DAILY) -> None:
        """Keep that a day's list was empty; papers that are known to have been on it stay."""
        await self._editions.put(day, source, [], self._clock.now())


def _by_edition(
    found: Sequence[Found], kept: Sequence[Kept]
) -> dict[tuple[date, EditionSource], list[tuple[str, int | None]]]:
    editions: dict[tuple[date, EditionSource], list[tuple[str, int | None]]] = {}
    for item, where in zip(found, kept, strict=True):
        if item.day is not None:
            # A source may say on which day's list a paper stood, and not where on it.
            source = item.source or EditionSource.DAILY
            placed = editions.setdefault((item.day, source), [])
            placed.append((where.paper.id, item.position))
    return editions


def _by_instant(
    found: Sequence[Found], kept: Sequence[Kept], told_at: int, now: datetime
) -> dict[datetime, list[Counts]]:
    """The counts that were told, by the instant from which they are known. That is when they
    were told, but neither in the future nor before the list's day began, as the dates of files
    may have it."""
    told = datetime.fromtimestamp(max(0, min(told_at // _SECOND, int(now.timestamp()))), UTC)
    counts: dict[datetime, list[Counts]] = {}
    for item, where in zip(found, kept, strict=True):
        paper = item.paper
        begun = datetime.combine(item.day, time.min, UTC) if item.day else told
        counts.setdefault(min(max(told, begun), now), []).append(
            Counts(
                paper_id=where.paper.id,
                upvotes=paper.upvotes,
                comments=paper.comments,
                stars=paper.stars,
            )
        )
    return counts
