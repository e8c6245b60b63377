"""Feeds for the people who manage a server: which there are, how they stand, how to change them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import discord

from bot.delivery.due import next_due
from bot.editions.span import Kind, Span
from bot.ui.buttons.feeds import (
    FeedLanguage,
    FeedResume,
    FeedRole,
    FeedShow,
    FeedTalk,
    FeedWhat,
    FeedWhen,
)
from bot.ui.cards.frame import Card, Part, notice, row, rows, text
from bot.ui.dates import LANGUAGES
from bot.ui.feed_forms import WEEKDAYS
from bot.ui.limits import ROW_BUTTONS, clip, fitting
from bot.ui.markup import plain, short_day
from bot.ui.span_words import span_words
from storage.models import Cadence, Delivery, DeliveryState, Feed, Look

SHOWN = 15
"""Feeds on a card; the rest are counted."""
LENGTHS = (300, 150, 80, 40, 20)


class Standing(NamedTuple):
    """How a feed stands."""

    feed: Feed
    last: Delivery | None
    """Its newest announcement."""
    missing: Sequence[str]
    """Permissions that the bot lacks in its channel."""
    gone: bool
    """The channel cannot be seen."""


def feed_words(feed: Feed) -> str:
    """Where, when and what: "<#1> every day at 09:00 (Europe/Berlin), top 10"."""
    parts = [f"<#{feed.channel_id}> {_cadence_words(feed)}, top {feed.top}"]
    if feed.look is Look.COMPACT:
        parts.append("compact")
    if feed.min_upvotes:
        parts.append(f"from {feed.min_upvotes} votes")
    if feed.discussion:
        parts.append("a thread under each")
    if feed.role_id:
        parts.append(f"pings <@&{feed.role_id}>")
    if feed.language != "en":
        parts.append(f"dates in {LANGUAGES.get(feed.language, feed.language)}")
    return ", ".join(parts)


def next_words(feed: Feed, now: datetime) -> str:
    """When it comes next, in the reader's own time."""
    if feed.paused_at:
        return f"Paused since {discord.utils.format_dt(feed.paused_at, 'd')}: nothing comes"
    return f"Next: {discord.utils.format_dt(next_due(feed, now), 'R')}"


def feeds_card(feeds: Sequence[Feed], now: datetime) -> Card:
    """Every feed of a server."""
    if not feeds:
        return notice("No channel of this server gets the daily list yet. `/feed add` sets one up.")

    def make(length: int) -> Card:
        parts: list[Part] = [text("## Daily list")]
        for feed in feeds[:SHOWN]:
            lines = [feed_words(feed), *_topic_lines(feed, length), f"-# {next_words(feed, now)}"]
            if feed.last_error:
                lines.append(f"⚠️ {plain(clip(feed.last_error, length))}")
            parts.append(text("\n".join(lines)))
        if len(feeds) > SHOWN:
            parts.append(text(f"-# and {len(feeds) - SHOWN} more"))
        return Card(*parts)

    return fitting(make, LENGTHS)


def status_card(standings: Sequence[Standing], now: datetime) -> Card:
    """How feeds stand: last and next, what went wrong, what is missing, and a way on where one is
    paused."""
    shown = standings[:SHOWN]

    def make(length: int) -> Card:
        parts: list[Part] = [text("## How your lists stand")]
        for number, each in enumerate(shown, start=1):
            words = "\n".join(_standing_lines(each, now, length))
            parts.append(text(words if len(shown) == 1 else f"**{number}.** {words}"))
        if len(standings) > len(shown):
            parts.append(text(f"-# and {len(standings) - len(shown)} more"))
        buttons = [
            FeedResume(each.feed, "Resume" if len(shown) == 1 else f"Resume {number}")
            for number, each in enumerate(shown, start=1)
            if each.feed.paused_at
        ][: 2 * ROW_BUTTONS]
        parts += [
            row(*buttons[start : start + ROW_BUTTONS])
            for start in range(0, len(buttons), ROW_BUTTONS)
        ]
        return Card(*parts)

    return fitting(make, LENGTHS)


