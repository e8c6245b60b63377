"""Which format a text is in, told by what is in it and not by its name."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.errors import BadFile
from bot.reading.formats import bibtex, csl, pasted, pocket, ris, table, whole
from bot.reading.formats.models import Read

_BIBTEX = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_PAGE = re.compile(r"<(?:!doctype|html|\?xml|h1|a\s|ul|dl|opml)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A text that was recognised: what it is, for a person; what its pieces are counted in; and
    the pieces, which can be gone through once."""

    name: str
    unit: str
    pieces: Iterator[Read]


def recognised(text: str) -> Recognised:
    """The papers a text names. Raises BadFile for JSON that is not of papers."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[{", "[\n", "[ ", "[\r", "[]")) and not _BIBTEX.match(start):
        found = _json(start)
        if found is not None:
            return found
    if ris.START.search(text):
        return Recognised("RIS", "line", ris.read(text))
    if _BIBTEX.search(text):
        return Recognised("BibTeX", "line", bibtex.read(text))
    if _PAGE.match(start):
        return Recognised("a page of links", "line", pocket.read(text))
    if (delimiter := table.delimiter_of(text)) is not None:
        return Recognised("a table", "line", table.read(text, delimiter))
    return Recognised("ids, links and titles", "line", pasted.read(text))


def _json(text: str) -> Recognised | None:
    try:
        found: Any = json.loads(text)
    except RecursionError:
        raise BadFile("That JSON is nested beyond reason. Export it again, please.") from None
    except ValueError as error:
        if not text.startswith(('{"', "{\n", "{\r", "{ ", "[{", "[\n", "[\r")):
            return None
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadFile(
            f"That looks like JSON and is broken{where}. Export it again, please; perhaps it was "
            "cut off."
        ) from None
    if isinstance(found, dict):
        if whole.MARK in found and isinstance(found.get("entries"), list):
            return Recognised("our own JSON", "entry", whole.read(found["entries"]))
        found = found.get("items")
    if isinstance(found, list):
        return Recognised("CSL-JSON", "entry", csl.read(found))
    raise BadFile(
        "That is JSON, and I see no papers in it. I read the JSON that `/list export` writes, and "
        "CSL-JSON."
    )
