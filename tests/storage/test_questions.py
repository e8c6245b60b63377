import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.models import Question
from storage.questions import KEPT_EACH, KEPT_FOR, Questions

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BOB, EVE = 7, 8


@pytest.fixture
def questions(database: Database) -> Questions:
    return Questions(database)


async def test_a_question_comes_back_as_it_was_asked(questions: Questions) -> None:
    asked = await questions.add(BOB, "gulls' $1 -- ?", NOW.replace(microsecond=5))
    assert asked == Question(id=asked.id, user_id=BOB, text="gulls' $1 -- ?", asked_at=NOW)
    assert await questions.get(BOB, asked.id, NOW) == asked
    assert await questions.get(BOB, asked.id + 1, NOW) is None


async def test_a_question_is_its_askers_alone(questions: Questions) -> None:
    asked = await questions.add(BOB, "gulls", NOW)
    assert await questions.get(EVE, asked.id, NOW) is None


async def test_a_question_is_forgotten_after_its_time(questions: Questions) -> None:
    old = await questions.add(BOB, "gulls", NOW)
    new = await questions.add(EVE, "terns", NOW + SECOND)
    ends = NOW + KEPT_FOR
    assert await questions.get(BOB, old.id, ends - SECOND) == old
    assert await questions.get(BOB, old.id, ends) is None
    assert await questions.forget_old(ends - SECOND) == 0
    assert await questions.forget_old(ends) == 1
    assert await questions.get(BOB, old.id, NOW) is None
    assert await questions.get(EVE, new.id, NOW) == new


async def test_the_oldest_make_room(questions: Questions) -> None:
    eves = await questions.add(EVE, "terns", NOW)
    asked = await asyncio.gather(
        *(questions.add(BOB, f"gulls {n}", NOW) for n in range(KEPT_EACH + 3))
    )
    kept = [await questions.get(BOB, each.id, NOW) for each in asked]
    assert kept == [None] * 3 + asked[3:]
    assert await questions.get(EVE, eves.id, NOW) == eves
