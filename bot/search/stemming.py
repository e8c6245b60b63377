"""Words to their stems: Snowball's English stemmer, and what it gets wrong in papers."""

import re
import threading
from collections.abc import Callable

import Stemmer

LONGEST_TERM = 48
"""Characters of a term; what is longer is no word and is cut."""

_SHORTEST_STEMMED = 4

_PLURAL_OF_LETTERS = re.compile(r"[b-df-hj-np-tv-xz]{2,}(?<!s)[aeiou]?s")
_IZ = re.compile(r"(?<=\w{4})is(?=(?:e[drs]?|ers|ing|ations?)$)|(?<=al)ys(?=(?:e[drs]?|ing)$)")
_OR = re.compile(
    r"(?<=\w{2})our(?=(?:s|ed|ings?|al(?:ly)?|abl[ey]|hoods?|it(?:e|es|ism)|ful|less|ers?|ists?"
    r"|i[sz]\w+)?$)"
)


def _read_as(pairs: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in pairs.split())


_AMERICAN = _read_as(
    "centr:center fibr:fiber metr:meter litr:liter theatr:theater calibr:caliber grey:gray"
    " programm:program licenc:licens defenc:defens offenc:offens practis:practic analys:analyz"
    " paralys:paralyz catalys:catalyz artefact:artifact judgement:judgment modell:model"
    " labell:label travell:travel cancell:cancel channell:channel tunnell:tunnel signall:signal"
    " catalogu:catalog dialogu:dialog monologu:monolog analogu:analog"
)
_SINGULAR = _read_as(
    "matrices:matrix vertices:vertex indices:index appendices:appendix simplices:simplex"
    " vortices:vortex cortices:cortex helices:helix axes:axis theses:thesis crises:crisis"
    " criteria:criterion phenomena:phenomenon corpora:corpus formulae:formula mice:mouse"
    " children:child women:woman men:man"
)


class _Own(threading.local):
    """A thread's own stemmer: none bears being used by two at once."""

    def __init__(self) -> None:
        self.snowball: Callable[[str], str] = Stemmer.Stemmer("english", 0).stemWord


_own = _Own()


def stem(word: str) -> str:
    """The term of a folded word. Names with digits and short words stay as they are."""
    if len(word) < _SHORTEST_STEMMED or not word.isalpha():
        return word[:LONGEST_TERM]
    word = word[:LONGEST_TERM]
    if not word.isascii():
        return _own.snowball(word)
    if _PLURAL_OF_LETTERS.fullmatch(word):
        return word[:-1]
    if len(word) >= 7 and word.endswith("sis"):
        word = word[:-2] + "es"
    word = _SINGULAR.get(word, word)
    if "is" in word or "ys" in word:
        word = _IZ.sub(lambda found: found.group()[0] + "z", word)
    if "our" in word:
        word = _OR.sub("or", word)
    stem = _own.snowball(word)
    return _AMERICAN.get(stem, stem)
