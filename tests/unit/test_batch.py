import random
from itertools import groupby

import numpy as np
import pytest

from bot.search.analysis import Analyzer
from bot.search.batch import TITLE_WEIGHT, Numbering
from bot.search.documents import Document
from bot.search.lexicon import Lexicon
from bot.search.marks import BY, IN_TITLE, author_marks, name_words
from bot.search.postings import GAP
from bot.search.spelling import WordList

PAPER = Document(
    "a",
    "Text-to-Image Birds",
    "Birds are drawn by GPT-4, the birds of Denmark.",
    keywords=("bird song", "gpt-4"),
    authors=("Zoë de Vries", "Ann Lee"),
)


class Numbered:
    """Numbers documents, and reads what came of it."""

    def __init__(self) -> None:
        self.terms = Lexicon()
        self.known = Lexicon()
        self._numbering = Numbering(Analyzer(), self.terms, WordList(self.known))

    def streams(self, *documents: Document) -> tuple[list[list[int]], list[set[int]]]:
        """The stream and the marks of each document."""
        found = self._numbering.streams(documents)
        assert len(found.sizes) == len(documents)
        ends = np.cumsum(found.sizes)[:-1]
        marks: list[set[int]] = [set() for _ in documents]
        for mark, place in zip(found.marks.tolist(), found.marked.tolist(), strict=True):
            marks[place].add(mark)
        streams = [part.tolist() for part in np.split(found.stream, ends)] if documents else []
        return streams, marks


def runs(stream: list[int], terms: Lexicon) -> list[list[str]]:
    """The words between the gaps of a stream."""
    return [
        [terms.text(term) for term in run]
        for is_gap, run in groupby(stream, lambda term: term == GAP)
        if not is_gap
    ]


def test_a_stream_holds_every_field_in_order_and_then_the_compounds_each_alone() -> None:
    numbered = Numbered()
    [stream], [marks] = numbered.streams(PAPER)
    terms = numbered.terms
    title = ["text", "imag", "bird"]
    abstract = ["bird", "drawn", "gpt", "bird", "denmark"]
    assert runs(stream, terms) == [
        *[title] * TITLE_WEIGHT,
        abstract,
        ["bird", "song"],
        ["gpt"],
        *[["texttoimag"]] * TITLE_WEIGHT,
        ["gpt4"],
        ["gpt4"],
    ]
    assert stream[-1] == GAP  # so that streams can stand one after the other
    assert sorted(terms.text(mark) for mark in marks) == sorted(
        [IN_TITLE + term for term in (*title, "texttoimag")]
        + [BY + name for name in ("zoe", "de", "vries", "zoe de vries", "ann", "lee", "ann lee")]
    )


def test_words_are_those_of_letters_alone() -> None:
    numbered = Numbered()
    numbered.streams(PAPER)
    words = set(numbered.known)
    assert {"birds", "drawn", "denmark", "song", "texttoimage"} <= words
    assert not any(not word.isalpha() for word in words)


@pytest.mark.parametrize(
    "document",
    [Document("a", "", ""), Document("a", "!?", "\0\n \ud800", ("", "-"), ("", "42", "\1"))],
)
def test_a_paper_without_words_is_still_there(document: Document) -> None:
    numbered = Numbered()
    [stream], [marks] = numbered.streams(document)
    terms = numbered.terms
    assert runs(stream, terms) == []
    assert stream[-1] == GAP
    assert marks == set()


def test_many_at_once_are_what_they_are_one_by_one() -> None:
    chance = random.Random(2)
    words = ["bird", "birds", "GPT-4", "gpt4", "text-to-image", "DeepFloyd", "the", "cafés", "é"]
    documents = [
        Document(
            f"{n}",
            " ".join(chance.choices(words, k=chance.randint(0, 4))),
            " ".join(chance.choices(words, k=chance.randint(0, 12))),
            keywords=tuple(chance.choices(words, k=chance.randint(0, 2))),
            authors=tuple(chance.choices(["Ann Lee", "Bo", "Zoë"], k=chance.randint(0, 2))),
        )
        for n in range(60)
    ]
    together, alone = Numbered(), Numbered()
    streams, marks = together.streams(*documents)
    for document, stream, some in zip(documents, streams, marks, strict=True):
        [single], [own] = alone.streams(document)
        assert runs(stream, together.terms) == runs(single, alone.terms)
        assert stream.count(GAP) == single.count(GAP)
        assert {together.terms.text(m) for m in some} == {alone.terms.text(m) for m in own}
    assert set(together.known) == set(alone.known)


def test_what_is_let_go_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.search.batch._MOST_PIECES", 8)
    monkeypatch.setattr("bot.search.batch._MOST_NAMES", 2)
    few = Numbered()
    monkeypatch.undo()
    many = Numbered()
    chance = random.Random(3)
    for n in range(80):
        words = chance.choices([f"word-{i} A{i}b" for i in range(30)], k=9)
        document = Document(f"{n}", " ".join(words[:3]), " ".join(words), (), tuple(words[:2]))
        [one], [its] = few.streams(document)
        [other], [others] = many.streams(document)
        assert runs(one, few.terms) == runs(other, many.terms)
        assert {few.terms.text(m) for m in its} == {many.terms.text(m) for m in others}


def test_without_documents_there_is_nothing() -> None:
    numbered = Numbered()
    assert numbered.streams() == ([], [])
    assert not len(numbered.known) and not len(numbered.terms)


@pytest.mark.parametrize(
    ("name", "words", "marks"),
    [
        ("Zoë de Vries", ["zoe", "de", "vries"], {"zoe", "de", "vries", "zoe de vries"}),
        ("Li", ["li"], {"li"}),
        ("Jean-Luc O'Neill", ["jean", "luc", "o", "neill"], {"jean luc o neill"}),
        ("A B C D E", ["a", "b", "c", "d", "e"], {"a", "b", "c", "d", "e"}),
        ("李 明", ["李", "明"], {"李 明"}),
        ("\1\2 42 \0", [], set()),
        ("", [], set()),
        ("Ann\2Lee", ["ann", "lee"], {"ann lee"}),
    ],
)
def test_a_name_is_known_by_its_words_and_as_a_whole(
    name: str, words: list[str], marks: set[str]
) -> None:
    assert name_words(name) == words
    assert set(author_marks(name)) == {BY + mark for mark in (*marks, *words)}
