"""A question in words -> an answer: which papers, and the sentence of each that answers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

from bot.catalogue import Catalogue
from bot.errors import BadInput
from bot.search.documents import Filters, Hit, Passage
from bot.search.notes import NoteHit
from bot.search.passages import sentences
from bot.search.query import Query, parse
from bot.search.stopwords import STOP_WORDS
from bot.search.titles import title_words
from bot.sources.cleaning import clean_text
from bot.sources.identifiers import parse_paper_id
from storage.models import Paper

QUESTION_LENGTH = 1_000
"""Characters of a question that are read; nobody's question is in what comes after."""
DEPTH = 50
"""How many papers an answer goes down to, however far its pages are turned."""
TITLE_SHARE = 0.7
"""The part of a title's words that a text must have to be taken for naming it."""
NO_NOTES: Mapping[str, str] = MappingProxyType({})
LIKE_DEPTH = 20
"""How many papers are shown as like another; what comes after has little to do with it."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked: the question as a person wrote it, cleaned, and how it reads."""

    question: str
    query: Query

    @classmethod
    def read(cls, text: str) -> Self:
        """A question that may use the query language. Raises QueryError."""
        question = clean_question(text)
        return cls(question, parse(question))

    @classmethod
    def named(cls, text: str) -> Self:
        """The name of a paper, in which nothing is an operator whatever it looks like."""
        question = clean_question(text)
        return cls(question, Query(text=question))


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an answer: the page `number` (from 1) of pages of `size` papers."""

    number: int
    size: int

    def of(self, count: int) -> range:
        """The places on this page among `count` papers; those of the last page if there is none
        of that number, for a question asked again may find fewer."""
        last = max(1, -(-count // self.size))
        first = (max(1, min(self.number, last)) - 1) * self.size
        return range(first, min(first + self.size, count))


@dataclass(frozen=True, slots=True)
class Finding:
    """A paper that answers, and how: positions of matched words as (start, end) in characters."""

    paper: Paper
    score: float
    sentence: str = ""
    sentence_matches: tuple[tuple[int, int], ...] = ()
    title_matches: tuple[tuple[int, int], ...] = ()
    note: str = ""
    """The sentence of the asker's own note that is on the question, where there is one."""
    note_matches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question; `findings` is empty exactly when nothing `matched`.

    `shown`: the places in `findings` whose sentences were looked for; the others have "".
    `corrections`: words that no paper has, and the ones they were read as.
    `limited`: nothing was found, and it is the limits of the query that leave nothing.
    `withheld`: nothing was found that is on the question, though there is something near it.
    """

    question: str
    query: Query
    matched: bool
    findings: tuple[Finding, ...]
    shown: range
    corrections: tuple[tuple[str, str], ...] = ()
    as_written: bool = False
    limited: bool = False
    withheld: bool = False


class Assistant:
    """Answers questions from the catalogue, and from nothing else."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def ask(
        self,
        asked: str | Inquiry,
        limit: int = DEPTH,
        *,
        page: Page | None = None,
        as_written: bool = False,
        listed: frozenset[str] | None = None,
        notes: Mapping[str, str] = NO_NOTES,
    ) -> Answer:
        """Answer a question with at most `limit` papers, best first.

        A question that is the id or the link of a known paper is answered with that paper.
        `page`: the only findings whose sentences are wanted; None wants all of them.
        `as_written`: unknown words are not read as others.
        `listed`: the papers on the asker's reading list that `in:` asks for; None where there
        is no such list. `notes`: what the asker wrote on them, by their ids; it is searched too.
        Raises QueryError, and BadInput where `in:` is asked and there is no list.
        """
        inquiry = Inquiry.read(asked) if isinstance(asked, str) else asked
        question, query = inquiry.question, inquiry.query
        if (id := parse_paper_id(question)) and (paper := await self._catalogue.paper(id)):
            findings = () if paper.removed else (Finding(paper, 1.0, opening(paper)),)
            return Answer(question, query, bool(findings), findings, range(len(findings)))
        if query.is_plain and not query.has_words:  # with limits it would ask for all papers
            return Answer(question, query, False, (), range(0), as_written=as_written)
        if query.is_personal and listed is None:
            raise BadInput(
                f"{query.personal_part} looks through a reading list, and here I cannot tell "
                "whose. Leave it out, or ask me on Discord."
            )
        filters = Filters(ids=listed) if query.is_personal else None
        results = await self._catalogue.search(query, limit, filters, as_written=as_written)
        noted = await self._catalogue.in_notes(query, notes)
        found = await self._present(await self._with_notes(query, results.hits, noted, limit))
        if noted and query.sort != "best":
            found.sort(key=_ORDERS[query.sort])
        shown = page.of(len(found)) if page else range(len(found))
        on_page = [paper for paper, _ in found[shown.start : shown.stop]]
        passages = await self._catalogue.passages(results.reading, on_page) if on_page else []
        limited = not found and await self._is_limited(query, as_written)
        return Answer(
            question,
            query,
            matched=bool(found),
            findings=_with_sentences(_findings(found, shown, passages), noted),
            shown=shown,
            corrections=results.corrections,
            as_written=as_written,
            limited=limited,
            withheld=not (found or limited) and await self._is_near(query, as_written),
        )

    async def among(
        self, request: Inquiry, listed: frozenset[str], notes: Mapping[str, str]
    ) -> list[str]:
        """The ids of the papers among `listed` that answer, notes on them included, best first."""
        question, query = request.question, request.query
        if id := parse_paper_id(question):
            paper = await self._catalogue.paper(id)
            return [paper.id] if paper and paper.id in listed else []
        results = await self._catalogue.search(query, len(listed), Filters(ids=listed))
        noted = await self._catalogue.in_notes(query, notes)
        hits = await self._with_notes(query, results.hits, noted, len(listed))
        return [hit.id for hit in hits]

    async def passing(self, query: Query, ids: Collection[str]) -> frozenset[str]:
        """Those of some papers that have everything a query asks for, whatever ranks first."""
        if not ids:
            return frozenset()
        filters = Filters(ids=frozenset(ids))
        return frozenset(
            hit.id for hit in (await self._catalogue.search(query, len(ids), filters)).hits
        )

    async def titled(self, text: str, limit: int) -> list[Paper]:
        """The papers whose title is more or less in a text, best first."""
        inquiry = Inquiry.named(text)
        if not inquiry.question:
            return []
        words = set(title_words(inquiry.question).split())
        answer = await self.ask(inquiry, LIKE_DEPTH)
        papers = [each.paper for each in answer.findings]
        return [paper for paper in papers if _is_titled(paper.title, words)][:limit]

    async def similar(
        self, paper: Paper, limit: int = LIKE_DEPTH, *, page: Page | None = None
    ) -> Answer:
        """The papers that are most like one, never itself; the question is its title.

        The sentence of each is the one that has most to do with that title.
        """
        try:
            hits = await self._catalogue.similar(paper.id, limit)
        except KeyError:  # it has only just come in, or is being taken out
            hits = ()
        found = await self._present(hits)
        shown = page.of(len(found)) if page else range(len(found))
        query = Query(text=paper.title)
        passages: list[Passage] = []
        if on_page := [other for other, _ in found[shown.start : shown.stop]]:
            reading = (await self._catalogue.search(query, 1, as_written=True)).reading
            passages = await self._catalogue.passages(reading, on_page)
        findings = _findings(found, shown, passages)
        return Answer(paper.title, query, bool(found), findings, shown)

    async def _with_notes(
        self, query: Query, hits: Sequence[Hit], noted: Mapping[str, NoteHit], limit: int
    ) -> list[Hit]:
        """Papers that were found by their own words or by what a note says of them, best first:
        the score of a paper is that of its words and that of the note together."""
        if not noted:
            return list(hits)
        scores = {hit.id: hit.score for hit in hits}
        others = {id for id, hit in noted.items() if id not in scores and hit.has_phrases}
        # Of these the note has the words; everything else is asked of the paper.
        rest = replace(query, text="", phrases=(), sort="best")
        scores |= dict.fromkeys(await self.passing(rest, others), 0.0)
        for id, hit in noted.items():
            if id in scores:
                scores[id] += hit.score
        best = sorted(scores, key=lambda id: -scores[id])
        return [Hit(id, scores[id]) for id in best[:limit]]

    async def _present(self, hits: Iterable[Hit]) -> list[tuple[Paper, float]]:
        """The papers of `hits` with their scores. One may be taken out between the search and
        now, or get another id."""
        scores = {hit.id: hit.score for hit in hits}
        papers = await self._catalogue.papers(list(scores))
        return [
            (paper, scores[paper.id])
            for paper in papers
            if not paper.removed and paper.id in scores
        ]

    async def _is_limited(self, query: Query, as_written: bool) -> bool:
        """Whether a query that finds nothing would find something by its words alone."""
        if replace(query, sort="best").is_plain:
            return False
        if not query.has_words:
            return True
        words = Query(text=query.text)
        return (await self._catalogue.search(words, 1, as_written=as_written)).matched

    async def _is_near(self, query: Query, as_written: bool) -> bool:
        """Whether there is something near a query that nothing here is on."""
        anyway = replace(query, anyway=True)
        return (await self._catalogue.search(anyway, 1, as_written=as_written)).matched


