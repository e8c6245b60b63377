"""Pages of links, as Pocket and browsers write them out."""

import html
import re
from collections.abc import Iterator

from bot.reading.formats import values
from bot.reading.formats.models import Item, Read

# Every part ends at the next "<" at the latest, so that it is read in one go whatever is in it;
# and no entity of a document's own is ever looked at.
_LINK = re.compile(
    r"<h[1-6][^<>]{0,200}>(?P<heading>[^<]{0,200})</h[1-6]>"
    r"|<a\s(?P<about>[^<>]{1,4000})>(?P<title>[^<]{0,2000})</a>",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"""([\w-]{1,40})\s?=\s?(?:"([^"]*)"|'([^']*)')""")


def read(text: str) -> Iterator[Read]:
    """The papers that a page links to. A heading that is a status holds for what follows."""
    status, line, seen = None, 1, 0
    for match in _LINK.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        if match["about"] is None:
            words = html.unescape(match["heading"]).strip().lower()
            status = values.status(words.removesuffix(" archive"))
            continue
        about = {
            name.lower(): html.unescape(double or single)
            for name, double, single in _ABOUT.findall(match["about"])
        }
        id, title = values.arxiv_id(about.get("href", "")), html.unescape(match["title"])
        title = values.title(title)
        if id or title:
            yield Item(
                place=line,
                id=id,
                title="" if title == about.get("href") else title,
                status=status,
                tags=values.words(about.get("tags", "").split(",")),
                added=values.instant(about.get("time_added", "") or about.get("add_date", "")),
            )
