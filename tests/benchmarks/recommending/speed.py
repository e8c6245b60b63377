"""How long a page of recommendations takes, and the shelf echoes of an edition."""

import random
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from bot.catalogue import Catalogue
from bot.clock import FixedClock
from bot.reading.echo import Echoes
from bot.reading.recommending import Recommender
from bot.sources.identifiers import title_key
from storage.database import Database
from storage.editions import Editions
from storage.models import EditionSource, Status
from storage.papers import Incoming
from storage.reading import ReadingLists
from storage.recommendations import Recommendations
from tests.benchmarks.corpus import write_corpus

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
EDITION = 60
REPEATS = 40
STATUSES = (Status.TO_READ, Status.TO_READ, Status.READ, Status.READING, Status.DROPPED)


async def measured(folder: Path, papers: int, saves: int) -> str:
    """A table of milliseconds for a person with so many saves over so many papers."""
    corpus = write_corpus(folder, papers)
    async with await Database.open(folder / "paperboy.db") as database:
        catalogue = await Catalogue.open(database, None)
        batch = iter(corpus.papers(papers))
        while incoming := [Incoming(p, title_key(p.title)) for p in islice(batch, 5_000)]:
            await catalogue.add(incoming)
        draw = random.Random(5)
        ids = [paper.id for paper in corpus.papers(papers)]
        lists, clock = ReadingLists(database), FixedClock(NOW)
        for place, id in enumerate(draw.sample(ids, saves)):
            then = NOW - timedelta(days=place % 300)
            await lists.set_status(1, id, STATUSES[place % len(STATUSES)], then)
        editions, recommendations = Editions(database), Recommendations(database)
        placed: list[tuple[str, int | None]] = [(id, None) for id in draw.sample(ids, EDITION)]
        await editions.put(NOW.date(), EditionSource.DAILY, placed, NOW)
        echoes = Echoes(recommendations, catalogue)
        recommender = Recommender(recommendations, echoes, catalogue, editions, clock)
        edition = await editions.papers(NOW.date())

        async def echo() -> None:
            await echoes.of(1, edition)

        async def page() -> None:
            await recommender.more(1)

        rows = [
            await _timed(f"a page of `/foryou`, {saves} saves, {papers:,} papers", page),
            await _timed(f"the echoes of an edition of {EDITION} papers", echo),
        ]
        await catalogue.close()
    return "\n".join(["| what | median ms | slowest ms |", "|---|---:|---:|", *rows])


async def _timed(name: str, work: Callable[[], Awaitable[None]]) -> str:
    await work()
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        await work()
        taken.append(1000 * (time.perf_counter() - start))
    return f"| {name} | {statistics.median(taken):.1f} | {max(taken):.1f} |"