def _newest(found: tuple[Paper, float]) -> tuple[int, int, float]:
    paper, score = found
    return -(paper.day.toordinal() if paper.day else 0), -(paper.upvotes or 0), -score


def _most_upvotes(found: tuple[Paper, float]) -> tuple[int, int, float]:
    day, votes, score = _newest(found)
    return votes, day, score


_ORDERS = {"new": _newest, "votes": _most_upvotes}


def _with_sentences(
    findings: tuple[Finding, ...], noted: Mapping[str, NoteHit]
) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, note=hit.sentence, note_matches=hit.spans)
        if (hit := noted.get(finding.paper.id))
        else finding
        for finding in findings
    )


def clean_question(text: str) -> str:
    """A question as it is searched and kept: clean characters, one line, not too long."""
    return clean_text(text[: 4 * QUESTION_LENGTH])[:QUESTION_LENGTH].strip()


def _findings(
    found: list[tuple[Paper, float]], shown: range, passages: list[Passage]
) -> tuple[Finding, ...]:
    explained = dict(zip(shown, passages, strict=True))
    return tuple(
        Finding(paper, score, passage.sentence, passage.spans, passage.title_spans)
        if (passage := explained.get(place))
        else Finding(paper, score)
        for place, (paper, score) in enumerate(found)
    )


def _is_titled(title: str, words: set[str]) -> bool:
    """Whether the words of a text hold a title: its name, which stands before a colon, or most
    of what counts in it, two words at least."""
    name, colon, _ = title.partition(":")
    if colon and (own := set(title_words(name).split()) - STOP_WORDS) and own <= words:
        return True
    counting = set(title_words(title).split()) - STOP_WORDS
    return len(counting & words) >= max(2, TITLE_SHARE * len(counting))


def opening(paper: Paper) -> str:
    """One sentence on a paper: by its source, else the first of its abstract; "" if none."""
    return paper.summary or next(iter(sentences(paper.abstract)), "")
