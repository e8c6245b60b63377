"""Where everything that goes wrong with an interaction becomes one sentence for the person."""

import logging
import re
import secrets
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.errors import PaperboyError
from bot.ui.cards.frame import notice
from bot.ui.markup import plain
from bot.ui.reply import reply, reply_beside
from storage.errors import StorageError

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062
UNSENT = (discord.DiscordException, aiohttp.ClientError, OSError)
"""What can be raised where a person is told something."""
_COMMAND = re.compile(r"\\`(/[a-z ]+|paperboy [A-Za-z. ]+)\\`")


async def explain(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answer an interaction that failed; what nobody expected is logged under a reference.

    Never raises: an answer that cannot be sent is logged too.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        cause: Exception = error.original
    else:
        cause = error
    if isinstance(cause, discord.NotFound) and cause.code == UNKNOWN_INTERACTION:
        log.warning("An interaction was answered too late; the person saw that it failed.")
        return
    card = notice(sentence(cause))
    try:
        if interaction.response.type in (
            None,
            discord.InteractionResponseType.deferred_channel_message,
        ):
            await reply(interaction, card, private=True)
        else:  # the message there is worth more than the sentence about the error
            await reply_beside(interaction, card)
    except UNSENT as failure:
        log.warning("A person could not be told what went wrong: %s", failure)


def sentence(error: Exception) -> str:
    """What a person reads about an error."""
    if isinstance(error, PaperboyError):
        return _worded(error)
    if isinstance(error, StorageError):
        log.error("Storage: %s", error)
        return f"{_worded(error)} Please tell whoever runs this bot."
    if isinstance(error, app_commands.MissingPermissions):
        missing = ", ".join(name.replace("_", " ") for name in error.missing_permissions)
        return f"You need the permission “{missing}” in this server for that."
    if isinstance(error, app_commands.NoPrivateMessage):
        return "That works in a server only, not in a direct message."
    if isinstance(error, app_commands.TransformerError):
        return f"“{plain(str(error.value))}” does not fit there. Pick one of the suggestions."
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "That command has changed since Discord loaded it. Reload Discord and try again."
    reference = secrets.token_hex(4)
    log.error("Unexpected error, reference %s", reference, exc_info=error)
    return (
        "That went wrong on my side; nothing you stored is lost. Please try again, and if it "
        f"happens once more, tell whoever runs this bot the reference **{reference}**."
    )


def _worded(error: Exception) -> str:
    """The words of an error: what people wrote in them made plain, our commands shown as such."""
    return _COMMAND.sub(r"`\1`", plain(str(error)))
