"""`python -m tests.benchmarks.lists`: how quick reading lists are, beside a peer, in one run."""

import argparse
import asyncio
import os
import platform
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.database import Database
from storage.edits import Edit
from storage.models import DueWithin, ListSort, ListView, Status
from storage.reading import ReadingLists
from storage.shelves import Here
from tests.benchmarks.lists.building import NOW, TAGS, Size, build, paper_id
from tests.benchmarks.lists.peer import PlainSqlite
from tests.benchmarks.lists.report import Figures, Rate, Speed, write

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = 7
AT_ONCE = 64
"""Saves that are on their way at the same time where the rate is measured."""
HERE = Here(NOW, NOW.date())

Call = Callable[[int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured on: people are drawn by the entry, so that long lists come up often."""

    path: Path
    size: Size
    people: list[tuple[int, int]]
    samples: int
    seconds: float

    def drawn(self, seed: int) -> Iterator[int]:
        """People, as often as they have entries."""
        rng = random.Random(seed)
        ids = [user_id for user_id, _ in self.people]
        weights = [count for _, count in self.people]
        while True:
            yield from rng.choices(ids, weights, k=1_000)

    async def timed(self, name: str, call: Call, note: str = "") -> Speed:
        """Milliseconds of one call after the other."""
        people = self.drawn(11)
        for _ in range(20):
            await call(next(people))
        times = []
        for _ in range(self.samples):
            user_id = next(people)
            start = time.perf_counter()
            await call(user_id)
            times.append((time.perf_counter() - start) * 1_000)
        times.sort()
        return Speed(name, times[len(times) // 2], times[int(len(times) * 0.99)], times[-1], note)


def calls(lists: ReadingLists, size: Size) -> Iterator[tuple[str, Call]]:
    """What people do that changes nothing."""
    rng = random.Random(5)

    def view(name: str, view: ListView, page: int = 0) -> tuple[str, Call]:
        return name, lambda user: lists.part(user, view, HERE, page * PAGE, PAGE)

    yield view("show: the first page", ListView())
    yield view("show: the fifth page", ListView(), 4)
    yield view("show: by due date", ListView(sort=ListSort.DUE))
    yield view("show: by priority", ListView(sort=ListSort.PRIORITY))
    yield view("show: by upvotes", ListView(sort=ListSort.VOTES))
    yield view("show: the shortest first", ListView(sort=ListSort.SHORTEST))
    yield view("show: at random", ListView(sort=ListSort.RANDOM, seed=3))
    yield view("filter: by status", ListView(statuses=(Status.READING,)))
    yield view("filter: by tag", ListView(tags=(TAGS[3],)))
    yield (
        "filter: by tag, status and due date",
        view("", ListView(tags=(TAGS[3],), statuses=(Status.TO_READ,), due=DueWithin.WEEK))[1],
    )
    yield view("filter: by age and rating", ListView(older_days=30, stars=4))

    async def found(user: int) -> object:
        fitting = [paper_id(rng.randrange(size.papers)) for _ in range(500)]
        here = Here(NOW, NOW.date(), fitting)
        return await lists.part(user, ListView(text="x", sort=ListSort.BEST), here, 0, PAGE)

    yield "search: a page of what 500 found papers leave", found
    yield "search: which papers the index looks through", lambda user: lists.ids(user, list(Status))
    yield "search: the notes", lists.notes
    yield "search: titles, as they are typed", lambda user: lists.titles(user, "diffusion", 25)
    yield "tags, as they are typed", lists.tags
    yield "pick: what waits", lists.waiting


async def saves(bench: Bench, save: Callable[[int, str], Awaitable[object]], seed: int) -> Rate:
    """How many saves a second, `AT_ONCE` on their way."""
    people, rng = bench.drawn(seed), random.Random(seed)
    times: list[float] = []
    end = time.perf_counter() + bench.seconds

    async def work() -> None:
        while (start := time.perf_counter()) < end:
            await save(next(people), paper_id(rng.randrange(bench.size.papers)))
            times.append((time.perf_counter() - start) * 1_000)

    start = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    took = time.perf_counter() - start
    times.sort()
    return Rate(len(times) / took, times[len(times) // 2], times[int(len(times) * 0.99)], took)


async def measure(bench: Bench) -> Figures:
    """Everything, ours and the peer's."""
    peer = PlainSqlite(bench.path)
    rng = random.Random(3)
    async with await Database.open(bench.path) as database:
        lists = ReadingLists(database)
        speeds = [await bench.timed(name, call) for name, call in calls(lists, bench.size)]

        async def save(user: int) -> object:
            return await lists.save(user, paper_id(rng.randrange(bench.size.papers)), NOW)

        async def edit(user: int) -> object:
            (entry,) = (await lists.page(user, None, 0, 1)).entries
            return await lists.edit(
                user, entry.paper_id, Edit(rating=rng.randint(1, 5), tag=frozenset({"x"})), NOW
            )

        async def bulk(user: int) -> object:
            ids = await lists.part_ids(user, ListView(), HERE, 0, 200)
            return await lists.edit_all(user, ids, Edit(rating=rng.randint(1, 5)), NOW)

        speeds.append(await bench.timed("save", save))
        speeds.append(await bench.timed("rate and tag", edit, "with reading what to rate"))
        speeds.append(await bench.timed("undo", lambda user: lists.undo_last(user, NOW)))
        speeds.append(await bench.timed("change up to 200 at once", bulk))
        ours = await saves(bench, lambda user, id: lists.save(user, id, NOW), 21)
        after = bench.path.stat().st_size

        def peers_show(user: int) -> Awaitable[object]:
            return asyncio.to_thread(peer.show, user, None, PAGE)

        def peers_save(user: int) -> Awaitable[object]:
            id = paper_id(rng.randrange(bench.size.papers))
            return asyncio.to_thread(peer.save, user, id, int(NOW.timestamp()))

        peers = [
            await bench.timed("show: the first page", peers_show),
            await bench.timed("save", peers_save),
        ]
        theirs = await saves(
            bench,
            lambda user, id: asyncio.to_thread(peer.save, user, id, int(NOW.timestamp())),
            22,
        )
    return Figures(tuple(speeds), tuple(peers), ours, theirs, after)


def main() -> None:
    """Build, measure, write `docs/reading-lists.md`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--samples", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--folder", type=Path, default=None, help="where the database is made")
    parser.add_argument("--to", type=Path, default=REPOSITORY / "docs" / "reading-lists.md")
    given = parser.parse_args()
    size = Size(given.people, given.entries, given.papers)
    folder = Path(tempfile.mkdtemp(prefix="lists-", dir=given.folder))
    try:
        start = time.perf_counter()
        people = asyncio.run(build(folder / "lists.db", size))
        print(f"built in {time.perf_counter() - start:.0f} s")
        bench = Bench(folder / "lists.db", size, people, given.samples, given.seconds)
        figures = asyncio.run(measure(bench))
    finally:
        shutil.rmtree(folder)
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    machine = f"{os.cpu_count()} cores, {versions}"
    text = write(given.to, figures, size, max(count for _, count in people), machine)
    print(text)


if __name__ == "__main__":
    main()
