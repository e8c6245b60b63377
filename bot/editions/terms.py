"""The terms of an edition's papers: which paper has which, how strongly, and how they are written.

A term is a run of one to three content words, known by their stems.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log, sqrt
from typing import TypeAlias

from bot.editions.field_words import MEANS, SUBJECTS
from bot.search.analysis import Analyzer, Token
from bot.search.stopwords import GENERIC_WORDS, QUESTION_WORDS
from storage.models import Paper

Term: TypeAlias = tuple[str, ...]

Frequencies: TypeAlias = Callable[[Sequence[str]], tuple[Mapping[str, int], int]]
"""Stems -> (in how many papers of the catalogue each stands, how many papers there are)."""

TITLE, KEYWORD, ABSTRACT = 3.0, 2.0, 0.5
"""What having a term there weighs."""
ABSTRACT_WORDS = 60
"""Words of an abstract that are looked at: what a paper is on is said early."""
LONGEST_TERM = 3
PHRASE = (1.0, 1.3, 1.4)
"""Specificity of a term of one, two, three words: a phrase tells more than its words."""
OF_SUBJECT, OF_MEANS = 2.0, 1.0
"""Specificity of a word of the field against that of any other."""

_FILLING = """
    " abilities ability accelerating accurate across adaptive advances adversarial analysis
    architecture architectures automated autoregressive available aware balanced base based
    behavior behaviour benchmark benchmarks beyond bridging budget building capabilities
    capability challenge challenges code collaborative compact comparison complex compute
    computing conditional consistency consistent content context contrastive control
    controllable core cost critical cross current dataset datasets design designed designing
    discrete distillation diverse diversity domain domains driven dynamic dynamics easy
    effective effectively efficiency efficient efficiently enabling encoder end enhanced
    enhancing environment environments evaluate evaluating evaluation existing experiments
    exploration exploring fast feature features feedback fine fine-tuning finetuning first
    foundation free from frontier frontiers full fundamental generalizable generalization
    generation generative github global gradient group guidance guided high human humans
    improved in-the-wild inference input inputs instruction intelligence intelligent interaction
    interactions interactive introduce joint key knowledge language languages large-scale latent
    layer layers level levels limitation limitations limited local long long-horizon loss low
    mathematical mechanism mechanisms multi multi-modal multi-step multi-task multimodal neural
    next objective objectives one open open-ended open-source optimal optimization optimizing
    output outputs page paradigm parallel parameter performance perspective pipeline pipelines
    planning policies policy post-training posttraining potential practical pre-training
    prediction preliminary present pretraining principled prior priors process processes
    progress project quality question questions rate real real-time real-world regularization
    reliable report representation representations rethinking robust role sample samples
    sampling scalable scale scaling self self-evolving semantic semantics sequence sequences set
    sets shared short signal signals significant similarity simple single space spaces specific
    stage stages state states static step steps strategies strategy streaming strong structural
    structure structured study supervised supervision survey synthesis system systems target
    technical test testing text thinking three time token tokens toward towards training
    trajectories trajectory transfer two understanding unified unifying universal unlocking user
    users variable verifiable verification via view views vision visual visually weight weights
    world zero zero-shot
