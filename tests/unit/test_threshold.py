"""From "about so many a week" to a score."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.letters.threshold import threshold_for


def passing(scores: list[float], threshold: float) -> int:
    return sum(score >= threshold for score in scores)


def test_as_many_pass_as_are_wanted() -> None:
    scores = [float(n) for n in range(100)]
    random.Random(1).shuffle(scores)
    assert passing(scores, threshold_for(scores, 60, 3)) == 26  # 3 x 60 / 7 is 25.7
    assert passing(scores, threshold_for(scores, 7, 1)) == 1
    assert passing(scores, threshold_for(scores, 14, 5)) == 10


def test_it_lies_between_two_scores_so_that_small_changes_do_not_matter() -> None:
    assert threshold_for([10.0, 8.0, 2.0], 7, 2) == 5.0
    assert threshold_for([10.0, 8.0, 2.0], 7, 1) == 9.0


@pytest.mark.parametrize("scores", [[], [3.0], [3.0, 2.0, 1.0]])
def test_where_no_more_come_than_are_wanted_everything_passes(scores: list[float]) -> None:
    assert threshold_for(scores, 7, 3) == 0.0


def test_equal_scores_are_told_together_or_not_at_all() -> None:
    assert passing([9.0, 5.0, 5.0, 5.0, 1.0], threshold_for([9, 5, 5, 5, 1], 7, 2)) == 1
    assert passing([9.0, 5.0, 5.0, 5.0, 1.0], threshold_for([9, 5, 5, 5, 1], 7, 3)) == 4
    assert threshold_for([5.0] * 9, 7, 3) == 0.0, "no better and worse"


@given(st.lists(st.integers(0, 1000), max_size=200), st.floats(1, 90), st.integers(1, 50))
def test_never_more_off_than_the_scores_force_it_to_be(
    tenths: list[int], days: float, per_week: int
) -> None:
    scores = [tenth / 10 for tenth in tenths]
    threshold = threshold_for(scores, days, per_week)
    wanted = per_week * days / 7
    off = abs(passing(scores, threshold) - wanted)
    if len(scores) <= wanted:
        assert threshold == 0.0
        return
    possible = [passing(scores, score) for score in scores]
    assert off <= min(abs(n - wanted) for n in possible) + 1e-9


def test_days_without_length_count_as_one() -> None:
    assert passing([3.0, 2.0], threshold_for([3.0, 2.0], 0, 7)) == 1
