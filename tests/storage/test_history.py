"""The history of counts: what grew, when, in whatever order it was told."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.history import History
from storage.models import Counts, CountsAt, Growth, Paper
from storage.papers import BATCH, Incoming, Papers

START = datetime(2026, 3, 11, 9, tzinfo=UTC)
A, B, C = "2603.00001", "2603.00002", "2603.00003"
LOCAL = "t-aaaaaaaaaaaa"

Told: TypeAlias = tuple[int, int | None, int | None, int | None]


def hours(count: int) -> datetime:
    return START + timedelta(hours=count)


async def put(database: Database, *ids: str, title: str = "") -> None:
    await Papers(database).put(
        [
            Incoming(Paper(id=id, title=title or f"No. {id}", abstract="Birds."), title or id)
            for id in ids
        ]
    )


@pytest.fixture
async def history(database: Database) -> History:
    await put(database, A, B, C)
    return History(database)


async def tell(history: History, id: str, at: int, *counts: int | None) -> int:
    upvotes, comments, stars = counts
    told = Counts(paper_id=id, upvotes=upvotes, comments=comments, stars=stars)
    return await history.record([told], hours(at))


async def rows(history: History, id: str) -> list[Told]:
    return [
        (int((each.at - START) / timedelta(hours=1)), each.upvotes, each.comments, each.stars)
        for each in await history.of(id)
    ]


async def test_a_row_only_where_something_grew(history: History) -> None:
    assert await tell(history, A, 0, 5, None, None) == 1
    assert await tell(history, A, 1, 5, None, None) == 0
    assert await tell(history, A, 2, 5, 0, None) == 1
    assert await tell(history, A, 3, 9, 0, 120) == 1
    assert await rows(history, A) == [(0, 5, None, None), (2, 5, 0, None), (3, 9, 0, 120)]


async def test_what_is_worse_takes_nothing_away(history: History) -> None:
    await tell(history, A, 0, 50, 3, 200)
    assert await tell(history, A, 1, None, None, None) == 0
    assert await tell(history, A, 2, 0, None, 199) == 0
    assert await tell(history, A, 3, None, 4, None) == 1
    assert await rows(history, A) == [(0, 50, 3, 200), (3, 50, 4, 200)]


async def test_what_was_told_earlier_and_comes_later_finds_its_place(history: History) -> None:
    await tell(history, A, 5, 20, None, None)
    assert await tell(history, A, 2, 8, None, None) == 1
    assert await tell(history, A, 0, 20, None, None) == 1  # so nothing grew after all
    assert await rows(history, A) == [(0, 20, None, None)]


async def test_unknown_papers_are_passed_over(history: History) -> None:
    told = [Counts(paper_id="2603.99999", upvotes=1), Counts(paper_id=B, upvotes=2)]
    assert await history.record(told, START) == 1
    assert await history.record(told[:1], START) == 0
    assert await history.record([], START) == 0
    assert await history.of("2603.99999") == []


async def test_a_paper_told_of_twice_at_once(history: History) -> None:
    told = [Counts(paper_id=A, upvotes=3), Counts(paper_id=A, upvotes=2, comments=1)]
    assert await history.record(told, START) == 1
    assert await rows(history, A) == [(0, 3, 1, None)]


async def test_the_newest_row_at_or_before_an_instant(history: History) -> None:
    for at, votes in ((0, 5), (2, 9), (4, 11)):
        await tell(history, A, at, votes, None, None)
    await tell(history, B, 3, 1, None, None)
    assert await history.at([A, B, C], START - timedelta(seconds=1)) == {}
    at_two = await history.at([A, B, C], hours(2))
    assert at_two == {A: CountsAt(paper_id=A, at=hours(2), upvotes=9)}
    assert {id: c.upvotes for id, c in (await history.at([B, A, A], hours(9))).items()} == {
        A: 11,
        B: 1,
    }


async def test_what_grew_since_an_instant(history: History) -> None:
    for at, votes in ((0, 5), (2, 9), (4, 11)):
        await tell(history, A, at, votes, None, None)
    await tell(history, B, 0, 100, None, None)
    await tell(history, B, 3, 101, None, None)
    await tell(history, C, 3, 70, None, None)  # found later, and not grown since
    assert await history.since(hours(1)) == [
        Growth(paper_id=A, before=5, now=11),
        Growth(paper_id=B, before=100, now=101),
    ]
    await tell(history, C, 6, 90, None, None)
    assert (await history.since(hours(1), limit=1)) == [Growth(paper_id=C, before=70, now=90)]
    assert await history.since(hours(6)) == []


async def test_stars_alone_are_no_growth_and_removed_papers_do_not_climb(
    database: Database, history: History
) -> None:
    await tell(history, A, 0, 5, None, 1)
    await tell(history, A, 2, 5, None, 9)
    await tell(history, B, 0, 1, None, None)
    await tell(history, B, 2, 7, None, None)
    await Papers(database).remove([B])
    assert await history.since(hours(1)) == []


async def test_a_history_follows_its_paper_to_its_arxiv_id(database: Database) -> None:
    history = History(database)
    await put(database, LOCAL, title="the same title")
    await tell(history, LOCAL, 0, 5, None, None)
    await put(database, A, title="the same title")
    assert await history.of(LOCAL) == []
    assert await tell(history, LOCAL, 1, 6, None, None) == 1
    assert await rows(history, A) == [(0, 5, None, None), (1, 6, None, None)]


async def test_more_papers_than_one_statement_takes(database: Database) -> None:
    ids = [f"2603.{number:05}" for number in range(2 * BATCH + 1)]
    await put(database, *ids)
    history = History(database)
    told = [Counts(paper_id=id, upvotes=1) for id in ids]
    assert await history.record(told, START) == len(ids)
    assert len(await history.at(ids, START)) == len(ids)


counts = st.none() | st.integers(0, 5)
tellings = st.lists(st.tuples(st.integers(0, 6), counts, counts, counts), max_size=8)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=tellings, rest=st.randoms(use_true_random=False))
async def test_a_history_is_the_same_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, told: list[Told], rest: object
) -> None:
    folder: Path = tmp_path_factory.mktemp("order")
    async with await Database.open(folder / "paperboy.db") as database:
        await put(database, A, B)
        history = History(database)
        shuffled = [*told, *told[:2]]
        rest.shuffle(shuffled)  # type: ignore[attr-defined]
        for at, *values in told:
            await tell(history, A, at, *values)
        for at, *values in shuffled:
            await tell(history, B, at, *values)
        kept = await rows(history, A)
        assert kept == await rows(history, B)
        for earlier, later in itertools.pairwise(kept):
            assert earlier[1:] != later[1:]
            assert all(
                one is None or (other is not None and one <= other)
                for one, other in zip(earlier[1:], later[1:], strict=True)
            )


async def test_rows_after_an_instant_come_with_the_one_before_them(
    history: History, database: Database
) -> None:
    for hour, id, votes in ((0, A, 1), (2, A, 3), (5, A, 8), (1, B, 4), (6, C, 2)):
        await history.record([Counts(paper_id=id, upvotes=votes)], hours(hour))

    async def after(hour: int) -> list[tuple[str, int | None]]:
        return [(row.paper_id, row.upvotes) for row in await history.rows_after(hours(hour))]

    assert await after(-1) == [(A, 1), (A, 3), (A, 8), (B, 4), (C, 2)]
    assert await after(3) == [(A, 3), (A, 8), (C, 2)]
    assert await after(5) == [(C, 2)]
    await Papers(database).remove([C])
    assert await after(5) == []