"""
_VAGUE = GENERIC_WORDS | QUESTION_WORDS | frozenset(_FILLING.split())
"""Words that no label begins with or is made of alone."""
_ADJECTIVES = (
    "al", "ic", "ive", "ous", "ed", "able", "ible", "ary", "ar", "ly", "aware", "based", "driven",
    "guided", "free", "specific", "level", "wise", "ful", "less", "ent", "ant", "ized", "izing",
)  # fmt: skip
"""Endings of words that name nothing by themselves."""
_IN_FULL = {
    "3dgs": "3D Gaussian splatting",
    "asr": "speech recognition",
    "dllm": "diffusion language model",
    "llm": "language model",
    "lvlm": "vision-language model",
    "mllm": "multimodal language model",
    "moe": "mixture-of-experts",
    "rl": "reinforcement learning",
    "rlvr": "reinforcement learning",
    "t2i": "text-to-image",
    "t2v": "text-to-video",
    "tts": "text-to-speech",
    "vla": "vision-language-action model",
    "vlm": "vision-language model",
}
_ABBREVIATION = re.compile(rf"\b({'|'.join(_IN_FULL)})(s?)\b", re.IGNORECASE)
_SPACE = re.compile("[ \u00a0]")


class PaperTerms:
    """The terms of some papers; `weights[place]` are those of the paper at that place."""

    def __init__(
        self, papers: Sequence[Paper], frequencies: Frequencies, analyzer: Analyzer
    ) -> None:
        self.weights: list[dict[Term, float]] = []
        self.words: list[dict[str, float]] = []
        """Of each paper its stems by tf-idf, of length 1, for likeness."""
        self._writings: dict[Term, list[str]] = defaultdict(list)
        """How terms are written in titles and keywords."""
        self._names: set[Term] = set()
        """Those of them that can be a label."""
        self._analyzer = analyzer
        self._vague = {stem for word in _VAGUE for stem in self._term(word)}
        self._fields = {self._term(words): OF_MEANS for words in MEANS}
        self._fields |= {self._term(words): OF_SUBJECT for words in SUBJECTS}
        self._own_writing = {self._term(words): words for words in (*MEANS, *SUBJECTS)}
        for paper in papers:
            weights: dict[Term, float] = {}
            self._take(paper.title, TITLE, weights)
            for keyword in paper.keywords:
                self._take(keyword, KEYWORD, weights)
            self.weights.append(weights)
        # Last, as an abstract's phrases tell something only where a title or keyword has them too.
        for paper, weights in zip(papers, self.weights, strict=True):
            self._take_abstract(paper.abstract[: 12 * ABSTRACT_WORDS], weights)
        stems = sorted({stem for weights in self.weights for term in weights for stem in term})
        found, size = frequencies(stems)
        # As in the search: smoothed, and never below 0.
        df = {stem: min(found.get(stem, 0), size) for stem in stems}
        self._idf = {stem: log(1 + (size - n + 0.5) / (n + 0.5)) for stem, n in df.items()}
        for weights in self.weights:
            single = {t[0]: w * self._idf[t[0]] for t, w in weights.items() if len(t) == 1}
            self.words.append(unit(single))

    def is_of_the_field(self, term: Term) -> bool:
        """Whether it is one of `field_words`."""
        return term in self._fields

    def can_name(self, term: Term) -> bool:
        """Whether a term may be a label: it stands in a title or keyword, and says something."""
        return term in self._names

    def specificity(self, term: Term) -> float:
        """How much a term tells."""
        mean = sum(self._idf[stem] for stem in term) / len(term)
        return mean * PHRASE[len(term) - 1] * self._fields.get(term, 0.6)

    def written(self, term: Term, places: Sequence[int], share: float) -> str:
        """A term as it is written most often, its first letter in upper case; or the longer term
        it begins, where at least `share` of the papers at `places` have that."""
        longer = Counter(
            other
            for place in places
            for other in self.weights[place]
            if len(term) < len(other) and other[: len(term)] == term
        )
        for other, times in sorted(longer.items(), key=lambda each: (-len(each[0]), each)):
            if times >= share * len(places) and other in self._writings:
                term = other
                break
        if own := self._own_writing.get(term):  # "agents" rather than "agentic"
            return own[0].upper() + own[1:]
        writings = Counter(
            " ".join(map(_lowered, writing.split(" "))) for writing in self._writings[term]
        )
        best = min(writings, key=lambda each: (-writings[each], len(each), each))
        return best[0].upper() + best[1:]

    def _term(self, words: str) -> Term:
        return tuple(form.whole for form in self._analyzer.forms(words) if form.whole)

    def _take(self, field: str, weight: float, weights: dict[Term, float]) -> None:
        field = _ABBREVIATION.sub(_in_full, field)
        for run in _runs(field, self._analyzer.tokens(field)):
            wholes = [token.form.whole for token in run]
            for first, token in enumerate(run):
                for last in range(first + 1, min(first + LONGEST_TERM, len(run)) + 1):
                    term = tuple(wholes[first:last])
                    weights[term] = max(weights.get(term, 0.0), weight)
                    if term not in self._writings and (
                        term in self._fields or not self._is_vague(run[first:last])
                    ):
                        self._names.add(term)
                    self._writings[term].append(field[token.start : run[last - 1].end])
                if head := self._head(token):
                    weights[head] = max(weights.get(head, 0.0), weight)
                    self._names.add(head)

    def _is_vague(self, part: Sequence[Token]) -> bool:
        """Whether a run names nothing: it begins with a vague word, or ends in an adjective."""
        first, last = part[0].form, part[-1].form.word
        return (
            first.whole in self._vague
            or len(first.word) < 2
            or first.word[0].isdigit()
            or last.endswith(_ADJECTIVES)
        )

    def _take_abstract(self, text: str, weights: dict[Term, float]) -> None:
        text = _ABBREVIATION.sub(_in_full, text)
        for run in _runs(text, self._analyzer.tokens(text)):
            wholes = [token.form.whole for token in run]
            for first, token in enumerate(run):
                weights.setdefault((wholes[first],), ABSTRACT)
                for last in range(first + 2, min(first + LONGEST_TERM, len(run)) + 1):
                    term = tuple(wholes[first:last])
                    if term in self._names:
                        weights.setdefault(term, ABSTRACT)
                if head := self._head(token):
                    weights.setdefault(head, ABSTRACT)

    def _head(self, token: Token) -> Term | None:
        """The last part of a compound, where that is a word of the field: a multi-agent system
        is one of agents, and text-to-video is video."""
        parts = token.form.parts
        return (parts[-1],) if len(parts) > 1 and (parts[-1],) in self._fields else None


def unit(vector: Mapping[str, float]) -> dict[str, float]:
    """The vector at length 1."""
    norm = sqrt(sum(value * value for value in vector.values())) or 1.0
    return {key: value / norm for key, value in vector.items()}


def _runs(field: str, tokens: Iterable[Token]) -> Iterable[list[Token]]:
    """Content words next to each other, with nothing but a space between."""
    run: list[Token] = []
    for token in tokens:
        gap = field[run[-1].end : token.start] if run else ""
        if run and (not token.form.whole or not _SPACE.fullmatch(gap)):
            yield run
            run = []
        if token.form.whole:
            run.append(token)
    if run:
        yield run


def _in_full(found: re.Match[str]) -> str:
    return _IN_FULL[found[1].lower()] + found[2].lower()


def _lowered(word: str) -> str:
    """A word of a title as it stands inside a sentence; names and abbreviations stay."""
    return "-".join(
        part if any(c.isupper() for c in part[1:]) or part[:1].isdigit() else part.lower()
        for part in word.split("-")
    )
