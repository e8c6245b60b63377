"""Suggestions while a person types. They must never fail: Discord would show nothing at all."""

import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, ParamSpec

from discord import app_commands

from bot.characters import visible
from bot.delivery.time_words import timezone_choices
from bot.editions.span import Kind, Span
from bot.services import Services
from bot.ui.limits import CHOICE_NAME, CHOICE_VALUE, CHOICES, clip
from bot.ui.span_words import span_words
from storage.models import Cadence, Feed

log = logging.getLogger(__name__)

Choice = app_commands.Choice[str]
P = ParamSpec("P")

DAYS_LOOKED_AT = 500
"""Newest days that suggestions are made of: some two years."""


def unfailing(
    suggest: Callable[P, Awaitable[Sequence[tuple[str, str]]]],
) -> Callable[P, Awaitable[list[Choice]]]:
    """Turns (name, value) pairs into choices within Discord's limits; no choices on an error."""

    @functools.wraps(suggest)
    async def suggested(*args: P.args, **kwargs: P.kwargs) -> list[Choice]:
        try:
            pairs = await suggest(*args, **kwargs)
        except Exception:
            log.exception("Suggestions failed")
            return []
        return [
            app_commands.Choice(name=clip(name, CHOICE_NAME), value=value)
            for name, value in pairs
            if name.strip() and 0 < len(value) <= CHOICE_VALUE
        ][:CHOICES]

    return suggested


@unfailing
async def paper_choices(services: Services, typed: str) -> Sequence[tuple[str, str]]:
    """Papers of the catalogue."""
    found = await services.catalogue.suggest(visible(typed[:200]), CHOICES)
    return [(title, id) for id, title in found]


@unfailing
async def listed_choices(services: Services, user_id: int, typed: str) -> Sequence[tuple[str, str]]:
    """Papers of a person's own list."""
    found = await services.lists.titles(user_id, visible(typed[:200]), CHOICES)
    return [(title, id) for id, title in found]


@unfailing
async def tag_choices(services: Services, user_id: int, typed: str) -> Sequence[tuple[str, str]]:
    """A person's own tags, for the last of those typed so far; the ones before it stay."""
    before, comma, last = visible(typed[:200]).rpartition(",")
    wanted = last.strip().lstrip("#").lower().replace(" ", "-")
    given = f"{before.strip()}, " if comma else ""
    tags = await services.organiser.tags(user_id)
    fitting = sorted((tag for tag in tags if wanted in tag), key=lambda t: not t.startswith(wanted))
    return [(f"{given}#{tag}", f"{given}{tag}") for tag in fitting[:CHOICES]]


@unfailing
async def list_choices(services: Services, user_id: int, typed: str) -> Sequence[tuple[str, str]]:
    """A person's own lists."""
    wanted = visible(typed[:200]).casefold()
    named = await services.organiser.named(user_id)
    fitting = [each.name for each in named if wanted in each.name.casefold()]
    return [(name, name) for name in fitting[:CHOICES]]


@unfailing
async def span_choices(services: Services, kind: Kind, typed: str) -> Sequence[tuple[str, str]]:
    """The newest days, weeks or months that have papers."""
    today = services.editor.today
    days = await services.editions.newest(DAYS_LOOKED_AT)
    spans = dict.fromkeys(Span.holding(kind, day) for day in days)
    names = [(_span_name(span, today), span.key) for span in spans]
    wanted = typed.strip().lower()
    return [pair for pair in names if wanted in pair[0].lower() or wanted in pair[1].lower()]


@unfailing
async def zone_choices(typed: str) -> Sequence[tuple[str, str]]:
    """Time zones."""
    return [(name, name) for name in timezone_choices(typed)]


@unfailing
async def feed_choices(services: Services, guild: Any, typed: str) -> Sequence[tuple[str, str]]:
    """The feeds of a server, by channel."""
    wanted = typed.strip().lower().removeprefix("#")
    names = [(_name(feed, guild), str(feed.id)) for feed in await services.feeds.in_guild(guild.id)]
    return [pair for pair in names if wanted in pair[0].lower()]


def _span_name(span: Span, today: date) -> str:
    words = span_words(span, today)
    if span.kind is Kind.DAY:
        return f"{span.first:%A}, {words}"
    return f"{words} ({span.key.partition('-')[2]})" if span.kind is Kind.WEEK else words


def _name(feed: Feed, guild: Any) -> str:
    channel = guild.get_channel_or_thread(feed.channel_id)
    where = f"#{channel.name}" if channel else "a channel that is gone"
    if feed.cadence is Cadence.SETTLED:
        return f"{where}, once the list is whole"
    what = ", weekly," if feed.cadence is Cadence.WEEKLY else ""
    return f"{where}{what} at {feed.at:%H:%M} ({feed.timezone})"
