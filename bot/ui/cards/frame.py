"""The frame every answer is shown in, and its plainest form: a sentence with buttons."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import discord

ACCENT = discord.Colour(0xE8A33D)
"""The colour of a paperboy's cap."""

Part: TypeAlias = discord.ui.Item[Any]


class Card(discord.ui.LayoutView):
    """A framed message of Components V2.

    Every control on it is a dynamic item or a link: the card itself keeps no state, so it works
    on after a restart and nothing has to remember that it was sent.
    """

    def __init__(self, *parts: Part, framed: bool = True) -> None:
        super().__init__(timeout=None)
        if framed:
            self.add_item(discord.ui.Container(*parts, accent_colour=ACCENT))
        else:
            for part in parts:
                self.add_item(part)


def text(content: str) -> discord.ui.TextDisplay[Any]:
    """A paragraph of Discord's Markdown."""
    return discord.ui.TextDisplay(content)


def row(*controls: Part) -> discord.ui.ActionRow[Any]:
    """Controls beside each other: up to five buttons or one select."""
    return discord.ui.ActionRow(*controls)


def rows(controls: Sequence[Part]) -> list[Part]:
    """A row of controls, or none if there are no controls: Discord refuses an empty row."""
    return [row(*controls)] if controls else []


def rule() -> discord.ui.Separator[Any]:
    """A thin line between what is told and what can be done."""
    return discord.ui.Separator()


def link_button(label: str, url: str) -> discord.ui.Button[Any]:
    """A button that opens an address."""
    return discord.ui.Button(label=label, url=url)


def notice(sentence: str, *controls: Part) -> Card:
    """One sentence, and what can be done about it."""
    return Card(text(sentence), *rows(controls), framed=False)
