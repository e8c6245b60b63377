"""One paper of a person's reading list, and what an action did to it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bot.ui.buttons.organise import Organise
from bot.ui.buttons.shelf import (
    STATUS_LABELS,
    STATUS_SIGNS,
    Mark,
    OpenEntry,
    OpenList,
    Remove,
    Undo,
    WipeNote,
    WriteNote,
)
from bot.ui.cards.changes import Names, changed_words, extras, tags_line
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.cards.lines import facts_line, link_buttons
from bot.ui.limits import clip, fitting
from bot.ui.markup import link, plain, short_day
from storage.models import Entry, Paper, Status
from storage.reading import Action, Changed, Undone

NO_NAMES: Names = MappingProxyType({})


def entry_card(
    entry: Entry, paper: Paper, today: date, done: Changed | None = None, names: Names = NO_NAMES
) -> Card:
    """One paper of the list: where it stands, how it got there, and what can be done.

    `done`: what has just been done to it, which can be undone.
    """
    steps = [
        f"{STATUS_LABELS[step.status].lower()} {short_day(step.at.date(), today)}"
        for step in entry.history[-5:]
    ]
    head = f"### {link(plain(paper.title), paper.url)}"
    facts = facts_line(paper, today)

    def make(length: int) -> Card:
        parts: list[Part] = [text("\n".join(line for line in (head, facts) if line))]
        parts.append(
            text(
                f"{STATUS_SIGNS[entry.status]} **{STATUS_LABELS[entry.status]}**"
                f"\n-# {' → '.join(steps)}"
            )
        )
        if kept := kept_words(entry, today, names):
            parts.append(text(kept))
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
        own += [Organise(entry.paper_id), Remove(entry.paper_id)]
        if done is not None and done.action_id is not None:
            own.append(Undo(done.action_id))
        parts.append(row(*own))
        parts.append(row(OpenList(), *link_buttons(paper)))
        return Card(*parts)

    return fitting(make, lengths=(2_200, 1_500, 1_000, 400))


def kept_words(entry: Entry, today: date, names: Names) -> str:
    """Rating, priority, due date, tags and lists of an entry, as far as there are any."""
    lines = [" · ".join(extras(entry, today)), tags_line(entry)]
    if on := [plain(clip(names[id], 50)) for id in entry.lists if id in names]:
        lines.append(f"🗂️ {', '.join(on[:10])}{' …' if len(on) > 10 else ''}")
    return "\n".join(line for line in lines if line)


def saved_card(done: Changed, paper: Paper, today: date) -> Card:
    """Said after a press on Save; the second press says that the first one did it."""
    title = f"**{plain(clip(paper.title, 200))}**"
    assert done.entry is not None
    if done.changed and done.action_id is not None:
        tags = f", tagged {tags_line(done.entry)}" if done.entry.tags else ""
        return notice(
            f"🔖 Saved {title} to your reading list{tags}.", Undo(done.action_id), OpenList()
        )
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


def kept_card(before: Entry | None, done: Changed, paper: Paper, today: date, names: Names) -> Card:
    """Said after something was kept about a paper, or taken away."""
    title = f"**{plain(clip(paper.title, 200))}**"
    if not done.changed or done.action_id is None:
        if done.entry is None:
            return notice(f"{title} is not on your reading list, so nothing changed.", OpenList())
        return notice(f"{title} is as it was: that was so already.", OpenEntry(paper.id))
    words = changed_words(before, done.entry, today, names)
    return notice(f"{title}: {words}.", Undo(done.action_id), OpenEntry(paper.id))


def removed_card(done: Changed, paper: Paper) -> Card:
    """Said after a paper was taken off the list."""
    title = f"**{plain(clip(paper.title, 200))}**"
    if not done.changed or done.action_id is None:
        return notice(f"{title} is not on your reading list.", OpenList())
    return notice(f"Took {title} off your reading list.", Undo(done.action_id), OpenList())


def undone_card(undone: Undone, papers: Mapping[str, Paper], before: Action | None = None) -> Card:
    """Said after an undo; `papers` by id. `before`: the action that can be undone next."""
    controls: list[Part] = [Undo(before.id, "Undo the one before")] if before else []
    if len(undone.papers) > 1 or undone.left:
        return notice(_undone_together(undone, papers), *controls, OpenList())
    [back] = undone.papers
    paper, entry = papers[back.paper_id], back.entry
    title = f"**{plain(clip(paper.title, 200))}**"
    if entry is None:
        off = f"Undone: {title} is not on your reading list any more."
        return notice(off, *controls, OpenList())
    status = STATUS_LABELS[entry.status].lower()
    note = ", with your note" if entry.note else ""
    return notice(
        f"Undone: {title} is on your reading list as before ({status}{note}).",
        *controls,
        OpenEntry(paper.id),
    )


def _undone_together(undone: Undone, papers: Mapping[str, Paper]) -> str:
    off = [each for each in undone.papers if each.entry is None]
    on = len(undone.papers) - len(off)
    said = []
    if len(off) == 1:
        title = papers[off[0].paper_id].title
        said.append(f"**{plain(clip(title, 200))}** is not on your reading list any more.")
    elif off:
        said.append(f"{len(off):,} papers are not on your reading list any more.")
    if on:
        said.append("1 paper is as before." if on == 1 else f"{on:,} papers are as before.")
    if undone.left:
        one = undone.left == 1
        stay = "1 paper stays as it is" if one else f"{undone.left:,} papers stay as they are"
        said.append(f"{stay}: you have changed {'it' if one else 'them'} since.")
    return f"Undone: {' '.join(said)}"
