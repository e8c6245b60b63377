"""Days and times to come, as people write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.reading.when import FARTHEST, parse_day, parse_moment

FRIDAY = date(2026, 3, 13)
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
"""Friday, one in the afternoon in Berlin."""


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", (3, 13)),
        ("Tomorrow", (3, 14)),
        ("tmrw", (3, 14)),
        ("the day after tomorrow", (3, 15)),
        ("friday", (3, 13)),
        ("by Monday", (3, 16)),
        ("this sunday", (3, 15)),
        ("next friday", (3, 20)),
        ("next mon", (3, 16)),
        ("thurs", (3, 19)),
        ("weekend", (3, 14)),
        ("next weekend", (3, 21)),
        ("next week", (3, 16)),
        ("end of the month", (3, 31)),
        ("next month", (4, 1)),
        ("in 3 days", (3, 16)),
        ("in a week", (3, 20)),
        ("2 weeks", (3, 27)),
        ("2w", (3, 27)),
        ("in a couple of weeks", (3, 27)),
        ("in a fortnight", (3, 27)),
        ("in one month", (4, 13)),
        ("a month from now", (4, 13)),
        ("in half an hour", (3, 13)),
        ("Mar 20", (3, 20)),
        ("March 20th", (3, 20)),
        ("20 march", (3, 20)),
        ("the 20th of march", (3, 20)),
        ("20.3.", (3, 20)),
        ("2026-03-20", (3, 20)),
        ("20.03.2026", (3, 20)),
        ("March 20, 2026", (3, 20)),
    ],
)
def test_days(words: str, day: tuple[int, int]) -> None:
    assert parse_day(words, FRIDAY) == date(2026, *day)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Mar 1", date(2027, 3, 1)),
        ("Jan 5", date(2027, 1, 5)),
        ("in a year", date(2027, 3, 13)),
        ("next year", date(2027, 1, 1)),
        ("Feb 29", date(2028, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(words: str, day: date) -> None:
    assert parse_day(words, FRIDAY) == day


def test_the_last_day_of_a_month_comes_a_month_on() -> None:
    assert parse_day("in a month", date(2026, 1, 31)) == date(2026, 2, 28)
    assert parse_day("in a year", date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("friday 9am", "2026-03-20 09:00"),
        ("friday at 15:30", "2026-03-13 15:30"),
        ("9am", "2026-03-14 09:00"),
        ("at 5", "2026-03-14 05:00"),
        ("5 p.m.", "2026-03-13 17:00"),
        ("at 17h", "2026-03-13 17:00"),
        ("today", "2026-03-13 20:00"),
        ("tonight", "2026-03-13 20:00"),
        ("today at noon", None),
        ("tomorrow", "2026-03-14 09:00"),
        ("tomorrow morning", "2026-03-14 09:00"),
        ("tmrw 9am", "2026-03-14 09:00"),
        ("monday in the afternoon", "2026-03-16 14:00"),
        ("next friday 9am", "2026-03-20 09:00"),
        ("in 20 minutes", "2026-03-13 13:20"),
        ("in an hour", "2026-03-13 14:00"),
        ("half an hour", "2026-03-13 13:30"),
        ("in 2 days 8am", "2026-03-15 08:00"),
        ("Mar 20 14:00", "2026-03-20 14:00"),
        ("2026-03-20 at 9", "2026-03-20 09:00"),
        ("noon", "2026-03-14 12:00"),
        ("midnight", "2026-03-14 00:00"),
        ("this evening", "2026-03-13 18:00"),
    ],
)
def test_moments(words: str, moment: str | None) -> None:
    if moment is None:
        with pytest.raises(BadInput, match="is past where you are"):
            parse_moment(words, NOON, BERLIN)
        return
    found = parse_moment(words, NOON, BERLIN)
    assert f"{found:%Y-%m-%d %H:%M}" == moment and found.tzinfo is BERLIN


def test_the_day_is_that_of_the_person() -> None:
    late = datetime(2026, 3, 13, 23, 30, tzinfo=UTC)
    assert parse_moment("tomorrow 9am", late, BERLIN).day == 15
    assert parse_moment("tomorrow 9am", late, ZoneInfo("America/New_York")).day == 14


def test_an_hour_that_the_clocks_leave_out_and_one_they_repeat() -> None:
    skipped = parse_moment("Mar 29 2:30am", NOON, BERLIN)
    assert skipped.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert f"{skipped:%H:%M}" == "03:30"
    repeated = parse_moment("2026-10-25 2:30", NOON, BERLIN)
    assert repeated.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("words", ["yesterday", "2020-01-01", "1999", "Mar 12 2026"])
def test_days_that_are_past_or_none(words: str) -> None:
    with pytest.raises(BadInput):
        parse_day(words, FRIDAY)


@pytest.mark.parametrize(
    "words",
    ["", "  ", "soon", "whenever", "32 march", "Feb 30", "0", "in", "in a", "13/13/2026", "x" * 81],
)
def test_what_is_no_day_is_told_with_examples(words: str) -> None:
    with pytest.raises(BadInput, match="Write it like friday 9am"):
        parse_day(words, FRIDAY)
    with pytest.raises(BadInput, match="Write it like friday 9am"):
        parse_moment(words, NOON, BERLIN)


@pytest.mark.parametrize("words", ["2099-01-01", "in 3 years", "in 9999 weeks", "9999-12-31"])
def test_what_is_too_far_away_is_told_with_the_last_day(words: str) -> None:
    with pytest.raises(BadInput, match=r"The latest day I keep is Mar 13, 2028\."):
        parse_day(words, FRIDAY)
    with pytest.raises(BadInput, match=r"The latest day I keep is Mar 13, 2028\."):
        parse_moment(words, NOON, BERLIN)


WORDS = """
in on at next last friday mon tomorrow today 9am 21:00 noon 2 31 feb march 2026 2026-03-20 weeks day
a hour . , - : / ٣ ½ ² 🦆 9999 years morning of the half couple
"""
PIECES = st.sampled_from([*WORDS.split(), "\x00"])


@given(st.one_of(st.text(max_size=90), st.lists(PIECES, max_size=7).map(" ".join)))
def test_any_text_is_a_time_to_come_or_a_sentence(words: str) -> None:
    try:
        day = parse_day(words, FRIDAY)
    except BadInput as error:
        assert str(error)
    else:
        assert FRIDAY <= day <= FRIDAY + FARTHEST
    try:
        moment = parse_moment(words, NOON, BERLIN)
    except BadInput as error:
        assert str(error)
    else:
        assert NOON < moment <= NOON + FARTHEST + timedelta(days=1)
