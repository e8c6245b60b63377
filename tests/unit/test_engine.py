import random
import string
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.engine import Document, Filters, SearchEngine
from storage.models import Paper

TERNS = Document(
    "2601.00001",
    "TernNet: Counting Seabirds from Drones",
    "Seabirds are hard to count from the air. TernNet counts them in drone video with a small "
    "network. It was trained on 120 hours of video. Code: https://example.org/tern-net.",
    keywords=("wildlife monitoring",),
    day=date(2026, 1, 5),
    has_code=True,
    upvotes=12,
)
POEMS = Document(
    "2601.00002",
    "Text-to-Image Illustration of Poems",
    "We draw pictures for poems with a diffusion model. Readers liked 64% of the drawings.",
    day=date(2026, 1, 6),
    upvotes=40,
)
BAKERY = Document(
    "t-0123456789abcdef",
    "Planning Night Shifts in Bakeries",
    "A scheduler assigns bakers to night shifts. Overtime falls by a third.",
    day=date(2026, 2, 1),
)
SPEECH = Document(
    "cs/0112017",
    "Speech Recognition for Harbour Pilots",
    "Radio speech in harbours is noisy. Our recogniser halves the word errors of pilots.",
    day=date(2026, 2, 2),
    upvotes=3,
)
ALL = (TERNS, POEMS, BAKERY, SPEECH)


@pytest.fixture
def engine() -> SearchEngine:
    engine = SearchEngine()
    engine.add(ALL)
    return engine


def ids(engine: SearchEngine, question: str, filters: Filters | None = None) -> list[str]:
    return [hit.id for hit in engine.search(question, filters=filters).hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("counting seabirds with drones", TERNS),
        ("which paper was it that counted seabirds?", TERNS),
        ("texttoimage", POEMS),
        ("text to image", POEMS),
        ("text-to-images of poems", POEMS),
        ("tern net", TERNS),
        ("TERNNET", TERNS),
        ("seabrids", TERNS),
        ("recognizer for harbor pilots", SPEECH),
        ("wildlife monitoring", TERNS),
        ("Planning Night Shifts in Bakeries", BAKERY),
        ("2601.00002", POEMS),
        ("have you got https://arxiv.org/abs/2601.00002v3 ?", POEMS),
        ("arXiv:cs/0112017", SPEECH),
        ("t-0123456789abcdef", BAKERY),
    ],
)
def test_the_paper_that_is_meant_comes_first(
    engine: SearchEngine, question: str, first: Document
) -> None:
    results = engine.search(question)
    assert results.matched
    assert results.question == question
    assert results.hits[0].id == first.id


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "the of and",
        "a",
        "\U0001f600\U0001f426",
        "\0",
        "\ud800",
        "train timetable to Hamburg",
        "tax form",
        "2699.99999",
        "speech synthesis for audiobooks about whales",
    ],
)
def test_what_is_not_here_matches_nothing(engine: SearchEngine, question: str) -> None:
    results = engine.search(question)
    assert not results.matched
    assert results.hits == ()


def test_a_misspelt_word_is_read_as_a_known_one_and_said_so(engine: SearchEngine) -> None:
    assert engine.search("seabrids").corrections == (("seabrids", "seabirds"),)
    assert engine.search("seabirds").corrections == ()


