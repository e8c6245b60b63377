"""What Discord says no with -> sentences for an admin; and what can be seen to be missing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import aiohttp
import discord

from bot.delivery.sender import Refused, Unreachable

Target: TypeAlias = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.Thread
    | discord.ForumChannel
)
"""Where lists can go."""

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
ARCHIVED = 50083
TAG_NEEDED = 40067

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
}
"""Permissions by their name in discord.py and on Discord's screens. The history is needed
because only there can be seen whether an announcement broken off midway has arrived."""

NOT_ANSWERING = "Discord did not answer. It will be tried again, there is nothing to do."
PAUSE_ASKED = "Discord asked for a pause. It will be tried again, there is nothing to do."


def missing_permissions(channel: Target, *, discussion: bool = False) -> list[str]:
    """What the bot lacks to post in a channel, as Discord's screens call it."""
    me = channel.guild.me
    # Before the gateway has told of the server nobody is there to ask about; then Discord's
    # answer to the message decides.
    if me is None:
        return []
    needed = dict(NEEDED)
    if isinstance(channel, discord.Thread):
        del needed["send_messages"]
        needed["send_messages_in_threads"] = "Send Messages in Threads"
        if channel.parent is None:
            return []
    elif discussion and isinstance(channel, discord.TextChannel):
        needed["create_public_threads"] = "Create Public Threads"
    allowed = channel.permissions_for(me)
    return [words for name, words in needed.items() if not getattr(allowed, name)]


def may_ping(channel: Target, role_id: int) -> bool:
    """Whether the bot may ping a role in a channel; never everyone."""
    role = channel.guild.get_role(role_id)
    if role is None or role.is_default():
        return False
    me = channel.guild.me
    if role.mentionable or me is None:
        return True
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return False
    return channel.permissions_for(me).mention_everyone


def listed(words: Sequence[str]) -> str:
    """The words as they stand in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def where_words(client: discord.Client, channel_id: int) -> str:
    """The channel as a person knows it: a link to it would not survive being shown plain."""
    name: Any = getattr(client.get_channel(channel_id), "name", None)
    return f"#{name}" if name else "the channel"


@contextmanager
def in_words(where: str) -> Iterator[None]:
    """Turn what Discord and the network raise into Refused and Unreachable."""
    try:
        yield
    except discord.Forbidden as error:
        raise Refused(
            f"I may not post in {where}: give me {listed(list(NEEDED.values()))} there."
        ) from error
    except discord.NotFound as error:
        raise Refused(
            f"I cannot find {where}. If it is gone, remove this feed; if not, give me View"
            " Channel there.",
            gone=error.code == UNKNOWN_CHANNEL,
        ) from error
    except discord.InvalidData as error:
        raise Refused(f"Nothing can be posted in {where}: choose a text channel.") from error
    except discord.RateLimited as error:
        raise Unreachable(PAUSE_ASKED, error.retry_after) from error
    except discord.HTTPException as error:
        # A refused token (401) is no fault of the channel's, and is mended elsewhere.
        if error.status in (401, 429) or error.status >= 500:
            raise Unreachable(NOT_ANSWERING) from error
        raise Refused(_other(error.code, where)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(NOT_ANSWERING) from error


def _other(code: int, where: str) -> str:
    if code == ARCHIVED:
        return f"{where} is archived and locked: unlock it, or choose another place."
    if code == TAG_NEEDED:
        return f"{where} asks for a tag on every post and has none that I may use: add one there."
    return f"Discord did not take the list for {where} (code {code}). Tell whoever runs this bot."
