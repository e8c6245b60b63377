"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editions.day_words import YEARS, parse_day, warm_up
from bot.errors import BadInput

FRIDAY = date(2026, 3, 13)


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    warm_up()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 3, 13)),
        (" Yesterday ", date(2026, 3, 12)),
        ("friday", date(2026, 3, 13)),
        ("last friday", date(2026, 3, 6)),
        ("last thursday", date(2026, 3, 12)),
        ("this thursday", date(2026, 3, 12)),
        ("monday last week", date(2026, 3, 2)),
        ("last week friday", date(2026, 3, 6)),
        ("sat", date(2026, 3, 7)),
        ("sun", date(2026, 3, 8)),
        ("on Wednesday", date(2026, 3, 11)),
        ("Mar 11", date(2026, 3, 11)),
        ("Mar. 11", date(2026, 3, 11)),
        ("march 11th", date(2026, 3, 11)),
        ("march the 11th", date(2026, 3, 11)),
        ("the 11th of March", date(2026, 3, 11)),
        ("11 Mar", date(2026, 3, 11)),
        ("11mar", date(2026, 3, 11)),
        ("11-Mar-26", date(2026, 3, 11)),
        ("Mar 11 ’26", date(2026, 3, 11)),
        ("Mar 14", date(2025, 3, 14)),
        ("may 3", date(2025, 5, 3)),
        ("sept 3", date(2025, 9, 3)),
        ("Feb 29", date(2024, 2, 29)),
        ("March 11, 2025", date(2025, 3, 11)),
        ("2026-03-11", date(2026, 3, 11)),
        ("2026-3-11", date(2026, 3, 11)),
        ("２０２６-０３-１１", date(2026, 3, 11)),
        ("2026/03/11", date(2026, 3, 11)),
        ("20260311", date(2026, 3, 11)),
        ("11.03.", date(2026, 3, 11)),
        ("11.3", date(2026, 3, 11)),
        ("11.03.2026", date(2026, 3, 11)),
        ("3.11.25", date(2025, 11, 3)),
        ("3/11", date(2026, 3, 11)),
        ("11/3", date(2025, 11, 3)),
        ("13/3", date(2026, 3, 13)),
        ("3/11/2026", date(2026, 3, 11)),
        ("11/03/2026", date(2026, 3, 11)),
        ("Wednesday, 11 March", date(2026, 3, 11)),
        ("2026-03-11T23:00:00Z", date(2026, 3, 11)),
        ("two days ago", date(2026, 3, 11)),
        ("3 days ago", date(2026, 3, 10)),
        ("the day before yesterday", date(2026, 3, 11)),
        ("a week ago", date(2026, 3, 6)),
        ("tomorrow", date(2026, 3, 14)),
    ],
)
def test_days(words: str, day: date) -> None:
    assert parse_day(words, FRIDAY) == day


@pytest.mark.parametrize(
    "words",
    [
        "", "32 march", "soon", "fr", "2026-13-01", "٣ مارس", "Mar", "may", "2026", "12:30", "10",
        "30 feb", "32.13.2026", "1.1.1", "0000-00-00", "9999-99-99", "🎉", "\x00", "@everyone",
        "'; drop table editions; --", "99999999999 days ago", "last month", "next year", "3/", "-5",
        "9" * 60, "1 day ago" * 50, "mar 11 " * 8,
    ],
)  # fmt: skip
def test_nonsense_is_told_what_would_do(words: str) -> None:
    with pytest.raises(BadInput, match="Write it like Mar 11"):
        parse_day(words, FRIDAY)


PIECES = (
    "mar march 11 11th 2026 ago days day week two last next friday of the 99 . - / : , t z am"
    " before yesterday tomorrow in month year hour 0 31 '26 utc est +0200 may sun"
)
ALMOST = st.lists(st.sampled_from(PIECES.split()), max_size=9).map(" ".join)


@given(st.text(max_size=80) | ALMOST | ALMOST.map(lambda words: words.replace(" ", "")))
def test_anything_is_a_day_or_a_sentence(words: str) -> None:
    try:
        assert parse_day(words, FRIDAY).year in YEARS
    except BadInput as error:
        assert "Write it like" in str(error)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_whole_date_means_itself_on_any_day(day: date, today: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%d %b %Y", "%Y/%m/%d", "%a, %d %b %Y"):
        assert parse_day(day.strftime(form), today) == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_without_a_year_is_the_latest_one_not_after_today(day: date, today: date) -> None:
    for form in ("%b %d", "%d %B", "%d.%m."):
        found = parse_day(day.strftime(form), today)
        assert found <= today and (found.month, found.day) == (day.month, day.day)
        assert (today - found).days < 366 or day.month == 2
