"""Papers and editions: one paper in full, one day's list."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.choices import day_choices, paper_choices


class Papers(commands.Cog):
    """Shows papers and editions."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Show one paper in full.")
    @app_commands.describe(paper="Its title, its arXiv id, or a link to it")
    async def paper(
        self,
        interaction: discord.Interaction[Paperboy],
        paper: app_commands.Range[str, 1, 500],
    ) -> None:
        """`/paper`."""
        await self.bot.asking.look_up(interaction, paper)

    @paper.autocomplete("paper")
    async def suggest_paper(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Papers for what is typed so far."""
        return await paper_choices(self.bot.services, typed)

    @app_commands.command(description="Show the papers that are most like one.")
    @app_commands.describe(paper="Its title, its arXiv id, or a link to it")
    async def similar(
        self,
        interaction: discord.Interaction[Paperboy],
        paper: app_commands.Range[str, 1, 500],
    ) -> None:
        """`/similar`."""
        await self.bot.asking.look_up_similar(interaction, paper)

    @similar.autocomplete("paper")
    async def suggest_similar(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Papers for what is typed so far."""
        return await paper_choices(self.bot.services, typed)

    @app_commands.command(description="Show the papers of a day, the newest list if none is given.")
    @app_commands.describe(date="Such as Mar 11, 2026-03-11, yesterday or friday")
    async def daily(
        self,
        interaction: discord.Interaction[Paperboy],
        date: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """`/daily`."""
        await self.bot.newsstand.show(interaction, date)

    @daily.autocomplete("date")
    async def suggest_date(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The newest days that have a list."""
        return await day_choices(self.bot.services, typed)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Papers(bot))
