"""What `/list` carries in and out, and what it looks like in figures: a part of `cogs.reading`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.reading.tags import parse_tag
from bot.ui.choices import list_choices, tag_choices
from storage.models import ListView, Status

STATUSES = [
    app_commands.Choice(name=name, value=status)
    for name, status in (
        ("to read", Status.TO_READ),
        ("reading", Status.READING),
        ("read", Status.READ),
        ("dropped", Status.DROPPED),
    )
]
FORMATS = [
    app_commands.Choice(name=name, value=value)
    for name, value in (
        ("BibTeX", "bibtex"),
        ("RIS", "ris"),
        ("CSL-JSON", "csl-json"),
        ("table (CSV)", "csv"),
        ("everything (JSON)", "json"),
        ("to read (Markdown)", "markdown"),
    )
]
Interaction = discord.Interaction[Paperboy]


class Carrying(commands.Cog):
    """The commands; what mixes it in is a cog with a `bot`."""

    bot: Paperboy

    @app_commands.command(description="Get your reading list as a file. Only you see it.")
    @app_commands.describe(
        format="As what; JSON has everything and can be brought back in",
        status="Only papers with this status",
        tag="Only papers with this tag",
        named="Only papers on this list of yours",
    )
    @app_commands.rename(named="list")
    @app_commands.choices(format=FORMATS, status=STATUSES)
    async def export(
        self,
        interaction: Interaction,
        format: app_commands.Choice[str],
        status: app_commands.Choice[str] | None = None,
        tag: app_commands.Range[str, 1, 500] | None = None,
        named: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """`/list export`."""
        view = ListView(
            statuses=(Status(status.value),) if status else (),
            tags=(parse_tag(tag),) if tag else (),
        )
        await self.bot.carrying.export(interaction, format.value, view, named)

    @app_commands.command(
        name="import", description="Bring papers in: ids, links, BibTeX, RIS, CSV, Zotero, Pocket."
    )
    @app_commands.describe(
        file="BibTeX, RIS, CSL-JSON, CSV, JSON, or what Zotero or Pocket export",
        text="Ids and links; leave both out to get a form with more room",
    )
    async def bring_in(
        self,
        interaction: Interaction,
        file: discord.Attachment | None = None,
        text: app_commands.Range[str, 1, 6000] | None = None,
    ) -> None:
        """`/list import`."""
        if file is not None:
            await self.bot.carrying.import_file(interaction, file)
        elif text is not None:
            await self.bot.carrying.import_text(interaction, text)
        else:
            await self.bot.carrying.open_import(interaction)

    @app_commands.command(description="Your reading in figures and a picture. Only you see it.")
    @app_commands.describe(weeks="How many weeks back, 12 if you say nothing")
    async def stats(
        self, interaction: Interaction, weeks: app_commands.Range[int, 1, 53] | None = None
    ) -> None:
        """`/list stats`."""
        await self.bot.carrying.stats(interaction, weeks)

    @export.autocomplete("tag")
    async def suggest_exported_tags(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own tags for what is typed so far."""
        return await tag_choices(self.bot.services, interaction.user.id, typed)

    @export.autocomplete("named")
    async def suggest_exported_lists(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own lists for what is typed so far."""
        return await list_choices(self.bot.services, interaction.user.id, typed)
