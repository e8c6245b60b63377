"""What is known of every document beside its words, by its number."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bot.search.documents import Document, Filters
from bot.search.growing import Growing
from bot.search.lexicon import encoded
from bot.search.view import Mask

Array = NDArray[Any]

UNKNOWN = -1


class Facts(NamedTuple):
    """Columns at one moment, all of one length."""

    day: NDArray[np.int32]
    """Proleptic ordinal of the day, `UNKNOWN` without one."""
    upvotes: NDArray[np.int32]
    """`UNKNOWN` where nobody counted."""
    has_code: Mask
    title: NDArray[np.uint64]
    """Hash of the title's words."""
    text: NDArray[np.uint64]
    """Hash of everything that is searched."""

    def allowed(self, filters: Filters) -> Mask | None:
        """Which documents pass, but for `Filters.ids`; None if nothing is asked."""
        masks = []
        if filters.since is not None:
            masks.append(self.day >= filters.since.toordinal())
        if filters.until is not None:
            masks.append((self.day <= filters.until.toordinal()) & (self.day != UNKNOWN))
        if filters.has_code is not None:
            masks.append(self.has_code == filters.has_code)
        if filters.min_upvotes is not None:
            masks.append(np.maximum(self.upvotes, 0) >= filters.min_upvotes)
        if filters.max_upvotes is not None:
            masks.append(np.maximum(self.upvotes, 0) <= filters.max_upvotes)
        if not masks:
            return None
        passed: Mask = np.logical_and.reduce(masks)
        return passed


class Columns:
    """The facts of an index's documents as they come and change. One thread changes them."""

    def __init__(self, facts: Facts | None = None) -> None:
        facts = facts or Facts(
            np.zeros(0, dtype=np.int32),
            np.zeros(0, dtype=np.int32),
            np.zeros(0, dtype=np.bool_),
            np.zeros(0, dtype=np.uint64),
            np.zeros(0, dtype=np.uint64),
        )
        self._growing: tuple[Growing[Any], ...] = tuple(Growing(column) for column in facts)
        self.facts = facts

    def extend(self, documents: Sequence[Document], titles: Sequence[str]) -> None:
        """The facts of new documents and the words of their titles."""
        rows = zip(
            *(
                (*_changing(document), title_hash(title), text_hash(document))
                for document, title in zip(documents, titles, strict=True)
            ),
            strict=True,
        )
        for growing, row in zip(self._growing, rows, strict=True):
            growing.extend(np.array(row, dtype=growing.values.dtype))
        self._publish()

    def update(self, documents: Mapping[int, Document]) -> None:
        """The facts, as they are now, of documents whose text is as it was, by their numbers."""
        if not documents:
            return
        places = np.array(list(documents), dtype=np.int64)
        rows = zip(*map(_changing, documents.values()), strict=True)
        for growing, row in zip(self._growing, rows, strict=False):
            values = np.array(row, dtype=growing.values.dtype)
            if not np.array_equal(growing.values[places], values):
                growing.put(places, values)
        self._publish()

    def arrays(self, alive: Mask) -> dict[str, Array]:
        """The facts of documents that are alive as arrays to be kept."""
        return {name: column[alive] for name, column in self.facts._asdict().items()}

    @classmethod
    def restored(cls, arrays: Mapping[str, Array]) -> Self:
        """The columns of such arrays. Raises LookupError or ValueError if they do not fit."""
        facts = Facts(*(np.array(arrays[name]) for name in Facts._fields))
        if len({len(column) for column in facts}) != 1:
            raise ValueError("arrays of different lengths")
        return cls(facts)

    def _publish(self) -> None:
        self.facts = Facts(*(growing.values for growing in self._growing))


def title_hash(words: str) -> int:
    """A number of 64 bits for the words of a title."""
    return _hash(encoded(words))


def text_hash(document: Document) -> int:
    """A number of 64 bits for everything of a document that is searched."""
    fields = (
        document.title,
        document.abstract,
        *document.keywords,
        *document.authors,
        document.organisation,
    )
    # Where each field ends is part of it: any character may stand in a field.
    ends = ",".join(map(str, (len(document.keywords), *map(len, fields))))
    return _hash(encoded("\0".join((ends, *fields))))


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def _changing(document: Document) -> tuple[int, int, bool]:
    """Day, upvotes and code: what changes without the text."""
    day: date | None = document.day
    upvotes = UNKNOWN if document.upvotes is None else document.upvotes
    most = np.iinfo(np.int32).max
    return (
        UNKNOWN if day is None else day.toordinal(),
        max(UNKNOWN, min(upvotes, most)),
        document.has_code,
    )
