from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.time_words import (
    MAX_CHOICES,
    parse_time,
    parse_timezone,
    timezone_choices,
    zone_names,
)
from bot.errors import BadInput


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9", time(9)),
        ("09:00", time(9)),
        (" 9:30pm ", time(21, 30)),
        ("9:30 PM", time(21, 30)),
        ("9.30 p.m.", time(21, 30)),
        ("21.30", time(21, 30)),
        ("21h30", time(21, 30)),
        ("9h", time(9)),
        ("0900", time(9)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
        ("noon", time(12)),
        ("Midnight", time(0)),
    ],
)
def test_times_of_day(text: str, at: time) -> None:
    assert parse_time(text) == at


@pytest.mark.parametrize(
    "text",
    ["", " ", "25:99", "24:00", "9:60", "13pm", "0 am", "9 m", "-1", "9:3", "٩", "9 o'clock",
     "09:00:00", "😀", "\0", "\ud800", "'; DROP TABLE feeds", "9" * 4000],
)  # fmt: skip
def test_no_times_of_day(text: str) -> None:
    with pytest.raises(BadInput, match=r"Write it like 9, 09:00 or 9:30 pm\.$") as refusal:
        parse_time(text)

    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 120


def test_what_was_written_is_named() -> None:
    with pytest.raises(BadInput, match=r"^“25:99” is not a time of day\."):
        parse_time("25:99")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        (" Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("lord howe", "Australia/Lord_Howe"),
        ("EST", "America/New_York"),
        ("pst", "America/Los_Angeles"),
        ("CET", "CET"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
        ("UTC+2", "Etc/GMT-2"),
        ("utc +02:00", "Etc/GMT-2"),
        ("GMT-5", "Etc/GMT+5"),
        ("+0", "UTC"),
        ("UTC+14", "Etc/GMT-14"),
    ],
)
def test_time_zones(text: str, name: str) -> None:
    assert parse_timezone(text) == name


def test_every_zone_there_is_can_be_chosen_by_its_name() -> None:
    assert {parse_timezone(name) for name in zone_names()} == set(zone_names())


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Berln", "Perhaps Europe/Berlin?"),
        ("Europ/Paris", "Perhaps Europe/Paris"),
        ("nonsense", "Write a city like Europe/Berlin, or UTC+2."),
        ("UTC+15", "Write a city"),
        ("UTC-13", "Write a city"),
        ("localtime", "Write a city"),
        ("../../etc/passwd", "Write a city"),
        ("", "Write a city"),
        ("\0", "Write a city"),
        ("\ud800", "Write a city"),
        ("x" * 4000, "Write a city"),
    ],
)
def test_no_time_zones(text: str, hint: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_timezone(text)

    assert hint in str(refusal.value)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 160


def test_choices_for_what_is_typed_so_far() -> None:
    assert timezone_choices("ber")[:2] == ["Atlantic/Bermuda", "Europe/Berlin"]
    assert timezone_choices("new y")[0] == "America/New_York"
    assert timezone_choices("europe/")[0] == "Europe/Amsterdam"
    assert timezone_choices("est")[0] == "America/New_York"
    assert timezone_choices("utc+2")[0] == "Etc/GMT-2"
    assert timezone_choices("berln") == ["Europe/Berlin"]
    assert timezone_choices("qqqqqq") == []
    assert "UTC" in timezone_choices("")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_few_choices_that_are_all_zones(text: str) -> None:
    choices = timezone_choices(text)

    assert len(choices) <= MAX_CHOICES
    assert len(set(choices)) == len(choices)
    assert [parse_timezone(choice) for choice in choices] == choices


@settings(deadline=None)
@given(st.text(max_size=50))
def test_any_text_is_a_time_and_a_zone_or_refused_in_words(text: str) -> None:
    for parse in (parse_time, parse_timezone):
        try:
            parse(text)
        except BadInput as refusal:
            assert str(refusal).isprintable()
