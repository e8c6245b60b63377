"""Documents on their way into the index: their texts as numbers of terms."""

from collections.abc import Iterable, Sequence
from itertools import chain

from bot.search.analysis import Analyzer, Form
from bot.search.documents import Document
from bot.search.lexicon import Lexicon
from bot.search.marks import IN_TITLE, author_marks, organisation_marks
from bot.search.postings import GAP

TITLE_WEIGHT = 3


class Batch:
    """Some documents, analysed.

    A word that is written in many places is analysed once and has one `Form`, so what is to be
    known of it is reckoned once and found by the form's identity.
    """

    def __init__(self, analyzer: Analyzer, documents: Sequence[Document]) -> None:
        self._documents = documents
        forms = analyzer.forms
        self._fields: list[list[list[Form]]] = [
            [forms(field) for field in (document.title, document.abstract, *document.keywords)]
            for document in documents
        ]
        everything = list(chain.from_iterable(chain.from_iterable(self._fields)))
        self._forms: dict[int, Form] = dict(zip(map(id, everything), everything, strict=True))

    def words(self) -> set[str]:
        """The words that stand in it, those of letters alone."""
        return {form.word for form in self._forms.values() if form.word.isalpha()}

    def numbered(self, terms: Lexicon) -> tuple[dict[str, list[int]], list[set[int]]]:
        """The stream of each document by its id, and the marks of each; new terms are taken in.

        A stream holds the words in order, a gap after each field: the title, as often as it
        weighs, the abstract, each keyword; and last every compound as a whole, a gap after each.
        """
        of_titles = {id(form) for title, *_ in self._fields for form in title}
        in_title = {i: [IN_TITLE + term for term in self._forms[i].terms] for i in of_titles}
        names = {name for document in self._documents for name in document.authors}
        authors = {name: list(author_marks(name)) for name in names}
        places = {document.organisation for document in self._documents}
        organisations = {name: organisation_marks(name) for name in places}
        texts = chain(
            chain.from_iterable(form.terms for form in self._forms.values()),
            chain.from_iterable(in_title.values()),
            chain.from_iterable(authors.values()),
            chain.from_iterable(organisations.values()),
        )
        distinct = list(dict.fromkeys(texts))
        number = dict(zip(distinct, terms.numbers(distinct), strict=True)).__getitem__
        parts = {i: tuple(map(number, form.parts)) for i, form in self._forms.items()}
        wholes = {
            i: (number(form.whole), GAP)
            for i, form in self._forms.items()
            if len(form.terms) > len(form.parts)
        }
        title_marks = {i: tuple(map(number, marks)) for i, marks in in_title.items()}
        place_numbers = {name: tuple(map(number, marks)) for name, marks in organisations.items()}
        author_numbers = {name: tuple(map(number, marks)) for name, marks in authors.items()}

        def in_order(forms: Iterable[int]) -> list[int]:
            return [*chain.from_iterable(map(parts.__getitem__, forms)), GAP]

        def compounds(forms: Iterable[int]) -> list[int]:
            found = map(wholes.__getitem__, filter(wholes.__contains__, forms))
            return list(chain.from_iterable(found))

        streams: dict[str, list[int]] = {}
        marks: list[set[int]] = []
        for document, fields in zip(self._documents, self._fields, strict=True):
            title, *others = (list(map(id, field)) for field in fields)
            stream = in_order(title) * TITLE_WEIGHT
            for field in others:
                stream += in_order(field)
            stream += compounds(title) * TITLE_WEIGHT
            for field in others:
                stream += compounds(field)
            streams[document.id] = stream
            marks.append(
                {
                    *chain.from_iterable(title_marks[i] for i in title),
                    *chain.from_iterable(author_numbers[name] for name in document.authors),
                    *place_numbers[document.organisation],
                }
            )
        return streams, marks
