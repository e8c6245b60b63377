"""Values as sources write them, read without trusting them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

_LARGEST_COUNT = 2**63 - 1
"""What a 64-bit column holds."""


def text_of(value: object) -> str:
    """`value` if it is text, else the empty text."""
    return value if isinstance(value, str) else ""


def count_of(value: object) -> int | None:
    """`value` as a count of things (0 is a count), or None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST_COUNT else None


def day_of(value: object) -> date | None:
    """The UTC day of an ISO date or instant ("2026-03-06T03:55:12.777Z"), or None."""
    text = text_of(value).strip()
    try:
        instant = datetime.fromisoformat(text)
        return (instant.astimezone(UTC) if instant.tzinfo else instant).date()
    except (ValueError, OverflowError):
        return None


def names_of(value: object) -> list[str]:
    """The names in a list of names or of objects with a `name`, leaving out hidden ones."""
    if not isinstance(value, list):
        return []
    names = []
    for entry in value:
        if isinstance(entry, dict):
            if entry.get("hidden") is True:
                continue
            entry = entry.get("name")
        if name := text_of(entry):
            names.append(name)
    return names


def first_text(values: Iterable[object]) -> str:
    """The first of `values` that is text with something in it, else the empty text."""
    return next((value for value in values if isinstance(value, str) and value.strip()), "")
