"""Operators and filters against what they say, in plain Python."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.documents import Document, Filters
from bot.search.engine import SearchEngine
from bot.search.narrowing import Narrowing
from bot.search.query import Query, QueryError, parse

WORDS = ("kestrel", "osprey", "heron", "falcon", "puffin", "gannet")
SMALL = ("the", "of", "in")
NAMES = ("Ann Lee", "Bob Lee", "Zoë de Vries", "José Álvarez", "Ann Smith", "Li", "A B C D Erikson")
DAY = date(2026, 1, 1)


def draw_words(chance: random.Random, most: int) -> str:
    """Words of a few birds, one or many of each, small words among them."""
    drawn = []
    for _ in range(chance.randint(0, most)):
        drawn.append(chance.choice(WORDS) + chance.choice(("", "", "s")))
        if chance.random() < 0.2:
            drawn.append(chance.choice(SMALL))
    return " ".join(drawn)


def draw_document(chance: random.Random, number: int) -> Document:
    return Document(
        f"2601.{number:05}",
        draw_words(chance, 4).title(),
        draw_words(chance, 7) + chance.choice((". ", "")) + draw_words(chance, 3),
        keywords=tuple(draw_words(chance, 2) for _ in range(chance.randint(0, 3))),
        authors=tuple(chance.sample(NAMES, chance.randint(0, 3))),
        day=None if chance.random() < 0.1 else DAY + timedelta(chance.randint(0, 60)),
        has_code=chance.random() < 0.5,
        upvotes=None if chance.random() < 0.2 else chance.randint(0, 30),
    )


def drawn_engine() -> tuple[SearchEngine, list[Document]]:
    """An engine of several pieces in which papers were replaced and removed, and what it holds."""
    chance = random.Random(4)
    engine = SearchEngine()
    held: dict[str, Document] = {}
    for count in (90, 30, 12, 1):
        added = [draw_document(chance, chance.randrange(120)) for _ in range(count)]
        gone = chance.sample(sorted(held), min(len(held), 9))
        engine.change(added, gone)
        latest = {document.id: document for document in added}
        for doc_id in {*gone, *latest}:
            held.pop(doc_id, None)
        held |= latest
    return engine, list(held.values())


ENGINE, HELD = drawn_engine()
ENGINES = {"pieces": ENGINE, "gathered": ENGINE.gathered()}


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: no small ones, no endings."""
    words = text.lower().replace(".", " ").split()
    return [word.removesuffix("s") for word in words if word not in SMALL]


def names_of(name: str) -> list[str]:
    plain = name.lower().translate(str.maketrans("ëéá", "eea"))
    return plain.replace("-", " ").replace(",", " ").split()


def stand_together(words: str, *fields: str) -> bool:
    wanted = words_of(words)
    return any(
        text[start : start + len(wanted)] == wanted
        for text in map(words_of, fields)
        for start in range(len(text) - len(wanted) + 1)
    )


def in_paper(words: str) -> Callable[[Document], bool]:
    return lambda d: stand_together(words, d.title, d.abstract, *d.keywords)


def in_title(words: str) -> Callable[[Document], bool]:
    return lambda d: stand_together(words, d.title)


def by(name: str) -> Callable[[Document], bool]:
    words = names_of(name)
    known = {tuple(names_of(author)) for document in HELD for author in document.authors}
    if 2 <= len(words) <= 4 and tuple(words) in known:
        return lambda d: words in [names_of(author) for author in d.authors]
    return lambda d: set(words) <= {word for author in d.authors for word in names_of(author)}


def outside(passes: Callable[[Document], bool]) -> Callable[[Document], bool]:
    return lambda d: not passes(d)


Condition = tuple[str, Callable[[Document], bool]]
BIRD = st.builds(
    lambda word, ending, case: case(word + ending),
    st.sampled_from(WORDS),
    st.sampled_from(["", "s"]),
    st.sampled_from([str.lower, str.title, str.upper]),
)
ANY_WORD = st.one_of(BIRD, BIRD, BIRD, st.just("zebrafish"))
PHRASE = st.lists(st.one_of(ANY_WORD, st.sampled_from(SMALL)), min_size=1, max_size=3).filter(
    lambda words: any(word not in SMALL for word in words)
)
PHRASES = PHRASE.map(" ".join)
NAME = st.sampled_from(
    [
        "Ann Lee",
        "ann LEE",
        "Lee",
        "zoe de vries",
        "Zoë De Vries",
        "Álvarez",
        "Ann de Vries",
        "Bob Álvarez",
        "Nobody",
        "Ann Nobody",
        "li",
        "Erikson",
        "A B C D Erikson",
        "42",
    ]
)
DAYS = st.dates(DAY - timedelta(3), DAY + timedelta(63))


