"""Every edition there is, on every page, within Discord's limits."""

import gzip
import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import opened
from bot.clock import FixedClock
from bot.demo import bring_in_sample
from bot.editions.span import Kind, Span
from bot.importer import Importer
from bot.services import Services
from bot.settings import Settings
from bot.ui.cards.edition import edition_card, size
from bot.ui.cards.front_page import front_page
from bot.ui.limits import excess
from storage.models import Counts, EditionSource, Paper
from storage.papers import Incoming
from tests.bot import seen

DATA = Path(
    os.environ.get("PAPERBOY_REAL_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)
DAYS = sorted((DATA / "daily_papers").glob("*.json.gz"))
BOB = 2**63 - 1
"""The longest id a person can have."""


class ASource:
    """Editions, and a reader who was there before them."""

    def __init__(self, services: Services, clock: FixedClock) -> None:
        self.services = services
        self.clock = clock

    async def spans(self) -> list[Span]:
        days = await self.services.editions.newest(1000)
        found = [Span.holding(kind, day) for kind in Kind for day in days]
        return list(dict.fromkeys(found))

    async def cards(self, span: Span) -> list[Any]:
        """Its front page, every page by votes, every page of every theme."""
        issue = await self.services.editor.issue(span, BOB)
        assert issue is not None
        now = self.clock.now()
        made = [front_page(issue, BOB, now)] if issue.themes else []
        for theme in (None, *issue.themes):
            papers = theme.papers if theme else issue.papers
            pages = -(-len(papers) // size(papers))
            made += [edition_card(issue, page + 1, BOB, now, theme) for page in range(pages)]
        return made

    async def check(self) -> int:
        """How many cards there are, every one of them within the limits."""
        checked = 0
        for span in await self.spans():
            for card in await self.cards(span):
                body = {"flags": 1 << 15, "components": card.to_components()}
                assert seen.complaints(body) == [], span.key
                assert excess(card) is None, span.key
                checked += 1
        return checked


async def opened_at(folder: Path, now: datetime) -> AsyncIterator[ASource]:
    clock = FixedClock(now)
    settings = Settings.read({"PAPERBOY_DATA": str(folder)}, env_file=folder / ".env")
    async with opened(settings, clock=clock) as services:
        yield ASource(services, clock)


@pytest.fixture
async def sample(tmp_path: Path) -> AsyncIterator[ASource]:
    async for source in opened_at(tmp_path, datetime(2026, 3, 13, 12, tzinfo=UTC)):
        await bring_in_sample(source.services)
        yield source


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[ASource]:
    async for source in opened_at(tmp_path / "data", datetime(2026, 5, 15, 20, tzinfo=UTC)):
        importer = Importer(source.services.keeping, source.services.clock)
        for path in DAYS:
            plain = tmp_path / path.name.removesuffix(".gz")
            plain.write_bytes(gzip.decompress(path.read_bytes()))
            report = await importer.bring_in(plain)
            assert not report.refused
        yield source


async def test_every_edition_of_our_sample(sample: ASource) -> None:
    assert len(await sample.spans()) == 5 + 1 + 1
    assert await sample.check() > 30


LONG = {
    "in our alphabet": "Long " * 60,
    "in another": "論文の題名はとても長い" * 27,
    "of emoji": "👩‍🚀🧑‍🔬" * 40,
    "of what is escaped": "**[_`~|\\" * 37,
    "without a space": "x" * 300,
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("count", [1, 10, 11, 60])
async def test_long_titles_in_any_writing(sample: ASource, name: str, count: int) -> None:
    """Titles as long as they get, with every fact, climbing, and stale."""
    day = date(2026, 3, 13)
    papers = [
        Paper(
            id=f"2604.{number:05}",
            title=(f"{number % 7} Video Agent {LONG[name]}")[:300],
            abstract=LONG[name],
            upvotes=1_000_000 + number,
            comments=1_000_000,
            stars=1_000_000,
            code_url=f"https://github.com/{'o' * 60}/{'r' * 60}",
            organisation=LONG[name][:200],
            summary=LONG[name] * 3,
            thumbnail_url=f"https://huggingface.co/{'p' * 400}.png",
        )
        for number in range(count)
    ]
    services = sample.services
    await services.catalogue.add([Incoming(each, each.title.lower(), day) for each in papers])
    placed = [(each.id, number) for number, each in enumerate(papers, start=1)]
    await services.editions.put(day, EditionSource.DAILY, placed, sample.clock.now())
    await services.history.record(
        [Counts(paper_id=each.id, upvotes=1) for each in papers], sample.clock.now()
    )
    await services.editor.issue(Span.holding(Kind.DAY, day), BOB)
    sample.clock.set(datetime(2026, 3, 14, 12, tzinfo=UTC))
    await services.fetches.record_success(day, datetime(2026, 3, 13, 12, tzinfo=UTC))
    await services.fetches.record_failure(day, sample.clock.now(), "down")
    assert await sample.check() > 30


@pytest.mark.real_data
@pytest.mark.skipif(not DAYS, reason="the real lists are not here")
async def test_every_real_edition(real: ASource) -> None:
    spans = await real.spans()
    assert [sum(span.kind is kind for span in spans) for kind in Kind] == [55, 11, 3]
    assert await real.check() > 500
    # What the newest heavy days are about is told in words that are in their titles.
    for span in spans[:5]:
        issue = await real.services.editor.issue(span, BOB)
        assert issue is not None and len(issue.themes) > 3
        grouped = sum(len(theme.papers) for theme in issue.themes[:-1])
        assert grouped >= len(issue.papers) / 2
