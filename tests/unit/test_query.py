"""The query language, as people write it and as nobody should."""

import re
import string
import unicodedata
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import query as language
from bot.search.query import MOST_CONDITIONS, Query, QueryError, parse
from bot.search.query_error import POINTED_COLUMNS
from bot.search.query_values import FIELDS, LISTS, MOST_UPVOTES
from storage.models import Status


def asked(text: str) -> dict[str, Any]:
    """What a query sets beside plain words, and its text."""
    query = parse(text)
    plain = Query(query.text)
    names = [field.name for field in fields(Query)]
    return {
        name: getattr(query, name)
        for name in names
        if name == "text" or getattr(query, name) != getattr(plain, name)
    }


def refused(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.text == text
    return caught.value


def place(error: QueryError) -> str:
    return error.text[error.start : error.end]


@pytest.mark.parametrize(
    "text",
    [
        "long video benchmark",
        "what about attention: all you need?",
        '5" screens and 6" tablets',
        'a 5" screen',
        '"never closed',
        'long "never closed',
        "“never closed",
        "«never closed",
        'empty "" quotes',
        'only punctuation "?!" in quotes',
        "e.g.: x",
        "see https://arxiv.org/abs/2603.03143 or http://a.example:80/x",
        "note:this and that:other",
        "at 10:30 in 16:9",
        "text-to-image with GPT-4 - or X-ray",
        "sensor -> picture, --flag, -, - dash, (-word), -(word)",
        '-"" -"?!" -"never closed',
        "abstract and title: what do they say",
        "what is its title: attention",
        "is the author: Knuth",
        "title: the thing",
        "video title: – benchmark",
        "abstract and title: ??",
        "author: who wrote it",
        "interested in: reading comprehension",
        "what it has: code and data",
        "what it has: ?",
        "has: data",
        "in: reads",
        "sort: newest",
        "since: then",
        "before: 3 layers, after: 5 layers",
        "from: 1000 hours",
        "from: 20266 hours",
        "votes: of the majority",
        "auther:Knuth titles:x hascode: subtitle:x",
        "(title:video) 'title:video' xtitle:video /title:video",
        "C++ std::string a::b",
        "ſince:2026 tıtle:x",
        "TypeError: 'NoneType' object",
        "don't “",
        "мама: мыла раму",
        "视频:理解",
        "🔥🔥🔥 💯",
        "\x00 \ud800",
        "",
    ],
)
def test_plain_questions_stay_plain(text: str) -> None:
    assert asked(text) == {"text": " ".join(text.split())}
    assert parse(text).is_plain


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ('"long video" tasks', {"text": "long video tasks", "phrases": ("long video",)}),
        ('what is "attention"?', {"text": "what is attention ?", "phrases": ("attention",)}),
        ("“a b” „c d“ «e f» »g h« ”i j”", {"phrases": ("a b", "c d", "e f", "g h", "i j")}),
        ('“a "b', {"text": "a b", "phrases": ("a",)}),
        ("« a  b »", {"text": "a b", "phrases": ("a b",)}),
        ('" long\n video "', {"text": "long video", "phrases": ("long video",)}),
        ('a "b"c', {"text": "a b c", "phrases": ("b",)}),
        ('"a b""c d"title:e', {"text": "a b c d e", "phrases": ("a b", "c d"), "title": ("e",)}),
        ('5" and "6 inch" or 7"', {"text": '5" and 6 inch or 7"', "phrases": ("6 inch",)}),
        ('"a" "a"', {"text": "a a", "phrases": ("a",)}),
        ('"title:x -y"', {"text": "title:x -y", "phrases": ("title:x -y",)}),
        ("«a \"b\" c»", {"text": 'a "b" c', "phrases": ('a "b" c',)}),
    ],
)  # fmt: skip
def test_phrases(text: str, sets: dict[str, Any]) -> None:
    found = asked(text)
    assert found == {"text": found["text"], **sets}


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("video -survey", {"text": "video", "without": ("survey",)}),
        ("-survey, video", {"text": "video", "without": ("survey",)}),
        ("-text-to-image -3d", {"text": "", "without": ("text-to-image", "3d")}),
        ('video -"open source"!', {"text": "video !", "without": ("open source",)}),
        ("-“open source” -«a b»", {"text": "", "without": ("open source", "a b")}),
        ("-note:this", {"text": "", "without": ("note:this",)}),
        ('"a"-b', {"text": "a -b", "phrases": ("a",)}),
        ('"a"-title:b', {"text": "a -title:b", "phrases": ("a",)}),
        ("a\n-b\u00a0-c", {"text": "a", "without": ("b", "c")}),
    ],
)
def test_words_left_out(text: str, sets: dict[str, Any]) -> None:
    assert asked(text) == sets


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("title:video tasks", {"text": "video tasks", "title": ("video",)}),
        ('"the" title: video', {"text": "the video", "phrases": ("the",), "title": ("video",)}),
        ("TITLE:Video, tasks", {"text": "Video tasks", "title": ("Video",)}),
        ('x title:"long video".', {"text": "x long video .", "title": ("long video",)}),
        ("title:“long video”", {"text": "long video", "title": ("long video",)}),
        ('title:"never closed', {"text": "never closed", "title": ("never",)}),
        ("title: long video", {"text": "long video", "title": ("long",)}),
        ("tasks title: video", {"text": "tasks video", "title": ("video",)}),
        ('the title: "long video"', {"text": "the long video", "title": ("long video",)}),
        ("title:a title:b title:a", {"text": "a b a", "title": ("a", "b")}),
        ("-title:survey -title:“a b”", {"text": "", "without_title": ("survey", "a b")}),
        ("-title: survey", {"text": "", "without_title": ("survey",)}),
        ("title:the", {"text": "the", "title": ("the",)}),
        ('author:"Jane Doe" x', {"text": "x", "authors": ("Jane Doe",)}),
        ("by:Doe author:Roe", {"text": "", "authors": ("Doe", "Roe")}),
        ("author: Doe", {"text": "", "authors": ("Doe",)}),
        ("author: An", {"text": "", "authors": ("An",)}),
        ("By:O'Hara?", {"text": "", "authors": ("O'Hara",)}),
        ("author:李明", {"text": "", "authors": ("李明",)}),
        ("-author:Doe -by:Roe", {"text": "", "without_authors": ("Doe", "Roe")}),
    ],
)
def test_titles_and_authors(text: str, sets: dict[str, Any]) -> None:
    assert asked(text) == sets


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("since:2026", date(2026, 1, 1), None),
        ("since:2026-03", date(2026, 3, 1), None),
        ("since:2026-3-1", date(2026, 3, 1), None),
        ("After:2026/03/11", date(2026, 3, 11), None),
        ("from:2026.03.11.", date(2026, 3, 11), None),
        ("since:2026–03", date(2026, 3, 1), None),
        ('since:"2026-03"', date(2026, 3, 1), None),
        ("since:２０２６", date(2026, 1, 1), None),
        ("until:2026", None, date(2026, 12, 31)),
        ("until:2026-03", None, date(2026, 3, 31)),
        ("until:2024-02", None, date(2024, 2, 29)),
        ("until:2026-03-11", None, date(2026, 3, 11)),
        ("until:9999", None, date(9999, 12, 31)),
        ("before:2026", None, date(2025, 12, 31)),
        ("before:2026-03", None, date(2026, 2, 28)),
        ("before:2026-03-11", None, date(2026, 3, 10)),
        ("before:0001-01-02", None, date(1, 1, 1)),
        ("year:2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("since: 2026-03", date(2026, 3, 1), None),
        ("and until:  2026-03", None, date(2026, 3, 31)),
        ("since:2026-03 since:2025", date(2026, 3, 1), None),
        ("since:2025 after:2026-03", date(2026, 3, 1), None),
        ("until:2026-03 until:2027 before:2026-03-05", None, date(2026, 3, 4)),
        ("year:2026 since:2026-03 until:2026-04", date(2026, 3, 1), date(2026, 4, 30)),
        ("since:2026-03-11 until:2026-03-11", date(2026, 3, 11), date(2026, 3, 11)),
    ],
)
def test_days(text: str, since: date | None, until: date | None) -> None:
    query = parse(text)
    assert (query.since, query.until) == (since, until)
    assert query.text in ("", "and")


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("upvotes:20", 20, None),
        ("upvotes:>20", 21, None),
        ("upvotes:>=20,", 20, None),
        ("upvotes:≥20.", 20, None),
        ("upvotes:<20", None, 19),
        ("upvotes:<=20", None, 20),
        ("upvotes:≤20", None, 20),
        ("upvotes:=20", 20, 20),
        ("Votes:10..50", 10, 50),
        ("upvotes:10..", 10, None),
        ("upvotes:..50", None, 50),
        ("upvotes:0..0", 0, 0),
        ("upvotes: >20", 21, None),
        ("upvotes:> 20", 21, None),
        ("upvotes: <= 20", None, 20),
        ("upvotes:>5 upvotes:>50 upvotes:>7", 51, None),
        ("upvotes:<50 upvotes:<5 upvotes:<7", None, 4),
        ("upvotes:>10 upvotes:<20", 11, 19),
        ("upvotes:>20 upvotes:20", 21, None),
        (f"upvotes:{MOST_UPVOTES}", MOST_UPVOTES, None),
    ],
)
def test_upvotes(text: str, least: int | None, most: int | None) -> None:
    query = parse(text)
    assert (query.min_upvotes, query.max_upvotes, query.text) == (least, most, "")


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("has:code", {"has_code": True}),
        ("HAS:Code has:code", {"has_code": True}),
        ("-has:code", {"has_code": False}),
        ("has: code", {"has_code": True}),
        ("in:list", {"lists": ("list",)}),
        ("in:read in:dropped in:read", {"lists": ("read", "dropped")}),
        ('in:"To read"', {"lists": ("to-read",)}),
        ("in: to-read", {"lists": ("to-read",)}),
        ("in:unread", {"lists": ("to-read",)}),
        ("in:#RL in:#rl tag:to_compare", {"tags": ("rl", "to-compare")}),
        ('tag:"To compare"', {"tags": ("to-compare",)}),
        ("in:#été", {"tags": ("été",)}),
        ("in:Thesis", {"named": ("Thesis",)}),
        ('in:"My  talk" in:list', {"named": ("My talk",), "lists": ("list",)}),
        ("sort:new", {"sort": "new"}),
        ("sort:new sort:Votes", {"sort": "votes"}),
        ("sort: votes", {"sort": "votes"}),
        ("sort:new sort:best", {}),
        ('sort:"new', {"sort": "new"}),
    ],
)
def test_code_lists_and_order(text: str, sets: dict[str, Any]) -> None:
    assert asked(text) == {"text": "", **sets}