def test_the_sentence_answers_and_its_words_are_marked(engine: SearchEngine) -> None:
    results = engine.search("how many hours of video was TernNet trained on?")
    assert results.hits[0].id == TERNS.id
    passage = engine.passage(results.reading, TERNS.title, TERNS.abstract)
    assert passage.sentence == "It was trained on 120 hours of video."
    marked = [passage.sentence[start:end] for start, end in passage.spans]
    assert "hours" in marked
    assert "video" in marked
    assert [TERNS.title[start:end] for start, end in passage.title_spans] == ["TernNet"]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), {TERNS, POEMS, BAKERY, SPEECH}),
        (Filters(since=date(2026, 1, 6)), {POEMS, BAKERY, SPEECH}),
        (Filters(until=date(2026, 1, 6)), {TERNS, POEMS}),
        (Filters(has_code=True), {TERNS}),
        (Filters(has_code=False), {POEMS, BAKERY, SPEECH}),
        (Filters(min_upvotes=12), {TERNS, POEMS}),
        (Filters(ids=frozenset({BAKERY.id})), {BAKERY}),
        (Filters(ids=frozenset()), set()),
    ],
)
def test_filters_are_inside_the_search(filters: Filters, left: set[Document]) -> None:
    engine = SearchEngine()
    engine.add(replace(document, abstract="Shared words here.") for document in ALL)
    assert set(ids(engine, "shared words", filters)) == {document.id for document in left}
    for document in ALL:
        assert (document.id in ids(engine, document.id, filters)) == (document in left)


def test_a_changed_paper_is_found_by_its_new_words_only(engine: SearchEngine) -> None:
    engine.add([replace(BAKERY, title="Planning Tides", abstract="Lighthouses and tides.")])
    assert len(engine) == len(ALL)
    assert ids(engine, "lighthouses") == [BAKERY.id]
    assert ids(engine, "bakers on night shifts") == []


def test_a_removed_paper_is_gone(engine: SearchEngine) -> None:
    engine.remove([TERNS.id, "never there"])
    assert TERNS.id not in engine
    assert len(engine) == len(ALL) - 1
    assert ids(engine, "seabirds drones") == []
    assert TERNS.id not in engine.suggest("")


def test_removing_all_leaves_an_engine_that_answers(engine: SearchEngine) -> None:
    engine.remove([document.id for document in ALL])
    assert len(engine) == 0
    assert ids(engine, "seabirds") == []
    assert engine.suggest("tern") == []
    engine.add([POEMS])
    assert ids(engine, "poems") == [POEMS.id]


@pytest.mark.parametrize("papers", [1, 2])
def test_a_tiny_catalogue_works(papers: int) -> None:
    engine = SearchEngine()
    engine.add(ALL[:papers])
    assert ids(engine, "counting seabirds") == [TERNS.id]
    assert ids(engine, "tax form") == []


def test_a_named_author_brings_their_papers_alone(engine: SearchEngine) -> None:
    engine.add(
        [replace(TERNS, authors=("Zoë de Vries", "Ann Lee")), replace(BAKERY, authors=("Ann Lee",))]
    )
    assert ids(engine, "anything by zoe de vries?") == [TERNS.id]
    assert set(ids(engine, "papers by Ann Lee")) == {TERNS.id, BAKERY.id}
    assert ids(engine, "what has Ann Lee written on seabirds")[0] == TERNS.id
    assert ids(engine, "papers by Ann Lee", Filters(has_code=True)) == [TERNS.id]
    engine.remove([TERNS.id])
    assert ids(engine, "zoe de vries") == []


def test_the_limit_is_kept_and_its_order_stable() -> None:
    engine = SearchEngine()
    same = [replace(BAKERY, id=f"2602.{n:05}", day=date(2026, 1, 1 + n % 28)) for n in range(70)]
    engine.add(same)
    newest = sorted(same, key=lambda d: (-(d.day or date.min).toordinal(), d.id))
    assert ids(engine, "night shifts") == [document.id for document in newest[:10]]
    assert len(engine.search("night shifts", limit=50).hits) == 50
    assert engine.search("night shifts", limit=0).hits == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [SPEECH, BAKERY, POEMS, TERNS]),
        ("tern", [TERNS]),
        ("sea dro", [TERNS]),
        ("2601", [POEMS, TERNS]),
        ("P", [BAKERY, POEMS, SPEECH]),
        ("zebra", []),
        ("!!", []),
    ],
)
def test_suggestions_while_typing(engine: SearchEngine, typed: str, found: list[Document]) -> None:
    assert engine.suggest(typed) == [document.id for document in found]


