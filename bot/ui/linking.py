"""The desk where links to papers are answered, where a server wants that."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TypeAlias

import discord

from bot.errors import NotAllowed, SourceTrouble
from bot.services import Services
from bot.ui.cards.links import (
    UNREAD,
    link_card,
    links_off_card,
    links_on_card,
    links_status_card,
)
from bot.ui.desks import Interaction
from bot.ui.named_papers import papers_linked, spoken_to
from bot.ui.reply import acknowledge, reply
from storage.models import LinkRule, Paper
from storage.pasted_links import WHOLE_SERVER, is_answered

log = logging.getLogger(__name__)

Place: TypeAlias = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.ForumChannel
    | discord.Thread
)
"""Where people write, or (a forum) where the threads are in which they do."""
Unseen: TypeAlias = discord.app_commands.AppCommandChannel | discord.app_commands.AppCommandThread
"""Any of them that a person named and the bot does not see."""

_ANSWERED = (discord.MessageType.default, discord.MessageType.reply)


class LinkingDesk:
    """Answers links, and keeps where. Messages elsewhere are not looked into."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._rules: dict[int, list[LinkRule]] = {}
        self._reading = asyncio.Lock()

    @property
    def reads(self) -> bool:
        """Whether the operator lets the bot read messages at all."""
        return self._services.settings.reads_messages

    async def on(self, interaction: Interaction, channel: Place | Unseen | None) -> None:
        """Answer links in a channel from now on, or in the whole server."""
        await acknowledge(interaction, private=True)
        if not self.reads:
            raise NotAllowed(UNREAD)
        if isinstance(channel, Unseen):
            raise NotAllowed(
                f"I do not see #{channel.name}. Let me view it, write something in it if it is a "
                "thread, and try again."
            )
        if channel is not None and (lack := _lack(channel)):
            raise NotAllowed(f"{lack}, then try again.")
        guild_id, id = _guild_id(interaction), channel.id if channel else None
        async with self._reading:
            await self._services.pasted_links.allow(guild_id, id or WHOLE_SERVER)
            rules = await self._read(guild_id)
        await reply(interaction, links_on_card(id, rules), private=True)

    async def off(self, interaction: Interaction, channel: Place | Unseen | None) -> None:
        """Do not answer links in a channel any more, or nowhere in the server."""
        await acknowledge(interaction, private=True)
        guild_id, id = _guild_id(interaction), channel.id if channel else None
        async with self._reading:
            await self._services.pasted_links.forbid(guild_id, id or WHOLE_SERVER)
            await self._read(guild_id)
        await reply(interaction, links_off_card(id), private=True)

    async def status(self, interaction: Interaction) -> None:
        """Say where links are answered, and what is in the way of it."""
        await acknowledge(interaction, private=True)
        rules = await self._services.pasted_links.rules(_guild_id(interaction))
        missing = _missing(interaction.guild, rules)
        card = links_status_card(rules, reads=self.reads, missing=missing)
        await reply(interaction, card, private=True)

    async def answer(self, message: discord.Message, me: int) -> None:
        """Answer the links in a person's message with a card below it, or not at all. Nobody has
        asked for one, so whatever is in the way, nobody is told."""
        guild, channel = message.guild, message.channel
        if guild is None or message.author.bot or message.type not in _ANSWERED:
            return
        if not self.reads or spoken_to(message, me):  # a question is answered as one
            return
        parent_id = channel.parent_id if isinstance(channel, discord.Thread) else None
        if not is_answered(await self._rules_of(guild.id), channel.id, parent_id):
            return
        linked = papers_linked(message.content)
        if not linked or not _may_reply(channel, guild):
            return
        services, now = self._services, self._services.clock.now()
        ids = await services.pasted_links.claim(guild.id, channel.id, linked, now)
        if papers := [paper for id in ids if (paper := await self._paper(id))]:
            card = link_card(papers, now.date())
            await message.reply(view=card, mention_author=False, silent=True)

    async def forget_guild(self, guild_id: int) -> None:
        """A server has let the bot go."""
        async with self._reading:
            await self._services.pasted_links.remove_guild(guild_id)
            self._rules.pop(guild_id, None)

    async def forget_channel(self, guild_id: int, channel_id: int) -> None:
        """A channel or a thread is gone."""
        async with self._reading:
            await self._services.pasted_links.remove_channel(channel_id)
            self._rules.pop(guild_id, None)

    async def _paper(self, id: str) -> Paper | None:
        """A paper that is shown: from a source if the catalogue does not have it."""
        paper = await self._services.catalogue.paper(id)
        if paper is None:
            try:
                paper = await self._services.lookup.paper(id)
            except SourceTrouble as trouble:
                log.info("A linked paper was not looked up: %s", trouble)
        return None if paper is None or paper.removed else paper

    async def _rules_of(self, guild_id: int) -> Sequence[LinkRule]:
        """The rules of a server, without asking storage at every message."""
        if (rules := self._rules.get(guild_id)) is not None:
            return rules
        async with self._reading:
            return await self._read(guild_id)

    async def _read(self, guild_id: int) -> Sequence[LinkRule]:
        rules = self._rules[guild_id] = await self._services.pasted_links.rules(guild_id)
        return rules


def _may_reply(channel: object, guild: discord.Guild) -> bool:
    return isinstance(channel, Place) and not _lacking(channel, guild)


def _lacking(channel: Place, guild: discord.Guild) -> list[str]:
    """What the bot may not do in a channel and has to, to reply there."""
    mine = channel.permissions_for(guild.me)
    threads = isinstance(channel, discord.Thread | discord.ForumChannel)
    send = "send_messages_in_threads" if threads else "send_messages"
    needed = ("view_channel", send, "read_message_history")
    return [name.replace("_", " ").title() for name in needed if not getattr(mine, name)]


def _lack(channel: Place) -> str | None:
    """What to do so that the bot may reply in a channel; None if it may."""
    lacking = _lacking(channel, channel.guild)
    if not lacking:
        return None
    return f"I may not reply in #{channel.name}: give me {', '.join(lacking)} there"


def _missing(guild: discord.Guild | None, rules: Sequence[LinkRule]) -> list[str]:
    found = []
    for rule in rules:
        if guild is not None and rule.answered and rule.channel_id:
            channel = guild.get_channel_or_thread(rule.channel_id)
            if isinstance(channel, Place) and (lack := _lack(channel)):
                found.append(f"{lack}.")
    return found


def _guild_id(interaction: Interaction) -> int:
    assert interaction.guild_id is not None  # these commands exist in servers only
    return interaction.guild_id
