"""Documents on their way into the index: their texts as numbers of terms.

A word that is written in many places is analysed once; what is then to be done for every place is
done by numpy for many documents at once.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from bot.search.analysis import Analyzer
from bot.search.documents import Document
from bot.search.lexicon import Lexicon
from bot.search.marks import AT, IN_TITLE, author_marks, organisation_marks
from bot.search.postings import GAP, Ints, Longs, Streams
from bot.search.ragged import Remembered, Row, Rows, spread
from bot.search.spelling import WordList

TITLE_WEIGHT = 3

_MOST_PIECES = 1 << 17
_MOST_NAMES = 1 << 15
"""Pieces of text, and names of authors and organisations, whose numbers are kept at hand."""
_FIELD_ENDS = " "
"""Stands for the end of a field among pieces of text, none of which has a space."""


class Numbering:
    """Numbers what documents hold, for one index. Terms that are new to it it takes in, and
    words that stand there into a list of words. One thread may use it."""

    def __init__(self, analyzer: Analyzer, terms: Lexicon, words: WordList) -> None:
        self._analyzer = analyzer
        self._terms = terms
        self._words = words
        self._pieces = Remembered(self._parts_and_wholes, 2, _MOST_PIECES)
        self._names = Remembered(self._of_names, 1, _MOST_NAMES)
        self._in_title = np.zeros(0, dtype=np.int32)

    def streams(self, documents: Sequence[Document]) -> Streams:
        """The streams and the marks of some documents.

        A stream holds the words in order, a gap after each field: the title, as often as it
        weighs, the abstract, each keyword; and last every compound as a whole, a gap after each.
        The marks of a document are those of its authors and organisation and the terms of its
        title.
        """
        pieces: list[str] = []
        ends: list[int] = []
        pieces_of = self._analyzer.pieces
        for document in documents:
            for field in (document.title, document.abstract, *document.keywords):
                pieces += pieces_of(field)
                pieces.append(_FIELD_ENDS)
                ends.append(len(pieces))
        parts, wholes = self._pieces.rows(pieces)
        many = np.array([2 + len(document.keywords) for document in documents], dtype=np.int64)
        fields = _Fields(
            owners=np.repeat(np.arange(len(documents)), many),
            titles=np.cumsum(many) - many,
            parts=_joined(parts, ends),
            wholes=_joined(wholes, ends),
        )
        stream, sizes = fields.streams(len(documents))
        marks, marked = self._marks(documents, fields)
        return Streams(stream, sizes, marks, marked)

    def _marks(self, documents: Sequence[Document], fields: "_Fields") -> tuple[Ints, Longs]:
        """Marks, and for each the place of its document; some of them more than once."""
        terms, owners = fields.in_titles()
        of_each = [_names_of(document) for document in documents]
        [authors] = self._names.rows(list(chain.from_iterable(of_each)))
        many = np.array(list(map(len, of_each)), dtype=np.int64)
        writers = np.repeat(np.repeat(np.arange(len(documents)), many), authors.sizes)
        return (
            np.concatenate((self._title_marks(terms), authors.values)),
            np.concatenate((owners, writers)),
        )

    def _title_marks(self, terms: Ints) -> Ints:
        """The mark of each of some terms of titles."""
        if len(self._in_title) < len(self._terms):
            larger = np.full(2 * len(self._terms), -1, dtype=np.int32)
            larger[: len(self._in_title)] = self._in_title
            self._in_title = larger
        marks = self._in_title[terms]
        if len(marks) and marks.min() < 0:
            fresh = np.unique(terms[marks < 0])
            texts = [IN_TITLE + self._terms.text(term) for term in fresh.tolist()]
            self._in_title[fresh] = self._terms.numbers(texts)
            marks = self._in_title[terms]
        return marks

    def _parts_and_wholes(self, pieces: list[str]) -> tuple[list[Row], list[Row]]:
        """Of pieces of text the numbers of their parts, and of those of their wholes, a gap after
        each, that are not among the parts."""
        analysed = list(map(self._analyzer.forms_of, pieces))
        forms = list(chain.from_iterable(analysed))
        self._words.add(dict.fromkeys(form.word for form in forms if form.word.isalpha()))
        distinct = list(dict.fromkeys(chain.from_iterable(form.terms for form in forms)))
        numbers = dict(zip(distinct, self._terms.numbers(distinct), strict=True))
        number = numbers.__getitem__
        parts: list[Row] = []
        wholes: list[Row] = []
        for each, found in zip(pieces, analysed, strict=True):
            if each == _FIELD_ENDS:
                parts.append((GAP,))
                wholes.append(())
            elif len(found) == 1:
                form = found[0]
                parts.append(tuple(map(number, form.parts)))
                compound = len(form.terms) > len(form.parts)
                wholes.append((number(form.whole), GAP) if compound else ())
            else:
                parts.append([number(part) for form in found for part in form.parts])
                whole = [number(f.whole) for f in found if len(f.terms) > len(f.parts)]
                wholes.append([value for each_whole in whole for value in (each_whole, GAP)])
        return parts, wholes

    def _of_names(self, names: list[str]) -> tuple[list[Row]]:
        marks = [
            organisation_marks(name[1:]) if name.startswith(AT) else list(author_marks(name))
            for name in names
        ]
        distinct = list(dict.fromkeys(chain.from_iterable(marks)))
        number = dict(zip(distinct, self._terms.numbers(distinct), strict=True)).__getitem__
        return ([list(map(number, each)) for each in marks],)


def _names_of(document: Document) -> list[str]:
    """The names a document is found by: its authors', and, after a sign, its organisation's."""
    organisation = [AT + document.organisation] if document.organisation else []
    return [*document.authors, *organisation]


class _Fields(NamedTuple):
    """The fields of documents, one after the other; of each the title comes first."""

    owners: Longs
    """Place of the document of each field."""
    titles: Longs
    """Place of the title of each document among the fields."""
    parts: Rows
    wholes: Rows

    def streams(self, documents: int) -> Rows:
        """The stream of each document."""
        times = np.ones(len(self.owners), dtype=np.int64)
        times[self.titles] = TITLE_WEIGHT
        fields = np.repeat(np.arange(len(self.owners)), times)
        owners = self.owners[fields]
        # Of each document all the parts, then all the wholes.
        order = np.argsort(np.concatenate((owners, owners)), kind="stable")
        parts, wholes = self.parts, self.wholes
        starts = np.concatenate(
            (_starts(parts)[fields], _starts(wholes)[fields] + len(parts.values))
        )
        sizes = np.concatenate((parts.sizes[fields], wholes.sizes[fields]))
        both = np.concatenate((parts.values, wholes.values))
        lengths = np.bincount(np.concatenate((owners, owners)), sizes, minlength=documents)
        return Rows(both[spread(starts[order], sizes[order])], lengths.astype(np.int64))

    def in_titles(self) -> tuple[Ints, Longs]:
        """The terms of the titles and the place of the document of each."""
        terms, owners = [], []
        for rows in (self.parts, self.wholes):
            sizes = rows.sizes[self.titles]
            values = rows.values[spread(_starts(rows)[self.titles], sizes)]
            is_term = values != GAP
            terms.append(values[is_term])
            owners.append(np.repeat(np.arange(len(sizes)), sizes)[is_term])
        return np.concatenate(terms), np.concatenate(owners)


def _starts(rows: Rows) -> Longs:
    starts: Longs = np.cumsum(rows.sizes) - rows.sizes
    return starts


def _joined(rows: Rows, ends: Sequence[int]) -> Rows:
    """Several rows as one, those of a field: up to each of `ends`, by their places."""
    reached = np.concatenate(([0], np.cumsum(rows.sizes)))
    return Rows(rows.values, np.diff(reached[np.array([0, *ends], dtype=np.int64)]))
