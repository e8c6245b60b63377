"""What is kept about a person: told, handed out, erased."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.cards.words import privacy_card
from bot.ui.reply import reply


class MyData(commands.GroupCog, group_name="mydata", group_description="What I keep about you."):
    """Hands out and erases a person's data."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Get everything I keep about you as a file.")
    async def export(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/mydata export`."""
        await self.bot.erasing.export(interaction)

    @app_commands.command(description="Delete everything I keep about you. Asks once.")
    async def delete(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/mydata delete`."""
        await self.bot.erasing.ask(interaction)


class Privacy(commands.Cog):
    """Tells what is kept."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="What I keep about you, and how to get rid of it.")
    async def privacy(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/privacy`."""
        await reply(
            interaction, privacy_card(reads=self.bot.services.settings.reads_messages), private=True
        )


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Privacy(bot))
    await bot.add_cog(MyData(bot))
