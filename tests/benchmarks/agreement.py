"""How far our scores are from rank_bm25's, for the same words and parameters."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from bot.search.bm25 import BM25Index
from storage.models import Paper
from tests.benchmarks.ours import BATCH, batches, okapi_index
from tests.benchmarks.words import stems, text_of


class WithLuceneIdf(BM25Okapi):  # type: ignore[misc]  # rank_bm25 carries no types
    """rank_bm25's scoring with the idf that is never negative."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        for word, frequency in nd.items():
            self.idf[word] = float(
                np.log1p((self.corpus_size - frequency + 0.5) / (frequency + 0.5))
            )


def largest_difference(papers: Sequence[Paper], questions: Sequence[str]) -> dict[str, Any]:
    """The largest difference of any score of any paper for any of the questions, in both modes."""
    corpus = [stems(text_of(paper)) for paper in papers]
    ours, exact = BM25Index(), okapi_index()
    for batch in batches(zip(papers, corpus, strict=True), BATCH):
        words = {paper.id: terms for paper, terms in batch}
        ours.add(words)
        exact.add(words)
    theirs = WithLuceneIdf(corpus, k1=ours.k1, b=ours.b)
    original = BM25Okapi(corpus, k1=exact.k1, b=exact.b, epsilon=exact.epsilon)
    lucene, okapi = 0.0, 0.0
    for question in questions:
        terms = stems(question)
        lucene = max(lucene, _apart(ours.get_scores(terms), theirs.get_scores(terms)))
        okapi = max(okapi, _apart(exact.get_scores(terms), original.get_scores(terms)))
    return {"lucene": lucene, "okapi": okapi, "queries": len(questions), "papers": len(papers)}


def _apart(ours: Any, theirs: Any) -> float:
    return float(np.max(np.abs(ours - theirs), initial=0.0))
