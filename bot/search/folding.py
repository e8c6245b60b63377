"""Letters as they are compared: without case, accents and the ways there are to write them."""

import re
import unicodedata

_GREEK_SIGN = re.compile("(?<![\u0370-\u03ff])[\u03b1-\u03c9](?![\u0370-\u03ff])")

_AS_TYPED = ("i", "o", "l", "d", "d", "th", "ae", "oe", "")
_UNLIKE = {ord(c): typed for c, typed in zip("ıøłđðþæœ\u0640", _AS_TYPED, strict=True)}
"""Letters that have no decomposition and are still typed as others."""
_PART_OF_LETTER = (7, 8, 9)
"""Combining classes without which a letter is another: nuktas, voicing marks, viramas."""


def fold(text: str) -> str:
    """Text in lowercase without accents and compatibility forms ("Ｆéê²" to "fee2").

    A Greek letter that stands alone among others is spelled by its name ("τ-bench" to
    "tau-bench").
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(
        c for c in decomposed if not (kind := unicodedata.combining(c)) or kind in _PART_OF_LETTER
    )
    folded = unicodedata.normalize("NFC", bare.casefold().translate(_UNLIKE))
    return _GREEK_SIGN.sub(_greek_name, folded)


def _greek_name(sign: re.Match[str]) -> str:
    name = unicodedata.name(sign.group()).rsplit(" ", 1)[-1].lower()
    return {"lamda": "lambda"}.get(name, name)
