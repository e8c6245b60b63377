"""What files and live sources tell is kept alike: lists, papers, and from when their counts are."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.clock import FixedClock
from bot.keeping import Keeping, nanoseconds
from bot.sources.reading import Found
from storage.database import Database
from storage.editions import Editions
from storage.history import History
from storage.models import EditionSource, Paper
from storage.papers import Change

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
DAY = date(2026, 3, 11)
MIDNIGHT = datetime(2026, 3, 11, tzinfo=UTC)
ID = "2603.00001"


class Shelf:
    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self.editions = Editions(database)
        self.history = History(database)
        self.keeping = Keeping(catalogue, self.editions, self.history, FixedClock(NOW))

    async def keep(self, told: datetime, day: date | None = DAY, votes: int = 5) -> Change:
        paper = Paper(id=ID, title="Counting Gulls", abstract="They are many.", upvotes=votes)
        source = EditionSource.DAILY if day else None
        found = Found(paper, day, source, 1 if day else None, 1)
        (kept,) = await self.keeping.keep([found], nanoseconds(told))
        return kept.change

    async def known_since(self) -> list[datetime]:
        return [each.at for each in await self.history.of(ID)]


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with await Database.open(tmp_path / "paperboy.db") as database:
        catalogue = await Catalogue.open(database, None)
        yield Shelf(database, catalogue)
        await catalogue.close()


async def test_counts_are_known_from_when_they_were_told(shelf: Shelf) -> None:
    assert await shelf.keep(NOW - timedelta(days=2)) is Change.ADDED
    assert await shelf.keep(NOW - timedelta(days=1)) is Change.UNCHANGED
    assert await shelf.keep(NOW, votes=8) is Change.UPDATED
    assert await shelf.known_since() == [NOW - timedelta(days=2), NOW]
    edition = await shelf.editions.get(DAY)
    assert edition is not None and edition.paper_ids == (ID,)


@pytest.mark.parametrize(
    ("told", "day", "known"),
    [
        (datetime(1980, 1, 1, tzinfo=UTC), DAY, MIDNIGHT),  # the date of a packed file
        (datetime(1980, 1, 1, tzinfo=UTC), None, datetime(1980, 1, 1, tzinfo=UTC)),
        (datetime(1960, 1, 1, tzinfo=UTC), None, datetime(1970, 1, 1, tzinfo=UTC)),
        (datetime(2100, 1, 1, tzinfo=UTC), DAY, NOW),
        (datetime(2100, 1, 1, tzinfo=UTC), None, NOW),
        (NOW, date(2030, 1, 1), NOW),
    ],
)
async def test_dates_that_cannot_be_are_not_believed(
    shelf: Shelf, told: datetime, day: date | None, known: datetime
) -> None:
    await shelf.keep(told, day)
    assert await shelf.known_since() == [known]


async def test_an_empty_list_is_known_and_takes_nobody_off(shelf: Shelf) -> None:
    await shelf.keep(NOW)
    await shelf.keeping.keep_empty(DAY)
    await shelf.keeping.keep_empty(date(2026, 3, 14))
    edition, weekend = await shelf.editions.get(DAY), await shelf.editions.get(date(2026, 3, 14))
    assert edition is not None and edition.paper_ids == (ID,)
    assert weekend is not None and weekend.paper_ids == ()