def on(bound: date, after: bool) -> Callable[[Document], bool]:
    return lambda d: d.day is not None and (d.day >= bound if after else d.day <= bound)


def voted(least: int) -> Callable[[Document], bool]:
    return lambda d: (d.upvotes or 0) >= least


CONDITION: st.SearchStrategy[Condition] = st.one_of(
    PHRASES.map(lambda p: (f'"{p}"', in_paper(p))),
    PHRASES.map(lambda p: (f'-"{p}"', outside(in_paper(p)))),
    ANY_WORD.map(lambda w: (f"-{w}", outside(in_paper(w)))),
    ANY_WORD.map(lambda w: (f"title:{w}", in_title(w))),
    PHRASES.map(lambda p: (f'title:"{p}"', in_title(p))),
    ANY_WORD.map(lambda w: (f"-title:{w}", outside(in_title(w)))),
    PHRASES.map(lambda p: (f'-title:"{p}"', outside(in_title(p)))),
    NAME.map(lambda n: (f'author:"{n}"', by(n))),
    NAME.map(lambda n: (f'-author:"{n}"', outside(by(n)))),
    st.just(("has:code", lambda d: d.has_code)),
    st.just(("-has:code", lambda d: not d.has_code)),
    DAYS.map(lambda d: (f"since:{d}", on(d, after=True))),
    DAYS.map(lambda d: (f"until:{d}", on(d, after=False))),
    st.integers(0, 25).map(lambda n: (f"upvotes:{n}", voted(n))),
    st.integers(0, 25).map(lambda n: (f"upvotes:<={n}", outside(voted(n + 1)))),
)


def narrowed(engine: SearchEngine, query: Query, filters: Filters) -> Narrowing:
    view, facts = engine._now
    return Narrowing(query, filters, engine._index, view, facts, engine._analyzer)


def passing(engine: SearchEngine, query: Query, filters: Filters) -> set[str]:
    """The papers that pass, asked one by one."""
    narrowing = narrowed(engine, query, filters)
    numbers = (engine._number(document.id) for document in HELD)
    return {engine._index.ids.text(number) for number in numbers if narrowing.passes(number)}


@pytest.mark.parametrize("pieces", ENGINES)
@given(
    conditions=st.lists(CONDITION, min_size=1, max_size=4),
    ids=st.one_of(st.none(), st.sets(st.sampled_from([d.id for d in HELD]))),
)
@settings(deadline=None, max_examples=250)
def test_what_is_found_is_what_meets_every_condition(
    pieces: str, conditions: list[Condition], ids: set[str] | None
) -> None:
    engine = ENGINES[pieces]
    try:
        query = parse(" ".join(written for written, _ in conditions))
    except QueryError:
        return  # since: after until:, and the like
    filters = Filters(ids=None if ids is None else frozenset(ids))
    expected = {
        document.id
        for document in HELD
        if (ids is None or document.id in ids) and all(meets(document) for _, meets in conditions)
    }
    assert passing(engine, query, filters) == expected
    found = [hit.id for hit in engine.search(query, 1_000, filters, as_written=True).hits]
    assert len(found) == len(set(found))
    assert set(found) == expected
    # The first few of them are the first few.
    few = engine.search(query, 3, filters, as_written=True).hits
    assert [hit.id for hit in few] == found[:3]


@pytest.mark.parametrize("pieces", ENGINES)
@given(conditions=st.lists(CONDITION, max_size=2), words=st.lists(BIRD, min_size=1, max_size=2))
@settings(deadline=None, max_examples=100)
def test_of_a_question_with_words_nothing_is_found_that_does_not_pass(
    pieces: str, conditions: list[Condition], words: list[str]
) -> None:
    engine = ENGINES[pieces]
    try:
        query = parse(" ".join([*words, *(written for written, _ in conditions)]))
    except QueryError:
        return
    passing = {d.id for d in HELD if all(meets(d) for _, meets in conditions)}
    found = {hit.id for hit in engine.search(query, 1_000, as_written=True).hits}
    assert found <= passing
    assert found >= {d.id for d in HELD if d.id in passing and all(in_paper(w)(d) for w in words)}


