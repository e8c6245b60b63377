"""Feeds for the people who manage a server: which there are, and when they come next."""

from collections.abc import Sequence
from datetime import date, datetime

import discord

from bot.delivery.due import next_due
from bot.ui.cards.frame import Card, Part, notice, text
from bot.ui.limits import clip, fitting
from bot.ui.markup import plain, short_day
from storage.models import Feed

SHOWN = 20
"""Feeds on a card; the rest are counted."""


def feed_words(feed: Feed) -> str:
    """Where and when: "<#1> every day at 09:00 (Europe/Berlin), top 10"."""
    return f"<#{feed.channel_id}> every day at {feed.at:%H:%M} ({feed.timezone}), top {feed.top}"


def next_words(feed: Feed, now: datetime) -> str:
    """When it comes next, in the reader's own time."""
    return f"Next: {discord.utils.format_dt(next_due(feed, now), 'R')}"


def feeds_card(feeds: Sequence[Feed], now: datetime) -> Card:
    """Every feed of a server."""
    if not feeds:
        return notice("No channel of this server gets the daily list yet. `/feed add` sets one up.")

    def make(length: int) -> Card:
        parts: list[Part] = [text("## Daily list")]
        for feed in feeds[:SHOWN]:
            lines = [feed_words(feed), f"-# {next_words(feed, now)}"]
            if feed.last_error:
                lines.append(f"⚠️ {plain(clip(feed.last_error, length))}")
            parts.append(text("\n".join(lines)))
        if len(feeds) > SHOWN:
            parts.append(text(f"-# and {len(feeds) - SHOWN} more"))
        return Card(*parts)

    return fitting(make, lengths=(300, 150, 80))


def feed_done_card(what: str, feed: Feed, newest: date | None, now: datetime) -> Card:
    """Said after a feed was added or changed. `newest`: the newest day that has a list."""
    have = (
        f"The newest list I have is of {short_day(newest, now.date())}"
        if newest
        else ("I have no list yet")
    )
    return notice(
        f"{what}: {feed_words(feed)}. {next_words(feed, now)}.\n"
        f"-# {have}; days whose list I do not have by then, such as weekends, are passed over. "
        "`/feed test` shows you what it will look like."
    )
