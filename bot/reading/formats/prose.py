"""References to read, after the style of the APA (7th edition) for preprints."""

from collections.abc import Sequence

from bot.reading.formats import facts
from bot.reading.formats.models import Kept
from bot.reading.formats.names import parts_of
from storage.models import Paper

MOST_NAMED = 20
"""Authors that are named; of more, the first 19 and the last."""


def written(kept: Sequence[Kept]) -> str:
    """One reference a paragraph, in the order given."""
    return "\n\n".join(reference(each.paper) for each in kept) + "\n"


def reference(paper: Paper) -> str:
    """ "Lovelace, A., & Hopper, G. (2026). Title. arXiv. https://arxiv.org/abs/..." """
    when = facts.year_and_month(paper)
    year = f"({when[0] if when else 'n.d.'})."
    title = paper.title if paper.title.endswith((".", "?", "!")) else f"{paper.title}."
    authors = _authors([_short(author) for author in paper.authors])
    # Without an author the title takes their place.
    head = (authors, year, title) if authors else (title, year)
    place = ("arXiv.",) if paper.has_arxiv_id else ()
    return " ".join((*head, *place, facts.address(paper)))


def _short(author: str) -> str:
    name = parts_of(author)
    if not name.given:
        return author
    initials = " ".join(
        "-".join(f"{piece[0].upper()}." for piece in part.split("-") if piece)
        for part in name.given.split()
        if part.strip("-")
    )
    return ", ".join(filter(None, (name.family, initials, name.suffix)))


def _authors(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[: MOST_NAMED - 1])}, . . . {names[-1]}"
    if len(names) > 1:
        return f"{', '.join(names[:-1])}, & {names[-1]}"
    if names:
        return names[0] if names[0].endswith(".") else f"{names[0]}."
    return ""
