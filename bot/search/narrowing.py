"""What a paper must have beside a good score: filters, phrases, words left out, titles, authors.

A paper that does not pass is left out before the best are cut off. Most of it is a mask over all
papers. Whether words stand next to each other is read from the papers themselves, best first, as
far as it takes to find enough.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search.analysis import Analyzer
from bot.search.bm25 import BM25Index
from bot.search.columns import Facts
from bot.search.documents import Filters
from bot.search.marks import BY, IN_TITLE, MOST_WORDS, name_words, organisation_marks
from bot.search.postings import GAP, Ints, Longs
from bot.search.query import Query
from bot.search.view import Floats, Mask, View

_FARTHER = 8
_AT_ONCE = 4_096
"""Papers that are read at once."""

Ranked = tuple[Ints, Floats]


@dataclass(frozen=True, slots=True)
class _Run:
    """Terms that stand next to each other in this order, or that must not."""

    terms: tuple[int, ...]
    in_title: bool
    wanted: bool

    def hold(self, streams: Ints, ends: Longs) -> Mask:
        """Whether they do, in each of several papers: their streams one after the other, and
        where each ends. The first gap of a stream ends the title, the last one the stream."""
        places = np.flatnonzero(streams == self.terms[0])
        for after, term in enumerate(self.terms[1:], start=1):
            places = places[streams.take(places + after, mode="clip") == term]
        owners = ends.searchsorted(places, side="right")
        if self.in_title:
            gaps = np.flatnonzero(streams == GAP)
            title_ends = gaps[gaps.searchsorted(np.concatenate(([0], ends[:-1])))]
            owners = owners[places < title_ends[owners]]
        found = np.full(len(ends), not self.wanted, dtype=np.bool_)
        found[owners] = self.wanted
        return found


class Narrowing:
    """Which papers of a view pass."""

    def __init__(
        self,
        query: Query,
        filters: Filters,
        index: BM25Index,
        view: View,
        facts: Facts,
        analyzer: Analyzer,
    ) -> None:
        self._index = index
        self._view = view
        self._analyzer = analyzer
        self._runs: list[_Run] = []
        self._read: Mask | None = None
        self._held: Mask | None = None
        self.allowed: Mask | None = None
        """The papers that pass, as far as a mask tells; None if all do."""
        of_query = Filters(
            query.since, query.until, query.has_code, query.min_upvotes, query.max_upvotes
        )
        for mask in (facts.allowed(filters), facts.allowed(of_query)):
            if mask is not None:
                self._keep(mask)
        if filters.ids is not None:
            self._keep(self._these(filters.ids))
        for phrase in query.phrases:
            self._words(phrase, "", wanted=True)
        for words in query.title:
            self._words(words, IN_TITLE, wanted=True)
        for author in query.authors:
            self._keep(self._by(author))
        for name in query.organisations:
            self._keep(self._at(name))
        for words in query.without:
            self._words(words, "", wanted=False)
        for words in query.without_title:
            self._words(words, IN_TITLE, wanted=False)
        for author in query.without_authors:
            self._keep(~self._by(author))
        for name in query.without_organisations:
            self._keep(~self._at(name))

    def passes(self, number: int) -> bool:
        """Whether one paper passes."""
        if self.allowed is not None and not self.allowed[number]:
            return False
        return bool(self._hold(np.array([number]))[0])

    def first(self, numbers: NDArray[np.int64], k: int) -> NDArray[np.int64]:
        """The first `k` of some papers that pass, in their order."""
        if self.allowed is not None:
            numbers = numbers[self.allowed[numbers]]
        found = [numbers[:0]]
        start, size = 0, max(4 * k, 1)
        while start < len(numbers) and sum(map(len, found)) < k:
            some = numbers[start : start + size]
            found.append(some[self._hold(some)])
            start, size = start + size, size * _FARTHER
        return np.concatenate(found)[: max(k, 0)]

    def best(self, rank: Callable[[int, Mask | None], Ranked], k: int) -> Ranked:
        """The best `k` that pass, of what `rank` (how many, which are allowed) gives, best
        first."""
        if not self._runs:
            return rank(k, self.allowed)
        depth = 4 * k
        while True:
            numbers, scores = rank(depth, self.allowed)
            kept = np.flatnonzero(self._hold(numbers))
            if len(kept) >= k or len(numbers) < depth:
                return numbers[kept[:k]], scores[kept[:k]]
            depth *= _FARTHER

    def written_by(self, text: str) -> Mask | None:
        """The papers of every author whose full name stands in a text; None without any."""
        words = name_words(text)
        names = [
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 2, min(start + MOST_WORDS, len(words)) + 1)
        ]
        found: Mask | None = None
        for name in self._index.terms.known(BY + name for name in dict.fromkeys(names)):
            papers = self._named(name.removeprefix(BY))
            if papers is not None:
                found = papers if found is None else found | papers
        return found

    def _hold(self, numbers: NDArray[Any]) -> Mask:
        """Of some papers, those where words stand next to each other as is wanted. Each paper is
        read once."""
        if not self._runs:
            return np.ones(len(numbers), dtype=np.bool_)
        if self._read is None or self._held is None:
            self._read = np.zeros(len(self._view.alive), dtype=np.bool_)
            self._held = np.zeros(len(self._view.alive), dtype=np.bool_)
        unread = np.sort(numbers[~self._read[numbers]])
        for start in range(0, len(unread), _AT_ONCE):
            some = unread[start : start + _AT_ONCE]
            rows = self._view.rows(some)
            streams, ends = np.concatenate(rows), np.cumsum([len(row) for row in rows])
            self._held[some] = np.logical_and.reduce([r.hold(streams, ends) for r in self._runs])
        self._read[unread] = True
        held: Mask = self._held[numbers]
        return held

    def _keep(self, passed: Mask) -> None:
        self.allowed = passed if self.allowed is None else self.allowed & passed

    def _words(self, words: str, mark: str, wanted: bool) -> None:
        """Take in that some words must, or must not, stand next to each other."""
        parts: list[str] = []
        needed: list[str] = []
        for form in self._analyzer.forms(words):
            parts += form.parts
            needed += form.parts
            if form.whole and len(form.parts) < 2 and form.whole not in form.parts:
                needed.append(form.whole)  # a name: gpt-4 is more than its part "gpt"
        if not needed:
            return  # small words alone ask nothing
        having = self._with([mark + term for term in needed])
        if len(parts) > 1:
            if wanted:
                self._keep(having)
            if having.any():  # where no paper has all the words, none has them in a row
                numbers = tuple(self._index.terms.number(part) for part in parts)
                self._runs.append(_Run(numbers, mark == IN_TITLE, wanted))
        else:
            self._keep(having if wanted else ~having)

    def _by(self, author: str) -> Mask:
        words = name_words(author)
        if not words:  # nobody is called by a number
            return np.zeros(len(self._view.alive), dtype=np.bool_)
        whole = self._named(" ".join(words)) if len(words) > 1 else None
        return self._with([BY + word for word in words]) if whole is None else whole

    def _at(self, organisation: str) -> Mask:
        marks = organisation_marks(organisation)
        if not marks:  # nobody is called by a sign
            return np.zeros(len(self._view.alive), dtype=np.bool_)
        return self._with(marks)

    def _named(self, whole: str) -> Mask | None:
        """The papers of an author by their full name; None if nobody has it.

        Marks are not counted down when papers go, so that only the papers tell.
        """
        if not self._view.document_frequency(self._index.terms.number(BY + whole)):
            return None
        papers = self._with([BY + whole]) & self._view.alive
        return papers if papers.any() else None

    def _these(self, ids: Iterable[str]) -> Mask:
        mask = np.zeros(len(self._view.alive), dtype=np.bool_)
        numbers = (self._index.ids.number(doc_id, self._view.alive) for doc_id in ids)
        mask[[number for number in numbers if number >= 0]] = True
        return mask

    def _with(self, terms: Iterable[str]) -> Mask:
        """The papers that have all of some terms."""
        mask: Mask | None = None
        for term in dict.fromkeys(terms):
            having = np.zeros(len(self._view.alive), dtype=np.bool_)
            number = self._index.terms.number(term)
            if self._view.document_frequency(number):
                having[self._view.postings(number)[0]] = True
            mask = having if mask is None else mask & having
        assert mask is not None
        return mask
