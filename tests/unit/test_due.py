from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from bot.delivery.due import due, due_on, next_due
from storage.models import Feed

CATCH_UP = timedelta(hours=6)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]


def a_feed(at: time, timezone: str = "Europe/Berlin", active_from: datetime = LONG_AGO) -> Feed:
    return Feed(
        id=1,
        guild_id=1,
        channel_id=2,
        at=at,
        timezone=timezone,
        top=5,
        active_from=active_from,
    )


@pytest.mark.parametrize(
    ("day", "at", "timezone", "instant"),
    [
        (date(2026, 3, 11), time(9), "Europe/Berlin", "2026-03-11 08:00"),
        (date(2026, 7, 11), time(9), "Europe/Berlin", "2026-07-11 07:00"),
        # New York goes from 02:00 to 03:00, Lord Howe from 02:00 to 02:30.
        (date(2026, 3, 8), time(1, 59), "America/New_York", "2026-03-08 06:59"),
        (date(2026, 3, 8), time(2), "America/New_York", "2026-03-08 07:00"),
        (date(2026, 3, 8), time(2, 30), "America/New_York", "2026-03-08 07:00"),
        (date(2026, 3, 8), time(2, 59), "America/New_York", "2026-03-08 07:00"),
        (date(2026, 3, 8), time(3), "America/New_York", "2026-03-08 07:00"),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03 15:30"),
        # At midnight, so that the day begins at one o'clock.
        (date(2026, 4, 24), time(0, 30), "Africa/Cairo", "2026-04-23 22:00"),
        # Twice that day: the first time counts.
        (date(2026, 11, 1), time(1, 30), "America/New_York", "2026-11-01 05:30"),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25 00:30"),
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", "2026-04-04 14:45"),
    ],
)
def test_the_instant_of_a_time_of_day(day: date, at: time, timezone: str, instant: str) -> None:
    assert due_on(day, at, timezone) == datetime.fromisoformat(f"{instant}+00:00")


def test_a_zone_that_is_not_known() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        due_on(date(2026, 3, 11), time(9), "Europe/Atlantis")


@pytest.mark.parametrize("timezone", ZONES)
@pytest.mark.parametrize(
    "at", [time(0), time(1, 30), time(2), time(2, 15), time(2, 45), time(9), time(23, 50)]
)
def test_a_year_of_ticks_has_one_due_time_on_every_local_day(timezone: str, at: time) -> None:
    feed = a_feed(at, timezone)
    zone = ZoneInfo(timezone)
    now = datetime(2025, 12, 31, tzinfo=UTC)

    seen: set[datetime] = set()
    while now < datetime(2027, 1, 3, tzinfo=UTC):
        due_at = due(feed, now, timedelta(minutes=75))
        if due_at is not None:
            seen.add(due_at)
        now += timedelta(minutes=1 if near_a_change(now, zone) else 60)

    days = Counter(each.astimezone(zone).date() for each in seen)
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {day: days[day] for day in year} == dict.fromkeys(year, 1)


def near_a_change(now: datetime, zone: ZoneInfo) -> bool:
    hours = timedelta(hours=4)
    before, after = (now - hours).astimezone(zone), (now + hours).astimezone(zone)
    return before.utcoffset() != after.utcoffset()


def test_it_counts_from_its_minute_on_until_the_catch_up_is_over() -> None:
    feed = a_feed(time(9))
    at_nine = datetime(2026, 3, 11, 8, tzinfo=UTC)
    second = timedelta(seconds=1)

    assert due(feed, at_nine - second, CATCH_UP) is None
    assert due(feed, at_nine, CATCH_UP) == at_nine
    assert due(feed, at_nine + CATCH_UP, CATCH_UP) == at_nine
    assert due(feed, at_nine + CATCH_UP + second, CATCH_UP) is None


def test_shortly_before_midnight_is_caught_up_on_the_next_day() -> None:
    feed = a_feed(time(23, 50))

    assert due(feed, datetime(2026, 3, 11, 23, 30, tzinfo=UTC), CATCH_UP) == datetime(
        2026, 3, 11, 22, 50, tzinfo=UTC
    )


def test_after_a_long_downtime_only_the_newest_counts() -> None:
    feed = a_feed(time(9))
    now = datetime(2026, 3, 20, 10, tzinfo=UTC)

    assert due(feed, now, timedelta(days=30)) == datetime(2026, 3, 20, 8, tzinfo=UTC)


def test_a_new_feed_starts_with_its_next_due_time() -> None:
    at_nine = datetime(2026, 3, 11, 8, tzinfo=UTC)
    feed = a_feed(time(9), active_from=at_nine + timedelta(seconds=1))

    assert due(feed, at_nine + timedelta(hours=1), CATCH_UP) is None
    assert due(feed, at_nine + timedelta(days=1), CATCH_UP) == at_nine + timedelta(days=1)
    assert due(a_feed(time(9), active_from=at_nine), at_nine, CATCH_UP) == at_nine


def test_the_next_due_time() -> None:
    feed = a_feed(time(9))
    at_nine = datetime(2026, 3, 11, 8, tzinfo=UTC)

    assert next_due(feed, at_nine - timedelta(seconds=1)) == at_nine
    assert next_due(feed, at_nine) == at_nine + timedelta(days=1)
    starting = a_feed(time(9), active_from=at_nine + timedelta(days=5, minutes=1))
    assert next_due(starting, at_nine) == at_nine + timedelta(days=6)
    exactly = a_feed(time(9), active_from=at_nine + timedelta(days=5))
    assert next_due(exactly, at_nine) == at_nine + timedelta(days=5)


def test_the_next_due_time_over_a_change_of_the_clocks() -> None:
    feed = a_feed(time(2, 30), "America/New_York")

    assert next_due(feed, datetime(2026, 3, 8, 6, 59, tzinfo=UTC)) == datetime(
        2026, 3, 8, 7, tzinfo=UTC
    )
    assert next_due(feed, datetime(2026, 3, 8, 7, tzinfo=UTC)) == datetime(
        2026, 3, 9, 6, 30, tzinfo=UTC
    )
