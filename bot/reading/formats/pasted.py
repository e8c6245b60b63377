"""Text as people paste it: ids, links and titles, one or several a line."""

import re
from collections.abc import Iterator

from bot.reading.formats import values
from bot.reading.formats.models import Broken, Item, Read
from bot.sources.identifiers import paper_ids_in, parse_paper_id

_READ = 5_000
"""Characters of a line that are read."""
_MOST_LINES = 100_000
_BEFORE = re.compile(r"^(?:[-*•·]|\d{1,4}[.)]|\[[ x]?\])\s+")
_HEADING = re.compile(r"^#{1,6}\s")


def read(text: str) -> Iterator[Read]:
    """The papers that lines name; a line without an id may be a title."""
    for place, line in enumerate(text.splitlines(), start=1):
        if place > _MOST_LINES:
            yield Broken(place, "there are more lines than I read")
            return
        line = line[:_READ].strip()
        if not line:
            continue
        ids = paper_ids_in(line) or [id for id in [parse_paper_id(line)] if id]
        for id in ids:
            yield Item(place=place, id=id)
        if not ids and not _HEADING.match(line):
            title = values.title(_BEFORE.sub("", line))
            if any(map(str.isalnum, title)):
                yield Item(place=place, title=title)
