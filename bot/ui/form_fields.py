"""Reading forms by their ids: one opened before a restart is taken in like any other."""

from typing import Any, cast

import discord

from bot.ui.desks import Interaction

FORM_OPEN = 900.0
"""Seconds until discord.py forgets an open form; what comes later is taken in by its id."""


def form_id(interaction: Interaction) -> str:
    """The custom id of the form that was sent in; "" for any other interaction."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return ""
    return str(cast(dict[str, Any], interaction.data or {}).get("custom_id", ""))


def fields(interaction: Interaction) -> dict[str, str]:
    """What was written or picked, by the custom id of the field; "" where nothing was."""
    data = cast(dict[str, Any], interaction.data or {})
    found: dict[str, str] = {}
    for part in data.get("components", ()):
        inputs = [part["component"]] if "component" in part else part.get("components", ())
        for each in inputs:
            values = each.get("values") or [each.get("value") or ""]
            found[str(each.get("custom_id"))] = str(values[0])
    return found
