"""How fetching goes: what was tried, got, refused, and when it is tried again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.database import Database
from storage.fetches import Fetches
from storage.models import FetchKind, FetchState

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY, NEXT = date(2026, 3, 11), date(2026, 3, 12)
TRENDING = FetchKind.TRENDING


@pytest.fixture
def fetches(database: Database) -> Fetches:
    return Fetches(database)


async def test_nothing_was_tried_yet(fetches: Fetches) -> None:
    assert await fetches.state(DAY) is None
    assert await fetches.as_of(DAY) is None
    assert await fetches.last_success() is None
    assert await fetches.newest_day() is None
    assert await fetches.last_failure() is None
    assert await fetches.next_try() is None
    assert await fetches.due(NOW) == []
    assert await fetches.days(DAY, NEXT) == {}


async def test_a_success_is_kept_whole(fetches: Fetches) -> None:
    await fetches.record_success(
        DAY, NOW, count=40, etag='W/"x"', last_modified="Wed", next_try=NOW + HOUR
    )
    state = FetchState(
        kind=FetchKind.DAY,
        day=DAY,
        first_tried=NOW,
        last_tried=NOW,
        last_success=NOW,
        next_try=NOW + HOUR,
        etag='W/"x"',
        last_modified="Wed",
        count=40,
    )
    assert await fetches.state(DAY) == state
    await fetches.record_success(DAY, NOW + HOUR, settled=True)
    assert await fetches.state(DAY) == FetchState(
        kind=FetchKind.DAY,
        day=DAY,
        first_tried=NOW,
        last_tried=NOW + HOUR,
        last_success=NOW + HOUR,
        count=40,
        settled=True,
    )


async def test_a_failure_leaves_what_was_known(fetches: Fetches) -> None:
    await fetches.record_success(DAY, NOW, count=40, etag="x", next_try=NOW + HOUR)
    for failures in (1, 2):
        at = NOW + failures * HOUR
        await fetches.record_failure(DAY, at, "It is down.", next_try=at + HOUR)
        state = await fetches.state(DAY)
        assert state is not None
        assert (state.count, state.etag, state.last_success) == (40, "x", NOW)
        assert (state.failures, state.error, state.last_tried) == (failures, "It is down.", at)
        assert await fetches.as_of(DAY) == NOW
        assert await fetches.last_failure() == state
    await fetches.record_success(DAY, NOW + 3 * HOUR)
    after = await fetches.state(DAY)
    assert after is not None and (after.failures, after.error) == (0, None)
    assert await fetches.last_failure() is None


async def test_what_is_due(fetches: Fetches) -> None:
    await fetches.record_success(DAY, NOW, next_try=NOW + HOUR)
    await fetches.record_failure(NEXT, NOW, "Down.", next_try=NOW + HOUR / 2)
    await fetches.record_success(date(2026, 3, 10), NOW, settled=True)
    await fetches.record_success(None, NOW, kind=TRENDING, next_try=NOW)
    assert await fetches.due(NOW) == []
    assert [state.day for state in await fetches.due(NOW + HOUR / 2)] == [NEXT]
    assert [state.day for state in await fetches.due(NOW + HOUR)] == [NEXT, DAY]
    assert [state.kind for state in await fetches.due(NOW, TRENDING)] == [TRENDING]
    assert await fetches.next_try() == NOW


async def test_days_and_kinds_do_not_mix(fetches: Fetches) -> None:
    await fetches.record_success(None, NOW + HOUR, kind=TRENDING, count=3)
    await fetches.record_success(DAY, NOW, count=1)
    await fetches.record_failure(NEXT, NOW, "Down.")
    assert await fetches.last_success() == NOW
    assert await fetches.last_success(TRENDING) == NOW + HOUR
    assert await fetches.as_of(None, TRENDING) == NOW + HOUR
    assert list(await fetches.days(DAY, NEXT)) == [DAY, NEXT]
    assert list(await fetches.days(NEXT, date.max)) == [NEXT]
    newest = await fetches.newest_day()
    assert newest is not None and newest.day == DAY
