"""What was kept about a paper, and what a change made of it, in words."""

from collections.abc import Mapping
from datetime import date

from bot.ui.buttons.organise import PRIORITY_SIGNS, STARS
from bot.ui.buttons.shelf import STATUS_LABELS
from bot.ui.limits import clip
from bot.ui.markup import plain, short_day
from storage.models import Entry, Priority

Names = Mapping[int, str]
"""Names of the person's lists by their numbers."""

TAGS_SHOWN = 8


def tags_line(entry: Entry) -> str:
    """The tags of an entry; "" without any."""
    shown = " ".join(f"#{plain(tag)}" for tag in entry.tags[:TAGS_SHOWN])
    more = len(entry.tags) - TAGS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def extras(entry: Entry, today: date) -> list[str]:
    """Rating, priority and due date, as far as there are any."""
    found = []
    if entry.rating:
        found.append(STARS[entry.rating])
    if entry.priority is not Priority.NORMAL:
        found.append(f"{PRIORITY_SIGNS[entry.priority]} {entry.priority} priority")
    if entry.due:
        found.append(due_words(entry.due, today))
    return found


def due_words(due: date, today: date) -> str:
    """A due date as people say it."""
    days = (due - today).days
    if days < 0:
        return f"📅 overdue since {short_day(due, today)}"
    if days < 2:
        return "📅 due tomorrow" if days else "📅 due today"
    return f"📅 due {short_day(due, today)}"


def changed_words(before: Entry | None, after: Entry | None, today: date, names: Names) -> str:
    """What a change did: "marked read, tagged #rl"; "" if nothing can be said of it."""
    if after is None:
        return "taken off the list" if before else ""
    if before is None:
        said = ["saved"]
        blank = after.model_copy(
            update={
                "tags": (), "lists": (), "note": "", "rating": None,
                "priority": Priority.NORMAL, "due": None,
            }
        )  # fmt: skip
        return ", ".join([*said, *_differences(blank, after, today, names)])
    return ", ".join(_differences(before, after, today, names))


def _differences(before: Entry, after: Entry, today: date, names: Names) -> list[str]:
    said = []
    if after.status is not before.status:
        said.append(f"marked {STATUS_LABELS[after.status].lower()}")
    new = [tag for tag in after.tags if tag not in before.tags]
    gone = [tag for tag in before.tags if tag not in after.tags]
    if new:
        said.append(f"tagged {_tags(new)}")
    if gone:
        said.append(f"untagged {_tags(gone)}")
    if after.rating != before.rating:
        said.append(f"rated {STARS[after.rating]}" if after.rating else "rating removed")
    if after.priority is not before.priority:
        said.append(f"{after.priority} priority")
    if after.due != before.due:
        said.append(due_words(after.due, today).removeprefix("📅 ") if after.due else "no due date")
    if after.note != before.note:
        said.append("note written" if after.note else "note removed")
    said += [f"put on {_list(id, names)}" for id in after.lists if id not in before.lists]
    said += [f"taken off {_list(id, names)}" for id in before.lists if id not in after.lists]
    return said


def _tags(tags: list[str]) -> str:
    shown = " ".join(f"#{plain(tag)}" for tag in tags[:3])
    return f"{shown} and {len(tags) - 3} more" if len(tags) > 3 else shown


def _list(id: int, names: Names) -> str:
    return f"“{plain(clip(names[id], 40))}”" if id in names else "a list that is gone"
