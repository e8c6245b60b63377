"""The desk where reminders and time zones are kept."""

import discord

from bot.services import Services
from bot.ui.cards.frame import notice
from bot.ui.cards.organise import reminded_card, reminders_card, when_words
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, reply
from bot.ui.shelving import FORM_OPEN, acknowledge_where_it_stands, find_paper, paper_by_id

REMIND_FORM = "remindtext:"
WORDS_LENGTH = 300


class ReminderDesk:
    """Keeps reminders; everything it shows is for the person alone."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def open_form(self, interaction: Interaction, paper_id: str) -> None:
        """Open the form for a reminder: it must be the first response, so nothing is looked up."""
        form = discord.ui.Modal(
            title="Remind me", custom_id=f"{REMIND_FORM}{paper_id}", timeout=FORM_OPEN
        )
        form.add_item(
            discord.ui.Label(
                text="When",
                description="friday 9am, tomorrow, in two weeks, Mar 20 14:00",
                component=discord.ui.TextInput(custom_id="when", max_length=80),
            )
        )
        form.add_item(
            discord.ui.Label(
                text="Words of your own",
                component=discord.ui.TextInput(
                    custom_id="words", max_length=WORDS_LENGTH, required=False
                ),
            )
        )
        await interaction.response.send_modal(form)

    async def remind(
        self, interaction: Interaction, when: str, paper_id: str | None, words: str
    ) -> None:
        """Keep a reminder of a paper by its id, of words, or of both."""
        await acknowledge(interaction, private=True)
        services, user_id = self._services, interaction.user.id
        due_at = await services.reminding.moment(user_id, when)
        paper = await paper_by_id(services, paper_id) if paper_id else None
        reminder = await services.reminding.remind(
            user_id, due_at, paper_id=paper.id if paper else None, text=words
        )
        zone = await services.reminding.zone(user_id)
        card = reminded_card(reminder, paper, zone, utc=zone.key == "UTC")
        await reply(interaction, card, private=True)

    async def remind_by_name(
        self, interaction: Interaction, when: str, paper: str | None, words: str
    ) -> None:
        """The same for a paper named in words."""
        await acknowledge(interaction, private=True)
        id = None
        if paper is not None:
            id = (await find_paper(self._services, interaction.user.id, paper)).id
        await self.remind(interaction, when, id, words)

    async def show(self, interaction: Interaction) -> None:
        """Show the reminders that are still to come."""
        await acknowledge(interaction, private=True)
        await self._show(interaction)

    async def cancel(self, interaction: Interaction, id: int) -> None:
        """Delete a reminder, and show those that are left."""
        await acknowledge_where_it_stands(interaction)
        await self._services.reminding.cancel(interaction.user.id, id)
        await self._show(interaction)

    async def timezone(self, interaction: Interaction, words: str | None) -> None:
        """Keep the person's time zone, or say which it is."""
        await acknowledge(interaction, private=True)
        services, user_id = self._services, interaction.user.id
        if words is None:
            zone = await services.reminding.zone(user_id)
            said = f"Your time zone is {zone.key}; it is"
        else:
            zone = await services.reminding.set_zone(user_id, words)
            said = f"Your time zone is {zone.key} from now on; it is"
        now = when_words(services.clock.now(), zone)
        await reply(interaction, notice(f"{said} {now} where you are."), private=True)

    async def _show(self, interaction: Interaction) -> None:
        services, user_id = self._services, interaction.user.id
        reminders = await services.reminding.waiting(user_id)
        ids = [each.paper_id for each in reminders if each.paper_id]
        papers = {paper.id: paper for paper in await services.catalogue.papers(ids)}
        zone = await services.reminding.zone(user_id)
        await reply(interaction, reminders_card(reminders, papers, zone), private=True)
