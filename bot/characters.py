"""Characters that can be kept and shown: text from anywhere is brought to them once."""

import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_MOST_MARKS = 4
"""Combining marks on one letter; more would run over the lines around it."""


def visible(text: str) -> str:
    """`text` on one line of NFC: no control, bidirectional, zero-width or lone surrogate
    characters, and single spaces for every kind of white space."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    kept = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if category in _INVISIBLE or character in _BLANK_LETTERS or _is_noncharacter(character):
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def visible_lines(text: str) -> str:
    """The same for text of several lines, without empty lines around it or doubled within."""
    lines = [visible(line) for line in text.splitlines()]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip()


def clip(text: str, limit: int) -> str:
    """`text`, cut at a word with an ellipsis if it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return "…"[:limit]
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    if space > limit // 2:
        cut = cut[:space]
    return cut.rstrip(" ,;:.-") + "…"


def _is_noncharacter(character: str) -> bool:
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
