"""Which papers meet what a person asked to be sent."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date

from bot.catalogue import Catalogue
from bot.characters import visible
from bot.delivery.selection import strictly
from bot.errors import BadInput
from bot.search.documents import Filters
from bot.search.query import Query, parse
from bot.search.query_error import QueryError
from storage.models import Paper

LONGEST_TOPIC = 200
"""Characters of one topic."""


def topic_of(words: str) -> str:
    """A topic as it is kept. Raises BadInput for one that cannot be understood, that asks
    nothing, or that asks for a person's list."""
    topic = visible(words[: 4 * LONGEST_TOPIC])
    if len(topic) > LONGEST_TOPIC:
        raise BadInput(f"A topic has at most {LONGEST_TOPIC} characters. Shorten it, please.")
    try:
        query = parse(topic)
    except QueryError as error:
        raise BadInput(f"“{topic}” cannot be understood: {error}") from None
    if query.is_personal:
        raise BadInput(
            f"“{topic}” asks for what is on your list, and new papers are on none yet. Leave in: "
            "out."
        )
    if query.is_plain and not query.has_words:
        raise BadInput(
            "There is no word in that to look for. Write a topic, such as video generation, or "
            "author:Lovelace; `/help topic:search` shows what else."
        )
    return topic


class Matcher:
    """Finds papers by what people asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def about(self, papers: Sequence[Paper], topics: Iterable[str]) -> frozenset[str]:
        """The ids of those papers that meet at least one topic."""
        filters = Filters(ids=frozenset(paper.id for paper in papers))
        found: set[str] = set()
        for topic in topics:
            query = _readable(topic)
            if query is not None and papers:
                results = await self._catalogue.search(
                    strictly(query), len(papers), filters, as_written=True
                )
                found.update(hit.id for hit in results.hits)
        return frozenset(found)

    async def since(
        self, topic: str, day: date, most: int, *, min_upvotes: int = 0, strict: bool = True
    ) -> list[tuple[str, float]]:
        """(id, score) of at most `most` papers of `day` and later, the best first; `strict`: those
        with every word."""
        query = _readable(topic)
        if query is None:
            return []
        filters = Filters(since=day, min_upvotes=min_upvotes or None)
        ranked = dataclasses.replace(query, sort="best", anyway=True)
        results = await self._catalogue.search(
            strictly(ranked) if strict else ranked, most, filters, as_written=True
        )
        return [(hit.id, hit.score) for hit in results.hits]


def _readable(topic: str) -> Query | None:
    """None for what a former version of the query language could read and this one cannot."""
    try:
        return parse(topic)
    except QueryError:
        return None
