"""How it goes, for whoever wants to know."""

from datetime import datetime

import discord
from discord.utils import TimestampStyle

from bot.sync.freshness import is_stale
from bot.sync.health import Health
from bot.ui.cards.frame import Card, text
from bot.ui.limits import clip
from bot.ui.markup import plain, short_day
from storage.models import FetchKind, FetchState


def health_card(health: Health, started: datetime, syncing: bool) -> Card:
    """What there is, how old it is, what went wrong last and when it is tried again. `started`:
    when the bot started; `syncing`: whether it asks sources by itself."""
    today = health.at.date()
    newest = "Newest list"
    if health.newest is not None and health.newest.day is not None:
        newest += f" ({short_day(health.newest.day, today)}, {health.newest.count or 0} papers)"
    elif health.newest_shown is not None:
        newest += f" ({short_day(health.newest_shown, today)}, from a file)"
    lists = [
        _source(newest, health.newest, health),
        _source("Trending", health.trending, health),
        _source("arXiv", health.arxiv, health),
    ]
    parts = [
        text("## How it goes"),
        text("\n".join(lists)),
        text(_trouble(health, syncing)),
        text(
            f"-# {health.papers:,} papers, {health.lists:,} daily lists · "
            f"{_undelivered(health.undelivered)} · up since {_when(started)}"
        ),
    ]
    return Card(*parts)


def _source(name: str, state: FetchState | None, health: Health) -> str:
    if state is None or state.last_success is None:
        return f"▫️ **{name}**: not fetched yet"
    sign = "⚠️" if is_stale(state, health.at) else "✅"
    return f"{sign} **{name}**: as of {_when(state.last_success, 'f')}"


def _trouble(health: Health, syncing: bool) -> str:
    failure = health.failure
    lines = []
    if failure is not None:
        what = {
            FetchKind.DAY: f"the list of {failure.day}",
            FetchKind.TRENDING: "trending",
            FetchKind.ARXIV: "a paper on arXiv",
        }[failure.kind]
        times = f", {failure.failures} times in a row" if failure.failures > 1 else ""
        kept = "" if failure.kind is FetchKind.ARXIV else " What was there is kept and shown."
        lines.append(
            f"Last trouble, with {what}, {_when(failure.last_tried)}{times}: "
            f"{plain(clip(failure.error or '', 300))}{kept}"
        )
    if not syncing:
        lines.append("I am set up not to ask Hugging Face or arXiv by myself.")
    elif health.next_try is not None:
        lines.append(f"Next try: {_when(max(health.next_try, health.at))}.")
    return "\n".join(lines) or "Nothing has gone wrong."


def _undelivered(count: int) -> str:
    if not count:
        return "no announcement was given up"
    return f"{count} {'announcement was' if count == 1 else 'announcements were'} given up"


def _when(at: datetime, style: TimestampStyle = "R") -> str:
    """An instant as the reader's own client writes it: "R" how long ago, "f" day and time."""
    return discord.utils.format_dt(at, style)