def test_a_tag_or_a_list_of_ones_own_is_personal() -> None:
    for text, part in (
        ("x in:#rl", "in:#rl"),
        ("tag:rl", "in:#rl"),
        ("in:Thesis", "in:Thesis"),
        ('in:"My talk"', 'in:"My talk"'),
        ("in:read x", "in:read"),
    ):
        assert parse(text).is_personal and parse(text).personal_part == part
    assert parse("tag: a sentence").text == "tag: a sentence"
    assert not parse("tags of papers").is_personal and parse("x").personal_part == ""


def test_the_lists_are_those_a_paper_can_be_on() -> None:
    assert LISTS == ("list", "to-read", "reading", "read", "dropped")
    assert set(LISTS[1:]) == set(Status)
    for name in LISTS:
        assert parse(f"in:{name}").lists == (name,)


def test_everything_at_once() -> None:
    text = (
        'robots that “learn fast” -survey title:arm author:"Jane Doe" -by:Roe has:code '
        "since:2026-03, until:2026-04, upvotes:>20 in:list sort:new in kitchens"
    )
    assert parse(text) == Query(
        "robots that learn fast arm in kitchens",
        phrases=("learn fast",),
        without=("survey",),
        title=("arm",),
        authors=("Jane Doe",),
        without_authors=("Roe",),
        since=date(2026, 3, 1),
        until=date(2026, 4, 30),
        has_code=True,
        min_upvotes=21,
        lists=("list",),
        sort="new",
    )


