from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.ragged import Ragged, Remembered, Row, spread

rows = st.lists(st.lists(st.integers(-1, 1000), max_size=4), max_size=8)


@given(st.lists(rows, max_size=4), st.data())
def test_rows_are_taken_as_they_were_put(steps: list[list[list[int]]], data: st.DataObject) -> None:
    ragged = Ragged()
    for step in steps:
        ragged.extend(step)
    everything = list(chain.from_iterable(steps))
    places: st.SearchStrategy[list[int]] = st.just([])
    if everything:
        places = st.lists(st.integers(0, len(everything) - 1), max_size=9)
    some = data.draw(places)
    values, sizes = ragged.taken(np.array(some, dtype=np.int64))
    assert values.tolist() == [value for place in some for value in everything[place]]
    assert sizes.tolist() == [len(everything[place]) for place in some]
    kept = data.draw(places)
    ragged.keep(np.array(kept, dtype=np.int64))
    ragged.extend([[7, 8]])
    values, sizes = ragged.taken(np.arange(len(kept) + 1))
    assert values.tolist() == [value for place in kept for value in everything[place]] + [7, 8]


def test_runs_of_places() -> None:
    assert spread(np.array([5, 0, 2]), np.array([2, 0, 3])).tolist() == [5, 6, 2, 3, 4]
    assert spread(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []


class Letters:
    """Works out the letters of a text, and its length; counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failing = False

    def __call__(self, texts: list[str]) -> tuple[list[Row], list[Row]]:
        if self.failing:
            raise MemoryError
        self.asked += texts
        return [[ord(c) for c in text] for text in texts], [[len(text)] for text in texts]


def letters(remembered: Remembered, *texts: str) -> str:
    """What it remembers of texts, which has to be the texts."""
    [(values, sizes), (lengths, _)] = remembered.rows(texts)
    assert sizes.tolist() == lengths.tolist() == [len(text) for text in texts]
    return "".join(map(chr, values.tolist()))


def test_a_text_is_worked_out_once() -> None:
    work_out = Letters()
    remembered = Remembered(work_out, 2, 10)
    assert letters(remembered, "ab", "", "c", "ab") == "abcab"
    assert letters(remembered, "c", "d") == "cd"
    assert letters(remembered) == ""
    assert work_out.asked == ["ab", "", "c", "d"]


def test_what_is_asked_for_most_is_kept() -> None:
    work_out = Letters()
    remembered = Remembered(work_out, 2, 4)
    for n in range(20):
        assert letters(remembered, "often", f"{n}", "often") == f"often{n}often"
    assert work_out.asked.count("often") == 1
    assert len(remembered) <= 5


def test_a_long_text_is_not_remembered() -> None:
    work_out = Letters()
    remembered = Remembered(work_out, 2, 4)
    for n in range(9):
        assert letters(remembered, "a" * 100, f"{n}") == "a" * 100 + f"{n}"
    assert work_out.asked.count("a" * 100) == 9
    assert len(remembered) <= 5


def test_after_a_failure_it_begins_anew() -> None:
    work_out = Letters()
    remembered = Remembered(work_out, 2, 4)
    letters(remembered, "a", "b")
    work_out.failing = True
    with pytest.raises(MemoryError):
        remembered.rows(["b", "c"])
    work_out.failing = False
    assert letters(remembered, "c", "d", "b", "a") == "cdba"
