"""The desk where a paper of the list, and tags, lists and rules are organised."""

import discord

from bot.errors import BadInput, NotThere, NotYours
from bot.reading.bulk import parse_stars
from bot.reading.tags import parse_tags
from bot.search.query import QueryError
from bot.services import Services
from bot.ui.buttons.shelf import Undo
from bot.ui.cards.answer import misread_card
from bot.ui.cards.frame import notice
from bot.ui.cards.listing import papers_count
from bot.ui.cards.organise import (
    delete_list_card,
    lists_card,
    organise_card,
    renamed_card,
    rule_card,
    rules_card,
    tags_card,
)
from bot.ui.cards.shelf import kept_card
from bot.ui.desks import Interaction
from bot.ui.limits import FORM_LABEL
from bot.ui.markup import plain
from bot.ui.reply import acknowledge, acknowledge_in_place, reply
from bot.ui.shelving import (
    FORM_OPEN,
    NOT_LISTED,
    acknowledge_where_it_stands,
    entry_of,
    find_paper,
    names_of,
    paper_by_id,
)
from storage.edits import Edit
from storage.models import Priority
from storage.reading import Changed

TAGS_FORM = "tagtext:"
PLAN_FORM = "plantext:"
"""How the ids of the forms begin; the paper's id follows."""
TAGS_LENGTH = 500
WHEN_LENGTH = 80