def test_what_a_query_says_about_itself() -> None:
    assert parse("long video").is_plain and parse("long video").has_words
    assert not parse('"long video"').is_plain and not parse("a sort:new").is_plain
    assert not parse("has:code since:2026").has_words and not parse(", ?! has:code").has_words
    assert parse("has:code видео").has_words
    assert parse("in:list").is_personal and not parse("author:Doe").is_personal


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("since:2026-13 x", "2026-13", "There is no month 13. Write since:2026, since:2026-03 or"),
        ("since:2026-00", "2026-00", "There is no month 0."),
        ("from:2026-02-30", "2026-02-30", "no day 30 in 2026-02: it has 28 days. Write from:2026,"),
        ("until:2026-03-00", "2026-03-00", "no day 0 in 2026-03"),
        ("since:0000", "0000", "There is no year 0."),
        ("since:20260311", "20260311", "cannot read that date"),
        ("since:26-03", "26-03", "cannot read that date"),
        ("since:2026-03-11-01", "2026-03-11-01", "cannot read that date"),
        ("since:2026-003", "2026-003", "cannot read that date"),
        ("since:2026-", "2026-", "cannot read that date"),
        ("since:yesterday", "yesterday", "cannot read that date"),
        ("since:²⁰²⁶", "²⁰²⁶", "cannot read that date"),
        ("since: 2026-13", "2026-13", "There is no month 13."),
        ("since:" + "9" * 9000, "9" * 9000, "cannot read that date"),
        ("before:0001", "0001", "no day before that"),
        ("year:2026-03", "2026-03", "Only a year can stand there; for a month use"),
        ("year:2026-01-01", "2026-01-01", "Write year:2026."),
        ("year:26", "26", "Write year:2026."),
        ("upvotes:many", "many", "upvotes:20 for at least 20"),
        ("votes:many", "many", "Write votes:20 for at least 20, or votes:>20"),
        ("upvotes:-5", "-5", "cannot read that number"),
        ("upvotes:=>5", "=>5", "cannot read that number"),
        ("upvotes:1,000", "1,000", "cannot read that number"),
        ("upvotes:1...5", "1...5", "cannot read that number"),
        ("upvotes:50..10", "50..10", "smaller number comes first"),
        ("upvotes:<0", "<0", "No paper has fewer than 0"),
        (f"upvotes:>{MOST_UPVOTES + 1}", f">{MOST_UPVOTES + 1}", "too large"),
        ("upvotes:1.." + "9" * 9000, "1.." + "9" * 9000, "too large"),
        ("upvotes:" + "0" * 11, "0" * 11, "too large"),
        ("has:data", "data", "Write has:code, or -has:code"),
        ("in:" + "x" * 61, "x" * 61, "in:to-read, in:reading, in:read, in:dropped, in:#tag or"),
        ("in:#", "in:#", "nothing after in:"),
        ("tag:?!", "tag:?!", "nothing after tag:"),
        ("-tag:rl", "-tag:rl", "cannot turn tag: around"),
        ("sort:newest", "newest", "Write sort:best, sort:new or sort:votes."),
        ("video title:", "title:", 'nothing after title: yet. Write title:video or title:"long'),
        ("video title: \n", "title:", "nothing after title:"),
        ("By:", "By:", 'Write by:Lovelace or by:"Ada Lovelace".'),
        ('author:"" x', 'author:""', "nothing after author:"),
        ('author: "?" x', 'author: "?"', "nothing after author:"),
        ("title:?! x", "title:?!", "nothing after title:"),
        ("-title:", "-title:", "nothing after title:"),
        ("upvotes:> many", "upvotes:>", "nothing after upvotes:"),
        ("upvotes:>", "upvotes:>", "nothing after upvotes:"),
        ("since: has:code", "since:", "nothing after since:"),
        ("title: title: title:", "title:", "nothing after title:"),
        ("a -since:2026", "-since:2026", "cannot turn since: around with a minus"),
        ("-in:list", "-in:list", "cannot turn in: around"),
        ("-sort:new", "-sort:new", "cannot turn sort: around"),
        ("-votes:>5", "-votes:>5", "cannot turn votes: around"),
        ("-before:2026", "-before:2026", "cannot turn before: around"),
        ("has:code -has:code", "-has:code", "both with code and without"),
        ("-has:code x has:code", "has:code", "both with code and without"),
    ],
)
def test_errors_point_at_the_place_and_say_what_to_write(text: str, at: str, says: str) -> None:
    error = refused(text)
    assert place(error) == at
    assert says in str(error)
    assert "Write" in str(error) or "leave it out" in str(error)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("since:2026-05 until:2026-03 x", 14),
        ("until:2026-03 x since:2026-05", 16),
        ("year:2025 year:2026", 10),
        ("since:2026-03-11 before:2026-03-11", 17),
        ("upvotes:>20 upvotes:<20", 12),
        ("upvotes:<5 upvotes:>3 votes:>4", 22),
    ],
)
def test_contradictions_point_at_the_later_one(text: str, at: int) -> None:
    error = refused(text)
    assert error.start == at
    assert text[at : error.end] == text[at:].split()[0]
    assert "Change one of the two or leave it out." in str(error)


