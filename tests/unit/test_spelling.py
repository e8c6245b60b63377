from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.spelling import LONGEST, SHORTEST, WordList
from bot.search.stopwords import QUESTION_WORDS

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Words:
    """Some words and in how many papers each stands."""

    def __init__(self, frozen: bool = False, **papers: int) -> None:
        self.papers = Counter(papers)
        self.words = WordList()
        self.words.add(papers)
        if frozen:
            self.words = WordList.restored(self.words.arrays())

    def corrected(self, word: str) -> str | None:
        return self.words.correction(word, self.papers.__getitem__)

    def split(self, word: str) -> tuple[str, ...] | None:
        return self.words.split(word, self.papers.__getitem__)


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("diffusoin", "diffusion"),  # two neighbours swapped
        ("difusion", "diffusion"),  # one left out
        ("difffusion", "diffusion"),  # one too many
        ("divfusion", "diffusion"),  # one changed, in a longer word
        ("stonk", None),  # a short word with one changed is another word
        ("sttone", "stone"),
        ("kites", "kitess"),
        ("iffusion", "diffusion"),
        ("zdiffusion", "diffusion"),
        ("dfifusoin", None),  # two mistakes
        ("difu", None),
        ("d" * (LONGEST + 1), None),
        ("diffus1on", None),
        ("dïffusion", None),
        ("", None),
        ("\0\0\0\0\0\0", None),
        ("\ud800iffusion", None),
    ],
)
def test_a_mistyped_word_is_read_as_one_that_is_known(
    asked: str, read: str | None, frozen: bool
) -> None:
    assert Words(frozen, diffusion=3, kitess=1, stone=2).corrected(asked) == read


def test_a_word_no_paper_has_any_more_is_none() -> None:
    assert Words(diffusion=0).corrected("diffusoin") is None
    assert Words(diffusion=0, model=2).split("diffusionmodel") is None


def test_the_one_with_the_same_beginning_comes_first_then_the_swapped_then_the_frequent() -> None:
    assert Words(bcdefg=900, abdcefg=1, abcdefgh=800).corrected("abcdefg") == "abdcefg"
    assert Words(gulls=2, gullsy=7).corrected("gullls") == "gulls"
    assert Words(xabcdef=99, abcdefy=1).corrected("abcdef") == "abcdefy"
    assert Words(abcdefx=5, abcdefy=5).corrected("abcdef") == "abcdefx"
    assert Words(abcdefx=5, abcdefy=6).corrected("abcdef") == "abcdefy"


def test_a_word_that_only_asks_comes_before_all_others() -> None:
    asking = next(word for word in sorted(QUESTION_WORDS) if len(word) > 6 and word.isalpha())
    mistyped = asking[:3] + asking[4:]
    other = mistyped + "q"
    papers: dict[str, int] = {other: 100}
    assert Words(False, **papers).corrected(mistyped) == asking


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("diffusionmodel", ("diffusion", "model")),
        ("texttoimage", ("text", "image")),
        ("searchandimage", ("search", "image")),
        ("diffusionunknown", None),
        ("text", None),
        ("ab", None),
        ("", None),
        ("textmo", None),
        ("m" * 100, None),
        ("\ud800" * 8, None),
    ],
)
def test_words_run_together_are_parted(asked: str, read: tuple[str, ...] | None) -> None:
    words = Words(diffusion=3, model=4, text=2, image=2, search=1, mo=9)
    assert words.split(asked) == read


def test_of_several_ways_to_part_the_more_frequent_one_is_taken() -> None:
    assert Words(notable=1, notes=5, able=9, tables=9, table=1, notest=5).split("notestable") == (
        "notest",
        "able",
    )


def one_edit(one: str, other: str) -> bool:
    """Whether a letter added, left out, changed in a longer word, or a swap parts two words."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) == len(other):
        differing = [place for place in range(len(one)) if one[place] != other[place]]
        if len(differing) == 1:
            return len(one) >= 8
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            first, second = differing
            return one[first] == other[second] and one[second] == other[first]
        return False
    return len(other) == len(one) + 1 and any(
        other[:place] + other[place + 1 :] == one for place in range(len(other))
    )


@given(
    papers=st.dictionaries(st.text("abc", min_size=4, max_size=9), st.integers(0, 3), max_size=25),
    asked=st.text("abc", min_size=3, max_size=9),
    frozen=st.booleans(),
)
@settings(deadline=None)
def test_a_correction_is_a_known_word_one_edit_away(
    papers: dict[str, int], asked: str, frozen: bool
) -> None:
    near = {
        word
        for word, count in papers.items()
        if count and len(word) >= SHORTEST and one_edit(word, asked)
    }
    found = Words(frozen, **papers).corrected(asked)
    if len(asked) < SHORTEST or not near - {asked}:
        assert found in (None, asked)
    else:
        assert found in near | {asked}


def test_what_is_kept_is_what_was_known() -> None:
    words = WordList()
    words.add(["alpha", "beta"])
    words = WordList.restored(words.arrays())
    words.add(["beta", "gamma"])
    again = WordList.restored({name: np.array(a) for name, a in words.arrays().items()})
    assert again.split("alphagamma", lambda _: 1) == ("alpha", "gamma")
