"""What is trending, computed from the history of votes where the provider's own list is not there.

The trend of a paper is the votes it gained, each counted half as much for every `HALF_LIFE` since:

    trend = sum over its gains of votes * 0.5 ** (age / HALF_LIFE)

A gain is the difference between two counts that were told one after the other, dated when the
later one was told. The first count of a paper says nothing of when its votes came; they are
dated to noon (UTC) of the day the paper was listed, or to when they were told if it never was.
So papers of which only one count is known, as after an import of files, rank by votes and by
how new they are, and one of which more is known by what it gained lately.

Ages are counted from the newest gain there is: it changes no order (an older "now" halves all
trends alike) and makes an archive of last spring rank as it would have then.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from storage.models import CountsAt

HALF_LIFE = timedelta(days=2)
WINDOW = timedelta(days=14)
"""Gains older than this are left out: they count less than a hundredth."""
NOON = time(12, tzinfo=UTC)


def trends(rows: Iterable[CountsAt], listed: Mapping[str, date | None]) -> list[tuple[str, float]]:
    """(paper id, trend) of the papers in `listed` that have gained a vote, the strongest first.

    `rows`: counts, those of a paper together, oldest first.
    """
    gains = [
        (paper_id, at, votes)
        for paper_id, told in groupby(rows, key=lambda row: row.paper_id)
        if paper_id in listed
        for at, votes in _gains(told, listed[paper_id])
    ]
    newest = max((at for _, at, _ in gains), default=datetime.min.replace(tzinfo=UTC))
    found: dict[str, float] = {}
    for paper_id, at, votes in gains:
        if newest - at <= WINDOW:
            weight = 0.5 ** ((newest - at) / HALF_LIFE)
            found[paper_id] = found.get(paper_id, 0.0) + votes * weight
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def _gains(told: Iterable[CountsAt], listed: date | None) -> Iterable[tuple[datetime, int]]:
    reached: int | None = None
    for row in told:
        if row.upvotes is None:
            continue
        if reached is None:
            first = datetime.combine(listed, NOON) if listed else row.at
            at, gained = min(first, row.at), row.upvotes
        else:
            at, gained = row.at, row.upvotes - reached
        reached = row.upvotes
        if gained > 0:
            yield at, gained
