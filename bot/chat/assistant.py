"""A question in words -> an answer: which papers, and the sentence of each that answers."""

from dataclasses import dataclass

from bot.catalogue import Catalogue
from bot.search.engine import Hit
from bot.search.passages import sentences
from bot.sources.cleaning import clean_text
from bot.sources.identifiers import parse_paper_id
from storage.models import Paper

QUESTION_LENGTH = 1_000
"""Characters of a question that are read; nobody's question is in what comes after."""
DEPTH = 50
"""How many papers an answer goes down to, however far its pages are turned."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A paper that answers, and how: positions of matched words as (start, end) in characters."""

    paper: Paper
    score: float
    sentence: str
    sentence_matches: tuple[tuple[int, int], ...] = ()
    title_matches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question; `findings` is empty exactly when nothing `matched`.

    `corrections`: words that no paper has, and the ones they were read as.
    """

    question: str
    matched: bool
    findings: tuple[Finding, ...]
    corrections: tuple[tuple[str, str], ...] = ()


class Assistant:
    """Answers questions from the catalogue, and from nothing else."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def ask(self, question: str, limit: int = DEPTH) -> Answer:
        """Answer a question with at most `limit` papers, best first.

        A question that is the id or the link of a known paper is answered with that paper.
        """
        question = clean_question(question)
        if (id := parse_paper_id(question)) and (paper := await self._catalogue.paper(id)):
            if paper.removed:
                return Answer(question, matched=False, findings=())
            return Answer(question, matched=True, findings=(Finding(paper, 1.0, _opening(paper)),))
        results = await self._catalogue.search(question, limit)
        papers = {
            paper.id: paper for paper in await self._catalogue.papers([h.id for h in results.hits])
        }
        # A paper may be taken out between the search and now.
        findings = tuple(
            _finding(paper, hit)
            for hit in results.hits
            if (paper := papers.get(hit.id)) is not None and not paper.removed
        )
        return Answer(
            question,
            matched=bool(findings),
            findings=findings,
            corrections=results.corrections,
        )


def clean_question(text: str) -> str:
    """A question as it is searched and kept: clean characters, one line, not too long."""
    return clean_text(text[: 4 * QUESTION_LENGTH])[:QUESTION_LENGTH].strip()


def _finding(paper: Paper, hit: Hit) -> Finding:
    return Finding(paper, hit.score, hit.sentence, hit.spans, hit.title_spans)


def _opening(paper: Paper) -> str:
    return paper.summary or next(iter(sentences(paper.abstract)), "")
