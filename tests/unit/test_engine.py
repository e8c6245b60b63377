import random
import string
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import engine as engines
from bot.search.analysis import Analyzer
from bot.search.engine import Document, Filters, SearchEngine
from bot.search.query import Query, parse
from bot.search.titles import title_words
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


class Changing:
    """An engine that goes from one state to the next: in each, other papers with the same words."""

    papers = 30

    def __init__(self, engine: SearchEngine) -> None:
        self.engine = engine
        self.turn = 0
        self.ids: dict[str, int] = {}
        for turn in range(3):
            self.ids |= {f"{turn}-{n:02}": turn for n in range(self.papers)}
        self.step()

    def step(self) -> None:
        """Take the papers of one state out and add those of the next, in one go."""
        before, now = self.turn % 3, (self.turn + 1) % 3
        self.engine.change(
            [
                Document(
                    f"{now}-{n:02}",
                    f"Puffin census number {n}",
                    f"Puffins are counted. State {self.turn}.",
                    authors=("Ann Lee",),
                    upvotes=now,
                    day=date(2026, 1, 1 + now),
                    has_code=True,
                )
                for n in range(self.papers)
            ],
            [f"{before}-{n:02}" for n in range(self.papers)],
        )
        self.turn += 1

    def asked(self) -> Iterator[tuple[str, int, set[str]]]:
        """What was asked, how many papers should be found, and those that were."""
        engine, most = self.engine, 1_000
        everything = Filters(ids=frozenset(self.ids))
        day = Filters(since=date(2026, 1, 1), until=date(2026, 1, 3), has_code=True, min_upvotes=0)
        for query in ("puffin census", '"puffin census"', "title:census", "author:lee", "sort:new"):
            for filters in (None, everything, day):
                hits = engine.search(parse(query), most, filters).hits
                yield query, self.papers, {hit.id for hit in hits}
        yield "by Ann Lee", self.papers, {h.id for h in engine.search("by Ann Lee", most).hits}
        yield "puf cen", self.papers, set(engine.suggest("puf cen", most))
        yield "", self.papers, set(engine.suggest("", most))
        for doc_id in ("0-07", "1-07", "2-07"):
            with suppress(KeyError):
                yield doc_id, self.papers - 1, {h.id for h in engine.similar(doc_id, most)}
            turn = int(doc_id[0])
            votes = Filters(min_upvotes=turn, max_upvotes=turn)
            some = {hit.id for hit in engine.search("puffin", most, votes).hits}
            yield "votes", self.papers if some else 0, some
            assert {self.ids[doc_id] for doc_id in some} <= {turn}


@pytest.mark.parametrize("loaded", [False, True])
def test_whoever_searches_sees_all_of_a_change_or_nothing(
    tmp_path: Path, loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "CHUNK", 7)  # also of one that is taken in piece by piece
    engine = SearchEngine()
    Changing(engine)
    if loaded:
        engine.save(tmp_path, 1)
        snapshot = SearchEngine.load(tmp_path)
        assert snapshot is not None
        engine = snapshot[0]
    changing = Changing(engine)
    wrong: list[object] = []
    asked = [0, 0]
    done = threading.Event()

    def ask(who: int) -> None:
        try:
            while not done.is_set() and not wrong:
                for query, expected, found in changing.asked():
                    states = {changing.ids[doc_id] for doc_id in found}
                    if len(found) != expected or len(states) > 1:
                        wrong.append((query, len(found), expected, states))
                asked[who] += 1
        except BaseException as error:
            wrong.append(repr(error))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=ask, args=(who,)) for who in range(2)]
    try:
        for thread in threads:
            thread.start()
        while (changing.turn < 60 or min(asked) < 4) and not wrong:
            changing.step()
            if changing.turn % 20 == 0:
                assert len(engine.gathered()) == changing.papers
    finally:
        done.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)
    assert wrong == []


