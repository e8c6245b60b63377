"""The compiled search against the plain one and against adding everything up.

It needs the extra `fast`, which `dev` includes.
"""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import catalogue as catalogues
from bot.catalogue import Catalogue
from bot.search import compiled, topk
from bot.search.bm25 import BM25Index
from bot.search.compiled_loops import WINDOW
from bot.search.topk import Weighted
from bot.search.view import Mask, View
from storage.database import Database
from tests.unit.test_topk import Corpus

WORDS = [f"w{n}" for n in range(8)]


@pytest.fixture(scope="module")
def ready() -> compiled._State:
    """Compiled once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        state = compiled._State()
        patch.setattr(compiled, "_state", state)
        assert compiled.warm_up()
    return state


@pytest.fixture
def fast(ready: compiled._State, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Searches are compiled ones, and each is counted; none may have been left to the plain way."""
    answered: list[bool] = []

    best = compiled.best

    def counted(*arguments: Any) -> Any:
        found = best(*arguments)
        answered.append(found is not None)
        return found

    monkeypatch.setattr(compiled, "_state", ready)
    monkeypatch.setattr(compiled, "best", counted)
    yield answered
    assert answered and all(answered)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> compiled._State:
    """As in a process that has just begun."""
    state = compiled._State()
    monkeypatch.setattr(compiled, "_state", state)
    return state


@pytest.fixture(scope="module", params=[3, 4])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return Corpus(request.param)


@pytest.fixture(scope="module")
def large() -> BM25Index:
    """Several windows of documents in several segments, some of them not held any more."""
    chance = np.random.default_rng(8)
    index = BM25Index()
    index.terms.numbers([f"w{n}" for n in range(2_000)])
    size = 0
    for count in (2 * WINDOW + 700, WINDOW + 1, 900, 3):
        rows = [
            np.minimum(chance.zipf(1.3, chance.integers(1, 40)), 2_000) - 1 for _ in range(count)
        ]
        index.extend({f"d{size + n}": row.tolist() for n, row in enumerate(rows)})
        size += count
    index.remove(f"d{n}" for n in chance.integers(0, size, 300).tolist())
    index.remove(f"d{n}" for n in range(WINDOW, WINDOW + 2_000))
    return index


