"""Pages of an edition or a theme of it, by votes."""

from collections.abc import Sequence
from datetime import date, datetime

import discord

from bot.editions.editor import Climbs, Issue
from bot.editions.span import Kind, Span
from bot.editions.themes import Theme
from bot.ui.buttons.editions import FRONT, TurnEdition, TurnTheme
from bot.ui.buttons.papers import PickAbstract, Save
from bot.ui.cards.frame import Card, Part, notice, row, rows, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.cards.picture import headed
from bot.ui.limits import clip, fitting
from bot.ui.markup import plain, short_day
from bot.ui.span_words import TITLES, moment, since_words, span_words
from storage.models import Paper

PAGE = 8
"""Papers on a page; more would not leave room for the controls below."""
WHOLE = 10
"""Papers of an edition that is shown on one page: it needs fewer controls."""


def edition_card(
    issue: Issue, page: int, owner: int, now: datetime, theme: Theme | None = None
) -> Card:
    """Page `page` (from 1) of an edition, or of one theme of it, for `owner` to turn."""
    today = now.date()
    papers = theme.papers if theme else issue.papers
    page, first, shown = cut(papers, page)
    last_page = -(-len(papers) // size(papers))

    def turn(label: str, to: int) -> Part:
        if theme:
            return TurnTheme(label, owner, issue.span, theme.label, to)
        return TurnEdition(label, owner, issue.span, to)

    before, after = beside(issue, owner, today)
    turns = [] if theme else before
    if page > 1:
        turns.append(turn("↑ Higher", page - 1))
    if page < last_page:
        turns.append(turn("↓ Lower", page + 1))
    if issue.themes:
        turns.append(TurnEdition("Front page", owner, issue.span, FRONT))
    turns += [] if theme else after
    name = f"{plain(theme.label)} · {span_words(issue.span, today)}" if theme else None
    head = heading(issue, today, name, len(papers))
    part = f"{first + 1} to {first + len(shown)}, by" if len(shown) < len(papers) else "By"
    head += f"\n-# {' · '.join([f'{part} votes', *remarks(issue, now)])}"
    several_days = issue.span.kind is not Kind.DAY

    def make(length: int) -> Card:
        numbered = list(enumerate(shown, start=first + 1))
        return Card(
            first_head(head, papers[0], length) if page == 1 else text(head),
            *sections(numbered, length, today, issue.climbs, day=several_days),
            row(PickAbstract(numbered, length)),
            *rows(turns),
        )

    return fitting(make, lengths=(180, 130, 90, 60, 30, 15))


def no_edition_card(
    span: Span | None, known: tuple[date, date] | None, owner: int, today: date, kind: Kind
) -> Card:
    """Said when there is no edition of `span`; `known`: the oldest and newest days there are."""
    if known is None:
        return no_lists_card()
    asked = "I have no such list"
    if span is not None:
        asked = f"I have no papers for {span_words(span, today)}"
        if span.first > today:
            asked += ", which is still to come"
        elif span.kind is Kind.DAY:
            asked = f"I have no list of {span_words(span, today)} (weekends and holidays have none)"
    return within_card(f"{asked}.", known, owner, today, kind)


def no_lists_card() -> Card:
    """Said where nothing was ever brought in."""
    return notice(
        "I have no daily lists yet. Whoever runs me can fetch them with `paperboy sync`, or bring "
        "some in with `paperboy import`."
    )


def within_card(
    sentence: str, known: tuple[date, date], owner: int, today: date, kind: Kind
) -> Card:
    """A sentence about a day that did not do, the days that would, and the way to the newest."""
    oldest, newest = known
    latest = Span.holding(kind, newest)
    return notice(
        f"{sentence} I know {short_day(oldest, today)} to {short_day(newest, today)}.",
        TurnEdition(f"Show {span_words(latest, today)}", owner, latest, FRONT),
    )


def size(papers: Sequence[Paper]) -> int:
    """How many papers stand on a page of a list of these."""
    return WHOLE if len(papers) <= WHOLE else PAGE


def cut(papers: Sequence[Paper], page: int) -> tuple[int, int, Sequence[Paper]]:
    """The page there is that is nearest to `page`, the place of its first paper, its papers."""
    each = size(papers)
    page = max(1, min(page, -(-len(papers) // each)))
    first = (page - 1) * each
    return page, first, papers[first : first + each]


def heading(issue: Issue, today: date, name: str | None = None, count: int | None = None) -> str:
    """ "## Weekly Papers · Mar 9 to 15 · 50 papers"."""
    count = len(issue.papers) if count is None else count
    papers = "1 paper" if count == 1 else f"{count} papers"
    title = name or f"{TITLES[issue.span.kind]} · {span_words(issue.span, today)}"
    return f"## {title} · {papers}" + (" so far" if issue.open and name is None else "")


def first_head(head: str, paper: Paper, length: int) -> Part:
    """The head of a first page: with the picture of the first paper and what it is about."""
    about = plain(clip(paper.summary, length)) if paper.summary else ""
    return headed(f"{head}\n{about}" if about else head, paper)


def remarks(issue: Issue, now: datetime) -> list[str]:
    """What a reader should know of an edition: what has climbed, how old it is."""
    found = []
    climbers = sum(issue.climbs.of(paper) > 0 for paper in issue.papers)
    if issue.climbs.since is not None and climbers:
        found.append(f"(+votes) {since_words(issue.climbs.since, now)}")
    if issue.as_of is not None:
        found.append(f"as of {moment(issue.as_of)}")
    return found


def beside(issue: Issue, owner: int, today: date) -> tuple[list[Part], list[Part]]:
    """The ways to the editions before and after, if there are any."""
    before, after = issue.beside
    return (
        [TurnEdition(f"← {span_words(before, today)}", owner, before, FRONT)] if before else [],
        [TurnEdition(f"{span_words(after, today)} →", owner, after, FRONT)] if after else [],
    )


def sections(
    numbered: Sequence[tuple[int, Paper]],
    length: int,
    today: date,
    climbs: Climbs,
    *,
    day: bool,
) -> list[Part]:
    """Papers below each other, each with its Save."""
    return [
        _section(paper, number, length, today, day=day, climb=climbs.of(paper))
        for number, paper in numbered
    ]


def _section(
    paper: Paper, number: int, length: int, today: date, *, day: bool = False, climb: int = 0
) -> Part:
    lines = [title_line(paper, number, length), facts_line(paper, today, day=day, climb=climb)]
    return discord.ui.Section(
        text("\n".join(line for line in lines if line)), accessory=Save(paper)
    )