class Counting(SearchEngine):
    """Counts how often it is looked at."""

    looks = 0

    def __getattribute__(self, name: str) -> Any:
        if name == "_now":
            self.looks += 1
        return super().__getattribute__(name)


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.search(parse('"seabirds" title:tern author:lee -whales sort:new')),
        lambda engine: engine.search(parse("since:2026"), filters=Filters(ids=frozenset("ab"))),
        lambda engine: engine.search("anything by Ann Lee?"),
        lambda engine: engine.search(TERNS.id),
        lambda engine: engine.suggest("tern"),
        lambda engine: engine.suggest("2601"),
        lambda engine: engine.suggest(""),
        lambda engine: engine.similar(TERNS.id),
        lambda engine: TERNS.id in engine,
        lambda engine: len(engine),
        lambda engine: engine.gathered(),
    ],
)
def test_whoever_asks_looks_at_one_moment(ask: Callable[[SearchEngine], object]) -> None:
    engine = Counting()
    engine.add([replace(TERNS, authors=("Ann Lee",)), POEMS])
    engine.looks = 0
    ask(engine)
    assert engine.looks == 1


def test_what_was_in_one_piece_again_answers_as_before() -> None:
    engine = SearchEngine()
    Changing(engine).step()
    again = engine.gathered()
    assert again.search("puffin census", 99) == engine.search("puffin census", 99)
    assert again.suggest("", 99) == engine.suggest("", 99)
    engine.add([TERNS])
    assert TERNS.id not in again


def test_votes_that_change_are_no_reason_to_read_a_paper_again(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Analyzer, "forms", lambda *_: pytest.fail("a paper was read again"))
    engine.add([replace(TERNS, upvotes=70, has_code=False, day=date(2026, 5, 1)), POEMS])
    monkeypatch.undo()
    assert ids(engine, "seabirds", Filters(min_upvotes=70)) == [TERNS.id]
    assert ids(engine, "seabirds", Filters(has_code=True)) == []
    assert engine.suggest("")[0] == TERNS.id


def test_of_papers_with_one_id_the_last_one_counts() -> None:
    engine = SearchEngine()
    engine.add(replace(TERNS, abstract=f"Version{n} of it.", upvotes=n) for n in range(50))
    assert len(engine) == 1
    assert ids(engine, "version49") == [TERNS.id]
    assert engine.search("version7", as_written=True).hits == ()
    assert ids(engine, "TernNet", Filters(min_upvotes=49)) == [TERNS.id]
    engine.change([BAKERY, replace(BAKERY, upvotes=2)], [BAKERY.id, TERNS.id, TERNS.id])
    assert engine.suggest("") == [BAKERY.id]


EVERY_PLANE = "".join(chr((plane << 16) + 0x4E2D) + " " for plane in range(17))
PLANES = "".join(chr((plane << 16) + offset) for plane in range(17) for offset in (0xA5, 0xFFFE))


@pytest.mark.parametrize(
    "document",
    [
        Document("empty", "", ""),
        Document("none", "\0\1\2\3", "\ud800\udfff \ufffe", ("\1", "\2a", ""), ("", "\2", "\0")),
        Document("planes", EVERY_PLANE, PLANES, (EVERY_PLANE,), (EVERY_PLANE, PLANES)),
        Document("\0", "NUL", "for an id"),
        Document("\ud800", "A lone surrogate", "for an id"),
        Document("", "Nothing", "for an id"),
        Document("(.*)+[", "An expression", "for an id"),
        Document("a\nb\tc d", "Space", "inside an id"),
        Document("x" * 5_000, "A long id", "", authors=("y" * 5_000, "z " * 5_000)),
        Document("marks", "\1kelp \2ann", "\1reef\2 x", ("\1reef",), ("\1kelp \2reef",)),
    ],
    ids=lambda document: repr(document.id[:6]),
)
def test_a_strange_paper_is_kept_beside_the_others(
    engine: SearchEngine, document: Document, tmp_path: Path
) -> None:
    before = ids(engine, "counting seabirds with drones")
    engine.add([document])
    engine.save(tmp_path, 1)
    loaded = SearchEngine.load(tmp_path)
    assert loaded is not None
    for some in (engine, loaded[0], engine.gathered()):
        assert document.id in some
        assert len(some) == len(ALL) + 1
        assert set(some.suggest("")) == {document.id, *(other.id for other in ALL)}
        assert ids(some, "counting seabirds with drones")[: len(before)] == before
        assert set(ids(some, "seabird", Filters(ids=frozenset([document.id])))) <= {document.id}
        assert document.id not in [hit.id for hit in some.similar(document.id)]
        if title_words(document.title):
            assert document.id in ids(some, document.title)
            assert document.id in some.suggest(document.title)
        for text in (document.id, document.title, document.abstract, *document.authors):
            some.search(text)
            some.search(Query(text, (text,), (text,), (text,), (text,), (text,), (text,)))
            some.suggest(text)
        some.remove([document.id])
        assert document.id not in some and len(some) == len(ALL)
        some.add([document])


