"""Version watch: `/watch on` and `/watch off`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy


class Watch(
    commands.GroupCog, group_name="watch", group_description="Hear when papers you saved change."
):
    """Tells people what becomes of their papers."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Be told of new versions, withdrawals and code.")
    async def on(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/watch on`."""
        await self.bot.watching.switch(interaction, on=True)

    @app_commands.command(description="Do not be told any more.")
    async def off(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/watch off`."""
        await self.bot.watching.switch(interaction, on=False)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Watch(bot))
