"""The sentence of an abstract that answers a question, and the words of it to show in bold."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from bot.search.analysis import Analyzer, Form
from bot.search.sentences import sentences


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class _Kind(NamedTuple):
    """A kind of fact, how it is asked for and how a sentence looks that has it."""

    asked: re.Pattern[str]
    told: re.Pattern[str]
    """Looked for in the sentence in small letters."""
    worth: float
    """What having it adds, 1 being all the words that were asked for."""


def _kind(asked: str, told: str, worth: float) -> _Kind:
    return _Kind(re.compile(asked), re.compile(told), worth)


_AMOUNT = r"\d(?<![\d.,]\d)[\d.,]*+"
_NUMERAL = (
    rf"(?:{_AMOUNT}|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half"
    r"|dozens?|hundreds?|thousands?))"
)
_WHERE = (
    r"\bwhere (?:can|is|are|do|does|could|to)\b|\b(?:github|repo|repository|download|url|link"
    r"|website|source code|project page|open[- ]?sourced?)\b|\bis (?:the |there )?(?:any )?code\b"
    r"|\bcode (?:available|released)\b"
)
_KINDS = (
    _kind(_WHERE, r"https?://|www\.|\b(?:github|gitlab|huggingface)\.(?:com|io|co)\b", 0.35),
    _kind(
        _WHERE,
        r"https?://|www\.|\b(?:available|released?|open[- ]?sourced?|publicly|code|project page)\b",
        0.3,
    ),
    _kind(
        r"\b(?:gpus?|hardware|chips?|accelerators?|processors?|graphics cards?|machines?|devices?"
        r"|tpus?|cpus?|servers?)\b",
        r"\b(?:[abhlv]\d{2,3}s?|rtx|gtx|tpu|titan|jetson|nvidia|amd|apple|intel|mi\d{3}x?|m[1-5]"
        r"|snapdragon|ascend|raspberry|trainium|xeon|iphone)\b",
        0.5,
    ),
    _kind(
        r"\b(?:gpus?|hardware|graphics cards?|cpus?)\b",
        r"\b(?:gpus?|cpus?|cores?|workstation|server)\b",
        0.2,
    ),
    _kind(
        r"\b(?:which|what) (?:\w+ )?languages?\b",
        r"\b(?:english|chinese|mandarin|french|german|spanish|italian|japanese|korean|hindi|arabic"
        r"|russian|portuguese|vietnamese|turkish|polish|dutch|swedish|thai|bengali|tamil|urdu"
        r"|persian|hebrew|greek|czech|indonesian|malay|swahili|ukrainian|python|java|javascript"
        r"|rust|c\+\+|typescript|haskell|kotlin|ruby)\b",
        0.5,
    ),
    _kind(
        r"\blicen[cs]es?\b|\blicen[cs]ed\b",
        r"\blicen[cs]|\b(?:apache|mit|bsd|gpl|cc[- ]by)\b",
        0.5,
    ),
    _kind(
        r"\b(?:funded|funding|funds?|paid for|sponsor\w*|grants?)\b",
        r"\b(?:fund(?:ed|ing)|grants?|sponsor\w*|supported by|financ\w+)\b",
        0.5,
    ),
    _kind(
        r"\bwhen\b|\b(?:what|which) (?:year|years|date|month|day|time period|period)\b",
        r"\b(?:19|20)\d\d\b",
        0.4,
    ),
    _kind(
        r"\b(?:cost|costs|price|expensive|cheap|dollars?|money|pay)\b",
        rf"[$€£]\s?\d|{_AMOUNT}\s?(?:dollars|usd|euros?|cents)\b",
        0.9,
    ),
    _kind(
        r"\bhow long\b|\bhow (?:many|much) (?:\w+ )?(?:hours?|minutes?|seconds?|days?|weeks?"
        r"|months?|years?|time)\b|\bhow old\b|\b(?:latency|duration)\b",
        rf"{_NUMERAL}[\s-]*(?:ms|s|h|hours?|minutes?|mins?|(?:milli)?seconds?|secs?|days?|weeks?"
        r"|months?|years?)\b",
        0.5,
    ),
    _kind(
        r"\b(?:faster|slower|speed[- ]?ups?|speeds? up|accelerat\w+|quicker|how fast)\b",
        rf"{_AMOUNT}\s?(?:x\b|×|\\?times\b|\$?\\times|%|\\%|-?fold\b)"
        r"|\b(?:twice|double|orders? of magnitude|(?:two|three|four|five|ten)[- ]?(?:times|fold))"
        r"\b",
        0.4,
    ),
    _kind(
        r"\b(?:fps|frames per second|frame rate)\b",
        rf"{_AMOUNT}\s?(?:fps|hz|frames per second|frames/s)\b",
        0.6,
    ),
    _kind(
        r"\b(?:parameters?|params|how (?:big|large|small) is|model sizes?|(?:which|what) sizes?)\b",
        rf"{_AMOUNT}\s?(?:[bmk]\b|billion|million|trillion)",
        0.3,
    ),
    _kind(
        r"\bresolutions?\b",
        r"\d\s?(?:x|×|\\times|times|\$?\\times\$?)\s?\d|\b\d{3,4}p\b|\b[248]k\b|\bpixels?\b",
        0.4,
    ),
    _kind(
        r"\b(?:base|backbone|underlying|foundation|starting) (?:models?|llms?|networks?)\b"
        r"|\bbackbones?\b|\b(?:built|based|finetuned|fine-tuned|initiali[sz]ed) (?:on|from)\b",
        r"\b(?:based on|built (?:up)?on|on top of|initiali[sz]ed (?:from|with)|adapted from"
        r"|backbones?|fine-?tun\w+ (?:from|of|on)|starting from|base model)\b",
        0.3,
    ),
)
_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|small|high|often|accurate|well|far|old|expensive|few"
    r"|low|deep|wide)\b"
    r"|\b(?:what|which) (?:percent\w*|number|sizes?|score|accuracy|speed-?up|f1|rate|fraction|share"
    r"|resolution|ratio|top-?1|fid|bleu|psnr|map|auc|wer|improvement|gain|cost|price|latency)\b"
    r"|\b(?:number|size|percentage|share|proportion|fraction) of\b"
    r"|\b(?:success|error|win|pass|failure|hallucination|frame|acceptance|detection) rates?\b"
    r"|\b(?:what|which|best|highest|lowest|top|final|average|mean)\b.*\b(?:accuracy|scores?|f1|fid|bleu"
    r"|rouge|psnr|ssim|miou|map|auc|auroc|wer|cer|perplexity|elo|error|latency|throughput)\b"
    r"|\bwhat (?:did|does|do) .* (?:cost|gain|score)\b",
)
_UNIT_ASKED = re.compile(
    r"\b(?:how (?:many|much|few)|what|which|number of|size of|percentage of|share of)\b"
)
_PROPOSES = re.compile(
    r"we (?:[a-z]+ly )?(?:propose|introduce|present|develop|build|design|release|show)"
    r"|this (?:paper|work|survey|study) "
)
_NUMBER_WORDS = _words(
    "two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred"
    " hundreds thousand thousands million millions billion billions trillion half twice double"
    " third quarter dozen dozens magnitude"
)
_DIMENSIONS = frozenset(("1d", "2d", "3d", "4d"))
_WITHOUT_NUMBER, _MOST_OF_NUMBER = 0.6, 2.5
_NUMBERED, _COUNTED = 1.4, 2.0
"""How much more a sentence says that has a number; one of what was asked to be counted."""
_PROPOSING = 0.05
_WITHIN = 4
"""Words between a number and what it counts."""
_COMMON = 0.3
_SHORTEST_STEM = 5
_RELATED = 0.5
"""What a word counts that only begins like one that was asked for: speaker for speak."""
_PARTS, _TERMS = attrgetter("parts"), attrgetter("terms")
_LONGEST_QUESTION = 1_000
"""Characters of a question that are looked at for what kind of fact it asks for."""


class _Asked(NamedTuple):
    """What kind of fact a question asks for."""

    small: str
    """The question in small letters."""
    kinds: tuple[_Kind, ...]
    number: bool
    unit_from: int
    """Where in the question the words for what is counted begin; -1 if nothing is."""
    most: float
    """The most that kinds of fact can add to a sentence."""


@lru_cache(maxsize=64)
def _asked(question: str) -> _Asked:
    small = question.lower()
    unit = _UNIT_ASKED.search(small)
    kinds = tuple(kind for kind in _KINDS if kind.asked.search(small))
    return _Asked(
        small=small,
        kinds=kinds,
        number=_NUMBER_ASKED.search(small) is not None,
        unit_from=unit.end() if unit else -1,
        most=_PROPOSING + sum(kind.worth for kind in kinds),
    )


def best_sentence(
    question: str, weights: Mapping[str, float], abstract: str, analyzer: Analyzer
) -> str:
    """The sentence of `abstract` that answers `question`; "" for an empty abstract.

    `weights` says for each term of the question how much finding it tells (its weight times
    its inverse document frequency). A question for a number prefers a sentence that has one,
    best next to what is counted; a question for another kind of fact (a link, a year, hardware,
    languages) one that has such a thing.
    """
    candidates = sentences(abstract)
    if len(candidates) < 2:
        return candidates[0] if candidates else ""
    question = question[:_LONGEST_QUESTION]
    asked = _asked(question)
    unit = _unit(question[asked.unit_from :], analyzer) if asked.unit_from >= 0 else frozenset()
    forms = [analyzer.forms(sentence) for sentence in candidates]
    alike = _likenesses(candidates, forms, weights, _neighbours(question, analyzer))
    best, best_score = candidates[0], -1.0
    for place in sorted(range(len(candidates)), key=lambda place: -alike[place]):
        score = alike[place]
        if score * _MOST_OF_NUMBER + asked.most <= best_score:
            break
        small = f" {candidates[place].lower()}"
        if asked.number:
            score *= _number_factor(forms[place], weights, unit)
        for kind in asked.kinds:
            # What the question itself says is no answer to it.
            if any(found.group() not in asked.small for found in kind.told.finditer(small)):
                score += kind.worth
        if _PROPOSES.search(small):
            score += _PROPOSING
        score -= 0.002 * place
        if score > best_score:
            best, best_score = candidates[place], score
    return best


def tells(question: str, sentence: str, analyzer: Analyzer) -> bool:
    """Whether a sentence can hold the kind of fact that a question asks for: a number of what is
    counted, a link, hardware, languages. Any sentence can answer a question for anything else.
    """
    question = question[:_LONGEST_QUESTION]
    asked = _asked(question)
    if asked.number:
        unit = _unit(question[asked.unit_from :], analyzer) if asked.unit_from >= 0 else frozenset()
        factor = _number_factor(analyzer.forms(sentence), {}, unit)
        return factor >= (_COUNTED if unit else _NUMBERED)
    small = f" {sentence.lower()}"
    return not asked.kinds or any(
        found.group() not in asked.small
        for kind in asked.kinds
        for found in kind.told.finditer(small)
    )


def _likenesses(
    candidates: Sequence[str],
    forms: Sequence[Sequence[Form]],
    weights: Mapping[str, float],
    neighbours: AbstractSet[tuple[str, str]],
) -> list[float]:
    """How much each sentence has of what was asked for: about 1 if everything, 0 if nothing."""
    having = [set(chain.from_iterable(map(_TERMS, each))) for each in forms]
    # The name of what a paper is about is everywhere in its abstract and tells sentences apart
    # less than what was asked about it.
    everywhere = Counter(term for terms in having for term in weights.keys() & terms)
    counts = {term: w * max(everywhere[term], 1) ** -_COMMON for term, w in weights.items()}
    beginnings = [(f" {term}", term) for term in weights if len(term) >= _SHORTEST_STEM]
    total = sum(weights.values()) or 1.0
    found = []
    for sentence, each, terms in zip(candidates, forms, having, strict=True):
        small = f" {sentence.lower()}"
        told = counts.keys() & terms
        score = sum(map(counts.__getitem__, told))
        for beginning, term in beginnings:
            if beginning in small and term not in told:
                score += _RELATED * counts[term]
        if len(told) > 1:
            together = neighbours & set(pairwise(chain.from_iterable(map(_PARTS, each))))
            score += 0.3 * sum(min(counts.get(a, 0), counts.get(b, 0)) for a, b in together)
        found.append(score / (total * (1.0 + 0.004 * len(each))))
    return found


def _neighbours(question: str, analyzer: Analyzer) -> set[tuple[str, str]]:
    """Terms of words that stand next to each other in a question."""
    words = pairwise(analyzer.forms(question))
    return {(a, b) for left, right in words for a in left.terms for b in right.terms}


def _unit(asked: str, analyzer: Analyzer) -> frozenset[str]:
    """Terms of the first two words of `asked` that are not in every question."""
    telling = [form for form in analyzer.forms(asked) if form.whole][:2]
    return frozenset(term for form in telling for term in form.terms)


def _number_factor(
    forms: Sequence[Form], weights: Mapping[str, float], unit: AbstractSet[str]
) -> float:
    """How much more, or less, a sentence says to someone who asks for a number."""
    best = _WITHOUT_NUMBER
    for place, form in enumerate(forms):
        word = form.word
        if not (word[:1].isdigit() and word not in _DIMENSIONS) and word not in _NUMBER_WORDS:
            continue
        after = {term for near in forms[place + 1 : place + 1 + _WITHIN] for term in near.terms}
        before = {term for near in forms[max(0, place - _WITHIN) : place] for term in near.terms}
        factor = _NUMBERED
        if any(term in weights for term in after):
            factor += 0.3
        if not unit.isdisjoint(after):
            factor += 0.8
        elif not unit.isdisjoint(before):
            factor += 0.6
        best = max(best, factor)
    return best


def matched_spans(
    text: str, terms: Collection[str], analyzer: Analyzer
) -> tuple[tuple[int, int], ...]:
    """Start and end of every word of `text` that gives one of `terms`, in order, apart."""
    found: list[tuple[int, int]] = []
    for start, end, form in analyzer.tokens(text):
        if any(term in terms for term in form.terms):
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return tuple(found)