def test_a_paper_of_very_many_words(engine: SearchEngine) -> None:
    chance = random.Random(3)
    letters = string.ascii_lowercase
    words = ["".join(chance.choices(letters, k=7)) for _ in range(20_000)]
    # 200,000 words, and one of them more often than 16 bits can count.
    long = Document("long", "Longest", " ".join(["kelp"] * 70_000 + words * 6 + ["tide"] * 10_000))
    engine.add([long, Document("short", "Kelp", "Kelp and more kelp, where other things are few.")])
    assert set(ids(engine, "kelp")) == {"long", "short"}
    assert engine._index.view.postings(engine._index.terms.number("kelp"))[1].max() == 70_000
    assert ids(engine, words[17_777]) == ["long"]
    assert ids(engine, f'"{words[5]} {words[6]}"') == ["long"]
    assert engine.search(parse(f'"{words[6]} {words[5]}"')).hits == ()
    again = engine.gathered()
    assert again.search("kelp") == engine.search("kelp")
    assert again.similar("long") == engine.similar("long")


def test_the_id_of_any_category_completes_as_it_is_typed() -> None:
    engine = SearchEngine()
    engine.add([Document("math.GT/0309136", "Knots", ""), Document("1101.00002", "Tides", "")])
    engine = engine.gathered()
    assert engine.suggest("math.gt/03") == engine.suggest("math.GT/0309136") == ["math.GT/0309136"]
    assert engine.suggest("11") == ["1101.00002"]


@pytest.mark.parametrize(
    "text",
    ["a", "\0", "\1", "\2", "\ud800", "the", "of the", EVERY_PLANE, PLANES, "-", '"', "x" * 50_000],
)
@pytest.mark.parametrize("size", [0, 1, 4])
def test_any_word_may_be_asked_for_of_any_catalogue(text: str, size: int) -> None:
    engine = SearchEngine()
    engine.add(ALL[:size])
    for query in (text, Query(text), Query(text, phrases=(text,)), Query("", without=(text,))):
        results = engine.search(query)
        assert len(results.hits) <= size
        assert results.matched == bool(results.hits)
        passage = engine.passage(results.reading, TERNS.title, TERNS.abstract)
        assert passage.sentence in TERNS.abstract
    assert len(engine.search(Query("", without=(text,), sort="new")).hits) <= size
    for limit in (-1, 0, 1, 10**9):
        assert len(engine.suggest(text, limit)) <= max(0, min(limit, size))
        assert len(engine.search(text, limit).hits) <= max(0, min(limit, size))


def test_a_paper_that_shares_next_to_nothing_is_not_alike() -> None:
    engine = SearchEngine()
    other = replace(BAKERY, abstract=f"{BAKERY.abstract} Seabirds watch the bakers.")
    twin = replace(TERNS, id="2601.09999", title="Terns Again")
    engine.add([TERNS, twin, other, POEMS, SPEECH])
    assert [hit.id for hit in engine.similar(TERNS.id)] == [twin.id]


@pytest.mark.parametrize("words", ["papers", "anything at all", "please show me", "which"])
def test_words_about_nothing_beside_a_limit_list_what_passes(
    engine: SearchEngine, words: str
) -> None:
    assert not engine.search(words).matched
    found = [hit.id for hit in engine.search(parse(f"{words} since:2026-02")).hits]
    assert found == [hit.id for hit in engine.search(parse("since:2026-02")).hits] != []
