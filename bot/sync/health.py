"""How it goes: with the sources, and with what is made of them."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import Clock
from bot.sync.freshness import is_stale
from storage.editions import Editions
from storage.fetches import Fetches
from storage.models import FetchKind, FetchState
from storage.outbox import Outbox
from storage.papers import Papers


@dataclass(frozen=True, slots=True)
class Health:
    """What there is to say at one moment."""

    at: datetime
    papers: int
    lists: int
    """Days that have a list."""
    newest_shown: date | None
    """The newest day that has papers to show, wherever they came from."""
    newest: FetchState | None
    """The newest list that was fetched."""
    trending: FetchState | None
    arxiv: FetchState | None
    failure: FetchState | None
    """What went wrong last, if it has not gone well since."""
    next_try: datetime | None
    undelivered: int
    """Announcements that were given up."""

    @property
    def stale(self) -> bool:
        """Whether the newest list or trending is older than it should be."""
        return any(
            state is not None and is_stale(state, self.at) for state in (self.newest, self.trending)
        )


class Examiner:
    """Finds out how it goes."""

    def __init__(
        self, papers: Papers, editions: Editions, fetches: Fetches, outbox: Outbox, clock: Clock
    ) -> None:
        self._papers = papers
        self._editions = editions
        self._fetches = fetches
        self._outbox = outbox
        self._clock = clock

    async def examine(self) -> Health:
        """How it goes now."""
        return Health(
            at=self._clock.now(),
            papers=await self._papers.count(),
            lists=await self._editions.count(),
            newest_shown=await self._editions.latest(),
            newest=await self._fetches.newest_day(),
            trending=await self._fetches.state(None, FetchKind.TRENDING),
            arxiv=await self._fetches.state(None, FetchKind.ARXIV),
            failure=await self._fetches.last_failure(),
            next_try=await self._fetches.next_try(),
            undelivered=await self._outbox.given_up(),
        )
