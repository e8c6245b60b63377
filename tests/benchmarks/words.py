"""The words that rank-bm25, bm25s and our bare index are all given: the same for each.

Lowercase words, 33 stop words left out, the rest reduced to Snowball's English stems.
"""

import re

import Stemmer

from storage.models import Paper

_STOP_WORDS = """
a an and are as at be but by for if in into is it no not of on or such that the their then there
these they this to was will with
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
WORD = re.compile(r"[^\W_]+")
_MOST_KNOWN = 500_000

_stemmer = Stemmer.Stemmer("english", 0)
_known: dict[str, str] = {}


def text_of(paper: Paper) -> str:
    """What is indexed of a paper by every engine but the whole pipeline."""
    return f"{paper.title} {paper.abstract}"


def content_words(text: str) -> list[str]:
    """Lowercase words of a text without the stop words."""
    return [word for word in WORD.findall(text.lower()) if word not in STOP_WORDS]


def stems(text: str) -> list[str]:
    """Stems of the words of a text, in order."""
    found = []
    for word in content_words(text):
        stem = _known.get(word)
        if stem is None:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            stem = _known[word] = _stemmer.stemWord(word)
        found.append(stem)
    return found