def test_suggestions_keep_their_limit(engine: SearchEngine) -> None:
    assert len(engine.suggest("", limit=2)) == 2


def test_similar_papers_never_hold_the_paper_itself(engine: SearchEngine) -> None:
    other = replace(TERNS, id="2603.00009", title="Gulls Counted from Drones")
    engine.add([other])
    found = [hit.id for hit in engine.similar(TERNS.id)]
    assert found[0] == other.id
    assert TERNS.id not in found
    with pytest.raises(KeyError):
        engine.similar("never there")


def test_a_saved_engine_answers_as_before(engine: SearchEngine, tmp_path: Path) -> None:
    engine.add([replace(BAKERY, id="2604.1", abstract="Lone \ud800 surrogate, naïve cafés.")])
    engine.remove([POEMS.id])
    engine.save(tmp_path, 7)
    loaded = SearchEngine.load(tmp_path)
    assert loaded is not None
    again, change = loaded
    assert change == 7
    assert len(again) == len(engine)
    for question in ("seabrids", "night shifts", "naive cafes", "poems"):
        assert again.search(question) == engine.search(question)
    assert again.suggest("p") == engine.suggest("p")
    again.add([POEMS])
    again.remove([TERNS.id])
    assert ids(again, "illustrated poems") == [POEMS.id]
    assert ids(again, "seabirds") == []


def test_an_empty_engine_is_saved_and_loaded(tmp_path: Path) -> None:
    SearchEngine().save(tmp_path, 0)
    loaded = SearchEngine.load(tmp_path)
    assert loaded is not None
    assert len(loaded[0]) == 0


@pytest.mark.parametrize("name", ["title_bytes.npy", "stream.npy", "docs.npy"])
def test_a_damaged_engine_is_none(engine: SearchEngine, tmp_path: Path, name: str) -> None:
    engine.save(tmp_path, 7)
    path = next(tmp_path.rglob(name))
    path.write_bytes(path.read_bytes()[:-3])
    assert SearchEngine.load(tmp_path) is None


def test_no_snapshot_is_none(tmp_path: Path) -> None:
    assert SearchEngine.load(tmp_path) is None


def long_question() -> str:
    chance = random.Random(8)
    letters = string.ascii_lowercase
    return " ".join("".join(chance.choices(letters, k=6)) for _ in range(10_000))


@pytest.mark.parametrize(
    "question",
    [
        long_question(),
        "seabirds " * 10_000,
        "a" * 100_000,
        "a-" * 50_000,
        "(" * 50_000,
        "." * 50_000,
        "1" * 50_000,
        "how many " * 10_000,
        "a/" * 30_000 + "0000000",
        'unbalanced "quote -word title: (((',
    ],
)
def test_any_question_is_answered(engine: SearchEngine, question: str) -> None:
    results = engine.search(question)
    assert results.matched == bool(results.hits)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    engine = SearchEngine()
    engine.add([TERNS, replace(POEMS, title=text, abstract=text + " seabirds. " + text)])
    engine.search(text)
    engine.suggest(text)
    reading = engine.search("seabirds " + text).reading
    passage = engine.passage(reading, text, text + " seabirds. " + text)
    assert all(0 <= start < end <= len(passage.sentence) for start, end in passage.spans)
    assert all(0 <= start < end <= len(text) for start, end in passage.title_spans)


def test_a_document_takes_from_a_paper_what_search_needs() -> None:
    paper = Paper(
        id="2603.03143",
        title="A title",
        abstract="An abstract.",
        authors=("Ann Lee",),
        published=date(2026, 3, 3),
        code_url="https://example.org",
        upvotes=4,
        keywords=("one",),
    )
    assert Document.of(paper) == Document(
        "2603.03143", "A title", "An abstract.", ("one",), ("Ann Lee",), date(2026, 3, 3), True, 4
    )
    assert not Document.of(paper.model_copy(update={"code_url": None})).has_code
