"""One change of many papers, as it is written: in a command, and in a control's id."""

from datetime import date

from bot.errors import BadInput
from bot.reading.tags import parse_tag
from storage.edits import Edit
from storage.models import Priority, Status

KINDS = ("mark", "tag", "untag", "rate", "priority", "due", "put", "take", "remove")
"""What can be done to many papers at once."""

STARS = {"none": 0, "no": 0, "0": 0} | {str(number): number for number in range(1, 6)}
"""What can be written for a rating."""


def edit_of(act: str) -> Edit:
    """The change that is written as "mark=read", "due=2026-03-20" or "remove".

    Tags are written as they are kept, lists by their number, days in ISO 8601 or as "none".
    Raises BadInput.
    """
    kind, _, value = act.partition("=")
    try:
        match kind:
            case "mark":
                return Edit(status=Status(value))
            case "tag":
                return Edit(tag=frozenset({parse_tag(value)}))
            case "untag":
                return Edit(untag=frozenset({parse_tag(value)}))
            case "rate":
                return Edit(rating=STARS[value])
            case "priority":
                return Edit(priority=Priority(value))
            case "due":
                return Edit(no_due=True) if value == "none" else Edit(due=date.fromisoformat(value))
            case "put":
                return Edit(put=frozenset({int(value)}))
            case "take":
                return Edit(take=frozenset({int(value)}))
            case "remove":
                return Edit(remove=True)
    except (ValueError, KeyError):
        pass
    raise BadInput("I cannot do that to many papers. `/list bulk` shows what I can.")


def parse_stars(words: str) -> int:
    """The rating in "4", "4 stars", "★★★★" or "none"; 0 is none. Raises BadInput."""
    text = words.strip().lower().removesuffix("stars").removesuffix("star").strip()
    if text and set(text) <= {"★", "⭐", "*", "\ufe0f", "☆"}:
        text = str(sum(text.count(sign) for sign in "★⭐*"))
    if text not in STARS:
        raise BadInput("A rating is 1 to 5 stars, or none.")
    return STARS[text]
