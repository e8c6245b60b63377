"""Which part of a list is shown, in which order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Database
from storage.edits import Edit
from storage.list_views import KEPT_EACH, ListViews
from storage.models import DueWithin, ListSort, ListView, Paper, Priority, Status
from storage.named_lists import MOST_LISTS, NamedLists
from storage.papers import Incoming, Papers
from storage.reading import ReadingLists
from storage.shelves import Here

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
TODAY = NOW.date()
BOB, EVE = 7, 8
HERE = Here(NOW, TODAY)
A, B, C, D = IDS = tuple(f"2603.0000{n}" for n in range(1, 5))


@pytest.fixture
async def lists(database: Database) -> ReadingLists:
    """Four papers of Bob's, A saved first; Eve has the same and none of his words on them."""
    facts = {A: (5, "x" * 40), B: (None, ""), C: (9, "x" * 10), D: (0, "x" * 20)}
    await Papers(database).put(
        [
            Incoming(Paper(id=id, title=f"Paper {id}", abstract=text, upvotes=votes), id)
            for id, (votes, text) in facts.items()
        ]
    )
    lists = ReadingLists(database)
    for days, id in zip((40, 20, 5, 0), IDS, strict=True):
        for user_id in (BOB, EVE):
            await lists.save(user_id, id, NOW - timedelta(days=days))
    thesis = await NamedLists(database).create(BOB, "Thesis", NOW)
    assert thesis is not None
    edits = {
        A: Edit(tag=frozenset({"rl", "gen"}), rating=5, due=TODAY + timedelta(days=3)),
        B: Edit(tag=frozenset({"rl"}), status=Status.READ, rating=2, put=frozenset({thesis.id})),
        C: Edit(priority=Priority.HIGH, due=TODAY - timedelta(days=1)),
        D: Edit(priority=Priority.LOW, due=TODAY, put=frozenset({thesis.id})),
    }
    for id, edit in edits.items():
        await lists.edit(BOB, id, edit, NOW)
    return lists


@pytest.mark.parametrize(
    ("view", "ids"),
    [
        (ListView(), [D, C, B, A]),
        (ListView(statuses=(Status.READ,)), [B]),
        (ListView(statuses=(Status.READ, Status.TO_READ)), [D, C, B, A]),
        (ListView(tags=("rl",)), [B, A]),
        (ListView(tags=("rl", "gen")), [A]),
        (ListView(tags=("nothing",)), []),
        (ListView(untagged=True), [D, C]),
        (ListView(list_id=1), [D, B]),
        (ListView(stars=2), [B, A]),
        (ListView(stars=3), [A]),
        (ListView(stars=0), [D, C]),
        (ListView(priority=Priority.HIGH), [C]),
        (ListView(due=DueWithin.OVERDUE), [C]),
        (ListView(due=DueWithin.TODAY), [D, C]),
        (ListView(due=DueWithin.WEEK), [D, C, A]),
        (ListView(due=DueWithin.SOME), [D, C, A]),
        (ListView(due=DueWithin.NONE), [B]),
        (ListView(older_days=20), [B, A]),
        (ListView(newer_days=5), [D, C]),
        (ListView(older_days=5, newer_days=20, tags=("rl",)), [B]),
        (ListView(sort=ListSort.OLDEST), [A, B, C, D]),
        (ListView(sort=ListSort.DUE), [C, D, A, B]),
        (ListView(sort=ListSort.PRIORITY), [C, A, B, D]),
        (ListView(sort=ListSort.RATING), [A, B, D, C]),
        (ListView(sort=ListSort.VOTES), [C, A, D, B]),
        (ListView(sort=ListSort.SHORTEST), [C, D, A, B]),
        (ListView(sort=ListSort.SHORTEST, tags=("rl",), statuses=(Status.TO_READ,)), [A]),
    ],
)
async def test_a_view_has_what_it_asks_for_in_its_order(
    lists: ReadingLists, view: ListView, ids: list[str]
) -> None:
    page = await lists.part(BOB, view, HERE, 0, 10)
    assert [entry.paper_id for entry in page.entries] == ids
    assert page.size == len(ids) and page.total == 4
    assert await lists.part_ids(BOB, view, HERE) == ids
    pages = [await lists.part(BOB, view, HERE, place, 1) for place in range(len(ids))]
    assert [page.entries[0].paper_id for page in pages] == ids


