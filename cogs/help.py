"""Help for whoever asks for it, and a welcome where the bot joins."""

import logging
from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.cards.frame import Card
from bot.ui.cards.words import (
    announcements_help_card,
    help_card,
    list_help_card,
    search_help_card,
    welcome_card,
)
from bot.ui.reply import reply
from bot.ui.trouble import UNSENT

log = logging.getLogger(__name__)

TOPICS: dict[str, Callable[[], Card]] = {
    "search": search_help_card,
    "announcements": announcements_help_card,
    "list": list_help_card,
}
"""What `/help` can tell more about, by the name a person picks."""


class Help(commands.Cog):
    """Says what the bot can do."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="What I can do, and how to ask for it.")
    @app_commands.describe(topic="Tell me more about this")
    @app_commands.choices(topic=[app_commands.Choice(name=name, value=name) for name in TOPICS])
    async def help(
        self,
        interaction: discord.Interaction[Paperboy],
        topic: app_commands.Choice[str] | None = None,
    ) -> None:
        """`/help`."""
        assert self.bot.user is not None
        card = TOPICS[topic.value]() if topic else help_card(self.bot.user.mention)
        await reply(interaction, card, private=True)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say hello once, where messages of the system go or else where the bot may write."""
        assert self.bot.user is not None
        channels = [guild.system_channel] if guild.system_channel else []
        for channel in [*channels, *guild.text_channels]:
            mine = channel.permissions_for(guild.me)
            if not (mine.view_channel and mine.send_messages):
                continue
            try:
                await channel.send(view=welcome_card(self.bot.user.mention))
            except discord.Forbidden:
                continue
            except UNSENT as error:
                log.info("No welcome in server %d: %s", guild.id, error)
            return


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Help(bot))
