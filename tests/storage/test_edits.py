"""Changes of an entry: of one field at a time, of many entries at once, and the way back."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Database
from storage.edits import Edit
from storage.entries import MOST_TAGS
from storage.errors import LimitReached
from storage.models import Entry, Paper, Priority, Status
from storage.named_lists import NamedLists
from storage.papers import Incoming, Papers
from storage.reading import ACTIONS_KEPT, MOST_AT_ONCE, ReadingLists

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
DAY_AGO = NOW - timedelta(days=1)
BOB, EVE = 7, 8
IDS = [f"2603.{number:05}" for number in range(1, 31)]
A, B, C = IDS[:3]


@pytest.fixture
async def lists(database: Database) -> ReadingLists:
    papers = [Paper(id=id, title=f"Paper {id}", abstract="Birds.") for id in IDS]
    await Papers(database).put([Incoming(paper, paper.title) for paper in papers])
    return ReadingLists(database)


async def entry(lists: ReadingLists, paper_id: str = A, user_id: int = BOB) -> Entry:
    found = await lists.get(user_id, paper_id)
    assert found is not None
    return found


def tagging(*tags: str) -> Edit:
    return Edit(tag=frozenset(tags))


async def test_every_field_is_kept_and_taken_away_again(
    lists: ReadingLists, database: Database
) -> None:
    named = await NamedLists(database).create(BOB, "Thesis", NOW)
    assert named is not None
    await lists.save(BOB, A, NOW)
    blank = await entry(lists)
    edit = Edit(
        status=Status.READING,
        note="look again",
        rating=5,
        priority=Priority.HIGH,
        due=date(2026, 4, 1),
        tag=frozenset({"rl", "été"}),
        put=frozenset({named.id}),
    )
    done = await lists.edit(BOB, A, edit, NOW)
    kept = await entry(lists)
    assert done.entry == kept
    assert (kept.status, kept.note, kept.rating) == (Status.READING, "look again", 5)
    assert (kept.priority, kept.due) == (Priority.HIGH, date(2026, 4, 1))
    assert (kept.tags, kept.lists) == (("rl", "été"), (named.id,))
    assert len(kept.history) == 2
    away = Edit(
        note="",
        rating=0,
        priority=Priority.NORMAL,
        no_due=True,
        untag=frozenset(kept.tags),
        take=frozenset(kept.lists),
    )
    await lists.edit(BOB, A, away, NOW)
    after = await entry(lists)
    same = {"status": after.status, "history": after.history, "changed_at": after.changed_at}
    assert after == blank.model_copy(update=same)


async def test_two_devices_at_one_entry_lose_nothing_of_each_other(lists: ReadingLists) -> None:
    await lists.save(BOB, A, NOW)
    edits = [
        Edit(rating=4),
        Edit(priority=Priority.HIGH),
        Edit(due=date(2026, 4, 1)),
        Edit(note="from the phone"),
        tagging("phone"),
        tagging("desk"),
        Edit(status=Status.READ),
    ]
    await asyncio.gather(*(lists.edit(BOB, A, edit, NOW) for edit in edits))
    found = await entry(lists)
    assert (found.rating, found.priority, found.due) == (4, Priority.HIGH, date(2026, 4, 1))
    assert (found.note, found.tags, found.status) == (
        "from the phone",
        ("desk", "phone"),
        Status.READ,
    )


async def test_of_one_field_the_last_write_stays(lists: ReadingLists) -> None:
    for rating in (1, 5, 3):
        await lists.edit(BOB, A, Edit(rating=rating), NOW)
    assert (await entry(lists)).rating == 3


async def test_the_same_again_changes_nothing(lists: ReadingLists) -> None:
    edit = Edit(rating=4, tag=frozenset({"rl"}), due=date(2026, 4, 1))
    assert (await lists.edit(BOB, A, edit, NOW)).changed
    again = await lists.edit(BOB, A, edit, NOW + timedelta(hours=1))
    assert not again.changed and again.action_id is None


@pytest.mark.parametrize(
    "edit",
    [
        Edit(rating=0),
        Edit(no_due=True),
        Edit(untag=frozenset({"rl"})),
        Edit(take=frozenset({3})),
        Edit(note=""),
        Edit(remove=True),
    ],
)
async def test_taking_away_puts_nothing_on_the_list(lists: ReadingLists, edit: Edit) -> None:
    assert not (await lists.edit(BOB, A, edit, NOW)).changed
    assert await lists.get(BOB, A) is None


@pytest.mark.parametrize("edit", [Edit(rating=2), tagging("rl"), Edit(due=date(2026, 4, 1))])
async def test_giving_puts_the_paper_on_the_list(lists: ReadingLists, edit: Edit) -> None:
    await lists.edit(BOB, A, edit, NOW)
    assert (await entry(lists)).status is Status.TO_READ


async def test_undo_brings_every_field_back(lists: ReadingLists, database: Database) -> None:
    named = await NamedLists(database).create(BOB, "Thesis", NOW)
    assert named is not None
    edit = Edit(rating=2, tag=frozenset({"a", "b"}), put=frozenset({named.id}), note="n")
    await lists.edit(BOB, A, edit, NOW)
    before = await entry(lists)
    removed = await lists.remove(BOB, A, NOW)
    assert removed.action_id is not None
    await lists.undo(BOB, removed.action_id, DAY_AGO)
    assert await entry(lists) == before


async def test_undo_passes_over_a_list_that_is_gone(
    lists: ReadingLists, database: Database
) -> None:
    named = await NamedLists(database).create(BOB, "Thesis", NOW)
    assert named is not None
    await lists.edit(BOB, A, Edit(put=frozenset({named.id})), NOW)
    removed = await lists.remove(BOB, A, NOW)
    await NamedLists(database).delete(BOB, named.id)
    assert removed.action_id is not None
    assert await lists.undo(BOB, removed.action_id, DAY_AGO) is not None
    assert (await entry(lists)).lists == ()


async def test_nobody_puts_papers_on_the_list_of_another(
    lists: ReadingLists, database: Database
) -> None:
    named = await NamedLists(database).create(BOB, "Thesis", NOW)
    assert named is not None
    await lists.edit(EVE, A, Edit(put=frozenset({named.id})), NOW)
    assert (await entry(lists, user_id=EVE)).lists == ()
    assert [each.size for each in await lists.named(BOB)] == [0]


async def test_many_entries_change_as_one_action(lists: ReadingLists) -> None:
    await lists.save_all(BOB, IDS, NOW)
    await lists.edit(BOB, A, Edit(status=Status.DROPPED), NOW)
    before = {id: await entry(lists, id) for id in IDS}
    done = await lists.edit_all(BOB, IDS, Edit(status=Status.DROPPED), NOW)
    assert (done.changed, done.unchanged) == (len(IDS) - 1, 1)
    assert {(await entry(lists, id)).status for id in IDS} == {Status.DROPPED}
    again = await lists.edit_all(BOB, IDS, Edit(status=Status.DROPPED), NOW)
    assert (again.changed, again.unchanged, again.action_id) == (0, len(IDS), None)
    assert done.action_id is not None
    undone = await lists.undo(BOB, done.action_id, DAY_AGO)
    assert undone is not None and len(undone.papers) == len(IDS) - 1
    assert {id: await entry(lists, id) for id in IDS} == before


async def test_many_entries_are_removed_and_brought_back(lists: ReadingLists) -> None:
    await lists.save_all(BOB, IDS, NOW)
    await lists.edit_all(BOB, IDS, tagging("rl"), NOW)
    await lists.save_all(EVE, IDS, NOW)
    done = await lists.edit_all(BOB, IDS, Edit(remove=True), NOW)
    assert done.changed == len(IDS) and await lists.size(BOB) == 0
    assert await lists.size(EVE) == len(IDS)
    assert done.action_id is not None
    await lists.undo(BOB, done.action_id, DAY_AGO)
    assert await lists.tags(BOB) == {"rl": len(IDS)}


async def test_too_many_at_once_are_refused(lists: ReadingLists) -> None:
    with pytest.raises(ValueError, match="at once"):
        await lists.edit_all(BOB, ["x"] * (MOST_AT_ONCE + 1), Edit(rating=1), NOW)


async def test_the_last_actions_are_taken_back_one_by_one(lists: ReadingLists) -> None:
    await lists.save(BOB, A, NOW)
    await lists.save_all(BOB, [B, C], NOW)
    await lists.edit(BOB, A, Edit(rating=3), NOW)
    acts = await lists.actions(BOB, DAY_AGO)
    assert [(act.paper_id, act.size) for act in acts] == [(A, 1), (B, 2), (A, 1)]
    assert acts[0].before is not None and acts[0].before.rating is None
    assert acts[0].after is not None and acts[0].after.rating == 3
    assert acts[2].before is None and acts[2].after is not None and acts[2].after.rating is None
    for left in (2, 1, 0):
        assert await lists.undo_last(BOB, DAY_AGO) is not None
        assert len(await lists.actions(BOB, DAY_AGO)) == left
    assert await lists.size(BOB) == 0
    assert await lists.undo_last(BOB, DAY_AGO) is None


async def test_ten_actions_are_kept_however_many_papers_each_changed(lists: ReadingLists) -> None:
    await lists.save_all(BOB, IDS, NOW)
    for rating in (1, 2) * ACTIONS_KEPT:
        await lists.edit_all(BOB, IDS, Edit(rating=rating), NOW)
    assert [act.size for act in await lists.actions(BOB, DAY_AGO)] == [len(IDS)] * ACTIONS_KEPT
    for _ in range(ACTIONS_KEPT):
        assert await lists.undo_last(BOB, DAY_AGO) is not None
    assert await lists.undo_last(BOB, DAY_AGO) is None
    assert (await entry(lists)).rating == 2


async def test_actions_of_yesterday_and_of_others_are_not_taken_back(lists: ReadingLists) -> None:
    await lists.save(BOB, A, DAY_AGO - timedelta(minutes=1))
    await lists.save(EVE, B, NOW)
    assert await lists.actions(BOB, DAY_AGO) == []
    assert await lists.undo_last(BOB, DAY_AGO) is None
    assert await lists.size(BOB) == await lists.size(EVE) == 1


async def test_no_more_tags_than_are_kept(lists: ReadingLists) -> None:
    some = [f"t{number}" for number in range(MOST_TAGS)]
    await lists.edit(BOB, A, tagging(*some), NOW)
    with pytest.raises(LimitReached) as caught:
        await lists.edit(BOB, B, tagging("one-more"), NOW)
    assert caught.value.most == MOST_TAGS
    assert await lists.get(BOB, B) is None
    await lists.edit(BOB, B, tagging("t7"), NOW)
    await lists.edit(EVE, B, tagging("one-more"), NOW)
    await lists.edit(BOB, A, Edit(untag=frozenset({"t0"})), NOW)
    assert (await lists.edit(BOB, B, tagging("one-more"), NOW)).changed


async def test_tags_given_with_a_save_go_with_its_undo(lists: ReadingLists) -> None:
    done = await lists.save(BOB, A, NOW, tags=("gen",))
    assert done.entry is not None and done.entry.tags == ("gen",)
    again = await lists.save(BOB, A, NOW, tags=("other",))
    assert not again.changed and again.entry == done.entry
    await lists.save_all(BOB, [B, C], NOW, {C: ("gen", "rl")})
    assert (await entry(lists, C)).tags == ("gen", "rl") and (await entry(lists, B)).tags == ()
    await lists.undo_last(BOB, DAY_AGO)
    await lists.undo_last(BOB, DAY_AGO)
    assert await lists.tags(BOB) == {}
