"""BibTeX. What a reading list knows beside the paper stands where JabRef keeps it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    Field,
    ParsingFailedBlock,
)
from bibtexparser.writer import BibtexFormat

from bot.reading.formats import facts, values
from bot.reading.formats.models import MOST_READ, Broken, Item, Kept, Read
from bot.reading.formats.names import parts_of
from bot.reading.formats.tex import escaped, unescaped
from storage.models import Priority

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PRIORITIES = {Priority.HIGH: "prio1", Priority.LOW: "prio3"}
_ID_FIELDS = ("eprint", "arxivid", "arxiv", "doi", "url", "howpublished", "link", "journal")
_START = re.compile(r"@\w*[ \t]*[{(]")
_BETWEEN_LISTS = re.compile(r"(?<!\{),(?!\})")
_BETWEEN_WORDS = re.compile(r"[,;]")


def written(kept: Sequence[Kept]) -> str:
    """A .bib file."""
    keys = facts.keys(each.paper for each in kept)
    entries: list[Block] = [
        Entry("misc", key, [Field(name, value) for name, value in _fields(each)])
        for key, each in zip(keys, kept, strict=True)
    ]
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent, layout.block_separator = "  ", "\n"
    text: str = write_string(Library(entries), unparse_stack=[], bibtex_format=layout)
    return text


def read(text: str) -> Iterator[Read]:
    """The papers of a .bib file; what is broken is named by its line."""
    # The library reads all of a text before it tells of its first entry, so it is given no more
    # than is wanted: strings, comments and broken entries count too.
    beyond = next(islice(_START.finditer(text), 2 * MOST_READ, None), None)
    text = text[: beyond.start()] if beyond else text
    stack = [ResolveStringReferencesMiddleware(True), RemoveEnclosingMiddleware(True)]
    for found in parse_string(text, parse_stack=stack).blocks:
        block: Block | None = found
        line = (found.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            block = block.ignore_error_block
        if isinstance(block, Entry):
            try:
                yield _item(line, block)
            except ValueError as error:
                yield Broken(line, str(error))
        elif isinstance(block, ParsingFailedBlock):
            yield Broken(line, "a brace, a quote or a comma is missing in this entry")


def _fields(kept: Kept) -> Iterator[tuple[str, str]]:
    paper, entry = kept.paper, kept.entry
    # Doubled braces keep the capitals of a title.
    yield "title", f"{{{{{escaped(paper.title)}}}}}"
    if paper.authors:
        yield "author", _braced(" and ".join(_name(author) for author in paper.authors))
    if when := facts.year_and_month(paper):
        yield "year", _braced(str(when[0]))
        yield "month", MONTHS[when[1] - 1]
    if paper.has_arxiv_id:
        yield "eprint", _braced(paper.id)
        yield "archivePrefix", "{arXiv}"
        if subject := facts.primary_class(paper):
            yield "primaryClass", _braced(subject)
        yield "doi", _braced(facts.doi(paper))
    yield "url", _braced(facts.address(paper))
    if entry is None:
        return
    if entry.tags:
        yield "keywords", _braced(escaped(", ".join(entry.tags)))
    if entry.note:
        yield "annote", _braced(escaped(entry.note))
    yield "readstatus", _braced(entry.status)
    if entry.rating:
        yield "ranking", f"{{rank{entry.rating}}}"
    if priority := _PRIORITIES.get(entry.priority):
        yield "priority", _braced(priority)
    if entry.due:
        yield "due", _braced(entry.due.isoformat())
    if kept.lists:
        names = (escaped(name).replace(",", "{,}") for name in kept.lists)
        yield "groups", _braced(", ".join(names))
    yield "creationdate", _braced(entry.added_at.isoformat())


def _name(author: str) -> str:
    name = parts_of(author)
    family, given = escaped(name.family), escaped(name.given)
    if not given or " and " in f" {author.lower()} ":
        return f"{{{escaped(author)}}}"  # one name, or not a person: left whole
    return f"{family}, {name.suffix}, {given}" if name.suffix else f"{family}, {given}"


def _braced(value: str) -> str:
    return f"{{{value}}}"


def _item(line: int, entry: Entry) -> Item:
    raw: Mapping[str, str] = {
        field.key.lower(): field.value for field in entry.fields if isinstance(field.value, str)
    }
    plain = {name: unescaped(raw[name]) for name in _READ if name in raw}
    id = values.arxiv_id(*(raw.get(name, "") for name in _ID_FIELDS))
    title = values.title(plain.get("title", ""))
    if not (id or title):
        raise ValueError("this entry has neither a title nor an arXiv id")
    groups = (unescaped(name) for name in _BETWEEN_LISTS.split(raw.get("groups", "")))
    return Item(
        place=line,
        id=id,
        title=title,
        status=values.status(raw.get("readstatus", "")),
        note=plain.get("annote") or plain.get("annotation") or plain.get("comment") or "",
        rating=values.rating(raw.get("ranking", "")),
        priority=values.priority(raw.get("priority", "")),
        due=values.day(raw.get("due", "")),
        tags=values.words(_BETWEEN_WORDS.split(plain.get("keywords", ""))),
        lists=values.words(groups),
        added=values.instant(raw.get("creationdate", "") or raw.get("timestamp", "")),
    )


_READ = ("title", "keywords", "annote", "annotation", "comment")
"""Fields that are text; the others are read as they stand."""
