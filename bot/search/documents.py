"""What is searched, what narrows a search, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from storage.models import Paper


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as far as searching needs it."""

    id: str
    title: str
    abstract: str
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    day: date | None = None
    has_code: bool = False
    upvotes: int | None = None
    organisation: str = ""

    @classmethod
    def of(cls, paper: Paper) -> Self:
        """The document of a paper."""
        return cls(
            id=paper.id,
            title=paper.title,
            abstract=paper.abstract,
            keywords=paper.keywords,
            authors=paper.authors,
            day=paper.day,
            has_code=paper.code_url is not None,
            upvotes=paper.upvotes,
            organisation=paper.organisation or "",
        )


@dataclass(frozen=True, slots=True)
class Filters:
    """What a paper must be to be found at all; None asks nothing. Both ends are included.

    What a paper does not tell does not pass; upvotes nobody counted are 0.
    """

    since: date | None = None
    until: date | None = None
    has_code: bool | None = None
    min_upvotes: int | None = None
    max_upvotes: int | None = None
    ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was read, as far as choosing a sentence needs it."""

    text: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    """How much finding each term tells: its weight times its inverse document frequency."""
    telling: frozenset[str] = frozenset()
    """Those terms that are worth showing in bold."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence of a paper that answers, and the words that were asked for."""

    sentence: str
    """"" without an abstract."""
    spans: tuple[tuple[int, int], ...]
    """Start and end, in characters, of the words in `sentence`."""
    title_spans: tuple[tuple[int, int], ...]
    """The same in the title."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a question: `hits` best first, none if nothing here is on it."""

    question: str
    matched: bool
    hits: tuple[Hit, ...]
    corrections: tuple[tuple[str, str], ...] = ()
    """Words that were read as another: as asked, as read."""
    reading: Reading = field(default_factory=Reading)
