"""The small card below a message with links to papers, and where it is given."""

from collections.abc import Sequence
from datetime import date

from bot.chat.assistant import opening
from bot.ui.buttons.papers import Abstract, Save, Similar
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import plain
from storage.models import LinkRule, Paper

SHOWN = 30
"""Channels named; more are counted."""
UNREAD = (
    "Whoever runs me has to let me read messages first: switch on the Message Content Intent in "
    "Discord's developer portal, under Bot, and set PAPERBOY_MESSAGE_CONTENT=on."
)
"""Why links are not answered where the operator has not switched it on."""


def link_card(papers: Sequence[Paper], today: date) -> Card:
    """Of each linked paper its title, its facts and one sentence."""

    def make(length: int) -> Card:
        parts: list[Part] = []
        for paper in papers:
            lines = (
                title_line(paper),
                facts_line(paper, today),
                plain(clip(opening(paper), length)),
            )
            parts.append(text("\n".join(line for line in lines if line)))
            parts.append(row(Save(paper), Abstract(paper), Similar(paper)))
        return Card(*parts)

    return fitting(make, lengths=(220, 150, 90, 40))


def links_on_card(channel_id: int | None, rules: Sequence[LinkRule]) -> Card:
    """Said after answering links was switched on in a channel, or (None) in the whole server."""
    if channel_id is not None:
        where = f"in <#{channel_id}>"
    else:
        where = f"in every channel of this server where I may reply{_except(rules)}"
    return notice(
        f"From now on I answer links to papers {where}, with a small card: title, facts, one "
        "sentence. `/links off` stops it."
    )


def links_off_card(channel_id: int | None) -> Card:
    """Said after it was switched off."""
    where = "this server" if channel_id is None else f"<#{channel_id}>"
    return notice(f"I do not answer links to papers in {where} any more.")


def links_status_card(rules: Sequence[LinkRule], *, reads: bool, missing: Sequence[str]) -> Card:
    """Where links are answered. `reads`: the operator lets the bot read messages; `missing`: what
    it may not do in a channel that is to be answered, in words."""
    if not any(rule.answered for rule in rules):
        said = "I do not answer links to papers in this server. `/links on` switches it on."
    elif any(rule.channel_id is None and rule.answered for rule in rules):
        said = f"I answer links to papers in every channel where I may reply{_except(rules)}."
    else:
        on = [rule.channel_id for rule in rules if rule.answered and rule.channel_id]
        said = f"I answer links to papers in {_channels(on)}."
    lines = [said, *(f"⚠️ {each}" for each in missing)]
    if not reads:
        lines.append(f"⚠️ It does not work yet. {UNREAD}")
    return notice("\n".join(lines))


def _except(rules: Sequence[LinkRule]) -> str:
    off = [rule.channel_id for rule in rules if not rule.answered and rule.channel_id]
    return f", except {_channels(off)}" if off else ""


def _channels(ids: Sequence[int]) -> str:
    named = [f"<#{id}>" for id in ids[:SHOWN]]
    if len(ids) > SHOWN:
        named.append(f"{len(ids) - SHOWN} more")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
