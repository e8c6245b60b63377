import threading
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import lexicon as module
from bot.search.lexicon import Lexicon, encoded

ODD = ["", "\0", "\ud800", "\ud83d\ude00", "\U0001f600", "é", "e\u0301", "א", "\U00010348", "."]
TEXT = st.one_of(st.text("ab1", max_size=5), st.sampled_from(ODD), st.text(max_size=3))
STEPS = st.lists(st.one_of(st.lists(TEXT, max_size=8), st.just("freeze")), min_size=1, max_size=8)
SAME_CHECKSUM = [("plumless", "buckeroo"), ("codding", "gnu"), ("exhibiters", "schlager")]


def of(*texts: str, frozen: bool = True) -> Lexicon:
    lexicon = Lexicon()
    lexicon.numbers(texts)
    return Lexicon.restored(lexicon.arrays()) if frozen else lexicon


@given(steps=STEPS, asked=st.lists(TEXT, max_size=8), prefix=TEXT)
@settings(deadline=None)
def test_it_is_a_list_of_distinct_texts(
    steps: list[list[str] | str], asked: list[str], prefix: str
) -> None:
    lexicon, held = Lexicon(), list[str]()
    for step in steps:
        if isinstance(step, str):
            lexicon = Lexicon.restored(lexicon.arrays())
        else:
            for text in asked:
                lexicon.number(text)  # what was asked for in vain comes to be known all the same
            numbers = lexicon.numbers(step)
            held += [text for text in dict.fromkeys(step) if text not in held]
            assert numbers == [held.index(text) for text in step]
        assert list(lexicon) == held
        assert len(lexicon) == len(held)
        for text in (*asked, *held):
            assert lexicon.number(text) == (held.index(text) if text in held else -1)
        assert sorted(lexicon.known(asked)) == sorted(text for text in asked if text in held)
        starting = [number for number, text in enumerate(held) if text.startswith(prefix)]
        assert sorted(lexicon.starting_with(prefix)) == starting


@given(texts=st.lists(TEXT, unique=True), later=st.lists(TEXT, unique=True), data=st.data())
@settings(deadline=None)
def test_its_first_texts_can_be_kept_alone(
    texts: list[str], later: list[str], data: st.DataObject
) -> None:
    lexicon = of(*texts)
    lexicon.numbers(later)
    held = list(lexicon)
    size = data.draw(st.integers(0, len(held)))
    again = Lexicon.restored(lexicon.arrays(size))
    assert list(again) == held[:size]
    assert [again.number(text) for text in held[:size]] == list(range(size))
    assert all(again.number(text) == -1 for text in held[size:])


@pytest.mark.parametrize(("text", "other"), SAME_CHECKSUM)
@pytest.mark.parametrize("frozen", [False, True])
def test_texts_of_one_checksum_are_told_apart(text: str, other: str, frozen: bool) -> None:
    assert zlib.crc32(encoded(text)) == zlib.crc32(encoded(other))
    lexicon = of("before", text, frozen=frozen)
    assert lexicon.number(other) == -1
    assert lexicon.known([other, text]) == [text]
    assert lexicon.numbers([other, text, other]) == [2, 1, 2]
    again = Lexicon.restored(lexicon.arrays())
    assert again.numbers([other, text, "before"]) == [2, 1, 0]
    assert again.known([text, other]) == [text, other]


def test_a_beginning_is_met_where_it_overlaps_with_the_text_before() -> None:
    assert of("2601.00011", "1101.00002", "111").starting_with("11") == [1, 2]
    assert of("xaba", "babab").starting_with("bab") == [1]


def test_an_empty_text_hides_no_beginning() -> None:
    lexicon = of("one", "", "two", "twin")
    assert lexicon.starting_with("tw") == [2, 3]
    assert sorted(lexicon.starting_with("")) == [0, 1, 2, 3]


def test_characters_of_expressions_are_characters() -> None:
    assert of("a.b", "a+b", "(a", "axb").starting_with("a.") == [0]
    assert of("a.b", "a+b", "(a", "axb").starting_with("(") == [2]


@pytest.mark.parametrize("number", [-1, -2, 3, 100])
@pytest.mark.parametrize("frozen", [False, True])
def test_there_is_no_text_for_another_number(number: int, frozen: bool) -> None:
    with pytest.raises(IndexError):
        of("a", "b", "c", frozen=frozen).text(number)


def test_arrays_that_do_not_fit_are_refused() -> None:
    arrays = of("a", "b").arrays()
    with pytest.raises(ValueError, match="lengths"):
        Lexicon.restored(arrays | {"order": arrays["order"][:1]})
    with pytest.raises(LookupError):
        Lexicon.restored({name: a for name, a in arrays.items() if name != "ends"})


def test_what_is_remembered_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 10)
    lexicon = of(*(f"t{n}" for n in range(50)))
    for n in range(100):
        assert lexicon.number(f"t{n}") == (n if n < 50 else -1)
        lexicon.numbers([f"t{n % 50}", f"t{(n + 7) % 50}"])
        assert len(lexicon._remembered) <= 10
    assert len(lexicon) == 50


def test_others_may_ask_while_one_adds() -> None:
    lexicon = of(*(f"old{n}" for n in range(500)))
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                for n in range(0, 4_000, 37):
                    number = lexicon.number(f"new{n}")
                    if number >= 0 and lexicon.text(number) != f"new{n}":
                        wrong.append(n)
                    if lexicon.number(f"old{n % 500}") != n % 500:
                        wrong.append(-n)
                lexicon.starting_with("new1")
                lexicon.known(["old1", "new1", "none"])
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(4_000):
        lexicon.numbers([f"new{n}", f"old{n % 500}"])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert [lexicon.number(f"new{n}") for n in range(4_000)] == list(range(500, 4_500))