PAPER = Document("1", "Counting Puffins", "Radar tracks falcons. A heron!", authors=("Ann Lee",))


def found(engine: SearchEngine, query: str, among: frozenset[str] | None = None) -> list[str]:
    return [hit.id for hit in engine.search(parse(query), filters=Filters(ids=among)).hits]


def engine_of(*documents: Document) -> SearchEngine:
    engine = SearchEngine()
    engine.add(documents)
    return engine


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ('"counting puffins"', True),
        ('"counted PUFFIN"', True),
        ('"puffins counting"', False),
        ('"puffins radar"', False),  # the end of the title, the beginning of the abstract
        ('"puffins counting puffins"', False),  # a title weighs thrice and stands there once
        ('"tracks falcons heron"', True),
        ('"radar falcons"', False),
        ('puffins -"puffins whales"', True),  # a word nobody wrote excludes nobody
        ('puffins -"whales counting"', True),
        ('puffins -"heron whales"', True),
        ('puffins -"falcons heron"', False),
        ('puffins -title:"puffins whales"', True),
        ("puffins -whales", True),
        ("puffins -falcon", False),
        ("title:falcons", False),
        ("title:puffin", True),
        ("puffins -title:falcon", True),
        ('puffins "the of"', True),  # small words alone ask nothing
        ('puffins -"the of"', True),
        ('puffins title:"the"', True),
        ('puffins author:"42"', False),  # nobody is called that
        ('puffins -author:"42"', True),
        ("puffins author:lee", True),
        ('puffins author:"Lee, Ann"', True),
        ("puffins author:leer", False),
        ("puffins -author:leer", True),
        ("puffins -author:Ann", False),
    ],
)
def test_one_condition(query: str, passes: bool) -> None:
    engine = engine_of(PAPER, Document("2", "Whalesong", "Whalesong."))
    assert (PAPER.id in found(engine, query)) == passes


def test_compounds_apart_from_each_other_are_no_neighbours() -> None:
    paper = Document(
        "1", "Text-to-Image", "Video-gen is far from k-means, says this long-range one."
    )
    engine = engine_of(paper)
    assert found(engine, '"texttoimage videogen"') == []
    assert found(engine, '"videogen kmeans"') == []
    assert found(engine, '"text to image"') == ["1"]
    assert found(engine, '"texttoimage"') == ["1"]


def test_a_name_nobody_has_any_more_stands_for_its_words() -> None:
    engine = engine_of(
        replace(PAPER, authors=("Long Context",)),
        Document("2", "Long Contexts", "Long contexts are hard.", authors=("Ann B. Lee",)),
    )
    assert found(engine, "long context") == ["1"]
    assert found(engine, 'author:"Ann Lee"') == ["2"]
    engine.add([PAPER])
    assert found(engine, "long context") == ["2"]
    assert found(engine, 'author:"Ann Lee"') == ["1"]
    engine.remove(["1"])
    assert found(engine, 'author:"Ann Lee"') == ["2"]
    assert found(engine.gathered(), 'author:"Ann Lee"') == ["2"]


def test_the_marks_of_titles_and_names_cannot_be_typed() -> None:
    engine = engine_of(PAPER, Document("2", "\1puffin \2ann", "\1counting \2ann lee falcon"))
    for typed in ("\2ann", "\2ann lee", '"\2ann"', "author:\2ann", "\1puffin", "\1puffin \2ann"):
        plain = typed.replace("\1", "").replace("\2", "")
        assert found(engine, typed) == found(engine, plain), typed
        assert engine.suggest(typed) == engine.suggest(plain), typed
    assert found(engine, '"\1falcon"') == found(engine, "falcon")
    assert found(engine, "title:\1falcon") == []
    assert found(engine, 'author:"\2ann lee"') == ["1"]
    assert found(engine, "title:\2ann") == ["2"]


