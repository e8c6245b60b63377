import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.search.titles import Titles, title_words

WORD = st.text("ab\u00e9\ud800", min_size=1, max_size=3)
WORDS = st.lists(WORD, max_size=4)
STEPS = st.lists(
    st.one_of(st.lists(WORDS, max_size=4), st.tuples(st.just("keep"), st.integers(0, 255))),
    max_size=6,
)


def flags(lives: list[bool]) -> NDArray[np.bool_]:
    return np.array(lives, dtype=np.bool_)


@given(steps=STEPS, typed=st.lists(WORD, min_size=1, max_size=3))
@settings(deadline=None)
def test_titles_are_found_by_the_beginnings_of_their_words(
    steps: list[list[list[str]] | tuple[str, int]], typed: list[str]
) -> None:
    titles = Titles()
    held: list[list[str]] = []
    for step in steps:
        if isinstance(step, tuple):
            lives = [bool(step[1] >> n % 8 & 1) for n in range(len(held))]
            titles = Titles.restored(titles.arrays(flags(lives)))
            held = [title for title, alive in zip(held, lives, strict=True) if alive]
        else:
            titles.extend(["".join(f" {word}" for word in title) for title in step])
            held += step
        assert len(titles) == len(held)
        found, first = titles.beginning("".join(f" {word}" for word in typed))
        assert found.tolist() == [
            n
            for n, title in enumerate(held)
            if all(any(word.startswith(piece) for word in title) for piece in typed)
        ]
        begun = " ".join(typed)
        assert first.tolist() == [
            n for n, title in enumerate(held) if " ".join(title).startswith(begun)
        ]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("", ""),
        ("  !? \n", ""),
        ("Naïve Café-Maps: a GPT-4V study", " naive cafe maps a gpt 4v study"),
        ("snake_case\nand\x00NUL", " snake case and nul"),
        ("深度学习 in Ｗｉｄｅ", " 深度学习 in wide"),
    ],
)
def test_the_words_of_a_title_are_folded(title: str, words: str) -> None:
    assert title_words(title) == words
