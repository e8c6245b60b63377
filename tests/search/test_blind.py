"""How well questions are answered that were written without knowing the search.

`blind.jsonl` asks 120 questions about a saved papers page of 88 papers and 120 about 55 daily
lists: known papers in a person's own words, badly worded ones, questions for a fact, and two
kinds that nothing answers, everyday ones and near misses of a neighbouring field. The half
called "measure" was never looked at while anything was set by hand or by fitting.
"""

import json
import os
import statistics
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.search.engine import Document, SearchEngine
from bot.sources.files import read_file
from bot.sources.identifiers import title_key
from bot.sources.reading import Found

HERE = Path(__file__).resolve()
REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", HERE.parents[2].parent / "shared" / "data"))

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data is not here"),
]


Searched = tuple[SearchEngine, dict[str, str]]
"""An engine, and of each id the key of its title."""


def engine_of(paths: list[Path]) -> Searched:
    found = [
        item
        for path in paths
        for item in read_file(path, date(2026, 5, 31)).items
        if isinstance(item, Found)
    ]
    engine = SearchEngine()
    engine.add([Document.of(item.paper) for item in found])
    return engine, {item.paper.id: title_key(item.paper.title) for item in found}


@pytest.fixture(scope="module")
def engines() -> dict[str, Searched]:
    return {
        "page": engine_of([REAL_DATA / "saved_page.txt"]),
        "daily": engine_of(sorted((REAL_DATA / "daily_papers").glob("*.json.gz"))),
    }


def judged() -> list[dict[str, Any]]:
    lines = (HERE.parent / "blind.jsonl").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [row for row in rows if row["half"] == "measure"]


@pytest.mark.parametrize(
    ("catalogue", "false_answers", "false_silence", "reciprocal_rank"),
    [("page", 0.15, 0.15, 0.80), ("daily", 0.30, 0.26, 0.65)],
)
def test_the_measured_half(
    engines: dict[str, Searched],
    catalogue: str,
    false_answers: float,
    false_silence: float,
    reciprocal_rank: float,
) -> None:
    engine, titles = engines[catalogue]
    answered, silent, ranks = [], [], []
    for row in judged():
        if row["catalogue"] != catalogue:
            continue
        results = engine.search(row["question"], 10)
        if not row["papers"]:
            answered.append(results.matched)
            continue
        meant = {title_key(title) for title in row["papers"]}
        places = [
            place for place, hit in enumerate(results.hits, start=1) if titles[hit.id] in meant
        ]
        silent.append(not results.matched)
        ranks.append(1 / places[0] if places else 0.0)
    assert statistics.fmean(answered) <= false_answers
    assert statistics.fmean(silent) <= false_silence
    assert statistics.fmean(ranks) >= reciprocal_rank