def setup_card(
    what: str, feed: Feed, newest: date | None, missing: Sequence[str], now: datetime
) -> Card:
    """Said after a feed was added or changed, with everything else that can be changed. `newest`:
    the newest day that has a list; `missing`: permissions that the bot lacks there."""
    have = (
        f"The newest list I have is of {short_day(newest, now.date())}"
        if newest
        else "I have no list yet"
    )

    def make(length: int) -> Card:
        lines = [f"{what}: {feed_words(feed)}.", *_topic_lines(feed, length)]
        lines.append(f"{next_words(feed, now)}.")
        if missing:
            lines.append(f"⚠️ I still need {' and '.join(missing)} there.")
        lines.append(
            f"-# {have}; days whose list I do not have by then, such as weekends, are passed over. "
            "The post follows votes and late papers for two days."
        )
        buttons: list[Part] = [FeedWhen(feed), FeedWhat(feed)]
        if not feed.forum:
            buttons.append(FeedTalk(feed))
        buttons.append(FeedShow(feed))
        if feed.paused_at:
            buttons.append(FeedResume(feed))
        return Card(
            text("\n".join(lines)), row(FeedRole(feed)), row(FeedLanguage(feed)), *rows(buttons)
        )

    return fitting(make, LENGTHS)


def refusals_card(feeds: Sequence[Feed]) -> Card:
    """Said once to whoever manages the server, after a channel did not take a list."""
    shown = feeds[:ROW_BUTTONS]

    def make(length: int) -> Card:
        lines = []
        for feed in shown:
            reason = plain(clip(feed.last_error or "I could not post there.", length))
            if feed.paused_at:
                lines.append(
                    f"⚠️ I have stopped posting the list to <#{feed.channel_id}>. {reason} Then "
                    "press **Resume**."
                )
            else:
                lines.append(f"⚠️ The list could not be posted to <#{feed.channel_id}>. {reason}")
        lines.append("-# `/feed status` shows how your lists stand. Only you see this, once.")
        several = len(shown) > 1
        buttons = [
            FeedResume(feed, f"Resume {n}" if several else "Resume")
            for n, feed in enumerate(shown, start=1)
            if feed.paused_at
        ]
        return Card(text("\n".join(lines)), *rows(buttons))

    return fitting(make, LENGTHS)


def _cadence_words(feed: Feed) -> str:
    at = f"at {feed.at:%H:%M} ({feed.timezone})"
    if feed.cadence is Cadence.WEEKLY:
        return f"a digest of the week, every {WEEKDAYS[feed.weekday]} {at}"
    if feed.cadence is Cadence.SETTLED:
        return "every day as soon as the list is whole"
    return f"{'every weekday' if feed.cadence is Cadence.WEEKDAYS else 'every day'} {at}"


def _topic_lines(feed: Feed, length: int) -> list[str]:
    lines = []
    if feed.include:
        lines.append(f"Only about: {_topics(feed.include, length)}")
    if feed.exclude:
        lines.append(f"Not about: {_topics(feed.exclude, length)}")
    return lines


def _topics(topics: str, length: int) -> str:
    return plain(clip(" · ".join(topics.split("\n")), length))


def _standing_lines(standing: Standing, now: datetime, length: int) -> list[str]:
    feed, last = standing.feed, standing.last
    lines = [feed_words(feed), f"-# {_last_words(feed, last, now)} · {next_words(feed, now)}"]
    if standing.gone:
        lines.append("⚠️ I cannot see that channel. If it is gone, `/feed remove` tidies up.")
    elif standing.missing:
        lines.append(f"⚠️ Give me {' and '.join(standing.missing)} there.")
    if feed.last_error:
        lines.append(f"⚠️ {plain(clip(feed.last_error, length))}")
    return lines


def _last_words(feed: Feed, last: Delivery | None, now: datetime) -> str:
    if last is None:
        return "Nothing posted yet"
    name = span_words(Span.holding(Kind.WEEK if last.week else Kind.DAY, last.day), now.date())
    if last.message_id is None:
        waits = last.state in (DeliveryState.PENDING, DeliveryState.SENDING)
        return f"Last: {name}, {'under way' if waits else 'not posted'}"
    place = last.place_id or feed.channel_id
    link = f"https://discord.com/channels/{feed.guild_id}/{place}/{last.message_id}"
    at = discord.utils.format_dt(discord.utils.snowflake_time(last.message_id), "R")
    state = "still following the votes" if last.look_at else "final"
    return f"Last: [{name}]({link}), {at}, {state}"
