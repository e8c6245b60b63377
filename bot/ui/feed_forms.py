"""The forms in which a feed is set up: when and where, what of it."""

from dataclasses import dataclass

import discord

from bot.delivery.time_words import parse_time, parse_timezone
from bot.delivery.topics import LONGEST, tidy
from bot.errors import BadInput
from bot.ui.form_fields import FORM_OPEN
from storage.feeds import Wishes
from storage.models import Cadence, Feed, Look

NEW_FORM = "feedform:new"
WHEN_FORM = "feedform:when:"
"""How the id of the form begins; the feed's id follows, as after the next one."""
WHAT_FORM = "feedform:what:"

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RHYTHMS: dict[str, tuple[str, Cadence, int]] = {
    "daily": ("Every day", Cadence.DAILY, 0),
    "weekdays": ("Monday to Friday", Cadence.WEEKDAYS, 0),
    "settled": ("Every day, once the list is whole (whatever the time)", Cadence.SETTLED, 0),
    **{
        f"week{number}": (f"A digest of the week, on {name}", Cadence.WEEKLY, number)
        for number, name in enumerate(WEEKDAYS)
    },
}
"""What can be picked as "how often": its words, cadence and weekday, by its value."""
LOOKS = {
    Look.FULL: "Full: every paper with its facts and a Save button",
    Look.COMPACT: "Compact: two lines a paper, the buttons below",
}
TIME_LENGTH, ZONE_LENGTH = 12, 40
PLACES = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
]


@dataclass(frozen=True, slots=True)
class Timing:
    """What stands in the form of when and where: as written, so it may be wrong."""

    rhythm: str = "daily"
    time: str = ""
    zone: str = ""
    look: Look = Look.FULL
    channel_id: int | None = None

    @classmethod
    def of(cls, feed: Feed) -> "Timing":
        """What a feed has."""
        time = "" if feed.cadence is Cadence.SETTLED else f"{feed.at:%H:%M}"
        return cls(rhythm_of(feed), time, feed.timezone, feed.look, feed.channel_id)

    @classmethod
    def read(cls, fields: dict[str, str]) -> "Timing":
        """What came in with the form."""
        channel, look, rhythm = (fields.get(name, "") for name in ("channel", "look", "often"))
        return cls(
            rhythm if rhythm in RHYTHMS else "daily",
            fields.get("time", "")[:TIME_LENGTH],
            fields.get("zone", "")[:ZONE_LENGTH],
            Look(look) if look in set(Look) else Look.FULL,
            int(channel) if channel.isdecimal() else None,
        )

    def wishes(self) -> Wishes:
        """What it asks for. Raises BadInput."""
        _, cadence, weekday = RHYTHMS[self.rhythm]
        time = self.time.strip()
        if cadence is Cadence.SETTLED and not time:
            time = "00:00"
        if not time:
            raise BadInput("Say at what time, such as 09:00. Nothing was changed.")
        return {
            "at": parse_time(time),
            "timezone": parse_timezone(self.zone),
            "cadence": cadence,
            "weekday": weekday,
            "look": self.look,
        }


def rhythm_of(feed: Feed) -> str:
    """What is picked as "how often" for a feed."""
    return f"week{feed.weekday}" if feed.cadence is Cadence.WEEKLY else str(feed.cadence)


