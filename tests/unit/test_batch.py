import random
from itertools import groupby

import pytest

from bot.search.analysis import Analyzer
from bot.search.batch import TITLE_WEIGHT, Batch
from bot.search.documents import Document
from bot.search.lexicon import Lexicon
from bot.search.marks import BY, IN_TITLE, author_marks, name_words
from bot.search.postings import GAP

PAPER = Document(
    "a",
    "Text-to-Image Birds",
    "Birds are drawn by GPT-4, the birds of Denmark.",
    keywords=("bird song", "gpt-4"),
    authors=("Zoë de Vries", "Ann Lee"),
)


def batch_of(*documents: Document) -> Batch:
    return Batch(Analyzer(), documents)


def runs(stream: list[int], terms: Lexicon) -> list[list[str]]:
    """The words between the gaps of a stream."""
    return [
        [terms.text(term) for term in run]
        for is_gap, run in groupby(stream, lambda term: term == GAP)
        if not is_gap
    ]


def test_a_stream_holds_every_field_in_order_and_then_the_compounds_each_alone() -> None:
    terms = Lexicon()
    streams, [marks] = batch_of(PAPER).numbered(terms)
    title = ["text", "imag", "bird"]
    abstract = ["bird", "drawn", "gpt", "bird", "denmark"]
    assert runs(streams["a"], terms) == [
        *[title] * TITLE_WEIGHT,
        abstract,
        ["bird", "song"],
        ["gpt"],
        *[["texttoimag"]] * TITLE_WEIGHT,
        ["gpt4"],
        ["gpt4"],
    ]
    assert streams["a"][-1] == GAP  # so that streams can stand one after the other
    assert sorted(terms.text(mark) for mark in marks) == sorted(
        [IN_TITLE + term for term in (*title, "texttoimag")]
        + [BY + name for name in ("zoe", "de", "vries", "zoe de vries", "ann", "lee", "ann lee")]
    )


def test_words_are_those_of_letters_alone() -> None:
    words = batch_of(PAPER).words()
    assert {"birds", "drawn", "denmark", "song", "texttoimage"} <= words
    assert not any(not word.isalpha() for word in words)


@pytest.mark.parametrize(
    "document",
    [Document("a", "", ""), Document("a", "!?", "\0\n \ud800", ("", "-"), ("", "42", "\1"))],
)
def test_a_paper_without_words_is_still_there(document: Document) -> None:
    terms = Lexicon()
    streams, [marks] = batch_of(document).numbered(terms)
    assert runs(streams["a"], terms) == []
    assert streams["a"][-1] == GAP
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
    analyzer = Analyzer()
    together, alone = Lexicon(), Lexicon()
    streams, marks = Batch(analyzer, documents).numbered(together)
    assert list(streams) == [document.id for document in documents]
    for document, some in zip(documents, marks, strict=True):
        single, [own] = Batch(analyzer, [document]).numbered(alone)
        assert runs(streams[document.id], together) == runs(single[document.id], alone)
        assert streams[document.id].count(GAP) == single[document.id].count(GAP)
        assert {together.text(mark) for mark in some} == {alone.text(mark) for mark in own}


def test_without_documents_there_is_nothing() -> None:
    assert batch_of().words() == set()
    assert batch_of().numbered(Lexicon()) == ({}, [])


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
