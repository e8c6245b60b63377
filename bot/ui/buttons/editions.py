"""Controls on editions: other pages, days, weeks, months and themes.

Each belongs to the person who asked; a press by somebody else opens their own copy. An edition is
found anew at every press, so a control says which one it means and never what is in it.
"""

import re
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import discord

from bot.editions.span import Span
from bot.editions.themes import Theme
from bot.ui.buttons.pressed import OWNER, PAGE, Pressed, button, picked
from bot.ui.desks import Interaction, desks
from bot.ui.limits import OPTION_DESCRIPTION, OPTION_LABEL, clip

SPAN = r"(?P<span>\d{4}-(?:W\d\d|\d\d(?:-\d\d)?))"
FRONT = 0
"""The page that shows an edition by theme; the pages by votes are numbered from 1."""
SLUG = 40
BY_VOTES = "by-votes"


def slug(label: str) -> str:
    """A theme's name in a custom id."""
    # A label without a Latin letter gets a number made from it.
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:SLUG] or str(crc32(label.encode()))


class TurnEdition(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=f"daily:{OWNER}:{SPAN}:{PAGE}",
):
    """Another page, day, week or month. Its id says "daily" for all, as those that were sent
    when there were only days do."""

    def __init__(self, label: str, owner: int, span: Span, page: int) -> None:
        super().__init__(button(label, f"daily:{owner}:{span.key}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        await desks(interaction).newsstand.turn(
            interaction,
            int(self.values["owner"]),
            Span.of_key(self.values["span"]),
            int(self.values["page"]),
        )


class TurnTheme(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"theme:{OWNER}:{SPAN}:(?P<slug>[a-z0-9-]{{1,{SLUG}}}):{PAGE}",
):
    """Another page of one theme of an edition."""

    def __init__(self, label: str, owner: int, span: Span, theme: str, page: int) -> None:
        super().__init__(button(label, f"theme:{owner}:{span.key}:{slug(theme)}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        await desks(interaction).newsstand.turn(
            interaction,
            int(self.values["owner"]),
            Span.of_key(self.values["span"]),
            int(self.values["page"]),
            self.values["slug"],
        )


class PickTheme(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"themes:{OWNER}:{SPAN}"
):
    """A menu of the themes of an edition; picking one shows its papers."""

    def __init__(self, owner: int, span: Span, themes: Sequence[Theme], count: int) -> None:
        options = [
            discord.SelectOption(
                label=clip(f"{theme.label} · {len(theme.papers)}", OPTION_LABEL),
                value=slug(theme.label),
                description=clip(theme.papers[0].title, OPTION_DESCRIPTION),
            )
            for theme in themes
        ]
        everything = discord.SelectOption(label=f"All {count} papers by votes", value=BY_VOTES)
        super().__init__(
            discord.ui.Select(
                custom_id=f"themes:{owner}:{span.key}",
                placeholder="Open a theme …",
                options=[everything, *options],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Open the picked one."""
        values = picked(interaction) or [BY_VOTES]
        await desks(interaction).newsstand.turn(
            interaction,
            int(self.values["owner"]),
            Span.of_key(self.values["span"]),
            1,
            None if values[0] == BY_VOTES else values[0],
        )


class TurnBloomers(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"bloom:{OWNER}:{PAGE}"
):
    """A page of the papers that climb days after their day."""

    def __init__(self, label: str, owner: int, page: int) -> None:
        super().__init__(button(label, f"bloom:{owner}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).newsstand.turn_bloomers(interaction, owner, page)


class TurnTrending(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"trending:{OWNER}:{PAGE}"
):
    """Another page of what is trending."""

    def __init__(self, label: str, owner: int, page: int) -> None:
        super().__init__(button(label, f"trending:{owner}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).newsstand.turn_trending(interaction, owner, page)
