"""Controls on everything kept about a person, for that person."""

from typing import Any

import discord

from bot.ui.buttons.pressed import OWNER, Pressed, Style, button
from bot.ui.desks import Interaction, desks


class Erase(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"erase:{OWNER}"):
    """Deletes everything about the person who asked for it."""

    def __init__(self, owner: int) -> None:
        super().__init__(button("Delete everything", f"erase:{owner}", style=Style.danger))

    async def press(self, interaction: Interaction) -> None:
        """Delete."""
        await desks(interaction).erasing.erase(interaction, int(self.values["owner"]))


class Keep(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"keep:{OWNER}"):
    """Leaves everything as it is."""

    def __init__(self, owner: int) -> None:
        super().__init__(button("Keep it", f"keep:{owner}"))

    async def press(self, interaction: Interaction) -> None:
        """Keep."""
        await desks(interaction).erasing.keep(interaction, int(self.values["owner"]))
