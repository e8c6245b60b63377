"""What is asked: known-item queries for the indexes, questions of people for the pipeline."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from storage.models import Paper
from tests.benchmarks.corpus import SEED
from tests.benchmarks.words import content_words

JUDGED = Path(__file__).resolve().parents[1] / "search"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ASKED_AS = (
    "which paper was it that does {}",
    "any papers about {}?",
    "how does {} work",
    "i am looking for {}",
    "{}",
    "show me work on {} please",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what a paper must be to be found."""

    text: str
    kind: str = "words"
    since: date | None = None
    has_code: bool | None = None
    min_upvotes: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Itself in JSON's own types."""
        return json.loads(json.dumps(asdict(self), default=date.isoformat))  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """What `to_json` made."""
        since = date.fromisoformat(kept["since"]) if kept["since"] else None
        return cls(**(kept | {"since": since}))


def known_items(papers: Sequence[Paper], many: int) -> list[Asked]:
    """Queries of 2 to 6 words for papers that are there.

    Half are neighbouring words of a title, half words drawn from title and abstract; stop words
    are in none, so that no engine pays for not leaving them out.
    """
    draw = random.Random(SEED)
    asked: list[Asked] = []
    tries = 0
    while len(asked) < many:
        paper = draw.choice(papers)
        title = content_words(paper.title)
        tries += 1
        if len(asked) % 2 == 0 and len(title) >= 2:
            length = min(draw.randint(2, 6), len(title))
            start = draw.randint(0, len(title) - length)
            words = title[start : start + length]
        else:
            known = sorted({word for word in title + content_words(paper.abstract) if word[2:]})
            words = draw.sample(known, min(draw.randint(2, 6), len(known)))
        if len(words) >= 2:
            asked.append(Asked(" ".join(words)))
        elif tries > 100 * many:
            raise ValueError("the papers have no words to ask for")
    return asked


def since_for_a_fifth(papers: Iterable[Paper]) -> date:
    """The day from which on about a fifth of the papers are."""
    days = sorted(paper.day or date.min for paper in papers)
    return days[len(days) * 4 // 5]


def judged_questions() -> list[str]:
    """The questions of our judged sets; of the blind one only the half that may be tuned on."""
    found = []
    for name in ("blind.jsonl", "judged.jsonl"):
        for line in (JUDGED / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("half", "tune") == "tune":
                found.append(str(row["question"]))
    return found


def questions(papers: Sequence[Paper], many: int, since: date) -> list[Asked]:
    """What people ask: judged questions, at most a quarter, and ones in their manner, mixed.

    A fifth have a typo, a fifth (others) ask for days, code or votes.
    """
    draw = random.Random(SEED)
    judged = judged_questions()
    texts = draw.sample(judged, min(len(judged), many // 4))
    made = known_items(papers, many - len(texts))
    texts += [draw.choice(_ASKED_AS).format(item.text) for item in made]
    draw.shuffle(texts)
    filters = (
        {"since": since},
        {"has_code": True},
        {"min_upvotes": 10},
        {"since": since, "min_upvotes": 5},
    )
    asked = []
    for number, text in enumerate(texts):
        if number % 5 == 1:
            asked.append(Asked(with_typo(text, draw), "typo"))
        elif number % 5 == 3:
            asked.append(Asked(text, "filter", **draw.choice(filters)))
        else:
            asked.append(Asked(text, "plain"))
    return asked


def with_typo(text: str, draw: random.Random) -> str:
    """The text with one wrong letter in one of its longer words, if it has one."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return text
    place = draw.choice(long)
    word = words[place]
    at = draw.randrange(1, len(word) - 1)
    words[place] = draw.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + draw.choice(LETTERS) + word[at + 1 :],
            word[:at] + draw.choice(LETTERS) + word[at:],
        )
    )
    return " ".join(words)


def bad_inputs() -> dict[str, str]:
    """Texts that no search should trip over, by what is wrong with them."""
    planes = "".join(
        chr(plane * 0x10000 + offset)
        for plane in range(17)
        for offset in (*range(0x41, 0x10000, 0x1F3), 0xFFFD)
    )
    words = [f"{a}{b}{c}" for a in LETTERS[:22] for b in LETTERS[:22] for c in LETTERS[:22]]
    common = ["model", "language", "learning", "data", "training", "video", "image", "network"]
    return {
        "nothing": "",
        "10,000 different words": " ".join(words[:10_000]),
        "10,000 common words": " ".join(common * 1_250),
        "one letter": "a",
        "stop words alone": "what is it that they were and then who is the one of it",
        "unbalanced quotes": '"diffusion “model "of “ images "" "',
        "10,000 quotes": '"' * 10_000,
        "a regular-expression bomb": "(a+)+$" * 500 + "a" * 5_000 + "!",
        "nested brackets": "(" * 5_000 + "a" + ")" * 5_000,
        "hyphens without end": "a-" * 5_000,
        "one word of 100,000 letters": "ab" * 50_000,
        "operators in a row": "title: author: -since: has: in: sort: upvotes:> " * 200,
        "every Unicode plane": planes,
        "combining marks": "e" + "\u0301" * 10_000,
        "right to left": "\u202e" + "نموذج لغوي כבד " * 500,
        "emoji": "🧑🏽‍🚀📄🤖" * 1_000,
        "lone surrogates": "diffusion \ud800\udfff\udc00 model" * 100,
        "NUL": "diffusion\0model\0" * 500,
    }
