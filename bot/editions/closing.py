"""Whether a day's list is whole, so that nothing but late stragglers can come."""

from datetime import date, datetime, timedelta

from bot.editions.feed_day import ends_at
from storage.fetches import Fetches

PATIENCE = timedelta(hours=2)
"""How long after a day's end its list is waited for. After that, what there is is taken for it:
the source may be down, or there is none and the papers come in files."""


class Closing:
    """Knows which lists are whole."""

    def __init__(self, fetches: Fetches) -> None:
        self._fetches = fetches

    async def is_whole(self, day: date, now: datetime) -> bool:
        """Whether the list of `day` was got from its source after the day's end, or that can be
        waited for no longer."""
        end = ends_at(day)
        if now < end:
            return False
        if now >= end + PATIENCE:
            return True
        state = await self._fetches.state(day)
        return state is not None and state.last_success is not None and state.last_success >= end
