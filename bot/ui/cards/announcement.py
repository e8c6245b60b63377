"""An announcement: what is posted to a channel of a day's or a week's list."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime

import discord

from bot.delivery.press import Announcement
from bot.editions.span import Kind, Span
from bot.editions.themes import Theme
from bot.ui.buttons.papers import OpenEdition, PickAbstract, Save
from bot.ui.cards.frame import ACCENT, Card, Part, row, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.cards.picture import headed
from bot.ui.dates import date_words, span_dates
from bot.ui.limits import ROW_BUTTONS, clip, fitting
from bot.ui.markup import plain
from bot.ui.span_words import TITLES
from storage.models import Feed, Look, Paper

MOST = 10
"""Papers at most; more, each with its Save, would be more components than Discord takes."""
SUMMARISED = 3
"""Papers that are given a sentence beyond their facts, in a full post."""
SUMMARY = 220
LENGTHS = (180, 150, 130, 110, 90, 70, 50, 30, 15)
"""Characters of a title and, as far as there is room, of a sentence."""


def announcement_card(
    announcement: Announcement, feed: Feed, today: date, *, final: bool, ping: bool = False
) -> Card:
    """The post for a feed; `final` once its numbers follow the edition no more, `ping` with the
    feed's role above it."""

    def make(length: int) -> Card:
        container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
            *_parts(announcement, feed, today, final, length), accent_colour=ACCENT
        )
        pings = [text(f"<@&{feed.role_id}>")] if ping and feed.role_id else []
        return Card(*pings, container, framed=False)

    return fitting(make, LENGTHS)


def shown_digest(card: Card, announcement: Announcement, *, final: bool) -> str:
    """What tells two posts apart, but for when their numbers are from."""
    components = json.dumps(card.to_components(), ensure_ascii=False)  # type: ignore[no-untyped-call]
    footer = json.dumps(footer_words(announcement, final=final), ensure_ascii=False)
    told = components.replace(footer, '"final"' if final else '""')
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def post_title(span: Span, today: date, language: str) -> str:
    """ "Daily Papers · Mar 11": how the post, or its thread, is called."""
    return f"{TITLES[span.kind]} · {span_dates(span, today, language)}"


def footer_words(announcement: Announcement, *, final: bool) -> str:
    """How old the numbers are, and until when they follow; instants are shown to everybody in
    their own time."""
    told = announcement.told_at
    parts = ["final"] if final else []
    if told is not None:
        parts.append(f"as of {_moment(told, 'd' if final else 't')}")
    if not final:
        parts.append(f"final on {_moment(announcement.final_at, 'D')}")
    words = " · ".join(parts) if final else ", ".join(parts)
    return f"-# {words[:1].upper()}{words[1:]}"


def _parts(
    announcement: Announcement, feed: Feed, today: date, final: bool, length: int
) -> list[Part]:
    papers = announcement.papers[: min(feed.top, MOST)]
    numbered = list(enumerate(papers, start=1))
    head = _head(announcement, feed, today, len(papers))
    parts: list[Part] = [headed(head, papers[0])]
    if feed.look is Look.COMPACT:
        parts.append(text("\n".join(_line(paper, n, length) for n, paper in numbered)))
        for start in range(0, len(numbered), ROW_BUTTONS):
            few = numbered[start : start + ROW_BUTTONS]
            parts.append(row(*(Save(paper, str(number)) for number, paper in few)))
    else:
        parts += [_section(paper, n, announcement, feed, today, length) for n, paper in numbered]
    parts.append(row(PickAbstract(numbered, length)))
    parts.append(row(OpenEdition(announcement.span.key, _rest_label(announcement, len(papers)))))
    parts.append(text(footer_words(announcement, final=final)))
    return parts


def _head(announcement: Announcement, feed: Feed, today: date, shown: int) -> str:
    count, chosen = announcement.count, len(announcement.papers)
    papers = "1 paper" if count == 1 else f"{count} papers"
    if chosen < count:
        papers = f"{chosen} of {papers}"
    lines = [f"## {post_title(announcement.span, today, feed.language)} · {papers}"]
    if announcement.themes:
        lines.append(_themes(announcement.themes))
    if shown < chosen:
        lines.append(f"-# The top {shown}, by votes" if shown > 1 else "-# The one with most votes")
    return "\n".join(lines)


def _themes(themes: Sequence[Theme]) -> str:
    return " · ".join(f"**{plain(clip(each.label, 30))}** {len(each.papers)}" for each in themes)


def _section(
    paper: Paper, number: int, announcement: Announcement, feed: Feed, today: date, length: int
) -> Part:
    facts = facts_line(paper, today, day=False)
    if announcement.span.kind is not Kind.DAY and paper.day:
        day = date_words(paper.day, today, feed.language)
        facts = f"-# {day}{' · ' + facts.removeprefix('-# ') if facts else ''}"
    lines = [title_line(paper, number, length), facts]
    if number <= SUMMARISED and paper.summary and length > LENGTHS[-3]:
        lines.append(plain(clip(paper.summary, min(SUMMARY, 2 * length))))
    return discord.ui.Section(
        text("\n".join(line for line in lines if line)), accessory=Save(paper)
    )


def _line(paper: Paper, number: int, length: int) -> str:
    facts = facts_line(paper, date.min, day=False).removeprefix("-# ")
    line = title_line(paper, number, min(length, 120))
    return f"{line}\n-# {facts}" if facts else line


def _rest_label(announcement: Announcement, shown: int) -> str:
    if announcement.count > shown:
        return f"All {announcement.count} papers"
    return "Leaf through"


def _moment(at: datetime, style: str) -> str:
    return f"<t:{int(at.timestamp())}:{style}>"
