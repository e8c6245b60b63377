"""Themes: papers in groups, named by what they share, in real words."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editions.field_words import MEANS, SUBJECTS
from bot.editions.themes import LEAST_PAPERS, MOST, REST, Theme, themes_of
from bot.search.analysis import Analyzer
from storage.models import Paper

ANALYZER = Analyzer()


def nothing_known(stems: Sequence[str]) -> tuple[dict[str, int], int]:
    """A catalogue without papers."""
    return {}, 0


def paper(number: int, title: str, votes: int = 0, keywords: tuple[str, ...] = ()) -> Paper:
    return Paper(id=f"2603.{number:05}", title=title, abstract="", upvotes=votes, keywords=keywords)


def group(titles: Sequence[str]) -> tuple[Theme, ...]:
    papers = [paper(n, title, 100 - n) for n, title in enumerate(titles)]
    return themes_of(papers, nothing_known, ANALYZER)


DAY = [
    "Streaming Video Generation in Real Time",
    "Consistent Video Generation With Memory of Shots",
    "Faster Video Generation by Caching",
    "A Robot That Folds Shirts",
    "Robots Learn From Watching Cooks",
    "GUI Agents That Ask Before They Act",
    "A Benchmark for GUI Agents",
    "Counting Gulls on Beaches",
    "Tides and Their Tables",
    "Songs of Whales",
    "On Lighthouses",
    "Bread Without Yeast",
]


THINGS = (
    "Gull", "Tide", "Whale", "Bread", "Oven", "Sail", "Rope", "Knot", "Lamp", "Fog", "Pier", "Crab",
)  # fmt: skip


def test_papers_are_grouped_by_what_they_share() -> None:
    found = {theme.label: [p.title for p in theme.papers] for theme in group(DAY)}
    assert found == {
        "Video generation": DAY[:3],
        "Robots": DAY[3:5],
        "GUI agents": DAY[5:7],
        REST: DAY[7:],
    }


def test_every_paper_stands_in_one_group_in_the_order_of_the_edition() -> None:
    themes = group(DAY)
    assert sorted(p.id for t in themes for p in t.papers) == [
        f"2603.{n:05}" for n in range(len(DAY))
    ]
    for theme in themes:
        assert [p.id for p in theme.papers] == sorted(p.id for p in theme.papers)


def test_abbreviations_share_a_theme_with_what_they_stand_for() -> None:
    titles = ["VLMs on the Court", "Vision-Language Models at Sea", *DAY[7:], *DAY[3:8]]
    labels = [theme.label for theme in group(titles)]
    assert "Vision-language models" in labels


def test_a_term_outside_of_the_field_can_name_a_theme() -> None:
    titles = [f"{word} of Harbour Seals" for word in ("Counting", "Songs", "Maps")] + DAY[7:] * 2
    assert "Harbour seals" in [theme.label for theme in group(titles)]


def test_a_short_list_and_one_that_shares_nothing_have_no_themes() -> None:
    assert group(DAY[: LEAST_PAPERS - 1]) == ()
    words = [
        "Gull",
        "Tide",
        "Whale",
        "Bread",
        "Oven",
        "Sail",
        "Rope",
        "Knot",
        "Lamp",
        "Fog",
        "Pier",
        "Crab",
    ]
    assert group([f"{word}s" for word in words]) == ()


def test_what_every_paper_is_about_names_no_theme() -> None:
    titles = [
        f"Video of {word}"
        for word in ["Gulls", "Tides", "Whales", "Bread", "Ovens", "Sails", "Ropes"]
    ]
    labels = [theme.label for theme in group(titles * 2)]
    assert "Video" not in labels


def test_the_same_papers_give_the_same_themes_whatever_was_analysed_before() -> None:
    papers = [paper(n, title, n % 3) for n, title in enumerate(DAY * 3)]
    first = themes_of(papers, nothing_known, Analyzer())
    shuffled = papers[:]
    random.Random(7).shuffle(shuffled)
    themes_of(shuffled, nothing_known, ANALYZER)
    assert themes_of(papers, nothing_known, ANALYZER) == first


@pytest.mark.parametrize("words", [*SUBJECTS, *MEANS])
def test_a_word_of_the_field_is_content(words: str) -> None:
    assert any(form.whole for form in ANALYZER.forms(words))


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), min_size=11, max_size=30))
def test_any_titles_are_grouped_whole(titles: list[str]) -> None:
    themes = group(titles)
    assert len(themes) <= MOST + 1
    if themes:
        assert sum(len(theme.papers) for theme in themes) == len(titles)
        assert all(theme.label.strip() for theme in themes)
        assert all(len(theme.papers) > 1 for theme in themes if theme.label != REST)
