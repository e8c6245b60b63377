import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.models import Entry, Paper, Status, StatusChange
from storage.papers import Incoming, Papers
from storage.reading import ACTIONS_KEPT, Changed, PutBack, ReadingLists, Undone

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
DAY_AGO = NOW - timedelta(days=1)
BOB, EVE = 7, 2**63 - 1
TITLES = {
    "2603.00001": "Counting Gulls",
    "2603.00002": "ÉTUDE der großen Möwen",
    "2603.00003": "100% of Gulls_and \\Terns",
    "t-gullsgullsgu": "Known by Title",
}
A, B, C, LOCAL = TITLES


@pytest.fixture
async def lists(database: Database) -> ReadingLists:
    await Papers(database).put(
        [
            Incoming(Paper(id=id, title=title, abstract="Birds."), title)
            for id, title in TITLES.items()
        ]
    )
    return ReadingLists(database)


async def rename(database: Database) -> str:
    """Let the paper known by its title get an arXiv id, and say which."""
    title = TITLES[LOCAL]
    paper = Paper(id="2603.00009", title=title, abstract="Birds.")
    await Papers(database).put([Incoming(paper, title)])
    return paper.id


async def test_saving_puts_a_paper_on_the_list_once(lists: ReadingLists) -> None:
    saved = await lists.save(BOB, A, NOW.replace(microsecond=999_999))
    entry = Entry(
        user_id=BOB,
        paper_id=A,
        status=Status.TO_READ,
        added_at=NOW,
        changed_at=NOW,
        history=(StatusChange(status=Status.TO_READ, at=NOW),),
    )
    assert saved.entry == entry and saved.changed and saved.action_id is not None
    assert await lists.get(BOB, A) == entry
    again = await lists.save(BOB, A, NOW + timedelta(hours=1))
    assert again == Changed(entry, changed=False, action_id=None)


async def test_a_list_is_its_owners_alone(lists: ReadingLists) -> None:
    saved = await lists.save(BOB, A, NOW)
    assert saved.action_id is not None
    assert await lists.get(EVE, A) is None
    assert (await lists.page(EVE, None, 0, 10)).total == 0
    assert await lists.titles(EVE, "", 10) == []
    assert not (await lists.remove(EVE, A, NOW)).changed
    assert await lists.undo(EVE, saved.action_id, DAY_AGO) is None
    await lists.set_note(EVE, A, "mine", NOW)
    bobs = await lists.get(BOB, A)
    assert bobs is not None and bobs.note == ""


