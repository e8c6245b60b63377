"""The bot on a real server, from start to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine, Iterator
from typing import Any

import aiohttp
import discord

from bot.app import opened
from bot.client import Paperboy
from bot.errors import BadSettings, PaperboyError
from bot.invite import application_id
from bot.settings import Settings

log = logging.getLogger(__name__)

CANCEL_AGAIN = 1.0
"""Seconds until a connection that was told to end is told again."""


async def run(settings: Settings) -> None:
    """Connect and stay connected until cancelled, as Ctrl-C does, or stopped by a TERM signal.

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

    # Its client warns of missing packages for voice, which no one misses here.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    with stopped_by_signal():
        async with opened(settings, progress=progress) as services, Paperboy(services) as bot:
            log.info("%d papers in the catalogue.", len(services.catalogue))
            with _plain_words():
                await _stoppable(bot.start(token))
    log.info("Stopped.")


@contextlib.contextmanager
def stopped_by_signal() -> Iterator[None]:
    """Let a TERM signal, as service managers send it, end the block in good order. A second one
    ends the process at once."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    asked = False

    def stop() -> None:
        nonlocal asked
        asked = True
        loop.remove_signal_handler(signal.SIGTERM)
        task.cancel()

    with contextlib.suppress(NotImplementedError):  # Windows has no such signals
        loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not asked:
            raise
        task.uncancel()
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGTERM)


async def _stoppable(work: Coroutine[Any, Any, None]) -> None:
    """Await `work`; if cancelled, cancel it as often as it takes. Python 3.11's `wait_for`, in
    which discord.py waits for a connection, loses a cancellation that comes as the wait ends."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=CANCEL_AGAIN)
        if not task.cancelled():
            task.exception()  # being stopped, nobody asks for it any more
        raise
    await task


@contextlib.contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except discord.LoginFailure:
        raise BadSettings(
            "Discord does not know this DISCORD_TOKEN. It may have been reset: copy the new one "
            "from your application's page, under Bot, to .env."
        ) from None
    except discord.PrivilegedIntentsRequired:
        raise BadSettings(
            "Discord does not let this bot read messages: switch the Message Content Intent on in "
            "the developer portal, under Bot, or set PAPERBOY_MESSAGE_CONTENT=off."
        ) from None
    except discord.ConnectionClosed as error:
        raise PaperboyError(
            f"Discord ended the connection (code {error.code}). Run `paperboy doctor`, then start "
            "again."
        ) from None
    except (discord.HTTPException, discord.GatewayNotFound) as error:
        raise PaperboyError(
            f"Discord does not let the bot in now ({error}). Try again in some minutes."
        ) from None
    except (aiohttp.ClientError, OSError) as error:
        raise PaperboyError(
            f"Discord cannot be reached ({error or 'no answer'}). Check the network and start "
            "again."
        ) from None
