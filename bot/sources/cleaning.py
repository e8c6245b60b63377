"""Text of papers made fit to keep, search and show: one clean line, no page debris."""

import re

from bot.characters import visible
from bot.sources import latex
from bot.sources.links import LINK, links_in

_LONGEST_TOUR = 12

_MIXED_QUOTES = re.compile(r"""`([^`'"\s][^`'"]{0,80})\"""")
_NUMBER_SIM = re.compile(
    # sim2real and its like are words.
    r"(?:(?<![A-Za-z])|(?<=\d[KMBTkx]))sim ?(?!2 ?(?!times)[A-Za-z]{2})(?=\d)"
)
_APPROX = re.compile(r"(?<![A-Za-z])approx(?=\d)")
_LEQ = re.compile(r"(?<![A-Za-z])leq ?(?=\d)")
_GEQ = re.compile(r"(?<![A-Za-z])geq ?(?=\d)")
_PLUS_MINUS = re.compile(r"(?<=\d)pm(?=\d)")
_ARROW = re.compile(r"(?<=[\d%]) ?rightarrow ?(?=\d)")
_DEGREES = re.compile(r"\^(?:circ\b|∘)|(?<=\d)∘")
_TIMES_BETWEEN = re.compile(
    r"(\d|(?<![A-Za-z0-9])(?:[A-Z]|[a-z](?=times)))( ?)times"
    r"( ?)(?=\d|(?<=s )[A-Za-z](?![A-Za-z0-9])|(?<=s)[A-Z])"
)
_TIMES_AFTER = re.compile(r"(\d|(?<![A-Za-z0-9])[A-Z])times(?![A-Za-z])")
_TIMES_OF = re.compile(
    r"\b(factor|number|size|length|width|height|depth|rank|prompts|tokens|samples|seeds|models|"
    r"tasks|frames|views|layers|heads) times (?=\d)"
)
_TIE = re.compile(
    # 7B~14B is a range as 7~14 is.
    r"(?<=[^\W\d_])(?<!\d[KMBTkx])~+(?=[^\s~])|(?<=[.,;:)\]\"'])~+(?=[^\s~])"
    r"|(?:(?<=\d)|(?<=\d[KMBTkx]))~+(?=[^\W\d_]|\()"
)
_TIE_BEFORE_LINK = re.compile(r"(?<=[^\s~(])~+$")
_SPACE_AFTER_LINK = re.compile(rf"({LINK.pattern})(?:\ +([.,;:!?])(?=\s|$))?", re.VERBOSE)


def clean_text(text: str) -> str:
    """`text` as one line of NFC without control, bidirectional, zero-width or lone surrogate
    characters, and without what LaTeX and web pages leave behind.

    `50\\%` becomes 50%, `sim24` ~24, `129times` 129×, ties spaces, TeX quotes straight ones,
    commands their words; links stay as they are. Cleaning twice changes nothing more.
    """
    for _ in range(_LONGEST_TOUR):
        cleaned = _cleaned_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _cleaned_once(text: str) -> str:
    text = latex.plain(visible(text))
    pieces = []
    end = 0
    for link in links_in(text):
        pieces += [_TIE_BEFORE_LINK.sub(" ", _prose(text[end : link.start()])), link.group()]
        end = link.end()
    text = " ".join("".join([*pieces, _prose(text[end:])]).split())
    return _SPACE_AFTER_LINK.sub(r"\1\2", text) if pieces else text


def _prose(text: str) -> str:
    """Debris in a stretch of text without links."""
    if "`" in text or "''" in text:
        text = _MIXED_QUOTES.sub(r'"\1"', text.replace("``", '"'))
        text = text.replace("`", "'").replace("''", '"')
    if "sim" in text:
        text = _NUMBER_SIM.sub("~", text)
    if "approx" in text:
        text = _APPROX.sub("≈", text)
    if "eq" in text:
        text = _GEQ.sub("≥", _LEQ.sub("≤", text))
    if "pm" in text:
        text = _PLUS_MINUS.sub("±", text)
    if "rightarrow" in text:
        text = _ARROW.sub(" → ", text)
    if "circ" in text or "∘" in text:
        text = _DEGREES.sub("°", text)
    if "times" in text:
        text = _TIMES_BETWEEN.sub(_product, text)
        text = _TIMES_OF.sub(r"\1 × ", _TIMES_AFTER.sub(r"\1×", text))
    if "~" in text:
        text = re.sub("~{2,}", "~", _TIE.sub(" ", text))
    return text


def _product(match: re.Match[str]) -> str:
    return f"{match[1]} × " if match[2] or match[3] else f"{match[1]}×"
