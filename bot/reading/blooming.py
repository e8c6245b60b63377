"""Late bloomers: papers that climb days after their day.

A paper has most of its votes within a few days of its list. What it gains later says that people
came back to it, or found it elsewhere:

    late  = votes gained after both noon (UTC) of its day + SETTLED and the newest count - WINDOW
    bloom = late * late / votes now

which is the late votes times their share of all: many late votes count, and count more where they
are a greater part of what the paper has. The first count that was told of a paper is no gain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from storage.models import CountsAt

SETTLED = timedelta(days=3)
"""How long after its day a paper's votes count as those of its day."""
WINDOW = timedelta(days=14)
"""How far back late votes count, as far as counts of every list are followed."""
LEAST_LATE = 5
"""Fewer late votes may be chance."""
LEAST_SHARE = 0.1
"""So may be a smaller part of all the votes of a paper."""


@dataclass(frozen=True, slots=True)
class Bloom:
    """A paper that climbs late: its votes before, and now."""

    paper_id: str
    before: int
    now: int

    @property
    def late(self) -> int:
        """Votes gained late."""
        return self.now - self.before

    @property
    def strength(self) -> float:
        """The bloom of the formula above."""
        return self.late * self.late / self.now if self.now else 0.0


def late_bloomers(
    rows: Iterable[CountsAt], listed: Mapping[str, date | None], newest: datetime
) -> list[Bloom]:
    """The late bloomers among papers with a day, the strongest first.

    `rows`: counts, those of a paper together, oldest first; `newest`: when the newest was told.
    """
    found = []
    for paper_id, told in groupby(rows, key=lambda row: row.paper_id):
        day = listed.get(paper_id)
        if day is None:
            continue
        settled = datetime.combine(day, time(12, tzinfo=UTC)) + SETTLED
        bloom = _bloom(paper_id, told, max(settled, newest - WINDOW))
        if bloom and bloom.late >= max(LEAST_LATE, LEAST_SHARE * bloom.now):
            found.append(bloom)
    return sorted(found, key=lambda bloom: (-bloom.strength, bloom.paper_id))


def _bloom(paper_id: str, told: Iterable[CountsAt], start: datetime) -> Bloom | None:
    before: int | None = None
    now: int | None = None
    for row in told:
        if row.upvotes is not None:
            if before is None or row.at <= start:
                before = row.upvotes
            now = row.upvotes
    return None if before is None or now is None else Bloom(paper_id, before, now)
