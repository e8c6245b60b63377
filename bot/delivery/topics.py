"""Topics of a feed: a line each, in the query language."""

import re

from bot.search.query import Query, parse
from bot.search.query_error import QueryError

LONGEST = 500
"""Characters of all topics together."""
MOST = 20
"""Topics at most."""

_PIECE = re.compile(r'(?:"[^"\n]*"|“[^”\n]*”|[^,;\n])+')


def queries(topics: str) -> list[Query]:
    """The topics as they were kept. Raises QueryError like `tidy`."""
    return [parse(topic) for topic in topics.split("\n") if topic]


def tidy(written: str) -> str:
    """Topics as a person wrote them, parted by commas, semicolons or lines, as they are kept.

    Raises QueryError for one that cannot be understood, or that no feed can ask for.
    """
    found = [(match.start(), match.group()) for match in _PIECE.finditer(written)]
    topics = [(start, " ".join(piece.split())) for start, piece in found if piece.strip()]
    for start, topic in topics:
        query = parse(topic)
        if query.is_personal:
            place = written.find("in:", start)
            raise QueryError(
                "in: asks for one person's reading list, and a channel has none. Leave it out.",
                written,
                max(place, 0),
                max(place, 0) + len("in:"),
            )
    kept = list(dict.fromkeys(topic for _, topic in topics))
    if len(kept) > MOST or sum(map(len, kept)) > LONGEST:
        raise QueryError(
            f"I take {MOST} topics and {LONGEST} characters at most. Leave some out.",
            written,
            max(0, len(written) - 1),
            len(written),
        )
    return "\n".join(kept)
