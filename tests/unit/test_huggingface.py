from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.huggingface import day_in_name, read_list
from bot.sources.reading import Found, Item, Refused
from storage.models import EditionSource, Paper

DAY = date(2026, 3, 6)


def item(**changes: Any) -> dict[str, Any]:
    """An item as the endpoint gives it, with `changes` to its paper."""
    return {
        "paper": {
            "id": "2602.00001",
            "authors": [
                {"_id": "a", "name": "Ada Gull", "hidden": False},
                {"_id": "b", "name": " Bo\u00a0Tern ", "user": {"user": "bo"}},
                {"_id": "c", "name": "Not An Author", "hidden": True},
                {"_id": "d"},
            ],
            "publishedAt": "2026-02-26T17:08:18.000Z",
            "submittedOnDailyAt": "2026-03-06T03:55:12.777Z",
            "title": "Counting  Gulls\nby \\emph{Ear}",
            "summary": "Gulls shout.\n  We listen, \\textbf{closely}.",
            "upvotes": 0,
            "projectPage": "https://gull.github.io/ear",
            "githubRepo": "https://github.com/gull/ear",
            "githubStars": 9,
            "ai_summary": "Gulls are counted by ear.",
            "ai_keywords": ["gulls", "gulls", "ears", None],
            "organization": {"name": "gull", "fullname": "Gull Institute "},
            "somethingNew": [1],
            **changes,
        },
        "publishedAt": "2026-02-25T12:08:18.000Z",
        "title": "Outer",
        "summary": "Outer abstract.",
        "thumbnail": "https://cdn.example.com/2602.00001.png",
        "numComments": 1,
        "isAuthorParticipating": False,
    }


def read(values: list[Any], name: str = "2026-03-06.json") -> list[Item]:
    return list(read_list(values, name))


def only(values: list[Any], name: str = "2026-03-06.json") -> Paper:
    [found] = read(values, name)
    assert isinstance(found, Found)
    return found.paper


def test_an_item_gives_all_it_says() -> None:
    assert read([item()]) == [
        Found(
            Paper(
                id="2602.00001",
                title="Counting Gulls by Ear",
                abstract="Gulls shout. We listen, closely.",
                authors=("Ada Gull", "Bo Tern"),
                published=date(2026, 2, 26),
                listed=DAY,
                upvotes=0,
                comments=1,
                stars=9,
                code_url="https://github.com/gull/ear",
                project_url="https://gull.github.io/ear",
                organisation="Gull Institute",
                summary="Gulls are counted by ear.",
                keywords=("gulls", "ears"),
                thumbnail_url="https://cdn.example.com/2602.00001.png",
            ),
            DAY,
            EditionSource.DAILY,
            1,
            1,
        )
    ]


def test_a_paper_by_itself_is_read_as_an_item_is() -> None:
    inner = only([item()["paper"]])
    assert inner == only([item()]).model_copy(update={"comments": None, "thumbnail_url": None})


def test_missing_and_null_fields_cost_nothing_else() -> None:
    empty = Paper(id="2602.00001", title="T", abstract="", listed=DAY)
    assert only([{"paper": {"id": "2602.00001", "title": "T"}}]) == empty
    nulls = dict.fromkeys(item()["paper"]) | {"id": "2602.00001", "title": "T"}
    assert only([{"paper": nulls, "numComments": None, "summary": None}]) == empty


def test_fields_of_the_wrong_shape_cost_nothing_else() -> None:
    wrong = {
        "authors": "Ada", "publishedAt": 5, "submittedOnDailyAt": "soon", "summary": ["x"],
        "upvotes": -1, "projectPage": "javascript:alert(1)", "githubRepo": {"url": "x"},
        "githubStars": 2**63, "ai_summary": 3, "ai_keywords": {}, "organization": "Gull",
    }  # fmt: skip
    paper = only([{**item(**wrong), "summary": 1, "thumbnail": "x y", "numComments": True}])
    assert paper == Paper(id="2602.00001", title="Counting Gulls by Ear", abstract="", listed=DAY)


