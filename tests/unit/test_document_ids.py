import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.search.document_ids import DocumentIds

IDS = st.sampled_from(["a", "ab", "2601.00001", "é", "\ud800", "\0", "cs/0112017", ""])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(IDS, unique=True, max_size=4)),
        st.tuples(st.just("remove"), st.lists(IDS, unique=True, max_size=3)),
        st.just(("freeze", [])),
    ),
    max_size=10,
)


def flags(lives: list[bool]) -> NDArray[np.bool_]:
    return np.array(lives, dtype=np.bool_)


@given(steps=STEPS, prefix=st.sampled_from(["", "a", "2601", "x", "\ud800"]))
@settings(deadline=None)
def test_the_number_of_an_id_is_that_of_the_one_alive(
    steps: list[tuple[str, list[str]]], prefix: str
) -> None:
    ids = DocumentIds()
    texts: list[str] = []
    lives: list[bool] = []
    for step, what in steps:
        if step == "freeze":
            ids = DocumentIds.restored(ids.arrays(flags(lives)))
            texts = [text for text, alive in zip(texts, lives, strict=True) if alive]
            lives = [True] * len(texts)
        else:
            lives = [alive and text not in what for text, alive in zip(texts, lives, strict=True)]
            if step == "add":
                ids.extend(what)
                texts += what
                lives += [True] * len(what)
        held = {text: n for n, text in enumerate(texts) if lives[n]}
        for text in ("a", "ab", "2601.00001", "é", "\ud800", "\0", "", "never"):
            assert ids.number(text, flags(lives)) == held.get(text, -1)
        assert [ids.text(n) for n in range(len(ids))] == texts
        starting = [n for n, text in enumerate(texts) if text.startswith(prefix)]
        assert sorted(ids.starting_with(prefix)) == starting


def test_a_moment_before_knows_the_number_of_then() -> None:
    ids = DocumentIds()
    ids.extend(["a", "b"])
    before = flags([True, True])
    ids.extend(["a"])
    assert ids.number("a", before) == 0
    assert ids.number("a", flags([False, True, True])) == 2


def test_there_is_no_id_for_another_number() -> None:
    ids = DocumentIds()
    ids.extend(["a"])
    with pytest.raises(IndexError):
        ids.text(1)