async def test_the_counts_are_of_the_view_without_its_status(lists: ReadingLists) -> None:
    page = await lists.part(BOB, ListView(tags=("rl",), statuses=(Status.READ,)), HERE, 0, 10)
    assert page.counts == {Status.READ: 1, Status.TO_READ: 1} and page.size == 1


async def test_what_fits_the_words_is_narrowed_and_ordered(lists: ReadingLists) -> None:
    here = Here(NOW, TODAY, fitting=(B, A, C, "2603.99999"))
    best = ListView(text="x", sort=ListSort.BEST)
    assert await lists.part_ids(BOB, best, here) == [B, A, C]
    tagged = best.model_copy(update={"statuses": (Status.TO_READ,)})
    page = await lists.part(BOB, tagged, here, 1, 1)
    assert [entry.paper_id for entry in page.entries] == [C]
    assert page.counts == {Status.READ: 1, Status.TO_READ: 2} and page.size == 2
    due = ListView(text="x", sort=ListSort.DUE)
    assert await lists.part_ids(BOB, due, here) == [C, A, B]


async def test_a_random_order_stays_as_its_pages_are_turned(lists: ReadingLists) -> None:
    orders = set()
    for seed in range(20):
        view = ListView(sort=ListSort.RANDOM, seed=seed)
        order = await lists.part_ids(BOB, view, HERE)
        assert sorted(order) == sorted(IDS)
        pages = [await lists.part_ids(BOB, view, HERE, place, 2) for place in (0, 2)]
        assert pages[0] + pages[1] == order
        orders.add(tuple(order))
    assert len(orders) > 5


async def test_others_see_nothing_of_a_persons_words(lists: ReadingLists) -> None:
    assert await lists.tags(EVE) == {} and await lists.named(EVE) == []
    assert await lists.part_ids(EVE, ListView(list_id=1), HERE) == []
    assert await lists.part_ids(EVE, ListView(tags=("rl",)), HERE) == []
    assert await lists.tagged(EVE, "rl") == [] and await lists.notes(EVE) == {}


async def test_tags_notes_and_what_waits(lists: ReadingLists) -> None:
    assert await lists.tags(BOB) == {"rl": 2, "gen": 1}
    assert await lists.tagged(BOB, "rl") == [A, B]
    await lists.set_note(BOB, C, "compare", NOW)
    assert await lists.notes(BOB) == {C: "compare"}
    waiting = {each.paper_id: each for each in await lists.waiting(BOB)}
    assert set(waiting) == {A, C, D}
    assert waiting[C].priority is Priority.HIGH and waiting[C].due == date(2026, 3, 11)


async def test_named_lists(lists: ReadingLists, database: Database) -> None:
    named = NamedLists(database)
    assert await named.create(BOB, "thesis", NOW) is None
    other = await named.create(BOB, "Élan", NOW)
    assert other is not None
    assert [(each.name, each.size) for each in await lists.named(BOB)] == [
        ("Thesis", 2),
        ("Élan", 0),
    ]
    found = await named.by_name(BOB, "ÉLAN")
    assert found == other and await named.get(BOB, other.id) == other
    assert await named.by_name(EVE, "Thesis") is None and await named.get(EVE, 1) is None
    assert await named.rename(BOB, other.id, "THESIS") is False
    assert await named.rename(BOB, other.id, "élan") is True
    assert await named.rename(EVE, 1, "mine") is None and not await named.delete(EVE, 1)
    assert await named.delete(BOB, 1) and not await named.delete(BOB, 1)
    assert await lists.size(BOB) == 4
    kept = await lists.get(BOB, B)
    assert kept is not None and kept.lists == ()


async def test_no_more_named_lists_than_are_kept(database: Database) -> None:
    from storage.errors import LimitReached

    named = NamedLists(database)
    for number in range(MOST_LISTS):
        assert await named.create(BOB, f"list {number}", NOW)
    with pytest.raises(LimitReached):
        await named.create(BOB, "one more", NOW)
    assert await named.create(EVE, "one more", NOW)


async def test_views_are_kept_each_once_and_the_newest_only(database: Database) -> None:
    views = ListViews(database)
    view = ListView(tags=("rl",), sort=ListSort.RANDOM, seed=5)
    id = await views.keep(BOB, view, NOW)
    assert await views.keep(BOB, view, NOW) == id
    assert await views.get(BOB, id) == view and await views.get(EVE, id) is None
    for seed in range(KEPT_EACH):
        await views.keep(BOB, ListView(seed=seed, text="x"), NOW)
    assert await views.get(BOB, id) is None
