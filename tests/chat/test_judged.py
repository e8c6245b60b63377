"""The judged utterances are fit to measure with: each in its half, and every kind in both."""

import json
from collections import Counter
from typing import get_args

import pytest

from bot.chat.requests import Several, Single
from bot.chat.understand import understand
from tests.chat.scoring import HERE, Half, half_of, read, score

HALVES: tuple[Half, ...] = ("develop", "measured")
INTENTS = {
    kind.model_fields["intent"].default for kind in (*get_args(get_args(Single)[0]), Several)
}


@pytest.mark.parametrize("half", HALVES)
def test_every_item_is_once_and_in_its_half(half: Half) -> None:
    lines = (HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    ids = Counter(json.loads(line)["id"] for line in lines)
    assert all(count == 1 for count in ids.values())
    assert {half_of(item) for item in ids} == {half}


@pytest.mark.parametrize("half", HALVES)
def test_every_intent_is_asked_for_in_both_halves(half: Half) -> None:
    intents = {u.expected[0].intent for u in read(HERE / f"{half}.jsonl")}
    assert intents == INTENTS


def test_the_set_is_large_and_a_third_of_it_nasty() -> None:
    utterances = list(read(*(HERE / f"{half}.jsonl" for half in HALVES)))
    assert len(utterances) >= 400
    assert sum("nasty" in u.tags for u in utterances) * 3 >= len(utterances)
    assert sum(len(u.expected) > 1 for u in utterances) <= 0.08 * len(utterances)
    turns = Counter(u.item for u in utterances)
    assert sum(3 <= count <= 6 for count in turns.values()) >= 40
    assert max(turns.values()) <= 6


@pytest.mark.parametrize(
    ("half", "intent", "slots"),
    [
        ("develop", 0.95, 0.90),
        # What was reached when this half was first measured; the aim is that of the other.
        ("measured", 0.88, 0.86),
    ],
)
def test_what_people_write_is_understood(half: Half, intent: float, slots: float) -> None:
    reached = score(
        (utterance, understand(utterance.text, utterance.context, utterance.now))
        for utterance in read(HERE / f"{half}.jsonl")
    )
    assert reached.intent >= intent
    assert reached.slots >= slots
