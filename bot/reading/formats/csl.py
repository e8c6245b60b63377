"""CSL-JSON, which citation styles are fed with. What a reading list knows beside the paper is
its `custom`."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.reading.formats import facts, values
from bot.reading.formats.models import Broken, Item, Kept, Read
from bot.reading.formats.names import parts_of

_ID_FIELDS = ("DOI", "number", "URL", "arxiv", "archive_location", "id")


def written(kept: Sequence[Kept]) -> str:
    """A JSON list of items."""
    keys = facts.keys(each.paper for each in kept)
    items = [_written(key, each) for key, each in zip(keys, kept, strict=True)]
    return json.dumps(items, ensure_ascii=False, indent=1)


def read(items: Sequence[Any]) -> Iterator[Read]:
    """The papers of a list of items."""
    for place, item in enumerate(items, start=1):
        if isinstance(item, dict):
            yield _item(place, item)
        else:
            yield Broken(place, "this is not a paper")


def _written(key: str, kept: Kept) -> dict[str, Any]:
    paper, entry = kept.paper, kept.entry
    item: dict[str, Any] = {"id": key, "type": "article", "title": paper.title}
    if paper.authors:
        item["author"] = [_name(author) for author in paper.authors]
    if day := facts.published(paper):
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    elif when := facts.year_and_month(paper):
        item["issued"] = {"date-parts": [list(when)]}
    if paper.has_arxiv_id:
        item |= {"publisher": "arXiv", "number": f"arXiv:{paper.id}", "DOI": facts.doi(paper)}
    item["URL"] = facts.address(paper)
    if entry is not None:
        if entry.tags:
            item["keyword"] = ", ".join(entry.tags)
        if entry.note:
            item["note"] = entry.note
        item["custom"] = {
            "status": entry.status,
            "rating": entry.rating,
            "priority": entry.priority,
            "due": entry.due.isoformat() if entry.due else None,
            "lists": list(kept.lists),
            "added": entry.added_at.isoformat(),
        }
    return item


def _name(author: str) -> dict[str, str]:
    name = parts_of(author)
    if not name.given:
        return {"literal": author}
    parts = {"family": name.family, "given": name.given}
    return parts | {"suffix": name.suffix} if name.suffix else parts


def _item(place: int, item: dict[str, Any]) -> Read:
    id = values.arxiv_id(*(_text(item.get(field)) for field in _ID_FIELDS))
    title = values.title(_text(item.get("title")))
    custom = item.get("custom")
    if id is None and custom is None:  # where Zotero puts it; in ours it is the person's own note
        id = values.arxiv_id(_text(item.get("note")))
    if not (id or title):
        return Broken(place, "this one has neither a title nor an arXiv id")
    own: dict[str, Any] = custom if isinstance(custom, dict) else {}
    names = own.get("lists")
    return Item(
        place=place,
        id=id,
        title=title,
        status=values.status(_text(own.get("status"))),
        note=_text(item.get("note")),
        rating=values.rating(_text(own.get("rating"))),
        priority=values.priority(_text(own.get("priority"))),
        due=values.day(_text(own.get("due"))),
        tags=values.words(_text(item.get("keyword")).replace(";", ",").split(",")),
        lists=values.words(map(_text, names)) if isinstance(names, list) else (),
        added=values.instant(_text(own.get("added"))),
    )


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""
