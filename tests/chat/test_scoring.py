"""The judged utterances are read and compared as their format says."""

import json
from pathlib import Path

import pytest

from bot.chat.requests import Clarify, Request, Save, Search
from tests.chat.scoring import half_of, read, same, same_intent, score

ITEM = {
    "id": "save-01",
    "now": "2026-03-11T10:00:00+01:00",
    "tags": ["save"],
    "turns": [
        {
            "text": "papers on video",
            "context": {"timezone": "Europe/Berlin", "shown": [["a", "Old"]]},
            "expect": {"intent": "search", "query": "video"},
        },
        {
            "text": "save the first",
            "context": {"shown": [["b", "Video", "2026-03-10T10:00:00Z"]]},
            "expect": {"intent": "save", "papers": ["b"]},
            "also": [{"intent": "clarify", "about": "save", "missing": "papers"}],
        },
    ],
}


def written(tmp_path: Path, *items: object) -> Path:
    path = tmp_path / "judged.jsonl"
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items))
    return path


def test_a_dialogue_carries_its_context_on(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, ITEM))
    assert first.context.shown[0].id == "a" and first.context.last is None
    assert second.context.timezone == "Europe/Berlin"
    assert [paper.id for paper in second.context.shown] == ["b"]
    assert second.context.last == Search(query="video") == first.expected[0]
    assert second.expected[1] == Clarify(about="save", missing="papers")


@pytest.mark.parametrize(
    "broken",
    [
        ITEM | {"now": "2026-03-11T10:00:00"},
        ITEM | {"turns": [{"text": "x", "expect": {"intent": "dance"}}]},
        ITEM | {"turns": [{"text": "x", "expected": {"intent": "undo"}}]},
    ],
)
def test_what_does_not_keep_the_format_is_named(tmp_path: Path, broken: object) -> None:
    with pytest.raises(ValueError, match=r"judged\.jsonl, line 2"):
        list(read(written(tmp_path, ITEM, broken)))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (Search(query="the papers about Video?"), Search(query="video"), True),
        (Search(query="video -games"), Search(query="video games"), False),
        (Search(query="video", count=3), Search(query="video"), False),
        (Save(papers=("a",), unresolved=("9",)), Save(papers=("a",), unresolved=("nine",)), True),
        (Save(papers=("a",), unresolved=("9",)), Save(papers=("a",)), False),
        (Save(papers=("a", "b")), Save(papers=("b", "a")), False),
    ],
)
def test_requests_are_compared_as_they_will_be_used(
    one: Request, other: Request, equal: bool
) -> None:
    assert same(one, other) is equal
    assert same_intent(one, other)


def test_halves_are_fixed() -> None:
    assert half_of("save-01") == half_of("save-01")
    assert {half_of(f"item-{number}") for number in range(20)} == {"develop", "measured"}


def test_a_score_counts_intents_and_slots(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, ITEM))
    result = score([(first, Search(query="audio")), (second, Save(papers=("b",)))])
    assert (result.count, result.intent, result.slots) == (2, 1.0, 0.5)
