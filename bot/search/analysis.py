"""Text to terms: what the index stores and what a question asks it for.

A word is folded (compatibility forms, accents, case), taken apart and joined where it is a
compound or a name, and reduced to its stem by Snowball's English stemmer. "text-to-image" gives
"text", "imag" and "texttoimag"; "DeepFloyd" gives "deep", "floyd" and "deepfloyd"; "GPT-4V",
"GPT4V" and "GPT 4V" share "gpt4v". Writing without spaces (Chinese, Japanese, Thai) gives its
characters and overlapping pairs of them.

Every step before the words are looked up keeps each character in its place, so that a token
still stands where its word was written.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from itertools import chain, pairwise
from typing import NamedTuple, TypeVar

from bot.search.folding import fold
from bot.search.stemming import LONGEST_TERM, stem
from bot.search.stopwords import EVERYDAY_WORDS, GENERIC_WORDS, QUESTION_WORDS, STOP_WORDS

T = TypeVar("T")

_MOST_KNOWN = 60_000
"""Written words whose forms are kept at hand, and as many again of those before."""
_LONGEST_KNOWN = 64
_MOST_PIECES = 6
"""Pieces of a word that are looked at for a name inside it."""
_SHORTEST_HUMP = 3

_GAP = "\x7f"
"""Stands for a character that a reader does not see: what is left and right of it is one word."""
_APART = "\x1f"
"""Stands for the space inside a name that is also written with a hyphen: "GPT 4", "k means"."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u0711\u0730-\u074a\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
)
"""Signs that belong to the letter before them and that Python counts as no letter."""
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Letters of scripts that put no spaces between words."""

_PLAIN_WRITTEN = re.compile(
    r"[A-Za-z0-9]++(?:[-.'^_{}\x7f\x1f]++[A-Za-z0-9]++)*+(?:(?:\+\+|\#)(?!\w))?+"
)
_ANY_WRITTEN = re.compile(
    rf"[\w{_MARKS}]++(?:[-.'^{{}}\x7f\x1f]++[\w{_MARKS}]++)*+(?:(?:\+\+|\#)(?!\w))?+"
)
"""What is looked up at once: words and what may join them. It may hold several words."""
_NOT_WRITTEN = {
    ord(c): " " for c in map(chr, range(128)) if not c.isalnum() and c not in "-.'^_{}\x7f\x1f+#"
}
"""ASCII characters that are in no match of _PLAIN_WRITTEN, as a space."""

_LETTERS = rf"(?:[^\W_]|[{_MARKS}])++"
_WORD = re.compile(
    r"(?<![^\W_])[A-Za-z](?:\+\+|\#)|(?<![^\W_])(?:[A-Za-z]\.)++[A-Za-z](?![^\W_])"
    rf"|{_LETTERS}(?:[\^{{}}\x7f]*+(?:[-_'\x1f]|(?<=\d)\.(?=\d))?+[\^{{}}\x7f]*+{_LETTERS})*+"
)
_WORDS_JOINED = re.compile(r"[A-Za-z][a-z]++(?:-[A-Za-z][a-z]++)++")
_COMPOUND = re.compile(r"[A-Za-z0-9]++(?:[-\x1f][A-Za-z0-9]++)*+")
_UNSEEN = re.compile(r"[\^{}\x7f]+")
_JOINT = re.compile(r"[-_\x1f]+")
_CONTRACTION = re.compile(r"'(?:s|t|d|m|ll|re|ve)?$", re.IGNORECASE)
_TWO_AS_TO = re.compile(r"(?<=[A-Za-z]{2})2(?=[A-Za-z]{2})")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLURAL_OF_CAPITALS = re.compile(r"[A-Z]{2,}s")
_EDGE = re.compile(
    r"(?<=[a-z]{3})(?=v\d)|(?<=[a-z]{2})(?<![a-z]{3}v)(?=\d)"
    r"|(?<=\d)(?!(?:st|nd|rd|th)$)(?=[a-ce-z][a-z])|(?<=\dd)(?=[a-z]{2})"
)
"""Where a name changes between letters and numbers: yolo|v8, gpt|4v, qwen|2.5|vl, 3d|gs."""
_UNIT = re.compile(rf"[^{_MARKS}\uff9e\uff9f\x7f][{_MARKS}\uff9e\uff9f\x7f]*")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}](?:[{_UNSPACED}{_MARKS}\x7f]*[{_UNSPACED}{_MARKS}])?")

_NAME_APART = re.compile(
    r" (?:[2-6] (?=[dD]\b)|(?=[vV]?\d\d?(?:\.\d{1,2})?[A-Za-z]?(?![\w%,]|\.\d))"
    r"|[b-hj-zB-HJ-Z] (?=(?P<next>[A-Za-z]{2,})))"
)
_ORDINARY = STOP_WORDS | QUESTION_WORDS | GENERIC_WORDS | EVERYDAY_WORDS
_NAME_BEFORE = re.compile(r"(?<![^\s(\[\"'/\x7f{])[A-Z][A-Za-z0-9-]*[A-Za-z][A-Za-z0-9]*$")

_LATEX = re.compile(
    r"\$+|\\[\"'`^~=.]\{?(?=[A-Za-z])|\\(?P<name>[A-Za-z]+)\*?(?P<opened>[ ]*\{)?|\\."
)
_GREEK_NAMES = {unicodedata.name(chr(c)).split()[-1].lower() for c in range(0x3B1, 0x3CA)}


_WRITTEN_AS = {
    "'": "\u2019\u2018\u02bc\uff07",
    "-": "\u2010\u2011\u2012\u2013\u2212\u00b7\u2043\ufe63\uff0d",
    " ": "\u2014\u2015\u00a0\u2009\u202f",
    _GAP: "\u00ad\u200b\u200c\u200d\u2060\ufeff",
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


class _Known(dict[str, T]):
    """What was worked out once for a text. Texts not met for long are forgotten."""

    def __init__(self, work_out: Callable[[str], T]) -> None:
        super().__init__()
        self._work_out = work_out
        self._older: dict[str, T] = {}

    def __missing__(self, text: str) -> T:
        found = self._older.get(text) or self._work_out(text)
        if len(text) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self._older = dict(self)
                self.clear()
            self[text] = found
        return found


class Analyzer:
    """Turns text into tokens. The same text always gives the same ones.

    May be used by several threads at once.
    """

    def __init__(self) -> None:
        self._known = _Known(self._forms_of)
        # Equal terms are one object: they are compared often and kept long.
        self._terms = _Known(lambda word: sys.intern(stem(word)))

    def tokens(self, text: str) -> list[Token]:
        """The words of a text with their places, which overlap in writing without spaces."""
        plain = _in_place(text)
        found = []
        for match in (_PLAIN_WRITTEN if plain.isascii() else _ANY_WRITTEN).finditer(plain):
            forms = self._known[match.group()]
            if len(forms) == 1:
                found.append(Token(match.start(), match.end(), forms[0]))
            elif forms:
                start = match.start()
                for (first, last), form in zip(_places(match.group()), forms, strict=True):
                    found.append(Token(start + first, start + last, form))
        return found

    def forms(self, text: str) -> list[Form]:
        """The words of a text in order, stop words among them."""
        plain = _in_place(text)
        written = (_PLAIN_WRITTEN if plain.isascii() else _ANY_WRITTEN).findall(plain)
        return list(chain.from_iterable(map(self._known.__getitem__, written)))

    def pieces(self, text: str) -> list[str]:
        """A text taken apart where no word goes on, in order: quicker than into its words, and
        they are had by `forms_of`. Some may be empty."""
        plain = _in_place(text)
        if plain.isascii():
            # A full stop before a space ends a word like the space itself; fewer pieces differ.
            return plain.translate(_NOT_WRITTEN).replace(". ", " ").rstrip(" .").split(" ")
        found: list[str] = _ANY_WRITTEN.findall(plain)
        return found

    def forms_of(self, piece: str) -> list[Form]:
        """The words of a piece in order. They are not remembered: that is left to who asks."""
        written = (_PLAIN_WRITTEN if piece.isascii() else _ANY_WRITTEN).findall(piece)
        return [form for each in written for form in self._known.get(each) or self._forms_of(each)]

    def terms(self, text: str) -> list[str]:
        """The terms of the words of a text, in order."""
        return [term for form in self.forms(text) for term in form.terms]

    def _forms_of(self, written: str) -> tuple[Form, ...]:
        """Forms of one match of _PLAIN_WRITTEN or _ANY_WRITTEN."""
        if written.isascii() and written.isalpha():
            lower = written.lower()
            if written[1:] == lower[1:]:
                return (self._plain(lower),) if written == lower else self._known[lower]
        if _WORDS_JOINED.fullmatch(written):
            return (self._compound(written.lower().split("-")),)
        if _COMPOUND.fullmatch(written):
            return (self._form(written),)
        forms: list[Form] = []
        for start, end, unspaced in _words(written):
            if unspaced:
                forms += self._pairs(written[start:end])
            else:
                forms.append(self._form(written[start:end]))
        return tuple(forms)

    def _pairs(self, run: str) -> list[Form]:
        """Forms of the overlapping pairs of characters of writing without spaces."""
        units = [fold(_UNSEEN.sub("", unit)) for unit in _UNIT.findall(run)]
        if len(units) < 2:
            return [self._plain("".join(units))]
        forms = []
        for first, second in pairwise(unit[:LONGEST_TERM] for unit in units):
            pair = (first + second)[:LONGEST_TERM]
            forms.append(Form(pair, (first, pair), pair, (first, pair)))
        last = (*forms[-1].parts, units[-1][:LONGEST_TERM])
        forms[-1] = forms[-1]._replace(parts=last, terms=last)
        return forms

    def _plain(self, word: str) -> Form:
        """The form of a folded word in one piece."""
        if not word or word in STOP_WORDS:
            return Form(word, (), "", ())
        term = self._terms[word]
        return Form(word, (term,), term, (term,))

    def _compound(self, words: list[str]) -> Form:
        """The form of folded words of at least two letters: as `_form`, and quicker."""
        parts = tuple(self._terms[word] for word in words if word not in STOP_WORDS)
        joined = "".join(words)
        whole = sys.intern(stem(joined))
        return Form(joined, parts, whole, parts if whole in parts else (*parts, whole))

    def _form(self, written: str) -> Form:
        """The form of one match of _WORD."""
        word = _UNSEEN.sub("", written)
        if "'" in word:
            word = _CONTRACTION.sub("", word).replace("'", "")
        if "." in word and not any(c.isdigit() for c in word):
            return self._plain(fold(word.replace(".", "")))
        if _APART not in word and (word[-1:] == "#" or word[-1:] == "+"):
            return self._plain(fold(word))
        if "2" in word:
            word = _TWO_AS_TO.sub("-to-", word)
        # A mark without its letter is folded to nothing.
        pieces = [units for piece in _JOINT.split(word) if (units := _units(piece))]
        units = [unit for piece in pieces for unit in piece]
        whole_word = "".join(units)
        if len(units) < 2 or all(len(unit) == 1 for unit in units):
            return self._plain(whole_word)
        lone = word[1:2] == _APART
        parts: list[str] = []
        named: list[str] = []
        for place, piece in enumerate(pieces):
            parts += [
                self._terms[unit]
                for unit in piece
                if unit not in STOP_WORDS and (len(unit) > 1 or lone or not unit.isascii())
            ]
            if place >= _MOST_PIECES:
                continue
            # GPT-4-Turbo is a GPT-4, Qwen2.5-VL a Qwen2.5, and DALL-E 3 a DALL-E.
            before = sum(map(len, pieces[:place]))
            numbered = place > 0 and piece[0][0].isdigit()
            insides = (units[:before], units[: before + len(piece)]) if numbered else (piece,)
            named += [self._joined(inside) for inside in insides if 1 < len(inside) < len(units)]
        if named:  # first, so that the others stand together as in any other writing
            parts[:0] = dict.fromkeys(name for name in named if name not in parts)
        whole = self._joined(units)
        terms = tuple(parts) if whole in parts else (*parts, whole)
        return Form(whole_word, tuple(parts), whole, terms)

    def _joined(self, units: list[str]) -> str:
        """The term of a name or compound made of folded units."""
        word = "".join(units)
        if word.isalpha():
            return sys.intern(stem(word))
        return sys.intern(("".join(units[:-1]) + self._terms[units[-1]])[:LONGEST_TERM])


def _in_place(text: str) -> str:
    """The text without LaTeX, with plain hyphens and apostrophes, every letter in its place."""
    if "\\" in text or "$" in text:
        text = _LATEX.sub(_without_command, text)
    if not text.isascii():
        for plain, others in _WRITTEN_AS.items():
            for other in others:
                text = text.replace(other, plain)
    # A space before it lets the first word be met like any other.
    return _NAME_APART.sub(_joined_name, f" {text}")[1:]


def _without_command(found: re.Match[str]) -> str:
    """As many characters as the command has: nothing to see, the name of a letter, or space."""
    written, name = found.group(), found.group("name")
    if written[0] == "$" or (name is None and len(written) > 1 and written[1] in "\"'`^~=."):
        return _GAP * len(written)
    if name is None:
        return f"{_GAP}_" if written == "\\_" else " " * len(written)
    greek = name.lower().removeprefix("var")
    if greek in _GREEK_NAMES or greek == "lambda":
        before = found.string[found.start() - 1 : found.start()]
        hidden = len(name) - len(greek)
        lead = " " if before.isalnum() else _GAP
        return lead + _GAP * hidden + greek + _GAP * (len(written) - 1 - len(name))
    return (_GAP if found.group("opened") else " ") * len(written)


def _joined_name(found: re.Match[str]) -> str:
    """The space in "GPT 4", "3 D" and "k means" as what joins a name; any other as it is."""
    written = found.group()
    if len(written) == 1:
        place = found.start()
        name = _NAME_BEFORE.search(found.string, max(0, place - LONGEST_TERM), place)
        return " " if name is None or name.group().lower() in _ORDINARY else _APART
    following = found.group("next")
    return written if following in STOP_WORDS else written[:-1] + _APART


def _words(written: str) -> list[tuple[int, int, bool]]:
    """Start and end of each word, and whether it is a run of writing without spaces."""
    found = []
    start = 0
    if not written.isascii():
        for run in _UNSPACED_RUN.finditer(written):
            found += [(*word.span(), False) for word in _WORD.finditer(written, start, run.start())]
            found.append((*run.span(), True))
            start = run.end()
    found += [(*word.span(), False) for word in _WORD.finditer(written, start)]
    return found


def _places(written: str) -> list[tuple[int, int]]:
    """Start and end of what each form of `written` stands for."""
    places = []
    for start, end, unspaced in _words(written):
        units = [unit.span() for unit in _UNIT.finditer(written, start, end)] if unspaced else []
        if len(units) < 2:
            places.append((start, end))
        else:
            places += [(first, last) for (first, _), (_, last) in pairwise(units)]
    return places


def _units(piece: str) -> list[str]:
    """What a piece of a word is made of, folded: GPT4ImageNet to gpt, 4, image, net."""
    if piece.isascii() and len(piece) <= LONGEST_TERM:
        if piece.isalpha() and piece[1:].islower():
            return [piece.lower()]
        if _PLURAL_OF_CAPITALS.fullmatch(piece):
            return [piece[:-1].lower()]
        humps = _HUMPS.findall(piece)
        words = [hump for hump in humps if not hump.isdigit()]
        complete = len("".join(humps)) == len(piece)
        if complete and len(words) > 1 and min(map(len, words)) >= _SHORTEST_HUMP:
            return [hump.lower() for hump in humps]
    folded = fold(piece).replace(" ", "")
    return [unit for unit in _EDGE.split(folded) if unit]
