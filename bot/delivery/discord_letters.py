"""Letters through Discord: direct messages."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeAlias

import aiohttp
import discord

from bot.delivery.discord_search import custom_ids
from bot.delivery.discord_words import NOT_ANSWERING, PAUSE_ASKED
from bot.delivery.sender import Refused, Unreachable
from bot.letters.sender import Nothing, Shut, letter_marker
from storage.letter_models import Letter

Compose: TypeAlias = Callable[[Letter], Awaitable[discord.ui.LayoutView | None]]
"""Makes the message of a letter, with a control whose id ends in `letter_marker(letter.id)`; None
if there is nothing left to say."""

CLOSED = (50007, 50278)
"""Discord's codes for somebody who takes no direct messages from the bot."""


class DiscordLetters:
    """A `LetterSender` over a logged-in client; built like the one of `DiscordSender`."""

    def __init__(self, client: discord.Client, compose: Compose) -> None:
        self._client = client
        self._compose = compose

    async def send(self, letter: Letter) -> int:
        """See `LetterSender.send`."""
        view = await self._compose(letter)
        if view is None:
            raise Nothing("Nothing is left to be said.")
        with _in_words():
            channel = await self._client.create_dm(discord.Object(letter.user_id))
            message = await channel.send(
                view=view,
                nonce=letter.nonce,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        return message.id

    async def find(self, letter: Letter, since: datetime) -> int | None:
        """See `LetterSender.find`."""
        marker = letter_marker(letter.id)
        me = self._client.user
        with _in_words():
            channel = await self._client.create_dm(discord.Object(letter.user_id))
            async for message in channel.history(limit=None, after=since):
                if me is not None and message.author.id != me.id:
                    continue
                if any(id.endswith(marker) for id in custom_ids(message.components)):
                    return message.id
        return None


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what Discord and the network raise into Shut, Refused and Unreachable."""
    try:
        yield
    except discord.RateLimited as error:
        raise Unreachable(PAUSE_ASKED, error.retry_after) from error
    except discord.HTTPException as error:
        if error.code in CLOSED or error.status in (403, 404):
            raise Shut("Direct messages are closed.") from error
        # A refused token (401) is no fault of the person's, and is mended elsewhere.
        if error.status in (401, 429) or error.status >= 500:
            raise Unreachable(NOT_ANSWERING) from error
        raise Refused(f"Discord did not take it (code {error.code}).") from error
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(NOT_ANSWERING) from error
