"""The bot in a browser without a token: the real bot, talking to a Discord that is simulated.

Needs the extra `demo`. Everything happens in a temporary folder that is gone afterwards.
"""

import asyncio
import contextlib
import re
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import discord

from bot.app import opened
from bot.client import Paperboy
from bot.errors import BadSettings
from bot.importer import Importer
from bot.services import Services
from bot.settings import Settings
from bot.ui.cards.words import demo_card

NAME = "Paperboy"
STEP = 2.0
"""Seconds between two moves of the simulation's clock."""


async def run_demo(
    *, dm: bool, port: int | None, browser: bool, say: Callable[[str], None]
) -> None:
    """Serve the demo until it is cancelled or the person ends it on the page.

    `say` is told the address. Raises BadSettings if the demo's packages are not installed.
    """
    try:
        import simcord
    except ModuleNotFoundError:
        raise BadSettings(
            'The demo needs a few more packages: pip install "paperboy-discord[demo]".'
        ) from None
    with tempfile.TemporaryDirectory(prefix="paperboy-demo-") as folder:
        settings = Settings.read({"PAPERBOY_DATA": folder}, env_file=Path(folder) / ".env")
        async with opened(settings) as services:
            await bring_in_sample(services)
            bot = Paperboy(services)
            env = simcord.Env(bot, check_errors=False, shard_count=1, settle_timeout=20.0)
            _stage(env)
            await env.start()
            try:
                async with _previewed(env, bot, dm=dm, port=port) as preview:
                    say(preview.url)
                    if browser:
                        await asyncio.to_thread(webbrowser.open, preview.url)
                    await _keep_time(env, preview)
            finally:
                await env.shutdown()
                await bot.close()


async def bring_in_sample(services: Services) -> None:
    """Import our own sample edition."""
    importer = Importer(services.catalogue, services.editions, services.clock)
    with as_file(files("bot.sample").joinpath("edition.jsonl")) as path:
        await importer.bring_in(path)


def _stage(env: Any) -> None:
    """Make the simulation today's, the bot ours, and "@Paperboy" typed into it a mention, as
    Discord's own clients do while a message is written."""
    backend = env.backend
    backend.clock._epoch = datetime.now(UTC)
    backend.bot_user.name = backend.bot_user.global_name = NAME
    create = backend.create_message

    def with_mentions(channel_id: int, author_id: int, content: str = "", **rest: Any) -> Any:
        typed = re.sub(f"@{NAME}\\b", f"<@{backend.bot_user.id}>", content or "", flags=re.I)
        return create(channel_id, author_id, typed, **rest)

    backend.create_message = with_mentions


@asynccontextmanager
async def _previewed(env: Any, bot: Paperboy, *, dm: bool, port: int | None) -> AsyncIterator[Any]:
    """A server with a channel, or a direct message, as one person sees it."""
    person = env.create_user("you", global_name="You")
    guild = env.create_guild("Reading group")
    channel = guild.create_text_channel("papers")
    guild.create_news_channel("announcements")
    organiser = guild.create_role("Organiser", permissions=discord.Permissions(administrator=True))
    member = guild.add_member(person, roles=[organiser])
    if dm:
        shown: Any = person.dm_channel
        viewer: Any = person
        target: discord.abc.Messageable = await bot.fetch_user(person.id)
    else:
        shown, viewer = channel, member
        target = await bot.fetch_channel(channel.id)  # type: ignore[assignment]
    await target.send(view=demo_card())
    await env.settle()
    async with env.preview(shown, viewers=[viewer], layout="channel", port=port) as preview:
        yield preview


async def _keep_time(env: Any, preview: Any) -> None:
    """The simulation's clock stands still by itself: move it on, so that time-outs run and
    announcements come.

    The page is published anew only if the bot has said something by itself: publishing makes
    what the person is just choosing on it out of date, and the simulation would refuse it.
    """
    import simcord

    closed = asyncio.ensure_future(preview.wait_closed())
    while not closed.done():
        await asyncio.wait([closed], timeout=STEP)
        if closed.done():
            break
        with contextlib.suppress(simcord.SetupError, TimeoutError):
            # Refused while the person's own action is under way: the next step makes up.
            before = _said(preview)
            await env.advance_time(STEP)
            if _said(preview) != before:
                await preview.refresh()


def _said(preview: Any) -> list[tuple[int, datetime | None]]:
    """The messages of the shown channel, and when each was last edited."""
    return [(message.id, message.edited_at) for message in preview.channel.history()]
