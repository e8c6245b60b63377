"""Whether what is shown is as new as it should be."""

from datetime import date, datetime, timedelta

from storage.fetches import Fetches
from storage.models import FetchKind, FetchState

GRACE = timedelta(hours=1)
"""How late a fetch may be before it is worth a word."""


def is_stale(state: FetchState, now: datetime) -> bool:
    """Whether what was fetched is older than it should be.

    It is if its last try failed, or if the next one is overdue by more than an hour (the bot was
    down, or syncing has been switched off), and there is a next one: a settled list never is.
    """
    if state.settled:
        return False
    overdue = state.next_try is not None and now > state.next_try + GRACE
    return state.error is not None or overdue


async def as_of_if_stale(
    fetches: Fetches, day: date | None, now: datetime, kind: FetchKind = FetchKind.DAY
) -> datetime | None:
    """The instant to show as "as of ..." beside the list of `day` (of None: beside trending), or
    None if there is nothing to say: it is as new as it should be, or it has never been fetched
    and comes from a file."""
    state = await fetches.state(day, kind)
    if state is None or not is_stale(state, now):
        return None
    return state.last_success
