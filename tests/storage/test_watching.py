"""Watching: what counts as a change, and who is to be told of it, once."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.letter_models import LetterKind
from storage.letters import Letters, Outgoing
from storage.models import Paper, Status
from storage.papers import Incoming, Papers
from storage.reading import ReadingLists
from storage.watching import ChangeKind, Standing, Watching, WatchState

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BOB, EVE = 7, 8
GULLS, TERNS = "2603.00001", "2603.00002"


@pytest.fixture
async def watching(database: Database) -> Watching:
    for id, title in ((GULLS, "Gulls"), (TERNS, "Terns"), ("t-abc", "Skuas")):
        paper = Paper(id=id, title=title, abstract="Birds.")
        await Papers(database).put([Incoming(paper, title.lower())])
    lists = ReadingLists(database)
    for id in (GULLS, TERNS, "t-abc"):
        await lists.save(BOB, id, NOW)
    await lists.save(EVE, GULLS, NOW)
    return Watching(database)


async def kinds(watching: Watching, *standings: Standing, days: int = 1) -> list[ChangeKind]:
    return [each.kind for each in await watching.record(standings, NOW + days * DAY)]


def stands(version: int | None, *, withdrawn: bool = False, code: bool = False) -> Standing:
    return Standing(GULLS, version, withdrawn, code)


async def test_what_counts_as_a_change(watching: Watching) -> None:
    assert await kinds(watching, stands(1)) == [], "known for the first time"
    assert await kinds(watching, stands(1)) == []
    assert await kinds(watching, stands(2)) == [ChangeKind.VERSION]
    assert await kinds(watching, stands(2, code=True)) == [ChangeKind.CODE]
    assert await kinds(watching, stands(None)) == [], "nobody tells: nothing is taken away"
    assert await kinds(watching, stands(1)) == [], "a version never goes back"
    assert await kinds(watching, stands(2, code=True)) == []
    assert await kinds(watching, stands(3, withdrawn=True)) == [ChangeKind.WITHDRAWN]
    assert await kinds(watching, stands(3, withdrawn=True)) == []
    assert await kinds(watching, stands(4)) == [ChangeKind.VERSION]
    assert await kinds(watching, stands(5, withdrawn=True)) == [ChangeKind.WITHDRAWN]


async def test_a_paper_that_arxiv_lacked_at_first_has_not_changed(watching: Watching) -> None:
    assert await kinds(watching, stands(None)) == []
    assert await kinds(watching, stands(3)) == []
    assert await kinds(watching, stands(4)) == [ChangeKind.VERSION]
    assert await kinds(watching, Standing("9999.00001", 1, False, False)) == []


async def test_only_papers_of_those_who_watch_are_asked_for(watching: Watching) -> None:
    assert await watching.to_ask(NOW, 10) == []
    await watching.set(BOB, WatchState.ON, NOW)
    await watching.set(EVE, WatchState.OFF, NOW)
    assert await watching.to_ask(NOW, 10) == [GULLS, TERNS]
    await watching.record([stands(1)], NOW)
    assert await watching.to_ask(NOW, 10) == [TERNS]
    assert await watching.to_ask(NOW + DAY, 1) == [TERNS], "who has waited longest"


async def test_the_offer_is_made_once(watching: Watching) -> None:
    assert await watching.offer(BOB, NOW) and not await watching.offer(BOB, NOW)
    assert await watching.state(BOB) is WatchState.OFFERED
    assert await watching.set(BOB, WatchState.ON, NOW)
    assert not await watching.set(BOB, WatchState.ON, NOW)
    assert not await watching.offer(BOB, NOW)
    assert await watching.state(EVE) is None


async def told(database: Database, watching: Watching, key: str) -> int | None:
    changes = await watching.untold(BOB)
    if not changes:
        return None
    letter = await Letters(database).enqueue(
        Outgoing(
            user_id=BOB,
            kind=LetterKind.VERSIONS,
            key=key,
            due_at=NOW,
            cause=changes[-1].id,
        ),
        NOW,
    )
    return letter.id if letter else None


async def test_each_change_is_told_once_and_one_that_failed_again(
    database: Database, watching: Watching
) -> None:
    await watching.set(BOB, WatchState.ON, NOW)
    await watching.record([stands(1), Standing(TERNS, 1, False, False)], NOW)
    assert await watching.waiting() == []
    await kinds(watching, stands(2))
    assert await watching.waiting() == [(BOB, "UTC")]
    first = await told(database, watching, "one")
    assert first is not None
    assert await watching.waiting() == [] and await watching.untold(BOB) == []
    await kinds(watching, stands(3), Standing(TERNS, 1, False, True), days=2)
    second = await told(database, watching, "two")
    assert second is not None
    letters = {letter.id: letter for letter in await Letters(database).of(BOB)}
    for id, said in ((first, [2]), (second, [3, None])):
        cause = letters[id].cause
        assert cause is not None
        assert [each.version for each in await watching.told_by(BOB, id, cause)] == said
    await Letters(database).dead(letters[second], "gone")
    assert [each.version for each in await watching.untold(BOB)] == [3, None]


async def test_only_what_becomes_of_papers_from_then_on(
    database: Database, watching: Watching
) -> None:
    await watching.record([stands(1)], NOW)
    await kinds(watching, stands(2))
    await watching.set(BOB, WatchState.ON, NOW + 2 * DAY)
    assert await watching.untold(BOB) == []
    await kinds(watching, stands(3), days=3)
    assert len(await watching.untold(BOB)) == 1 and await watching.untold(EVE) == []
    await ReadingLists(database).set_status(BOB, GULLS, Status.DROPPED, NOW)
    assert await watching.untold(BOB) == [] and await watching.waiting() == []
    assert await watching.forget_old(NOW + 4 * DAY) == 2
