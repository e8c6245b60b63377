"""An edition: a day's papers, ranked; as an announcement, and to leaf through."""

from collections.abc import Sequence
from datetime import date

import discord

from bot.ui.buttons.papers import OpenEdition, PickAbstract, Save, TurnEdition
from bot.ui.cards.frame import Card, Part, notice, row, rows, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import fitting
from bot.ui.markup import short_day
from storage.models import Paper

PAGE = 8
"""Papers on a page; more would not leave room for the controls below."""
ANNOUNCED = 10
"""Papers an announcement can show at most, for the same reason."""


def announcement_card(day: date, papers: Sequence[Paper], top: int, today: date) -> Card:
    """What is posted to a channel: the first `top` papers of the day, each with its Save."""
    shown = papers[: min(top, ANNOUNCED)]
    label = f"All {len(papers)} papers" if len(papers) > len(shown) else "Leaf through"
    return _edition(day, papers, 0, shown, [OpenEdition(day, label)], today)


def edition_card(
    day: date,
    papers: Sequence[Paper],
    page: int,
    beside: tuple[date | None, date | None],
    owner: int,
    today: date,
) -> Card:
    """Page `page` (from 1) of a day's papers, with the ways to the rest, for `owner` to turn.

    `beside`: the nearest days before and after that have papers.
    """
    pages = max(1, -(-len(papers) // PAGE))
    page = max(1, min(page, pages))
    first = (page - 1) * PAGE
    before, after = beside
    turns: list[Part] = []
    if before:
        turns.append(TurnEdition(f"← {short_day(before, today)}", owner, before, 1))
    if page > 1:
        turns.append(TurnEdition("↑ Higher", owner, day, page - 1))
    if page < pages:
        turns.append(TurnEdition("↓ Lower", owner, day, page + 1))
    if after:
        turns.append(TurnEdition(f"{short_day(after, today)} →", owner, after, 1))
    return _edition(day, papers, first, papers[first : first + PAGE], turns, today)


def no_edition_card(
    day: date | None, known: tuple[date, date] | None, owner: int, today: date
) -> Card:
    """Said when there is no list of `day`; `known`: the oldest and newest days there are."""
    if known is None:
        return notice(
            "I have no daily lists yet. Whoever runs me can bring some in with `paperboy import`."
        )
    oldest, newest = known
    asked = f"I have no list of {short_day(day, today)}" if day else "I have no such list"
    return notice(
        f"{asked} (weekends and holidays have none). I know {short_day(oldest, today)} to "
        f"{short_day(newest, today)}.",
        TurnEdition(f"Show {short_day(newest, today)}", owner, newest, 1),
    )


def _edition(
    day: date,
    papers: Sequence[Paper],
    first: int,
    shown: Sequence[Paper],
    controls: list[Part],
    today: date,
) -> Card:
    count = "1 paper" if len(papers) == 1 else f"{len(papers)} papers"

    def make(length: int) -> Card:
        head = f"## Daily Papers · {short_day(day, today)} · {count}"
        if len(shown) < len(papers):
            head += f"\n-# {first + 1} to {first + len(shown)}, by votes"
        parts: list[Part] = [text(head)]
        parts += [
            _section(paper, number, length, today)
            for number, paper in enumerate(shown, start=first + 1)
        ]
        if shown:
            parts.append(row(PickAbstract(list(enumerate(shown, start=first + 1)), length)))
        return Card(*parts, *rows(controls))

    return fitting(make, lengths=(180, 130, 90, 60, 30))


def _section(paper: Paper, number: int, length: int, today: date) -> Part:
    lines = [title_line(paper, number, length), facts_line(paper, today, day=False)]
    return discord.ui.Section(
        text("\n".join(line for line in lines if line)), accessory=Save(paper)
    )
