"""Controls on whether changes of saved papers are told."""

from typing import Any

import discord

from bot.ui.buttons.pressed import Pressed, Style, button
from bot.ui.desks import Interaction, desks

OFFER = (
    "Shall I tell you by direct message when a paper on your list gets a new version or code, or "
    "is withdrawn? One message a day at most."
)


class StartWatching(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template="watchon"):
    """Begins to tell whoever presses."""

    def __init__(self, label: str = "Tell me of changes") -> None:
        super().__init__(button(label, "watchon", emoji="👀", style=Style.secondary))

    async def press(self, interaction: Interaction) -> None:
        """Begin."""
        await desks(interaction).watching.switch(interaction, on=True)


class StopWatching(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"watchoff(?:@\d{1,18})?"
):
    """Ends it; on a letter its id ends in the letter's marker."""

    def __init__(self, *, letter: int | None = None) -> None:
        marker = f"@{letter}" if letter is not None else ""
        super().__init__(button("Stop telling me", f"watchoff{marker}"))

    async def press(self, interaction: Interaction) -> None:
        """End."""
        await desks(interaction).watching.switch(interaction, on=False)