async def test_a_status_keeps_the_time_of_each_change(lists: ReadingLists) -> None:
    steps = [Status.READING, Status.READING, Status.READ, Status.DROPPED, Status.READING]
    for hour, status in enumerate(steps):
        await lists.set_status(BOB, A, status, NOW + timedelta(hours=hour))
    entry = await lists.get(BOB, A)
    assert entry is not None
    assert entry.status is Status.READING
    assert [(s.status, (s.at - NOW) // timedelta(hours=1)) for s in entry.history] == [
        (Status.READING, 0),
        (Status.READ, 2),
        (Status.DROPPED, 3),
        (Status.READING, 4),
    ]
    assert entry.added_at == NOW and entry.changed_at == NOW + timedelta(hours=4)


async def test_a_note_is_written_and_wiped(lists: ReadingLists) -> None:
    note = "'); DROP TABLE entries; -- $1 ? ünï"
    assert (await lists.set_note(BOB, A, note, NOW)).changed
    assert not (await lists.set_note(BOB, A, note, NOW)).changed
    entry = await lists.get(BOB, A)
    assert entry is not None and entry.note == note and entry.status is Status.TO_READ
    await lists.set_note(BOB, A, "", NOW)
    entry = await lists.get(BOB, A)
    assert entry is not None and entry.note == ""


async def test_removing_what_is_not_there_does_nothing(lists: ReadingLists) -> None:
    nothing = Changed(None, changed=False, action_id=None)
    assert await lists.remove(BOB, A, NOW) == nothing
    assert await lists.remove(BOB, "2699.99999", NOW) == nothing
    with pytest.raises(sqlite3.IntegrityError):
        await lists.save(BOB, "2699.99999", NOW)
    assert await lists.get(BOB, "2699.99999") is None


async def test_pressing_save_twenty_times_at_once_saves_once(lists: ReadingLists) -> None:
    pressed = await asyncio.gather(*(lists.save(BOB, A, NOW) for _ in range(20)))
    assert sum(each.changed for each in pressed) == 1
    assert len({each.entry for each in pressed}) == 1
    assert (await lists.page(BOB, None, 0, 10)).total == 1


async def test_twenty_tasks_at_one_entry_leave_one_whole_history(lists: ReadingLists) -> None:
    statuses = [list(Status)[n % 4] for n in range(20)]
    changes = await asyncio.gather(
        *(
            lists.set_status(BOB, A, status, NOW + timedelta(seconds=n))
            for n, status in enumerate(statuses)
        ),
        *(lists.set_note(BOB, A, f"note {n}", NOW) for n in range(20)),
    )
    entry = await lists.get(BOB, A)
    assert entry is not None
    assert [step.status for step in entry.history] == statuses
    assert entry.status is statuses[-1] and entry.note == "note 19"
    assert all(change.changed for change in changes)
    ids = [change.action_id for change in changes]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("first", ["save", "status", "note", "removal"])
async def test_undo_takes_an_action_back(lists: ReadingLists, first: str) -> None:
    if first == "removal":
        await lists.set_status(BOB, A, Status.READ, NOW)
        await lists.set_note(BOB, A, "good", NOW)
    before = await lists.get(BOB, A)
    act = {
        "save": lambda: lists.save(BOB, A, NOW),
        "status": lambda: lists.set_status(BOB, A, Status.READING, NOW),
        "note": lambda: lists.set_note(BOB, A, "hm", NOW),
        "removal": lambda: lists.remove(BOB, A, NOW),
    }
    done = await act[first]()
    assert done.action_id is not None
    undone = await lists.undo(BOB, done.action_id, DAY_AGO)
    assert undone == Undone((PutBack(A, before),), left=0)
    assert await lists.get(BOB, A) == before
    assert await lists.undo(BOB, done.action_id, DAY_AGO) is None


async def test_undo_shortens_the_history_again(lists: ReadingLists) -> None:
    await lists.save(BOB, A, NOW)
    await lists.set_status(BOB, A, Status.READING, NOW)
    before = await lists.get(BOB, A)
    done = await lists.set_status(BOB, A, Status.READ, NOW)
    assert done.action_id is not None
    await lists.undo(BOB, done.action_id, DAY_AGO)
    assert await lists.get(BOB, A) == before


async def test_only_the_newest_action_on_a_paper_is_undone(lists: ReadingLists) -> None:
    saved = await lists.save(BOB, A, NOW)
    other = await lists.save(BOB, B, NOW)
    read = await lists.set_status(BOB, A, Status.READ, NOW)
    assert saved.action_id and other.action_id and read.action_id
    assert await lists.undo(BOB, saved.action_id, DAY_AGO) is None
    assert await lists.undo(BOB, other.action_id, DAY_AGO) is not None
    assert await lists.undo(BOB, read.action_id, DAY_AGO) is not None
    # Now it is the newest again, and the way back goes on.
    assert await lists.undo(BOB, saved.action_id, DAY_AGO) is not None
    assert (await lists.page(BOB, None, 0, 10)).total == 0


async def test_an_action_too_long_ago_stays(lists: ReadingLists) -> None:
    saved = await lists.save(BOB, A, NOW)
    assert saved.action_id is not None
    assert await lists.undo(BOB, saved.action_id, NOW + timedelta(seconds=1)) is None
    assert await lists.undo(BOB, saved.action_id, NOW) is not None


async def test_the_last_actions_are_kept(lists: ReadingLists) -> None:
    await lists.save(EVE, B, NOW)
    changes = [await lists.set_note(BOB, A, f"{n}", NOW) for n in range(ACTIONS_KEPT + 2)]
    eves = await lists.set_note(EVE, B, "hers", NOW)
    for change in reversed(changes[2:]):
        assert change.action_id is not None
        assert await lists.undo(BOB, change.action_id, DAY_AGO) is not None
    for change in changes[:2]:
        assert change.action_id is not None
        assert await lists.undo(BOB, change.action_id, DAY_AGO) is None
    entry = await lists.get(BOB, A)
    assert entry is not None and entry.note == "1"
    assert eves.action_id is not None
    assert await lists.undo(EVE, eves.action_id, DAY_AGO) is not None


async def test_pressing_undo_twenty_times_at_once_undoes_once(lists: ReadingLists) -> None:
    saved = await lists.save(BOB, A, NOW)
    id = saved.action_id
    assert id is not None
    undone = await asyncio.gather(*(lists.undo(BOB, id, DAY_AGO) for _ in range(20)))
    assert sum(each is not None for each in undone) == 1
    assert await lists.get(BOB, A) is None


async def test_all_of_an_entry_goes_along_with_a_new_id(
    lists: ReadingLists, database: Database
) -> None:
    await lists.save(BOB, LOCAL, NOW)
    await lists.set_note(BOB, LOCAL, "remember", NOW)
    read = await lists.set_status(BOB, LOCAL, Status.READ, NOW)
    before = await lists.get(BOB, LOCAL)
    new = await rename(database)
    entry = await lists.get(BOB, new)
    assert before is not None
    assert entry == before.model_copy(update={"paper_id": new})
    assert read.action_id is not None
    undone = await lists.undo(BOB, read.action_id, DAY_AGO)
    assert undone is not None
    [back] = undone.papers
    assert back.paper_id == new and back.entry is not None and back.entry.paper_id == new
    assert back.entry.status is Status.TO_READ and back.entry.note == "remember"


async def test_a_removal_is_undone_under_the_new_id(
    lists: ReadingLists, database: Database
) -> None:
    await lists.set_note(BOB, LOCAL, "remember", NOW)
    removed = await lists.remove(BOB, LOCAL, NOW)
    new = await rename(database)
    assert removed.action_id is not None
    await lists.undo(BOB, removed.action_id, DAY_AGO)
    entry = await lists.get(BOB, new)
    assert entry is not None and entry.note == "remember"


async def test_an_old_button_reaches_the_entry_under_its_new_id(
    lists: ReadingLists, database: Database
) -> None:
    new = await rename(database)
    saved = await lists.save(BOB, LOCAL, NOW)
    assert saved.entry is not None and saved.entry.paper_id == new
    assert await lists.get(BOB, LOCAL) == saved.entry
    assert not (await lists.save(BOB, new, NOW)).changed
    assert (await lists.set_status(BOB, LOCAL, Status.READ, NOW)).changed
    assert (await lists.remove(BOB, LOCAL, NOW)).changed
    assert (await lists.page(BOB, None, 0, 10)).total == 0


async def test_an_entry_outlives_its_papers_removal(
    lists: ReadingLists, database: Database
) -> None:
    await lists.save(BOB, A, NOW)
    await Papers(database).remove([A])
    assert (await lists.page(BOB, None, 0, 10)).total == 1
    assert (await lists.set_status(BOB, A, Status.READ, NOW)).changed


async def test_pages_go_through_the_list_newest_first(lists: ReadingLists) -> None:
    for minute, id in enumerate((A, B, C)):
        await lists.save(BOB, id, NOW + timedelta(minutes=minute))
    await lists.set_status(BOB, B, Status.READ, NOW + timedelta(hours=1))
    pages = [await lists.page(BOB, None, offset, 2) for offset in (0, 2, 4)]
    assert [[e.paper_id for e in page.entries] for page in pages] == [[C, B], [A], []]
    assert all(page.total == 3 for page in pages)
    assert pages[0].counts == {Status.TO_READ: 2, Status.READ: 1}
    unread = await lists.page(BOB, Status.TO_READ, 0, 10)
    assert [e.paper_id for e in unread.entries] == [C, A]
    assert unread.total == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [A, B, C, LOCAL]),
        ("counting", [A]),
        ("GULLS", [A, C]),
        ("étude", [B]),
        ("Étude", [B]),
        ("GROSSEN MÖWEN", [B]),
        ("%", [C]),
        ("_", [C]),
        ("\\", [C]),
        ("s_a", [C]),
        ("g%s", []),
        ("' OR 1=1 --", []),
    ],
)
async def test_titles_on_the_list_are_found_by_a_part(
    lists: ReadingLists, text: str, found: list[str]
) -> None:
    for id in TITLES:
        await lists.save(BOB, id, NOW)
    assert await lists.titles(BOB, text, 10) == [(id, TITLES[id]) for id in found]
    assert len(await lists.titles(BOB, text, 1)) == min(len(found), 1)


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        (list(Status), {A, B, C}),
        ([Status.TO_READ], {A, C}),
        ([Status.READ], {B}),
        ([Status.READ, Status.TO_READ], {A, B, C}),
        ([Status.DROPPED], set()),
        ([], set()),
    ],
)
async def test_the_ids_on_a_list_by_status(
    lists: ReadingLists, statuses: list[Status], found: set[str]
) -> None:
    for id in (A, B, C):
        await lists.save(BOB, id, NOW)
    await lists.set_status(BOB, B, Status.READ, NOW)
    await lists.set_status(EVE, LOCAL, Status.TO_READ, NOW)
    await lists.set_status(EVE, LOCAL, Status.DROPPED, NOW)
    assert await lists.ids(BOB, statuses) == found


