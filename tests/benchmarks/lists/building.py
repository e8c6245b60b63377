"""A database with many people's reading lists, made quickly and by its own schema."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.database import Database

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
STATUSES = ("to-read", "reading", "read", "dropped")
TAGS = tuple(f"tag-{number}" for number in range(60))
LONGEST = 8_000
"""Entries of the longest list."""
_WORDS = """
diffusion model video agent reward benchmark language training data image policy robot reasoning
long context attention sparse retrieval memory speech graph protein safety
"""
WORDS = tuple(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    people: int
    entries: int
    papers: int


async def build(path: Path, size: Size, seed: int = 7) -> list[tuple[int, int]]:
    """Fill a new database; answers (person, how many entries) of each."""
    async with await Database.open(path):
        pass  # makes the schema
    rng = random.Random(seed)
    lengths = list(_lengths(rng, size))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO papers (id, title, title_key, abstract, upvotes, change)"
        " VALUES (?, ?, ?, ?, ?, 1)",
        _papers(rng, size.papers),
    )
    connection.executemany(
        "INSERT INTO members (user_id, since) VALUES (?, ?)",
        ((user_id, 0) for user_id, _ in lengths),
    )
    connection.executemany(
        "INSERT INTO named_lists (user_id, name, name_key, made_at) VALUES (?, ?, ?, 0)",
        ((user_id, f"list {n}", f"list {n}") for user_id, _ in lengths for n in range(2)),
    )
    for number, (user_id, count) in enumerate(lengths):
        _fill(connection, rng, user_id, number, count, size.papers)
    connection.execute("COMMIT")
    connection.close()
    return lengths


def paper_id(number: int) -> str:
    """The id of a paper by its number."""
    return f"{2000 + number // 50_000:04}.{number % 50_000:05}"


def _lengths(rng: random.Random, size: Size) -> Iterator[tuple[int, int]]:
    """Most lists are short, a few are very long; together they have `size.entries`."""
    weights = [rng.lognormvariate(0.0, 1.2) for _ in range(size.people)]
    unit = size.entries / sum(weights)
    counts = [max(1, min(int(unit * weight), LONGEST, size.papers // 2)) for weight in weights]
    missing = size.entries - sum(counts)
    for place in range(size.people):
        counts[place] += max(0, missing // size.people + (place < missing % size.people))
    for place, count in enumerate(counts):
        yield 10**17 + place, count


def _papers(rng: random.Random, count: int) -> Iterator[tuple[str, str, str, str, int]]:
    for number in range(count):
        title = " ".join(rng.choices(WORDS, k=8))
        abstract = " ".join(rng.choices(WORDS, k=rng.randint(100, 220)))
        yield paper_id(number), title.title(), f"{title} {number}", abstract, rng.randint(0, 300)


def _fill(
    connection: sqlite3.Connection,
    rng: random.Random,
    user_id: int,
    number: int,
    count: int,
    papers: int,
) -> None:
    entries, steps, tags, members = [], [], [], []
    for paper in rng.sample(range(papers), count):
        id = paper_id(paper)
        added = int((NOW - timedelta(minutes=rng.randint(1, 700_000))).timestamp())
        status = rng.choices(STATUSES, (6, 1, 3, 1))[0]
        note = " ".join(rng.choices(WORDS, k=20)) if rng.random() < 0.1 else ""
        due = (NOW + timedelta(days=rng.randint(-20, 60))).date().isoformat()
        entries.append(
            (
                user_id,
                id,
                status,
                note,
                rng.choice((None, None, None, 2, 4, 5)),
                rng.choices((0, 1, 2), (1, 7, 2))[0],
                due if rng.random() < 0.15 else None,
                added,
                added,
            )
        )
        steps.append((user_id, id, 1, "to-read", added))
        if status != "to-read":
            steps.append((user_id, id, 2, status, added + 1))
        tags += [(user_id, id, tag) for tag in rng.sample(TAGS, rng.choice((0, 0, 1, 1, 2)))]
        if rng.random() < 0.1:
            members.append((user_id, id, 2 * number + 1 + rng.randint(0, 1)))
    connection.executemany(
        "INSERT INTO entries (user_id, paper_id, status, note, rating, priority, due, added_at,"
        " changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entries,
    )
    connection.executemany("INSERT INTO status_changes VALUES (?, ?, ?, ?, ?)", steps)
    connection.executemany("INSERT INTO entry_tags VALUES (?, ?, ?)", tags)
    connection.executemany("INSERT INTO named_list_papers VALUES (?, ?, ?)", members)
    connection.executemany(
        "INSERT INTO list_actions (user_id, paper_id, before, at) VALUES (?, ?, NULL, ?)",
        ((user_id, each[1], each[7]) for each in entries[:10]),
    )
