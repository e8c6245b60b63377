"""Markdown, to be read: in an editor, on a page, in a message."""

import re
from collections.abc import Iterator, Sequence

from bot.reading.formats import facts
from bot.reading.formats.models import Kept
from storage.models import Priority, Status

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~])")
_HEADINGS = {
    Status.READING: "Reading", Status.TO_READ: "To read", Status.READ: "Read",
    Status.DROPPED: "Dropped", None: "Papers",
}  # fmt: skip


def written(kept: Sequence[Kept]) -> str:
    """A page with a heading for each status."""
    return "\n".join(_lines(kept)) + "\n"


def _lines(kept: Sequence[Kept]) -> Iterator[str]:
    yield "# Reading list"
    for status, heading in _HEADINGS.items():
        part = [each for each in kept if (each.entry.status if each.entry else None) is status]
        if part:
            yield f"\n## {heading}\n"
        for each in part:
            yield from _paper(each)


def _paper(kept: Kept) -> Iterator[str]:
    paper, entry = kept.paper, kept.entry
    when = facts.year_and_month(paper)
    authors = ", ".join(paper.authors[:3]) + (" and others" if len(paper.authors) > 3 else "")
    about = " · ".join(filter(None, (_plain(authors), str(when[0]) if when else "")))
    address = facts.address(paper).replace("(", "%28").replace(")", "%29")
    yield f"- [{_plain(paper.title)}]({address})" + (f" · {about}" if about else "")
    if entry is None:
        return
    facts_of = [f"#{tag}" for tag in entry.tags] + [f"on {_plain(name)}" for name in kept.lists]
    if entry.rating:
        facts_of.insert(0, "★" * entry.rating)
    if entry.priority is not Priority.NORMAL:
        facts_of.append(f"{entry.priority} priority")
    if entry.due:
        facts_of.append(f"due {entry.due.isoformat()}")
    if facts_of:
        yield f"  {' · '.join(facts_of)}"
    for line in entry.note.splitlines():
        yield f"  > {_plain(line)}".rstrip()


def _plain(text: str) -> str:
    return _ACTIVE.sub(r"\\\1", text)
