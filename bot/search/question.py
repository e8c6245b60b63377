"""A question as the ideas it names, each with the terms that may stand for it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.search.analysis import Analyzer, Form
from bot.search.documents import Reading
from bot.search.spelling import WordList
from bot.search.stemming import stem
from bot.search.stopwords import EVERYDAY_WORDS, GENERIC_WORDS, QUESTION_WORDS
from bot.search.thesaurus import Thesaurus
from bot.search.vocabulary import Vocabulary

MOST_IDEAS = 48
"""A longer question is read as far as its first so many different ideas."""

MOST_LOOKED_AT = 6
"""Unknown words of a question that are looked at for a mistake."""

MUCH_RARER = 20
"""A word is also read apart where its pieces are in so many times as many papers."""

SYNONYM = 0.45
CORRECTED = 0.9
PART_OF_NAME = 0.4
ENOUGH_SAID = 5.0
"""Words with a meaning of their own; a question that has more of them needs stand-ins less."""
LEAST_WEIGHT = 0.5
"""Of a word of no importance: it says little, but a paper that has it is a little nearer."""
ASKING_WEIGHT = 0.3
"""Of a word that only says that something is asked."""
JOIN_WEIGHT = 0.4
"""Of neighbours written as one word, beside the words themselves."""


_EVERYDAY = frozenset(map(stem, EVERYDAY_WORDS))


@dataclass(frozen=True, slots=True)
class Idea:
    """One content word of a question."""

    word: str
    """As it was asked, folded."""
    terms: tuple[tuple[str, float], ...]
    """Terms that stand for it and how well, from 0 to 1; the closest first."""
    importance: float
    """1 for a word with a meaning of its own, less for what any question might say."""
    known: bool
    """Whether the index has the word itself, or what it was corrected to."""
    times: int = 1
    """How often the question says it."""


@dataclass(frozen=True, slots=True)
class Join:
    """Neighbouring ideas that are also written as one word: "text", "image", "texttoimag"."""

    term: str
    first: int
    last: int
    """Places of the ideas in `Question.ideas`, both included."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, ready to be scored."""

    text: str
    ideas: tuple[Idea, ...]
    joins: tuple[Join, ...]
    corrections: tuple[tuple[str, str], ...]
    """Words that were read as another, as asked and as read."""

    @property
    def repetition(self) -> float:
        """How often it says its words on average, each counting by its importance; 1 at least."""
        said = sum(idea.importance for idea in self.ideas)
        return sum(idea.importance * idea.times for idea in self.ideas) / said if said else 1.0

    def weights(self, idf: Callable[[str], float]) -> dict[str, float]:
        """Every term to look for, with its weight for scoring; `idf` is the index's.

        A word that is said several times weighs as much more, as in every BM25. A term that
        stands in for another weighs less the more else the question says, and adds no more than
        the word itself would: being rarer does not make it closer.
        """
        found: dict[str, float] = {}
        said = sum(idea.importance for idea in self.ideas)
        need = min(1.0, ENOUGH_SAID / said) if said else 1.0
        for idea in self.ideas:
            worth = LEAST_WEIGHT + (1 - LEAST_WEIGHT) * idea.importance
            worth = (worth if idea.importance else ASKING_WEIGHT) * idea.times
            own = idf(idea.terms[0][0]) if idea.known else math.inf
            for place, (term, closeness) in enumerate(idea.terms):
                weight = closeness * worth
                if place:
                    weight *= need * min(1.0, own / idf(term))
                found[term] = max(found.get(term, 0.0), weight)
        for join in self.joins:
            found.setdefault(join.term, JOIN_WEIGHT)
        return found


