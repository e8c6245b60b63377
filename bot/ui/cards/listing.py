"""A person's reading list: its pages, changes of all of it, a paper to read next."""

from collections.abc import Mapping, Sequence
from datetime import date

import discord

from bot.reading.picking import Picked
from bot.reading.shelf import Shown
from bot.ui.buttons.lists import (
    SORT_LABELS,
    ChangeAll,
    DoAll,
    FilterList,
    Leave,
    PickAct,
    PickAnother,
    SortList,
    TurnList,
)
from bot.ui.buttons.organise import STARS
from bot.ui.buttons.shelf import STATUS_LABELS, STATUS_SIGNS, OpenEntry, OpenList, Undo
from bot.ui.cards.changes import Names, changed_words, due_words, extras, tags_line
from bot.ui.cards.frame import Card, Part, notice, row, rows, rule, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import plain, short_day
from storage.models import DueWithin, Entry, ListSort, ListView, NamedList, Paper, Priority
from storage.reading import Action, Together

PAGE = 7
"""Entries on a page of the list."""

_DUE = {
    DueWithin.OVERDUE: "overdue",
    DueWithin.TODAY: "due today",
    DueWithin.WEEK: "due this week",
    DueWithin.SOME: "with a due date",
    DueWithin.NONE: "without a due date",
}


