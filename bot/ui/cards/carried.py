"""What was carried in and out of a reading list, references, and reading in figures."""

import io
from collections.abc import Sequence

import discord

from bot.reading.exporting import ExportFile
from bot.reading.formats.models import MOST_READ
from bot.reading.importing import Fate, Imported, Outcome
from bot.reading.picture import alt_text
from bot.reading.statistics import Stats
from bot.ui.buttons.shelf import STATUS_LABELS, OpenList, Undo
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.limits import clip
from bot.ui.markup import plain, short_day
from storage.models import Paper, Status

PICTURE = "reading.png"
REPORT = "import-result.txt"
CITED_INLINE = 3_000
"""Characters of references that a card shows; more come as a file."""

_BROKEN_SHOWN = 5
_LANGUAGES = {"bibtex": "bibtex", "csl-json": "json"}
_ENDINGS = {"bibtex": "bib", "ris": "ris", "csl-json": "json", "text": "txt"}
_ADVICE = {
    "json": "It has everything you keep; `/list import` brings it back.",
    "csv": "A cell that a spreadsheet would take for a formula begins with an apostrophe; "
    "`/list import` takes it off again.",
    "markdown": "It is to be read; `/list import` finds its papers, not your notes on them.",
}


def exported_card(made: ExportFile, format: str) -> Card:
    """Said with an exported file."""
    papers = "1 paper" if made.papers == 1 else f"{made.papers:,} papers"
    packed = " It was too large for Discord, so I packed it." if made.name.endswith(".zip") else ""
    said = f"📤 {papers}, for your eyes only.{packed}"
    if advice := _ADVICE.get(format):
        said += f"\n-# {advice}"
    return Card(text(said), discord.ui.File(f"attachment://{made.name}"), framed=False)


def imported_card(done: Imported) -> Card:
    """Said after an import: what became of it, in figures, and what to do about the rest."""
    lines = [f"### 📥 Brought in from {done.kind}"]
    lines += [
        f"**{count:,}** {words}"
        for count, words in (
            (done.count(Fate.SAVED), "saved to your reading list"),
            (done.count(Fate.FILLED), "on your list already, and given what they lacked"),
            (done.count(Fate.LISTED), "on your list already"),
            (done.count(Fate.AGAIN), "named more than once"),
            (done.count(Fate.UNKNOWN), "not known here"),
            (done.count(Fate.ABSENT), "that neither I nor Hugging Face nor arXiv have"),
            (done.count(Fate.BROKEN), "that could not be read"),
        )
        if count
    ]
    broken = [each for each in done.outcomes if each.fate is Fate.BROKEN]
    lines += [
        f"-# {done.unit} {each.place}: {plain(clip(each.said, 120))}"
        for each in broken[:_BROKEN_SHOWN]
    ]
    if more := broken[_BROKEN_SHOWN:]:
        lines.append(f"-# and {len(more):,} more, in the file below")
    if done.left:
        lines.append(
            f"I take {MOST_READ:,} papers at once; what comes after them was left out. Split the "
            "file, please."
        )
    if done.trouble:
        lines.append(plain(done.trouble))
    if done.tags_left:
        lines.append(f"{done.tags_left:,} tags were left out: there is no room for more.")
    if done.lists_left:
        lines.append(f"{done.lists_left:,} lists were left out: there is no room, or no name.")
    controls: list[Part] = [] if done.action_id is None else [Undo(done.action_id, "Undo all")]
    file = discord.ui.File[discord.ui.LayoutView](f"attachment://{REPORT}")
    return Card(text("\n".join(lines)), file, row(*controls, OpenList()), framed=False)


def report(done: Imported) -> str:
    """What became of every piece of an import, a line each."""
    return "\n".join(_line(done.unit, outcome) for outcome in done.outcomes) + "\n"


