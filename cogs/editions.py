"""Editions: the papers of a day, a week or a month, and what is trending."""

import asyncio
import threading

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.editions.day_words import warm_up
from bot.editions.span import Kind
from bot.ui.choices import span_choices

WARMED_UP = 5.0
"""Seconds after the start, when nothing more pressing is left to do."""


class Editions(commands.Cog):
    """Shows editions."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot
        self._warming_up: asyncio.TimerHandle | None = None

    async def cog_load(self) -> None:
        """Called by discord.py."""
        loop = asyncio.get_running_loop()
        self._warming_up = loop.call_later(WARMED_UP, _warm_up)

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        if self._warming_up is not None:
            self._warming_up.cancel()

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


def _warm_up() -> None:
    # In a thread, so that the first day in words keeps nobody waiting.
    threading.Thread(target=warm_up, name="warm-up").start()


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Editions(bot))
