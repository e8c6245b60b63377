"""Controls on a person's reading list; whoever presses acts on their own."""

from typing import Any

import discord

from bot.ui.buttons.pressed import PAPER, Pressed, Style, button
from bot.ui.desks import Interaction, desks
from storage.models import Status

STATUS_LABELS = {
    Status.TO_READ: "To read",
    Status.READING: "Reading",
    Status.READ: "Read",
    Status.DROPPED: "Dropped",
}
STATUS_SIGNS = {
    Status.TO_READ: "🔖",
    Status.READING: "📖",
    Status.READ: "✅",
    Status.DROPPED: "🗑️",
}


class Undo(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"undo:(?P<action>\d{1,18})"
):
    """Takes an action back, for the person who did it."""

    def __init__(self, action_id: int, label: str = "Undo") -> None:
        super().__init__(button(label, f"undo:{action_id}", emoji="↩️"))

    async def press(self, interaction: Interaction) -> None:
        """Undo."""
        await desks(interaction).shelving.undo(interaction, int(self.values["action"]))


class Remove(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"remove:{PAPER}"):
    """Takes a paper off the list of whoever presses."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(button("Remove", f"remove:{paper_id}"))

    async def press(self, interaction: Interaction) -> None:
        """Remove."""
        await desks(interaction).shelving.remove(interaction, self.values["paper"])


class Mark(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"mark:(?P<status>to-read|reading|read|dropped):{PAPER}",
):
    """Says how far whoever presses is with a paper."""

    def __init__(
        self, paper_id: str, status: Status, *, current: bool, label: str | None = None
    ) -> None:
        super().__init__(
            button(
                label or STATUS_LABELS[status],
                f"mark:{status}:{paper_id}",
                emoji=STATUS_SIGNS[status],
                style=Style.success if current else Style.secondary,
                disabled=current,
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Mark."""
        await desks(interaction).shelving.mark(
            interaction, self.values["paper"], Status(self.values["status"])
        )


class WriteNote(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"note:{PAPER}"):
    """Opens the form for a note."""

    def __init__(self, paper_id: str, *, again: bool) -> None:
        label = "Rewrite note" if again else "Note"
        super().__init__(button(label, f"note:{paper_id}", emoji="✏️"))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await desks(interaction).shelving.open_note(interaction, self.values["paper"])


class WipeNote(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"nonote:{PAPER}"):
    """Removes the note of whoever presses."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(button("Remove note", f"nonote:{paper_id}"))

    async def press(self, interaction: Interaction) -> None:
        """Remove the note."""
        await desks(interaction).shelving.wipe_note(interaction, self.values["paper"])


class OpenEntry(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"entry:{PAPER}"):
    """Shows one paper of the list of whoever presses."""

    def __init__(self, paper_id: str) -> None:
        super().__init__(button("Open", f"entry:{paper_id}"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).shelving.entry(interaction, self.values["paper"])


class OpenList(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template="mylist"):
    """Shows the list of whoever presses."""

    def __init__(self) -> None:
        super().__init__(button("My list", "mylist"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).listing.open(interaction)
