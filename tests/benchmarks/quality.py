"""How well each engine ranks, on judged collections and on our own questions."""

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.relevance.corpora import (
    CATALOGUES,
    JUDGED,
    Collection,
    judged_collection,
    own_collection,
)
from tests.benchmarks.relevance.gain import ndcg
from tests.benchmarks.relevance.rankers import RANKERS, is_there

DEPTH = 10


def relevance(real_data: Path, halves: Sequence[str], say: Callable[[str], None]) -> dict[str, Any]:
    """nDCG@10 by collection and ranker; nothing of collections that are not here.

    Of our own questions only these halves ("tune", "measure") are asked.
    """
    found = {}
    for name in JUDGED:
        if (folder := real_data / "ir" / name).is_dir():
            say(f"Ranking {name}.")
            found[name] = _grades(judged_collection(folder), halves)
    if (real_data / "saved_page.txt").is_file():
        for name in CATALOGUES:
            say(f"Ranking for our questions on {name}.")
            found[name] = _grades(own_collection(name, real_data), halves)
    return found


def _grades(collection: Collection, halves: Sequence[str]) -> dict[str, float]:
    asked = [
        each
        for each in collection.asked
        if each.half in ("", *halves) and any(grade > 0 for grade in each.grades.values())
    ]
    grades = {}
    for name, maker in RANKERS.items():
        if is_there(name):
            ranker = maker(collection.documents)
            grades[name] = statistics.fmean(
                ndcg(ranker.rank(each.text, DEPTH), each.grades, DEPTH) for each in asked
            )
    return grades
