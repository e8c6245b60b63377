"""Finding our own post again: in a channel's history, or among a forum's threads."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any

import discord

from bot.delivery.sender import post_marker


async def find_in_history(
    channel: discord.abc.Messageable, me: int, key: str, since: datetime
) -> discord.Message | None:
    """Our announcement of the edition `key`, posted at `since` or later."""
    async for message in channel.history(limit=None, after=since):
        if _is_announcement(message, me, key):
            return message
    return None


async def find_in_forum(
    forum: discord.ForumChannel, me: int, key: str, since: datetime
) -> discord.Message | None:
    """The same among the threads of a forum, archived ones too: the first message of one."""
    async for thread in _threads(forum, since):
        if thread.owner_id != me or discord.utils.snowflake_time(thread.id) < since:
            continue
        async for first in thread.history(limit=1, oldest_first=True):
            if _is_announcement(first, me, key):
                return first
    return None


async def _threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id:
            yield thread
    async for thread in forum.archived_threads(limit=None):
        if thread.archive_timestamp < since:
            return  # by when they were archived, the latest first: the rest is older
        yield thread


def _is_announcement(message: discord.Message, me: int, key: str) -> bool:
    # An answer to somebody may show the same edition, and is no announcement.
    return (
        message.author.id == me
        and message.interaction_metadata is None
        and message.reference is None
        and post_marker(key) in custom_ids(message.components)
    )


def custom_ids(components: Sequence[Any]) -> Iterator[str]:
    """The custom ids in a message, however deep: containers hold rows, sections accessories."""
    for component in components:
        custom_id = getattr(component, "custom_id", None)
        if custom_id is not None:
            yield custom_id
        yield from custom_ids(getattr(component, "children", ()))
        accessory = getattr(component, "accessory", None)
        if accessory is not None:
            yield from custom_ids([accessory])
