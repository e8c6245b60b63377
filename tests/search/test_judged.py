"""How well questions are answered, on questions of our own with known answers.

`judged.jsonl` asks about a saved papers page of 88 papers and about 55 daily lists; half of it
(by a digest of the question) was used to set the numbers of the search. The other half was seen
while its word lists were made, so it guards what is reached and proves nothing new; those of
`test_blind.py` were written by people who had not seen the search at all.
`sample_judged.jsonl` asks about our sample edition.
"""

import gzip
import hashlib
import json
import math
import os
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.search.documents import Document, Results
from bot.search.engine import SearchEngine

HERE = Path(__file__).resolve()
REPOSITORY = HERE.parents[2]
REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
SAMPLE = REPOSITORY / "bot" / "sample" / "edition.jsonl"


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of questions: answered though nothing is there, unanswered though there is
    something; mean reciprocal rank of the paper meant; answering sentences shown."""

    false_answers: float
    false_silence: float
    reciprocal_rank: float
    sentences: float


def rows(name: str) -> list[dict[str, Any]]:
    with (HERE.parent / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def half(question: str) -> str:
    return "tune" if hashlib.sha256(question.encode()).digest()[0] % 2 == 0 else "measure"


Searched = tuple[SearchEngine, dict[str, Document]]
"""An engine, and its documents by id."""


def engine_of(documents: Iterable[Document]) -> Searched:
    by_id = {document.id: document for document in documents}
    engine = SearchEngine()
    engine.add(by_id.values())
    return engine, by_id


def sentence(searched: Searched, results: Results, doc_id: str) -> str:
    engine, documents = searched
    document = documents[doc_id]
    return engine.passage(results.reading, document.title, document.abstract).sentence


def measure(searched: Searched, judged: Iterable[dict[str, Any]]) -> Quality:
    engine, _ = searched
    false_answers: list[bool] = []
    false_silence: list[bool] = []
    ranks: list[float] = []
    sentences: list[bool] = []
    for row in judged:
        results = engine.search(row["question"])
        if row["paper"] is None:
            false_answers.append(results.matched)
            continue
        false_silence.append(not results.matched)
        places = {hit.id: place for place, hit in enumerate(results.hits, start=1)}
        meant = row["paper"]
        ranks.append(1 / places.get(meant, math.inf))
        if "answer" in row:
            shown = sentence(searched, results, meant) if meant in places else ""
            sentences.append(row["answer"] in shown)
    return Quality(
        statistics.fmean(false_answers),
        statistics.fmean(false_silence),
        statistics.fmean(ranks),
        statistics.fmean(sentences),
    )


def page() -> Iterator[Document]:
    """Titles and abstracts of the saved page as they stand, by title."""
    text = (REAL_DATA / "saved_page.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    papers = lines[lines.index("Mar 11") + 1 :]
    for title, abstract in zip(papers[::2], papers[1::2], strict=True):
        yield Document(title, title, abstract.replace("\\%", "%"))


def daily() -> Iterator[Document]:
    for path in sorted((REAL_DATA / "daily_papers").glob("*.json.gz")):
        for item in json.loads(gzip.decompress(path.read_bytes())):
            paper = item["paper"]
            keywords = tuple(paper.get("ai_keywords") or ())
            yield Document(paper["id"], paper["title"], paper["summary"], keywords)


def earlier() -> Iterator[Document]:
    with gzip.open(REAL_DATA / "hf_daily.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            keywords = tuple(paper["ai_keywords"] or ())
            yield Document(paper["id"], paper["title"], paper["text"], keywords)


def asked_of(catalogue: str, part: str) -> list[dict[str, Any]]:
    return [
        row
        for row in rows("judged.jsonl")
        if half(row["question"]) == part
        and (row["catalogue"] in (catalogue, "any") or (catalogue == "page" and not row["paper"]))
    ]


def test_the_judged_set_is_large_and_asks_everything_once() -> None:
    judged = rows("judged.jsonl")
    assert len({row["question"] for row in judged}) == len(judged) >= 120
    assert {half(row["question"]) for row in judged} == {"tune", "measure"}
    assert {row["kind"] for row in judged} == {"own", "bad", "fact", "out", "near"}


def test_questions_about_the_sample_edition() -> None:
    engine = SearchEngine()
    with SAMPLE.open(encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            engine.add(
                [
                    Document(
                        paper["id"],
                        paper["title"],
                        paper["abstract"],
                        keywords=tuple(paper["keywords"]),
                        day=date.fromisoformat(paper["date"]),
                        upvotes=paper["upvotes"],
                    )
                ]
            )
    judged = rows("sample_judged.jsonl")
    right = 0
    for row in judged:
        results = engine.search(row["question"])
        if row["papers"]:
            right += bool(results.hits) and results.hits[0].id in row["papers"]
        else:
            right += not results.matched
    assert right / len(judged) >= 0.93


needs_real_data = pytest.mark.skipif(
    not REAL_DATA.is_dir(), reason="the real inputs are not on this machine"
)


@pytest.mark.real_data
@needs_real_data
@pytest.mark.parametrize("part", ["tune", "measure"])
def test_questions_about_the_saved_page(part: str) -> None:
    searched = engine_of(page())
    assert len(searched[0]) == 88
    quality = measure(searched, asked_of("page", part))
    assert quality.false_answers <= 0.08, quality
    assert quality.false_silence <= 0.05, quality
    assert quality.reciprocal_rank >= 0.9, quality
    assert quality.sentences >= 0.85, quality


@pytest.mark.real_data
@needs_real_data
@pytest.mark.parametrize("part", ["tune", "measure"])
def test_questions_about_the_daily_lists(part: str) -> None:
    searched = engine_of(daily())
    assert len(searched[0]) > 1000
    quality = measure(searched, asked_of("daily", part))
    assert quality.false_answers <= 0.12, quality
    assert quality.false_silence <= 0.15, quality
    assert quality.reciprocal_rank >= 0.75, quality


@pytest.mark.real_data
@needs_real_data
def test_the_rule_holds_among_ten_thousand_papers() -> None:
    searched = engine_of([*earlier(), *page(), *daily()])
    assert len(searched[0]) > 8000
    judged = [row for row in rows("judged.jsonl") if row["paper"] or row["catalogue"] != "page"]
    quality = measure(searched, (row for row in judged if half(row["question"]) == "measure"))
    assert quality.false_answers <= 0.1, quality
    assert quality.false_silence <= 0.05, quality
    assert quality.reciprocal_rank >= 0.7, quality
