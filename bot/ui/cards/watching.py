"""What became of saved papers, and whether a person wants to hear of it."""

from datetime import date

import discord

from bot.reading.watching import WatchNews
from bot.ui.buttons.shelf import OpenEntry, OpenList
from bot.ui.buttons.watching import StartWatching, StopWatching
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import fitting
from storage.models import Paper
from storage.watching import ChangeKind, PaperChange

SHOWN = 8
"""Papers of one letter that are shown; more are counted."""


def watch_card(news: WatchNews, today: date) -> Card:
    """What became of a person's papers."""
    count = len(news.papers)
    papers = "1 paper on your list has" if count == 1 else f"{count} papers on your list have"

    def make(length: int) -> Card:
        parts: list[Part] = [text(f"## {papers} changed")]
        for paper, changes in news.papers[:SHOWN]:
            parts.append(_section(paper, changes, length, today))
        if count > SHOWN:
            parts.append(text(f"-# and {count - SHOWN} more"))
        return Card(*parts, row(StopWatching(letter=news.letter.id), OpenList()))

    return fitting(make, lengths=(180, 130, 90, 60, 30))


def watch_set_card(on: bool, changed: bool) -> Card:
    """Said after `/watch on` or `/watch off`."""
    if on:
        said = "I watch the papers on your list" if changed else "I watch them already"
        return notice(
            f"👀 {said}: new versions, withdrawals and code reach you in one direct message a day, "
            "at the time of your alerts (`/alert when`). What you dropped I leave alone.",
            StopWatching(),
        )
    said = "I do not watch your papers any more." if changed else "I am not watching your papers."
    return notice(f"{said} `/watch on` begins again.", StartWatching())


def _section(paper: Paper, changes: tuple[PaperChange, ...], length: int, today: date) -> Part:
    lines = [title_line(paper, None, length), _words(changes), facts_line(paper, today)]
    return discord.ui.Section(
        text("\n".join(line for line in lines if line)), accessory=OpenEntry(paper.id)
    )


def _words(changes: tuple[PaperChange, ...]) -> str:
    """What became of a paper, the newest of each kind."""
    kinds = {change.kind: change for change in reversed(changes)}
    said = []
    if ChangeKind.WITHDRAWN in kinds:
        said.append("⚠️ withdrawn by its authors")
    if version := kinds.get(ChangeKind.VERSION):
        said.append(f"📄 new version: v{version.version}")
    if ChangeKind.CODE in kinds:
        said.append("💻 code is there now")
    return " · ".join(said)
