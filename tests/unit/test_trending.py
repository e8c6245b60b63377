"""The trend of a paper, computed from its votes."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.editions.trending import HALF_LIFE, trends
from storage.models import CountsAt

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def told(paper_id: str, *counts: tuple[timedelta, int | None]) -> list[CountsAt]:
    return [CountsAt(paper_id=paper_id, at=NOON + after, upvotes=votes) for after, votes in counts]


def days(number: float) -> timedelta:
    return timedelta(days=number)


def test_of_one_count_each_votes_and_newness_decide() -> None:
    rows = told("old", (days(5), 40)) + told("new", (days(5), 30)) + told("newest", (days(5), 5))
    listed = {"old": DAY, "new": DAY + days(2), "newest": DAY + days(4)}
    assert trends(rows, listed) == [("new", 15.0), ("old", 10.0), ("newest", 5.0)]


def test_a_late_gain_counts_in_full_and_an_early_one_half_for_every_half_life() -> None:
    rows = told("rising", (days(0), 10), (days(0) + 2 * HALF_LIFE, 18))
    assert trends(rows, {"rising": DAY}) == [("rising", 8 + 10 / 4)]


def test_an_old_paper_that_gains_now_overtakes_one_that_rests() -> None:
    rows = told("old", (days(-30), 200), (days(9.9), 230)) + told("new", (days(9), 25))
    listed = {"old": DAY - days(40), "new": DAY + days(9)}
    assert [paper_id for paper_id, _ in trends(rows, listed)] == ["old", "new"]


def test_nothing_told_is_no_trend() -> None:
    assert trends([], {}) == []
    assert trends(told("a", (days(0), 0), (days(1), None)), {"a": DAY}) == []
    assert trends(told("unknown", (days(0), 3)), {}) == []


def test_a_paper_never_listed_counts_from_when_it_was_told_of() -> None:
    assert trends(told("a", (days(0), 4)), {"a": None}) == [("a", 4.0)]


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.integers(0, 50), min_size=1, max_size=5)
    ),
    st.integers(-2000, 2000),
)
def test_an_archive_ranks_the_same_whenever_it_is_read(
    gains: dict[str, list[int]], later: int
) -> None:
    def ranked(shift: int) -> list[tuple[str, float]]:
        rows = []
        for paper_id, each in gains.items():
            total = [sum(each[: n + 1]) for n in range(len(each))]
            rows += told(paper_id, *((days(n + shift), votes) for n, votes in enumerate(total)))
        return trends(rows, dict.fromkeys(gains, DAY + days(shift)))

    assert ranked(later) == ranked(0)
