"""The desk where people's data are handed out and erased."""

import io
import json

import discord

from bot.errors import NotYours
from bot.services import Services
from bot.ui.buttons.personal_data import Erase, Keep
from bot.ui.cards.frame import Card, notice, text
from bot.ui.cards.words import erase_question
from bot.ui.desks import Interaction
from bot.ui.limits import UPLOAD_BYTES
from bot.ui.reply import acknowledge, acknowledge_in_place, reply

FILE = "paperboy-data.json"


class ErasingDesk:
    """Hands out and erases what is kept about a person."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def export(self, interaction: Interaction) -> None:
        """Hand out everything as a JSON file."""
        await acknowledge(interaction, private=True)
        data = await self._services.members.export(interaction.user.id)
        if not data["members"]:
            await reply(interaction, notice("I keep nothing about you."), private=True)
            return
        content = json.dumps(data, ensure_ascii=False, indent=2).encode()
        if len(content) > UPLOAD_BYTES:
            content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        file = discord.File(io.BytesIO(content), filename=FILE)
        card = Card(
            text("This is everything I keep about you."),
            discord.ui.File(f"attachment://{FILE}"),
            framed=False,
        )
        await reply(interaction, card, private=True, files=[file])

    async def ask(self, interaction: Interaction) -> None:
        """Ask once before everything is deleted."""
        await acknowledge(interaction, private=True)
        owner = interaction.user.id
        size = await self._services.lists.size(owner)
        card = notice(erase_question(size), Erase(owner), Keep(owner))
        await reply(interaction, card, private=True)

    async def erase(self, interaction: Interaction, owner: int) -> None:
        """Delete everything about a person."""
        await acknowledge_in_place(interaction)
        self._check(interaction, owner)
        await self._services.members.erase(owner)
        await reply(
            interaction, notice("Done. Nothing about you is left in my database."), private=True
        )

    async def keep(self, interaction: Interaction, owner: int) -> None:
        """Leave everything as it is."""
        await acknowledge_in_place(interaction)
        self._check(interaction, owner)
        await reply(interaction, notice("Nothing was deleted."), private=True)

    def _check(self, interaction: Interaction, owner: int) -> None:
        if interaction.user.id != owner:
            raise NotYours("That button is for somebody else. `/mydata delete` is yours.")
