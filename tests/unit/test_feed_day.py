from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.editions.feed_day import feed_day


@pytest.mark.parametrize(
    ("now", "day"),
    [
        # Winter time, five hours behind UTC: the roll-over is at 02:30 UTC.
        (datetime(2026, 1, 15, 2, 29, 59, tzinfo=UTC), date(2026, 1, 14)),
        (datetime(2026, 1, 15, 2, 30, tzinfo=UTC), date(2026, 1, 15)),
        # Summer time, four hours behind: at 01:30 UTC.
        (datetime(2026, 7, 15, 1, 29, 59, tzinfo=UTC), date(2026, 7, 14)),
        (datetime(2026, 7, 15, 1, 30, tzinfo=UTC), date(2026, 7, 15)),
        # The evenings before and of the change to summer time (on March 8).
        (datetime(2026, 3, 8, 2, 30, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 9, 1, 30, tzinfo=UTC), date(2026, 3, 9)),
        # The evenings before and of the change back (on November 1).
        (datetime(2026, 11, 1, 1, 30, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 1, 30, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 2, 30, tzinfo=UTC), date(2026, 11, 2)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2027, 1, 1, 2, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_list_rolls_over_at_half_past_nine_in_new_york(now: datetime, day: date) -> None:
    assert feed_day(now) == day


def test_the_zone_it_is_asked_in_does_not_matter() -> None:
    instant = datetime(2026, 3, 11, 1, 30, tzinfo=UTC)

    assert feed_day(instant.astimezone(timezone(timedelta(hours=11)))) == feed_day(instant)


def test_a_year_of_hours_brings_each_day_once_and_in_order() -> None:
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)

    days = [feed_day(start + timedelta(hours=hour)) for hour in range(365 * 24)]

    assert days == sorted(days)
    assert sorted(set(days)) == [date(2026, 1, 1) + timedelta(days=n) for n in range(366)]
