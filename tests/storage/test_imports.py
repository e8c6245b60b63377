"""Entries brought in from elsewhere, and figures of a list."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import imports
from storage.database import Database
from storage.errors import LimitReached
from storage.figures import Figures, Stay, TagFigures
from storage.imports import Imports
from storage.models import Entry, Paper, Status, StatusChange
from storage.papers import Incoming, Papers
from storage.reading import ReadingLists

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
BOB, EVE = 7, 8
PAPERS = [f"2603.{number:05}" for number in range(12)]


@pytest.fixture
async def lists(database: Database) -> ReadingLists:
    await Papers(database).put(
        [Incoming(Paper(id=id, title=f"Gull {id}", abstract="Birds."), id) for id in PAPERS]
    )
    return ReadingLists(database)


def entry(paper_id: str, **facts: object) -> Entry:
    own = {"status": Status.TO_READ, "added_at": NOW, "changed_at": NOW, **facts}
    own.setdefault("history", (StatusChange(status=Status(str(own["status"])), at=NOW),))
    return Entry(user_id=BOB, paper_id=paper_id, **own)  # type: ignore[arg-type]


async def test_many_are_written_in_parts_and_are_one_action(
    database: Database, lists: ReadingLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 5)
    await lists.save(BOB, PAPERS[0], NOW)
    first = await lists.get(BOB, PAPERS[0])
    brought = [entry(id, note="seen", tags=("gull",)) for id in PAPERS]
    done = await Imports(database, lists).bring_in(BOB, brought, NOW)
    assert done.filled == {PAPERS[0]} and done.saved == set(PAPERS[1:]) and not done.listed
    assert await lists.entries(BOB, PAPERS) == brought
    [action, _] = await lists.actions(BOB, NOW - timedelta(days=1))
    assert (action.id, action.size) == (done.action_id, len(PAPERS))
    again = await Imports(database, lists).bring_in(BOB, brought, NOW + timedelta(hours=1))
    assert again.listed == set(PAPERS) and again.action_id is None
    assert done.action_id is not None
    undone = await lists.undo(BOB, done.action_id, NOW - timedelta(days=1))
    assert undone is not None and len(undone.papers) == len(PAPERS)
    assert await lists.entries(BOB, PAPERS) == [first]


async def test_what_is_there_stays_and_what_it_lacked_is_filled(
    database: Database, lists: ReadingLists
) -> None:
    bring_in = Imports(database, lists).bring_in
    await bring_in(BOB, [entry(PAPERS[0], status=Status.READ, note="mine", rating=5)], NOW)
    await bring_in(BOB, [entry(PAPERS[0], note="theirs", rating=1, tags=("a",))], NOW)
    kept = await lists.get(BOB, PAPERS[0])
    assert kept is not None
    assert (kept.status, kept.note, kept.rating, kept.tags) == (Status.READ, "mine", 5, ("a",))


async def test_too_many_tags_change_nothing(database: Database, lists: ReadingLists) -> None:
    tags = tuple(sorted(f"t{number}" for number in range(501)))
    with pytest.raises(LimitReached):
        await Imports(database, lists).bring_in(BOB, [entry(PAPERS[0], tags=tags)], NOW)
    assert await lists.size(BOB) == 0


async def test_papers_are_found_by_their_titles(database: Database, lists: ReadingLists) -> None:
    papers = Papers(database)
    found = await papers.titled([PAPERS[1], "no such", PAPERS[1]])
    assert {key: paper.id for key, paper in found.items()} == {PAPERS[1]: PAPERS[1]}
    await papers.remove([PAPERS[1]])
    assert await papers.titled([PAPERS[1]]) == {}


async def test_figures_are_of_one_person_alone(database: Database, lists: ReadingLists) -> None:
    later = NOW + timedelta(days=3)
    brought = [
        entry(PAPERS[0], tags=("a", "b")),
        entry(PAPERS[1], tags=("a",), status=Status.READ),
    ]
    await Imports(database, lists).bring_in(BOB, brought, NOW)
    await lists.set_status(BOB, PAPERS[0], Status.READ, later)
    await lists.set_status(BOB, PAPERS[0], Status.DROPPED, later + timedelta(days=1))
    await lists.set_status(EVE, PAPERS[0], Status.READ, NOW)
    figures = Figures(database)
    assert await figures.stays(BOB) == [
        Stay(NOW, Status.DROPPED, later, begun=True),
        Stay(NOW, Status.READ, NOW, begun=False),
    ]
    assert await figures.tags(BOB) == [TagFigures("a", 2, 1), TagFigures("b", 1, 0)]
    assert await figures.stays(99) == [] and await figures.tags(99) == []
