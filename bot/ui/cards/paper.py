"""One paper in full."""

from datetime import date

from bot.ui.buttons.papers import Save
from bot.ui.buttons.shelf import STATUS_LABELS, STATUS_SIGNS, OpenEntry
from bot.ui.cards.frame import Card, Part, row, text
from bot.ui.cards.lines import facts_line, link_buttons
from bot.ui.limits import clip, fitting
from bot.ui.markup import link, plain
from storage.models import Entry, Paper

AUTHORS = 6
"""Names shown; more are counted."""


def paper_card(paper: Paper, entry: Entry | None, today: date) -> Card:
    """A paper with its whole abstract, and, if the person has it, where it stands."""

    def make(length: int) -> Card:
        head = f"## {link(plain(paper.title), paper.url)}"
        lines = [head, _authors(paper), facts_line(paper, today)]
        parts: list[Part] = [text("\n".join(line for line in lines if line))]
        abstract = clip(paper.abstract, length)
        parts.append(text(plain(abstract) if abstract else "*No abstract is known.*"))
        if paper.keywords:
            parts.append(text(f"-# {plain(clip(', '.join(paper.keywords), 300))}"))
        if entry:
            sign, status = STATUS_SIGNS[entry.status], STATUS_LABELS[entry.status].lower()
            parts.append(text(f"{sign} On your list: {status}"))
        own: Part = OpenEntry(paper.id) if entry else Save(paper)
        parts.append(row(own, *link_buttons(paper)))
        return Card(*parts)

    return fitting(make, lengths=(3_000, 2_400, 1_800, 1_200, 800, 400, 100))


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return ""
    names = ", ".join(paper.authors[:AUTHORS])
    more = len(paper.authors) - AUTHORS
    return plain(clip(names, 300)) + (f" and {more} more" if more > 0 else "")
