"""The papers of a message: what saving them did, and what is meant where none is named."""

from collections.abc import Sequence
from datetime import date

from bot.ui.buttons.papers import Abstract, Save
from bot.ui.buttons.shelf import OpenList, Undo
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import fitting
from bot.ui.markup import link
from storage.models import Paper

SHOWN = 10
"""Papers named of each kind; more are counted."""


def gathered_card(
    saved: Sequence[Paper],
    listed: Sequence[Paper],
    unknown: Sequence[str],
    action_id: int | None,
) -> Card:
    """Said after the papers of a message were saved: which, which were there already, and the
    ids that the catalogue does not have."""
    controls: list[Part] = [] if action_id is None else [Undo(action_id)]

    def make(length: int) -> Card:
        said = []
        if saved:
            many = "1 paper" if len(saved) == 1 else f"{len(saved)} papers"
            said.append(f"🔖 Saved {many} to your reading list:\n{_titles(saved, length)}")
        if listed:
            one = len(listed) == 1
            there = "1 paper is" if one else f"{len(listed)} papers are"
            said.append(f"{there} already on your reading list:\n{_titles(listed, length)}")
        if unknown:
            said.append(unknown_words(unknown))
        return Card(*map(text, said), row(*controls, OpenList()), framed=False)

    return fitting(make, lengths=(140, 100, 60, 40, 20))


def unknown_words(ids: Sequence[str]) -> str:
    """A sentence on papers that the catalogue does not have, with the way to each."""
    ways = [link(id, f"https://arxiv.org/abs/{id}") for id in ids[:SHOWN]]
    if more := len(ids) - SHOWN:
        ways += [f"{more} more"] if more > 0 else []
    named = ways[0] if len(ways) == 1 else f"{', '.join(ways[:-1])} and {ways[-1]}"
    return f"I do not have {named} yet."


def unknown_card(ids: Sequence[str]) -> Card:
    """Said where a message names only papers that the catalogue does not have."""
    return notice(f"{unknown_words(ids)} `/search` looks through the papers I have.")


def nothing_named_card(meant: Sequence[Paper], today: date) -> Card:
    """Said where a message names no paper; `meant`: whose titles it may mean."""
    if not meant:
        return notice(
            "There is no paper in this message: no link to one, and no arXiv id. `/search` finds "
            "papers by their words."
        )

    def make(length: int) -> Card:
        parts: list[Part] = [
            text("There is no link to a paper in this message, and no arXiv id. Did you mean:")
        ]
        for paper in meant:
            lines = (title_line(paper, length=length), facts_line(paper, today))
            parts.append(text("\n".join(line for line in lines if line)))
            parts.append(row(Save(paper), Abstract(paper)))
        return Card(*parts)

    return fitting(make, lengths=(180, 120, 60))


def nothing_to_compare_card() -> Card:
    """Said where a message has neither a paper nor a word to look for."""
    return notice(
        "There is nothing in this message to look for: no paper, and no words. `/similar` takes "
        "the title, the id or a link of a paper."
    )


def _titles(papers: Sequence[Paper], length: int) -> str:
    lines = [f"- {title_line(paper, length=length)}" for paper in papers[:SHOWN]]
    if len(papers) > SHOWN:
        lines.append(f"- and {len(papers) - SHOWN} more")
    return "\n".join(lines)
