"""Judged utterances: how they are written down, read and scored.

One JSON object a line:

    {"id": "save-and-tag-01",
     "now": "2026-03-11T10:00:00+01:00",
     "tags": ["save", "tag", "nasty"],
     "turns": [{"text": "save 1 and 3 and tag them rl",
                "context": {"timezone": "Europe/Berlin",
                            "shown": [["2603.00001", "Video"], ["b", "..."], ["c", "..."]]},
                "expect": {"intent": "several", "requests": [
                    {"intent": "save", "papers": ["2603.00001", "c"]},
                    {"intent": "tag", "papers": ["2603.00001", "c"], "tags": ["rl"]}]}}]}

- `context` has the fields of `bot.chat.context.Context`; a paper is [id, title],
  [id, title, saved_at] or an object. A field holds on in later turns until one gives it anew.
- `last` and `asked` are set by themselves: the expected request of the turn before (so that one
  error counts once), and the last search, trending or list; a first turn may give them.
- `now` is of all turns; a turn may have its own. It is an instant with an offset.
- `expect` is a `Request`; slots left out have their defaults. `"also": [...]` beside `expect`
  holds further requests that are as good.
- Every turn is one utterance in the scores.

The half of an item is the parity of the last hexadecimal digit of the sha256 of its id: even is
`develop`, odd is `measured`. The measured half is never looked at while developing.

Words that ask the search (`query`, `topic`, `topics`, `question`) are compared as the search
reads them: without case, punctuation at the edges, stop words and question words; notes without
case and white space. `said` and the papers of `clarify` are not compared; of `unresolved` and
`left`, only whether there is any.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from bot.chat.context import Context
from bot.chat.requests import REQUEST, Request
from bot.search.stopwords import QUESTION_WORDS, STOP_WORDS

HERE = Path(__file__).parent
Half = Literal["develop", "measured"]
_SEARCHED = ("query", "topic", "question")
_NOT_COMPARED = ("said",)
_NOT_COMPARED_IN = {"clarify": ("papers",)}
_EDGES = ".,;:!?…()[]'’`"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message, and what it should be understood as: any of `expected`."""

    item: str
    turn: int
    text: str
    context: Context
    now: datetime
    expected: tuple[Request, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How many utterances, and shares of them: the intent right; the intent and all slots right."""

    count: int
    intent: float
    slots: float


def half_of(item: str) -> Half:
    """The half an item belongs to."""
    digest = hashlib.sha256(item.encode()).hexdigest()
    return "measured" if int(digest[-1], 16) % 2 else "develop"


def read(*paths: Path) -> Iterator[Utterance]:
    """The utterances of files. Raises ValueError where one does not keep the format."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                try:
                    yield from _turns(json.loads(line))
                except (KeyError, TypeError, ValueError) as error:
                    raise ValueError(f"{path.name}, line {number}: {error!r}") from error


def _turns(item: dict[str, Any]) -> Iterator[Utterance]:
    fields: dict[str, Any] = {}
    for number, turn in enumerate(item["turns"], 1):
        unknown = set(turn) - {"text", "context", "expect", "also", "now"}
        if unknown:
            raise ValueError(f"unknown keys {unknown}")
        fields |= {
            name: [_paper(paper) for paper in value]
            if name in ("shown", "replied", "listed")
            else value
            for name, value in turn.get("context", {}).items()
        }
        now = datetime.fromisoformat(turn.get("now", item["now"]))
        if now.tzinfo is None:
            raise ValueError("now has no offset")
        expected = tuple(
            REQUEST.validate_python(request) for request in (turn["expect"], *turn.get("also", ()))
        )
        yield Utterance(
            item["id"],
            number,
            turn["text"],
            Context.model_validate(fields),
            now,
            expected,
            tuple(item.get("tags", ())),
        )
        fields |= {"last": expected[0], "asked": _asked(expected[0], fields.get("asked"))}


def _asked(request: Request, before: Any) -> Any:
    """What a later "only with code" changes."""
    return Context(last=request, asked=before).base


def _paper(paper: Any) -> Any:
    if isinstance(paper, list):
        return dict(zip(("id", "title", "saved_at"), paper, strict=False))
    return paper


def same_intent(one: Request, other: Request) -> bool:
    """Whether the intents are the same, of several wishes each in its place."""
    if one.intent == "several" and other.intent == "several":
        return [wish.intent for wish in one.requests] == [wish.intent for wish in other.requests]
    return one.intent == other.intent


def same(one: Request, other: Request) -> bool:
    """Whether two requests ask for the same, see the top of the file."""
    return bool(_comparable(REQUEST.dump_python(one)) == _comparable(REQUEST.dump_python(other)))


def _comparable(value: Any, slot: str = "") -> Any:
    if isinstance(value, dict):
        left_out = _NOT_COMPARED_IN.get(value.get("intent", ""), ()) + _NOT_COMPARED
        return {
            name: _comparable(entry, name) for name, entry in value.items() if name not in left_out
        }
    if slot in ("unresolved", "left"):
        return bool(value)
    if slot == "topics":
        return sorted(_searched(topic) for topic in value)
    if slot in ("tags",):
        return sorted(value)
    if slot in _SEARCHED and isinstance(value, str):
        return _searched(value)
    if slot in ("text", "author"):
        return " ".join(value.casefold().split()).strip(_EDGES)
    if isinstance(value, list | tuple):
        return [_comparable(entry, slot) for entry in value]
    return value


def _searched(text: str) -> str:
    words = (word.strip(_EDGES) for word in re.split(r"[\s/]+", text.casefold()))
    return " ".join(w for w in words if w and w not in STOP_WORDS and w not in QUESTION_WORDS)


def score(pairs: Iterable[tuple[Utterance, Request]]) -> Score:
    """Score what was understood."""
    counted: Counter[str] = Counter()
    for utterance, understood in pairs:
        counted["all"] += 1
        counted["intent"] += any(same_intent(understood, one) for one in utterance.expected)
        counted["slots"] += any(same(understood, one) for one in utterance.expected)
    count = counted["all"] or 1
    return Score(counted["all"], counted["intent"] / count, counted["slots"] / count)
