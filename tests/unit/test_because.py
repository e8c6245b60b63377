"""The words that are said to have caused a recommendation."""

import pytest

from bot.reading.because import LONGEST, MOST, because
from bot.search.analysis import Analyzer
from storage.models import Paper

ANALYZER = Analyzer()


def taste(**words: float) -> dict[str, float]:
    return {ANALYZER.terms(word)[0]: weight for word, weight in words.items()}


def paper(title: str, abstract: str = "", *keywords: str) -> Paper:
    return Paper(id="2603.00001", title=title, abstract=abstract, keywords=keywords)


def test_keywords_that_are_liked_go_first_the_strongest_before() -> None:
    one = paper("Diffusion", "", "rust", "diffusion", "video generation")
    liked = taste(video=0.3, generation=0.3, diffusion=0.2)
    assert because(one, liked, ANALYZER) == ("video generation", "diffusion")


def test_without_keywords_the_title_then_the_abstract_tell() -> None:
    one = paper("Counting Sea Gulls", "We count arctic terns.")
    liked = taste(sea=0.1, gulls=0.1, arctic=0.3, terns=0.3)
    assert because(one, liked, ANALYZER) == ("arctic terns", "Sea Gulls")
    assert because(one, taste(terns=0.3), ANALYZER) == ("terns",)


def test_no_word_is_said_twice_and_no_more_than_three() -> None:
    names = ("gull song", "gull flight", "tern dive", "skua raid", "auk egg")
    liked = taste(gull=1, song=1, flight=0.5, tern=1, dive=1, skua=1, raid=1, auk=1, egg=1)
    said = because(paper("Birds", "", *names), liked, ANALYZER)
    assert len(said) == MOST and "gull flight" not in said


def test_what_is_disliked_or_unknown_is_not_said() -> None:
    one = paper("Rust on bridges", "Rust.", "rust", "x" * (LONGEST + 1))
    assert because(one, taste(rust=-1.0), ANALYZER) == ()
    assert because(one, {}, ANALYZER) == ()
    assert because(one, taste(rust=-1.0, bridges=0.5), ANALYZER) == ("bridges",)


@pytest.mark.parametrize("odd", ["", "\x00", "🦆", "\u202eabc", "`*_~|>", "@everyone", "图像 生成"])
def test_odd_words_are_taken_as_they_are(odd: str) -> None:
    one = paper(odd or "x", odd, odd) if odd else paper("x")
    liked = dict.fromkeys(ANALYZER.terms(odd), 1.0)
    for phrase in because(one, liked, ANALYZER):
        assert phrase in (one.title, one.abstract, *one.keywords) or phrase in odd