def when_form(
    custom_id: str, title: str, timing: Timing, *, with_channel: bool
) -> discord.ui.Modal:
    """When and where; `timing` is what stands in it already."""
    form = discord.ui.Modal(title=title, custom_id=custom_id, timeout=FORM_OPEN)
    if with_channel:
        chosen = discord.SelectDefaultValueType.channel
        _add(
            form,
            "Where",
            discord.ui.ChannelSelect(
                custom_id="channel",
                channel_types=PLACES,
                default_values=[discord.SelectDefaultValue(id=timing.channel_id, type=chosen)]
                if timing.channel_id
                else [],
                required=True,
            ),
            "A text or announcement channel, a thread, or a forum",
        )
    _add(
        form,
        "How often",
        discord.ui.Select(
            custom_id="often",
            options=[
                discord.SelectOption(label=words, value=value, default=value == timing.rhythm)
                for value, (words, _, _) in RHYTHMS.items()
            ],
        ),
    )
    _add(
        form,
        "At what time",
        _line("time", timing.time, "09:00", TIME_LENGTH, required=False),
        "Such as 09:00 or 9am; not needed for a list that comes once it is whole",
    )
    _add(
        form,
        "By whose clock",
        _line("zone", timing.zone, "Europe/Berlin", ZONE_LENGTH, required=True),
        "A city or a time zone, such as Europe/Berlin, new york or UTC+2",
    )
    _add(form, "How it looks", _look_menu(timing.look))
    return form


def what_form(feed: Feed) -> discord.ui.Modal:
    """What of the list, with what the feed has filled in."""
    form = discord.ui.Modal(
        title="What of the list", custom_id=f"{WHAT_FORM}{feed.id}", timeout=FORM_OPEN
    )
    _add(
        form,
        "How many papers",
        _line("top", str(feed.top), "10", 4, required=True),
        "From 1 to 10; a button leads to the others",
    )
    _add(
        form,
        "Votes a paper must have",
        _line("votes", str(feed.min_upvotes), "0", 6, required=False),
        "0 lets every paper in",
    )
    _add(
        form,
        "Only papers about",
        _lines("include", feed.include, 'video generation\nagents -survey\n"world model" has:code'),
        "A topic a line; a paper must meet one. Empty: all. /help topic:search",
    )
    _add(
        form,
        "No papers about",
        _lines("exclude", feed.exclude, "medical\ntitle:survey"),
        "A topic a line; a paper may meet none",
    )
    _add(form, "How it looks", _look_menu(feed.look))
    return form


def what_wishes(fields: dict[str, str], feed: Feed) -> Wishes:
    """What came in with that form. Raises BadInput, or QueryError for a topic."""
    look = fields.get("look", "")
    return {
        "top": number(fields.get("top", ""), 1, 10, "How many papers", feed.top),
        "min_upvotes": number(fields.get("votes", ""), 0, 100_000, "The votes", 0),
        "include": tidy(fields.get("include", "")),
        "exclude": tidy(fields.get("exclude", "")),
        "look": Look(look) if look in set(Look) else feed.look,
    }


def number(written: str, least: int, most: int, what: str, otherwise: int) -> int:
    """A whole number as a person wrote it. Raises BadInput."""
    text = written.strip()
    if not text:
        return otherwise
    if text.isdecimal() and least <= int(text) <= most:
        return int(text)
    raise BadInput(f"{what} must be a number from {least} to {most:,}. Nothing was changed.")


def _look_menu(look: Look) -> discord.ui.Select[discord.ui.Modal]:
    return discord.ui.Select(
        custom_id="look",
        options=[
            discord.SelectOption(label=words, value=value, default=value is look)
            for value, words in LOOKS.items()
        ],
    )


def _line(
    name: str, value: str, example: str, length: int, *, required: bool
) -> discord.ui.TextInput[discord.ui.Modal]:
    return discord.ui.TextInput(
        custom_id=name,
        default=value or None,
        placeholder=example,
        max_length=length,
        required=required,
    )


def _lines(name: str, value: str, example: str) -> discord.ui.TextInput[discord.ui.Modal]:
    return discord.ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.paragraph,
        default=value or None,
        placeholder=example,
        max_length=LONGEST,
        required=False,
    )


def _add(
    form: discord.ui.Modal,
    label: str,
    component: discord.ui.Item[discord.ui.Modal],
    description: str | None = None,
) -> None:
    form.add_item(discord.ui.Label(text=label, description=description, component=component))
