"""What goes across a whole reading list: `/tags`, `/lists`, `/timezone`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.choices import list_choices, listed_choices, tag_choices, zone_choices

TagWords = app_commands.Range[str, 1, 100]
Name = app_commands.Range[str, 1, 100]
PaperWords = app_commands.Range[str, 1, 500]
Interaction = discord.Interaction[Paperboy]


class Tags(commands.GroupCog, group_name="tags", group_description="The tags of your papers."):
    """Keeps a person's tags."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Show your tags.")
    async def show(self, interaction: Interaction) -> None:
        """`/tags show`."""
        await self.bot.organising.tags(interaction)

    @app_commands.command(description="Rename a tag. Onto one you have, it merges the two.")
    @app_commands.describe(tag="The tag", to="Its new name")
    async def rename(self, interaction: Interaction, tag: TagWords, to: TagWords) -> None:
        """`/tags rename`."""
        await self.bot.organising.rename_tag(interaction, tag, to)

    @app_commands.command(description="Take a tag off every paper. Undo brings it back.")
    @app_commands.describe(tag="The tag")
    async def remove(self, interaction: Interaction, tag: TagWords) -> None:
        """`/tags remove`."""
        await self.bot.organising.remove_tag(interaction, tag)

    @rename.autocomplete("tag")
    @rename.autocomplete("to")
    @remove.autocomplete("tag")
    async def suggest_tags(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own tags for what is typed so far."""
        return await tag_choices(self.bot.services, interaction.user.id, typed)


class Lists(
    commands.GroupCog, group_name="lists", group_description="Lists beside your reading list."
):
    """Keeps a person's named lists."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Show your lists.")
    async def show(self, interaction: Interaction) -> None:
        """`/lists show`."""
        await self.bot.organising.lists(interaction)

    @app_commands.command(description="Make a list, for example for a thesis or a talk.")
    @app_commands.describe(name="What to call it")
    async def create(self, interaction: Interaction, name: Name) -> None:
        """`/lists create`."""
        await self.bot.organising.create_list(interaction, name)

    @app_commands.command(description="Give a list another name.")
    @app_commands.describe(name="The list", to="Its new name")
    async def rename(self, interaction: Interaction, name: Name, to: Name) -> None:
        """`/lists rename`."""
        await self.bot.organising.rename_list(interaction, name, to)

    @app_commands.command(description="Delete a list; its papers stay. Asks once.")
    @app_commands.describe(name="The list")
    async def delete(self, interaction: Interaction, name: Name) -> None:
        """`/lists delete`."""
        await self.bot.organising.ask_delete_list(interaction, name)

    @app_commands.command(description="Put a paper on a list.")
    @app_commands.describe(name="The list", paper="A paper on your list, or any arXiv id or link")
    async def add(self, interaction: Interaction, name: Name, paper: PaperWords) -> None:
        """`/lists add`."""
        await self.bot.organising.put(interaction, name, paper)

    @app_commands.command(description="Take a paper off a list; it stays on your reading list.")
    @app_commands.describe(name="The list", paper="A paper on it")
    async def take(self, interaction: Interaction, name: Name, paper: PaperWords) -> None:
        """`/lists take`."""
        await self.bot.organising.take(interaction, name, paper)

    @rename.autocomplete("name")
    @delete.autocomplete("name")
    @add.autocomplete("name")
    @take.autocomplete("name")
    async def suggest_lists(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own lists for what is typed so far."""
        return await list_choices(self.bot.services, interaction.user.id, typed)

    @add.autocomplete("paper")
    @take.autocomplete("paper")
    async def suggest_listed(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own papers for what is typed so far."""
        return await listed_choices(self.bot.services, interaction.user.id, typed)


class Timezone(commands.Cog):
    """Keeps where people are."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Say which time zone your days and reminders are in.")
    @app_commands.describe(zone="A city or an abbreviation; leave it out to see what it is")
    async def timezone(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        """`/timezone`."""
        await self.bot.reminders.timezone(interaction, zone)

    @timezone.autocomplete("zone")
    async def suggest_zones(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Time zones for what is typed so far."""
        return await zone_choices(typed)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Tags(bot))
    await bot.add_cog(Lists(bot))
    await bot.add_cog(Timezone(bot))
