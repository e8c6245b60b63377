"""One paper out of those that wait: what is due, what matters and what has waited long first."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.models import Priority, Status
from storage.shelves import Waiting

_PRIORITY = {Priority.LOW: 0.3, Priority.NORMAL: 1.0, Priority.HIGH: 3.0}
_BEGUN = 1.5
_LONG = 90
"""Days after which waiting longer weighs no more."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A paper, and why it and not another."""

    paper_id: str
    due: date | None
    priority: Priority
    begun: bool
    days: int
    """How long it has been on the list."""


def pick(waiting: Sequence[Waiting], now: datetime, today: date, seed: int, turn: int) -> Picked:
    """The paper of a turn. With one seed every paper has its turn before one comes again.

    A weighted draw without replacement (Efraimidis and Spirakis, 2006): each paper gets the key
    log(u) / weight with u drawn uniformly, and the highest keys come first. `waiting` is not
    empty.
    """

    def key(each: Waiting) -> float:
        drawn = random.Random(f"{seed}:{each.paper_id}").random()  # noqa: S311
        return math.log(max(drawn, 1e-300)) / weight(each, now, today)

    order = sorted(waiting, key=lambda each: (-key(each), each.paper_id))
    one = order[turn % len(order)]
    return Picked(
        one.paper_id,
        one.due,
        one.priority,
        one.status is Status.READING,
        max(0, (now - one.added_at).days),
    )


def weight(one: Waiting, now: datetime, today: date) -> float:
    """How much more likely than another a paper comes first: its priority, times how near its day
    is, times up to two for how long it has waited, times a little for being begun."""
    days = max(0, (now - one.added_at).days)
    waited = 1.0 + min(days, _LONG) / _LONG
    begun = _BEGUN if one.status is Status.READING else 1.0
    return _PRIORITY[one.priority] * _urgency(one.due, today) * waited * begun


def _urgency(due: date | None, today: date) -> float:
    if due is None:
        return 1.0
    left = (due - today).days
    if left < 0:
        return 6.0
    return 4.0 if left <= 3 else 2.0 if left <= 7 else 1.2
