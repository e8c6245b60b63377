"""Terms that a paper is found by and not scored by: words of its title, names of its authors and of
its organisation."""

import re
from collections.abc import Iterator

from bot.search.folding import fold

IN_TITLE = "\1"
"""Before a term that stands in a title."""
BY = "\2"
"""Before a word of an author's name, and before the whole name."""
AT = "\3"
"""Before a word of an organisation's name."""
MOST_WORDS = 4
"""Of a name that is known as a whole."""

_NAME = re.compile(r"[^\W\d_]+")
_ORGANISATION = re.compile(r"[^\W_]+")


def name_words(name: str) -> list[str]:
    """The folded words of a person's name."""
    return _NAME.findall(fold(name))


def author_marks(name: str) -> Iterator[str]:
    """The marks of one author."""
    words = name_words(name)
    yield from (BY + word for word in words)
    if 2 <= len(words) <= MOST_WORDS:
        yield BY + " ".join(words)


def organisation_marks(name: str) -> list[str]:
    """The marks of an organisation: one for each word of its name, numbers too."""
    return [AT + word for word in _ORGANISATION.findall(fold(name))]
