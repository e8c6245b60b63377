"""What is searched, what narrows a search, and what it gives."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

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
        )

    def to_json(self) -> str:
        """Itself as one line of ASCII."""
        return json.dumps(asdict(self), default=date.isoformat, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Self:
        """The document of such a line. Raises ValueError, TypeError or LookupError."""
        kept: dict[str, Any] = json.loads(line)
        kept["keywords"] = tuple(kept["keywords"])
        kept["authors"] = tuple(kept["authors"])
        kept["day"] = date.fromisoformat(kept["day"]) if kept["day"] else None
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a paper must be to be found at all; None asks nothing. Days are both included."""

    since: date | None = None
    until: date | None = None
    has_code: bool | None = None
    min_upvotes: int | None = None
    ids: frozenset[str] | None = None

    def allow(self, document: Document) -> bool:
        """Whether a document passes; what it does not tell does not pass."""
        if self.ids is not None and document.id not in self.ids:
            return False
        if self.has_code is not None and document.has_code != self.has_code:
            return False
        if self.min_upvotes is not None and (document.upvotes or 0) < self.min_upvotes:
            return False
        if self.since is not None and (document.day is None or document.day < self.since):
            return False
        return self.until is None or (document.day is not None and document.day <= self.until)

    def over(self, documents: dict[str, Document]) -> Callable[[str], bool] | None:
        """The same by id, over known documents; None if nothing is asked."""
        if self == Filters():
            return None
        return lambda doc_id: self.allow(documents[doc_id])


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found."""

    id: str
    score: float
    sentence: str
    """The sentence of its abstract that answers best; "" without an abstract."""
    spans: tuple[tuple[int, int], ...]
    """Start and end of the words in `sentence` that were asked for."""
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
