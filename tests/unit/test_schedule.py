"""When lists are fetched: often while they fill, then ever less often, then no more."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editions.feed_day import feed_day
from bot.sync.schedule import (
    LONGEST_WAIT,
    SETTLED_AFTER,
    days_between,
    ends_at,
    next_fetch,
    next_try,
)

DAY = date(2026, 3, 11)
EVERY = timedelta(minutes=30)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@given(st.dates(date(2023, 5, 4), date(2040, 1, 1)))
def test_a_day_ends_where_the_next_one_begins(day: date) -> None:
    end = ends_at(day)
    assert feed_day(end) == day + timedelta(days=1)
    assert feed_day(end - SECOND) == day


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (-5 * HOUR, EVERY),
        (-SECOND, EVERY),
        (0 * HOUR, HOUR),
        (23 * HOUR, HOUR),
        (24 * HOUR, 3 * HOUR),
        (4 * 24 * HOUR, 8 * HOUR),
        (8 * 24 * HOUR, 24 * HOUR),
        (13.5 * 24 * HOUR, 12 * HOUR),
    ],
)
def test_the_older_a_list_the_less_often(age: timedelta, wait: timedelta) -> None:
    at = ends_at(DAY) + age
    assert next_fetch(DAY, at, EVERY) == at + wait


def test_two_weeks_after_it_a_list_is_settled() -> None:
    at = ends_at(DAY) + SETTLED_AFTER
    assert next_fetch(DAY, at - SECOND, EVERY) == at
    assert next_fetch(DAY, at, EVERY) is None


@given(st.integers(1, 1440), st.integers(0, 86_399))
def test_every_list_settles_after_some_hundred_fetches(minutes: int, start: int) -> None:
    every = timedelta(minutes=minutes)
    at: datetime | None = ends_at(DAY) - timedelta(seconds=start)
    fetches: list[datetime] = []
    while at is not None:
        assert not fetches or fetches[-1] < at
        fetches.append(at)
        at = next_fetch(DAY, at, every)
    assert fetches[-1] == ends_at(DAY) + SETTLED_AFTER
    gaps = [later - one for one, later in itertools.pairwise(fetches)][:-1]
    assert all(gap >= every for gap in gaps)
    assert len(fetches) <= 1440 // minutes + 24 + 16 + 12 + 7 + 3


@given(st.integers(0, 10_000), st.floats(0, 1), st.none() | st.integers(-99, 99_999))
def test_after_failures_the_wait_grows_and_ends_at_hours(
    failures: int, chance: float, named: int | None
) -> None:
    now = datetime(2026, 3, 11, tzinfo=UTC)
    again_at = None if named is None else now + timedelta(seconds=named)
    at = next_try(failures, now, chance, again_at)
    assert now + timedelta(minutes=3) < at
    assert at <= max(now + 1.25 * LONGEST_WAIT, again_at or now)
    assert again_at is None or at >= again_at
    assert next_try(failures, now, 1.0) <= next_try(failures + 2, now, 0.0) or failures > 5


def test_days_count_back() -> None:
    assert list(days_between(date(2026, 2, 27), date(2026, 3, 1))) == [
        date(2026, 3, 1), date(2026, 2, 28), date(2026, 2, 27),
    ]  # fmt: skip
    assert list(days_between(DAY, DAY - timedelta(days=1))) == []
