"""LaTeX in titles and abstracts, turned into plain words and signs."""

import re
import unicodedata

_SIGNS = {
    "times": "×", "sim": "~", "approx": "≈", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "ne": "≠", "neq": "≠", "pm": "±", "cdot": "·", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "infty": "∞", "deg": "°", "circ": "∘", "ldots": "…", "dots": "…",
    "in": "∈", "sum": "∑", "nabla": "∇", "partial": "∂", "ll": "≪", "gg": "≫",
    "textgreater": ">", "textless": "<", "textasciitilde": "~", "textunderscore": "_",
    "eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "wrt": "w.r.t.", "vs": "vs.",
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "aa": "å", "AA": "Å", "i": "ı", "quad": " ", "newline": " ", "par": " ", "item": " ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
}  # fmt: skip
_FONTS = (
    "textbf|textit|texttt|textsc|textrm|textsf|textsl|textsuperscript|textsubscript|emph|"
    "mathcal|mathbb|mathbf|mathrm|mathit|mathsf|boldsymbol|operatorname|text|"
    "red|blue|green|teal|orange|purple|cyan|magenta|gray|brown"
)
_DECLARATIONS = frozenset({
    "em", "bf", "it", "sc", "tt", "rm", "sf", "sl", "bfseries", "itshape", "scshape", "small",
    "large", "Large", "centering", "noindent", "displaystyle", "allowbreak", "xspace", "left",
    "right", "big", "Big", "protect",
})  # fmt: skip
_WITHOUT_ARGUMENT = frozenset({
    "color", "textcolor", "label", "cite", "citep", "citet", "ref", "vspace", "hspace",
})  # fmt: skip
_ACCENTS = {
    "'": "\u0301", '"': "\u0308", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "r": "\u030a",
    "k": "\u0328",
}  # fmt: skip

_HREF = re.compile(r"\\href\s*\{([^{}\s]*)\}?\{([^{}]*)\}*")
_LINK_TEXT = re.compile(r"(https?://[^\s{}<>\\]+)(?:\{[^{}]*\}?)?")
_SAYS_NOTHING = re.compile(
    r"(?:here|(?:this )?(?:https? )?(?:link|url)|\S*[./]\S+)?", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"(?<=[A-Za-z])\\'(?=(?:s|m|t|d|re|ve|ll)\b)")
_SIGN_ACCENT = re.compile(
    r"\\(['\"`^~=.])(?:\{\s*(\\[ij](?![A-Za-z])|[A-Za-z])\s*\}"
    r"|(\\[ij](?![A-Za-z])|[A-Za-z]))"
)
_LETTER_ACCENT = re.compile(r"\\([cvuHrk])\s*\{([A-Za-z])\}")
_MATH = re.compile(r"(?<![\\$])\$(?![\s$])([^$]{1,200}?)(?<![\s\\])\$(?!\d)")
_MATH_CONTENT = re.compile(r"[\\^_{}=<>+]|^\S+$")
_ESCAPED = re.compile(r"\\(?:\\|([^A-Za-z\\])|$)")
_SPACES = frozenset(",;: \n\t")
_NOTHING = frozenset("!/-()[]")
_TOKEN = re.compile(rf"\\([A-Za-z]+)\*?(\{{\}})?(\{{)?|\b(?:{_FONTS})\{{|[\^_]?\{{|\}}")
_IN_SET = re.compile(r"[,|=]")
_BARE_SCRIPT = re.compile(r"[\w.+°∘*-]*")
_OWN_NAME = re.compile(
    r"(?:our|this|the)?(method|model|framework|approach|system|dataset|benchmark|bench|tool|"
    r"algorithm|name|ours|short|impl|sys|project)(?:name|short)?",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\b(?:our|the|an?|this|proposed)\s+$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)$")


