"""The desk where reading lists are kept."""

from typing import Any

import discord

from bot.characters import visible, visible_lines
from bot.errors import BadInput, NotThere
from bot.services import Services
from bot.sources.identifiers import parse_paper_id
from bot.ui.asking import GONE
from bot.ui.cards.changes import Names
from bot.ui.cards.frame import Card
from bot.ui.cards.shelf import (
    NO_NAMES,
    entry_card,
    marked_card,
    noted_card,
    removed_card,
    saved_card,
    undone_card,
)
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, acknowledge_in_place, reply
from storage.edits import Edit
from storage.models import Entry, Paper, Status
from storage.reading import Changed, Undone

NOTE_LENGTH = 2_000
FORM_OPEN = 900.0
"""Seconds until discord.py forgets an open form; what comes later is taken in by its id."""
NOTE_FORM = "notetext:"
"""How the id of a note's form begins; the paper's id follows."""

NOT_LISTED = "That paper is not on your reading list. `/list show` shows what is."


class ShelvingDesk:
    """Keeps reading lists; everything it shows is for the person alone."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def save(self, interaction: Interaction, paper_id: str) -> None:
        """Put a paper on the list; pressing again says that it is there."""
        await acknowledge(interaction, private=True)
        paper = await self._paper(paper_id)
        if paper.removed:
            raise NotThere(GONE)
        done = await self._services.shelf.save(interaction.user.id, paper.id)
        today = (await self._services.reminding.here(interaction.user.id)).today
        await reply(interaction, saved_card(done, paper, today), private=True)

    async def undo(self, interaction: Interaction, action_id: int) -> None:
        """Take an action back."""
        await acknowledge_in_place(interaction)
        undone = await self._services.shelf.undo(interaction.user.id, action_id)
        if undone is None:
            raise NotThere(
                "That cannot be undone any more: it was undone already, is more than a day old, or "
                "you have changed that paper since. `/list show` shows how things stand."
            )
        await self._show_undone(interaction, undone)

    async def undo_last(self, interaction: Interaction) -> None:
        """Take the last action back, and offer the one before it."""
        await acknowledge(interaction, private=True)
        await self._show_undone(
            interaction, await self._services.shelf.undo_last(interaction.user.id)
        )

    async def remove(self, interaction: Interaction, paper_id: str) -> None:
        """Take a paper off the list."""
        await self._acknowledge(interaction)
        paper = await self._paper(paper_id)
        done = await self._services.shelf.edit(interaction.user.id, paper.id, Edit(remove=True))
        await reply(interaction, removed_card(done, paper), private=True)

    async def mark(self, interaction: Interaction, paper_id: str, status: Status) -> None:
        """Say how far the person is with a paper."""
        await self._acknowledge(interaction)
        paper = await self._paper(paper_id)
        user_id = interaction.user.id
        done = await self._services.shelf.edit(user_id, paper.id, Edit(status=status))
        if interaction.message is not None and done.entry is not None:
            card = await entry_of(self._services, user_id, done.entry, paper, done)
        else:
            card = marked_card(done, paper)
        await reply(interaction, card, private=True)

    async def open_note(self, interaction: Interaction, paper_id: str) -> None:
        """Open the form for a note: it must be the first response, so nothing is looked up."""
        form = discord.ui.Modal(
            title="Your note", custom_id=f"{NOTE_FORM}{paper_id}", timeout=FORM_OPEN
        )
        form.add_item(
            discord.ui.Label(
                text="Note, for your eyes only",
                description="It replaces the note that is there.",
                component=discord.ui.TextInput(
                    custom_id="note",
                    style=discord.TextStyle.paragraph,
                    max_length=NOTE_LENGTH,
                    required=True,
                ),
            )
        )
        await interaction.response.send_modal(form)

    async def note(self, interaction: Interaction, paper_id: str, note: str) -> None:
        """Write a note."""
        await acknowledge(interaction, private=True)
        note = visible_lines(note)
        if not note:
            raise BadInput("There is nothing in that note, so I left things as they were.")
        if len(note) > NOTE_LENGTH:
            raise BadInput(
                f"That note has {len(note):,} characters; {NOTE_LENGTH:,} is the most I keep. "
                "Shorten it, please; nothing was changed."
            )
        await self._set_note(interaction, paper_id, note)

    async def wipe_note(self, interaction: Interaction, paper_id: str) -> None:
        """Remove the note."""
        await self._acknowledge(interaction)
        await self._set_note(interaction, paper_id, "")

    async def entry(self, interaction: Interaction, paper_id: str) -> None:
        """Show one paper of the list and what can be done with it."""
        await acknowledge(interaction, private=True)
        paper = await self._paper(paper_id)
        entry = await self._services.lists.get(interaction.user.id, paper.id)
        if entry is None:
            raise NotThere(NOT_LISTED)
        card = await entry_of(self._services, interaction.user.id, entry, paper)
        await reply(interaction, card, private=True)

    async def mark_by_name(self, interaction: Interaction, words: str, status: Status) -> None:
        """`mark` for a paper named in words."""
        await acknowledge(interaction, private=True)
        await self.mark(interaction, await self._find(interaction, words), status)

    async def note_by_name(self, interaction: Interaction, words: str, note: str) -> None:
        """`note` for a paper named in words."""
        await acknowledge(interaction, private=True)
        await self.note(interaction, await self._find(interaction, words), note)

    async def open_note_by_name(self, interaction: Interaction, words: str) -> None:
        """`open_note` for a paper named in words. One that has to be looked up first is shown
        with its Note button: a form cannot follow a look-up, and what is written into one for
        an unclear name would be lost."""
        if id := parse_paper_id(words):
            await self.open_note(interaction, id)
            return
        await acknowledge(interaction, private=True)
        await self.entry(interaction, await self._find(interaction, words))

    async def open_by_name(self, interaction: Interaction, words: str) -> None:
        """`entry` for a paper named in words."""
        await acknowledge(interaction, private=True)
        await self.entry(interaction, await self._find(interaction, words))

    async def save_by_name(self, interaction: Interaction, words: str) -> None:
        """`save` for a paper named by id, link or title, in the whole catalogue."""
        await acknowledge(interaction, private=True)
        services = self._services
        id = parse_paper_id(words)
        paper = await services.catalogue.paper(id) if id else None
        if paper is None and not id:
            titled = await services.assistant.titled(words, limit=2)
            if len(titled) > 1 and titled[0].title.casefold() != visible(words).casefold():
                raise BadInput("Several papers are called like that. Pick one of the suggestions.")
            paper = titled[0] if titled else None
        if paper is None:
            raise NotThere("I know no paper of that name. `/search` may find it by other words.")
        await self.save(interaction, paper.id)

    async def remove_by_name(self, interaction: Interaction, words: str) -> None:
        """`remove` for a paper named in words."""
        await acknowledge(interaction, private=True)
        await self.remove(interaction, await self._find(interaction, words))

    async def _set_note(self, interaction: Interaction, paper_id: str, note: str) -> None:
        paper = await self._paper(paper_id)
        done = await self._services.shelf.edit(interaction.user.id, paper.id, Edit(note=note))
        await reply(interaction, noted_card(done, paper), private=True)

    async def _show_undone(self, interaction: Interaction, undone: Undone) -> None:
        services, user_id = self._services, interaction.user.id
        ids = [each.paper_id for each in undone.papers[:1]]
        papers = {paper.id: paper for paper in await services.catalogue.papers(ids)}
        others = await services.shelf.actions(user_id)
        before = others[0] if others else None
        await reply(interaction, undone_card(undone, papers, before), private=True)

    async def _find(self, interaction: Interaction, words: str) -> str:
        return (await find_paper(self._services, interaction.user.id, words)).id

    async def _paper(self, paper_id: str) -> Paper:
        return await paper_by_id(self._services, paper_id)

    async def _acknowledge(self, interaction: discord.Interaction[Any]) -> None:
        await acknowledge_where_it_stands(interaction)


async def find_paper(services: Services, user_id: int, words: str) -> Paper:
    """The paper a person names by id, link or a part of a title on their list.

    Raises NotThere or BadInput if that is none or several.
    """
    if (id := parse_paper_id(words)) and (paper := await services.catalogue.paper(id)):
        return paper
    wanted = visible(words)
    titles = await services.lists.titles(user_id, wanted, limit=2) if wanted else []
    if not titles:  # an empty name would be in every title
        raise NotThere(NOT_LISTED)
    if len(titles) > 1:
        raise BadInput("Several papers on your list fit that. Pick one of the suggestions.")
    return await paper_by_id(services, titles[0][0])


async def paper_by_id(services: Services, paper_id: str) -> Paper:
    """The paper with this id. Raises NotThere."""
    paper = await services.catalogue.paper(paper_id)
    if paper is None:
        raise NotThere(GONE)
    return paper


async def entry_of(
    services: Services, user_id: int, entry: Entry, paper: Paper, done: Changed | None = None
) -> Card:
    """The card of an entry, with the names of the lists it is on."""
    today = (await services.reminding.here(user_id)).today
    names = await names_of(services, user_id) if entry.lists else NO_NAMES
    return entry_card(entry, paper, today, done, names)


async def names_of(services: Services, user_id: int) -> Names:
    """The names of a person's lists by their numbers."""
    return {each.id: each.name for each in await services.organiser.named(user_id)}


async def acknowledge_where_it_stands(interaction: Interaction) -> None:
    """A private message may be replaced by what its button did; a public one stays."""
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await acknowledge_in_place(interaction)
    else:
        await acknowledge(interaction, private=True)
