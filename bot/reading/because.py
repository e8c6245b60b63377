"""The words of a paper that caused it to be recommended."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from bot.search.analysis import Analyzer, Token
from bot.search.stopwords import GENERIC_WORDS, QUESTION_WORDS
from storage.models import Paper

MOST = 3
READ = 800
"""Characters of an abstract that are looked at: what a paper is on is said early."""
LONGEST = 48
"""Characters of a phrase; longer keywords are no words but sentences."""
_EMPTY = GENERIC_WORDS | QUESTION_WORDS


def because(paper: Paper, taste: Mapping[str, float], analyzer: Analyzer) -> tuple[str, ...]:
    """The phrases of a paper that are most to a taste (term -> weight), at most `MOST`, the
    strongest first, as they are written there.

    Keywords of the source go first, as they are phrases already; then runs of liked words in the
    title and the abstract, one word alone only where there is nothing better. A phrase counts what
    its terms weigh in all, divided by the square root of how many they are, so that neither one
    word nor a long keyword always wins; none shares a term with one before it.
    """
    chosen: list[str] = []
    used: set[str] = set()
    runs = [*_runs(paper.title, taste, analyzer), *_runs(paper.abstract[:READ], taste, analyzer)]
    for phrases in (
        [each for each in paper.keywords if len(each) <= LONGEST],
        [run for run in runs if " " in run],
        runs,
    ):
        if phrases is runs and chosen:
            break
        weighed = []
        for place, phrase in enumerate(phrases):
            terms = {form.whole for form in analyzer.forms(phrase) if form.whole}
            liked = {term for term in terms if taste.get(term, 0.0) > 0}
            weight = sum(taste.get(term, 0.0) for term in terms)
            if liked and weight > 0 and 2 * len(liked) >= len(terms):
                weighed.append((-weight / len(terms) ** 0.5, place, phrase, liked))
        for _, _, phrase, liked in sorted(weighed, key=lambda each: each[:2]):
            if len(chosen) < MOST and not liked & used:
                chosen.append(phrase)
                used |= liked
    return tuple(chosen)


def _runs(text: str, taste: Mapping[str, float], analyzer: Analyzer) -> Iterable[str]:
    """Liked words next to each other, with nothing but a space between, three at most."""
    liked = [
        token
        for token in analyzer.tokens(text)
        if taste.get(token.form.whole, 0.0) > 0
        and token.form.word not in _EMPTY
        and len(token.form.word) > 1
    ]
    run: list[Token] = []
    for token, after in pairwise([*liked, None]):
        assert token is not None
        run.append(token)
        if after is None or text[token.end : after.start] != " " or len(run) == MOST:
            yield text[run[0].start : run[-1].end]
            run = []
