"""Whether what is kept of some lists is as new as it should be."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from storage.models import FetchState

PATIENCE = timedelta(hours=1)
"""How long after a list was due to be got again it may still be called fresh."""


def stale_since(states: Iterable[FetchState], now: datetime) -> datetime | None:
    """When the stalest of these lists was last got from its source; None if all are fresh.

    A list is stale when its last fetch went wrong, or one is overdue. One that is settled, or
    was only ever brought by a file, is not.
    """
    stale = [
        state.last_success
        for state in states
        if state.last_success is not None
        and not state.settled
        and (state.error is not None or _overdue(state, now))
    ]
    return min(stale, default=None)


def _overdue(state: FetchState, now: datetime) -> bool:
    return state.next_try is not None and now - state.next_try > PATIENCE
