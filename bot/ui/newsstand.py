"""The desk where editions are shown."""

import asyncio

from bot.editions.period_words import parse_span
from bot.editions.span import Kind, Span
from bot.errors import BadInput
from bot.services import Services
from bot.ui.buttons.editions import FRONT, slug
from bot.ui.cards.edition import (
    edition_card,
    no_edition_card,
    no_lists_card,
    within_card,
)
from bot.ui.cards.frame import Card
from bot.ui.cards.front_page import front_page
from bot.ui.cards.trending import trending_card
from bot.ui.desks import Interaction
from bot.ui.markup import plain
from bot.ui.reply import acknowledge, acknowledge_in_place, reply


class NewsstandDesk:
    """Shows editions."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def show(self, interaction: Interaction, words: str | None, kind: Kind) -> None:
        """Show the newest edition of a kind, or the one that words mean, for everybody to see."""
        await acknowledge(interaction, private=False)
        card = await self._named(words, kind, interaction.user.id)
        await reply(interaction, card, private=False)

    async def show_trending(self, interaction: Interaction) -> None:
        """Show what is trending, for everybody to see."""
        await acknowledge(interaction, private=False)
        await reply(interaction, await self._trending(1, interaction.user.id), private=False)

    async def turn(
        self,
        interaction: Interaction,
        owner: int,
        span: Span,
        page: int,
        theme: str | None = None,
    ) -> None:
        """Show another page, theme or span in place; somebody else gets their own copy."""
        if interaction.user.id != owner:
            await self.open(interaction, span, page, theme)
            return
        await acknowledge_in_place(interaction)
        await reply(interaction, await self.edition(span, page, owner, theme), private=True)

    async def turn_trending(self, interaction: Interaction, owner: int, page: int) -> None:
        """Show another page of what is trending in place; somebody else gets their own copy."""
        if interaction.user.id == owner:
            await acknowledge_in_place(interaction)
        else:
            await acknowledge(interaction, private=True)
        await reply(interaction, await self._trending(page, interaction.user.id), private=True)

    async def open(
        self, interaction: Interaction, span: Span, page: int = FRONT, theme: str | None = None
    ) -> None:
        """Show an edition to the person alone."""
        await acknowledge(interaction, private=True)
        card = await self.edition(span, page, interaction.user.id, theme)
        await reply(interaction, card, private=True)

    async def edition(self, span: Span, page: int, owner: int, theme: str | None = None) -> Card:
        """A page of an edition: `FRONT`, or from 1 on by votes, all of it or of one theme."""
        editor = self._services.editor
        issue = await editor.issue(span, owner)
        if issue is None:
            return no_edition_card(span, await editor.known(), owner, editor.today, span.kind)
        now = self._services.clock.now()
        # Late papers may have changed the themes since the control was made.
        named = [each for each in issue.themes if slug(each.label) == theme]
        if (page == FRONT or (theme and not named)) and issue.themes:
            return front_page(issue, owner, now)
        return edition_card(issue, page, owner, now, named[0] if named else None)

    async def _named(self, words: str | None, kind: Kind, owner: int) -> Card:
        editor = self._services.editor
        span: Span | None
        if words is None:
            span = await editor.latest(kind)
        else:
            try:
                # Off the event loop: the library behind it may still have to be loaded.
                span = await asyncio.to_thread(parse_span, words, editor.today, kind)
            except BadInput as error:
                known = await editor.known()
                if known is None:
                    return no_lists_card()
                return within_card(plain(str(error)), known, owner, editor.today, kind)
        return await self.edition(span, FRONT, owner) if span else no_lists_card()

    async def _trending(self, page: int, owner: int) -> Card:
        trending = await self._services.editor.trending(owner)
        if trending is None:
            return no_lists_card()
        return trending_card(trending, page, owner, self._services.clock.now())