class Reader:
    """Reads questions against the words an index has. Any number of threads may."""

    def __init__(self, analyzer: Analyzer, words: WordList) -> None:
        self._analyzer = analyzer
        self._words = words
        self._thesaurus = Thesaurus()

    def read(self, text: str, vocabulary: Vocabulary, as_written: bool = False) -> Question:
        """The ideas of a question; none for an empty one or one of stop words alone.

        Unknown words are read as known ones that they are near to, unless they are to be read
        `as_written`.
        """
        forms = self._analyzer.forms(text)
        mistakes = _Mistakes(self._words, vocabulary, 0 if as_written else None)
        ideas: list[Idea] = []
        joins: list[Join] = []
        places: list[tuple[Form, int, int]] = []
        seen: dict[str, int] = {}
        for form in forms:
            start = len(ideas)
            here = []
            for idea in self._ideas_of(form, vocabulary, mistakes):
                main = idea.terms[0][0] if idea.terms else idea.word
                if main not in seen:
                    if len(ideas) == MOST_IDEAS:
                        break
                    seen[main] = len(ideas)
                    ideas.append(idea)
                else:
                    again = ideas[seen[main]]
                    ideas[seen[main]] = replace(again, times=again.times + 1)
                here.append(seen[main])
            if len(ideas) > start + 1 and form.whole and vocabulary.document_frequency(form.whole):
                joins.append(Join(form.whole, start, len(ideas) - 1))
            places.append((form, here[0], here[-1]) if here else (form, -1, -1))
            if len(ideas) == MOST_IDEAS:
                break
        joins.extend(self._joins(places, vocabulary))
        return Question(text, tuple(ideas), tuple(joins), tuple(mistakes.corrections))

    def _ideas_of(self, form: Form, vocabulary: Vocabulary, mistakes: "_Mistakes") -> list[Idea]:
        if not form.whole:
            return []
        df = vocabulary.document_frequency
        if len(form.parts) > 1 and not (_is_name(form) and df(form.whole)):
            return [self._idea(part, part, vocabulary) for part in form.parts]
        if form.parts != (form.whole,):
            terms = [(form.whole, 1.0)] if df(form.whole) else []
            terms += [(part, PART_OF_NAME) for part in form.parts if df(part)]
            return [Idea(form.word, tuple(terms), 1.0, bool(df(form.whole)))]
        if pieces := mistakes.split(form.word, df(form.whole)):
            return [self._idea(piece, stem(piece), vocabulary) for piece in pieces]
        if not df(form.whole) and self._importance(form.word) == 1.0:
            better = mistakes.correction(form.word)
            if better in QUESTION_WORDS:
                return []
            if better:
                term = stem(better)
                return [Idea(form.word, ((term, CORRECTED),), 1.0, True)]
        return [self._idea(form.word, form.whole, vocabulary)]

    def _idea(self, word: str, term: str, vocabulary: Vocabulary) -> Idea:
        df = vocabulary.document_frequency
        known = df(term) > 0
        terms = [(term, 1.0)] if known else []
        terms += [(other, SYNONYM) for other in self._thesaurus.instead_of(term) if df(other)]
        return Idea(word, tuple(terms), self._importance(word), known)

    def _joins(self, places: list[tuple[Form, int, int]], vocabulary: Vocabulary) -> list[Join]:
        """Neighbours that papers write as one word, at most one stop word between them."""
        found = []
        for index, (form, first, _) in enumerate(places):
            if first < 0:
                continue
            word = form.word
            for other, other_first, last in places[index + 1 : index + 3]:
                word += other.word
                if other_first > first:
                    term = stem(word)
                    if vocabulary.document_frequency(term):
                        found.append(Join(term, first, last))
        return found

    def _importance(self, word: str) -> float:
        if word in QUESTION_WORDS:
            return 0.0
        if word in GENERIC_WORDS:
            return 0.25
        return 0.35 if stem(word) in _EVERYDAY else 1.0


def _is_name(form: Form) -> bool:
    """Whether a compound names one thing (gpt-4v, x-ray), so that its parts alone do not."""
    written = "".join(form.parts)
    return any(c.isdigit() for c in written) and not any(
        part in ("2d", "3d", "4d") for part in form.parts
    )


class _Mistakes:
    """Looks at the unknown words of one question, the first few of them."""

    def __init__(self, words: WordList, vocabulary: Vocabulary, most: int | None) -> None:
        self._words = words
        self._vocabulary = vocabulary
        self._left = MOST_LOOKED_AT if most is None else most
        self.corrections: list[tuple[str, str]] = []
        """Words as asked and as read."""

    def split(self, word: str, papers: int) -> tuple[str, ...] | None:
        """A word that few papers or none have as known ones that were run together."""
        if papers:  # texttoimage: some write it so, many more apart
            pieces = self._words.split(word, self._papers_with, ("to",)) if "to" in word else None
            common = pieces and min(map(self._papers_with, pieces)) >= MUCH_RARER * papers
            return pieces if common else None
        self._left -= 1
        return self._words.split(word, self._papers_with) if self._left >= 0 else None

    def correction(self, word: str) -> str | None:
        """A known word that an unknown one is near to; it counts as a correction unless it only
        says that something is asked."""
        better = self._words.correction(word, self._papers_with) if self._left >= 0 else None
        if better and better not in QUESTION_WORDS:
            self.corrections.append((word, better))
        return better

    def _papers_with(self, word: str) -> int:
        return self._vocabulary.document_frequency(stem(word))


def reading_of(question: Question, vocabulary: Vocabulary) -> Reading:
    """How a question was read, for choosing the sentences that answer it."""
    weights = {
        term: closeness * max(idea.importance, 0.1) * vocabulary.idf(term)
        for idea in question.ideas
        for term, closeness in idea.terms
    }
    weights |= {join.term: vocabulary.idf(join.term) for join in question.joins}
    telling = {term for idea in question.ideas if idea.importance for term, _ in idea.terms}
    telling |= {join.term for join in question.joins}
    return Reading(question.text, weights, frozenset(telling))
