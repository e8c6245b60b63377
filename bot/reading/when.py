"""Days and times to come, as people write them, in their time zone."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.time_words import parse_time
from bot.editions.day_words import WEEKDAYS
from bot.errors import BadInput

FARTHEST = timedelta(days=731)
"""Nothing is kept for later than two years from now."""
LONGEST = 80
MORNING, EVENING = time(9), time(20)

_NUMBERS = {
    name: number
    for number, names in enumerate(
        ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
    for name in names.split()
} | {"couple of": 2, "a couple of": 2, "few": 3, "a few": 3, "half a": 0, "half an": 0}
_UNITS = {
    "m": "minutes", "min": "minutes", "mins": "minutes", "minute": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hours",
    "d": "days", "day": "days", "w": "weeks", "wk": "weeks", "wks": "weeks", "week": "weeks",
    "fortnight": "fortnights", "month": "months", "mo": "months", "y": "years", "yr": "years",
    "year": "years",
}  # fmt: skip
_TIMES = {
    "noon": time(12), "midday": time(12), "midnight": time(0), "morning": MORNING,
    "afternoon": time(14), "evening": time(18), "night": EVENING, "tonight": EVENING,
}  # fmt: skip
_AMOUNT = rf"\d{{1,4}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_UNIT = "|".join(sorted((f"{each}s?" for each in _UNITS), key=len, reverse=True))
_IN = re.compile(rf"(?:in )?({_AMOUNT}) ?({_UNIT})(?: from now| time)?")
_CLOCK = re.compile(
    r"\b(?:at |@ ?)?(?:(?P<named>noon|midday|midnight)"
    r"|(?:in the |this )?(?P<part>morning|afternoon|evening|night|tonight)"
    r"|(?P<clock>\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m?\b\.?|\d{1,2}[:h]\d\d|\d{1,2}h"
    r"|(?<=at )\d{1,2}(?![-/.\d])))"
    r"(?=\s|$)"
)
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y")
_YEARLESS = ("%b %d", "%B %d", "%d %b", "%d %B", "%d.%m.", "%d.%m")
_SHORT_DAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
EXAMPLES = "friday 9am, tomorrow, in two weeks or 2026-03-20"


def parse_day(words: str, today: date) -> date:
    """The day that is meant, from today on: "friday", "in two weeks", "Mar 20". Raises BadInput."""
    text = _tidy(words)
    day = _day(text, today) if text else None
    if day is None:
        raise BadInput(f"I do not know which day that is. Write it like {EXAMPLES}.")
    if day < today:
        raise BadInput(f"{_named(day, today)} is past. Name a day to come, like {EXAMPLES}.")
    if day - today > FARTHEST:
        raise _too_far(today)
    return day


def parse_moment(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant that is meant, in `zone` and after `now`; a day alone is nine in the morning, a
    time alone the next one. Raises BadInput."""
    text = _tidy(words)
    local = now.astimezone(zone)
    moment = _later(text, local) if text else None
    if moment is None:
        raise BadInput(f"I do not know when that is. Write it like {EXAMPLES}.")
    if moment <= local:
        raise BadInput(
            f"{_named(moment.date(), local.date())} {moment:%H:%M} is past where you are"
            f" ({zone.key}). Name a time to come, like {EXAMPLES}; `/timezone` changes the zone."
        )
    if moment - local > FARTHEST:
        raise _too_far(local.date())
    return moment


def _later(text: str, local: datetime) -> datetime | None:
    span = _IN.fullmatch(text)
    if span and _UNITS[_unit(span[2])] in ("minutes", "hours"):
        number = _number(span[1])
        minutes = 60 if _UNITS[_unit(span[2])] == "hours" else 1
        later = timedelta(minutes=number * minutes if number else minutes / 2)
        return (local + later).replace(microsecond=0)
    clock = _CLOCK.search(text)
    at = MORNING
    if clock:
        named = clock["named"] or clock["part"]
        try:
            at = _TIMES[named] if named else parse_time(clock["clock"].replace(" ", ""))
        except BadInput:
            return None
        text = " ".join((text[: clock.start()] + " " + text[clock.end() :]).split())
        text = re.sub(r"(?:^| )at$|^at ", "", text).strip()
    if clock and text in ("", "today", "this"):
        day = local.date()
        moment = _at(day, at, local)
        # "9am" is the next nine o'clock; "today 9am" is today's, even if that is past.
        return moment if text == "today" or moment > local else _at(day + timedelta(1), at, local)
    day_named = _day(text, local.date())
    if day_named is None:
        return None
    moment = _at(day_named, at, local)
    if moment <= local and text in (*WEEKDAYS, *(name[:3] for name in WEEKDAYS)):
        moment = _at(day_named + timedelta(7), at, local)
    if text == "today" and not clock and moment <= local:
        moment = _at(day_named, EVENING, local)
    return moment


