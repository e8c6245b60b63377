"""Help for whoever asks for it, and a welcome where the bot joins."""

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.cards.words import help_card, welcome_card
from bot.ui.reply import reply
from bot.ui.trouble import UNSENT

log = logging.getLogger(__name__)


class Help(commands.Cog):
    """Says what the bot can do."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="What I can do, and how to ask for it.")
    async def help(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/help`."""
        assert self.bot.user is not None
        await reply(interaction, help_card(self.bot.user.mention), private=True)

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
