"""The measure itself: a wrong one would praise anything."""

import json
import math
from pathlib import Path

import pytest

from bot.search.documents import Document
from tests.benchmarks.relevance.corpora import Asked, Collection
from tests.benchmarks.relevance.gain import ndcg
from tests.benchmarks.relevance.rankers import RANKERS, is_there
from tests.benchmarks.relevance.report import Figure, markdown, measured, written

PAPERS = (
    Document("a", "Counting seabirds from drones", "Drones count seabirds on cliffs at dawn."),
    Document("b", "Reading handwriting", "A recogniser for letters written by hand."),
    Document("c", "Night shifts of nurses", "Sleep after night shifts, asked of nurses."),
)
SMALL = Collection(
    "small",
    PAPERS,
    (
        Asked("counting seabirds with drones", {"a": 1}, "own", "judged", "tune"),
        Asked("sleep of nurses after night shifts", {"c": 1}, "own", "judged", "tune"),
        Asked("reading handwriting", {"b": 1}, "own", "judged", "measure"),
        Asked("train timetable to Vienna", {}, "out", "judged", "tune"),
    ),
)


def test_gain_is_linear_and_falls_with_the_logarithm_of_the_place() -> None:
    grades = {"best": 3, "good": 1, "none": 0}
    assert ndcg(["best", "good"], grades) == 1.0
    expected = (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))
    assert ndcg(["good", "best"], grades) == pytest.approx(expected)
    assert ndcg(["none", "other"], grades) == 0.0
    assert ndcg([], grades) == 0.0
    assert ndcg(["other", "best"], grades, depth=1) == 0.0


def test_a_paper_found_eleventh_gains_nothing() -> None:
    others = [str(place) for place in range(10)]
    assert ndcg([*others, "best"], {"best": 1}) == 0.0


def test_a_question_without_a_relevant_document_has_no_gain() -> None:
    with pytest.raises(ValueError, match="nothing is relevant"):
        ndcg(["a"], {"a": 0})


@pytest.mark.parametrize("name", [name for name in RANKERS if is_there(name)])
def test_every_ranker_finds_a_paper_by_words_of_its_title(name: str) -> None:
    ranker = RANKERS[name](PAPERS)
    assert ranker.rank("counting seabirds", 10)[0] == "a"
    assert ranker.rank("handwriting", 10)[0] == "b"
    assert len(ranker.rank("counting handwriting nurses", 2)) <= 2


def test_figures_count_each_group_and_both_kinds_of_error() -> None:
    figures = {each.group: each for each in measured(SMALL, ["tune"], ["Paperboy"])}
    assert set(figures) == {"judged, tune", "judged, tune, own", "judged, tune, out"}
    everything = figures["judged, tune"]
    assert (everything.questions, everything.ndcg) == (3, 1.0)
    assert (everything.unanswered, everything.answered) == (0.0, 0.0)
    assert figures["judged, tune, out"].ndcg is None


def test_the_report_says_what_was_measured(tmp_path: Path) -> None:
    figures = [
        Figure("cisi", "all", "Paperboy", 76, 0.4, 0.0, None),
        Figure("page", "blind, tune", "Paperboy", 70, 0.9, 0.05, 0.1),
    ]
    written(figures, tmp_path)
    kept = json.loads((tmp_path / "relevance.json").read_text(encoding="utf-8"))
    assert kept["figures"][0]["ndcg"] == 0.4
    text = (tmp_path / "relevance.md").read_text(encoding="utf-8")
    assert text == markdown(figures)
    assert "| cisi (76) | 0.400 |" in text
    assert "| page: blind, tune (70) | 0.050 | 0.100 |" in text