def test_more_conditions_than_anyone_needs() -> None:
    many = " ".join(f"-word{number}" for number in range(MOST_CONDITIONS))
    assert len(parse(many).without) == MOST_CONDITIONS
    error = refused(f"{many} has:code")
    assert place(error) == "has:code" and "Leave some out" in str(error)


def test_a_flood_of_what_may_be_operators_is_plain_words() -> None:
    flood = '"" ' * 5_000 + '"long video" -survey'
    assert parse(flood) == Query(flood)
    assert parse('"" ' * 500 + "-survey").without == ("survey",)


def test_the_error_shows_the_query_and_a_caret() -> None:
    assert refused("video since:2026-13").pointed() == (
        "video since:2026-13\n"
        "            ^^^^^^^"
    )  # fmt: skip
    assert refused("x\n\n y `z` since:`13` `w`").pointed() == (
        "x y 'z' since:'13' 'w'\n"
        "              ^^^^"
    )  # fmt: skip
    assert refused("世界 since:13 x").pointed() == (
        "世界 since:13 x\n"
        "\u3000\u3000       ^^"
    )  # fmt: skip
    assert refused("title:").pointed() == "title:\n^^^^^^"
    assert refused("since:\u3164").pointed() == "since:\n      ^"


def test_a_long_query_is_shown_around_the_place() -> None:
    first, second = refused("a " * 500 + "since:2026-13 " + "b " * 500).pointed().split("\n")
    assert first.startswith("…") and first.endswith("…") and "since:2026-13" in first
    assert first[second.index("^") : second.rindex("^") + 1] == "2026-13"
    first, second = refused("a since:" + "x" * 5000 + " b").pointed().split("\n")
    assert first.startswith("a since:xxx") and "…" in first
    assert first[second.index("^")] == "x"


