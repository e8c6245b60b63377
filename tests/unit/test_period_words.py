"""Weeks and months as people write them, and spans by name."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editions.period_words import parse_span
from bot.editions.span import Kind, Span
from bot.errors import BadInput

FRIDAY = date(2026, 3, 13)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("2026-W11", "2026-W11"),
        ("2026w11", "2026-W11"),
        ("2026 week 9", "2026-W09"),
        ("week 11", "2026-W11"),
        ("W11", "2026-W11"),
        ("week 12", "2025-W12"),
        ("week 53", "2020-W53"),
        ("week 9, 2025", "2025-W09"),
        ("this week", "2026-W11"),
        ("Last Week", "2026-W10"),
        ("week before last", "2026-W09"),
        ("next week", "2026-W12"),
        ("two weeks ago", "2026-W09"),
        ("week of Mar 4", "2026-W10"),
        ("Mar 4", "2026-W10"),
        ("yesterday", "2026-W11"),
        ("last friday", "2026-W10"),
        ("2026-01-01", "2026-W01"),
        ("2027-01-01", "2026-W53"),
        ("march", "2026-03"),
    ],
)
def test_weeks(words: str, key: str) -> None:
    assert parse_span(words, FRIDAY, Kind.WEEK).key == key


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("march", "2026-03"),
        ("last march", "2025-03"),
        ("Mar", "2026-03"),
        ("april", "2025-04"),
        ("may", "2025-05"),
        ("march 2025", "2025-03"),
        ("2026-03", "2026-03"),
        ("2026/3", "2026-03"),
        ("03.2026", "2026-03"),
        ("this month", "2026-03"),
        ("last month", "2026-02"),
        ("month before last", "2026-01"),
        ("next month", "2026-04"),
        ("3 months ago", "2025-12"),
        ("month of february", "2026-02"),
        ("Feb 11", "2026-02"),
        ("yesterday", "2026-03"),
        ("2026-W11", "2026-W11"),
    ],
)
def test_months(words: str, key: str) -> None:
    assert parse_span(words, FRIDAY, Kind.MONTH).key == key


@pytest.mark.parametrize(
    ("words", "key"),
    [("Mar 11", "2026-03-11"), ("2026-W11", "2026-W11"), ("may", "2025-05"),
     ("last week", "2026-W10"), ("a week ago", "2026-03-06"),
     ("11.03.", "2026-03-11"), ("3/2026", "2026-03")],
)  # fmt: skip
def test_a_day_is_asked_for_and_a_week_or_month_plainly_named(words: str, key: str) -> None:
    assert parse_span(words, FRIDAY, Kind.DAY).key == key


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "words", ["", "2026-W54", "2026-W00", "week 60", "2026-13", "someday", "2026", "🗞️"]
)
def test_nonsense_is_told_what_would_do(words: str, kind: Kind) -> None:
    with pytest.raises(BadInput, match=f"which {kind.value} “.*Write it like"):
        parse_span(words, FRIDAY, kind)


@given(st.text(max_size=80), st.sampled_from(Kind))
def test_anything_is_a_span_or_a_sentence(words: str, kind: Kind) -> None:
    try:
        assert parse_span(words, FRIDAY, kind).first.year >= 1969
    except BadInput as error:
        assert "Write it like" in str(error)


@given(DAYS, st.sampled_from(Kind))
def test_a_span_is_found_again_by_its_key_and_in_words(day: date, kind: Kind) -> None:
    span = Span.holding(kind, day)
    assert day in span and Span.of_key(span.key) == span
    assert parse_span(span.key, FRIDAY, kind) == span
    assert span.first - timedelta(days=1) not in span and span.last + timedelta(days=1) not in span


@pytest.mark.parametrize(
    "key",
    [
        "",
        "2026",
        "2026-W00",
        "2026-W54",
        "2026-00",
        "2026-13",
        "2026-02-30",
        "0000-01",
        "2026-03-00",
        "9999-12",
    ],
)
def test_a_key_of_nothing(key: str) -> None:
    with pytest.raises(BadInput, match="There is no day, week or month"):
        Span.of_key(key)
