"""Words the index does not know: two known ones run together, or one mistyped."""

import string
from collections import Counter
from collections.abc import Iterable

from bot.search.stopwords import QUESTION_WORDS

_LETTERS = string.ascii_lowercase
SHORTEST = 5
LONGEST = 24
"""A word is looked at for a mistake if it has this many letters, at least and at most."""

SHORTEST_CHANGED = 8


class WordList:
    """The words of the catalogue as written (folded), with how many papers have each."""

    def __init__(self, papers_with: Counter[str] | None = None) -> None:
        self.papers_with = Counter[str]() if papers_with is None else papers_with

    def add(self, words: Iterable[str]) -> None:
        """Count the distinct words of one more paper."""
        self.papers_with.update(words)

    def remove(self, words: Iterable[str]) -> None:
        """Take back what `add` counted."""
        for word in words:
            self.papers_with[word] -= 1
            if self.papers_with[word] <= 0:
                del self.papers_with[word]

    def correction(self, word: str) -> str | None:
        """The most frequent known word one edit away from an unknown one, if there is any.

        A word that only says that something is asked ("someting") comes before all others.
        An edit is a letter left out or added, two neighbours swapped, or, in a longer word (a
        short one becomes another word too easily), a letter changed.
        """
        if word in self.papers_with or not SHORTEST <= len(word) <= LONGEST:
            return None
        if not (word.isascii() and word.isalpha()):
            return None
        edits = set(_edits(word, changed=len(word) >= SHORTEST_CHANGED))
        if edits & QUESTION_WORDS:
            return min(edits & QUESTION_WORDS)
        near = {edit for edit in edits if edit in self.papers_with and len(edit) >= SHORTEST}
        return min(near, key=lambda edit: self._closeness(word, edit), default=None)

    def split(self, word: str) -> tuple[str, ...] | None:
        """An unknown word as two known ones, or two with a link word between, run together."""
        if word in self.papers_with or not 2 * 3 <= len(word) <= 2 * LONGEST:
            return None
        best: tuple[int, tuple[str, ...]] | None = None
        for cut in range(3, len(word) - 2):
            left, rest = word[:cut], word[cut:]
            if left not in self.papers_with:
                continue
            for link in ("", "to", "and", "of", "in"):
                right = rest[len(link) :]
                if rest.startswith(link) and len(right) >= 3 and right in self.papers_with:
                    weight = min(self.papers_with[left], self.papers_with[right])
                    if best is None or weight > best[0]:
                        best = weight, (left, right)
        return best[1] if best else None

    def _closeness(self, word: str, edit: str) -> tuple[bool, bool, int, str]:
        swapped = sorted(word) == sorted(edit)
        return word[0] != edit[0], not swapped, -self.papers_with[edit], edit


def _edits(word: str, changed: bool) -> Iterable[str]:
    for place in range(len(word) + 1):
        left, right = word[:place], word[place:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in _LETTERS:
            yield left + letter + right
            if right and changed:
                yield left + letter + right[1:]
