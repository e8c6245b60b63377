"""Our own JSON: everything a person keeps about their papers, and back without a loss."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.reading.formats import facts, values
from bot.reading.formats.models import Broken, Item, Kept, Read
from storage.models import Priority, Status, StatusChange

MARK = "paperboy"
"""The key by which our own files are told from others; its value is the version of the form."""
VERSION = 1


def written(kept: Sequence[Kept]) -> str:
    """A JSON object with all entries."""
    whole = {MARK: VERSION, "entries": [_written(each) for each in kept]}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def read(entries: Sequence[Any]) -> Iterator[Read]:
    """The papers of such an object's `entries`."""
    for place, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            yield _item(place, entry)
        else:
            yield Broken(place, "this is not an entry")


def _written(kept: Kept) -> dict[str, Any]:
    paper, entry = kept.paper, kept.entry
    told: dict[str, Any] = {
        "id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "published": paper.published.isoformat() if paper.published else None,
        "url": facts.address(paper),
        "code": paper.code_url,
    }
    if entry is None:
        return told
    return told | {
        "status": entry.status,
        "rating": entry.rating,
        "priority": entry.priority,
        "due": entry.due.isoformat() if entry.due else None,
        "tags": list(entry.tags),
        "lists": list(kept.lists),
        "note": entry.note,
        "added": entry.added_at.isoformat(),
        "changed": entry.changed_at.isoformat(),
        "history": [{"status": step.status, "at": step.at.isoformat()} for step in entry.history],
    }


def _item(place: int, entry: dict[str, Any]) -> Read:
    id, title = values.arxiv_id(_text(entry.get("id"))), values.title(_text(entry.get("title")))
    if not (id or title):
        return Broken(place, "this entry has neither a title nor an id")
    return Item(
        place=place,
        id=id,
        title=title,
        status=values.member(Status, _text(entry.get("status"))),
        note=_text(entry.get("note")),
        rating=values.rating(_text(entry.get("rating"))),
        priority=values.member(Priority, _text(entry.get("priority"))),
        due=values.day(_text(entry.get("due"))),
        tags=values.words(map(_text, _listed(entry.get("tags")))),
        lists=values.words(map(_text, _listed(entry.get("lists")))),
        added=values.instant(_text(entry.get("added"))),
        changed=values.instant(_text(entry.get("changed"))),
        history=tuple(_steps(_listed(entry.get("history")))),
    )


def _steps(history: Sequence[Any]) -> Iterator[StatusChange]:
    for step in history[:1000]:
        if isinstance(step, dict):
            status = values.member(Status, _text(step.get("status")))
            at = values.instant(_text(step.get("at")))
            if status and at:
                yield StatusChange(status=status, at=at)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
