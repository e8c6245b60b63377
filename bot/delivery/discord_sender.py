"""Announcements through Discord."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeAlias

import aiohttp
import discord

from bot.delivery.sender import HistoryHidden, Refused, Sent, Unreachable, post_marker
from storage.models import Delivery, Feed

Post: TypeAlias = Callable[[Feed, date], Awaitable[discord.ui.LayoutView]]
"""Makes the post of an edition for a feed; it carries a component `post_marker(day)`."""

Channel: TypeAlias = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
)

ALREADY_CROSSPOSTED = 40033
NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
}
"""Permissions by their name in discord.py and on Discord's screens. The history is needed
because only there can be seen whether an announcement broken off midway has arrived."""

NOT_ANSWERING = "Discord did not answer. It will be tried again, there is nothing to do."
PAUSE_ASKED = "Discord asked for a pause. It will be tried again, there is nothing to do."


class DiscordSender:
    """A `Sender` over a logged-in client.

    Build the client with `max_ratelimit_timeout=30`: without it a call sleeps through a rate
    limit for up to an hour instead of saying how long it lasts.
    """

    def __init__(self, client: discord.Client, post: Post) -> None:
        self._client = client
        self._post = post

    async def send(self, feed: Feed, delivery: Delivery) -> Sent:
        """See `Sender.send`."""
        with _in_words(self._where(feed)):
            channel = await self._channel(feed)
        _check_permissions(channel)
        view = await self._post(feed, delivery.day)
        with _in_words(f"#{channel.name}"):
            message = await channel.send(
                view=view,
                nonce=delivery.nonce,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        return Sent(message.id, publish=_has_followers(channel))

    async def find(self, feed: Feed, delivery: Delivery, since: datetime) -> Sent | None:
        """See `Sender.find`."""
        where = self._where(feed)
        with _in_words(where):
            channel = await self._channel(feed)
            try:
                async for message in channel.history(limit=None, after=since):
                    if self._is_announcement(message, delivery.day):
                        return Sent(message.id, publish=_has_followers(channel))
            except discord.Forbidden as error:
                raise HistoryHidden(
                    f"I cannot tell whether the list is in {where}: give me Read Message"
                    " History there."
                ) from error
        return None

    async def publish(self, feed: Feed, message_id: int) -> None:
        """See `Sender.publish`."""
        channel = self._client.get_partial_messageable(feed.channel_id)
        where = self._where(feed)
        with _in_words(where):
            try:
                await channel.get_partial_message(message_id).publish()
            except discord.Forbidden as error:
                raise Refused(
                    f"The list is in {where}, but I may not publish it to followers: give"
                    " me Send Messages there."
                ) from error
            except discord.NotFound as error:
                raise Refused(
                    f"The list in {where} was deleted before it was published to followers."
                ) from error
            except discord.HTTPException as error:
                if error.code != ALREADY_CROSSPOSTED:
                    raise

    async def _channel(self, feed: Feed) -> Channel:
        channel = self._client.get_channel(feed.channel_id)
        if channel is None:
            channel = await self._client.fetch_channel(feed.channel_id)
        if isinstance(channel, Channel):
            return channel
        raise Refused(f"Nothing can be posted in {self._where(feed)}: choose a text channel.")

    def _where(self, feed: Feed) -> str:
        """The channel as a person knows it: a link to it would not survive being shown plain."""
        name = getattr(self._client.get_channel(feed.channel_id), "name", None)
        return f"#{name}" if name else "the channel"

    def _is_announcement(self, message: discord.Message, day: date) -> bool:
        # An answer to somebody may show the same edition, and is no announcement.
        return (
            self._client.user is not None
            and message.author.id == self._client.user.id
            and message.interaction_metadata is None
            and message.reference is None
            and post_marker(day) in custom_ids(message.components)
        )


def _has_followers(channel: Channel) -> bool:
    return isinstance(channel, discord.TextChannel) and channel.is_news()


def _check_permissions(channel: Channel) -> None:
    """Raise Refused for what can be seen to be missing: Discord bans an address that runs into
    too many of its own refusals."""
    # Before the gateway has told of the server nobody is there to ask about; then Discord's
    # answer to the message decides.
    me = channel.guild.me
    if me is None:
        return
    needed = dict(NEEDED)
    if isinstance(channel, discord.Thread):
        del needed["send_messages"]
        needed["send_messages_in_threads"] = "Send Messages in Threads"
    allowed = channel.permissions_for(me)
    missing = [words for name, words in needed.items() if not getattr(allowed, name)]
    if missing:
        raise Refused(f"I may not post in #{channel.name}: give me {_listed(missing)} there.")


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    """Turn what Discord and the network raise into Refused and Unreachable."""
    try:
        yield
    except discord.Forbidden as error:
        raise Refused(
            f"I may not post in {where}: give me {_listed(list(NEEDED.values()))} there."
        ) from error
    except discord.NotFound as error:
        raise Refused(
            f"I cannot find {where}. If it is gone, remove this feed; if not, give me View"
            " Channel there."
        ) from error
    except discord.InvalidData as error:
        raise Refused(f"Nothing can be posted in {where}: choose a text channel.") from error
    except discord.RateLimited as error:
        raise Unreachable(PAUSE_ASKED, error.retry_after) from error
    except discord.HTTPException as error:
        # A refused token (401) is no fault of the channel's, and is mended elsewhere.
        if error.status in (401, 429) or error.status >= 500:
            raise Unreachable(NOT_ANSWERING) from error
        raise Refused(
            f"Discord did not take the list for {where} (code {error.code}). Tell whoever"
            " runs this bot."
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(NOT_ANSWERING) from error


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


def _listed(words: Sequence[str]) -> str:
    """The words as they stand in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
