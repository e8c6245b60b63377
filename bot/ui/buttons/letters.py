"""Controls on what a person gets sent; whoever presses acts on their own.

Every letter has one control whose id ends in "@" and the letter's number, by which it is found
again in the history of direct messages.
"""

from typing import Any

import discord

from bot.letters.sender import letter_marker
from bot.ui.buttons.pressed import Pressed, Style, button
from bot.ui.desks import Interaction, desks

ID = r"(?P<id>\d{1,18})"
LETTER = r"(?:@(?P<letter>\d{1,18}))?"

Button = discord.ui.Button[Any]


def _of(letter: int | None) -> str:
    return "" if letter is None else letter_marker(letter)


class Confirm(Pressed, discord.ui.DynamicItem[Button], template=rf"subscribe:{ID}"):
    """Lets an offered digest begin."""

    def __init__(self, id: int) -> None:
        super().__init__(button("Yes, send it", f"subscribe:{id}", style=Style.success))

    async def press(self, interaction: Interaction) -> None:
        """Begin."""
        await desks(interaction).letters.confirm(interaction, int(self.values["id"]))


class Edit(Pressed, discord.ui.DynamicItem[Button], template=rf"editsub:{ID}"):
    """Opens the form of a digest."""

    def __init__(self, id: int, label: str = "Edit") -> None:
        super().__init__(button(label, f"editsub:{id}", emoji="✏️"))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await desks(interaction).letters.open_form(interaction, int(self.values["id"]))


class Stop(Pressed, discord.ui.DynamicItem[Button], template=rf"stopsub:{ID}{LETTER}"):
    """Ends a digest, or drops one that was only offered."""

    def __init__(self, id: int, label: str = "Stop", *, letter: int | None = None) -> None:
        super().__init__(button(label, f"stopsub:{id}{_of(letter)}"))

    async def press(self, interaction: Interaction) -> None:
        """End."""
        await desks(interaction).letters.stop(interaction, int(self.values["id"]))


class ConfirmAlert(Pressed, discord.ui.DynamicItem[Button], template=rf"alert:{ID}"):
    """Lets an offered alert begin."""

    def __init__(self, id: int) -> None:
        super().__init__(button("Yes, tell me", f"alert:{id}", style=Style.success))

    async def press(self, interaction: Interaction) -> None:
        """Begin."""
        await desks(interaction).letters.confirm_alert(interaction, int(self.values["id"]))


class StopAlert(Pressed, discord.ui.DynamicItem[Button], template=rf"stopalert:{ID}"):
    """Ends an alert, or drops one that was only offered."""

    def __init__(self, id: int, label: str = "Stop") -> None:
        super().__init__(button(label, f"stopalert:{id}"))

    async def press(self, interaction: Interaction) -> None:
        """End."""
        await desks(interaction).letters.stop_alert(interaction, int(self.values["id"]))


class OpenSubscriptions(Pressed, discord.ui.DynamicItem[Button], template=rf"mysubs{LETTER}"):
    """Shows everything that whoever presses gets sent."""

    def __init__(self, label: str = "What I get", *, letter: int | None = None) -> None:
        super().__init__(button(label, f"mysubs{_of(letter)}"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).letters.overview(interaction)


class Snooze(Pressed, discord.ui.DynamicItem[Button], template=rf"snooze:{ID}{LETTER}"):
    """Lets a reminder come again in a day."""

    def __init__(self, id: int, *, letter: int | None = None) -> None:
        super().__init__(button("Snooze 1 day", f"snooze:{id}{_of(letter)}", emoji="💤"))

    async def press(self, interaction: Interaction) -> None:
        """Put it off."""
        await desks(interaction).letters.snooze(interaction, int(self.values["id"]))


class StopNudge(Pressed, discord.ui.DynamicItem[Button], template=rf"nonudge{LETTER}"):
    """Ends the weekly word on what is unread."""

    def __init__(self, *, letter: int | None = None) -> None:
        super().__init__(button("No more of these", f"nonudge{_of(letter)}"))

    async def press(self, interaction: Interaction) -> None:
        """End."""
        await desks(interaction).letters.stop_nudge(interaction)


class Resume(Pressed, discord.ui.DynamicItem[Button], template="resumeletters"):
    """Says that direct messages are open again."""

    def __init__(self) -> None:
        super().__init__(button("Try again", "resumeletters", style=Style.primary))

    async def press(self, interaction: Interaction) -> None:
        """Resume."""
        await desks(interaction).letters.resume(interaction)


LETTER_CONTROLS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    Confirm,
    Edit,
    Stop,
    ConfirmAlert,
    StopAlert,
    OpenSubscriptions,
    Snooze,
    StopNudge,
    Resume,
)