def list_card(shown: Shown, owner: int, token: str) -> Card:
    """A page of a view, which is found again by `token`."""
    page, view, today = shown.page, shown.view, shown.here.today
    pages = max(1, -(-page.size // PAGE))
    first = (shown.number - 1) * PAGE
    where = f" · page {shown.number} of {pages}" if pages > 1 else ""
    name, conditions = view_words(view, shown.named)

    def make(length: int) -> Card:
        head = f"## {name} · {papers_count(page.size)}{where}"
        parts: list[Part] = [text(f"{head}\n-# {conditions}" if conditions else head)]
        if not page.entries:
            parts.append(text("Nothing is here."))
        for place, entry in enumerate(page.entries, start=first + 1):
            if paper := shown.papers.get(entry.paper_id):
                lines = _entry_lines(entry, paper, place, length, today)
                parts.append(
                    discord.ui.Section(text("\n".join(lines)), accessory=OpenEntry(entry.paper_id))
                )
        parts += [rule(), row(FilterList(owner, token, view.statuses, page.counts))]
        if page.size > 1:
            parts.append(row(SortList(owner, token, view.sort, by_words=bool(view.text))))
        ways: list[Part] = []
        if shown.number > 1:
            ways.append(TurnList("← Previous", owner, token, shown.number - 1))
        if shown.number < pages:
            ways.append(TurnList("Next →", owner, token, shown.number + 1))
        if page.size and not view.is_whole:
            ways.append(ChangeAll(owner, token, page.size))
        return Card(*parts, *rows(ways))

    return fitting(make, lengths=(180, 120, 80, 40))


def view_words(view: ListView, named: NamedList | None) -> tuple[str, str]:
    """The name of a view, and in a second line what else it asks for."""
    name = "Your reading list"
    if named is not None:
        name = f"“{plain(clip(named.name, 60))}”"
    elif view.statuses:
        name = f"Your list: {_statuses(view)}"
    said = []
    if named is not None and view.statuses:
        said.append(_statuses(view))
    said += [f"#{plain(tag)}" for tag in view.tags]
    if view.untagged:
        said.append("without tags")
    if view.text:
        said.append(f"“{plain(clip(view.text, 100))}”")
    if view.stars == 0:
        said.append("not rated")
    elif view.stars is not None:
        said.append(f"{STARS[view.stars]}{'' if view.stars == 5 else ' or more'}")
    if view.priority is not None:
        said.append(f"{view.priority} priority")
    if view.due is not None:
        said.append(_DUE[view.due])
    if view.older_days is not None:
        said.append(f"saved at least {days_words(view.older_days)} ago")
    if view.newer_days is not None:
        said.append(f"saved in the last {days_words(view.newer_days)}")
    if view.sort is not ListSort.ADDED:
        said.append(SORT_LABELS[view.sort].lower())
    return name, " · ".join(said)


def papers_count(count: int) -> str:
    """How many papers."""
    return "1 paper" if count == 1 else f"{count:,} papers"


def days_words(days: int) -> str:
    """How many days."""
    return "1 day" if days == 1 else f"{days} days"


def empty_list_card() -> Card:
    """Said to a person who has saved nothing yet."""
    return notice(
        "Your reading list is empty. Press 🔖 **Save** on any paper, in an answer or in `/daily`, "
        "and it is here, for your eyes only."
    )


def offer_card(owner: int, token: str, count: int) -> Card:
    """Asks what is to be done to all papers of a view."""
    return Card(
        text(
            f"What shall I do with {'this paper' if count == 1 else f'these {count:,} papers'}? "
            "I ask once more before I do it. `/list bulk` also tags them and puts them on a list."
        ),
        row(PickAct(owner, token)),
        row(Leave()),
        framed=False,
    )


def confirm_card(owner: int, token: str, count: int, act: str, words: str, view: str) -> Card:
    """Asks once before many papers are changed. `words`: what is done, as in "mark as read"."""
    papers = "this 1 paper" if count == 1 else f"all {count:,} papers"
    label = "Do it" if count == 1 else f"Yes, all {count:,}"
    return notice(
        f"{words[0].upper()}{words[1:]}: {papers} in {view}? Undo works for a day.",
        DoAll(owner, token, count, act, label=label),
        Leave(),
    )


def changed_all_card(done: Together, words: str) -> Card:
    """Said after many papers were changed."""
    if not done.changed or done.action_id is None:
        if done.unchanged:
            return notice(
                f"Nothing changed: {papers_count(done.unchanged)} had that already.", OpenList()
            )
        return notice("Nothing changed: no paper of yours fits that any more.", OpenList())
    so = f" {papers_count(done.unchanged)} had that already." if done.unchanged else ""
    return notice(
        f"Done, {words}: {papers_count(done.changed)}.{so}", Undo(done.action_id), OpenList()
    )


def picked_card(
    picked: Picked, entry: Entry, paper: Paper, today: date, seed: int, turn: int
) -> Card:
    """A paper to read next, and why this one."""
    why = []
    if picked.due:
        why.append(due_words(picked.due, today).removeprefix("📅 "))
    if picked.priority is Priority.HIGH:
        why.append("high priority")
    if picked.begun:
        why.append("you have begun it")
    if picked.days >= 14:
        why.append(f"on your list for {days_words(picked.days)}")

    def make(length: int) -> Card:
        lines = [f"### {title_line(paper, length=180)}", facts_line(paper, today)]
        if why:
            lines.append(f"-# Why this one: {', '.join(why)}")
        if tags := tags_line(entry):
            lines.append(tags)
        abstract = clip(paper.abstract, length)
        return Card(
            text("\n".join(line for line in lines if line)),
            *([text(plain(abstract))] if abstract else []),
            row(OpenEntry(paper.id), PickAnother(seed, turn + 1)),
        )

    return fitting(make, lengths=(700, 400, 200, 100))


def actions_card(
    actions: Sequence[Action], papers: Mapping[str, Paper], today: date, names: Names
) -> Card:
    """The last actions, newest first, each of which can be taken back."""
    parts: list[Part] = [text("## What you did last\n-# Kept for a day, ten at most.")]
    for action in actions:
        paper = papers.get(action.paper_id)
        title = plain(clip(paper.title, 60)) if paper else "a paper"
        more = f" and {action.size - 1:,} more" if action.size > 1 else ""
        words = changed_words(action.before, action.after, today, names) or "changed"
        parts.append(
            discord.ui.Section(
                text(f"**{title}**{more}\n-# {words} <t:{int(action.at.timestamp())}:R>"),
                accessory=Undo(action.id),
            )
        )
    return Card(*parts)


def _statuses(view: ListView) -> str:
    return " or ".join(STATUS_LABELS[status].lower() for status in view.statuses)


def _entry_lines(entry: Entry, paper: Paper, number: int, length: int, today: date) -> list[str]:
    status = f"{STATUS_SIGNS[entry.status]} {STATUS_LABELS[entry.status].lower()}"
    facts = [status, f"saved {short_day(entry.added_at.date(), today)}", *extras(entry, today)]
    if paper.removed:
        facts.append("no longer in the catalogue")
    lines = [title_line(paper, number, length), f"-# {' · '.join(facts)}"]
    if tags := tags_line(entry):
        lines.append(tags)
    if entry.note:
        lines.append(f"✏️ {plain(clip(' '.join(entry.note.split()), min(length, 100)))}")
    return lines