def test_the_outer_title_and_abstract_stand_in_for_missing_ones() -> None:
    paper = only([item(title=None, summary=" ")])
    assert (paper.title, paper.abstract) == ("Outer", "Outer abstract.")


@pytest.mark.parametrize(
    ("changes", "code", "project"),
    [
        ({"githubRepo": None, "projectPage": None}, None, None),
        (
            {"githubRepo": None, "projectPage": None, "summary": "Code: github.com/gull/shout."},
            "https://github.com/gull/shout",
            None,
        ),
        (
            {"summary": "Code: github.com/gull/shout."},
            "https://github.com/gull/ear",
            "https://gull.github.io/ear",
        ),
        (
            {"githubRepo": None, "projectPage": "https://github.com/gull/page"},
            "https://github.com/gull/page",
            None,
        ),
        ({"projectPage": "https://github.com/gull/ear"}, "https://github.com/gull/ear", None),
    ],
)
def test_code_and_project_links(
    changes: dict[str, Any], code: str | None, project: str | None
) -> None:
    paper = only([item(**changes)])
    assert (paper.code_url, paper.project_url) == (code, project)


def test_a_withdrawn_paper_is_marked() -> None:
    assert only([item(withdrawnAt="2026-03-07T00:00:00.000Z")]).removed
    assert not only([item(withdrawnAt=None)]).removed


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (None, "it is not an object"),
        ([], "it is not an object"),
        ({}, "it has no id"),
        ({"error": "Invalid date"}, "it has no id"),
        (item(id=None), "it has no id"),
        (item(id="@everyone"), "its id “@everyone” is not an arXiv id such as 2603.03143"),
        ({"paper": {"id": "2602.00009"}}, "it has no title"),
        ({"paper": {"id": "2602.00009", "title": "\u200b\x00"}}, "it has no title"),
        (item(), "the same paper already stands as item 1"),
    ],
)
def test_a_bad_item_is_refused_alone(bad: object, reason: str) -> None:
    items = read([item(), bad, item(id="2602.00002")])
    assert items[1] == Refused(2, reason)
    assert [i.position for i in items if isinstance(i, Found)] == [1, 3]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-03-11.json.gz", date(2026, 3, 11)),
        ("daily_20260311.json", date(2026, 3, 11)),
        ("papers 2026_03_11 (1).json", date(2026, 3, 11)),
        ("2026-13-40 2026-03-11.json", date(2026, 3, 11)),
        ("2026-0311.json", None),
        ("daily.json", None),
        ("120260311.json", None),
    ],
)
def test_the_day_in_a_name(name: str, day: date | None) -> None:
    assert day_in_name(name) == day


def test_without_a_day_in_the_name_most_submissions_tell() -> None:
    late = item(id="2602.00002", submittedOnDailyAt="2026-03-07T00:10:00.000Z")
    items = [i for i in read([item(), late, item(id="2602.00003")], "x.json") if i]
    assert [(i.day, i.paper.listed) for i in items if isinstance(i, Found)] == [(DAY, DAY)] * 3


def test_a_list_over_many_days_has_no_places() -> None:
    late = item(id="2602.00002", submittedOnDailyAt="2026-03-07T23:10:00.000-05:00")
    items = [i for i in read([item(), late], "search.json") if isinstance(i, Found)]
    assert [(i.day, i.source, i.position) for i in items] == [(None, None, None)] * 2
    assert [i.paper.listed for i in items] == [DAY, date(2026, 3, 8)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*item(), *item()["paper"]]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3), st.dictionaries(st.sampled_from([*item()["paper"]]), JSON))
def test_any_json_is_read_or_refused(values: list[Any], changes: dict[str, Any]) -> None:
    values.append(item(**changes))
    assert [i.line for i in read(values, "any.json")] == list(range(1, len(values) + 1))
