from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from storage.database import Database
from storage.editions import Editions
from storage.models import Edition, EditionSource, Paper
from storage.papers import Incoming, Papers

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
DAY = date(2026, 3, 11)
DAILY, PAGE = EditionSource.DAILY, EditionSource.PAGE
VOTES = {"2603.00001": 5, "2603.00002": 20, "2603.00003": None, "2603.00004": 5}
A, B, C, D = VOTES


@pytest.fixture
async def editions(database: Database) -> Editions:
    await Papers(database).put(
        [
            Incoming(Paper(id=id, title=f"No. {id}", abstract="Birds.", upvotes=votes), id)
            for id, votes in VOTES.items()
        ]
    )
    return Editions(database)


async def shown(editions: Editions, day: date = DAY) -> list[str]:
    return [paper.id for paper in await editions.papers(day)]


async def test_a_list_keeps_the_order_of_its_source_and_shows_votes_first(
    editions: Editions,
) -> None:
    assert await editions.put(DAY, DAILY, [(D, 1), (C, 2), (A, 3), (B, 4)], NOW) == 4
    assert await editions.get(DAY) == Edition(day=DAY, source=DAILY, paper_ids=(D, C, A, B))
    assert await shown(editions) == [B, D, A, C]


async def test_the_daily_list_is_shown_before_a_saved_page(editions: Editions) -> None:
    await editions.put(DAY, PAGE, [(C, 1), (A, 2)], NOW)
    assert await shown(editions) == [A, C]
    await editions.put(DAY, DAILY, [(B, 1)], NOW)
    assert await shown(editions) == [B]
    edition = await editions.get(DAY)
    assert edition is not None and edition.source is DAILY
    await editions.put(DAY, PAGE, [(D, 3)], NOW)
    assert await shown(editions) == [B]


async def test_a_list_never_shrinks(editions: Editions) -> None:
    await editions.put(DAY, DAILY, [(A, 1), (B, 2), (C, 3)], NOW)
    assert await editions.put(DAY, DAILY, [(D, 4), (A, 1)], NOW) == 1
    assert await editions.put(DAY, DAILY, [], NOW) == 0
    edition = await editions.get(DAY)
    assert edition is not None and edition.paper_ids == (A, B, C, D)


async def test_an_empty_day_is_known_and_has_nothing_to_show(editions: Editions) -> None:
    assert await editions.get(DAY) is None
    assert await editions.count() == 0
    await editions.put(DAY, DAILY, [], NOW)
    assert await editions.get(DAY) == Edition(day=DAY, source=DAILY, paper_ids=())
    assert await shown(editions) == []
    assert await editions.count() == 1
    assert await editions.latest() is None and await editions.newest(5) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_places_do_not_depend_on_the_order_of_coming_in(
    editions: Editions, order: tuple[int, ...]
) -> None:
    puts: list[list[tuple[str, int | None]]] = [
        [(A, None), (C, None)],
        [(D, 1), (A, 2), (B, 3)],
        [(B, 1), (D, 4)],
    ]
    for number in order:
        await editions.put(DAY, DAILY, puts[number], NOW)
    edition = await editions.get(DAY)
    assert edition is not None and edition.paper_ids == (B, D, A, C)


async def test_a_place_beyond_all_numbers_comes_last(editions: Editions) -> None:
    await editions.put(DAY, DAILY, [(A, 2**63), (B, 7)], NOW)
    edition = await editions.get(DAY)
    assert edition is not None and edition.paper_ids == (B, A)


async def test_days_that_show_nothing_are_passed_over(
    editions: Editions, database: Database
) -> None:
    days = [DAY + timedelta(days=n) for n in range(6)]
    await editions.put(days[0], DAILY, [(A, 1)], NOW)
    await editions.put(days[1], DAILY, [], NOW)  # nothing that day,
    await editions.put(days[1], PAGE, [(A, 1)], NOW)  # whatever a page says
    await editions.put(days[2], PAGE, [(B, 1)], NOW)
    await editions.put(days[3], DAILY, [(C, 1)], NOW)
    await editions.put(days[3], PAGE, [(A, 1)], NOW)
    await editions.put(days[5], DAILY, [(D, 1)], NOW)
    await Papers(database).remove([D])
    seen = [day for day in days if await shown(editions, day)]
    assert seen == [days[0], days[2], days[3]]
    assert (await editions.earliest(), await editions.latest()) == (days[0], days[3])
    assert await editions.newest(10) == seen[::-1]
    assert await editions.newest(2) == seen[:0:-1]
    assert await editions.latest(days[2]) == days[2]
    assert await editions.latest(days[1]) == days[0]
    assert await editions.latest(days[0] - timedelta(days=1)) is None
    assert await editions.beside(days[2]) == (days[0], days[3])
    assert await editions.beside(days[1]) == (days[0], days[2])
    assert await editions.beside(days[5]) == (days[3], None)
    assert await editions.beside(days[0]) == (None, days[2])
    assert await editions.count() == 5


async def test_a_paper_is_placed_by_the_id_it_had_a_moment_ago(database: Database) -> None:
    editions, papers = Editions(database), Papers(database)
    by_title = Paper(id="t-gullsgullsgu", title="Gulls", abstract="Birds.")
    await papers.put([Incoming(by_title, "gulls")])
    await editions.put(DAY, PAGE, [(by_title.id, 1)], NOW)
    await papers.put([Incoming(by_title.model_copy(update={"id": A}), "gulls")])
    assert await shown(editions) == [A]
    assert await editions.put(DAY, PAGE, [(by_title.id, 1)], NOW) == 0
    assert await editions.put(DAY, DAILY, [(by_title.id, 1)], NOW) == 1
    assert await shown(editions) == [A]


async def test_several_days_show_each_paper_once_by_votes_then_first_placement(
    editions: Editions,
) -> None:
    days = [DAY + timedelta(days=n) for n in range(4)]
    await editions.put(days[0], DAILY, [(C, 1), (D, 2)], NOW)
    await editions.put(days[1], DAILY, [(A, 1), (D, 2), (B, 3)], NOW)
    await editions.put(days[3], DAILY, [(A, 1)], NOW)

    async def between(first: date, last: date) -> list[str]:
        return [paper.id for paper in await editions.papers_between(first, last)]

    assert await between(days[0], days[3]) == [B, D, A, C]
    assert await between(days[1], days[2]) == [B, A, D]
    assert await between(days[2], days[2]) == []
    assert await editions.beside(days[1], days[2]) == (days[0], days[3])
    assert await editions.beside(days[0], days[3]) == (None, None)