def plain(text: str) -> str:
    """`text` without LaTeX: no backslash is left.

    Known commands become their signs, fonts and groups fall away, accents join their letters.
    An author's own command stands for a name that the text does not tell: \\methodname and its
    like become "our method", any other keeps its name as a word.
    """
    if "\\" not in text and "{" not in text and "}" not in text and "$" not in text:
        return text
    text = _HREF.sub(_link_with_text, text)
    text = _LINK_TEXT.sub(r"\1", text)
    if "$" in text:
        text = _MATH.sub(_math, text)
    text = _POSSESSIVE.sub("'", text)
    text = _SIGN_ACCENT.sub(_accented, text)
    text = _LETTER_ACCENT.sub(_accented, text)
    return _ungrouped(_ESCAPED.sub(_unescaped, text))


def _link_with_text(match: re.Match[str]) -> str:
    url, words = match.groups()
    return url if _SAYS_NOTHING.fullmatch(words.strip()) else f"{words} ({url})"


def _math(match: re.Match[str]) -> str:
    """What stands between dollar signs, unless they are money."""
    return match[1] if _MATH_CONTENT.search(match[1]) else match[0]


def _accented(match: re.Match[str]) -> str:
    accent, *letters = match.groups()
    letter = next(letter for letter in letters if letter).lstrip("\\")
    composed = unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    return composed if len(composed) == 1 else accent + letter


def _unescaped(match: re.Match[str]) -> str:
    character = match[1]
    if character is None or character in _SPACES:
        return " "
    return "" if character in _NOTHING else str(character)


def _ungrouped(text: str) -> str:
    """Commands replaced and braces gone, in one pass over the text however deep they nest."""
    pieces: list[str] = []
    open_groups: list[tuple[str, int]] = []
    end = 0
    for token in _TOKEN.finditer(text):
        pieces.append(text[end : token.start()])
        end = token.end()
        name = token[1]
        if token[0] == "}":
            if open_groups:
                _close(pieces, *open_groups.pop())
        elif name is not None:
            kind = _command(pieces, name, has_argument=token[3] is not None)
            if name in _DECLARATIONS:
                end += text[end : end + 1] == " "
                if open_groups and open_groups[-1][0] == "{":
                    open_groups[-1] = ("font", open_groups[-1][1])
            if token[3]:
                open_groups.append((kind, len(pieces)))
                pieces.append("")
        elif token[0] in ("{", "^{", "_{"):
            pieces.append(token[0][:-1])
            open_groups.append((token[0], len(pieces)))
            pieces.append("")
        else:
            open_groups.append(("font", len(pieces)))
            pieces.append("")
    return "".join([*pieces, text[end:]])


def _command(pieces: list[str], name: str, *, has_argument: bool) -> str:
    """Append what stands for a command; say what kind of group its argument is."""
    if name in _SIGNS:
        pieces.append(_SIGNS[name])
        return "{"
    if own := _OWN_NAME.fullmatch(name):
        pieces.append(_own_words("".join(pieces[-2:])[-40:], own[1].lower()))
        return "{"
    if name == "footnote":
        return "note"
    if name in _WITHOUT_ARGUMENT:
        return "discard"
    if name not in _DECLARATIONS and not has_argument:
        pieces.append(name)
    return "font"


def _own_words(before: str, noun: str) -> str:
    if noun == "bench":
        noun = "benchmark"
    elif noun in ("name", "ours", "short", "impl", "sys"):
        noun = "method"
    if _DETERMINER.search(before):
        return noun
    return f"Our {noun}" if _SENTENCE_START.search(before) else f"our {noun}"


def _close(pieces: list[str], kind: str, start: int) -> None:
    """End the group whose pieces begin at `start`, where its own first piece is still empty."""
    if kind == "font":
        return
    content = "".join(pieces[start:])
    del pieces[start:]
    if kind == "discard":
        return
    if kind == "note":
        content = f" ({content})"
    elif kind == "{":
        # {True, False} is a set; {E}xpert only groups.
        if _IN_SET.search(content):
            content = f"{{{content}}}"
    elif not _BARE_SCRIPT.fullmatch(content):
        content = f"({content})"
    pieces.append(content)
