"""What every control has in common: its id says everything, and it never fails in silence."""

import re
from typing import Any, ClassVar, Self, cast

import discord

from bot.ui.desks import Interaction
from bot.ui.trouble import explain

Style = discord.ButtonStyle

PAPER = r"(?P<paper>[\w./-]{1,60})"
OWNER = r"(?P<owner>\d{1,20})"
PAGE = r"(?P<page>\d{1,5})"


class Pressed:
    """Mixed into every control: builds it from its id, and brings what goes wrong to the one
    place that words it. discord.py would log errors of dynamic items and say nothing."""

    values: ClassVar[dict[str, str]]

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]
    ) -> Self:
        """The control as it was pressed."""
        made = cls.__new__(cls)
        discord.ui.DynamicItem.__init__(cast(Any, made), cast(Any, item))
        made.__dict__["values"] = match.groupdict()
        return made

    async def callback(self, interaction: Interaction) -> None:
        """Called by discord.py."""
        try:
            await self.press(interaction)
        except Exception as error:
            await explain(interaction, error)

    async def press(self, interaction: Interaction) -> None:
        """Do what the control says."""
        raise NotImplementedError


def button(
    label: str,
    custom_id: str,
    *,
    style: Style = Style.secondary,
    emoji: str | None = None,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    """A button as Discord draws it."""
    return discord.ui.Button(
        label=label, custom_id=custom_id, style=style, emoji=emoji, disabled=disabled
    )


def picked(interaction: Interaction) -> list[str]:
    """The values of a menu as they were picked."""
    data = cast(dict[str, Any], interaction.data or {})
    return [str(value) for value in data.get("values") or ()]
