"""The letters outbox: once each, with its papers, and waiting where a door is closed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from storage.database import Database
from storage.letter_boxes import LetterBoxes
from storage.letter_models import Letter, LetterKind, LetterState, Rhythm, Subscription, ToldPaper
from storage.letters import Letters, Outgoing
from storage.members import Members
from storage.models import Paper
from storage.papers import Incoming, Papers
from storage.subscriptions import Group, Subscriptions

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
BOB = 7
IDS = ("2603.00001", "2603.00002")


@pytest.fixture
async def letters(database: Database) -> Letters:
    await Members(database).set_timezone(BOB, "UTC", NOW)
    for id in IDS:
        await Papers(database).put([Incoming(Paper(id=id, title=id, abstract=""), id)])
    return Letters(database)


def outgoing(key: str = "1@2026-03-12", *ids: str, **rest: Any) -> Outgoing:
    wanted: dict[str, Any] = {"source": "digest:1", "cause": 1, "due_at": NOW} | rest
    papers = tuple(ToldPaper(paper_id=id, cause=1) for id in ids)
    return Outgoing(user_id=BOB, kind=LetterKind.DIGEST, key=key, papers=papers, **wanted)


async def put(letters: Letters, *args: Any, **rest: Any) -> Letter:
    letter = await letters.enqueue(outgoing(*args, **rest), NOW)
    assert letter is not None
    return letter


async def test_a_key_is_put_in_once_whatever_became_of_it(letters: Letters) -> None:
    letter = await put(letters)
    assert await letters.enqueue(outgoing(), NOW) is None
    claimed = await letters.claim(letter, NOW)
    assert claimed is not None
    await letters.sent(claimed, 99)
    assert await letters.enqueue(outgoing(), NOW) is None
    assert await letters.claim(letter, NOW) is None


async def test_a_stranger_gets_none(letters: Letters) -> None:
    assert await letters.enqueue(Outgoing(8, LetterKind.NUDGE, "x", NOW), NOW) is None


async def test_each_paper_is_told_once_by_a_source(letters: Letters) -> None:
    first = await put(letters, "a", *IDS)
    assert [paper.paper_id for paper in await letters.papers(first)] == list(IDS)
    assert await letters.enqueue(outgoing("b", IDS[0]), NOW) is None, "all were told already"
    assert len(await letters.of(BOB)) == 1
    other = await put(letters, "b", IDS[0], source="alert")
    assert await letters.told(BOB, "alert") == {IDS[0]}
    assert [paper.paper_id for paper in await letters.papers(other)] == [IDS[0]]


async def test_what_is_never_sent_gives_its_papers_back(letters: Letters) -> None:
    expires_at = NOW + timedelta(hours=6)
    dead = await put(letters, "a", IDS[0])
    await put(letters, "b", IDS[1], expires_at=expires_at)
    await letters.dead(dead, "gone")
    assert await letters.told(BOB, "digest:1") == {IDS[1]}
    assert await letters.expire(expires_at, "late") == 0
    assert await letters.expire(expires_at + timedelta(seconds=1), "late") == 1
    assert await letters.told(BOB, "digest:1") == frozenset()
    assert {each.state for each in await letters.of(BOB)} == {LetterState.DEAD}


async def test_a_try_under_way_is_not_given_up_for_being_late(letters: Letters) -> None:
    letter = await put(letters, "a", IDS[0], expires_at=NOW)
    await letters.claim(letter, NOW)
    assert await letters.expire(NOW + timedelta(days=1), "late") == 0


async def test_the_first_unknown_try_is_remembered(letters: Letters) -> None:
    letter, later = await put(letters), NOW + timedelta(minutes=5)
    first = await letters.claim(letter, NOW)
    second = await letters.claim(letter, later)
    third = await letters.claim(letter, later, unsent=True)
    assert first and second and third
    assert [each.claimed_at for each in (first, second, third)] == [NOW, NOW, later]
    assert third.attempts == 3


@pytest.mark.parametrize("unsent", [True, False])
async def test_a_closed_door_lets_everything_wait(
    letters: Letters, database: Database, unsent: bool
) -> None:
    letter, boxes = await put(letters), LetterBoxes(database)
    claimed = await letters.claim(letter, NOW)
    assert claimed is not None
    await letters.shut_out(claimed, NOW, "closed", unsent=unsent)
    assert await letters.open() == [] and await letters.waiting(BOB) == 1
    [waits] = await letters.of(BOB)
    assert waits.state is (LetterState.PENDING if unsent else LetterState.SENDING)
    assert (waits.claimed_at is None) == unsent
    assert await boxes.untold(BOB)
    assert await boxes.tell(BOB) and not await boxes.tell(BOB)
    # Found closed again in the same spell, nobody is told a second time.
    await letters.shut_out(claimed, NOW + timedelta(hours=1), "closed", unsent=unsent)
    assert not await boxes.untold(BOB)
    assert await boxes.open(BOB) and [each.id for each in await letters.open()] == [letter.id]


async def test_old_ones_are_forgotten_and_open_ones_are_not(letters: Letters) -> None:
    done, _ = await put(letters, "a", IDS[0]), await put(letters, "b", IDS[1])
    claimed = await letters.claim(done, NOW)
    assert claimed is not None
    await letters.sent(claimed, 99)
    assert await letters.forget_old(NOW) == 0
    assert await letters.forget_old(NOW + timedelta(days=1)) == 1
    assert [each.key for each in await letters.of(BOB)] == ["b"]


async def begun(database: Database) -> Subscription:
    subscriptions = Subscriptions(database)
    draft = await subscriptions.draft(BOB, Rhythm(at=time(9)), NOW, top=5)
    confirmed = await subscriptions.confirm(BOB, draft.id, NOW)
    assert confirmed is not None
    return confirmed


async def test_a_digest_that_was_not_sent_lets_the_next_begin_where_it_began(
    letters: Letters, database: Database
) -> None:
    subscriptions, digest = Subscriptions(database), await begun(database)
    day = NOW.date()
    await subscriptions.dealt_with(digest, day, day)
    await subscriptions.dealt_with(digest, day + timedelta(days=1), None)  # nothing that day
    letter = await put(letters, "c", IDS[0], cause=digest.id)
    await subscriptions.dealt_with(digest, day + timedelta(days=2), day + timedelta(days=2))
    await letters.dead(letter, "late")
    after = await subscriptions.get(BOB, digest.id)
    assert after is not None and after.last_list == day.isoformat()


async def test_who_is_due(letters: Letters, database: Database) -> None:
    subscriptions, digest = Subscriptions(database), await begun(database)
    await subscriptions.draft(BOB, Rhythm(at=time(10)), NOW, top=5)
    [group] = await subscriptions.groups()
    assert group == Group("UTC", Rhythm(at=time(9))), "drafts are not due"
    assert await subscriptions.due(group, NOW.date(), NOW) == [digest]
    assert await subscriptions.due(group, NOW.date(), NOW - timedelta(seconds=1)) == []
    await subscriptions.dealt_with(digest, NOW.date(), None)
    assert await subscriptions.due(group, NOW.date(), NOW) == []


async def test_drafts_are_forgotten_after_a_day(letters: Letters, database: Database) -> None:
    subscriptions = Subscriptions(database)
    old = await subscriptions.draft(BOB, Rhythm(at=time(9)), NOW, top=5)
    await subscriptions.draft(BOB, Rhythm(at=time(9)), NOW + timedelta(hours=25), top=5)
    assert await subscriptions.get(BOB, old.id) is None
