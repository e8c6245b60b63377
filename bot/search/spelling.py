"""Words the index does not know: two known ones run together, or one mistyped."""

import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

from numpy.typing import NDArray

from bot.search.lexicon import Lexicon
from bot.search.stopwords import QUESTION_WORDS

_LETTERS = string.ascii_lowercase
SHORTEST = 5
LONGEST = 24
"""A word is looked at for a mistake if it has this many letters, at least and at most."""

SHORTEST_CHANGED = 8
LINKS = ("", "to", "and", "of", "in")

Frequency = Callable[[str], int]
"""How many papers there are with a word."""


class WordList:
    """Words of the catalogue as written (folded).

    None is ever taken out: what nobody writes any more has no papers, and is passed over. One
    thread adds, any number ask.
    """

    def __init__(self, words: Lexicon | None = None) -> None:
        self._words = Lexicon() if words is None else words

    def add(self, words: Iterable[str]) -> None:
        """Take in more words."""
        self._words.numbers(list(words))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Itself as arrays to be kept."""
        return self._words.arrays()

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The words of such arrays. Raises LookupError or ValueError."""
        return cls(Lexicon.restored(arrays))

    def correction(self, word: str, papers_with: Frequency) -> str | None:
        """The most frequent known word one edit away from an unknown one, if there is any.

        A word that only says that something is asked ("someting") comes before all others.
        An edit is a letter left out or added, two neighbours swapped, or, in a longer word (a
        short one becomes another word too easily), a letter changed.
        """
        if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
            return None
        edits = set(_edits(word, changed=len(word) >= SHORTEST_CHANGED))
        if edits & QUESTION_WORDS:
            return min(edits & QUESTION_WORDS)
        near = self._known({edit for edit in edits if len(edit) >= SHORTEST}, papers_with)

        def closeness(edit: str) -> tuple[bool, bool, int, str]:
            swapped = sorted(word) == sorted(edit)
            return word[0] != edit[0], not swapped, -near[edit], edit

        return min(near, key=closeness, default=None)

    def split(
        self, word: str, papers_with: Frequency, links: Sequence[str] = LINKS
    ) -> tuple[str, str] | None:
        """A word as two known ones with one of `links` between, run together."""
        if not 2 * 3 <= len(word) <= 2 * LONGEST:
            return None
        pairs = [
            (word[:cut], word[cut + len(link) :])
            for cut in range(3, len(word) - 2)
            for link in links
            if word.startswith(link, cut) and len(word) - cut - len(link) >= 3
        ]
        known = self._known({piece for pair in pairs for piece in pair}, papers_with)
        return max(
            (pair for pair in pairs if pair[0] in known and pair[1] in known),
            key=lambda pair: min(known[pair[0]], known[pair[1]]),
            default=None,
        )

    def _known(self, words: Iterable[str], papers_with: Frequency) -> dict[str, int]:
        """Those of some words that papers have, and how many."""
        found = {word: papers_with(word) for word in self._words.known(words)}
        return {word: papers for word, papers in found.items() if papers}


def _edits(word: str, changed: bool) -> Iterator[str]:
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
