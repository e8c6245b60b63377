"""Reading lists: `/list`, and the forms for what is kept about a paper."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.errors import BadInput
from bot.reading.tags import parse_tag
from bot.ui.choices import list_choices, listed_choices, tag_choices
from bot.ui.shelving import NOTE_LENGTH
from storage.models import DueWithin, ListSort, ListView, Priority, Status

STATUSES = [
    app_commands.Choice(name=name, value=status)
    for name, status in (
        ("to read", Status.TO_READ),
        ("reading", Status.READING),
        ("read", Status.READ),
        ("dropped", Status.DROPPED),
    )
]
SORTS = [
    app_commands.Choice(name=name, value=sort)
    for name, sort in (
        ("newest first", ListSort.ADDED),
        ("oldest first", ListSort.OLDEST),
        ("due first", ListSort.DUE),
        ("most important first", ListSort.PRIORITY),
        ("best rated first", ListSort.RATING),
        ("most upvotes first", ListSort.VOTES),
        ("shortest first", ListSort.SHORTEST),
        ("shuffled", ListSort.RANDOM),
    )
]
DUES = [
    app_commands.Choice(name=name, value=due)
    for name, due in (
        ("overdue", DueWithin.OVERDUE),
        ("today", DueWithin.TODAY),
        ("this week", DueWithin.WEEK),
        ("any day", DueWithin.SOME),
        ("no day", DueWithin.NONE),
    )
]
RATINGS = [
    app_commands.Choice(name=name, value=stars)
    for name, stars in (("not rated", 0), *((f"{n} or more", n) for n in range(1, 5)), ("5", 5))
]
PRIORITIES = [app_commands.Choice(name=each, value=each) for each in reversed(Priority)]
AGES = [
    app_commands.Choice(name=name, value=days)
    for name, days in (
        ("saved in the last 7 days", 7),
        ("saved in the last 30 days", 30),
        ("saved at least 7 days ago", -7),
        ("saved at least 30 days ago", -30),
        ("saved at least 90 days ago", -90),
        ("saved at least a year ago", -365),
    )
]
ACTS = [
    app_commands.Choice(name=name, value=kind)
    for name, kind in (
        ("mark as (read, reading, to read, dropped)", "mark"),
        ("give the tag", "tag"),
        ("take off the tag", "untag"),
        ("rate (1 to 5, none)", "rate"),
        ("priority (high, normal, low)", "priority"),
        ("due (a day, none)", "due"),
        ("put on the list named", "put"),
        ("take off the list named", "take"),
        ("take off my reading list", "remove"),
    )
]
PaperWords = app_commands.Range[str, 1, 500]
TagWords = app_commands.Range[str, 1, 500]
Words = app_commands.Range[str, 1, 300]
Named = app_commands.Range[str, 1, 100]
Interaction = discord.Interaction[Paperboy]


class Reading(commands.GroupCog, group_name="list", group_description="Your reading list."):
    """Keeps a person's reading list."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Show your reading list, or a part of it. Only you see it.")
    @app_commands.describe(
        status="Only papers with this status",
        tag="Only papers with this tag",
        text="Only papers and notes with these words; a search like in /search",
        rating="Only papers you rated so",
        priority="Only papers with this priority",
        due="Only papers with such a due date",
        age="Only papers saved then",
        named="Only papers on this list of yours",
        sort="In which order",
    )
    @app_commands.rename(named="list")
    @app_commands.choices(status=STATUSES, priority=PRIORITIES, due=DUES, sort=SORTS)
    @app_commands.choices(rating=RATINGS, age=AGES)
    async def show(
        self,
        interaction: Interaction,
        status: app_commands.Choice[str] | None = None,
        tag: TagWords | None = None,
        text: Words | None = None,
        rating: app_commands.Choice[int] | None = None,
        priority: app_commands.Choice[str] | None = None,
        due: app_commands.Choice[str] | None = None,
        age: app_commands.Choice[int] | None = None,
        named: Named | None = None,
        sort: app_commands.Choice[str] | None = None,
    ) -> None:
        """`/list show`."""
        view = ListView(
            statuses=(Status(status.value),) if status else (),
            tags=(parse_tag(tag),) if tag else (),
            text=text or "",
            stars=rating.value if rating else None,
            priority=Priority(priority.value) if priority else None,
            due=DueWithin(due.value) if due else None,
            newer_days=age.value if age and age.value > 0 else None,
            older_days=-age.value if age and age.value < 0 else None,
            sort=ListSort(sort.value) if sort else ListSort.BEST if text else ListSort.ADDED,
        )
        await self.bot.listing.show(interaction, view, named)

    @app_commands.command(description="Show one paper of your list, and all you keep about it.")
    @app_commands.describe(paper="A paper on your list")
    async def open(self, interaction: Interaction, paper: PaperWords) -> None:
        """`/list open`."""
        await self.bot.shelving.open_by_name(interaction, paper)

    @app_commands.command(description="Put a paper on your reading list.")
    @app_commands.describe(paper="An arXiv id, a link, or a title")
    async def save(self, interaction: Interaction, paper: PaperWords) -> None:
        """`/list save`."""
        await self.bot.shelving.save_by_name(interaction, paper)

    @app_commands.command(description="Say how far you are with a paper.")
    @app_commands.describe(paper="A paper on your list, or any arXiv id or link", status="How far")
    @app_commands.choices(status=STATUSES)
    async def mark(
        self, interaction: Interaction, paper: PaperWords, status: app_commands.Choice[str]
    ) -> None:
        """`/list mark`."""
        await self.bot.shelving.mark_by_name(interaction, paper, Status(status.value))

    @app_commands.command(description="Give a paper tags.")
    @app_commands.describe(
        paper="A paper on your list, or any arXiv id or link",
        tags="One or several: rl, to compare",
    )
    async def tag(self, interaction: Interaction, paper: PaperWords, tags: TagWords) -> None:
        """`/list tag`."""
        await self.bot.organising.tag(interaction, paper, tags)

    @app_commands.command(description="Take tags off a paper.")
    @app_commands.describe(paper="A paper on your list", tags="One or several: rl, to compare")
    async def untag(self, interaction: Interaction, paper: PaperWords, tags: TagWords) -> None:
        """`/list untag`."""
        await self.bot.organising.untag(interaction, paper, tags)

    @app_commands.command(description="Give a paper one to five stars.")
    @app_commands.describe(
        paper="A paper on your list, or any arXiv id or link", stars="1 to 5, or none"
    )
    async def rate(self, interaction: Interaction, paper: PaperWords, stars: Named) -> None:
        """`/list rate`."""
        await self.bot.organising.rate_by_name(interaction, paper, stars)

    @app_commands.command(description="Say how much a paper matters to you.")
    @app_commands.describe(
        paper="A paper on your list, or any arXiv id or link", priority="How much"
    )
    @app_commands.choices(priority=PRIORITIES)
    async def priority(
        self, interaction: Interaction, paper: PaperWords, priority: app_commands.Choice[str]
    ) -> None:
        """`/list priority`."""
        await self.bot.organising.priority(interaction, paper, Priority(priority.value))

    @app_commands.command(description="Say by when you mean to have read a paper.")
    @app_commands.describe(
        paper="A paper on your list, or any arXiv id or link",
        when="friday, in two weeks, Mar 20, or none",
    )
    async def due(self, interaction: Interaction, paper: PaperWords, when: Named) -> None:
        """`/list due`."""
        await self.bot.organising.due(interaction, paper, when)

    @app_commands.command(description="Write a note on a paper. Only you see it.")
    @app_commands.describe(
        paper="A paper on your list, or any arXiv id or link",
        text="The note; leave it out to get a form with more room",
    )
    async def note(
        self,
        interaction: Interaction,
        paper: PaperWords,
        text: app_commands.Range[str, 1, NOTE_LENGTH] | None = None,
    ) -> None:
        """`/list note`."""
        if text is None:
            await self.bot.shelving.open_note_by_name(interaction, paper)
        else:
            await self.bot.shelving.note_by_name(interaction, paper, text)

    @app_commands.command(description="Keep a reminder of a paper, of your own words, or of both.")
    @app_commands.describe(
        when="friday 9am, tomorrow, in two weeks, Mar 20 14:00",
        paper="A paper on your list, or any arXiv id or link",
        about="Words of your own",
    )
    async def remind(
        self,
        interaction: Interaction,
        when: Named,
        paper: PaperWords | None = None,
        about: Words | None = None,
    ) -> None:
        """`/list remind`."""
        await self.bot.reminders.remind_by_name(interaction, when, paper, about or "")

    @app_commands.command(description="Show your reminders, and cancel them.")
    async def reminders(self, interaction: Interaction) -> None:
        """`/list reminders`."""
        await self.bot.reminders.show(interaction)

    @app_commands.command(description="Take a paper off your list.")
    @app_commands.describe(paper="A paper on your list")
    async def remove(self, interaction: Interaction, paper: PaperWords) -> None:
        """`/list remove`."""
        await self.bot.shelving.remove_by_name(interaction, paper)

    @app_commands.command(description="Take back the last change to your list.")
    async def undo(self, interaction: Interaction) -> None:
        """`/list undo`."""
        await self.bot.shelving.undo_last(interaction)

    @app_commands.command(description="Show your last ten changes, and take any of them back.")
    async def actions(self, interaction: Interaction) -> None:
        """`/list actions`."""
        await self.bot.listing.actions(interaction)

    @app_commands.command(description="Change many papers at once. Asks before it does.")
    @app_commands.describe(
        do="What to do with them",
        to="The status, tag, rating, priority, day or list",
        status="Only papers with this status",
        tag="Only papers with this tag",
        text="Only papers and notes with these words; a search like in /search",
        due="Only papers with such a due date",
        age="Only papers saved then",
        named="Only papers on this list of yours",
    )
    @app_commands.rename(named="list")
    @app_commands.choices(do=ACTS, status=STATUSES, due=DUES)
    @app_commands.choices(age=AGES)
    async def bulk(
        self,
        interaction: Interaction,
        do: app_commands.Choice[str],
        to: Named | None = None,
        status: app_commands.Choice[str] | None = None,
        tag: TagWords | None = None,
        text: Words | None = None,
        due: app_commands.Choice[str] | None = None,
        age: app_commands.Choice[int] | None = None,
        named: Named | None = None,
    ) -> None:
        """`/list bulk`."""
        view = ListView(
            statuses=(Status(status.value),) if status else (),
            tags=(parse_tag(tag),) if tag else (),
            text=text or "",
            due=DueWithin(due.value) if due else None,
            newer_days=age.value if age and age.value > 0 else None,
            older_days=-age.value if age and age.value < 0 else None,
        )
        await self.bot.listing.bulk(interaction, view, named, do.value, to or "")

    @app_commands.command(description="Let me pick a paper for you to read next.")
    async def pick(self, interaction: Interaction) -> None:
        """`/list pick`."""
        await self.bot.listing.pick(interaction)

    @app_commands.command(description="Show the rules that tag papers as you save them.")
    async def rules(self, interaction: Interaction) -> None:
        """`/list rules`."""
        await self.bot.organising.rules(interaction)

    @app_commands.command(description="Let papers get a tag by themselves as you save them.")
    @app_commands.describe(
        when="What a paper must have, like in /search: diffusion, or title:video has:code",
        tag="The tag it gets",
    )
    async def rule(
        self, interaction: Interaction, when: Words, tag: TagWords | None = None
    ) -> None:
        """`/list rule`."""
        if tag is None and ">" not in when and "→" not in when:
            raise BadInput("Say which tag it gets, in the option `tag`.")
        await self.bot.organising.add_rule(interaction, when, tag)

    @open.autocomplete("paper")
    @mark.autocomplete("paper")
    @tag.autocomplete("paper")
    @untag.autocomplete("paper")
    @rate.autocomplete("paper")
    @priority.autocomplete("paper")
    @due.autocomplete("paper")
    @note.autocomplete("paper")
    @remind.autocomplete("paper")
    @remove.autocomplete("paper")
    async def suggest_listed(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own papers for what is typed so far."""
        return await listed_choices(self.bot.services, interaction.user.id, typed)

    @show.autocomplete("tag")
    @tag.autocomplete("tags")
    @untag.autocomplete("tags")
    @bulk.autocomplete("tag")
    @rule.autocomplete("tag")
    async def suggest_tags(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own tags for what is typed so far."""
        return await tag_choices(self.bot.services, interaction.user.id, typed)

    @show.autocomplete("named")
    @bulk.autocomplete("named")
    async def suggest_lists(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The person's own lists for what is typed so far."""
        return await list_choices(self.bot.services, interaction.user.id, typed)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Take in a form."""
        await self.bot.forms.take_in(interaction)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Reading(bot))
