"""The best documents, found without adding everything up, against adding everything up."""

import random
import threading
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from bot.search import compiled, topk
from bot.search.bm25 import BM25Index
from bot.search.postings import Ints
from bot.search.topk import Weighted, best
from bot.search.view import Floats, Mask, View

Terms = list[tuple[str, float]]

VOCABULARY = 3_000


def zipf_texts(chance: random.Random, count: int) -> list[list[str]]:
    """Texts whose words are as unevenly frequent as those of people; a tenth stand there again."""
    ranks = range(1, VOCABULARY + 1)
    shares = [1 / rank for rank in ranks]
    texts: list[list[str]] = []
    for _ in range(count):
        if texts and chance.random() < 0.1:
            texts.append(chance.choice(texts))
        else:
            words = chance.choices(ranks, shares, k=chance.randint(1, 45))
            texts.append([f"w{word}" for word in words])
    return texts


class Corpus:
    """An index that has seen adds, replacements and removals, and what it should hold."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.index = BM25Index()
        held: dict[int, list[str]] = {}
        numbers: dict[str, int] = {}
        size = 0
        for count in (3_000, 1_200, 500, 40, 1, 15):
            ids = [f"d{self.chance.randrange(6_000)}" for _ in range(count)]
            added = dict(zip(ids, zipf_texts(self.chance, count), strict=True))
            for number, (doc_id, text) in enumerate(added.items(), start=size):
                held.pop(numbers.get(doc_id, -1), None)
                held[number] = text
                numbers[doc_id] = number
            size += len(added)
            self.index.add(added)
            gone = self.chance.sample(sorted(numbers), 60)
            self.index.remove(gone)
            for doc_id in gone:
                held.pop(numbers.pop(doc_id), None)
        self.ids = {number: doc_id for doc_id, number in numbers.items()}
        self.held = held
        self.size = size
        self.df = Counter(word for text in held.values() for word in set(text))
        total = sum(map(len, held.values()))
        self.norms = {
            number: 0.9 * (0.25 + 0.75 * len(text) / (total / len(held)))
            for number, text in held.items()
        }
        self.counts = {number: Counter(text) for number, text in held.items()}

    def scores(self, terms: Terms, allowed: Mask | None) -> dict[int, float]:
        """Every score there is, added up one by one."""
        found: dict[int, float] = {}
        factors = [
            (t, w * 1.9 * float(np.log1p((len(self.held) - self.df[t] + 0.5) / (self.df[t] + 0.5))))
            for t, w in terms
        ]
        for number, counts in self.counts.items():
            if allowed is None or allowed[number]:
                norm = self.norms[number]
                gains = [f * counts[t] / (counts[t] + norm) for t, f in factors if t in counts]
                if gains:
                    found[number] = sum(gains)
        return found

    def check(self, terms: Terms, k: int, allowed: Mask | None) -> None:
        """Hold a search against the scores of all documents."""
        scores = self.scores(terms, allowed)
        found = self.index.search(terms, k, allowed)
        by_id = {self.ids[number]: number for number in scores}
        numbers = [by_id[doc_id] for doc_id, _ in found]
        expected = sorted(scores.values(), reverse=True)[:k]
        assert [score for _, score in found] == pytest.approx(expected, rel=1e-9)
        assert [scores[number] for number in numbers] == pytest.approx(expected, rel=1e-9)
        # Of documents with the same words those come first that were added first.
        taken: dict[tuple[str, ...], list[int]] = {}
        for number in numbers:
            taken.setdefault(tuple(self.held[number]), []).append(number)
        same: dict[tuple[str, ...], list[int]] = {text: [] for text in taken}
        for number in sorted(scores):
            if (text := tuple(self.held[number])) in same:
                same[text].append(number)
        for text, some in taken.items():
            assert some == same[text][: len(some)]

    def terms(self) -> Terms:
        """A few terms of any frequency, with weights of like or of very different size."""
        chance = self.chance
        ranks = [int(VOCABULARY ** chance.random()) for _ in range(chance.randint(1, 7))]
        spread = chance.choice((0, 1, 9))
        return [(f"w{rank}", 10 ** chance.uniform(-spread, spread)) for rank in ranks]

    def mask(self) -> Mask | None:
        """Nothing asked, or few, many or nearly all documents, or none."""
        share = self.chance.choice((None, 0.0, 0.002, 0.02, 0.5, 0.97, 1.0))
        if share is None:
            return None
        return np.array([self.chance.random() < share for _ in range(self.size)], dtype=np.bool_)


@pytest.fixture(autouse=True)
def not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numpy's way, also after another test has compiled the loops."""
    monkeypatch.setattr(compiled, "best", lambda *_: None)


