"""Text in TeX and out of it."""

import logging
import re
from functools import cache, lru_cache

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexencode import UnicodeToLatexEncoder

LONGEST = 5_000
"""Characters of one value that are read: what is longer is an abstract, or a mistake."""

_SPECIAL = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "%": r"\%", "&": r"\&",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
})  # fmt: skip
_UNKNOWN_TO_THE_LIBRARY = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textquotedbl": '"',
    "textasciicircum": "^",
}  # fmt: skip
# TeX makes other characters of these pairs.
_LIGATURE = re.compile(r"-(?=-)|`(?=`)|'(?=')|[?!](?=`)|,(?=,)")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ACTIVE = re.compile(r"[\\{}$~%&#]|--|``|''|[?!]`|,,|<<|>>")
_NEW_LINE = r"\newline "
_NEW_LINES = re.compile(r"\s*\\newline(?![A-Za-z])(?:\{\})?\s*")
# An escaped sign, or a letter or sign written as a command by itself, as in {\\"u} or \\textless{}:
# most texts have no other TeX, and each of these is read by the library once.
_SIMPLE = re.compile(
    r"""\\([%&#_${} ])
      | \{\\(?: [A-Za-z]+ | [^A-Za-z\s{}\\] (?:\{\\?[A-Za-z]\} | \\?[A-Za-z]) )\}
      | \{\\ensuremath\{\\[A-Za-z]+\}\}
      | \\[A-Za-z]+\{\}""",
    re.VERBOSE,
)
_BEYOND = re.compile(r"[\\$~%&#]|--|``|''|[?!]`|,,|<<|>>")
_BRACE = str.maketrans("", "", "{}")
_DEEPEST = 50

# They tell in the log what could not be read, in the words of whoever wrote it.
for _library in ("bibtexparser", "pylatexenc"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


def escaped(text: str) -> str:
    """`text` as TeX sets it; lines stay apart."""
    return _NEW_LINE.join(_escaped(line) for line in text.splitlines())


def unescaped(tex: str) -> str:
    """What TeX would set, without fonts and mathematics. Raises ValueError where it is nested
    beyond reason."""
    tex = tex[:LONGEST]
    if not _ACTIVE.search(tex):
        return " ".join(tex.split())
    return "\n".join(_unescaped(line) for line in _NEW_LINES.split(tex)).strip()


def _escaped(line: str) -> str:
    line = _LIGATURE.sub(r"\g<0>{}", line.translate(_SPECIAL))
    return line if line.isascii() else _NOT_ASCII.sub(_letter, line)


def _letter(match: re.Match[str]) -> str:
    return _command_for(match.group())


@lru_cache(maxsize=4096)
def _command_for(letter: str) -> str:
    """The letter as a command; itself where the library knows none that means just it. TeX of
    this century reads UTF-8."""
    command: str = _encoder().unicode_to_latex(letter)
    try:
        return command if _decoder().latex_to_text(command) == letter else letter
    except (ValueError, IndexError, KeyError, AttributeError):
        return letter


def _unescaped(line: str) -> str:
    pieces, end = [], 0
    for match in _SIMPLE.finditer(line):
        pieces += [line[end : match.start()], match[1] or _sign(match.group())]
        end = match.end()
    pieces.append(line[end:])
    if not any(map(_BEYOND.search, pieces[::2])):
        pieces[::2] = [piece.translate(_BRACE) for piece in pieces[::2]]
        return " ".join("".join(pieces).split())
    depth = deepest = 0
    for character in line:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise ValueError("its braces are nested beyond reason")
    try:
        read: str = _decoder().latex_to_text(line)
    except (RecursionError, ValueError, IndexError, KeyError, AttributeError):
        raise ValueError("its TeX cannot be read") from None
    return " ".join(read.split())


@lru_cache(maxsize=4096)
def _sign(tex: str) -> str:
    try:
        read: str = _decoder().latex_to_text(tex)
    except (RecursionError, ValueError, IndexError, KeyError, AttributeError):
        return ""
    return read


@cache
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(
        non_ascii_only=True,
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )


@cache
def _decoder() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    context.add_context_category(
        "ours",
        macros=[MacroTextSpec(name, sign) for name, sign in _UNKNOWN_TO_THE_LIBRARY.items()],
        prepend=True,
    )
    return LatexNodes2Text(
        context, math_mode="text", keep_comments=False, strict_latex_spaces=False
    )
