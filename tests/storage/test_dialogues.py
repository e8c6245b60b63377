import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.dialogues import KEPT_EACH, KEPT_FOR, MOST_SHOWN, Dialogues
from storage.models import Dialogue

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BOB, EVE = 7, 8


@pytest.fixture
def dialogues(database: Database) -> Dialogues:
    return Dialogues(database)


async def test_the_last_words_replace_those_before(dialogues: Dialogues) -> None:
    await dialogues.put(BOB, 1, ["a", "b"], "one", NOW)
    await dialogues.put(BOB, 1, ["c"], "two", NOW + SECOND)
    assert await dialogues.get(BOB, 1, NOW + SECOND) == Dialogue(
        user_id=BOB, channel_id=1, shown=("c",), request="two", at=NOW + SECOND
    )


async def test_people_and_channels_do_not_disturb_each_other(dialogues: Dialogues) -> None:
    await dialogues.put(BOB, 1, ["a"], "one", NOW)
    await dialogues.put(EVE, 1, ["b"], "two", NOW)
    await dialogues.put(BOB, 2, ["c"], "three", NOW)
    shown = [await dialogues.get(*key, NOW) for key in ((BOB, 1), (EVE, 1), (BOB, 2), (EVE, 2))]
    assert [each and each.shown for each in shown] == [("a",), ("b",), ("c",), None]


async def test_a_day_later_it_is_forgotten(dialogues: Dialogues) -> None:
    await dialogues.put(BOB, 1, ["a"], "one", NOW)
    ends = NOW + KEPT_FOR
    assert await dialogues.get(BOB, 1, ends - SECOND) is not None
    assert await dialogues.get(BOB, 1, ends) is None
    assert await dialogues.forget_old(ends - SECOND) == 0
    assert await dialogues.forget_old(ends) == 1


async def test_the_oldest_make_room(dialogues: Dialogues) -> None:
    await dialogues.put(EVE, 1, ["a"], "hers", NOW)
    for number in range(KEPT_EACH + 3):
        await dialogues.put(BOB, number, [str(n) for n in range(99)], "", NOW + number * SECOND)
    kept = await asyncio.gather(*(dialogues.get(BOB, n, NOW) for n in range(KEPT_EACH + 3)))
    assert [each is not None for each in kept] == [False] * 3 + [True] * KEPT_EACH
    assert kept[-1] is not None and len(kept[-1].shown) == MOST_SHOWN
    assert await dialogues.get(EVE, 1, NOW) is not None