def test_a_condition_reaches_what_stands_far_down() -> None:
    engine = SearchEngine()
    engine.add(
        Document(f"{n}", "Puffins and Puffins", "Night falls. A census.", upvotes=n, day=DAY)
        for n in range(6_000)
    )
    engine.add(
        [
            Document(
                "far",
                "Falcons",
                "Here is one puffin, "
                + "and much else was seen far away " * 20
                + "red night census.",
                day=DAY - timedelta(1),
                has_code=True,
                authors=("Ann Lee",),
                upvotes=7_000,
            )
        ]
    )
    ranked = [hit.id for hit in engine.search("puffins", 6_001).hits]
    assert ranked.index("far") == 6_000 if "far" in ranked else len(ranked) == 6_000
    for condition in (
        "has:code",
        f"before:{DAY}",
        "upvotes:>6500",
        "author:lee",
        'author:"Ann Lee"',
        '"red night"',
        '"night census"',  # all papers have both words, and this one has them in a row
        '-"puffins puffins"',
        '"far away" "one puffin"',
        "title:falcon",
        '-"puffins puffins" -title:puffin',
    ):
        assert found(engine, f"puffin {condition}") == ["far"], condition
    assert found(engine, "puffin", frozenset(["far", "never"])) == ["far"]
    assert found(engine, '-"puffins puffins"') == ["far"]  # the oldest one
    assert found(engine, "puffin -far has:code") == []


def test_of_an_authors_papers_those_that_pass_are_in_order() -> None:
    papers = [
        Document(
            f"{n:03}",
            "Puffins" if n % 2 else "Herons",
            "Long nights. " * n + "Falcons." * (n == 4),
            authors=("Ann Lee",),
            has_code=n < 10,
            day=DAY + timedelta(n),
        )
        for n in range(80)
    ]
    engine = engine_of(*papers)
    alone = engine_of(*papers[:10])
    for question in ("Ann Lee on falcons", "Ann Lee long nights", "what has Ann Lee on herons"):
        query = replace(parse(question), has_code=True)
        expected = [hit.id for hit in alone.search(parse(question)).hits]
        assert len(expected) == 10
        assert [hit.id for hit in engine.search(query).hits][:1] == expected[:1], question
        assert {hit.id for hit in engine.search(query).hits} == set(expected)
        assert all(hit.score > 0 for hit in engine.search(query).hits[:1])


VOTED = [
    Document("a", "Puffins puffins", "Puffins.", day=date(2026, 1, 5), upvotes=3),
    Document("b", "Puffins", "Puffins and a long tail of other words.", day=date(2026, 2, 5)),
    Document("c", "Puffins", "Puffins.", day=date(2025, 7, 1), upvotes=90, has_code=True),
    Document("d", "Puffins", "Puffins.", day=None, upvotes=20),
]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("sort:new", "bacd"),
        ("sort:votes", "cdab"),
        ("sort:best", ""),
        ("puffins sort:new", "bacd"),
        ("puffins sort:votes", "cdab"),
        ("title:puffins sort:votes", "cdab"),
        ("year:2026", "ba"),
        ("year:2026 sort:votes", "ab"),
        ("year:2025", "c"),
        ("since:2025-07 until:2026-01", "ac"),
        ("until:2026-01-04", "c"),
        ("before:2025-07-01", ""),
        ("has:code", "c"),
        ("-has:code sort:new", "bad"),
        ("upvotes:0", "bacd"),
        ("upvotes:<3", "b"),
        ("upvotes:3..20 sort:votes", "da"),
        ("upvotes:>90", ""),
        ("-whales", "bacd"),
        ("-puffins", ""),
        ('-"puffins puffins"', "bcd"),
        ('-"of the" sort:votes', "cdab"),
        ('"of the"', ""),
        ('"of the" sort:new', ""),
        ("whalesong has:code", ""),
        ("whalesong sort:new", ""),
        ('"whalesong puffins"', ""),
        ("", ""),
        ("-", ""),
        ("!?", ""),
    ],
)
def test_the_order_is_the_one_that_was_asked_for(query: str, order: str) -> None:
    assert "".join(found(engine_of(*VOTED), query)) == order


def test_what_has_no_words_keeps_its_limit() -> None:
    engine = engine_of(*VOTED)
    assert [hit.id for hit in engine.search(parse("sort:new"), 2).hits] == ["b", "a"]
    for limit in (0, -1):
        assert engine.search(parse("sort:new"), limit).hits == ()
        assert engine.search(parse("puffins sort:new"), limit).hits == ()