async def test_the_ids_of_a_long_list_are_its_newest(
    lists: ReadingLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.shelves.SEARCHED", 2)
    for minute, id in enumerate((C, A, B)):
        await lists.save(BOB, id, NOW + timedelta(minutes=minute))
    assert await lists.ids(BOB, list(Status)) == {A, B}


async def test_the_ids_follow_a_paper_to_its_new_id(
    lists: ReadingLists, database: Database
) -> None:
    await lists.save(BOB, LOCAL, NOW)
    new = await rename(database)
    assert await lists.ids(BOB, [Status.TO_READ]) == {new}


async def test_papers_saved_together_are_taken_back_together(lists: ReadingLists) -> None:
    await lists.set_note(BOB, B, "mine", NOW)
    gathered = await lists.save_all(BOB, [A, B, C, A], NOW)
    assert [entry.paper_id for entry in gathered.saved] == [A, C]
    assert [(entry.paper_id, entry.note) for entry in gathered.listed] == [(B, "mine")]
    assert gathered.action_id is not None
    saved = await lists.get(BOB, C)
    assert saved is not None and saved == gathered.saved[1]
    assert await lists.undo(EVE, gathered.action_id, DAY_AGO) is None
    undone = await lists.undo(BOB, gathered.action_id, DAY_AGO)
    assert undone == Undone((PutBack(A, None), PutBack(C, None)), left=0)
    assert (await lists.page(BOB, None, 0, 10)).total == 1
    assert await lists.undo(BOB, gathered.action_id, DAY_AGO) is None


async def test_what_was_changed_since_is_left_when_papers_are_taken_back(
    lists: ReadingLists,
) -> None:
    gathered = await lists.save_all(BOB, [A, B, C], NOW)
    await lists.set_status(BOB, A, Status.READING, NOW)
    removed = await lists.remove(BOB, C, NOW)
    assert gathered.action_id is not None and removed.action_id is not None
    undone = await lists.undo(BOB, gathered.action_id, DAY_AGO)
    assert undone == Undone((PutBack(B, None),), left=2)
    assert await lists.undo(BOB, gathered.action_id, DAY_AGO) is None
    assert await lists.undo(BOB, removed.action_id, DAY_AGO) is not None
    again = await lists.undo(BOB, gathered.action_id, DAY_AGO)
    assert again == Undone((PutBack(C, None),), left=1)
    entry = await lists.get(BOB, A)
    assert entry is not None and entry.status is Status.READING


async def test_papers_that_are_all_there_leave_nothing_to_undo(lists: ReadingLists) -> None:
    await lists.save_all(BOB, [A, B], NOW)
    again = await lists.save_all(BOB, [B, A], NOW)
    assert (len(again.saved), again.action_id) == (0, None)
    assert [entry.paper_id for entry in again.listed] == [B, A]
    assert (await lists.save_all(EVE, [], NOW)).action_id is None


async def test_papers_are_saved_all_or_none(lists: ReadingLists) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await lists.save_all(BOB, [A, "2603.99999", B], NOW)
    assert (await lists.page(BOB, None, 0, 10)).total == 0
    assert (await lists.save(BOB, A, NOW)).changed


async def test_saving_together_twenty_times_at_once_saves_once(lists: ReadingLists) -> None:
    done = await asyncio.gather(*(lists.save_all(BOB, [A, B, C], NOW) for _ in range(20)))
    assert sum(each.action_id is not None for each in done) == 1
    assert (await lists.page(BOB, None, 0, 10)).total == 3


async def test_one_press_counts_as_one_action(lists: ReadingLists) -> None:
    first = await lists.save_all(BOB, [A, B, C], NOW)
    notes = [await lists.set_note(BOB, LOCAL, f"{n}", NOW) for n in range(ACTIONS_KEPT)]
    assert first.action_id is not None
    assert await lists.undo(BOB, first.action_id, DAY_AGO) is None  # the eleventh from the end
    assert (await lists.page(BOB, None, 0, 10)).total == 4
    for note in reversed(notes):
        assert note.action_id is not None
        assert await lists.undo(BOB, note.action_id, DAY_AGO) is not None
    await lists.remove(BOB, A, NOW)
    await lists.remove(BOB, B, NOW)
    again = await lists.save_all(BOB, [A, B], NOW)
    for n in range(ACTIONS_KEPT - 1):
        await lists.set_note(BOB, C, f"{n}", NOW)
    assert again.action_id is not None
    undone = await lists.undo(BOB, again.action_id, DAY_AGO)
    assert undone is not None and len(undone.papers) == 2


async def test_papers_saved_under_an_old_id_are_the_same(
    lists: ReadingLists, database: Database
) -> None:
    new = await rename(database)
    gathered = await lists.save_all(BOB, [LOCAL, new, A], NOW)
    assert [entry.paper_id for entry in gathered.saved] == [new, A]
