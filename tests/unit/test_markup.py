"""Words from outside show as they are written."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.markup import clipped_spans, emphasised, link, plain, short_day

ACTIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|\[\]<]")
URL = re.compile(r"https?://\S+")


@given(st.text())
def test_nothing_active_is_left(text: str) -> None:
    shown = plain(text)
    assert not ACTIVE.search(URL.sub("", shown))
    assert "@everyone" not in shown and "@here" not in shown
    shown.encode()  # can be sent


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_emphasis_never_breaks_the_words(text: str, start: int, length: int) -> None:
    shown = emphasised(text, [(start, start + length)])
    assert shown.replace("**", "") == plain(text).replace("**", "") or "\\" in shown
    shown.encode()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a *b* _c_", r"a \*b\* \_c\_"),
        ("# head", r"\# head"),
        ("> quote", r"\> quote"),
        ("1. one", r"\1. one"),
        ("- item", r"\- item"),
        ("[x](http://e.example)", r"\[x\](http://e.example)"),
        ("see https://github.com/a_b/c_d.", "see https://github.com/a_b/c_d."),
        ("<@1> <#2> <t:3>", "\\<@\u200b1> \\<#2> \\<t:3>"),
        ("nul\x00 and \ud800", "nul and "),
    ],
)
def test_examples(written: str, shown: str) -> None:
    assert plain(written) == shown


def test_emphasis_marks_the_words_asked_for() -> None:
    assert emphasised("a big dog", [(2, 5)]) == "a **big** dog"
    assert emphasised("OPT_2.7B wins", [(0, 8)]) == r"**OPT\_2.7B** wins"
    assert emphasised("x", [(0, 5)]) == "x"
    assert emphasised("at https://a.example/big now", [(21, 24)]) == "at https://a.example/big now"


def test_links_survive_brackets_in_addresses() -> None:
    assert link("x", "https://e.example/a_(b) c") == "[x](https://e.example/a_%28b%29%20c)"


def test_days_as_people_write_them() -> None:
    assert short_day(date(2026, 3, 11), date(2026, 11, 23)) == "Mar 11"
    assert short_day(date(2025, 3, 1), date(2026, 11, 23)) == "Mar 1, 2025"


def test_spans_that_were_cut_off_are_dropped() -> None:
    assert clipped_spans([(0, 3), (5, 9)], 6) == ((0, 3),)
