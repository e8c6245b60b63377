"""Text to terms: what the index stores and what a question asks it for.

A word is folded (compatibility forms, accents, case), kept whole where it is a name
(gpt-4v, x^2y, opt_2.7b, 3d), taken apart and joined where it is a compound, and reduced to
its stem by Snowball's English stemmer. "text-to-image" gives "text", "imag" and
"texttoimag"; "DeepFloyd" gives "deep", "floyd" and "deepfloyd".
"""

import re
import unicodedata
from typing import NamedTuple

import Stemmer

from bot.search.stopwords import STOP_WORDS

LONGEST_TERM = 48
"""Characters of a term; what is longer is no word and is cut."""

_RUN = r"(?:[^\W_][\u0300-\u036f]*)+"
_WORD = re.compile(
    r"\\[A-Za-z]+"
    rf"|{_RUN}(?:(?:[-\u2010-\u2014\u2212'’]|[_^]\{{?|\}}|\.(?=\d)){_RUN})*"
)
_JOINT = re.compile(r"[-\u2010-\u2014\u2212_^{}]+")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$")
_APOSTROPHE = re.compile(r"['’]+")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VOWEL = re.compile(r"[aeiouy]|[^\x00-\x7f]")
_BRITISH = re.compile(r"(?<=\w{4})is(?=(?:e[drs]?|ers|ing|ations?)$)")
_SHORTEST_HUMP = 3
_SHORTEST_STEMMED = 4
_MOST_KNOWN = 200_000

_AMERICAN = {
    "colour": "color",
    "behaviour": "behavior",
    "neighbour": "neighbor",
    "neighbourhood": "neighborhood",
    "favour": "favor",
    "flavour": "flavor",
    "harbour": "harbor",
    "labour": "labor",
    "humour": "humor",
    "rumour": "rumor",
    "tumour": "tumor",
    "vapour": "vapor",
    "centr": "center",
    "fibr": "fiber",
    "metr": "meter",
    "modell": "model",
    "labell": "label",
    "travell": "travel",
    "cancell": "cancel",
    "analys": "analyz",
    "grey": "gray",
    "catalogu": "catalog",
    "dialogu": "dialog",
    "programm": "program",
    "licenc": "licens",
    "defenc": "defens",
}


class Form(NamedTuple):
    """A word apart from where it stands."""

    word: str
    """Folded, without hyphens and the like: "texttoimage", "gpt4v", "children"."""
    parts: tuple[str, ...]
    """Terms of its parts in order, stop words left out: ("text", "imag"). One for a plain word."""
    whole: str
    """Term of the word as a whole: "texttoimag"; a plain word's only part; "" for a stop word."""
    terms: tuple[str, ...]
    """Every term it gives: its parts, then its whole if it is not one of them."""


class Token(NamedTuple):
    """One written word and where it stands in its text."""

    start: int
    end: int
    form: Form


def fold(text: str) -> str:
    """Text in lowercase without accents and compatibility forms ("Ｆéê²" to "fee2")."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


class Analyzer:
    """Turns text into tokens. Holds a stemmer, so one belongs to one thread at a time."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._known: dict[str, Form] = {}

    def stem(self, word: str) -> str:
        """The term of a folded word. Names with digits and short words stay as they are."""
        if len(word) < _SHORTEST_STEMMED or not word.isalpha():
            return word[:LONGEST_TERM]
        if word.endswith("s") and not _VOWEL.search(word):
            return word[:-1][:LONGEST_TERM]
        stem: str = self._stemmer.stemWord(_BRITISH.sub("iz", word[:LONGEST_TERM]))
        return _AMERICAN.get(stem, stem)

    def tokens(self, text: str) -> list[Token]:
        """The words of a text with their places, in order, stop words among them."""
        return [
            Token(match.start(), match.end(), self._form(match.group()))
            for match in _WORD.finditer(text)
        ]

    def forms(self, text: str) -> list[Form]:
        """The words of a text in order, stop words among them."""
        return [self._form(written) for written in _WORD.findall(text)]

    def terms(self, text: str) -> list[str]:
        """The terms of the words of a text, in order."""
        return [term for form in self.forms(text) for term in form.terms]

    def _form(self, written: str) -> Form:
        known = self._known.get(written)
        if known is None:
            known = self._take_apart(written)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[written] = known
        return known

    def _take_apart(self, written: str) -> Form:
        if written[0] == "\\":
            return Form("", (), "", ())
        pieces = [
            _APOSTROPHE.sub("", fold(piece)) for piece in _split(_POSSESSIVE.sub("", written))
        ]
        pieces = [piece for piece in pieces if piece]
        word = "".join(pieces)
        if len(pieces) == 1:
            if word in STOP_WORDS or (len(word) < 2 and word.isascii()):
                return Form(word, (), "", ())
            term = self.stem(word)
            return Form(word, (term,), term, (term,))
        parts = tuple(
            self.stem(piece) for piece in pieces if len(piece) > 1 and piece not in STOP_WORDS
        )
        whole = self.stem(word)
        return Form(word, parts, whole, parts if whole in parts else (*parts, whole))


def _split(written: str) -> list[str]:
    """A written word at its hyphens, powers and humps: GPT4-ImageNet to GPT4, Image, Net."""
    pieces = []
    for piece in _JOINT.split(written):
        humps = _HUMPS.findall(piece) if piece.isascii() and len(piece) <= LONGEST_TERM else []
        words = [hump for hump in humps if not hump.isdigit()]
        if (
            len(words) > 1
            and sum(map(len, humps)) == len(piece)
            and all(len(hump) >= _SHORTEST_HUMP for hump in words)
        ):
            pieces.extend(humps)
        else:
            pieces.append(piece)
    return pieces
