"""What can be kept about a paper, and a person's tags, lists, rules and reminders."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import discord

from bot.reading.organising import Renamed
from bot.ui.buttons.lists import Leave
from bot.ui.buttons.organise import (
    ApplyRule,
    Back,
    CancelReminder,
    DeleteList,
    MergeTags,
    NewTag,
    PickLists,
    PickTags,
    Plan,
    Rate,
    RemindMe,
    RemoveRule,
)
from bot.ui.buttons.shelf import Undo
from bot.ui.cards.changes import Names
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.cards.listing import papers_count
from bot.ui.cards.shelf import kept_words
from bot.ui.limits import clip, fitting
from bot.ui.markup import link, plain, short_day
from storage.letter_models import Reminder
from storage.models import Entry, NamedList, Paper, TagRule
from storage.reading import Changed

TAGS_SHOWN = 100
REMINDERS_SHOWN = 10


def organise_card(
    entry: Entry,
    paper: Paper,
    today: date,
    tags: Sequence[str],
    named: Sequence[NamedList],
    done: Changed | None = None,
) -> Card:
    """Rating, tags, lists, due date and priority of a paper, each to be changed."""
    names: Names = {each.id: each.name for each in named}
    kept = kept_words(entry, today, names) or "-# Nothing is kept about it yet."
    parts: list[Part] = [
        text(f"### {link(plain(clip(paper.title, 200)), paper.url)}"),
        text(kept),
        row(Rate(entry)),
    ]
    if entry.tags or tags:
        parts.append(row(PickTags(entry, tags)))
    if named:
        parts.append(row(PickLists(entry, named)))
    parts.append(row(NewTag(entry.paper_id), Plan(entry), RemindMe(entry.paper_id)))
    ways: list[Part] = [Back(entry.paper_id)]
    if done is not None and done.action_id is not None:
        ways.append(Undo(done.action_id))
    return Card(*parts, row(*ways))


def tags_card(tags: Mapping[str, int]) -> Card:
    """All tags of a person."""
    if not tags:
        return notice(
            "You have no tags yet. `/list tag` gives a paper some, and so does **Organise** on any "
            "paper of your list."
        )

    def make(most: int) -> Card:
        shown = " · ".join(f"#{plain(tag)} {count:,}" for tag, count in list(tags.items())[:most])
        more = f" and {len(tags) - most:,} more" if len(tags) > most else ""
        return Card(
            text(f"## Your tags · {len(tags):,}"),
            text(f"{shown}{more}"),
            text(
                "-# `/list show tag:` shows what has one, `/tags rename` renames it or merges two, "
                "`/tags remove` takes it off every paper."
            ),
        )

    return fitting(make, lengths=(TAGS_SHOWN, 60, 30, 15))


def renamed_card(renamed: Renamed, owner: int) -> Card:
    """Said after a tag was renamed; asks first where the new name is taken."""
    old, new = f"#{plain(renamed.old)}", f"#{plain(renamed.new)}"
    if renamed.done is None:
        return notice(
            f"You have {new} already, on {papers_count(renamed.other)}. Merge {old} "
            f"({papers_count(renamed.size)}) into it?",
            MergeTags(owner, renamed.old, renamed.new),
            Leave(),
        )
    undo: list[Part] = [Undo(renamed.done.action_id)] if renamed.done.action_id else []
    how = "Merged" if renamed.other else "Renamed"
    into = "into" if renamed.other else "to"
    return notice(f"{how} {old} {into} {new} on {papers_count(renamed.done.changed)}.", *undo)


def lists_card(named: Sequence[NamedList]) -> Card:
    """All named lists of a person."""
    if not named:
        return notice(
            "You have no lists beside your reading list yet. `/lists create` makes one, for "
            "example for a thesis or a talk; `/lists add` puts papers on it."
        )

    def make(length: int) -> Card:
        lines = [
            f"**{plain(clip(each.name, length))}** · {papers_count(each.size)}" for each in named
        ]
        return Card(
            text(f"## Your lists · {len(named)}"),
            text("\n".join(lines)),
            text("-# `/list show list:` shows what is on one, `/lists add` puts a paper there."),
        )

    return fitting(make, lengths=(50, 30, 20, 8))


def delete_list_card(owner: int, named: NamedList) -> Card:
    """Asks once before a list is deleted."""
    return notice(
        f"Delete your list “{plain(named.name)}” ({papers_count(named.size)})? The papers stay on "
        "your reading list; which of them were on this one is forgotten for good.",
        DeleteList(owner, named.id),
        Leave(),
    )


def rules_card(owner: int, rules: Sequence[TagRule]) -> Card:
    """All rules of a person."""
    if not rules:
        return notice(
            "You have no rules yet. A rule tags papers by itself as you save them: "
            "`/list rule when:diffusion tag:gen`. Everything from `/help topic:search` can stand "
            "in it."
        )

    def make(length: int) -> Card:
        lines = [f"`{_code(clip(rule.query, length))}` → #{plain(rule.tag)}" for rule in rules]
        return Card(
            text("## Your rules\n-# They tag papers as you save them."),
            text("\n".join(lines)),
            row(RemoveRule(owner, rules, length)),
        )

    return fitting(make, lengths=(200, 100, 60, 40, 20))


def rule_card(owner: int, rule: TagRule, fitting_already: int) -> Card:
    """Said after a rule was made."""
    said = f"From now on papers with `{_code(clip(rule.query, 200))}` get #{plain(rule.tag)}."
    if not fitting_already:
        return notice(f"{said} Nothing on your list lacks it now.")
    are = (
        "1 paper on your list fits"
        if fitting_already == 1
        else (f"{fitting_already:,} papers on your list fit")
    )
    return notice(f"{said} {are} already.", ApplyRule(owner, rule, fitting_already), Leave())


def reminded_card(reminder: Reminder, paper: Paper | None, zone: ZoneInfo, *, utc: bool) -> Card:
    """Said after a reminder was kept. `utc`: the person named no time zone yet."""
    at = when_words(reminder.due_at, zone)
    what = _what(reminder, paper, 200)
    hint = " Your time zone is UTC until `/timezone` says otherwise." if utc else ""
    return notice(f"⏰ I keep a reminder for {at}: {what}.{hint}", CancelReminder(reminder.id))


def reminders_card(
    reminders: Sequence[Reminder], papers: Mapping[str, Paper], zone: ZoneInfo
) -> Card:
    """The reminders that are still to come."""
    if not reminders:
        return notice(
            "No reminder is waiting. `/list remind when:friday 9am` keeps one, of a paper, of your "
            "own words, or of both."
        )

    def make(length: int) -> Card:
        parts: list[Part] = [text(f"## Your reminders · {len(reminders)}\n-# Times in {zone.key}")]
        for each in reminders[:REMINDERS_SHOWN]:
            paper = papers.get(each.paper_id or "")
            words = f"**{when_words(each.due_at, zone)}**\n{_what(each, paper, length)}"
            parts.append(discord.ui.Section(text(words), accessory=CancelReminder(each.id)))
        if len(reminders) > REMINDERS_SHOWN:
            parts.append(text(f"-# And {len(reminders) - REMINDERS_SHOWN} more after these."))
        return Card(*parts)

    return fitting(make, lengths=(150, 100, 60, 30))


def when_words(at: datetime, zone: ZoneInfo) -> str:
    """An instant in a person's time zone: "Fri, Mar 20, 09:00"."""
    local = at.astimezone(zone)
    return (
        f"{local:%a}, {short_day(local.date(), date(local.year, 1, 1))} {local.year}, {local:%H:%M}"
    )


def _what(reminder: Reminder, paper: Paper | None, length: int) -> str:
    said = []
    if paper is not None:
        said.append(f"**{plain(clip(paper.title, length))}**")
    if reminder.text:
        said.append(plain(clip(reminder.text, length)))
    return " · ".join(said) or "a paper"


def _code(words: str) -> str:
    """Words in which nothing ends the code they are shown as."""
    return words.replace("`", "'").replace("\n", " ")