def plainly(view: View, terms: list[Weighted], k: int, allowed: Mask | None) -> Any:
    """What the plain way answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "best", lambda *_: None)
        return topk.best(view, terms, k, allowed)


def agree(view: View, terms: list[Weighted], k: int, allowed: Mask | None) -> None:
    numbers, scores = topk.best(view, terms, k, allowed)
    expected_numbers, expected = plainly(view, terms, k, allowed)
    assert numbers.tolist() == expected_numbers.tolist()
    np.testing.assert_allclose(scores, expected, rtol=1e-9, atol=0)
    assert numbers.dtype == expected_numbers.dtype and scores.dtype == expected.dtype


def weighted(index: BM25Index, numbers: list[int], weights: list[float]) -> list[Weighted]:
    return [
        Weighted(n, weight * index.idf_of(index.view, n), index.view.document_frequency(n))
        for n, weight in zip(numbers, weights, strict=True)
    ]


def test_the_best_are_those_of_adding_everything_up(corpus: Corpus, fast: list[bool]) -> None:
    assert len(corpus.index.view.segments) > 2 and corpus.index.view.gone
    for _ in range(60):
        k = corpus.chance.choice((1, 2, 3, 10, 50, 200))
        corpus.check(corpus.terms(), k, corpus.mask())
    corpus.check([("w1", 1.0), ("w2900", 1.0)], 2 * corpus.size, None)
    corpus.check([("w3", 1.0), ("w40", 0.5), ("w3", 1.0)], 20, None)
    for heavy in (1e3, 1e16, 1e18):
        corpus.check([("w90", heavy), ("w60", 1.0), ("w1", 1.0), ("w2", 1e-9)], 200, None)


@pytest.mark.usefixtures("fast")
def test_both_ways_agree_over_many_windows(large: BM25Index) -> None:
    view = large.view
    chance = np.random.default_rng(5)
    size = len(view.alive)
    assert len(view.segments) > 1 and len(view.segments[0]) > 2 * WINDOW
    late = np.arange(size) > size * 0.8
    for share in (None, 0.0, 0.0005, 0.01, 0.2, 0.9):
        for together in (False, True):
            for _ in range(12):
                mask = None if share is None else chance.random(size) < share
                if together and mask is not None:
                    mask &= late
                ranks = np.minimum(chance.zipf(1.2, chance.integers(1, 8)), 1_500).tolist()
                terms = weighted(large, list(dict.fromkeys(ranks)), [1.0] * len(set(ranks)))
                agree(view, terms, int(chance.integers(1, 201)), mask)


@pytest.mark.usefixtures("fast")
def test_of_equal_scores_for_other_words_the_earlier_document_wins() -> None:
    index = BM25Index()
    index.add({f"d{n}": ["b" if n % 2 else "a", "c"] for n in range(40)})
    numbers = [index.terms.number(term) for term in "ba"]
    for asked in (numbers, numbers[::-1]):
        terms = weighted(index, asked, [1.0, 1.0])
        for k in (1, 2, 7, 40):
            assert topk.best(index.view, terms, k)[0].tolist() == list(range(k))


@pytest.mark.usefixtures("fast")
def test_both_ways_agree_on_equal_documents() -> None:
    index = BM25Index()
    texts = (["a", "b"], ["a", "c", "b"], ["b", "b", "a"], ["c"])
    index.add({f"d{n}": texts[n * n % 4] for n in range(3 * WINDOW)})
    numbers = [index.terms.number(term) for term in "abc"]
    for k in (1, 2, 100, WINDOW, 4 * WINDOW):
        agree(index.view, weighted(index, numbers, [1.0, 1.0, 1.0]), k, None)


@given(
    batches=st.lists(
        st.lists(st.lists(st.sampled_from(WORDS), max_size=9), min_size=1, max_size=9), max_size=4
    ),
    removed=st.sets(st.integers(0, 40)),
    query=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True),
    k=st.integers(1, 40),
    bits=st.integers(-1, 2**40),
)
@settings(max_examples=150, deadline=None)
def test_both_ways_agree_on_anything_small(
    ready: compiled._State,
    batches: list[list[list[str]]],
    removed: set[int],
    query: list[str],
    k: int,
    bits: int,
) -> None:
    index = BM25Index()
    for number, batch in enumerate(batches):
        index.add({f"{number}.{place}": text for place, text in enumerate(batch)})
    index.remove([index.ids.text(number) for number in removed if number < len(index.ids)])
    size = len(index.view.alive)
    mask = None if bits < 0 else np.array([bits >> n & 1 for n in range(size)], dtype=np.bool_)
    numbers = [n for word in query if (n := index.terms.number(word)) >= 0]
    terms = weighted(index, numbers, [1.0] * len(numbers))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_state", ready)
        agree(index.view, terms, k, mask)
    assert ready.loops is not None


@pytest.mark.parametrize(("often", "compiled_too"), [(255, True), (300, True), (70_000, False)])
def test_words_that_stand_there_very_often(
    ready: compiled._State, monkeypatch: pytest.MonkeyPatch, often: int, compiled_too: bool
) -> None:
    monkeypatch.setattr(compiled, "_state", ready)
    index = BM25Index()
    index.add({"a": ["x", "y"], "b": ["x"] * often, "c": ["x", "z", "x"]})
    terms = weighted(index, [index.terms.number("x")], [1.0])
    assert (compiled.best(index.view, terms, 3, None) is not None) == compiled_too
    agree(index.view, terms, 3, None)
    assert ready.loops is not None


def test_a_loaded_index_is_searched_compiled(
    corpus: Corpus, fast: list[bool], tmp_path: Path
) -> None:
    terms = [("w2", 1.0), ("w30", 0.5), ("w700", 2.0)]
    expected = corpus.index.search(terms, 30)
    corpus.index.save(tmp_path, 1)
    loaded = BM25Index.load(tmp_path)
    assert loaded is not None
    assert not loaded[0].view.segments[0].docs.flags.writeable
    assert loaded[0].search(terms, 30) == expected


@pytest.mark.usefixtures("fast")
def test_masks_of_other_shapes(corpus: Corpus) -> None:
    size = corpus.size
    terms = [("w2", 1.0), ("w30", 0.5)]
    striped = np.zeros(2 * size, dtype=np.bool_)
    striped[::4] = True
    corpus.check(terms, 10, striped[::2])


def test_what_could_vanish_is_left_to_the_plain_way(
    ready: compiled._State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_state", ready)
    index = BM25Index()
    index.add({"a": ["x"], "b": ["y", "y"], "c": ["x", "y"]})
    terms = [Weighted(0, 1e-300, 2), Weighted(1, 5e-324, 2)]
    assert compiled.best(index.view, terms, 3, None) is None
    short = np.ones(2, dtype=np.bool_)
    assert compiled.best(index.view, [Weighted(0, 1.0, 2)], 3, short) is None


@pytest.mark.usefixtures("fast")
def test_threads_do_not_disturb_each_other(large: BM25Index) -> None:
    queries = [weighted(large, [n, 3 * n + 1, 400 + n], [1.0, 1.0, 1.0]) for n in range(1, 13)]
    expected = [topk.best(large.view, terms, 20)[0].tolist() for terms in queries]
    wrong: list[object] = []

    def ask(start: int) -> None:
        for turn in range(100):
            place = (start + turn) % len(queries)
            try:
                if topk.best(large.view, queries[place], 20)[0].tolist() != expected[place]:
                    wrong.append(place)
            except BaseException as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_nothing_is_compiled_on_import() -> None:
    asked = "import sys, bot.catalogue; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_without_the_extra_the_plain_way_is_used(
    fresh: compiled._State,
    corpus: Corpus,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot.search.compiled")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not compiled.warm_up()
    assert compiled.best(corpus.index.view, [Weighted(0, 1.0, 1)], 3, None) is None
    corpus.check([("w2", 1.0), ("w30", 0.5)], 10, None)
    assert caplog.text == ""


def test_before_the_warm_up_the_plain_way_is_used(fresh: compiled._State, corpus: Corpus) -> None:
    assert compiled.best(corpus.index.view, [Weighted(0, 1.0, 1)], 3, None) is None
    corpus.check([("w2", 1.0), ("w30", 0.5)], 10, None)


def test_numba_that_does_not_work_is_said_once(
    fresh: compiled._State,
    corpus: Corpus,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("no such processor")

    monkeypatch.setattr("numba.njit", refused)
    assert not compiled.warm_up() and not compiled.warm_up()
    corpus.check([("w2", 1.0), ("w30", 0.5)], 10, None)
    [record] = caplog.records
    assert "no such processor" in record.message and record.exc_info is None


def test_loops_that_fail_are_not_called_again(
    fresh: compiled._State, corpus: Corpus, caplog: pytest.LogCaptureFixture
) -> None:
    called = []

    def search(*_: object) -> int:
        called.append(1)
        raise TypeError("no matching definition")

    fresh.loops = compiled._Loops(search, lambda *_: None)
    for _ in range(3):
        corpus.check([("w2", 1.0), ("w30", 0.5)], 10, None)
    assert len(called) == len(caplog.records) == 1


def test_without_a_place_to_keep_it_it_is_compiled_in_memory(
    fresh: compiled._State,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    import numba

    njit = numba.njit
    asked: list[bool] = []

    def without_room(*arguments: Any, cache: bool = False, **wanted: Any) -> Any:
        asked.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return njit(*arguments, **wanted)

    monkeypatch.setattr(numba, "njit", without_room)
    assert compiled.warm_up()
    assert asked == [True, False, False]
    index = BM25Index()
    index.add({"a": ["x"], "b": ["y", "y"], "c": ["x", "y"]})
    terms = weighted(index, [0, 1], [1.0, 1.0])
    assert compiled.best(index.view, terms, 3, None) is not None
    agree(index.view, terms, 3, None)
    assert caplog.text == ""


async def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[threading.Event, Any]:
    """A catalogue, and what tells that the warm-up has begun, in which thread it says."""
    begun = threading.Event()

    def warm_up() -> bool:
        assert threading.current_thread() is not threading.main_thread()
        begun.set()
        return True

    monkeypatch.setattr(compiled, "warm_up", warm_up)
    database = await Database.open(tmp_path / "paperboy.db")
    return begun, database


async def test_an_open_catalogue_warms_up_off_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun, database = await opened(monkeypatch, tmp_path)
    monkeypatch.setattr(catalogues, "_SETTLED", 0.0)
    async with database:
        catalogue = await Catalogue.open(database, None)
        assert await asyncio.to_thread(begun.wait, 30)
        await catalogue.close()


async def test_what_closes_soon_does_not_warm_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun, database = await opened(monkeypatch, tmp_path)
    async with database:
        catalogue = await Catalogue.open(database, None)
        timer = catalogue._warming_up
        assert timer is not None and not timer.cancelled()
        await catalogue.close()
        assert timer.cancelled() and not begun.is_set()
