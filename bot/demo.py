"""The bot in a browser without a token: the real bot, talking to a Discord that is simulated.

Needs the extra `demo`. Everything happens in a temporary folder that is gone afterwards.
"""

import asyncio
import contextlib
import re
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import discord

from bot.app import opened
from bot.client import Paperboy
from bot.errors import BadSettings
from bot.importer import Importer
from bot.running import stopped_by_signal
from bot.services import Services
from bot.settings import Settings
from bot.ui.cards.words import demo_card

NAME = "Paperboy"

PACKAGES = ("simcord", "aiohttp", "linkify_it", "markdown_it", "PIL", "regex")
"""What the extra `demo` brings."""
STEP = 2.0
"""Seconds between two moves of the simulation's clock."""


async def run_demo(
    *, dm: bool, port: int | None, browser: bool, say: Callable[[str], None]
) -> None:
    """Serve the demo until it is cancelled, as Ctrl-C does, stopped by a TERM signal, or the
    person ends it on the page.

    `say` is told the address. Raises BadSettings if the demo's packages are not installed or the
    port cannot be had.
    """
    if any(find_spec(package) is None for package in PACKAGES):
        raise BadSettings(
            "The demo needs a few more packages. Where you cloned Paperboy: make demo, or "
            'pip install -e ".[demo]".'
        )
    with (
        stopped_by_signal(),
        tempfile.TemporaryDirectory(prefix="paperboy-demo-", ignore_cleanup_errors=True) as folder,
    ):
        # It is to be the same for everybody, so it asks no source.
        environment = {
            "PAPERBOY_DATA": folder,
            "PAPERBOY_SYNC_MINUTES": "0",
            "PAPERBOY_MESSAGE_CONTENT": "on",
        }
        settings = Settings.read(environment, env_file=Path(folder) / ".env")
        async with opened(settings) as services:
            await bring_in_sample(services)
            await _play(services, dm=dm, port=port, browser=browser, say=say)


async def _play(
    services: Services, *, dm: bool, port: int | None, browser: bool, say: Callable[[str], None]
) -> None:
    import simcord  # an extra: it is not there for those who run the bot

    bot = Paperboy(services)
    env = simcord.Env(bot, check_errors=False, shard_count=1, settle_timeout=20.0)
    _stage(env)
    try:
        await env.start()
        try:
            async with _previewed(env, bot, dm=dm, port=port) as preview:
                say(preview.url)
                if browser:
                    _show(preview.url)
                await _keep_time(env, preview)
        finally:
            await env.shutdown()
    finally:
        await bot.close()


async def bring_in_sample(services: Services) -> None:
    """Import our own sample edition."""
    importer = Importer(services.keeping, services.clock)
    with as_file(files("bot.sample").joinpath("edition.jsonl")) as path:
        await importer.bring_in(path)


def _stage(env: Any) -> None:
    """Make the simulation today's, the bot ours, and "@Paperboy" typed into it a mention, as
    Discord's own clients do while a message is written.

    The simulation offers none of this from outside, so its insides are set; its version is
    pinned for that.
    """
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
    async with contextlib.AsyncExitStack() as stack:
        preview = env.preview(shown, viewers=[viewer], layout="channel", port=port)
        try:
            await stack.enter_async_context(preview)
        except Exception as error:
            if not isinstance(error.__cause__, OSError):
                raise
            raise BadSettings(
                f"Port {port} is taken or may not be used. Choose another with --port, or leave "
                "it out."
            ) from None
        yield preview


def _show(url: str) -> None:
    """Open the person's browser, if there is one that is not made of text: the address is
    printed anyway."""
    with contextlib.suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:
            # Not awaited and not waited for at the end: some browsers return when they are closed.
            threading.Thread(target=browser.open, args=(url,), daemon=True).start()


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
