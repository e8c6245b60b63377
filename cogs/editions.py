"""Editions: the papers of a day, a week or a month, and what is trending."""

import threading

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.editions.day_words import warm_up
from bot.editions.span import Kind
from bot.ui.choices import span_choices


class Editions(commands.Cog):
    """Shows editions."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Called by discord.py."""
        # In a thread, so that the first day in words keeps nobody waiting.
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()

    @app_commands.command(description="Show the papers of a day, the newest list if none is given.")
    @app_commands.describe(date="Such as Mar 11, 2026-03-11, yesterday or last friday")
    async def daily(
        self,
        interaction: discord.Interaction[Paperboy],
        date: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """`/daily`."""
        await self.bot.newsstand.show(interaction, date, Kind.DAY)

    @app_commands.command(description="Show the papers of a week, the newest if none is given.")
    @app_commands.describe(week="Such as last week, 2026-W11, or any day in it")
    async def weekly(
        self,
        interaction: discord.Interaction[Paperboy],
        week: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """`/weekly`."""
        await self.bot.newsstand.show(interaction, week, Kind.WEEK)

    @app_commands.command(description="Show the papers of a month, the newest if none is given.")
    @app_commands.describe(month="Such as march, last month or 2026-03")
    async def monthly(
        self,
        interaction: discord.Interaction[Paperboy],
        month: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """`/monthly`."""
        await self.bot.newsstand.show(interaction, month, Kind.MONTH)

    @app_commands.command(description="Show the papers that are trending now.")
    async def trending(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/trending`."""
        await self.bot.newsstand.show_trending(interaction)

    @daily.autocomplete("date")
    async def suggest_day(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The newest days that have a list."""
        return await span_choices(self.bot.services, Kind.DAY, typed)

    @weekly.autocomplete("week")
    async def suggest_week(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The newest weeks that have papers."""
        return await span_choices(self.bot.services, Kind.WEEK, typed)

    @monthly.autocomplete("month")
    async def suggest_month(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The newest months that have papers."""
        return await span_choices(self.bot.services, Kind.MONTH, typed)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Editions(bot))
