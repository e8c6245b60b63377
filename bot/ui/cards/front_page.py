"""The front page of an edition: its first paper, what has climbed, and all of it by theme."""

from datetime import datetime
from typing import NamedTuple

from bot.editions.editor import Issue
from bot.editions.themes import Theme
from bot.ui.buttons.editions import PickTheme, TurnEdition
from bot.ui.buttons.papers import PickAbstract
from bot.ui.cards.edition import beside, heading, remarks
from bot.ui.cards.frame import Card, Part, row, rows, text
from bot.ui.cards.lines import facts_line, title_line, votes_words
from bot.ui.cards.picture import headed
from bot.ui.limits import SELECT_OPTIONS, clip, fitting
from bot.ui.markup import link, plain
from bot.ui.span_words import since_words
from storage.models import Paper

CLIMBERS = 3
"""Papers named as climbers at most."""


class _Room(NamedTuple):
    """How much a front page shows."""

    each: int
    """Papers of a theme."""
    title: int
    """Characters of a title in a theme."""
    organisation: int
    summary: int
    option: int
    """Characters of a paper's line in the menu."""


ROOMS = (
    _Room(8, 100, 24, 260, 90),
    _Room(6, 90, 24, 220, 80),
    _Room(5, 90, 20, 200, 70),
    _Room(4, 80, 20, 180, 70),
    _Room(4, 70, 0, 160, 60),
    _Room(3, 70, 0, 140, 60),
    _Room(3, 55, 0, 100, 50),
    _Room(2, 55, 0, 60, 40),
    _Room(1, 50, 0, 0, 30),
    _Room(1, 25, 0, 0, 15),
)
"""The roomiest first; the first one that Discord takes is shown."""


def front_page(issue: Issue, owner: int, now: datetime) -> Card:
    """An edition at a glance, for `owner` to go on from."""
    today = now.date()
    first = issue.papers[0]
    before, after = beside(issue, owner, today)
    turns = [*before, TurnEdition("All by votes", owner, issue.span, 1), *after]
    small = [f"By theme, votes first{_days(issue)}", *remarks(issue, now)]

    def make(size: int) -> Card:
        room = ROOMS[size]
        lines = [
            heading(issue, today),
            f"-# {' · '.join(small)}",
            title_line(first, None, 180 if room.title > 50 else room.title),
            facts_line(first, today, day=False, climb=issue.climbs.of(first)),
        ]
        if first.summary and room.summary:
            lines.append(plain(clip(first.summary, room.summary)))
        parts: list[Part] = [headed("\n".join(line for line in lines if line), first)]
        if climbers := _climbers(issue, now, room):
            parts.append(text(climbers))
        parts += [text(_theme(theme, issue, room)) for theme in issue.themes]
        shown = [p for theme in issue.themes for p in theme.papers[: room.each]]
        rank = {paper.id: number for number, paper in enumerate(issue.papers, start=1)}
        shown.sort(key=lambda paper: rank[paper.id])
        numbered = [(rank[paper.id], paper) for paper in shown[:SELECT_OPTIONS]]
        return Card(
            *parts,
            row(PickTheme(owner, issue.span, issue.themes, len(issue.papers))),
            row(PickAbstract(numbered, room.option)),
            *rows(turns),
        )

    return fitting(make, lengths=range(len(ROOMS)))


def _days(issue: Issue) -> str:
    days = {day for paper in issue.papers if (day := paper.listed) and day in issue.span}
    return f" · lists of {len(days)} days" if len(days) > 1 else ""


def _theme(theme: Theme, issue: Issue, room: _Room) -> str:
    count = len(theme.papers)
    lines = [f"**{plain(theme.label)}** · {count}"]
    shown = theme.papers[: room.each]
    if count == room.each + 1:  # "and 1 more" would take the place of that one
        shown = theme.papers
    lines += [_line(paper, issue, room) for paper in shown]
    if count > len(shown):
        lines.append(f"-# and {count - len(shown)} more")
    return "\n".join(lines)


def _line(paper: Paper, issue: Issue, room: _Room) -> str:
    parts = [
        votes_words(paper, issue.climbs.of(paper)),
        link(plain(clip(paper.title, room.title)), paper.url),
        "💻" if paper.code_url else "",
        f"· {plain(clip(paper.organisation, room.organisation))}"
        if paper.organisation and room.organisation
        else "",
    ]
    return "- " + " ".join(part for part in parts if part)


def _climbers(issue: Issue, now: datetime, room: _Room) -> str:
    """The papers that gained most since the reader's last visit."""
    since = issue.climbs.since
    climbed = [paper for paper in issue.papers if issue.climbs.of(paper)]
    if since is None or not climbed:
        return ""
    climbed.sort(key=lambda paper: -issue.climbs.of(paper))
    named = [
        f"▲ {issue.climbs.of(paper)} {link(plain(clip(paper.title, room.title)), paper.url)}"
        for paper in climbed[:CLIMBERS]
    ]
    return f"**Climbing {since_words(since, now)}**\n" + "\n".join(f"- {each}" for each in named)
