"""Controls that answer what the bot asked back."""

import hashlib
from typing import Any

import discord

from bot.ui.buttons.pressed import OWNER, Pressed, Style, button
from bot.ui.desks import Interaction, desks

KEY = r"(?P<key>[0-9a-f]{12})"


def key_of(request: str) -> str:
    """What a question that is asked back is known by: the same only for the same wish."""
    return hashlib.sha256(request.encode()).hexdigest()[:12]


class Agree(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"agree:{OWNER}:{KEY}"
):
    """Do what was asked about; for the person who was asked."""

    def __init__(self, label: str, owner: int, key: str) -> None:
        super().__init__(button(label, f"agree:{owner}:{key}", style=Style.danger))

    async def press(self, interaction: Interaction) -> None:
        """Do it."""
        await desks(interaction).talking.agree(
            interaction, int(self.values["owner"]), self.values["key"]
        )


class Refuse(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"refuse:{OWNER}"):
    """Leave everything as it is."""

    def __init__(self, owner: int) -> None:
        super().__init__(button("Keep them", f"refuse:{owner}"))

    async def press(self, interaction: Interaction) -> None:
        """Leave it."""
        await desks(interaction).talking.refuse(interaction, int(self.values["owner"]))
