"""One paper in full."""

from datetime import date

from bot.ui.buttons.papers import Save, Similar
from bot.ui.buttons.shelf import STATUS_LABELS, STATUS_SIGNS, OpenEntry
from bot.ui.cards.frame import Card, Part, rows, text
from bot.ui.cards.lines import facts_line, link_buttons
from bot.ui.limits import ROW_BUTTONS, clip, fitting
from bot.ui.markup import link, plain
from storage.models import Entry, Links, Paper

AUTHORS = 6
"""Names shown; more are counted."""


def paper_card(paper: Paper, entry: Entry | None, today: date, links: Links | None = None) -> Card:
    """A paper with its whole abstract, what is linked to it and, if the person has it, where it
    stands."""

    def make(length: int) -> Card:
        head = f"## {link(plain(paper.title), paper.url)}"
        lines = [head, _authors(paper), facts_line(paper, today), _linked(paper, links)]
        parts: list[Part] = [text("\n".join(line for line in lines if line))]
        abstract = clip(paper.abstract, length)
        parts.append(text(plain(abstract) if abstract else "*No abstract is known.*"))
        if paper.keywords:
            parts.append(text(f"-# {plain(clip(', '.join(paper.keywords), 300))}"))
        if entry:
            sign, status = STATUS_SIGNS[entry.status], STATUS_LABELS[entry.status].lower()
            parts.append(text(f"{sign} On your list: {status}"))
        return Card(*parts, *_controls(paper, entry))

    return fitting(make, lengths=(3_000, 2_400, 1_800, 1_200, 800, 400, 100))


def _controls(paper: Paper, entry: Entry | None) -> list[Part]:
    """What can be done with it and where it can be read: in one row if that is wide enough."""
    own: list[Part] = [OpenEntry(paper.id) if entry else Save(paper)]
    if not paper.removed:
        own.append(Similar(paper))
    links = link_buttons(paper)
    if len(own) + len(links) <= ROW_BUTTONS:
        return rows([*own, *links])
    return [*rows(own), *rows(links)]


def _linked(paper: Paper, links: Links | None) -> str:
    """How many models, datasets and Spaces there are of it, as far as that is known."""
    if links is None:
        return ""
    kinds = ((links.models, "model"), (links.datasets, "dataset"), (links.spaces, "Space"))
    told = [f"{count:,} {kind}{'' if count == 1 else 's'}" for count, kind in kinds if count]
    return f"-# 🤗 {link(' · '.join(told), paper.url)}" if told else ""


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return ""
    names = ", ".join(paper.authors[:AUTHORS])
    more = len(paper.authors) - AUTHORS
    return plain(clip(names, 300)) + (f" and {more} more" if more > 0 else "")
