"""The one way to answer an interaction."""

from collections.abc import Sequence
from typing import Any

import discord


async def acknowledge(interaction: discord.Interaction[Any], *, private: bool) -> None:
    """Tell Discord that an answer is coming, within its three seconds: before anything that may
    take time. `private` decides now who will see the answer."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=private, thinking=True)


async def acknowledge_in_place(interaction: discord.Interaction[Any]) -> None:
    """The same for a control whose message the answer will replace."""
    if not interaction.response.is_done():
        await interaction.response.defer()


async def reply(
    interaction: discord.Interaction[Any],
    card: discord.ui.LayoutView,
    *,
    private: bool,
    files: Sequence[discord.File] = (),
) -> None:
    """Answer with a card: as the first response, or in the place that was acknowledged."""
    if not interaction.response.is_done():
        await interaction.response.send_message(view=card, ephemeral=private, files=list(files))
    elif files:
        await interaction.edit_original_response(view=card, attachments=list(files))
    else:
        await interaction.edit_original_response(view=card)


async def reply_beside(interaction: discord.Interaction[Any], card: discord.ui.LayoutView) -> None:
    """Answer a control privately, leaving the message it stands on as it is."""
    await interaction.followup.send(view=card, ephemeral=True)
