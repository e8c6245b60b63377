"""Desks: where a press or a command is answered, as far as a control needs to know them."""

from typing import Any, Protocol, TypeAlias, cast

import discord

from bot.editions.span import Span
from storage.models import ListSort, Priority, Status

Interaction: TypeAlias = discord.Interaction[Any]


class Asking(Protocol):
    """Where questions and papers are answered."""

    async def turn(self, interaction: Interaction, owner: int, question: int, page: int) -> None:
        """Show another page of an answer."""

    async def as_written(
        self, interaction: Interaction, owner: int, question: int, page: int
    ) -> None:
        """Show a page of what is found for a question as it was written."""

    async def nearest(self, interaction: Interaction, owner: int, question: int) -> None:
        """Show what is nearest to a question that nothing is on, to the person alone."""

    async def paper(self, interaction: Interaction, paper_id: str) -> None:
        """Show one paper in full, to the person alone."""

    async def similar(self, interaction: Interaction, paper_id: str) -> None:
        """Show what is like a paper, to the person alone."""

    async def turn_similar(
        self, interaction: Interaction, owner: int, paper_id: str, page: int
    ) -> None:
        """Show another page of what is like a paper."""


class Shelving(Protocol):
    """Where reading lists are kept."""

    async def save(self, interaction: Interaction, paper_id: str) -> None:
        """Put a paper on the person's list."""

    async def undo(self, interaction: Interaction, action_id: int) -> None:
        """Take an action back."""

    async def remove(self, interaction: Interaction, paper_id: str) -> None:
        """Take a paper off the list."""

    async def mark(self, interaction: Interaction, paper_id: str, status: Status) -> None:
        """Say how far the person is with a paper."""

    async def open_note(self, interaction: Interaction, paper_id: str) -> None:
        """Open the form for a note."""

    async def wipe_note(self, interaction: Interaction, paper_id: str) -> None:
        """Remove the note."""

    async def entry(self, interaction: Interaction, paper_id: str) -> None:
        """Show one paper of the list and what can be done with it."""


class Listing(Protocol):
    """Where reading lists are looked through and changed as wholes. `view`: a status, "all", or
    the number of a view that was kept."""

    async def open(self, interaction: Interaction) -> None:
        """Show the list."""

    async def turn(self, interaction: Interaction, owner: int, view: str, page: int) -> None:
        """Show another page of a view in place."""

    async def narrow(
        self, interaction: Interaction, owner: int, view: str, status: Status | None
    ) -> None:
        """Show the part of a view that has one status, or all of it."""

    async def reorder(
        self, interaction: Interaction, owner: int, view: str, sort: ListSort
    ) -> None:
        """Show a view in another order."""

    async def offer(self, interaction: Interaction, owner: int, view: str) -> None:
        """Ask what is to be done to all papers of a view."""

    async def ask(self, interaction: Interaction, owner: int, view: str, act: str) -> None:
        """Ask once whether that is really to be done."""

    async def change_all(
        self, interaction: Interaction, owner: int, view: str, count: int, act: str
    ) -> None:
        """Do it, to at most as many papers as were told."""

    async def leave(self, interaction: Interaction) -> None:
        """Leave everything as it is."""

    async def pick(self, interaction: Interaction, seed: int | None, turn: int) -> None:
        """Show a paper to read next."""


class Organising(Protocol):
    """Where one paper, and tags, lists and rules are organised."""

    async def open(self, interaction: Interaction, paper_id: str) -> None:
        """Show what else can be kept about a paper."""

    async def back(self, interaction: Interaction, paper_id: str) -> None:
        """Show the entry in place."""

    async def rate(self, interaction: Interaction, paper_id: str, stars: int) -> None:
        """Give a paper stars; 0 takes them away."""

    async def choose_tags(
        self, interaction: Interaction, paper_id: str, tags: set[str], gone: set[str]
    ) -> None:
        """Give a paper tags and take others away."""

    async def choose_lists(
        self, interaction: Interaction, paper_id: str, lists: set[int], gone: set[int]
    ) -> None:
        """Put a paper on lists and take it off others."""

    async def open_plan(self, interaction: Interaction, paper_id: str, priority: Priority) -> None:
        """Open the form for the due date and the priority."""

    async def open_tags(self, interaction: Interaction, paper_id: str) -> None:
        """Open the form for tags."""

    async def merge(self, interaction: Interaction, owner: int, old: str, new: str) -> None:
        """Make two tags one."""

    async def delete_list(self, interaction: Interaction, owner: int, id: int) -> None:
        """Delete a named list."""

    async def apply_rule(self, interaction: Interaction, owner: int, id: int) -> None:
        """Tag what is on the list already by a rule."""

    async def remove_rule(self, interaction: Interaction, owner: int, id: int) -> None:
        """Delete a rule."""


