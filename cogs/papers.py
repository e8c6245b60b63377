"""Papers: one in full, and what is like it."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.choices import paper_choices

FORMATS = [
    app_commands.Choice(name=name, value=value)
    for name, value in (
        ("BibTeX", "bibtex"),
        ("RIS", "ris"),
        ("CSL-JSON", "csl-json"),
        ("to read (APA)", "text"),
    )
]


class Papers(commands.Cog):
    """Shows papers."""

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

    @app_commands.command(description="Cite papers: BibTeX, RIS, CSL-JSON, or to read.")
    @app_commands.describe(
        paper="A title, an arXiv id or a link; or several ids and links", format="As what"
    )
    @app_commands.choices(format=FORMATS)
    async def cite(
        self,
        interaction: discord.Interaction[Paperboy],
        paper: app_commands.Range[str, 1, 2000],
        format: app_commands.Choice[str] | None = None,
    ) -> None:
        """`/cite`."""
        await self.bot.carrying.cite(interaction, paper, format.value if format else "bibtex")

    @cite.autocomplete("paper")
    async def suggest_cited(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Papers for what is typed so far."""
        return await paper_choices(self.bot.services, typed)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Papers(bot))
