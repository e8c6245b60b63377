"""Announcements through Discord."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import discord

from bot.delivery.discord_search import find_in_forum, find_in_history
from bot.delivery.discord_words import (
    Target,
    in_words,
    listed,
    may_ping,
    missing_permissions,
    where_words,
)
from bot.delivery.live import span_of
from bot.delivery.sender import HistoryHidden, Refused, Sent
from bot.editions.span import Span
from storage.models import Delivery, Feed

ALREADY_CROSSPOSTED = 40033
THREAD_IS_THERE = 160004
THREAD_NAME = 100
"""Characters of a thread's name at most."""
TAGS = ("paper", "news", "daily", "digest")
"""What a forum's tag that fits a list is likely to have in its name."""

NOTHING_LEFT = "Nothing of that list is left to be posted in {}."


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is to be shown; its view carries a component `post_marker(key)`."""

    view: discord.ui.LayoutView
    title: str
    """Of the thread it has in a forum, or under it."""
    shown: str
    """A digest of what it shows."""


class Poster(Protocol):
    """Makes posts."""

    async def post(
        self, feed: Feed, span: Span, *, final: bool = False, ping: bool = False
    ) -> Post | None:
        """The post of an edition for a feed; None if it has no papers for it."""


class DiscordSender:
    """A `Sender` over a logged-in client.

    Build the client with `max_ratelimit_timeout=30`: without it a call sleeps through a rate
    limit for up to an hour instead of saying how long it lasts. How many requests are made in a
    second is kept by the client's `http_trace` (see `request_pace`), whoever makes them.
    """

    def __init__(self, client: discord.Client, poster: Poster) -> None:
        self._client = client
        self._poster = poster

    async def send(self, feed: Feed, delivery: Delivery) -> Sent:
        """See `Sender.send`."""
        with in_words(self._where(feed)):
            channel = await self._channel(feed)
        if missing := missing_permissions(channel):
            raise Refused(f"I may not post in #{channel.name}: give me {listed(missing)} there.")
        ping = feed.role_id is not None and may_ping(channel, feed.role_id)
        post = await self._poster.post(feed, span_of(delivery), ping=ping)
        if post is None:
            raise Refused(NOTHING_LEFT.format(f"#{channel.name}"))
        mentions = _mentions(feed, ping)
        with in_words(f"#{channel.name}"):
            if isinstance(channel, discord.ForumChannel):
                made = await channel.create_thread(
                    name=post.title[:THREAD_NAME],
                    view=post.view,
                    applied_tags=_tags(channel),
                    allowed_mentions=mentions,
                )
                return Sent(made.message.id, place_id=made.thread.id, shown=post.shown)
            message = await channel.send(
                view=post.view, nonce=delivery.nonce, allowed_mentions=mentions
            )
        return self._sent(feed, channel, message.id, post.shown)

    async def find(self, feed: Feed, delivery: Delivery, since: datetime) -> Sent | None:
        """See `Sender.find`."""
        where = self._where(feed)
        me = self._client.user
        with in_words(where):
            channel = await self._channel(feed)
            if me is None:
                return None
            try:
                if isinstance(channel, discord.ForumChannel):
                    first = await find_in_forum(channel, me.id, delivery.key, since)
                    return Sent(first.id, place_id=first.channel.id) if first else None
                found = await find_in_history(channel, me.id, delivery.key, since)
            except discord.Forbidden as error:
                raise HistoryHidden(
                    f"I cannot tell whether the list is in {where}: give me Read Message"
                    " History there."
                ) from error
        return None if found is None else self._sent(feed, channel, found.id, None)

    async def publish(self, feed: Feed, message_id: int) -> None:
        """See `Sender.publish`."""
        channel = self._client.get_partial_messageable(feed.channel_id)
        where = self._where(feed)
        with in_words(where):
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

    async def discuss(self, feed: Feed, delivery: Delivery, message_id: int) -> None:
        """See `Sender.discuss`."""
        where = self._where(feed)
        with in_words(where):
            channel = await self._channel(feed)
            post = await self._poster.post(feed, span_of(delivery))
            try:
                if isinstance(channel, discord.TextChannel):
                    await channel.get_partial_message(message_id).create_thread(
                        name=(post.title if post else delivery.key)[:THREAD_NAME],
                        auto_archive_duration=1440,  # minutes without a word
                    )
            except discord.Forbidden as error:
                raise Refused(
                    f"The list is in {where}, but I may not open a thread under it: give me"
                    " Create Public Threads there."
                ) from error
            except discord.NotFound as error:
                raise Refused(
                    f"The list in {where} was deleted before its thread was opened."
                ) from error
            except discord.HTTPException as error:
                if error.code != THREAD_IS_THERE:
                    raise

    async def edit(self, feed: Feed, delivery: Delivery, message_id: int, *, final: bool) -> str:
        """See `Sender.edit`."""
        with in_words(self._where(feed)):
            channel = await self._channel(feed)
            ping = feed.role_id is not None and may_ping(channel, feed.role_id)
            post = await self._poster.post(feed, span_of(delivery), final=final, ping=ping)
            if post is None or post.shown == delivery.shown:
                return delivery.shown or ""
            # Discord notifies nobody of an edit. Without the role among the mentions, though,
            # the one that is there would no longer be one.
            place = self._client.get_partial_messageable(delivery.place_id or feed.channel_id)
            await place.get_partial_message(message_id).edit(
                view=post.view, allowed_mentions=_mentions(feed, ping)
            )
        return post.shown

    async def _channel(self, feed: Feed) -> Target:
        channel = self._client.get_channel(feed.channel_id)
        if channel is None:
            channel = await self._client.fetch_channel(feed.channel_id)
        if isinstance(channel, Target):
            return channel
        raise Refused(f"Nothing can be posted in {self._where(feed)}: choose a text channel.")

    def _sent(self, feed: Feed, channel: Target, message_id: int, shown: str | None) -> Sent:
        if not isinstance(channel, discord.TextChannel):
            return Sent(message_id, shown=shown)
        return Sent(message_id, channel.is_news(), feed.discussion, shown=shown)

    def _where(self, feed: Feed) -> str:
        return where_words(self._client, feed.channel_id)


def _mentions(feed: Feed, ping: bool) -> discord.AllowedMentions:
    """Nobody, but for the role that is to be pinged."""
    roles = [discord.Object(feed.role_id)] if ping and feed.role_id else False
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def _tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """A tag for a post, where the forum asks for one or has one that fits."""
    free = [tag for tag in forum.available_tags if not tag.moderated]
    fitting = [tag for tag in free if any(word in tag.name.lower() for word in TAGS)]
    if fitting:
        return fitting[:1]
    return free[:1] if forum.flags.require_tag else []
