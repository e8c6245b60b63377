"""Late bloomers, computed from votes."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.reading.blooming import LEAST_LATE, SETTLED, WINDOW, Bloom, late_bloomers
from storage.models import CountsAt

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
NEWEST = NOON + timedelta(days=10)


def told(paper_id: str, *counts: tuple[float, int | None]) -> list[CountsAt]:
    return [
        CountsAt(paper_id=paper_id, at=NOON + timedelta(days=after), upvotes=votes)
        for after, votes in counts
    ]


def found(*rows: list[CountsAt], day: date | None = DAY) -> list[Bloom]:
    flat = [row for each in rows for row in each]
    return late_bloomers(flat, {row.paper_id: day for row in flat}, NEWEST)


def test_only_what_is_gained_after_the_first_days_counts() -> None:
    early = told("early", (0, 5), (2, 90), (9, 91))
    late = told("late", (0, 5), (2, 20), (9, 40))
    assert found(early, late) == [Bloom("late", 20, 40)]
    assert found(late)[0].late == 20 and found(late)[0].strength == 10.0


def test_the_greater_part_of_the_whole_goes_first() -> None:
    big = told("big", (0, 200), (9, 230))
    small = told("small", (0, 5), (9, 35))
    assert [bloom.paper_id for bloom in found(big, small)] == ["small", "big"]


def test_being_found_is_no_growth() -> None:
    assert found(told("once", (9, 80))) == []
    assert found(told("late", (8, 80), (9, 90))) == [Bloom("late", 80, 90)]


def test_a_few_votes_are_chance() -> None:
    assert found(told("few", (0, 5), (9, 5 + LEAST_LATE - 1))) == []
    assert found(told("part", (0, 1_000), (9, 1_050))) == []
    assert len(found(told("enough", (0, 5), (9, 5 + LEAST_LATE)))) == 1


def test_votes_of_long_ago_do_not_count() -> None:
    old = DAY - WINDOW - SETTLED - timedelta(days=20)
    assert found(told("past", (-20, 5), (-10, 60), (9, 60)), day=old) == []
    assert found(told("again", (-20, 5), (-10, 60), (9, 80)), day=old) == [Bloom("again", 60, 80)]


def test_gaps_and_papers_without_a_day_are_passed_over() -> None:
    assert found(told("gaps", (0, None), (1, 5), (5, None), (9, 30))) == [Bloom("gaps", 5, 30)]
    assert found(told("dayless", (0, 5), (9, 30)), day=None) == []


@given(st.lists(st.tuples(st.floats(-30, 10), st.integers(0, 500)), max_size=12))
def test_never_more_than_what_was_gained(points: list[tuple[float, int]]) -> None:
    days = sorted(day for day, _ in points)
    votes = sorted(votes for _, votes in points)
    rows = told("paper", *zip(days, votes, strict=True))
    for bloom in found(rows):
        assert LEAST_LATE <= bloom.late <= votes[-1] - votes[0]
        assert 0 < bloom.strength <= bloom.late
