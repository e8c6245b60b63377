"""Recommendations, and the question why one is turned down."""

from datetime import date

import discord

from bot.reading.recommending import Suggestion, SuggestionPage
from bot.ui.buttons.foryou import REASONS, SayWhy, TakeBackVerdict, TurnDown, TurnForYou
from bot.ui.buttons.papers import PickAbstract, Save
from bot.ui.buttons.shelf import OpenList
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.cards.lines import echo_words, facts_line, title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import plain
from storage.models import Paper


def foryou_card(page: SuggestionPage, owner: int, today: date) -> Card:
    """A page of recommendations for `owner`: what it is, why, and what can be done about it."""
    shown = [each.paper for each in page.suggestions]
    open_ones = [each.paper for each in page.suggestions if each.verdict is None]
    turns: list[Part] = []
    if page.number > 1:
        turns.append(TurnForYou("← Earlier", owner, page.number - 1))
    more = "Newer →" if page.number < page.last else "More"
    turns += [TurnForYou(more, owner, page.number + 1), OpenList()]

    def make(length: int) -> Card:
        parts: list[Part] = [
            text("## For you\n-# From what you saved, newest first · only you see this")
        ]
        parts += [_section(each, page.number, owner, length, today) for each in page.suggestions]
        if not shown:
            parts.append(text("The papers of this page are gone from the catalogue."))
        else:
            numbered = list(enumerate(shown, start=1))
            parts.append(row(PickAbstract(numbered, length, authors=False)))
        if open_ones:
            parts.append(row(TurnDown(owner, page.number, open_ones)))
        return Card(*parts, row(*turns))

    return fitting(make, lengths=(180, 120, 80, 40, 20))


def why_card(paper: Paper, owner: int, page: int) -> Card:
    """Asks why a paper is turned down."""
    return Card(
        text(f"Why is **{plain(clip(paper.title, 200))}** not for you?"),
        row(SayWhy(owner, page, paper)),
        row(TurnForYou("← Back", owner, page)),
    )


def nothing_new_card(sentence: str, owner: int, pages: int) -> Card:
    """Said where everything that fits was shown before, with the way back to it."""
    turns: list[Part] = [TurnForYou("← Earlier", owner, pages)] if pages else []
    return notice(sentence, *turns, OpenList())


def _section(each: Suggestion, page: int, owner: int, length: int, today: date) -> Part:
    paper = each.paper
    lines = [title_line(paper, None, length), facts_line(paper, today)]
    if each.because:
        words = ", ".join(plain(clip(phrase, min(length, 60))) for phrase in each.because)
        lines.append(f"because of: {words}")
    if each.echo:
        lines.append(echo_words(each.echo.title, length))
    if each.verdict:
        lines.append(f"👎 {REASONS[each.verdict][0].lower()}")
    said = "\n".join(line for line in lines if line)
    if each.verdict:
        return discord.ui.Section(text(said), accessory=TakeBackVerdict(owner, page, paper.id))
    return discord.ui.Section(text(said), accessory=Save(paper))
