"""The bot on a real server, from start to stop."""

import asyncio
import contextlib
import logging
import signal

import aiohttp
import discord

from bot.app import opened
from bot.client import Paperboy
from bot.errors import BadSettings, PaperboyError
from bot.invite import application_id
from bot.settings import Settings

log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Connect and stay connected until stopped by Ctrl-C or a TERM signal.

    Raises BadSettings, StorageError, or PaperboyError if Discord does not let the bot in.
    """
    if settings.token is None:
        raise BadSettings(
            "There is no DISCORD_TOKEN. `paperboy init` writes it to .env; the README says where "
            "to get one. `paperboy demo` works without."
        )
    token = settings.token.get_secret_value().strip()
    if application_id(token) is None:
        raise BadSettings(
            "DISCORD_TOKEN does not look like a bot's token. Copy it again from your application's "
            "page, under Bot; `paperboy doctor` checks it."
        )

    def progress(done: int, total: int) -> None:
        log.info("Indexed %d of %d papers.", done, total)

    async with opened(settings, progress=progress) as services, Paperboy(services) as bot:
        log.info("%d papers in the catalogue.", len(services.catalogue))
        with _stopped_by_signal(bot):
            try:
                await bot.start(token)
            except discord.LoginFailure:
                raise BadSettings(
                    "Discord does not know this DISCORD_TOKEN. It may have been reset: copy "
                    "the new one from your application's page, under Bot, to .env."
                ) from None
            except aiohttp.ClientConnectionError as error:
                raise PaperboyError(
                    f"Discord cannot be reached ({error}). Check the network and start again."
                ) from None
    log.info("Stopped.")


@contextlib.contextmanager
def _stopped_by_signal(bot: Paperboy):  # type: ignore[no-untyped-def]
    """Let a TERM signal, as service managers send it, close the bot in good order."""
    loop = asyncio.get_running_loop()
    closing: list[asyncio.Task[None]] = []

    def stop() -> None:
        closing.append(loop.create_task(bot.close()))

    with contextlib.suppress(NotImplementedError):  # Windows has no such signals
        loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGTERM)