@pytest.fixture(scope="module", params=[1, 2])
def corpus(request: pytest.FixtureRequest) -> Corpus:
    return Corpus(request.param)


def test_the_best_are_those_of_adding_everything_up(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = Counter[str]()
    finished = topk._finished

    def counted(
        view: View, terms: Sequence[Weighted], k: int, docs: Ints, sums: Floats
    ) -> tuple[Ints, Floats]:
        looked_up["after some" if sums.any() else "at once"] += 1
        return finished(view, terms, k, docs, sums)

    monkeypatch.setattr(topk, "_finished", counted)
    assert len(corpus.index.view.segments) > 2 and corpus.index.view.gone
    for turn in range(90):
        # A small index has little at stake: every other time it is looked at as a large one.
        monkeypatch.setattr(topk, "_WORTH_A_LOOK", (4_096, 50)[turn % 2])
        k = corpus.chance.choice((1, 2, 3, 10, 50, 200))
        corpus.check(corpus.terms(), k, corpus.mask())
    # All ways were gone: terms left out until the end, few documents looked up, frequent terms.
    assert looked_up["at once"] > 3 and looked_up["after some"] > 3
    assert corpus.index.view.heads is not None and corpus.index.view.heads._counts


def test_more_than_there_are_gives_all(corpus: Corpus) -> None:
    everybody = np.ones(corpus.size, dtype=np.bool_)
    for allowed in (None, everybody):
        corpus.check([("w1", 1.0), ("w2900", 1.0)], 2 * corpus.size, allowed)


def test_a_term_asked_for_twice_counts_twice(corpus: Corpus) -> None:
    corpus.check([("w3", 1.0), ("w40", 0.5), ("w3", 1.0), ("w40", 0.5)], 20, None)


def test_terms_no_document_has_change_nothing(corpus: Corpus) -> None:
    terms = [("w5", 1.0), ("nowhere", 5.0), ("", 3.0), ("w77", 2.0)]
    corpus.check(terms, 20, None)
    assert corpus.index.search(terms, 20) == corpus.index.search([terms[0], terms[3]], 20)


@pytest.mark.parametrize("k", [-1, 0])
def test_none_are_asked_for(corpus: Corpus, k: int) -> None:
    assert corpus.index.search([("w1", 1.0)], k) == []


def test_terms_that_vanish_beside_another_do_not_cost_a_document(corpus: Corpus) -> None:
    # 1e16 + 1 is 1e16: what is left of such a sum by subtraction may be less than nothing.
    half = np.arange(corpus.size) % 2 == 0
    for allowed in (None, half):
        for large in (1e3, 1e15, 1e16, 1e17, 1e18):
            corpus.check([("w90", large), ("w60", 1.0), ("w1", 1.0), ("w2", 1.0)], 200, allowed)
            corpus.check([("w90", 1.0), ("w60", large), ("w1", 0.1), ("w2", 1e-9)], 5, allowed)


def test_threads_do_not_disturb_each_other(corpus: Corpus) -> None:
    queries = [(corpus.terms(), corpus.mask()) for _ in range(12)]
    expected = [corpus.index.search(terms, 10, mask) for terms, mask in queries]
    wrong: list[object] = []

    def ask(start: int) -> None:
        try:
            for turn in range(60):
                place = (start + turn) % len(queries)
                terms, mask = queries[place]
                if corpus.index.search(terms, 10, mask) != expected[place]:
                    wrong.append(terms)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_search_that_fails_leaves_nothing_for_the_next(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = [("w1", 1.0), ("w50", 1.0), ("w2", 1.0)]
    expected = corpus.index.search(terms, 10)
    with monkeypatch.context() as patch:
        patch.setattr(topk, "_chosen", lambda *_: 1 / 0)
        patch.setattr(topk, "_finished", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            corpus.index.search(terms, 10)
    assert corpus.index.search(terms, 10) == expected


def test_an_empty_view_has_no_best() -> None:
    numbers, scores = best(View(), [Weighted(0, 1.0, 1), Weighted(3, 1.0, 0)], 5)
    assert len(numbers) == len(scores) == 0
