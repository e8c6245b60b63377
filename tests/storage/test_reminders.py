"""Reminders and rules: kept, claimed once, gone when they are to be."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import LimitReached
from storage.letter_models import Letter, Reminder, ReminderState
from storage.letters import Letters
from storage.models import Paper
from storage.papers import Incoming, Papers
from storage.reminders import MOST_WAITING, Reminders
from storage.tag_rules import MOST_RULES, TagRules

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
BOB, EVE = 7, 8
GULLS = Paper(id="2603.00001", title="Counting Gulls", abstract="Birds.")


@pytest.fixture
async def reminders(database: Database) -> Reminders:
    await Papers(database).put([Incoming(GULLS, "counting gulls")])
    return Reminders(database)


@pytest.fixture
def letters(database: Database) -> Letters:
    return Letters(database)


async def of_gulls(reminders: Reminders, due_at: datetime = SOON) -> Reminder:
    return await reminders.add(BOB, due_at, NOW, paper_id=GULLS.id, text="before the talk")


async def tell(reminders: Reminders, letters: Letters, now: datetime) -> Letter:
    """Let the reminders that are due be told."""
    await letters.hand_over_reminders(now)
    [letter] = await letters.open()
    claimed = await letters.claim(letter, now)
    assert claimed is not None
    await letters.sent(claimed, 99)
    return claimed


async def test_a_reminder_waits_until_it_is_due(reminders: Reminders, letters: Letters) -> None:
    made = await of_gulls(reminders)
    assert await reminders.waiting(BOB) == [made] and await reminders.waiting(EVE) == []
    assert await letters.hand_over_reminders(SOON - timedelta(seconds=1)) == 0
    assert await letters.hand_over_reminders(SOON) == 1
    assert await letters.hand_over_reminders(SOON) == 0
    assert await reminders.waiting(BOB) == []
    [letter] = await letters.open()
    assert (letter.user_id, letter.cause, letter.due_at) == (BOB, made.id, SOON)
    assert letter.expires_at is None


async def test_the_same_reminder_is_kept_once(reminders: Reminders) -> None:
    made = await asyncio.gather(*(of_gulls(reminders) for _ in range(5)))
    assert len({each.id for each in made}) == 1
    words = await reminders.add(BOB, SOON, NOW, paper_id=None, text="call Ada")
    assert await reminders.waiting(BOB) == [made[0], words]


async def test_a_reminder_ends_as_its_letter_does(reminders: Reminders, letters: Letters) -> None:
    told, lost = await of_gulls(reminders), await of_gulls(reminders, SOON + timedelta(minutes=1))
    await tell(reminders, letters, SOON)
    await letters.hand_over_reminders(SOON + timedelta(hours=1))
    [letter] = await letters.open()
    await letters.dead(letter, "gone")
    states = [(await reminders.get(BOB, each.id)).state for each in (told, lost)]  # type: ignore[union-attr]
    assert states == [ReminderState.SENT, ReminderState.DEAD]


async def test_putting_off(reminders: Reminders, letters: Letters) -> None:
    made = await of_gulls(reminders)
    later = SOON + timedelta(days=1)
    waiting = await reminders.put_off(BOB, made.id, later)
    assert waiting is not None and waiting.due_at == SOON, "one that waits stays as it is"
    letter = await tell(reminders, letters, SOON)
    assert await reminders.put_off(EVE, made.id, later) is None
    again = await reminders.put_off(BOB, made.id, later)
    assert again is not None and (again.due_at, again.state) == (later, ReminderState.WAITING)
    # Pressed twice it is put off once; the end of the first letter does not touch it.
    assert await reminders.put_off(BOB, made.id, later + timedelta(hours=1)) == again
    await letters.sent(letter, 99)
    assert await reminders.waiting(BOB) == [again]
    await tell(reminders, letters, later)
    assert [letter.key for letter in await letters.of(BOB)] == [
        f"{made.id}@{int(SOON.timestamp())}",
        f"{made.id}@{int(later.timestamp())}",
    ]


async def test_only_the_person_cancels_and_only_what_waits(
    reminders: Reminders, letters: Letters
) -> None:
    made = await of_gulls(reminders)
    assert (
        await reminders.cancel(EVE, made.id) is None and await reminders.get(EVE, made.id) is None
    )
    assert await reminders.cancel(BOB, made.id) == made
    assert await reminders.cancel(BOB, made.id) is None
    other = await of_gulls(reminders)
    await letters.hand_over_reminders(SOON)
    assert await reminders.cancel(BOB, other.id) is None


async def test_told_ones_are_forgotten_and_waiting_ones_are_not(
    reminders: Reminders, letters: Letters
) -> None:
    await of_gulls(reminders)
    await tell(reminders, letters, SOON)
    waiting = await of_gulls(reminders, SOON + timedelta(minutes=1))
    assert await reminders.forget_old(SOON) == 0
    assert await reminders.forget_old(SOON + timedelta(days=1)) == 1
    assert await reminders.waiting(BOB) == [waiting]


async def test_limits_and_unknown_papers(reminders: Reminders) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await reminders.add(BOB, SOON, NOW, paper_id="2699.99999", text="")
    for number in range(MOST_WAITING):
        await reminders.add(BOB, SOON, NOW, paper_id=None, text=str(number))
    with pytest.raises(LimitReached):
        await reminders.add(BOB, SOON, NOW, paper_id=None, text="one more")
    assert await reminders.add(EVE, SOON, NOW, paper_id=None, text="one more")


async def test_rules(database: Database) -> None:
    rules = TagRules(database)
    first = await rules.add(BOB, "diffusion", "gen", NOW)
    assert first is not None and await rules.add(BOB, "diffusion", "gen", NOW) is None
    second = await rules.add(BOB, "title:flow", "gen", NOW)
    same = await rules.add(BOB, "diffusion", "generative", NOW)
    assert second is not None and same is not None
    assert await rules.all(BOB) == [first, second, same] and await rules.all(EVE) == []
    assert await rules.get(BOB, first.id) == first and await rules.get(EVE, first.id) is None
    await rules.retag(BOB, "gen", "generative")
    assert [(rule.query, rule.tag) for rule in await rules.all(BOB)] == [
        ("title:flow", "generative"),
        ("diffusion", "generative"),
    ]
    assert not await rules.remove(EVE, same.id) and await rules.remove(BOB, same.id)
    for number in range(MOST_RULES - 1):
        await rules.add(BOB, str(number), "gen", NOW)
    with pytest.raises(LimitReached):
        await rules.add(BOB, "one more", "gen", NOW)
