"""A person's reading list: the list, one entry, and what an action did."""

from collections.abc import Mapping
from datetime import date

import discord

from bot.ui.buttons.shelf import (
    STATUS_LABELS,
    STATUS_SIGNS,
    FilterList,
    Mark,
    OpenEntry,
    OpenList,
    Remove,
    TurnList,
    Undo,
    WipeNote,
    WriteNote,
)
from bot.ui.cards.frame import Card, Part, notice, row, rows, rule, text
from bot.ui.cards.lines import facts_line, link_buttons, title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import link, plain, short_day
from storage.models import Entry, Paper, Status
from storage.reading import Changed, Undone
from storage.shelves import Page

PAGE = 7
"""Entries on a page of the list."""


def list_card(
    page: Page,
    papers: dict[str, Paper],
    owner: int,
    status: Status | None,
    number: int,
    today: date,
) -> Card:
    """Page `number` (from 1) of a list, or of its part with one status."""
    total = page.total if status is None else page.counts.get(status, 0)
    pages = max(1, -(-total // PAGE))
    first = (number - 1) * PAGE
    name = "Your reading list" if status is None else f"Your list: {STATUS_LABELS[status].lower()}"
    where = f" · page {number} of {pages}" if pages > 1 else ""

    def make(length: int) -> Card:
        count = "1 paper" if total == 1 else f"{total} papers"
        parts: list[Part] = [text(f"## {name} · {count}{where}")]
        if not page.entries:
            parts.append(text("Nothing is here."))
        for place, entry in enumerate(page.entries, start=first + 1):
            lines = _entry_lines(entry, papers[entry.paper_id], place, length, today)
            parts.append(
                discord.ui.Section(text("\n".join(lines)), accessory=OpenEntry(entry.paper_id))
            )
        parts += [rule(), row(FilterList(owner, status, page.counts))]
        turns: list[Part] = []
        if number > 1:
            turns.append(TurnList("← Previous", owner, status, number - 1))
        if number < pages:
            turns.append(TurnList("Next →", owner, status, number + 1))
        return Card(*parts, *rows(turns))

    return fitting(make, lengths=(180, 120, 80, 40))


def empty_list_card() -> Card:
    """Said to a person who has saved nothing yet."""
    return notice(
        "Your reading list is empty. Press 🔖 **Save** on any paper, in an answer or in `/daily`, "
        "and it is here, for your eyes only."
    )


def entry_card(entry: Entry, paper: Paper, today: date, done: Changed | None = None) -> Card:
    """One paper of the list: where it stands, how it got there, and what can be done.

    `done`: what has just been done to it, which can be undone.
    """
    steps = [
        f"{STATUS_LABELS[step.status].lower()} {short_day(step.at.date(), today)}"
        for step in entry.history[-5:]
    ]

    def make(length: int) -> Card:
        head = f"### {link(plain(paper.title), paper.url)}"
        facts = facts_line(paper, today)
        parts: list[Part] = [text("\n".join(line for line in (head, facts) if line))]
        parts.append(
            text(
                f"{STATUS_SIGNS[entry.status]} **{STATUS_LABELS[entry.status]}**"
                f"\n-# {' → '.join(steps)}"
            )
        )
        if entry.note:
            parts.append(text(f"✏️ {plain(clip(entry.note, length))}"))
        parts.append(
            row(
                *(Mark(entry.paper_id, status, current=status is entry.status) for status in Status)
            )
        )
        own: list[Part] = [WriteNote(entry.paper_id, again=bool(entry.note))]
        if entry.note:
            own.append(WipeNote(entry.paper_id))
        own.append(Remove(entry.paper_id))
        if done is not None and done.action_id is not None:
            own.append(Undo(done.action_id))
        parts.append(row(*own, OpenList()))
        parts.append(row(*link_buttons(paper)))
        return Card(*parts)

    return fitting(make, lengths=(2_200, 1_500, 1_000, 400))


def saved_card(done: Changed, paper: Paper, today: date) -> Card:
    """Said after a press on Save; the second press says that the first one did it."""
    title = f"**{plain(clip(paper.title, 200))}**"
    if done.changed and done.action_id is not None:
        return notice(f"🔖 Saved {title} to your reading list.", Undo(done.action_id), OpenList())
    assert done.entry is not None
    since = short_day(done.entry.added_at.date(), today)
    status = STATUS_LABELS[done.entry.status].lower()
    return notice(
        f"{title} is already on your reading list ({status}, saved {since}).",
        OpenEntry(paper.id),
        Remove(paper.id),
    )


def marked_card(done: Changed, paper: Paper) -> Card:
    """Said after a change of status."""
    assert done.entry is not None
    sign, status = STATUS_SIGNS[done.entry.status], STATUS_LABELS[done.entry.status].lower()
    title = f"**{plain(clip(paper.title, 200))}**"
    if not done.changed or done.action_id is None:
        return notice(f"{title} was already marked “{status}”.", OpenEntry(paper.id))
    return notice(f"{sign} Marked {title} as {status}.", Undo(done.action_id), OpenList())


def noted_card(done: Changed, paper: Paper) -> Card:
    """Said after a note was written or removed."""
    title = f"**{plain(clip(paper.title, 200))}**"
    if not done.changed or done.action_id is None:
        return notice(f"The note on {title} is as it was.", OpenEntry(paper.id))
    written = done.entry is not None and done.entry.note
    said = f"✏️ Noted on {title}." if written else f"Removed the note on {title}."
    return notice(said, Undo(done.action_id), OpenEntry(paper.id))


def removed_card(done: Changed, paper: Paper) -> Card:
    """Said after a paper was taken off the list."""
    title = f"**{plain(clip(paper.title, 200))}**"
    if not done.changed or done.action_id is None:
        return notice(f"{title} is not on your reading list.", OpenList())
    return notice(f"Took {title} off your reading list.", Undo(done.action_id), OpenList())


def undone_card(undone: Undone, papers: Mapping[str, Paper]) -> Card:
    """Said after an undo; `papers` by id."""
    if len(undone.papers) > 1 or undone.left:
        return notice(_undone_together(undone, papers), OpenList())
    [back] = undone.papers
    paper, entry = papers[back.paper_id], back.entry
    title = f"**{plain(clip(paper.title, 200))}**"
    if entry is None:
        return notice(f"Undone: {title} is not on your reading list any more.", OpenList())
    status = STATUS_LABELS[entry.status].lower()
    note = ", with your note" if entry.note else ""
    return notice(
        f"Undone: {title} is on your reading list again ({status}{note}).", OpenEntry(paper.id)
    )


def _undone_together(undone: Undone, papers: Mapping[str, Paper]) -> str:
    """Papers are only ever put on a list together, so the way back is off it."""
    if len(undone.papers) == 1:
        title = papers[undone.papers[0].paper_id].title
        off = f"**{plain(clip(title, 200))}** is"
    else:
        off = f"{len(undone.papers)} papers are"
    left = ""
    if undone.left:
        one = undone.left == 1
        stay = "1 paper stays as it is" if one else f"{undone.left} papers stay as they are"
        left = f" {stay}: you have changed {'it' if one else 'them'} since."
    return f"Undone: {off} not on your reading list any more.{left}"


def _entry_lines(entry: Entry, paper: Paper, number: int, length: int, today: date) -> list[str]:
    status = f"{STATUS_SIGNS[entry.status]} {STATUS_LABELS[entry.status].lower()}"
    facts = f"-# {status} · saved {short_day(entry.added_at.date(), today)}"
    if paper.removed:
        facts += " · no longer in the catalogue"
    lines = [title_line(paper, number, length), facts]
    if entry.note:
        lines.append(f"✏️ {plain(clip(' '.join(entry.note.split()), min(length, 100)))}")
    return lines
