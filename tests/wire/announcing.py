"""A process that announces what is due and ends when nothing is open: one to be killed.

Arguments: the database, the address of Discord, how many seconds its clock is ahead. Its exit code
is `WAITING` if all that is left must wait for its clock.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import discord

from bot.delivery.announcer import Announcer
from bot.delivery.discord_sender import DiscordSender, Post
from bot.delivery.sender import post_marker
from bot.editions.span import Span
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.models import EditionSource, Feed, Paper
from storage.outbox import Outbox
from storage.papers import Incoming, Papers

WAITING = 3
IDLE = 20
"""Ticks without any change after which there is only waiting."""


async def with_edition(database: Database, day: date) -> None:
    """A list of one paper."""
    paper = Paper(id="2603.00001", title="A paper", abstract="Short.", upvotes=1)
    await Papers(database).put([Incoming(paper, "a paper")])
    now = datetime.now(UTC)
    await Editions(database).put(day, EditionSource.DAILY, [(paper.id, 1)], now)


class ClockAhead:
    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


class Poster:
    """Makes posts as small as can be: the marker sits as deep in them as in the real ones."""

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    async def post(
        self, feed: Feed, span: Span, *, final: bool = False, ping: bool = False
    ) -> Post:
        papers = await self._editions.papers_between(span.first, span.last)
        votes = sum(paper.upvotes or 0 for paper in papers)
        view = discord.ui.LayoutView(timeout=None)
        button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(
            label="Save", custom_id=post_marker(span.key)
        )
        words = f"Daily Papers · {span.key} · {votes} votes{' · final' if final else ''}"
        section: discord.ui.Section[discord.ui.LayoutView] = discord.ui.Section(
            words, accessory=button
        )
        if ping:
            view.add_item(discord.ui.TextDisplay(f"<@&{feed.role_id}>"))
        view.add_item(discord.ui.Container(section))
        return Post(view, f"Daily Papers · {span.key}", words)


class Lists:
    """A press that knows of lists and nothing else."""

    def __init__(self, editions: Editions, whole: bool = True) -> None:
        self._editions = editions
        self.whole = whole

    async def has_news(self, feed: Feed, span: Span) -> bool:
        return bool(await self._editions.papers_between(span.first, span.last))

    async def is_whole(self, day: date) -> bool:
        return self.whole


@asynccontextmanager
async def logged_in(address: str) -> AsyncIterator[discord.Client]:
    """A client that talks to `address`, without a gateway."""
    discord.http.Route.BASE = address
    intents = discord.Intents(guilds=True)
    async with discord.Client(intents=intents, max_ratelimit_timeout=30) as client:
        await client.login("token")
        yield client


async def main(path: str, address: str, ahead: str) -> int:
    async with logged_in(address) as client, await Database.open(Path(path)) as database:
        outbox, editions = Outbox(database), Editions(database)
        announcer = Announcer(
            Feeds(database),
            outbox,
            Lists(editions),
            ClockAhead(timedelta(seconds=float(ahead))),
            DiscordSender(client, Poster(editions)),
        )
        await announcer.tick()
        idle, before = 0, await outbox.open()
        while before:
            await announcer.tick()
            now = await outbox.open()
            idle = idle + 1 if now == before else 0
            if idle > IDLE:
                return WAITING
            before = now
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
