"""Tastes, and what fits them and is near to what."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.documents import Document, Filters
from bot.search.engine import SearchEngine

TEXTS = {
    "gulls": "Counting gulls at the coast. Gulls and terns nest on cliffs near the sea.",
    "terns": "Terns of the coast. Terns dive for fish where gulls nest on cliffs.",
    "skuas": "Skuas chase gulls. Skuas rob terns of their fish at the coast.",
    "rust": "Rust on bridges. Salt corrodes steel, and inspectors weigh the loss of steel.",
    "steel": "Steel in salt water. Corrosion of steel bridges is slowed by zinc.",
    "bread": "Bread rises. Yeast and flour make dough, which bakers knead.",
}


@pytest.fixture
def engine() -> SearchEngine:
    engine = SearchEngine()
    days = count(1)
    engine.add(
        Document(id, text.split(".")[0], text, day=date(2026, 3, next(days)))
        for id, text in TEXTS.items()
    )
    return engine


def ranked(engine: SearchEngine, opinions: dict[str, float], **options: object) -> list[str]:
    likeness = engine.likeness
    taste = likeness.taste(opinions)
    return [hit.id for hit in likeness.like_terms(taste.weights, 10, **options)]  # type: ignore[arg-type]


def test_what_is_like_what_was_liked_comes_first(engine: SearchEngine) -> None:
    assert ranked(engine, {"gulls": 1.0, "terns": 1.0}, exclude=["gulls", "terns"])[0] == "skuas"
    assert ranked(engine, {"rust": 1.0}, exclude=["rust"])[0] == "steel"


def test_what_was_disliked_is_held_back(engine: SearchEngine) -> None:
    both = ranked(engine, {"gulls": 1.0, "rust": 1.0}, exclude=["gulls", "rust"])
    birds = ranked(engine, {"gulls": 1.0, "rust": -1.0}, exclude=["gulls", "rust"])
    assert "steel" in both and "steel" not in birds and "skuas" in birds


def test_more_weight_moves_the_order(engine: SearchEngine) -> None:
    exclude = ["gulls", "rust"]
    assert ranked(engine, {"gulls": 9.0, "rust": 1.0}, exclude=exclude)[0] in ("terns", "skuas")
    assert ranked(engine, {"gulls": 1.0, "rust": 9.0}, exclude=exclude)[0] == "steel"


def test_filters_hold(engine: SearchEngine) -> None:
    opinions = {"gulls": 1.0}
    assert ranked(engine, opinions, filters=Filters(since=date(2026, 3, 3))) == ["skuas"]
    assert ranked(engine, opinions, filters=Filters(ids=frozenset({"terns"}))) == ["terns"]
    assert ranked(engine, opinions, exclude=TEXTS) == []


def test_nothing_to_go_by(engine: SearchEngine) -> None:
    for opinions in ({}, {"never there": 1.0}, {"gulls": -1.0}, {"gulls": 0.0}):
        assert ranked(engine, opinions) == [] or min(opinions.values()) < 0
    taste = engine.likeness.taste({})
    assert taste.weights == {} and taste.usual == 0.0
    assert SearchEngine().likeness.taste({"gulls": 1.0}).weights == {}
    assert SearchEngine().likeness.like_terms({"gull": 1.0}, 5) == ()


def test_few_and_many_candidates_are_scored_alike(engine: SearchEngine) -> None:
    """Looking papers up, and adding up whole postings, give the same."""
    engine.add(
        Document(f"more{n}", "More gulls", "Gulls of the coast, number.") for n in range(400)
    )
    likeness = engine.likeness
    weights = likeness.taste({"gulls": 1.0, "terns": 0.5}).weights
    everything = {hit.id: hit.score for hit in likeness.like_terms(weights, 1_000)}
    for id in ("skuas", "more7"):
        [alone] = likeness.like_terms(weights, 5, Filters(ids=frozenset({id})))
        assert alone.score == pytest.approx(everything[id])


def test_the_nearest_is_never_the_paper_itself(engine: SearchEngine) -> None:
    near = engine.likeness.nearest(TEXTS, TEXTS)
    assert all(id != other for id, (other, _) in near.items())
    assert near["rust"][0] == "steel" and near["gulls"][0] in ("terns", "skuas")
    assert all(0 < cosine < 1 for _, cosine in near.values())
    assert "bread" not in near


def test_the_nearest_of_none(engine: SearchEngine) -> None:
    likeness = engine.likeness
    assert likeness.nearest([], TEXTS) == likeness.nearest(TEXTS, []) == {}
    assert likeness.nearest(["never there"], TEXTS) == {}


def test_papers_that_are_gone_count_no_more(engine: SearchEngine) -> None:
    engine.remove(["skuas"])
    assert "skuas" not in ranked(engine, {"gulls": 1.0, "terns": 1.0})
    assert ranked(engine, {"skuas": 1.0}) == []


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(TEXTS)), st.floats(-2, 2), max_size=6))
def test_scores_are_above_zero_and_in_order(opinions: dict[str, float]) -> None:
    engine = SearchEngine()
    engine.add(Document(id, text.split(".")[0], text) for id, text in TEXTS.items())
    likeness = engine.likeness
    taste = likeness.taste(opinions)
    scores = [hit.score for hit in likeness.like_terms(taste.weights, 10)]
    assert scores == sorted(scores, reverse=True) and all(score >= 0 for score in scores)
