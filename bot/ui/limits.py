"""Discord's limits, each a named constant, and the only place where text is cut to them.

Source: Discord's API documentation; PAYLOAD_BYTES from reports of messages refused with a server
error above some 10,170 bytes of UTF-8.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import discord

from bot.characters import clip as clip

MESSAGE_TEXT = 4_000
"""Characters over all text displays of a message."""
PAYLOAD_BYTES = 10_000
"""UTF-8 bytes of a message's components as JSON."""
COMPONENTS = 40
"""Components of a message, nested ones counted."""
ROW_BUTTONS = 5
CUSTOM_ID = 100
BUTTON_LABEL = 80
BUTTON_URL = 512
SELECT_OPTIONS = 25
OPTION_LABEL = 100
OPTION_DESCRIPTION = 100
SELECT_PLACEHOLDER = 150
CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100
FORM_TITLE = 45
FORM_LABEL = 45
UPLOAD_BYTES = 10 * 1024 * 1024

C = TypeVar("C", bound=discord.ui.LayoutView)


def excess(card: discord.ui.LayoutView) -> str | None:
    """What Discord would refuse about a card, in words; None if nothing."""
    parts = list(card.walk_children())
    texts = sum(len(part.content) for part in parts if isinstance(part, discord.ui.TextDisplay))
    size = len(json.dumps(_components(card), ensure_ascii=False).encode())
    ids = [id for part in parts if (id := getattr(part, "custom_id", None))]
    if texts > MESSAGE_TEXT:
        return f"{texts} characters of text"
    if size > PAYLOAD_BYTES:
        return f"{size} bytes"
    if len(parts) > COMPONENTS:
        return f"{len(parts)} components"
    if len(ids) != len(set(ids)):
        return "two controls of one id"
    if any(len(id) > CUSTOM_ID for id in ids):
        return "an id that is too long"
    return None


def fitting(make: Callable[[int], C], lengths: Iterable[int] = (420, 300, 220, 150, 90, 40)) -> C:
    """The first card `make(length)` that Discord takes, `length` being how many characters the
    card may give to each of its longer texts."""
    for length in lengths:
        card = make(length)
        if excess(card) is None:
            return card
    raise ValueError(f"no length makes this card fit: {excess(card)}")


def _components(card: discord.ui.LayoutView) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call]
    return made
