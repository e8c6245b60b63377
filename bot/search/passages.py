"""The sentence of an abstract that answers a question, and the words of it to show in bold."""

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

from bot.search.analysis import Analyzer

_END = re.compile(r"(?<![.!?])[.!?]+[\"'”’)\]]*(?=\s|$|[A-Z])")
_LAST_WORD = re.compile(r"[^\s(\[]{1,24}$")
_NEXT = re.compile(r"\s*[\"'“‘(\[`$]*(.)", re.DOTALL)
_ABBREVIATIONS = frozenset(
    (
        "e.g",
        "i.e",
        "al",
        "vs",
        "cf",
        "fig",
        "figs",
        "eq",
        "eqs",
        "sec",
        "approx",
        "resp",
        "w.r.t",
        "dr",
        "mr",
        "ms",
        "prof",
        "no",
        "vol",
        "ca",
        "etc",
    )
)
_NUMBER = re.compile(
    r"(?<![\w/.])(?<!\w-)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|"
    r"million|billion|half|twice|double|orders? of magnitude)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|www\.|\b(?:github|gitlab|huggingface)\.(?:com|io|co)\b", re.I)
_AVAILABLE = re.compile(
    r"\b(?:available|released?|open[- ]?sourced?|publicly|code|project page)\b", re.I
)
_PROPOSES = re.compile(
    r"\b(?:we (?:[a-z]+ly )?(?:propose|introduce|present|develop|build|design|release|show)"
    r"|this (?:paper|work|survey|study) |in this (?:paper|work) )",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|small|high|often|accurate|well|far|old|expensive)\b"
    r"|\b(?:what|which) (?:percent\w*|number|sizes?|score|accuracy|speed-?up|f1|rate|fraction|share"
    r"|resolution|ratio|top-?1)\b|\bnumber of\b|\bsize of\b|\bhow few\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\bwhere (?:can|is|are|do|could|to)\b|\b(?:github|repo|repository|download|url|link|website"
    r"|source code|project page|open[- ]?source)\b|\bis (?:the |there )?(?:any )?code\b"
    r"|\bcode (?:available|released)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order, without the space around them.

    A full stop ends one unless it belongs to an abbreviation, a decimal, a name or a link; a
    missing space after it is seen where a small letter stands before and a capital after.
    """
    found = []
    start = 0
    for match in _END.finditer(text):
        if _is_end(text, start, match):
            found.append(text[start : match.end()].strip())
            start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    before = text[max(start, match.start() - 24) : match.start()]
    word = _LAST_WORD.search(before)
    last = word.group().lower() if word else ""
    after = text[match.end() : match.end() + 1]
    if after and not after.isspace():
        upper = text[match.end() : match.end() + 2]
        glued = len(upper) == 2 and (upper[1].islower() or upper[1] == " ")
        return glued and last.isalpha() and len(last) > 2 and "/" not in before
    following = _NEXT.match(text, match.end())
    if following is None:
        return True
    if following.group(1).islower():
        return False
    if match.group() != "." or last == "etc":
        return True
    return last.strip("\"'“”‘’`") not in _ABBREVIATIONS and not (len(last) == 1 and last.isalpha())


def best_sentence(
    question: str, weights: Mapping[str, float], abstract: str, analyzer: Analyzer
) -> str:
    """The sentence of `abstract` that answers `question`; "" for an empty abstract.

    `weights` says for each term of the question how much finding it tells (its weight times
    its inverse document frequency). A question for a number prefers a sentence that has one,
    a question for a place to get something one with a link.
    """
    candidates = sentences(abstract)
    if not candidates:
        return ""
    wants_number = bool(_HOW_MANY.search(question))
    wants_link = bool(_WHERE.search(question))
    asked = [form.terms for form in analyzer.forms(question)]
    pairs = {(a, b) for left, right in pairwise(asked) for a in left for b in right}
    total = sum(weights.values()) or 1.0
    best, best_score = candidates[0], -1.0
    for place, sentence in enumerate(candidates):
        forms = analyzer.forms(sentence)
        terms = {term for form in forms for term in form.terms}
        score = sum(weights[term] for term in terms if term in weights) / total
        sequence = [term for form in forms for term in form.parts]
        followed = {pair for pair in pairwise(sequence) if pair in pairs}
        score += 0.3 * sum(min(weights.get(a, 0), weights.get(b, 0)) for a, b in followed) / total
        score /= 1.0 + 0.004 * len(forms)
        if wants_number and _NUMBER.search(sentence):
            score *= 1.4 + 0.3 * _near_number(sentence, weights, analyzer)
        if wants_link and _LINK.search(sentence):
            score += 0.6
        elif wants_link and _AVAILABLE.search(sentence):
            score += 0.3
        if _PROPOSES.search(sentence):
            score += 0.05
        score -= 0.002 * place
        if score > best_score:
            best, best_score = sentence, score
    return best


def _near_number(sentence: str, weights: Mapping[str, float], analyzer: Analyzer) -> bool:
    """Whether a number stands at most three words before a word that was asked for."""
    for number in _NUMBER.finditer(sentence):
        following = analyzer.forms(sentence[number.start() : number.start() + 60])[1:5]
        if any(term in weights for form in following for term in form.terms):
            return True
    return False


def matched_spans(
    text: str, terms: Collection[str], analyzer: Analyzer
) -> tuple[tuple[int, int], ...]:
    """Start and end of every word of `text` that gives one of `terms`, in order."""
    return tuple(
        (token.start, token.end)
        for token in analyzer.tokens(text)
        if any(term in terms for term in token.form.terms)
    )