def cited_card(cited: str, format: str, papers: Sequence[Paper]) -> Card:
    """References in a block that is copied with one press; too long ones begin there and are
    whole in a file."""
    block = clip_lines(cited, CITED_INLINE).replace("```", "`\u200b``")
    head = (
        f"Citing **{plain(clip(papers[0].title, 200))}**"
        if len(papers) == 1
        else f"Citing {len(papers)} papers"
    )
    shown = text(f"{head}\n```{_LANGUAGES.get(format, '')}\n{block}\n```")
    if len(cited) <= CITED_INLINE:
        return Card(shown, framed=False)
    name = f"citations.{_ENDINGS[format]}"
    whole = discord.ui.File[discord.ui.LayoutView](f"attachment://{name}")
    return Card(shown, text("-# That is the beginning; the file has all."), whole, framed=False)


def cited_file(cited: str, format: str) -> discord.File:
    """All references as a file."""
    name = f"citations.{_ENDINGS[format]}"
    return discord.File(io.BytesIO(f"{cited}\n".encode()), filename=name)


def clip_lines(words: str, limit: int) -> str:
    """As many whole lines as have room; a longer first line is cut."""
    if len(words) <= limit:
        return words
    cut = words[:limit]
    return cut[: cut.rfind("\n")] if "\n" in cut else clip(words, limit)


def stats_card(stats: Stats) -> Card:
    """A person's reading: the picture, and the same in words."""
    first, last = short_day(stats.since, stats.today), short_day(stats.until, stats.today)
    picture = discord.ui.MediaGallery[discord.ui.LayoutView](
        discord.MediaGalleryItem(f"attachment://{PICTURE}", description=alt_text(stats))
    )
    weeks = "1 week" if len(stats.weeks) == 1 else f"{len(stats.weeks)} weeks"
    lines = [
        f"Added **{stats.added:,}**, finished **{stats.finished:,}** in {weeks}.",
        _streak_words(stats),
        _wait_words(stats.days_to_finish),
        "On your list: "
        + ", ".join(
            f"{stats.counts[status]:,} {STATUS_LABELS[status].lower()}"
            for status in Status
            if stats.counts.get(status)
        )
        + ".",
    ]
    if stats.tags:
        lines.append(
            "By tag, read of all: "
            + ", ".join(
                f"{place}. #{plain(tag.tag)} {tag.read}/{tag.papers}"
                for place, tag in enumerate(stats.tags, start=1)
            )
            + "."
        )
    return Card(
        text(f"## Your reading · {first} to {last}"),
        picture,
        text("\n".join(filter(None, lines))),
    )


def no_figures_card() -> Card:
    """Said where there is nothing to count."""
    return notice(
        "There is nothing to count yet. Press 🔖 **Save** on any paper, mark what you have read "
        "with `/list mark`, and your figures are here."
    )


def _streak_words(stats: Stats) -> str:
    if not stats.longest:
        return "Nothing is finished yet: `/list mark` says what you have read."
    if not stats.streak:
        weeks = "1 week" if stats.longest == 1 else f"{stats.longest} weeks"
        return f"Longest run of weeks with a paper finished: {weeks}."
    this = "1 week" if stats.streak == 1 else f"{stats.streak} weeks in a row"
    best = f"; the longest run was {stats.longest}" if stats.longest > stats.streak else ""
    return f"A paper finished every week for {this}{best}."


def _wait_words(days: float | None) -> str:
    if days is None:
        return ""
    if days < 1:
        hours = max(1, round(days * 24))
        span = "1 hour" if hours == 1 else f"{hours} hours"
    else:
        span = "1 day" if round(days) == 1 else f"{round(days):,} days"
    return f"Half of what you finish is finished within {span} of saving it."


def _line(unit: str, outcome: Outcome) -> str:
    title = f" -> {outcome.paper.id} {outcome.paper.title}" if outcome.paper else ""
    return f"{unit} {outcome.place}: {outcome.fate.value}: {outcome.said}{title}"
