"""What a person's notes have of a query: the same analysis as the index, at the time of asking.

Notes are private and few beside the papers, so they are not in the index: nobody else's search
can come across them, and erasing them leaves nothing there.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.search.analysis import Analyzer
from bot.search.passages import matched_spans, sentences
from bot.search.query import Query
from bot.search.stopwords import GENERIC_WORDS, QUESTION_WORDS
from bot.search.vocabulary import Vocabulary

LEAST_COVERAGE = 0.6
"""A note is on a query if it has this share of its words, each weighed by how rare it is."""
K1 = 1.2
GENERIC = 0.25


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note that is on a query. `score` counts like that of a paper."""

    score: float
    sentence: str
    spans: tuple[tuple[int, int], ...]
    has_phrases: bool
    """Whether the phrases that the query wants word for word stand in it."""


def found_in(
    query: Query, notes: Mapping[str, str], analyzer: Analyzer, vocabulary: Vocabulary
) -> dict[str, NoteHit]:
    """The notes that are on a query, by the ids of their papers.

    The score is BM25's without the length of the note, for which a note is too short, plus its
    coverage, as the index counts it.
    """
    wanted: dict[str, tuple[frozenset[str], float]] = {}
    for form in analyzer.forms(query.text):
        if form.whole and form.word not in QUESTION_WORDS:
            importance = GENERIC if form.word in GENERIC_WORDS else 1.0
            worth = importance * max(vocabulary.idf(form.whole), 0.1)
            wanted[form.whole] = (frozenset(form.parts or (form.whole,)), worth)
    total = sum(worth for _, worth in wanted.values())
    if not total:
        return {}
    telling = {term for whole, (parts, _) in wanted.items() for term in (whole, *parts)}
    phrases = [_run(phrase, analyzer) for phrase in query.phrases]
    found = {}
    for paper_id, note in notes.items():
        counts = Counter(analyzer.terms(note))
        score = covered = 0.0
        for whole, (parts, worth) in wanted.items():
            times = counts[whole] or min(counts[part] for part in parts)
            if times:
                covered += worth
                score += worth * times * (K1 + 1) / (times + K1)
        if covered < LEAST_COVERAGE * total:
            continue
        sentence = max(
            sentences(note) or [note], key=lambda each: len(telling & set(analyzer.terms(each)))
        )
        run = _run(note, analyzer)
        found[paper_id] = NoteHit(
            score + covered / total,
            sentence,
            matched_spans(sentence, telling, analyzer),
            all(_stands_in(phrase, run) for phrase in phrases),
        )
    return found


def _run(text: str, analyzer: Analyzer) -> list[str]:
    return [part for form in analyzer.forms(text) for part in form.parts]


def _stands_in(phrase: list[str], run: list[str]) -> bool:
    return not phrase or any(
        run[start : start + len(phrase)] == phrase for start in range(len(run) - len(phrase) + 1)
    )
