"""The rule that nothing here is on a question: what it must do whatever its numbers are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.coverage import Evidence, least_strength, strength
from bot.search.documents import Document
from bot.search.engine import SearchEngine

AMOUNT = st.floats(0, 50)
SHARE = st.floats(0, 0.89)


def strengths(
    score: float, coverage: float, telling: float, missing: float, more: tuple[float, ...]
) -> tuple[float, float]:
    """Of a paper, and of one that has `more`: score, coverage, telling ideas, fewer missing."""
    nothing = np.zeros(2)
    evidence = Evidence(
        coverage=np.array([coverage, coverage + more[1]]),
        pairs=nothing,
        telling=np.array([telling, telling + more[2]]),
        missing=np.array([missing, max(missing - more[3], 0.0)]),
        joined=nothing,
    )
    one, other = strength(evidence, np.array([score, score + more[0]])).tolist()
    return one, other


@given(AMOUNT, SHARE, AMOUNT, AMOUNT, st.tuples(AMOUNT, SHARE, AMOUNT, AMOUNT))
def test_a_paper_that_has_more_of_a_question_is_never_weaker(
    score: float, coverage: float, telling: float, missing: float, more: tuple[float, ...]
) -> None:
    one, other = strengths(score, coverage, telling, missing, more)
    assert one <= other


@given(AMOUNT, st.floats(0.9, 1), AMOUNT, AMOUNT, st.integers(0, 10**9))
def test_a_paper_that_has_nearly_all_of_it_answers_among_any_number(
    score: float, coverage: float, telling: float, missing: float, papers: int
) -> None:
    one, _ = strengths(score, coverage, telling, missing, (0, 0, 0, 0))
    assert one >= least_strength(papers)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_papers_ask_for_more(papers: int, others: int) -> None:
    few, many = sorted([papers, others])
    assert least_strength(few) <= least_strength(many)


def test_a_paper_that_has_nothing_of_it_is_no_answer() -> None:
    one, _ = strengths(0, 0, 0, 0, (0, 0, 0, 0))
    assert one < least_strength(0)


def test_words_of_no_meaning_alone_do_not_decide() -> None:
    engine = SearchEngine()
    engine.add(
        [
            Document("a", "Counting terns from drones", "Drones count terns on cliffs at dawn."),
            Document("b", "Reading handwriting", "A recogniser for letters written by hand."),
        ]
    )
    assert not engine.search("where can I download a train timetable to Vienna").matched
    assert engine.search("where can I download anything on terns and drones").matched
    assert engine.search("teh terns befor dawn").matched
