"""Reminders and rules: kept, claimed once, gone when they are to be."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import LimitReached
from storage.models import Paper, Reminder, ReminderState
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


async def of_gulls(reminders: Reminders, due_at: datetime = SOON) -> Reminder:
    return await reminders.add(BOB, due_at, NOW, paper_id=GULLS.id, text="before the talk")


async def test_a_reminder_waits_until_it_is_due(reminders: Reminders) -> None:
    made = await of_gulls(reminders)
    assert await reminders.waiting(BOB) == [made] and await reminders.waiting(EVE) == []
    assert await reminders.due_reminders(SOON - timedelta(seconds=1)) == []
    assert await reminders.due_reminders(SOON) == [(BOB, made.id)]


async def test_the_same_reminder_is_kept_once(reminders: Reminders) -> None:
    made = await asyncio.gather(*(of_gulls(reminders) for _ in range(5)))
    assert len({each.id for each in made}) == 1
    words = await reminders.add(BOB, SOON, NOW, paper_id=None, text="call Ada")
    assert await reminders.waiting(BOB) == [made[0], words]


async def test_a_claim_is_recorded_before_anything_is_told(reminders: Reminders) -> None:
    made = await of_gulls(reminders)
    claimed = await reminders.claim(BOB, made.id, SOON)
    assert claimed is not None and claimed.text == "before the talk"
    assert (claimed.state, claimed.claimed_at, claimed.attempts) == (
        ReminderState.SENDING,
        SOON,
        1,
    )
    # After a crash it is found again, and the first try is still known.
    later = SOON + timedelta(minutes=5)
    assert await reminders.due_reminders(later) == [(BOB, made.id)]
    again = await reminders.claim(BOB, made.id, later)
    assert again is not None and (again.claimed_at, again.attempts) == (SOON, 2)
    unsent = await reminders.claim(BOB, made.id, later, unsent=True)
    assert unsent is not None and unsent.claimed_at == later
    assert await reminders.sent(BOB, made.id) is not None
    assert await reminders.claim(BOB, made.id, later) is None
    assert await reminders.sent(BOB, made.id) is None
    assert await reminders.due_reminders(later) == []


async def test_one_that_cannot_be_told_is_given_up(reminders: Reminders) -> None:
    made = await of_gulls(reminders)
    assert await reminders.dead(BOB, made.id, "closed") is not None
    assert await reminders.claim(BOB, made.id, SOON) is None
    assert await reminders.due_reminders(SOON) == [] and await reminders.waiting(BOB) == []


async def test_only_the_person_cancels_and_only_what_waits(reminders: Reminders) -> None:
    made = await of_gulls(reminders)
    assert await reminders.cancel(EVE, made.id) is None
    assert await reminders.claim(EVE, made.id, SOON) is None
    assert await reminders.cancel(BOB, made.id) == made
    assert await reminders.cancel(BOB, made.id) is None
    other = await of_gulls(reminders)
    await reminders.claim(BOB, other.id, SOON)
    assert await reminders.cancel(BOB, other.id) is None


async def test_told_ones_are_forgotten_and_waiting_ones_are_not(reminders: Reminders) -> None:
    told = await of_gulls(reminders)
    await reminders.claim(BOB, told.id, SOON)
    await reminders.sent(BOB, told.id)
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
