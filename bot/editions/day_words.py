"""A day as people write it -> a date."""

import re
from datetime import date, datetime, timedelta

from bot.errors import BadInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WITH_YEAR = ("%Y-%m-%d", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d", "%d.%m.%Y")
WITHOUT_YEAR = ("%b %d", "%B %d", "%d %b", "%d %B")


def parse_day(words: str, today: date) -> date:
    """The day meant by "today", "yesterday", "friday", "Mar 11", "11 March 2026", "2026-03-11".

    A weekday or a day without a year is the latest one not after `today`. Raises BadInput with
    what can be written instead.
    """
    text = re.sub(r"[,\s]+", " ", words.strip().lower()).removeprefix("last ")
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
    if text in ("today", "now", "latest"):
        return today
    if text == "yesterday":
        return today - timedelta(days=1)
    for number, name in enumerate(WEEKDAYS):
        if len(text) >= 3 and name.startswith(text):
            return today - timedelta(days=(today.weekday() - number) % 7)
    for form in WITH_YEAR:
        if (day := _read(text, form)) is not None:
            return day
    for form in WITHOUT_YEAR:
        # A leap day exists in no year without one: look back until the date does.
        for year in range(today.year, today.year - 8, -1):
            day = _read(f"{text} {year}", f"{form} %Y")
            if day is not None and day <= today:
                return day
    raise BadInput(
        f"I do not know which day “{words.strip()[:60]}” is. Write it like Mar 11, 2026-03-11, "
        "yesterday or friday."
    )


def _read(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
