"""The packaged sample edition: sound in form, true to its sources, written in its own words."""

import gzip
import json
import os
import re
import tomllib
from collections import defaultdict
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from storage.models import Paper

ROOT = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", ROOT.parent / "shared/data"))
DAILY_LISTS = REAL_DATA / "daily_papers"
FIRST_DAY, LAST_DAY = date(2026, 3, 9), date(2026, 3, 13)
FIELDS = (
    *("id", "title", "abstract", "authors", "published", "date", "position"),
    *("upvotes", "comments", "stars", "code", "project", "organisation", "keywords"),
)
OPTIONAL = {"stars", "code", "project", "organisation"}
LONGEST_SHARED_RUN = 5

Line = dict[str, Any]


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    text = files("bot.sample").joinpath("edition.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_there_are_enough_papers_and_none_twice(lines: list[Line]) -> None:
    assert len(lines) >= 40
    assert len({line["id"] for line in lines}) == len(lines)
    assert len({line["title"] for line in lines}) == len(lines)


def test_fields_are_the_agreed_ones_in_the_agreed_order(lines: list[Line]) -> None:
    for line in lines:
        assert list(line) == [name for name in FIELDS if name in line], line["id"]
        assert set(FIELDS) - set(line) <= OPTIONAL, line["id"]


def test_every_line_makes_a_paper(lines: list[Line]) -> None:
    for line in lines:
        paper = Paper(
            id=line["id"],
            title=line["title"],
            abstract=line["abstract"],
            authors=tuple(line["authors"]),
            published=date.fromisoformat(line["published"]),
            listed=date.fromisoformat(line["date"]),
            upvotes=line["upvotes"],
            comments=line["comments"],
            stars=line.get("stars"),
            code_url=line.get("code"),
            project_url=line.get("project"),
            organisation=line.get("organisation"),
            keywords=tuple(line["keywords"]),
        )
        assert re.fullmatch(r"\d{4}\.\d{5}", paper.id)
        assert paper.authors and all(name == name.strip() != "" for name in paper.authors)
        assert paper.title and "\\" not in paper.title
        assert min(line["upvotes"], line["comments"], line.get("stars", 0)) >= 0
        assert 4 <= len(set(paper.keywords)) == len(paper.keywords) <= 6


def test_days_lie_in_the_week_and_follow_publication(lines: list[Line]) -> None:
    for line in lines:
        published, listed = map(date.fromisoformat, (line["published"], line["date"]))
        assert FIRST_DAY <= listed <= LAST_DAY, line["id"]
        assert published <= listed, line["id"]


def test_positions_count_up_from_one_on_every_day(lines: list[Line]) -> None:
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        positions[line["date"]].append(line["position"])
    assert len(positions) == 5
    for day, places in positions.items():
        assert places == list(range(1, len(places) + 1)), day


def test_abstracts_are_two_to_four_plain_sentences(lines: list[Line]) -> None:
    for line in lines:
        abstract = line["abstract"]
        assert 2 <= len(sentences(abstract)) <= 4, line["id"]
        assert 45 <= len(abstract.split()) <= 110, line["id"]
        assert abstract == " ".join(abstract.split()) and abstract.endswith("."), line["id"]
        assert not re.search(r"[\\${}<>]|https?://", abstract), line["id"]


def test_links_are_https(lines: list[Line]) -> None:
    links = [line[name] for line in lines for name in ("code", "project") if name in line]
    assert len(links) > 20
    assert all(re.fullmatch(r"https://[^\s/]+\.[^\s/]+/\S*", link) for link in links)


def test_the_edition_is_package_data() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["bot"]
    packaged = {path for pattern in patterns for path in (ROOT / "bot").glob(pattern)}
    assert ROOT / "bot/sample/edition.jsonl" in packaged


@pytest.fixture(scope="module")
def sources(lines: list[Line]) -> dict[str, list[Any]]:
    if not DAILY_LISTS.is_dir():
        pytest.skip("the daily lists are not on this machine")
    return {
        day: json.loads(gzip.decompress((DAILY_LISTS / f"{day}.json.gz").read_bytes()))
        for day in sorted({line["date"] for line in lines})
    }


@pytest.mark.real_data
def test_facts_are_those_of_the_source(lines: list[Line], sources: dict[str, list[Any]]) -> None:
    for line in lines:
        item = next(i for i in sources[line["date"]] if i["paper"]["id"] == line["id"])
        paper = item["paper"]
        assert line["title"] == paper["title"].replace("\\$", "$")
        assert line["authors"] == [author["name"] for author in paper["authors"]]
        assert line["published"] == paper["publishedAt"][:10]
        assert line["upvotes"] == paper["upvotes"]
        assert line["comments"] == item["numComments"]
        assert line.get("stars") == paper.get("githubStars")
        assert line.get("code") == paper.get("githubRepo")
        assert line.get("project") == paper.get("projectPage")
        assert line.get("organisation") == paper.get("organization", {}).get("fullname")


@pytest.mark.real_data
def test_order_is_that_of_the_source(lines: list[Line], sources: dict[str, list[Any]]) -> None:
    kept = {line["id"] for line in lines}
    in_source = [i["paper"]["id"] for day in sources.values() for i in day]
    assert [line["id"] for line in lines] == [key for key in in_source if key in kept]


@pytest.mark.real_data
def test_no_abstract_borrows_a_run_of_words(
    lines: list[Line], sources: dict[str, list[Any]]
) -> None:
    length = LONGEST_SHARED_RUN + 1
    borrowed: set[tuple[str, ...]] = set()
    for day in sources.values():
        for item in day:
            for text in (item["paper"]["summary"], item["paper"].get("ai_summary")):
                borrowed |= runs_of_words(text or "", length)
    for line in lines:
        assert not runs_of_words(line["abstract"], length) & borrowed, line["id"]