NOISE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from('"“”„‟＂«»-:.,<>=0123456789 \n\t`\x00\ud800\u200b\u202e\u3000世é️'),
    ),
    max_size=12,
)
PIECES = st.one_of(
    NOISE,
    st.sampled_from([f"{sign}{name}:" for name in FIELDS for sign in ("", "-")]),
    st.sampled_from(
        ["code", "list", "new", "2026-03", "2026-13", ">20", "..", "1..2", "word", '"', "“"]
    ),
    st.just(" "),
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_text_gives_a_query_or_an_error_in_it(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert error.text == text
        assert 0 <= error.start < error.end <= len(text)
        assert str(error).endswith(".")
        first, second = error.pointed().split("\n")
        assert "`" not in first
        assert not {unicodedata.category(c) for c in first} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        columns = [
            0 if unicodedata.category(c) in ("Mn", "Me")
            else 2 if unicodedata.east_asian_width(c) in ("W", "F")
            else 1
            for c in first
        ]  # fmt: skip
        assert 0 < sum(columns) <= POINTED_COLUMNS
        assert set(second) <= {" ", "\u3000", "^"} and second.endswith("^")
        first.encode()
        return
    assert query.text == " ".join(query.text.split())
    values = (*query.phrases, *query.without, *query.title, *query.authors)
    assert all(any(c.isalnum() for c in value) for value in values)
    assert query.has_words or not (query.phrases or query.title)
    assert query.since is None or query.until is None or query.since <= query.until
    least, most = query.min_upvotes, query.max_upvotes
    assert least is None or least >= 0
    assert most is None or most >= (least or 0)


QUESTION_WORD = (
    st.text(min_size=1, max_size=12)
    .filter(lambda word: word.split() == [word] and not set(word) & set('"“”„‟＂«»'))
    .filter(lambda word: not (word[0] == "-" and word[1:2].isalnum()))
    .filter(lambda word: not any(f"{name}:" in word.lower() for name in FIELDS))
)
SPACES = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0"])


@given(st.lists(st.tuples(QUESTION_WORD, SPACES), max_size=20))
def test_a_question_without_operators_is_its_words(words: list[tuple[str, str]]) -> None:
    query = parse("".join(word + space for word, space in words))
    assert query == Query(" ".join(word for word, _ in words))


PLAIN = st.text(alphabet=string.ascii_letters + "видео", min_size=1, max_size=8)


@given(st.lists(PLAIN, min_size=1, max_size=4), st.lists(PLAIN, max_size=4), PLAIN, PLAIN)
def test_the_words_of_phrases_and_titles_rank_in_order(
    phrase: list[str], words: list[str], title: str, without: str
) -> None:
    quoted, plain = " ".join(phrase), " ".join(words)
    query = parse(f'{plain} "{quoted}" -{without} title:{title} -title:{without} {plain}')
    assert query == Query(
        " ".join([*words, *phrase, title, *words]),
        phrases=(quoted,),
        without=(without,),
        title=(title,),
        without_title=(without,),
    )


class Counted:
    """A pattern that counts the characters it has looked at."""

    looked_at = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def match(self, text: str, place: int) -> re.Match[str] | None:
        found = self._pattern.match(text, place)
        Counted.looked_at += found.end() - place if found else 1
        return found

    def search(self, text: str, place: int) -> re.Match[str] | None:
        found = self._pattern.search(text, place)
        Counted.looked_at += (found.end() if found else len(text)) - place
        return found


@pytest.mark.parametrize(
    "piece",
    [
        "word ", '"', ' "', "« ", "« “ ", "» « “ „ a ", '"" ', '-"" ', '" "', '-" ', "-« ",
        '-« "" ', "x:", "title:x", ": ", "-", "- ", "`", "\u0301", "a.", ">", "in: the ",
        "the in: list ", "by: of ", "a title: the ", 'x"', "title ", "-x", "titletitle",
    ],
)  # fmt: skip
def test_no_text_is_looked_at_again_and_again(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a measure of time that no machine changes."""
    monkeypatch.setattr(Counted, "looked_at", 0)
    for name in ("_BEGINNING", "_FIELD", "_SPACE", "_RUN"):
        monkeypatch.setattr(language, name, Counted(getattr(language, name)))
    closing = {pattern: Counted(pattern) for pattern in language._CLOSING.values()}
    monkeypatch.setattr(
        language, "_CLOSING", {quote: closing[each] for quote, each in language._CLOSING.items()}
    )
    monkeypatch.setattr(language, "MOST_BEGINNINGS", 10**9)
    text = piece * 10_000
    parse(text)
    assert 0 < Counted.looked_at <= 8 * len(text)
