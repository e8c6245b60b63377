"""Papers for a title or an id as it is typed."""

import re

import numpy as np
from numpy.typing import NDArray

from bot.search.columns import Facts
from bot.search.document_ids import DocumentIds
from bot.search.titles import Titles, title_words

_BEGINNING_OF_ID = re.compile(r"[\w.\-/]{1,40}")
_CLASS = re.compile(r"\.[a-z]{2}(?=/)")
"""Of a subject, in ids of before 2007: math.GT/0309136."""


def suggested(
    text: str,
    limit: int,
    titles: Titles,
    ids: DocumentIds,
    alive: NDArray[np.bool_],
    facts: Facts,
) -> list[int]:
    """Numbers of at most `limit` documents that are `alive`; for "" those of the newest.

    Every word of `text` must begin a word of the title, or all of it an id; titles that begin
    with it come first, then those with more upvotes, then newer ones.
    """
    typed = text.strip()
    words = title_words(typed)
    found = first = np.zeros(0, dtype=np.int64)
    if words:
        found, first = titles.beginning(words)
    if _BEGINNING_OF_ID.fullmatch(typed):
        for beginning in {typed, typed.lower(), _CLASS.sub(_in_capitals, typed.lower())}:
            found = np.union1d(found, ids.starting_with(beginning)).astype(np.int64)
    if not typed:
        found = np.flatnonzero(alive)
    found = found[found < len(alive)]
    found = found[alive[found]]
    votes, days = np.maximum(facts.upvotes[found], 0), facts.day[found]
    others = ~np.isin(found, first)
    order = np.lexsort((found, -days, -votes, others) if typed else (found, -votes, -days))
    numbers: list[int] = found[order[: max(limit, 0)]].tolist()
    return numbers


def _in_capitals(found: re.Match[str]) -> str:
    return found.group().upper()
