"""RIS, as EndNote, Zotero and Mendeley read it. Tags are its KW, a note its N1."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

import rispy

from bot.reading.formats import facts, values
from bot.reading.formats.models import Broken, Item, Kept, Read
from bot.reading.formats.names import parts_of

START = re.compile(r"^\ufeff?TY {1,2}-", re.MULTILINE)
_UNEVEN = re.compile(r"^([A-Z][A-Z0-9]) +- ?", re.MULTILINE)
_ID_TAGS = ("doi", "number", "accession_number", "urls", "journal_name", "publisher", "id")


class _Writer(rispy.RisWriter):  # type: ignore[misc]
    def set_header(self, count: int) -> str:
        """Nothing before a record: few programs pass over it."""
        return ""


def written(kept: Sequence[Kept]) -> str:
    """A .ris file."""
    text: str = rispy.dumps([_record(each) for each in kept], implementation=_Writer)
    return text


def read(text: str) -> Iterator[Read]:
    """The papers of a .ris file; each record by itself, so that a broken one spoils no other."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    line, seen = 1, 0
    starts = (match.start() for match in START.finditer(text))
    for start, end in pairwise(chain(starts, (len(text),))):
        line += text.count("\n", seen, start)
        seen = start
        yield _item(line, text[start:end])


def _record(kept: Kept) -> dict[str, Any]:
    paper, entry = kept.paper, kept.entry
    record: dict[str, Any] = {
        "type_of_reference": "UNPB",
        "title": paper.title,
        "authors": [_name(author) for author in paper.authors],
    }
    if when := facts.year_and_month(paper):
        record["year"] = str(when[0])
        day = facts.published(paper)
        record["date"] = f"{day:%Y/%m/%d}" if day else f"{when[0]}/{when[1]:02}//"
    if paper.has_arxiv_id:
        record |= {
            "publisher": "arXiv",
            "number": f"arXiv:{paper.id}",
            "doi": facts.doi(paper),
        }
    record["urls"] = [facts.address(paper).replace(";", "%3B")]
    if entry is not None:
        record["keywords"] = list(entry.tags)
        record["notes"] = entry.note.split("\n") if entry.note else []
        record["custom1"] = entry.status
        if entry.rating:
            record["custom2"] = "★" * entry.rating
    return record


def _name(author: str) -> str:
    name = parts_of(author)
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _item(line: int, text: str) -> Read:
    if not re.search(r"^ER {1,2}-", text, re.MULTILINE):
        text = f"{text.rstrip()}\nER  - \n"
    try:
        records = rispy.loads(_UNEVEN.sub(r"\1  - ", text), skip_unknown_tags=True)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return Broken(line, "this record cannot be read")
    record: dict[str, Any] = records[0] if records else {}
    id = values.arxiv_id(*(_text(record.get(tag)) for tag in _ID_TAGS))
    title = values.title(_text(record.get("title")) or _text(record.get("primary_title")))
    if not (id or title):
        return Broken(line, "this record has neither a title nor an arXiv id")
    return Item(
        place=line,
        id=id,
        title=title,
        status=values.status(_text(record.get("custom1"))),
        rating=values.rating(_text(record.get("custom2"))),
        note="\n".join(record.get("notes") or ()),
        tags=values.words(record.get("keywords") or ()),
    )


def _text(value: str | list[str] | None) -> str:
    return " ".join(value) if isinstance(value, list) else value or ""
