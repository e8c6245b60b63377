"""nDCG as trec_eval reckons it: the gain of a document is its grade itself (linear gain)."""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `depth` documents, from 0 to 1.

    `grades` has the judged documents of the question; a higher grade is a better document, 0
    and less is none. Raises ValueError without a relevant document: such a question is left out
    of a mean, not counted as a failure.
    """
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    if not best:
        raise ValueError("nothing is relevant to this question")
    return _gain([max(grades.get(document, 0), 0) for document in ranked[:depth]]) / _gain(
        best[:depth]
    )


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, start=1))
