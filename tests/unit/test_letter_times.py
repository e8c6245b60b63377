"""When letters are due: over a whole year, over changes of the clocks, and in windows."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.letters.when import alert_window, is_quiet, latest_due, next_due, zone_of
from storage.letter_boxes import AlertTimes
from storage.letter_models import Cadence, Rhythm

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
]
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def near_a_change(now: datetime, zone: ZoneInfo) -> bool:
    hours = timedelta(hours=4)
    before, after = (now - hours).astimezone(zone), (now + hours).astimezone(zone)
    return before.utcoffset() != after.utcoffset()


@pytest.mark.parametrize("timezone", ZONES)
@pytest.mark.parametrize(
    "rhythm",
    [
        Rhythm(at=time(9)),
        Rhythm(at=time(2, 15)),
        Rhythm(at=time(0)),
        Rhythm(at=time(23, 50), cadence=Cadence.WEEKDAYS),
        Rhythm(at=time(2, 30), cadence=Cadence.WEEKLY, weekday=6),
    ],
    ids=str,
)
def test_a_year_of_ticks_has_one_due_time_on_every_day_that_counts(
    timezone: str, rhythm: Rhythm
) -> None:
    zone = ZoneInfo(timezone)
    now = datetime(2025, 12, 31, tzinfo=UTC)
    seen = set()
    while now < datetime(2027, 1, 2, tzinfo=UTC):
        due = latest_due(rhythm, timezone, now, timedelta(minutes=75))
        if due is not None:
            assert due.at.astimezone(zone).date() == due.day
            seen.add(due)
        now += timedelta(minutes=5 if near_a_change(now, zone) else 60)
    days = Counter(due.day for due in seen)
    wanted = {day for day in YEAR if rhythm.counts(day.weekday())}
    assert {day: days[day] for day in wanted} == dict.fromkeys(wanted, 1)
    assert not [day for day in days if day in set(YEAR) - wanted]


def test_which_days_count() -> None:
    assert [Rhythm(at=time(9)).counts(day) for day in range(7)] == [True] * 7
    weekdays = Rhythm(at=time(9), cadence=Cadence.WEEKDAYS)
    assert [weekdays.counts(day) for day in range(7)] == [True] * 5 + [False] * 2
    weekly = Rhythm(at=time(9), cadence=Cadence.WEEKLY, weekday=3)
    assert [day for day in range(7) if weekly.counts(day)] == [3]


def test_it_is_due_from_its_minute_on_until_it_is_too_late() -> None:
    rhythm, nine = Rhythm(at=time(9)), datetime(2026, 3, 11, 8, tzinfo=UTC)
    catch_up, second = timedelta(hours=6), timedelta(seconds=1)
    assert latest_due(rhythm, "Europe/Berlin", nine - second, catch_up) is None
    for now in (nine, nine + catch_up):
        due = latest_due(rhythm, "Europe/Berlin", now, catch_up)
        assert due is not None and (due.day, due.at) == (date(2026, 3, 11), nine)
    assert latest_due(rhythm, "Europe/Berlin", nine + catch_up + second, catch_up) is None


def test_the_next_one() -> None:
    weekly = Rhythm(at=time(9), cadence=Cadence.WEEKLY, weekday=0)
    monday = datetime(2026, 3, 16, 8, tzinfo=UTC)
    assert next_due(weekly, "Europe/Berlin", monday - timedelta(seconds=1)) == monday
    # The clocks go forward on the 29th: nine o'clock is an hour earlier then.
    later = datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert next_due(weekly, "Europe/Berlin", monday) == later
    assert next_due(weekly, "Europe/Berlin", later) == datetime(2026, 3, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../etc", "x" * 300])
def test_a_zone_that_is_not_known_any_more_is_utc(name: str) -> None:
    assert zone_of(name) == "UTC"
    now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    due = latest_due(Rhythm(at=time(9)), name, now)
    assert due is not None and due.at == now


def test_one_window_a_day_where_alerts_are_collected() -> None:
    times = AlertTimes("Asia/Tokyo", time(9), None)
    opens = datetime(2026, 3, 11, 0, tzinfo=UTC)
    assert alert_window(times, opens - timedelta(minutes=1)) is None
    for later in (0, 1, 6):
        window = alert_window(times, opens + timedelta(hours=later))
        assert window is not None and (window.key, window.opens) == ("2026-03-11", opens)
    assert alert_window(times, opens + timedelta(hours=7)) is None


def test_one_window_an_hour_and_none_in_quiet_hours() -> None:
    times = AlertTimes("Europe/Berlin", None, (time(22), time(7)))
    now = datetime(2026, 3, 11, 0, tzinfo=UTC)
    keys = Counter(
        window.key
        for minute in range(24 * 60)
        if (window := alert_window(times, now + timedelta(minutes=minute)))
    )
    # In Berlin it is an hour later: from 7:00 to 22:00 are fifteen hours.
    assert keys == {f"2026-03-11T{hour:02}Z": 60 for hour in range(6, 21)}


@pytest.mark.parametrize(
    ("quiet", "inside", "outside"),
    [
        ((time(22), time(7)), (time(22), time(0), time(6, 59)), (time(7), time(21, 59))),
        ((time(12), time(13)), (time(12), time(12, 59)), (time(13), time(11, 59), time(0))),
    ],
)
def test_quiet_hours(
    quiet: tuple[time, time], inside: tuple[time, ...], outside: tuple[time, ...]
) -> None:
    assert all(is_quiet(quiet, at) for at in inside)
    assert not any(is_quiet(quiet, at) for at in outside)
