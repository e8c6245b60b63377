"""Who wrote what, for questions that name an author in full."""

import re
from collections.abc import Iterable

from bot.search.analysis import fold

_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 4
"""Of a name; a single word is no full name and may mean anything."""


class AuthorIndex:
    """Papers by the full names of their authors, without accents and case."""

    def __init__(self) -> None:
        self._papers: dict[tuple[str, ...], set[str]] = {}

    def add(self, doc_id: str, authors: Iterable[str]) -> None:
        """Note who wrote a paper."""
        for author in authors:
            name = tuple(_WORD.findall(fold(author)))
            if 2 <= len(name) <= _MOST_WORDS:
                self._papers.setdefault(name, set()).add(doc_id)

    def remove(self, doc_id: str, authors: Iterable[str]) -> None:
        """Take back what `add` noted."""
        for author in authors:
            name = tuple(_WORD.findall(fold(author)))
            papers = self._papers.get(name, set())
            papers.discard(doc_id)
            if not papers:
                self._papers.pop(name, None)

    def named_in(self, text: str) -> set[str]:
        """The papers of every author whose full name stands in a text."""
        words = _WORD.findall(fold(text))
        found: set[str] = set()
        for start in range(len(words)):
            for end in range(start + 2, min(start + _MOST_WORDS, len(words)) + 1):
                found |= self._papers.get(tuple(words[start:end]), set())
        return found
