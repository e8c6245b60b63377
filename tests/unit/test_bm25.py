import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from bot.search.bm25 import BM25Index
from bot.search.snapshot import _checksum_of

WORDS = st.sampled_from([f"w{n}" for n in range(12)])
TEXTS = st.lists(WORDS, max_size=12)
IDS = st.sampled_from([f"d{n}" for n in range(9)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.dictionaries(IDS, TEXTS, max_size=4)),
        st.tuples(st.just("remove"), st.sets(IDS, max_size=4)),
        st.sampled_from([("restore", None), ("compact", None)]),
    ),
    max_size=12,
)


class LuceneOkapi(BM25Okapi):  # type: ignore[misc]
    """rank-bm25 with Lucene's idf: what BM25Index must equal."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        for word, df in nd.items():
            self.idf[word] = math.log(1 + (self.corpus_size - df + 0.5) / (df + 0.5))


def follow(
    index: BM25Index, steps: list[tuple[str, object]]
) -> tuple[BM25Index, dict[str, list[str]]]:
    """The index after some steps, and a plain dictionary after the same, in its order."""
    held: dict[str, list[str]] = {}
    for step, what in steps:
        if isinstance(what, dict):
            for doc_id in what:
                held.pop(doc_id, None)
            held |= what
            index.add(what)
        elif isinstance(what, set):
            for doc_id in what:
                held.pop(doc_id, None)
            index.remove(what)
        elif step == "compact":
            before = index.document_ids(), len(index.ids)
            numbers = index.compact()
            assert index.document_ids() == before[0]
            assert len(numbers) == len(index) == len(index.ids)
            assert sorted(set(numbers.tolist())) == numbers.tolist()
        else:
            index = BM25Index.restored(index.head(), index.arrays())
    return index, held


@pytest.mark.parametrize("okapi", [False, True])
@given(steps=STEPS, query=st.lists(WORDS, max_size=5))
@settings(max_examples=150, deadline=None)
def test_scores_are_those_of_rank_bm25(
    okapi: bool, steps: list[tuple[str, object]], query: list[str]
) -> None:
    index, held = follow(BM25Index(k1=1.2, b=0.6, epsilon=0.25, okapi=okapi), steps)
    assert index.document_ids() == list(held)
    if not any(held.values()):
        assert not index.get_scores(query).any()
        return
    peer = (BM25Okapi if okapi else LuceneOkapi)(list(held.values()), k1=1.2, b=0.6, epsilon=0.25)
    np.testing.assert_allclose(index.get_scores(query), peer.get_scores(query), atol=1e-9, rtol=0)


SEEDS_OF_MODES = [(1, False), (2, True), (3, False), (4, True)]


@pytest.mark.parametrize(("seed", "okapi"), SEEDS_OF_MODES)
def test_scores_of_many_documents_are_those_of_rank_bm25(
    tmp_path: Path, seed: int, okapi: bool
) -> None:
    chance = random.Random(seed)
    k1, b, epsilon = chance.uniform(0.1, 2.5), chance.uniform(0, 1), chance.uniform(0, 0.5)
    index = BM25Index(k1, b, epsilon, okapi=okapi)
    held: dict[str, list[str]] = {}
    ranks = range(1, 600)
    shares = [1 / rank for rank in ranks]

    def texts(count: int) -> dict[str, list[str]]:
        return {
            f"d{chance.randrange(3_000)}": [
                f"w{word}" for word in chance.choices(ranks, shares, k=chance.randint(0, 40))
            ]
            for _ in range(count)
        }

    pieces = 0
    for turn, count in enumerate((900, 300, 100, 30, 9, 1, 200, 60)):
        what = chance.sample(("save", "compact", "remove", "add"), 4)
        if turn == 0:
            what = ["add"]
        for step in what:
            if step == "add":
                added = texts(count)
                for doc_id in added:
                    held.pop(doc_id, None)
                held |= added
                index.add(added)
            elif step == "remove":
                gone = chance.sample(sorted(held), len(held) // 9)
                index.remove([*gone, "never there"])
                for doc_id in gone:
                    del held[doc_id]
            elif step == "compact" and turn % 4 == 2:
                index.compact()
            elif step == "save" and turn % 4 == 0:
                index.save(tmp_path / "index", turn)
                loaded = BM25Index.load(tmp_path / "index")
                assert loaded is not None
                index = loaded[0]
        pieces = max(pieces, len(index.view.segments))
        assert index.document_ids() == list(held)
        peer = (BM25Okapi if okapi else LuceneOkapi)(
            list(held.values()), k1=k1, b=b, epsilon=epsilon
        )
        assert index.avgdl == pytest.approx(peer.avgdl, rel=1e-12)
        for word in ("w1", "w2", "w50", "w599", "never"):
            assert index.idf(word) == pytest.approx(peer.idf.get(word, index.idf("")), abs=1e-9)
        for _ in range(6):
            query = [f"w{int(700 ** chance.random())}" for _ in range(chance.randint(1, 8))]
            scores = peer.get_scores(query)
            np.testing.assert_allclose(index.get_scores(query), scores, atol=1e-9, rtol=0)
            some = chance.choices(range(len(held)), k=5)
            assert index.get_batch_scores(query, some) == pytest.approx(
                peer.get_batch_scores(query, some), abs=1e-9
            )
            found = index.search([(word, 1.0) for word in query], 20)
            places = {doc_id: place for place, doc_id in enumerate(held)}
            having = [n for n, text in enumerate(held.values()) if set(text) & set(query)]
            best = sorted((float(scores[n]) for n in having), reverse=True)[:20]
            assert [score for _, score in found] == pytest.approx(best, abs=1e-9)
            assert [scores[places[doc_id]] for doc_id, _ in found] == pytest.approx(best, abs=1e-9)
    assert pieces > 2


@pytest.mark.parametrize("okapi", [False, True])
@given(steps=STEPS, query=st.lists(WORDS, min_size=1, max_size=4), k=st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_search_gives_the_best_allowed_in_order(
    okapi: bool, steps: list[tuple[str, object]], query: list[str], k: int
) -> None:
    # With rank-bm25's own idf the best may score below 0, in a small index.
    index, held = follow(BM25Index(okapi=okapi), steps)
    wanted = {"d1", "d3", "d5", "d7"}
    numbers = range(len(index.ids))
    allowed = np.array([index.ids.text(n) in wanted for n in numbers], dtype=np.bool_)
    scores = dict(zip(index.document_ids(), index.get_scores(query).tolist(), strict=True))
    expected = sorted(
        (d for d, words in held.items() if d in wanted and set(words) & set(query)),
        key=lambda d: -round(scores[d], 9),
    )
    found = index.search([(word, 1.0) for word in query], k, allowed)
    ids = [doc_id for doc_id, _ in found]
    # Scores that differ by the last bits of a float alone may stand in any order.
    assert [round(scores[d], 9) for d in ids] == [round(scores[d], 9) for d in expected[:k]]
    assert len(set(ids)) == len(ids) and set(ids) <= set(expected)
    assert [score for _, score in found] == pytest.approx([scores[d] for d in expected[:k]])


def test_without_documents_nothing_is_found() -> None:
    index = BM25Index()
    assert index.search([("a", 1.0)], 10) == []
    assert len(index.get_scores(["a"])) == 0
    assert index.avgdl == 0


@pytest.mark.parametrize("size", [1, 2])
def test_in_a_tiny_catalogue_a_match_scores_above_zero(size: int) -> None:
    index = BM25Index()
    index.add({f"d{n}": ["common", f"own{n}"] for n in range(size)})
    assert index.search([("own0", 1.0)], 5)[0][0] == "d0"
    assert all(score > 0 for _, score in index.search([("common", 1.0)], 5))
    assert index.search([("absent", 1.0)], 5) == []


def test_equal_scores_stand_in_the_order_of_adding() -> None:
    index = BM25Index()
    for doc_id in ("c", "a", "d", "b"):
        index.add({doc_id: ["same"]})
    assert [d for d, _ in index.search([("same", 1.0)], 3)] == ["c", "a", "d"]


def test_an_update_replaces_the_old_text() -> None:
    index = BM25Index()
    index.add({"a": ["old"], "b": ["other"]})
    index.update("a", ["new"])
    assert index.search([("old", 1.0)], 5) == []
    assert [d for d, _ in index.search([("new", 1.0)], 5)] == ["a"]
    assert index.document_frequency("old") == 0
    assert len(index) == 2


def test_many_small_adds_and_removals_stay_exact() -> None:
    index = BM25Index()
    for n in range(300):
        index.add({f"d{n}": [f"w{n % 7}", f"w{n % 11}", "all"]})
    index.remove(f"d{n}" for n in range(0, 300, 3))
    fresh = BM25Index()
    fresh.add({f"d{n}": [f"w{n % 7}", f"w{n % 11}", "all"] for n in range(300) if n % 3})
    np.testing.assert_allclose(index.get_scores(["w3", "all"]), fresh.get_scores(["w3", "all"]))


@given(steps=STEPS)
@settings(max_examples=40, deadline=None)
def test_what_is_loaded_searches_as_what_was_saved(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("index")
    index, _ = follow(BM25Index(okapi=True), steps)
    index.save(folder, 42)
    loaded = BM25Index.load(folder)
    assert loaded is not None
    again, change = loaded
    assert change == 42
    query = [("w1", 1.0), ("w2", 0.5)]
    assert again.search(query, 9) == index.search(query, 9)
    again.add({"new": ["w1"]})
    again.remove(["d1"])
    index.add({"new": ["w1"]})
    index.remove(["d1"])
    assert again.search(query, 9) == index.search(query, 9)


@pytest.mark.parametrize(("k1", "b"), [(0.0, 0.75), (0.9, 0.0), (0.9, 1.0), (0.0, 1.0), (1e9, 1.0)])
def test_no_parameters_give_scores_that_are_no_numbers(k1: float, b: float) -> None:
    index = BM25Index(k1, b)
    index.add({"none": [], "a": ["x"], "b": ["x", "x", "y"], "": ["y"] * 9, "c": ["z"] * 70_000})
    held = [[], ["x"], ["x", "x", "y"], ["y"] * 9, ["z"] * 70_000]
    peer = LuceneOkapi(held, k1=k1, b=b)
    for word in "xyz":
        scores = index.get_scores([word])
        assert np.isfinite(scores).all()
        having = [n for n, text in enumerate(held) if word in text]
        with np.errstate(invalid="ignore"):  # rank-bm25 divides 0 by 0
            expected = peer.get_scores([word])
        np.testing.assert_allclose(scores[having], expected[having], atol=1e-9)
        assert len(index.search([(word, 1.0)], 9)) == len(having)


def test_a_word_that_stands_nowhere_else_takes_neighbours_apart_and_counts_for_nothing() -> None:
    index = BM25Index()
    index.add({"a": ["x", "", "y", ""], "b": ["", ""], "c": ["x", "y"]})
    assert index.avgdl == pytest.approx(4 / 3)
    assert index.search([("", 1.0)], 9) == []
    scores = index.get_scores(["x", "y"])
    assert scores[0] == scores[2] > 0


def test_ids_and_terms_may_be_any_text(tmp_path: Path) -> None:
    odd = ["", "\0", "\ud800", "\U0001f600", "\1a", "\2a", " ", "a" * 100_000, "é", "e\u0301"]
    index = BM25Index()
    index.add({doc_id: [doc_id, "all"] for doc_id in odd})
    index.save(tmp_path / "index", 2**62)
    loaded = BM25Index.load(tmp_path / "index")
    assert loaded is not None and loaded[1] == 2**62
    for some in (index, loaded[0]):
        for doc_id in odd:
            assert doc_id in some
            found = [other for other, _ in some.search([(doc_id, 1.0)], 9)]
            assert found == ([doc_id] if doc_id else [])
        assert [doc_id for doc_id, _ in some.search([("all", 1.0)], 99)] == odd


@pytest.mark.parametrize("change", ['"x"', "null", "[]", "1e999", "NaN", "{}"])
def test_a_change_that_is_no_number_is_none(tmp_path: Path, change: str) -> None:
    saved(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["head"]["change"] = json.loads(change)
    manifest["checksum"] = _checksum_of(manifest)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert BM25Index.load(tmp_path) is None


def saved(folder: Path) -> Path:
    index = BM25Index()
    index.add({"a": ["x", "y"], "b": ["y"]})
    index.save(folder, 1)
    return next(path for path in folder.rglob("docs.npy"))


def test_a_snapshot_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert BM25Index.load(tmp_path / "nowhere") is None


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x93NUMPY\x01\x00"])
def test_a_damaged_array_is_noticed(tmp_path: Path, content: bytes) -> None:
    saved(tmp_path).write_bytes(content)
    assert BM25Index.load(tmp_path) is None


def test_one_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert BM25Index.load(tmp_path) is None


def test_a_missing_array_is_noticed(tmp_path: Path) -> None:
    saved(tmp_path).unlink()
    assert BM25Index.load(tmp_path) is None


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", "{}", '{"head": 1}', "[" * 10_000, '{"head": {"version": 0}}']
)
def test_a_foreign_manifest_is_none(tmp_path: Path, manifest: str) -> None:
    saved(tmp_path)
    (tmp_path / "manifest.json").write_text(manifest)
    assert BM25Index.load(tmp_path) is None


def test_an_older_version_is_none(tmp_path: Path) -> None:
    saved(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["head"]["version"] = 0
    manifest["checksum"] = _checksum_of(manifest)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert BM25Index.load(tmp_path) is None


def test_a_save_that_fails_leaves_the_last_one(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index = BM25Index()
    index.add({"a": ["x"]})
    index.save(folder, 1)
    manifest = folder / "manifest.json"
    kept = manifest.read_text()
    manifest.unlink()
    manifest.mkdir()
    with pytest.raises(OSError, match="directory"):
        index.save(folder, 2)
    manifest.rmdir()
    manifest.write_text(kept)
    loaded = BM25Index.load(folder)
    assert loaded is not None
    assert loaded[1] == 1


def test_an_old_snapshot_leaves_nothing_behind(tmp_path: Path) -> None:
    saved(tmp_path)
    saved(tmp_path)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
