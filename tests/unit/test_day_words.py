"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editions.day_words import parse_day
from bot.errors import BadInput

FRIDAY = date(2026, 3, 13)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 3, 13)),
        (" Yesterday ", date(2026, 3, 12)),
        ("friday", date(2026, 3, 13)),
        ("last thursday", date(2026, 3, 12)),
        ("sat", date(2026, 3, 7)),
        ("Mar 11", date(2026, 3, 11)),
        ("march 11th", date(2026, 3, 11)),
        ("11 Mar", date(2026, 3, 11)),
        ("Mar 14", date(2025, 3, 14)),
        ("Feb 29", date(2024, 2, 29)),
        ("March 11, 2025", date(2025, 3, 11)),
        ("2026-03-11", date(2026, 3, 11)),
        ("2026/03/11", date(2026, 3, 11)),
        ("11.03.2026", date(2026, 3, 11)),
    ],
)
def test_days(words: str, day: date) -> None:
    assert parse_day(words, FRIDAY) == day


@pytest.mark.parametrize("words", ["", "32 march", "soon", "fr", "2026-13-01", "٣ مارس", "Mar"])
def test_nonsense_is_told_what_would_do(words: str) -> None:
    with pytest.raises(BadInput, match="Write it like Mar 11"):
        parse_day(words, FRIDAY)


@given(st.text(max_size=80))
def test_anything_is_a_day_or_a_sentence(words: str) -> None:
    try:
        assert isinstance(parse_day(words, FRIDAY), date)
    except BadInput as error:
        assert "Write it like" in str(error)
