"""The form in which a digest is set up: how often, when, on what."""

import re
from dataclasses import dataclass
from datetime import time

import discord

from bot.delivery.time_words import parse_time
from bot.errors import BadInput
from bot.ui.form_fields import FORM_OPEN
from storage.letter_models import MOST_TOP, Cadence, Subscription

NEW_FORM = "subform:new"
EDIT_FORM = "subform:"
"""How the id of the form begins; the subscription's id follows."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RHYTHMS: dict[str, tuple[str, Cadence, int]] = {
    "daily": ("Every day", Cadence.DAILY, 0),
    "weekdays": ("Monday to Friday", Cadence.WEEKDAYS, 0),
    **{
        f"week{number}": (f"Once a week, on {name}", Cadence.WEEKLY, number)
        for number, name in enumerate(WEEKDAYS)
    },
}
"""What can be picked as "how often": its words, cadence and weekday, by its value."""
TOPICS_LENGTH = 1_000

_PIECE = re.compile(r'(?:"[^"\n]*"|“[^”\n]*”|[^,;\n])+')


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for, read."""

    cadence: Cadence
    weekday: int
    at: time | None
    topics: tuple[str, ...]
    count: int | None
    timezone: str | None = None
    min_upvotes: int = 0


def split_topics(written: str) -> tuple[str, ...]:
    """Topics as a person wrote them, parted by commas, semicolons or lines; a comma in quotes is
    no end."""
    return tuple(piece for found in _PIECE.findall(written) if (piece := found.strip()))


def new_form() -> discord.ui.Modal:
    """An empty form."""
    form = _form(NEW_FORM, "daily", "", "", "")
    _add(
        form,
        "By whose clock",
        _line("zone", "", "Europe/Berlin", 60),
        "A city or a time zone; empty: the one you have named, or UTC",
    )
    return form


def edit_form(subscription: Subscription) -> discord.ui.Modal:
    """The form with what a digest has."""
    rhythm = subscription.rhythm
    weekly = rhythm.cadence is Cadence.WEEKLY
    return _form(
        f"{EDIT_FORM}{subscription.id}",
        f"week{rhythm.weekday}" if weekly else str(rhythm.cadence),
        f"{rhythm.at:%H:%M}",
        "\n".join(subscription.topics),
        str(subscription.top),
    )


def read(fields: dict[str, str]) -> Wishes:
    """What came in with a form. Raises BadInput."""
    _, cadence, weekday = RHYTHMS.get(fields.get("often", ""), RHYTHMS["daily"])
    when, count = fields.get("time", "").strip(), fields.get("top", "").strip()
    if count and not (count.isdecimal() and 1 <= int(count) <= MOST_TOP):
        raise BadInput(f"How many papers must be a number from 1 to {MOST_TOP}.")
    return Wishes(
        cadence,
        weekday,
        parse_time(when) if when else None,
        split_topics(fields.get("topics", "")),
        int(count) if count else None,
        fields.get("zone", "").strip() or None,
    )


def _form(custom_id: str, often: str, at: str, topics: str, top: str) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title="Papers by direct message", custom_id=custom_id, timeout=FORM_OPEN
    )
    _add(
        form,
        "How often",
        discord.ui.Select(
            custom_id="often",
            options=[
                discord.SelectOption(label=words, value=value, default=value == often)
                for value, (words, _, _) in RHYTHMS.items()
            ],
        ),
    )
    _add(form, "At what time", _line("time", at, "09:00", 40), "Such as 09:00 or 9am")
    _add(
        form,
        "Only papers about",
        discord.ui.TextInput(
            custom_id="topics",
            style=discord.TextStyle.paragraph,
            default=topics or None,
            placeholder='video generation\nagents -survey\n"world model" has:code upvotes:20',
            max_length=TOPICS_LENGTH,
            required=False,
        ),
        "A topic a line; a paper must meet one. Empty: all of the list",
    )
    _add(
        form,
        "How many papers at most",
        _line("top", top, str(MOST_TOP), 4),
        f"From 1 to {MOST_TOP}, those with the most votes",
    )
    return form


def _line(
    name: str, value: str, example: str, length: int
) -> discord.ui.TextInput[discord.ui.Modal]:
    return discord.ui.TextInput(
        custom_id=name,
        default=value or None,
        placeholder=example,
        max_length=length,
        required=False,
    )


def _add(
    form: discord.ui.Modal,
    label: str,
    component: discord.ui.Item[discord.ui.Modal],
    description: str | None = None,
) -> None:
    form.add_item(discord.ui.Label(text=label, description=description, component=component))
