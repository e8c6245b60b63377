"""A question as the ideas it names, each with the terms that may stand for it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.search.analysis import Analyzer, Form
from bot.search.spelling import WordList
from bot.search.stopwords import EVERYDAY_WORDS, GENERIC_WORDS, QUESTION_WORDS
from bot.search.thesaurus import Thesaurus

MOST_IDEAS = 48
"""A longer question is read as far as its first so many different ideas."""

SYNONYM = 0.45
CORRECTED = 0.9
PART_OF_NAME = 0.4


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

    def weights(self) -> dict[str, float]:
        """Every term to look for, with its weight for scoring."""
        found: dict[str, float] = {}
        for idea in self.ideas:
            for term, closeness in idea.terms:
                weight = closeness * (0.4 + 0.6 * idea.importance if idea.importance > 0.1 else 0.1)
                found[term] = max(found.get(term, 0.0), weight)
        for join in self.joins:
            found.setdefault(join.term, 0.6)
        return found


class Reader:
    """Reads questions against the words an index has."""

    def __init__(
        self,
        analyzer: Analyzer,
        words: WordList,
        document_frequency: Callable[[str], int],
    ) -> None:
        self._analyzer = analyzer
        self._words = words
        self._df = document_frequency
        self._thesaurus = Thesaurus(analyzer)
        self._everyday = frozenset(analyzer.stem(word) for word in EVERYDAY_WORDS)

    def read(self, text: str) -> Question:
        """The ideas of a question; none for an empty one or one of stop words alone."""
        forms = self._analyzer.forms(text)
        ideas: list[Idea] = []
        joins: list[Join] = []
        corrections: list[tuple[str, str]] = []
        places: list[tuple[Form, int, int]] = []
        seen: dict[str, int] = {}
        for form in forms:
            start = len(ideas)
            here = []
            for idea in self._ideas_of(form, corrections):
                main = idea.terms[0][0] if idea.terms else idea.word
                if main not in seen:
                    if len(ideas) == MOST_IDEAS:
                        break
                    seen[main] = len(ideas)
                    ideas.append(idea)
                here.append(seen[main])
            if len(ideas) > start + 1 and form.whole and self._df(form.whole):
                joins.append(Join(form.whole, start, len(ideas) - 1))
            places.append((form, here[0], here[-1]) if here else (form, -1, -1))
            if len(ideas) == MOST_IDEAS:
                break
        joins.extend(self._joins(places))
        return Question(text, tuple(ideas), tuple(joins), tuple(corrections))

    def _ideas_of(self, form: Form, corrections: list[tuple[str, str]]) -> list[Idea]:
        if not form.whole:
            return []
        if len(form.parts) > 1 and not _is_name(form):
            return [self._idea(part, part) for part in form.parts]
        if form.parts != (form.whole,):
            terms = [(form.whole, 1.0)] if self._df(form.whole) else []
            terms += [(part, PART_OF_NAME) for part in form.parts if self._df(part)]
            return [Idea(form.word, tuple(terms), 1.0, bool(self._df(form.whole)))]
        if not self._df(form.whole):
            pieces = self._words.split(form.word)
            if pieces:
                return [self._idea(piece, self._analyzer.stem(piece)) for piece in pieces]
            if self._importance(form.word) == 1.0:
                better = self._words.correction(form.word)
                if better in QUESTION_WORDS:
                    return []
                if better:
                    corrections.append((form.word, better))
                    term = self._analyzer.stem(better)
                    return [Idea(form.word, ((term, CORRECTED),), 1.0, True)]
        return [self._idea(form.word, form.whole)]

    def _idea(self, word: str, term: str) -> Idea:
        known = self._df(term) > 0
        terms = [(term, 1.0)] if known else []
        terms += [(other, SYNONYM) for other in self._thesaurus.instead_of(term) if self._df(other)]
        return Idea(word, tuple(terms), self._importance(word), known)

    def _joins(self, places: list[tuple[Form, int, int]]) -> list[Join]:
        """Neighbours that papers write as one word, at most one stop word between them."""
        found = []
        for index, (form, first, _) in enumerate(places):
            if first < 0:
                continue
            word = form.word
            for other, other_first, last in places[index + 1 : index + 3]:
                word += other.word
                if other_first > first:
                    term = self._analyzer.stem(word)
                    if self._df(term):
                        found.append(Join(term, first, last))
        return found

    def _importance(self, word: str) -> float:
        if word in QUESTION_WORDS:
            return 0.0
        if word in GENERIC_WORDS:
            return 0.25
        return 0.35 if self._analyzer.stem(word) in self._everyday else 1.0


def _is_name(form: Form) -> bool:
    """Whether a compound names one thing (gpt-4v, x-ray), so that its parts alone do not."""
    written = "".join(form.parts)
    return any(c.isdigit() for c in written) and not any(
        part in ("2d", "3d", "4d") for part in form.parts
    )
