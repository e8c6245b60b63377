"""What an index knows of terms at one moment."""

import math

from bot.search.lexicon import Lexicon
from bot.search.view import View


class Vocabulary:
    """Terms by name: their numbers and in how many papers of a view they stand. One question's
    own: it remembers what it was asked."""

    def __init__(self, terms: Lexicon, view: View) -> None:
        self._terms = terms
        self._view = view
        self.papers = view.size
        """How many papers there are."""
        self._frequencies: dict[str, int] = {}

    def number(self, term: str) -> int:
        """The number of a term, or -1."""
        return self._terms.number(term)

    def document_frequency(self, term: str) -> int:
        """In how many papers a term stands."""
        known = self._frequencies.get(term)
        if known is None:
            known = self._view.document_frequency(self._terms.number(term))
            self._frequencies[term] = known
        return known

    def idf(self, term: str) -> float:
        """Lucene's inverse document frequency; of a term never seen, as if of no paper."""
        df = self.document_frequency(term)
        return math.log1p((self.papers - df + 0.5) / (df + 0.5))
