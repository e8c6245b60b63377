"""Segments against the plain documents they are made of."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.search.growing import Growing
from bot.search.heads import Heads
from bot.search.postings import GAP, Segment, Streams, compacted, merged
from bot.search.stored import Stored
from bot.search.view import View

VOCABULARY = 9
STREAM = st.lists(st.integers(GAP, VOCABULARY - 3), max_size=8)
# The last two terms are never words: they are marks.
MARKS = st.sets(st.integers(VOCABULARY - 2, VOCABULARY - 1))
DOCUMENTS = st.lists(st.tuples(STREAM, MARKS), max_size=8)
Documents = list[tuple[list[int], set[int]]]


def segment_of(first: int, documents: Documents) -> Segment:
    return Segment.of(
        first,
        Streams.of([stream for stream, _ in documents], [marks for _, marks in documents]),
    )


def check(segment: Segment, first: int, documents: Documents) -> None:
    assert len(segment) == len(documents)
    counts = [Counter([*stream, *marks]) for stream, marks in documents]
    for term in range(VOCABULARY + 2):
        start, end = segment.span(term)
        having = [first + n for n, count in enumerate(counts) if count[term]]
        assert segment.docs[start:end].tolist() == having
        assert segment.counts[start:end].tolist() == [c[term] for c in counts if c[term]]
    everybody = np.arange(first, first + len(documents))
    streams = [stream for stream, _ in documents]
    assert [row.tolist() for row in segment.rows(everybody)] == streams
    assert [row.tolist() for row in segment.rows(everybody[::-1])] == streams[::-1]
    assert segment.whole_stream().tolist() == [term for stream in streams for term in stream]


@given(documents=DOCUMENTS, first=st.integers(0, 100))
def test_a_segment_holds_its_documents(documents: Documents, first: int) -> None:
    check(segment_of(first, documents), first, documents)


@given(parts=st.lists(DOCUMENTS, min_size=1, max_size=4), first=st.integers(0, 5))
@settings(deadline=None)
def test_merged_segments_are_one(parts: list[Documents], first: int) -> None:
    segments = []
    whole: Documents = []
    for part in parts:
        segments.append(segment_of(first + len(whole), part))
        whole += part
    check(merged(segments), first, whole)


@given(parts=st.lists(DOCUMENTS, max_size=3), data=st.data())
@settings(deadline=None)
def test_a_compacted_index_holds_those_alive(parts: list[Documents], data: st.DataObject) -> None:
    segments: list[Segment] = []
    whole: Documents = []
    for part in parts:
        if part:
            segments.append(segment_of(len(whole), part))
            whole += part
    lives = data.draw(st.lists(st.booleans(), min_size=len(whole), max_size=len(whole)))
    alive: NDArray[np.bool_] = np.array(lives, dtype=np.bool_)
    segment = compacted(segments, alive, VOCABULARY)
    kept = [document for document, lives in zip(whole, alive.tolist(), strict=True) if lives]
    assert segment.terms is None
    check(segment, 0, kept)
    # Once more, and with what came later: the first segment of an index is a compacted one.
    later = segment_of(len(kept), [([0, 8, GAP], {7})])
    check(merged([segment, later]), 0, [*kept, ([0, 8, GAP], {7})])
    lives_on = np.ones(len(kept), dtype=np.bool_)
    check(compacted([segment], lives_on, VOCABULARY), 0, kept)


@pytest.mark.parametrize(("times", "size"), [(255, 1), (256, 2), (65_535, 2), (70_000, 4)])
def test_counts_are_as_wide_as_they_must_be(times: int, size: int) -> None:
    often = Segment.of(0, Streams.of([[3] * times, [3]]))
    assert often.counts.tolist() == [times, 1]
    assert often.counts.dtype.itemsize == size
    seldom = Segment.of(2, Streams.of([[3, 3], []]))
    for segments in ([often, seldom], [often]):
        docs, counts = View(segments=tuple(segments)).postings(3)
        assert counts.tolist()[:2] == [times, 1]
        assert docs.tolist()[:2] == [0, 1]
    assert merged([often, seldom]).counts.tolist() == [times, 1, 2]
    view = View(segments=(often, seldom))
    assert view.counts(3, np.arange(4, dtype=np.int32)).tolist() == [times, 1, 2, 0]


@given(parts=st.lists(DOCUMENTS, min_size=1, max_size=3), data=st.data())
@settings(deadline=None)
def test_looking_up_is_counting(parts: list[Documents], data: st.DataObject) -> None:
    segments: list[Segment] = []
    whole: Documents = []
    for part in parts:
        if part:
            segments.append(segment_of(len(whole), part))
            whole += part
    assume(segments)
    heads = Heads(segments[0])
    some = sorted(data.draw(st.sets(st.integers(0, len(whole) - 1))))
    for view in (View(segments=tuple(segments)), View(segments=tuple(segments), heads=heads)):
        for term in range(VOCABULARY + 1):
            wanted = [[*whole[n][0], *whole[n][1]].count(term) for n in some]
            docs = np.array(some, dtype=np.int32)
            assert view.counts(term, docs).tolist() == wanted
            assert view.document_frequency(term) == view.document_frequencies(VOCABULARY + 1)[term]
        assert [row.tolist() for row in view.rows(np.array(some, dtype=np.int64))] == [
            whole[n][0] for n in some
        ]


def test_frequent_terms_are_laid_out_and_the_others_not() -> None:
    segment = Segment.of(5, Streams.of([[0, *([1] if n % 40 == 0 else [])] for n in range(400)]))
    heads = Heads(segment)
    frequent = heads.counts(0, *segment.span(0))
    assert frequent is not None and frequent.tolist() == [1] * 400
    assert heads.counts(1, *segment.span(1)) is None


def test_no_more_terms_are_laid_out_than_there_is_room_for() -> None:
    segment = Segment.of(0, Streams.of([list(range(30))] * 3))
    heads = Heads(segment)
    heads._most = 4
    for turn in range(3):
        for term in range(30):
            laid_out = heads.counts(term, *segment.span(term))
            assert laid_out is not None and laid_out.tolist() == [1, 1, 1], turn
            assert len(heads._counts) <= 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    np.save(tmp_path / "stream.npy", np.arange(1_000, dtype=np.int32))
    return tmp_path / "stream.npy"


def test_a_stored_array_is_read_in_parts(file: Path) -> None:
    stored = Stored(file)
    assert len(stored) == 1_000
    parts = stored.parts([0, 7, 7, 998], [3, 7, 9, 1_000])
    assert [part.tolist() for part in parts] == [[0, 1, 2], [], [7, 8], [998, 999]]
    near = stored.parts([10, 5, 20, 20], [12, 9, 20, 30])  # read in one go
    assert [part.tolist() for part in near] == [[10, 11], [5, 6, 7, 8], [], [*range(20, 30)]]
    assert stored.parts([], []) == []
    assert [part.tolist() for part in stored.parts([3], [3])] == [[]]
    assert stored.whole().tolist() == list(range(1_000))


def test_a_stored_array_outlives_the_name_of_its_file(file: Path) -> None:
    stored = Stored(file)
    file.unlink()
    np.save(file, np.zeros(3, dtype=np.int32))
    assert stored.parts([5], [7])[0].tolist() == [5, 6]


def test_a_stored_array_lets_go_of_its_file(file: Path) -> None:
    stored = Stored(file)
    handle = stored._file
    del stored  # a file that is left open would be warned of, and warnings are errors
    assert handle.closed


def test_what_is_no_row_of_numbers_is_not_stored(tmp_path: Path) -> None:
    np.save(tmp_path / "table.npy", np.zeros((2, 2), dtype=np.int32))
    with pytest.raises(ValueError, match=r"table\.npy"):
        Stored(tmp_path / "table.npy")


@given(steps=st.lists(st.one_of(st.lists(st.integers(0, 9), max_size=5), st.just("put"))))
def test_what_has_been_handed_out_never_changes(steps: list[list[int] | str]) -> None:
    growing = Growing(np.zeros(0, dtype=np.int32))
    plain: list[int] = []
    seen = []
    for step in steps:
        if isinstance(step, str):
            if not plain:
                continue
            plain[len(plain) // 2] += 100
            values = growing.put(
                np.array([len(plain) // 2]), np.array([plain[len(plain) // 2]], dtype=np.int32)
            )
        else:
            plain += step
            values = growing.extend(np.array(step, dtype=np.int32))
        seen.append((values, list(plain)))
    for values, then in seen:
        assert values.tolist() == then