class OrganisingDesk:
    """Keeps what people keep about papers; everything it shows is for the person alone."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def open(self, interaction: Interaction, paper_id: str) -> None:
        """Show what else can be kept about a paper."""
        await acknowledge_where_it_stands(interaction)
        await self._show(interaction, paper_id)

    async def back(self, interaction: Interaction, paper_id: str) -> None:
        """Show the entry in place."""
        await acknowledge_where_it_stands(interaction)
        services, user_id = self._services, interaction.user.id
        paper = await paper_by_id(services, paper_id)
        entry = await services.lists.get(user_id, paper.id)
        if entry is None:
            raise NotThere(NOT_LISTED)
        await reply(interaction, await entry_of(services, user_id, entry, paper), private=True)

    async def rate(self, interaction: Interaction, paper_id: str, stars: int) -> None:
        """Give a paper stars; 0 takes them away."""
        await self._press(interaction, paper_id, Edit(rating=stars))

    async def choose_tags(
        self, interaction: Interaction, paper_id: str, tags: set[str], gone: set[str]
    ) -> None:
        """Give a paper tags and take others away."""
        edit = Edit(tag=frozenset(tags), untag=frozenset(gone))
        await self._press(interaction, paper_id, edit)

    async def choose_lists(
        self, interaction: Interaction, paper_id: str, lists: set[int], gone: set[int]
    ) -> None:
        """Put a paper on lists and take it off others."""
        edit = Edit(put=frozenset(lists), take=frozenset(gone))
        await self._press(interaction, paper_id, edit)

    async def open_plan(self, interaction: Interaction, paper_id: str, priority: Priority) -> None:
        """Open the form for the due date and the priority: it must be the first response, so
        nothing is looked up."""
        form = discord.ui.Modal(
            title="Due date and priority", custom_id=f"{PLAN_FORM}{paper_id}", timeout=FORM_OPEN
        )
        form.add_item(
            discord.ui.Label(
                text="Due",
                description="friday, in two weeks, Mar 20, or none. Left empty, it stays.",
                component=discord.ui.TextInput(
                    custom_id="due", max_length=WHEN_LENGTH, required=False
                ),
            )
        )
        form.add_item(
            discord.ui.Label(
                text="Priority",
                component=discord.ui.Select(
                    custom_id="priority",
                    options=[
                        discord.SelectOption(
                            label=each.capitalize(), value=each, default=each is priority
                        )
                        for each in reversed(Priority)
                    ],
                ),
            )
        )
        await interaction.response.send_modal(form)

    async def open_tags(self, interaction: Interaction, paper_id: str) -> None:
        """Open the form for tags."""
        form = discord.ui.Modal(title="Tags", custom_id=f"{TAGS_FORM}{paper_id}", timeout=FORM_OPEN)
        form.add_item(
            discord.ui.Label(
                text="Tags for this paper"[:FORM_LABEL],
                description="One or several, with commas between: rl, to compare",
                component=discord.ui.TextInput(custom_id="tags", max_length=TAGS_LENGTH),
            )
        )
        await interaction.response.send_modal(form)

    async def plan(self, interaction: Interaction, paper_id: str, due: str, priority: str) -> None:
        """Keep what the form for the due date and the priority says."""
        await acknowledge_where_it_stands(interaction)
        edit = Edit(priority=Priority(priority) if priority in set(Priority) else None)
        if due.strip():
            day = await self._services.reminding.day(interaction.user.id, due)
            edit = Edit(priority=edit.priority, due=day, no_due=day is None)
        await self._press(interaction, paper_id, edit)

    async def tag_by_form(self, interaction: Interaction, paper_id: str, words: str) -> None:
        """Give a paper the tags of the form."""
        await acknowledge_where_it_stands(interaction)
        await self._press(interaction, paper_id, Edit(tag=frozenset(parse_tags(words))))

    async def tag(self, interaction: Interaction, words: str, tags: str) -> None:
        """Give tags to a paper named in words."""
        await acknowledge(interaction, private=True)
        await self._edit(interaction, words, Edit(tag=frozenset(parse_tags(tags))))

    async def untag(self, interaction: Interaction, words: str, tags: str) -> None:
        """Take tags off a paper named in words."""
        await acknowledge(interaction, private=True)
        await self._edit(interaction, words, Edit(untag=frozenset(parse_tags(tags))))

    async def rate_by_name(self, interaction: Interaction, words: str, stars: str) -> None:
        """Rate a paper named in words."""
        await acknowledge(interaction, private=True)
        await self._edit(interaction, words, Edit(rating=parse_stars(stars)))

    async def priority(self, interaction: Interaction, words: str, priority: Priority) -> None:
        """Say how much a paper named in words matters."""
        await acknowledge(interaction, private=True)
        await self._edit(interaction, words, Edit(priority=priority))

    async def due(self, interaction: Interaction, words: str, when: str) -> None:
        """Say by when a paper named in words is to be read."""
        await acknowledge(interaction, private=True)
        day = await self._services.reminding.day(interaction.user.id, when)
        await self._edit(interaction, words, Edit(due=day, no_due=day is None))

    async def tags(self, interaction: Interaction) -> None:
        """Show the person's tags."""
        await acknowledge(interaction, private=True)
        tags = await self._services.organiser.tags(interaction.user.id)
        await reply(interaction, tags_card(tags), private=True)

    async def rename_tag(self, interaction: Interaction, old: str, new: str) -> None:
        """Give a tag another name; asks before two become one."""
        await acknowledge(interaction, private=True)
        owner = interaction.user.id
        renamed = await self._services.organiser.rename_tag(owner, old, new, merge=False)
        await reply(interaction, renamed_card(renamed, owner), private=True)

    async def merge(self, interaction: Interaction, owner: int, old: str, new: str) -> None:
        """Make two tags one."""
        await acknowledge_in_place(interaction)
        _check(interaction, owner, "`/tags show` lists yours.")
        renamed = await self._services.organiser.rename_tag(owner, old, new, merge=True)
        await reply(interaction, renamed_card(renamed, owner), private=True)

    async def remove_tag(self, interaction: Interaction, words: str) -> None:
        """Take a tag off every paper; Undo brings it back."""
        await acknowledge(interaction, private=True)
        tag, done = await self._services.organiser.remove_tag(interaction.user.id, words)
        undo = [Undo(done.action_id)] if done.action_id else []
        said = f"Took #{plain(tag)} off {papers_count(done.changed)}."
        await reply(interaction, notice(said, *undo), private=True)

    async def lists(self, interaction: Interaction) -> None:
        """Show the person's named lists."""
        await acknowledge(interaction, private=True)
        named = await self._services.organiser.named(interaction.user.id)
        await reply(interaction, lists_card(named), private=True)

    async def create_list(self, interaction: Interaction, name: str) -> None:
        """Make a named list."""
        await acknowledge(interaction, private=True)
        made = await self._services.organiser.create_list(interaction.user.id, name)
        said = f"Made your list “{plain(made.name)}”. `/lists add` puts papers on it."
        await reply(interaction, notice(said), private=True)

    async def rename_list(self, interaction: Interaction, old: str, new: str) -> None:
        """Give a list another name."""
        await acknowledge(interaction, private=True)
        named, name = await self._services.organiser.rename_list(interaction.user.id, old, new)
        said = f"“{plain(named.name)}” is called “{plain(name)}” now."
        await reply(interaction, notice(said), private=True)

    async def ask_delete_list(self, interaction: Interaction, name: str) -> None:
        """Ask once before a list is deleted."""
        await acknowledge(interaction, private=True)
        owner = interaction.user.id
        named = await self._services.shelf.named(owner, name)
        await reply(interaction, delete_list_card(owner, named), private=True)

    async def delete_list(self, interaction: Interaction, owner: int, id: int) -> None:
        """Delete a list."""
        await acknowledge_in_place(interaction)
        _check(interaction, owner, "`/lists show` shows yours.")
        gone = await self._services.organiser.delete_list(owner, id)
        said = (
            "Deleted. Its papers are on your reading list still."
            if gone
            else ("That list is gone already.")
        )
        await reply(interaction, notice(said), private=True)

    async def put(self, interaction: Interaction, name: str, words: str) -> None:
        """Put a paper named in words on a list."""
        await acknowledge(interaction, private=True)
        named = await self._services.shelf.named(interaction.user.id, name)
        await self._edit(interaction, words, Edit(put=frozenset({named.id})))

    async def take(self, interaction: Interaction, name: str, words: str) -> None:
        """Take a paper named in words off a list; it stays on the reading list."""
        await acknowledge(interaction, private=True)
        named = await self._services.shelf.named(interaction.user.id, name)
        await self._edit(interaction, words, Edit(take=frozenset({named.id})))

    async def rules(self, interaction: Interaction) -> None:
        """Show the person's rules."""
        await acknowledge(interaction, private=True)
        owner = interaction.user.id
        rules = await self._services.organiser.rules(owner)
        await reply(interaction, rules_card(owner, rules), private=True)

    async def add_rule(self, interaction: Interaction, words: str, tag: str | None) -> None:
        """Make a rule."""
        await acknowledge(interaction, private=True)
        owner = interaction.user.id
        try:
            rule, already = await self._services.organiser.add_rule(owner, words, tag)
        except QueryError as error:
            card = misread_card(error)
        else:
            card = rule_card(owner, rule, len(already))
        await reply(interaction, card, private=True)

    async def apply_rule(self, interaction: Interaction, owner: int, id: int) -> None:
        """Tag what is on the list already by a rule."""
        await acknowledge_in_place(interaction)
        _check(interaction, owner, "`/list rules` shows yours.")
        rule, done = await self._services.organiser.apply_rule(owner, id)
        undo = [Undo(done.action_id)] if done.action_id else []
        said = f"Tagged {papers_count(done.changed)} #{plain(rule.tag)}."
        await reply(interaction, notice(said, *undo), private=True)

    async def remove_rule(self, interaction: Interaction, owner: int, id: int) -> None:
        """Delete a rule; the tags it gave stay."""
        await acknowledge_in_place(interaction)
        _check(interaction, owner, "`/list rules` shows yours.")
        await self._services.organiser.remove_rule(owner, id)
        rules = await self._services.organiser.rules(owner)
        await reply(interaction, rules_card(owner, rules), private=True)

    async def _press(self, interaction: Interaction, paper_id: str, edit: Edit) -> None:
        """Change an entry by a control and show it anew."""
        await acknowledge_where_it_stands(interaction)
        paper = await paper_by_id(self._services, paper_id)
        if await self._services.lists.get(interaction.user.id, paper.id) is None:
            raise NotThere(NOT_LISTED)
        done = await self._services.shelf.edit(interaction.user.id, paper.id, edit)
        await self._show(interaction, paper.id, done)

    async def _show(
        self, interaction: Interaction, paper_id: str, done: Changed | None = None
    ) -> None:
        services, user_id = self._services, interaction.user.id
        paper = await paper_by_id(services, paper_id)
        entry = done.entry if done else await services.lists.get(user_id, paper.id)
        if entry is None:
            raise NotThere(NOT_LISTED)
        card = organise_card(
            entry,
            paper,
            (await services.reminding.here(user_id)).today,
            list(await services.organiser.tags(user_id)),
            await services.organiser.named(user_id),
            done,
        )
        await reply(interaction, card, private=True)

    async def _edit(self, interaction: Interaction, words: str, edit: Edit) -> None:
        """Change the entry of a paper named in words and say what changed."""
        services, user_id = self._services, interaction.user.id
        paper = await find_paper(services, user_id, words)
        before = await services.lists.get(user_id, paper.id)
        if paper.removed and before is None:
            raise BadInput("That paper is not in the catalogue any more, so it cannot be kept.")
        done = await services.shelf.edit(user_id, paper.id, edit)
        today = (await services.reminding.here(user_id)).today
        names = await names_of(services, user_id)
        await reply(interaction, kept_card(before, done, paper, today, names), private=True)


def _check(interaction: Interaction, owner: int, instead: str) -> None:
    if interaction.user.id != owner:
        raise NotYours(f"That button is for somebody else. {instead}")
