"""A process that sends the letters that are due and ends when nothing is open: one to be killed.

Arguments: the database, the address of Discord, how many seconds its clock is ahead.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import discord

from bot.app import mailroom
from bot.catalogue import Catalogue
from bot.delivery.discord_letters import DiscordLetters
from bot.letters.postman import Postman
from bot.letters.sender import letter_marker
from storage.database import Database
from storage.letter_models import Letter
from tests.wire.announcing import ClockAhead, logged_in


async def compose(letter: Letter) -> discord.ui.LayoutView:
    """A letter as small as can be: the marker sits as deep in it as in a real one."""
    view = discord.ui.LayoutView(timeout=None)
    button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(
        label="Snooze", custom_id=f"snooze:1{letter_marker(letter.id)}"
    )
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(button)
    view.add_item(discord.ui.Container(discord.ui.TextDisplay(f"{letter.kind} {letter.key}"), row))
    return view


def postman(
    database: Database, catalogue: Catalogue, client: discord.Client, ahead: float
) -> Postman:
    clock = ClockAhead(timedelta(seconds=ahead))
    return mailroom(database, catalogue, clock).postman(DiscordLetters(client, compose))


async def main(path: str, address: str, ahead: str) -> None:
    async with logged_in(address) as client, await Database.open(Path(path)) as database:
        catalogue = await Catalogue.open(database, None)
        try:
            sending = postman(database, catalogue, client, float(ahead))
            await sending.tick()
            letters = mailroom(database, catalogue, ClockAhead(timedelta(0))).letters
            while await letters.open():
                await sending.tick()
        finally:
            await catalogue.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
