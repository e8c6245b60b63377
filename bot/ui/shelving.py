"""The desk where reading lists are kept."""

from datetime import timedelta
from typing import Any

import discord

from bot.characters import visible, visible_lines
from bot.errors import BadInput, NotThere, NotYours
from bot.services import Services
from bot.sources.identifiers import parse_paper_id
from bot.ui.asking import GONE
from bot.ui.cards.frame import Card, notice
from bot.ui.cards.shelf import (
    PAGE,
    empty_list_card,
    entry_card,
    list_card,
    marked_card,
    noted_card,
    removed_card,
    saved_card,
    undone_card,
)
from bot.ui.desks import Interaction
from bot.ui.markup import plain
from bot.ui.reply import acknowledge, acknowledge_in_place, reply, reply_beside
from storage.models import Paper, Status

UNDO_FOR = timedelta(days=1)
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
        now = self._services.clock.now()
        done = await self._services.lists.save(interaction.user.id, paper.id, now)
        await reply(interaction, saved_card(done, paper, now.date()), private=True)

    async def undo(self, interaction: Interaction, action_id: int) -> None:
        """Take an action back."""
        await acknowledge_in_place(interaction)
        services = self._services
        since = services.clock.now() - UNDO_FOR
        undone = await services.lists.undo(interaction.user.id, action_id, since)
        if undone is None:
            raise NotThere(
                "That cannot be undone any more: it was undone already, is more than a day old, or "
                "you have changed that paper since. `/list show` shows how things stand."
            )
        ids = [each.paper_id for each in undone.papers]
        papers = {paper.id: paper for paper in await services.catalogue.papers(ids)}
        await reply(interaction, undone_card(undone, papers), private=True)

    async def remove(self, interaction: Interaction, paper_id: str) -> None:
        """Take a paper off the list."""
        await self._acknowledge(interaction)
        paper = await self._paper(paper_id)
        now = self._services.clock.now()
        done = await self._services.lists.remove(interaction.user.id, paper.id, now)
        await reply(interaction, removed_card(done, paper), private=True)

    async def mark(self, interaction: Interaction, paper_id: str, status: Status) -> None:
        """Say how far the person is with a paper."""
        await self._acknowledge(interaction)
        paper = await self._paper(paper_id)
        services, now = self._services, self._services.clock.now()
        done = await services.lists.set_status(interaction.user.id, paper.id, status, now)
        if interaction.message is not None and done.entry is not None:
            card = entry_card(done.entry, paper, now.date(), done)
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
        today = self._services.clock.now().date()
        await reply(interaction, entry_card(entry, paper, today), private=True)

    async def open(self, interaction: Interaction, status: Status | None = None) -> None:
        """Show the list, or its part with one status."""
        await acknowledge(interaction, private=True)
        await reply(interaction, await self._list(interaction.user.id, status, 1), private=True)

    async def turn(
        self, interaction: Interaction, owner: int, status: Status | None, page: int
    ) -> None:
        """Show another part of the list in place."""
        await acknowledge_in_place(interaction)
        if interaction.user.id != owner:
            raise NotYours("That is somebody else's list. `/list show` opens yours.")
        await reply(interaction, await self._list(owner, status, page), private=True)

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

    async def hand_back(self, interaction: Interaction, note: str) -> None:
        """Give back what was written into a form and could not be kept."""
        if words := visible_lines(note)[:NOTE_LENGTH]:
            handed = notice(f"Your note, so that it is not lost:\n{plain(words)}")
            await reply_beside(interaction, handed)

    async def remove_by_name(self, interaction: Interaction, words: str) -> None:
        """`remove` for a paper named in words."""
        await acknowledge(interaction, private=True)
        await self.remove(interaction, await self._find(interaction, words))

    async def _find(self, interaction: Interaction, words: str) -> str:
        """The id of the paper a person names by id, link or a part of a title on their list.

        Raises NotThere or BadInput if that is none or several.
        """
        if (id := parse_paper_id(words)) and (paper := await self._services.catalogue.paper(id)):
            return paper.id
        wanted = visible(words)
        if not wanted:  # it would be in every title
            raise NotThere(NOT_LISTED)
        titles = await self._services.lists.titles(interaction.user.id, wanted, limit=2)
        if not titles:
            raise NotThere(NOT_LISTED)
        if len(titles) > 1:
            raise BadInput("Several papers on your list fit that. Pick one of the suggestions.")
        return titles[0][0]

    async def _list(self, owner: int, status: Status | None, number: int) -> Card:
        services = self._services
        page = await services.lists.page(owner, status, (number - 1) * PAGE, PAGE)
        if page.total == 0:
            return empty_list_card()
        if not page.entries and number > 1:  # the last page has been emptied meanwhile
            return await self._list(owner, status, number - 1)
        ids = [entry.paper_id for entry in page.entries]
        papers = {paper.id: paper for paper in await services.catalogue.papers(ids)}
        return list_card(page, papers, owner, status, number, services.clock.now().date())

    async def _set_note(self, interaction: Interaction, paper_id: str, note: str) -> None:
        paper = await self._paper(paper_id)
        now = self._services.clock.now()
        done = await self._services.lists.set_note(interaction.user.id, paper.id, note, now)
        await reply(interaction, noted_card(done, paper), private=True)

    async def _paper(self, paper_id: str) -> Paper:
        paper = await self._services.catalogue.paper(paper_id)
        if paper is None:
            raise NotThere(GONE)
        return paper

    async def _acknowledge(self, interaction: discord.Interaction[Any]) -> None:
        # A private message may be replaced by what its button did; a public one stays.
        if interaction.message is not None and interaction.message.flags.ephemeral:
            await acknowledge_in_place(interaction)
        else:
            await acknowledge(interaction, private=True)
