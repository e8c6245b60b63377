"""A process that announces what is due and ends when nothing is open: one to be killed.

Arguments: the database, the address of Discord, how many seconds its clock is ahead.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import discord

from bot.delivery.announcer import Announcer
from bot.delivery.discord_sender import DiscordSender
from bot.delivery.sender import post_marker
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.models import Feed
from storage.outbox import Outbox


class ClockAhead:
    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


async def post(feed: Feed, day: date) -> discord.ui.LayoutView:
    """A post as small as can be: the marker sits as deep in it as in the real one."""
    view = discord.ui.LayoutView(timeout=None)
    button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(
        label="Save", custom_id=post_marker(day)
    )
    section: discord.ui.Section[discord.ui.LayoutView] = discord.ui.Section(
        f"Daily Papers · {day}", accessory=button
    )
    view.add_item(discord.ui.Container(section))
    return view


@asynccontextmanager
async def logged_in(address: str) -> AsyncIterator[discord.Client]:
    """A client that talks to `address`, without a gateway."""
    discord.http.Route.BASE = address
    intents = discord.Intents(guilds=True)
    async with discord.Client(intents=intents, max_ratelimit_timeout=30) as client:
        await client.login("token")
        yield client


async def main(path: str, address: str, ahead: str) -> None:
    async with logged_in(address) as client, await Database.open(Path(path)) as database:
        outbox = Outbox(database)
        announcer = Announcer(
            Feeds(database),
            outbox,
            Editions(database),
            ClockAhead(timedelta(seconds=float(ahead))),
            DiscordSender(client, post),
        )
        await announcer.tick()
        while await outbox.open():
            await announcer.tick()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
