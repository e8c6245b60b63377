"""Tables (CSV): our own, Zotero's and Pocket's.

A cell that a spreadsheet would take for a formula gets an apostrophe in front of it (see
https://owasp.org/www-community/attacks/CSV_Injection); reading takes it off again. A cell that
begins with apostrophes and would be a formula without them gets one more, so that nothing is lost.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from bot.reading.formats import facts, values
from bot.reading.formats.models import Broken, Item, Kept, Read

COLUMNS = (
    "id", "title", "authors", "published", "url", "code", "status", "rating", "priority", "due",
    "tags", "lists", "note", "added",
)  # fmt: skip
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NEUTRAL = re.compile(r"'+[=+\-@\t\r]")
_BETWEEN_TAGS = re.compile(r"[;,|]")
_KNOWN = frozenset({"title", "url", "doi", "arxiv", "arxivid", "id", "link", "eprint", "paper"})
_DELIMITERS = ",;\t"
_ID_COLUMNS = ("id", "arxiv", "arxivid", "eprint", "paper", "doi", "url", "link", "extra")


def written(kept: Sequence[Kept]) -> str:
    """A CSV file for spreadsheets: with a byte order mark, by which they know it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_neutralised(cell) for cell in _row(each)] for each in kept)
    return "\ufeff" + text.getvalue()


def delimiter_of(text: str) -> str | None:
    """What stands between the columns of a table that has a column by which papers are found;
    None if this is no such table."""
    head = text.removeprefix("\ufeff").lstrip().partition("\n")[0][:5_000]
    for delimiter in _DELIMITERS:
        names = {_column(name) for name in head.split(delimiter)}
        if len(names) > 1 and names & _KNOWN:
            return delimiter
    return None


def read(text: str, delimiter: str) -> Iterator[Read]:
    """The papers of a table; what is broken is named by its line."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    names: list[str] | None = None
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Broken(line, "this row cannot be read: is a quote missing?")
            row = []
        if any(cell.strip() for cell in row):
            if names is None:
                names = [_column(name) for name in row]
            else:
                cells = zip(names, map(_restored, row), strict=False)
                yield _item(line, dict(cells))
        line = reader.line_num + 1


def _row(kept: Kept) -> Sequence[str]:
    paper, entry = kept.paper, kept.entry
    told = [
        paper.id,
        paper.title,
        "; ".join(paper.authors),
        paper.published.isoformat() if paper.published else "",
        facts.address(paper),
        paper.code_url or "",
    ]
    if entry is None:
        return [*told, *[""] * (len(COLUMNS) - len(told))]
    return [
        *told,
        entry.status,
        str(entry.rating or ""),
        entry.priority,
        entry.due.isoformat() if entry.due else "",
        "; ".join(entry.tags),
        "\n".join(kept.lists),
        entry.note,
        entry.added_at.isoformat(),
    ]


def _neutralised(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _restored(cell: str) -> str:
    return cell[1:] if _NEUTRAL.match(cell) else cell


def _column(name: str) -> str:
    """ "Manual Tags" is "manual tags", "arXiv ID" is "arxivid"."""
    name = name.strip().strip('"').strip().lower()
    return name.replace(" ", "").replace("_", "") if name.startswith("arxiv") else name


def _item(line: int, row: Mapping[str, str]) -> Read:
    id = values.arxiv_id(*(row.get(name, "") for name in _ID_COLUMNS))
    title = values.title(row.get("title", ""))
    if not (id or title):
        return Broken(line, "this row has neither a title nor an arXiv id")
    tags = row.get("tags", "") or row.get("manual tags", "")
    return Item(
        place=line,
        id=id,
        title=title,
        status=values.status(row.get("status", "")),
        note=row.get("note", "") or row.get("notes", ""),
        rating=values.rating(row.get("rating", "")),
        priority=values.priority(row.get("priority", "")),
        due=values.day(row.get("due", "")),
        tags=values.words(_BETWEEN_TAGS.split(tags)),
        lists=values.words(row.get("lists", "").split("\n")),
        added=values.instant(
            row.get("added", "") or row.get("time_added", "") or row.get("date added", "")
        ),
    )
