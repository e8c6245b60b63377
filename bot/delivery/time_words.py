"""Times of day and time zones as people write them."""

import re
from datetime import time
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.errors import BadInput

MAX_CHOICES = 25
"""How many suggestions Discord shows under an option."""

LONGEST_ECHO = 40
LONGEST_ZONE = 60

TIME = re.compile(r"(\d{1,2})(?:h|[:.h]?([0-5]\d))?\s*([ap])?(?:\.?m\.?)?", re.ASCII)
OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?", re.ASCII)

AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
# What people call their zone. In summer hardly anybody says EDT for EST, so each stands for the
# place with its summer time.
ABBREVIATIONS = {
    "z": "UTC",
    "gmt": "UTC",
    "utc": "UTC",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "et": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "ct": "America/Chicago",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "mt": "America/Denver",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "pt": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "hst": "Pacific/Honolulu",
    "bst": "Europe/London",
    "cest": "CET",
    "eest": "EET",
    "west": "WET",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney",
    "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland",
}
FIRST_CHOICES = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Singapore",
    "Australia/Sydney",
)


def parse_time(text: str) -> time:
    """The time of day in "9", "09:00", "21.30" or "9:30 pm"; BadInput for anything else."""
    typed = text.strip().lower()
    if typed in ("noon", "midnight"):
        return time(12 if typed == "noon" else 0)
    found = TIME.fullmatch(typed)
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and 1 <= hour <= 12:
            return time(hour % 12 + (12 if half == "p" else 0), minute)
        if not half and not typed.endswith("m") and hour <= 23:
            return time(hour, minute)
    raise BadInput(f"{_echo(text)} is not a time of day. Write it like 9, 09:00 or 9:30 pm.")


def parse_timezone(text: str) -> str:
    """The IANA name of the zone in "Europe/Berlin", "berlin", "new york", "EST" or "UTC+2".

    Raises BadInput with names that come near, where there are any.
    """
    typed = " ".join(text.split()).casefold()
    if typed in ABBREVIATIONS:
        return ABBREVIATIONS[typed]
    offset = OFFSET.fullmatch(typed)
    if offset and (name := _fixed(offset[1], int(offset[2]))):
        return name
    name = zones_by_key().get(_key(typed))
    if name:
        return name
    near = _near(typed, 3)
    hint = f"Perhaps {' or '.join(near)}?" if near else "Write a city like Europe/Berlin, or UTC+2."
    raise BadInput(f"{_echo(text)} is not a time zone I know. {hint}")


def timezone_choices(text: str) -> list[str]:
    """At most 25 IANA names to offer for what is typed so far, the likeliest first."""
    typed = " ".join(text[:LONGEST_ZONE].split()).casefold()
    if not typed:
        return list(FIRST_CHOICES)
    key = _key(typed)
    cities = [name for name in zone_names() if _key(name.rpartition("/")[2]).startswith(key)]
    starts = [name for name in zone_names() if _key(name).startswith(key)]
    within = [name for name in zone_names() if key in _key(name)]
    found = list(dict.fromkeys([*cities, *starts, *within]))
    try:
        found = list(dict.fromkeys([parse_timezone(typed), *found]))
    except BadInput:
        found = found or _near(typed, MAX_CHOICES)
    return found[:MAX_CHOICES]


@cache
def zone_names() -> tuple[str, ...]:
    """The zones named after places, and UTC, in order. Finding them reads hundreds of files."""
    named = (name for name in available_timezones() if name.startswith(AREAS))
    return (*sorted(named), "UTC")


@cache
def zones_by_key() -> dict[str, str]:
    """Zones by their name in lower case, and by their city alone where that is not a name."""
    # Some cities have two names for one zone, like America/Indianapolis and
    # America/Indiana/Indianapolis: the shortest, coming last, is the one kept.
    by_city = {
        _key(name.rpartition("/")[2]): name
        for name in sorted(zone_names(), key=lambda name: (-name.count("/"), -len(name), name))
    }
    every = available_timezones() - {"localtime", "Factory"}
    return by_city | {_key(name): name for name in every}


def _key(name: str) -> str:
    return name.casefold().replace(" ", "_")


def _near(typed: str, most: int) -> list[str]:
    keys = zones_by_key()
    close = get_close_matches(_key(typed[:LONGEST_ZONE]), keys, n=most, cutoff=0.75)
    return list(dict.fromkeys(keys[key] for key in close))


def _fixed(sign: str, hours: int) -> str | None:
    """The zone with a fixed offset; its IANA name counts westwards, so the sign turns over."""
    if hours == 0:
        return "UTC"
    if hours > (14 if sign == "+" else 12):
        return None
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"


def _echo(text: str) -> str:
    """What was written, in quotes, if it is fit to be shown."""
    shown = text.strip()
    if not shown or not shown.isprintable() or len(shown) > LONGEST_ECHO:
        return "That"
    return f"“{shown}”"