def _at(day: date, at: time, local: datetime) -> datetime:
    # Through UTC and back, so that an hour the clocks leave out becomes the one after it.
    zone = local.tzinfo
    moment = datetime.combine(day, at, tzinfo=zone)
    return datetime.fromtimestamp(moment.timestamp(), zone)


def _day(text: str, today: date) -> date | None:
    text = re.sub(r"^(?:on|by|until|till|due|before|the|for) ", "", text)
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
    text = re.sub(r"(?<=\d) of ", " ", text)
    if text in ("today", "tonight", "now"):
        return today
    if text in ("tomorrow", "tmrw", "tmr", "tomorow", "tommorow", "tommorrow"):
        return today + timedelta(days=1)
    if text == "day after tomorrow":
        return today + timedelta(days=2)
    if text == "yesterday":
        return today - timedelta(days=1)
    if text in ("weekend", "this weekend"):
        return today + timedelta(days=(5 - today.weekday()) % 7)
    if text == "next weekend":
        return today + timedelta(days=12 - today.weekday())
    if text == "next week":
        return today + timedelta(days=7 - today.weekday())
    if text in ("end of week", "end of this week", "end of the week"):
        return today + timedelta(days=(4 - today.weekday()) % 7)
    if text in ("end of month", "end of this month", "end of the month", "eom"):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if text in ("next month", "next year"):
        return (
            _months_on(today.replace(day=1), 1)
            if text == "next month"
            else date(today.year + 1, 1, 1)
        )
    if span := _IN.fullmatch(text):
        return _on(today, _number(span[1]), _UNITS[_unit(span[2])])
    which, _, name = text.rpartition(" ")
    number = _weekday(name)
    if number is not None and which in ("", "this", "coming", "next"):
        coming = today + timedelta(days=(number - today.weekday()) % 7)
        if which == "next":  # the one of next week
            return today + timedelta(days=7 - today.weekday() + number)
        return coming
    return _date(text, today)


def _date(text: str, today: date) -> date | None:
    for form in _FORMS:
        if (day := _read(text, form)) is not None:
            return day
    for form in _YEARLESS:
        # A leap day exists in no year without one: look on until the date does.
        for year in range(today.year, min(today.year + 9, date.max.year + 1)):
            day = _read(f"{text} {year}", f"{form} %Y")
            if day is not None and day >= today:
                return day
    return None


def _on(today: date, number: int, unit: str) -> date | None:
    if unit in ("minutes", "hours"):
        return today
    try:
        if unit in ("months", "years"):
            return _months_on(today, number * (12 if unit == "years" else 1))
        return today + timedelta(days=number * {"days": 1, "weeks": 7, "fortnights": 14}[unit])
    except (OverflowError, ValueError):
        return date.max


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _weekday(name: str) -> int | None:
    if name in _SHORT_DAYS:
        return _SHORT_DAYS[name]
    for number, weekday in enumerate(WEEKDAYS):
        if name in (weekday, weekday[:3]):
            return number
    return None


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def _unit(text: str) -> str:
    return text if text in _UNITS else text[:-1]


def _tidy(words: str) -> str:
    if len(words) > LONGEST:
        return ""
    text = words.lower().replace("’", "'").replace("'s", "s")
    return " ".join(text.replace(",", " ").split()).strip("?!; ")


def _read(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _named(day: date, today: date) -> str:
    if day == today:
        return "Today"
    text = f"{day:%b} {day.day}"
    return text if day.year == today.year else f"{text}, {day.year}"


def _too_far(today: date) -> BadInput:
    last = today + FARTHEST
    return BadInput(
        f"That is more than two years away. The latest day I keep is {last:%b} {last.day}, "
        f"{last.year}."
    )
