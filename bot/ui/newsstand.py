"""The desk where editions are shown."""

from datetime import date

from bot.editions.day_words import parse_day
from bot.errors import BadInput
from bot.services import Services
from bot.ui.cards.edition import announcement_card, edition_card, no_edition_card
from bot.ui.cards.frame import Card
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, acknowledge_in_place, reply


class NewsstandDesk:
    """Shows editions."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def show(self, interaction: Interaction, words: str | None) -> None:
        """Show the newest edition, or that of a day in words, for everybody to see."""
        await acknowledge(interaction, private=False)
        day = parse_day(words, self._services.clock.now().date()) if words else None
        card = await self.edition(day, 1, interaction.user.id)
        await reply(interaction, card, private=False)

    async def turn(self, interaction: Interaction, owner: int, day: date, page: int) -> None:
        """Show another page or day in place; somebody else gets their own copy."""
        if interaction.user.id != owner:
            await self.open(interaction, day, page)
            return
        await acknowledge_in_place(interaction)
        await reply(interaction, await self.edition(day, page, owner), private=True)

    async def open(self, interaction: Interaction, day: date, page: int = 1) -> None:
        """Show an edition to the person alone."""
        await acknowledge(interaction, private=True)
        card = await self.edition(day, page, interaction.user.id)
        await reply(interaction, card, private=True)

    async def edition(self, day: date | None, page: int, owner: int) -> Card:
        """Page `page` of the edition of `day`, None being the newest there is."""
        editions = self._services.editions
        today = self._services.clock.now().date()
        wanted = day or await editions.latest()
        papers = await editions.papers(wanted) if wanted else []
        if wanted is None or not papers:
            oldest, newest = await editions.earliest(), await editions.latest()
            known = (oldest, newest) if oldest and newest else None
            return no_edition_card(day, known, owner, today)
        beside = await editions.beside(wanted)
        return edition_card(wanted, papers, page, beside, owner, today)

    async def post(self, day: date, top: int) -> Card:
        """The announcement of the edition of `day`."""
        papers = await self._services.editions.papers(day)
        if not papers:
            raise BadInput(f"There is no list of {day}.")
        return announcement_card(day, papers, top, self._services.clock.now().date())