class RemindersDesk(Protocol):
    """Where reminders are kept."""

    async def open_form(self, interaction: Interaction, paper_id: str) -> None:
        """Open the form for a reminder of a paper."""

    async def cancel(self, interaction: Interaction, id: int) -> None:
        """Delete a reminder."""


class Newsstand(Protocol):
    """Where editions are shown."""

    async def turn(
        self,
        interaction: Interaction,
        owner: int,
        span: Span,
        page: int,
        theme: str | None = None,
    ) -> None:
        """Show another page, theme, day, week or month."""

    async def turn_trending(self, interaction: Interaction, owner: int, page: int) -> None:
        """Show another page of what is trending."""

    async def open(self, interaction: Interaction, span: Span) -> None:
        """Show a whole edition to the person alone."""


class Erasing(Protocol):
    """Where people's data are handed out and erased."""

    async def erase(self, interaction: Interaction, owner: int) -> None:
        """Delete everything about a person."""

    async def keep(self, interaction: Interaction, owner: int) -> None:
        """Leave everything as it is."""


class Lettering(Protocol):
    """Where it is said what a person gets sent."""

    async def confirm(self, interaction: Interaction, id: int) -> None:
        """Let an offered digest begin."""

    async def open_form(self, interaction: Interaction, id: int) -> None:
        """Open the form of a digest."""

    async def stop(self, interaction: Interaction, id: int) -> None:
        """End a digest."""

    async def confirm_alert(self, interaction: Interaction, id: int) -> None:
        """Let an offered alert begin."""

    async def stop_alert(self, interaction: Interaction, id: int) -> None:
        """End an alert."""

    async def overview(self, interaction: Interaction) -> None:
        """Show everything that the person gets sent."""

    async def snooze(self, interaction: Interaction, id: int) -> None:
        """Let a reminder come again in a day."""

    async def stop_nudge(self, interaction: Interaction) -> None:
        """End the weekly word on what is unread."""

    async def resume(self, interaction: Interaction) -> None:
        """Try the person's direct messages again."""


class Feeding(Protocol):
    """Where the people who manage a server look after its feeds."""

    async def open_when(self, interaction: Interaction, feed_id: int) -> None:
        """Open the form of when a feed comes."""

    async def open_what(self, interaction: Interaction, feed_id: int) -> None:
        """Open the form of what it brings."""

    async def open_again(self, interaction: Interaction, feed_id: int, timing: Any) -> None:
        """Open the first form with what was written in it."""

    async def change(self, interaction: Interaction, feed_id: int, **wishes: Any) -> None:
        """Change a feed."""

    async def ping(self, interaction: Interaction, feed_id: int, role_id: int | None) -> None:
        """Have a role pinged, or none."""

    async def preview(self, interaction: Interaction, feed_id: int) -> None:
        """Show what a feed will post, to the person alone."""

    async def resume(self, interaction: Interaction, feed_id: int) -> None:
        """Go on with a paused feed."""


class Desks(Protocol):
    """What the client offers to whoever presses a control."""

    asking: Asking
    shelving: Shelving
    listing: Listing
    organising: Organising
    reminders: RemindersDesk
    newsstand: Newsstand
    erasing: Erasing
    letters: Lettering
    feeding: Feeding


def desks(interaction: Interaction) -> Desks:
    """The desks of the client an interaction came through."""
    return cast(Desks, interaction.client)
