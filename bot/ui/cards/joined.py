"""Several cards in one message."""

from collections.abc import Sequence

import discord

from bot.ui.cards.frame import Card, Part, text
from bot.ui.limits import excess


def joined_card(cards: Sequence[Card], notes: Sequence[str] = ()) -> Card:
    """The contents of `cards` one after the other, and remarks below; as many of the cards as
    one message holds. A button that several have stands once: Discord refuses it twice."""
    parts: list[Part] = []
    shown = 0
    small: list[Part] = [text(note) for note in notes]
    seen: set[str] = set()
    for card in cards:
        more = [part for part in card.children if _has_news(part, seen)]
        if parts and _card([*parts, *more, *small]) is None:
            break
        parts += more
        shown += 1
    if left := len(cards) - shown:
        many = "1 more answer" if left == 1 else f"{left} more answers"
        small.insert(0, text(f"-# {many} did not fit here: ask for the rest by itself."))
    joined = _card([*parts, *small]) or _card(parts)
    assert joined is not None  # the first card fits by itself
    return joined


def _card(parts: Sequence[Part]) -> Card | None:
    """A card of these parts, if Discord takes it."""
    card = Card(framed=False)
    try:
        for part in parts:
            card.add_item(part)
    except ValueError:  # more components than a message may have
        return None
    return None if excess(card) else card


def _has_news(part: Part, seen: set[str]) -> bool:
    """Take buttons out of a row that stand above already; False if nothing is left of it."""
    if not isinstance(part, discord.ui.ActionRow):
        return True
    for control in list(part.children):
        custom_id = getattr(control, "custom_id", None)
        if custom_id in seen:
            part.remove_item(control)
        elif custom_id:
            seen.add(custom_id)
    return bool(part.children)
