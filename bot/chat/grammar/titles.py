"""Words of titles, as people remember them."""

from collections.abc import Iterable
from functools import lru_cache

from bot.search.folding import fold
from bot.search.stemming import stem


@lru_cache(maxsize=1_024)
def title_stems(title: str) -> frozenset[str]:
    """The stems of the words of a title, and of the parts of compounds."""
    words = fold(title).replace("-", " - ").replace("/", " ").split()
    bare = ("".join(c for c in word if c.isalnum()) for word in words)
    joined = ("".join(c for c in word if c.isalnum()) for word in fold(title).split())
    return frozenset(stem(word) for word in (*bare, *joined) if word)


def stems_of(words: Iterable[str]) -> frozenset[str]:
    """Stems of words and of the parts of compounds."""
    parts = (part for word in words for part in word.replace("/", "-").split("-"))
    bare = ("".join(c for c in part if c.isalnum()) for part in parts)
    return frozenset(stem(word) for word in bare if word)


def has_words(title: frozenset[str], stems: frozenset[str]) -> bool:
    """Whether a title has all the words, the beginning of one standing for it ("diffuse")."""
    return all(
        word in title or (len(word) >= 4 and any(other.startswith(word) for other in title))
        for word in stems
    )
