"""Reading lists: `/list`, and the form for a note."""

import contextlib
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.choices import listed_choices
from bot.ui.shelving import NOTE_FORM, NOTE_LENGTH
from bot.ui.trouble import UNSENT, explain
from storage.models import Status

STATUSES = [
    app_commands.Choice(name=name, value=status)
    for name, status in (
        ("to read", Status.TO_READ),
        ("reading", Status.READING),
        ("read", Status.READ),
        ("dropped", Status.DROPPED),
    )
]
PaperWords = app_commands.Range[str, 1, 500]


class Reading(commands.GroupCog, group_name="list", group_description="Your reading list."):
    """Keeps a person's reading list."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Show your reading list. Only you see it.")
    @app_commands.describe(status="Only papers with this status")
    @app_commands.choices(status=STATUSES)
    async def show(
        self,
        interaction: discord.Interaction[Paperboy],
        status: app_commands.Choice[str] | None = None,
    ) -> None:
        """`/list show`."""
        await self.bot.shelving.open(interaction, Status(status.value) if status else None)

    @app_commands.command(description="Say how far you are with a paper.")
    @app_commands.describe(paper="A paper on your list, or any arXiv id or link", status="How far")
    @app_commands.choices(status=STATUSES)
    async def mark(
        self,
        interaction: discord.Interaction[Paperboy],
        paper: PaperWords,
        status: app_commands.Choice[str],
    ) -> None:
        """`/list mark`."""
        await self.bot.shelving.mark_by_name(interaction, paper, Status(status.value))

    @app_commands.command(description="Write a note on a paper. Only you see it.")
    @app_commands.describe(
        paper="A paper on your list, or any arXiv id or link",
        text="The note; leave it out to get a form with more room",
    )
    async def note(
        self,
        interaction: discord.Interaction[Paperboy],
        paper: PaperWords,
        text: app_commands.Range[str, 1, NOTE_LENGTH] | None = None,
    ) -> None:
        """`/list note`."""
        if text is None:
            await self.bot.shelving.open_note_by_name(interaction, paper)
        else:
            await self.bot.shelving.note_by_name(interaction, paper, text)

    @app_commands.command(description="Take a paper off your list.")
    @app_commands.describe(paper="A paper on your list")
    async def remove(self, interaction: discord.Interaction[Paperboy], paper: PaperWords) -> None:
        """`/list remove`."""
        await self.bot.shelving.remove_by_name(interaction, paper)

    @mark.autocomplete("paper")
    @note.autocomplete("paper")
    @remove.autocomplete("paper")
    async def suggest_listed(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own papers for what is typed so far."""
        return await listed_choices(self.bot.services, interaction.user.id, typed)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Paperboy]) -> None:
        """Take in a note's form. By its id and not by the form that was sent, so that a form
        opened before a restart is not lost."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data = cast(dict[str, Any], interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        if not custom_id.startswith(NOTE_FORM):
            return
        note = _value(data, "note")
        try:
            await self.bot.shelving.note(interaction, custom_id.removeprefix(NOTE_FORM), note)
        except Exception as error:
            await explain(interaction, error)
            with contextlib.suppress(*UNSENT):
                await self.bot.shelving.hand_back(interaction, note)


def _value(data: dict[str, Any], field: str) -> str:
    """What was written into a field of a form."""
    for part in data.get("components", ()):
        inputs = [part["component"]] if "component" in part else part.get("components", ())
        for each in inputs:
            if each.get("custom_id") == field:
                return str(each.get("value", ""))
    return ""


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Reading(bot))
