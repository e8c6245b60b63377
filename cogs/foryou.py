"""Recommendations: `/foryou`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy


class ForYou(commands.Cog):
    """Recommends papers."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="New papers like those you saved. Only you see them.")
    async def foryou(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/foryou`."""
        await self.bot.recommending.show(interaction)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(ForYou(bot))
