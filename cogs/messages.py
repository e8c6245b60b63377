"""What can be done with a message, from its own menu."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.gathering import GatheringDesk


class Messages(commands.Cog):
    """Adds "Save papers in this message" and "Find similar" to the menu of every message."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot
        self.desk = GatheringDesk(bot.services, bot.asking)
        self.menus = (
            app_commands.ContextMenu(name="Save papers in this message", callback=self.save),
            app_commands.ContextMenu(name="Find similar", callback=self.find_similar),
        )

    async def cog_load(self) -> None:
        """Called by discord.py, which leaves menus to their cog."""
        for menu in self.menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        for menu in self.menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    async def save(
        self, interaction: discord.Interaction[Paperboy], message: discord.Message
    ) -> None:
        """Apps -> Save papers in this message."""
        await self.desk.save(interaction, message)

    async def find_similar(
        self, interaction: discord.Interaction[Paperboy], message: discord.Message
    ) -> None:
        """Apps -> Find similar."""
        await self.desk.find_similar(interaction, message)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Messages(bot))
