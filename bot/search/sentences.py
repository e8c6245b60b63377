"""Where the sentences of an abstract end."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = re.compile(
    "[.!?\u2026\u3002\uff01\uff1f\uff61\n][.!?\u2026\u3002\uff01\uff1f\uff61]*+"
    "[\"'\u201d\u2019\u00bb)\\]\u300d\u300f\uff09\u3011]*+"
)
_LATIN_STOPS = ".!?\u2026"
_NEXT_ITEM = re.compile("[ \\t\\r]*+(?:\\n|(?:[-*\u2022\u2013]|\\(?\\d{1,2}[.)])[ \\t])")
_OPENING = " \t\n\r\"'\u201c\u2018([`$*\u2022"
_NEXT_WORD = re.compile(r"[A-Za-z]+")
_ABBREVIATIONS = _words(
    "e.g i.e eg ie vs cf approx resp w.r.t dr mr mrs ms prof st ca viz jr incl al etc"
)
_BEFORE_NUMBER = _words("fig figs eq eqs sec secs tab no nos vol ch p pp ref refs alg app thm")
_NUMBER_NEXT = re.compile(r"\(?[A-Z]?\d|[A-Z]\b|[IVX]+\b")
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]")
_ENUMERATED = re.compile(r"\W*\d{1,2}")
_STARTS = _words(
    "a an the this that these those we our us it its in on to for from with by as at when while if"
    " however here there they their he she i all both each some such many most one two three to"
    " moreover furthermore additionally finally then thus therefore hence also yet but and code"
    " data experiments extensive using unlike although since after before despite specifically"
    " results"
)
"""Words that begin sentences and hardly any name."""


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without the space around them.

    A full stop ends one unless it belongs to an abbreviation, a decimal, a name or a link; a
    missing space after it is seen where a small letter stands before and a capital after. So do
    the stops of Chinese and Japanese, an empty line and the next item of a list.
    """
    found = []
    start = 0
    for match in _STOP.finditer(text):
        stop, end = match.span()
        if text[stop] in _LATIN_STOPS:
            after = text[end : end + 1]
            ends = (after.isspace() or after.isupper() or not after) and _is_end(
                text, start, stop, end
            )
        else:
            ends = text[stop] != "\n" or _NEXT_ITEM.match(text, stop + 1) is not None
        if ends:
            found.append(text[start:end].strip())
            start = end
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_end(text: str, start: int, stop: int, end: int) -> bool:
    """Whether the stop that reaches from `stop` to `end` ends what began at `start`."""
    written = text[max(start, stop - 24) : stop].rsplit(None, 1)
    word = written[-1].lstrip("([\"'\u201c\u2018`") if written else ""
    after = text[end : end + 24]
    if after and not after[0].isspace():
        return _is_glued(word, after)
    following = after.lstrip(_OPENING)
    if not following:
        return True
    if following[0].islower():
        return False
    if text[stop] != "." or text[stop + 1 : stop + 2] in (".", "!", "?"):
        return True
    if _ENUMERATED.fullmatch(text, start, stop) and stop - start < 24:
        return False
    last = word.lower().strip("\"'\u201d\u2019`)]")
    if last in _BEFORE_NUMBER and _NUMBER_NEXT.match(following):
        return False
    if last in _ABBREVIATIONS or (_INITIALS.fullmatch(last) and not last.isdigit()):
        next_word = _NEXT_WORD.match(following)
        return next_word is not None and next_word.group().lower() in _STARTS and last not in _NEVER
    return True


_NEVER = frozenset(("e.g", "i.e", "eg", "ie", "vs", "cf", "dr", "mr", "mrs", "ms", "prof"))
"""Abbreviations that something always follows."""


def _is_glued(word: str, after: str) -> bool:
    """Whether a sentence ends between `word` and `after`, with no space in between."""
    first = _NEXT_WORD.match(after)
    if first is None or "/" in word or "@" in word:
        return False
    begins = first.group()
    if not (begins[1:].islower() or begins in ("A", "I")):
        return False
    if word.isalpha() and len(word) > 2 and word.islower():
        return True
    inside = word.replace("-", "")
    known = begins.lower() in _STARTS
    return known and len(word) > 1 and (inside.isalpha() or word[-1] in "%)]}\"'\u201d0123456789$")
