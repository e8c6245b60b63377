import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.identifiers import local_paper_id
from bot.sources.json_lines import read_lines
from bot.sources.reading import Found, Item, Refused
from storage.models import EditionSource, Paper

FULL = {
    "id": "2603.00001",
    "title": "Counting ``Gulls''",
    "abstract": "Gulls shout. Code at github.com/gull/shout.",
    "authors": ["Ada Gull", {"name": "Bo Tern"}],
    "published": "2026-03-01",
    "date": "2026-03-06",
    "position": 2,
    "upvotes": 0,
    "comments": 3,
    "stars": 4,
    "code": "https://github.com/gull/ear",
    "data": "https://huggingface.co/datasets/gull/ear",
    "project": "https://gull.github.io/ear",
    "organisation": "Gull Institute",
    "summary": "Gulls are counted.",
    "keywords": ["gulls"],
    "thumbnail": "https://cdn.example.com/1.png",
}


def read(*lines: object) -> list[Item]:
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(read_lines(enumerate(encoded, start=1)))


def only(line: object) -> Paper:
    [found] = read(line)
    assert isinstance(found, Found)
    return found.paper


def test_a_line_gives_all_it_says() -> None:
    paper = Paper(
        id="2603.00001",
        title='Counting "Gulls"',
        abstract="Gulls shout. Code at github.com/gull/shout.",
        authors=("Ada Gull", "Bo Tern"),
        published=date(2026, 3, 1),
        listed=date(2026, 3, 6),
        upvotes=0,
        comments=3,
        stars=4,
        code_url="https://github.com/gull/ear",
        data_url="https://huggingface.co/datasets/gull/ear",
        project_url="https://gull.github.io/ear",
        organisation="Gull Institute",
        summary="Gulls are counted.",
        keywords=("gulls",),
        thumbnail_url="https://cdn.example.com/1.png",
    )
    assert read(FULL) == [Found(paper, date(2026, 3, 6), EditionSource.DAILY, 2, 1)]


def test_other_names_of_the_same_fields() -> None:
    line = {
        "id": "2603.00001v2",
        "title": "T",
        "text": "Gulls.",
        "publishedAt": "2026-03-01T23:30:00-05:00",
        "organization": {"name": "gull", "fullname": "Gull Institute"},
        "ai_summary": "One.",
        "ai_keywords": ["a"],
    }
    assert only(line) == Paper(
        id="2603.00001",
        title="T",
        abstract="Gulls.",
        published=date(2026, 3, 2),
        organisation="Gull Institute",
        summary="One.",
        keywords=("a",),
    )


def test_a_summary_is_the_abstract_where_there_is_no_other() -> None:
    paper = only({"id": "2603.00001", "title": "T", "summary": "Gulls."})
    assert (paper.abstract, paper.summary) == ("Gulls.", None)


def test_an_empty_abstract_gives_way_to_text() -> None:
    assert only({"id": "2603.00001", "title": "T", "abstract": "", "text": "A."}).abstract == "A."


def test_a_paper_without_an_id_is_known_by_its_title() -> None:
    assert only({"title": "Gulls", "text": "A."}).id == local_paper_id("gulls!")


@pytest.mark.parametrize("position", [None, 0, -1, "first", 1.5, True])
def test_a_day_without_a_place_is_kept_as_a_day(position: object) -> None:
    [found] = read({**FULL, "position": position})
    assert isinstance(found, Found)
    assert (found.day, found.source, found.position) == (date(2026, 3, 6), None, None)


def test_a_place_without_a_day_is_none() -> None:
    [found] = read({**FULL, "date": "someday"})
    assert isinstance(found, Found)
    assert (found.day, found.source, found.position) == (None, None, None)
    assert found.paper.listed is None


def test_a_line_may_be_an_item_of_the_daily_endpoint() -> None:
    inner = {"id": "2603.00001", "title": "T", "submittedOnDailyAt": "2026-03-06T01:00:00Z"}
    for line in (inner, {"paper": inner, "numComments": 0}):
        [found] = read(line)
        assert isinstance(found, Found)
        assert found.paper.listed == found.day == date(2026, 3, 6)
        assert found.source is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "it is not valid JSON (at character 2)"),
        (b'{"id": "2603.00001", "ti', "it is not valid JSON (at character 22)"),
        (b"[" * 100_000, "it is not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "it is not valid JSON"),
        (b"\xff\xfe{}", "it is not text in UTF-8"),
        (b"plain words", "it is not valid JSON (at character 1)"),
        ([], "it is not a JSON object"),
        ("text", "it is not a JSON object"),
        ({}, "it has no title"),
        ({"id": "2603.00001"}, "it has no title"),
        ({"title": "T"}, "it has neither an id nor an abstract"),
        ({"title": "?!", "text": "A."}, "its title has no letters or digits"),
        ({"id": 2603.1, "title": "T"}, "its id is a number; write it in quotes"),
        ({"id": "12", "title": "T"}, "its id “12” is not an arXiv id such as 2603.03143"),
        ({"title": "\ud800", "text": "A."}, "it has no title"),
    ],
)
def test_a_bad_line_is_refused_and_the_rest_goes_in(line: object, reason: str) -> None:
    items = read(FULL, line, FULL)
    assert items[1] == Refused(2, reason)
    assert [type(item) for item in items] == [Found, Refused, Found]


def test_empty_lines_are_skipped_and_counted() -> None:
    assert [item.line for item in read(b"\n", FULL, b"  \r\n", FULL)] == [2, 4]


def test_a_line_too_long_is_refused() -> None:
    assert list(read_lines([(7, None)])) == [Refused(7, "it is longer than 1 MiB")]


def test_a_byte_order_mark_is_no_part_of_a_line() -> None:
    assert only(b"\xef\xbb\xbf" + json.dumps(FULL).encode()).id == "2603.00001"


def test_many_authors_and_keywords_are_capped() -> None:
    names = [f"Name {number}" for number in range(5000)]
    paper = only({**FULL, "authors": names, "keywords": names})
    assert (len(paper.authors), len(paper.keywords)) == (1000, 50)


@given(st.dictionaries(st.sampled_from([*FULL]), st.text(st.characters(), max_size=20)))
def test_any_text_in_any_field_is_stored_clean_or_refused(changes: dict[str, Any]) -> None:
    [item] = read({**FULL, **changes})
    if isinstance(item, Found):
        item.paper.model_dump_json().encode("utf-8")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_refused_or_blank(line: bytes) -> None:
    assert all(isinstance(item, Refused) for item in read_lines([(1, line)]))
