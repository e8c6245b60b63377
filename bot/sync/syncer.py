"""The syncer: which lists are fetched now, what of them is believed, and what is kept."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.editions.feed_day import feed_day
from bot.errors import SourceTrouble
from bot.keeping import Keeping, nanoseconds
from bot.sources.fetching import PATIENCE, Validators
from bot.sources.huggingface_client import NAME, HuggingFace, Listing
from bot.sync.doubt import doubt, is_half
from bot.sync.schedule import (
    ARCHIVE_START,
    SECOND_LOOK,
    SETTLED_AFTER,
    days_between,
    ends_at,
    next_fetch,
    next_try,
)
from storage.editions import Editions
from storage.fetches import Fetches
from storage.models import EditionSource, FetchKind, FetchState
from storage.papers import Change
from storage.trending import TrendingList

log = logging.getLogger(__name__)

MOST_AT_ONCE = 20
"""Lists fetched in one tick: a bot that was away for long catches up over some minutes."""
LONG_PATIENCE = 310.0
"""Seconds: the provider counts requests in spans of five minutes."""
GIVE_UP_AFTER = 3
"""Days in a row of which the source gave nothing, until an archive is filled no further."""
DOUBTED_OFTEN = 5
"""Times in a row that an old list is not believed, until it is not asked for by itself again."""
TRENDING_DOUBTED_FOR = timedelta(days=1)
"""How long a trending list that has shrunk by half is not believed."""
Progress = Callable[[int, int, date], None]
"""Told (days done, days in all, the day that was done)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of fetching one list. `trouble` says in words what was wrong with it."""

    day: date | None
    papers: int = 0
    added: int = 0
    updated: int = 0
    trouble: str | None = None
    unreached: bool = False
    """The source gave nothing at all, so that asking for another list will hardly help."""


@dataclass(slots=True)
class Filled:
    """What has come of filling an archive so far."""

    wanted: int = 0
    """Days that were to be fetched."""
    fetched: list[Fetched] = field(default_factory=list)

    @property
    def troubles(self) -> list[Fetched]:
        """The days whose list is to be asked for again."""
        return [each for each in self.fetched if each.trouble]

    @property
    def left(self) -> int:
        """Days that were not reached."""
        return self.wanted - len(self.fetched)


class Syncer:
    """Brings lists in and keeps them fresh; remembers in the database how far it is.

    `every`: how often lists that are filling are fetched. `chance` answers numbers from 0 to 1.
    """

    def __init__(
        self,
        source: HuggingFace,
        keeping: Keeping,
        editions: Editions,
        trending: TrendingList,
        fetches: Fetches,
        clock: Clock,
        *,
        every: timedelta,
        chance: Callable[[], float],
    ) -> None:
        self._source = source
        self._keeping = keeping
        self._editions = editions
        self._trending = trending
        self._fetches = fetches
        self._clock = clock
        self._every = every
        self._chance = chance
        self._one_at_a_time = asyncio.Lock()
        self._unreached = 0
        self._rests_until: datetime | None = None

    async def tick(self) -> list[Fetched]:
        """Fetch what is due: lists, newest day first, and trending. A source that cannot be
        reached is left alone for a while, longer each time."""
        async with self._one_at_a_time:
            now = self._clock.now()
            if self._rests_until is not None and now < self._rests_until:
                return []
            fetched: list[Fetched] = []
            for day in (await self._due(now))[:MOST_AT_ONCE]:
                fetched.append(await self.fetch_day(day))
                if self._rests(fetched[-1]):
                    return fetched
            state = await self._fetches.state(None, FetchKind.TRENDING)
            if state is None or state.next_try is None or state.next_try <= now:
                fetched.append(await self.fetch_trending())
                self._rests(fetched[-1])
            return fetched

    async def fill(self, filled: Filled, since: date, progress: Progress | None = None) -> None:
        """Fetch every list from `since` to today that is not here yet or is due, newest first,
        telling `filled` what came of each. Cancelled at any moment, it goes on where it stopped
        when it is called again. Stops early if the source gives nothing any more."""
        async with self._one_at_a_time:
            now = self._clock.now()
            today = feed_day(now)
            since = max(since, ARCHIVE_START)
            states = await self._fetches.days(since, today)
            days = [day for day in days_between(since, today) if _is_wanted(states.get(day), now)]
            filled.wanted = len(days)
            unreached = 0
            for number, day in enumerate(days, start=1):
                fetched = await self.fetch_day(day, patience=LONG_PATIENCE)
                filled.fetched.append(fetched)
                if progress:
                    progress(number, len(days), day)
                unreached = unreached + 1 if fetched.unreached else 0
                if unreached >= GIVE_UP_AFTER:
                    return

    async def fetch_day(self, day: date, *, patience: float = PATIENCE) -> Fetched:
        """Fetch the list of a day, keep what is believed of it, and record how it went. Raises
        StorageError alone."""
        state = await self._fetches.state(day)
        known = Validators(state.etag, state.last_modified) if state else None
        asked_at = self._clock.now()
        try:
            listing = await self._source.day(day, known, patience=patience)
        except SourceTrouble as error:
            await self._failed(day, state, str(error), doubted=False, again_at=error.again_at)
            return Fetched(day, trouble=str(error), unreached=True)
        if listing is None:
            assert known is not None
            await self._succeeded(day, state, known, None)
            return Fetched(day, papers=(state.count or 0) if state else 0)
        edition = await self._editions.get(day)
        on_list = edition.paper_ids if edition and edition.source is EditionSource.DAILY else ()
        if trouble := doubt(day, listing, len(on_list), asked_at):
            await self._failed(day, state, trouble)
            return Fetched(day, trouble=trouble)
        added, updated = await self._keep(listing, asked_at)
        if not listing.found:
            await self._keeping.keep_empty(day)
        papers = len(listing.found)
        if is_half(papers, len(on_list)):
            # What it does hold does no harm; the list is not taken for the whole one.
            trouble = f"{NAME} gave {papers} of the {len(on_list)} papers known to be on {day}."
            await self._failed(day, state, trouble)
            return Fetched(day, papers, added, updated, trouble)
        await self._succeeded(day, state, listing.validators, papers)
        return Fetched(day, papers, added, updated)

    async def fetch_trending(self) -> Fetched:
        """Fetch the trending list, and record how it went."""
        kind = FetchKind.TRENDING
        state = await self._fetches.state(None, kind)
        known = Validators(state.etag, state.last_modified) if state else None
        asked_at = self._clock.now()
        try:
            listing = await self._source.trending(known)
        except SourceTrouble as error:
            await self._failed(None, state, str(error), doubted=False, again_at=error.again_at)
            return Fetched(None, trouble=str(error), unreached=True)
        before = await self._trending.latest()
        added = updated = 0
        if listing is None:
            # It is confirmed to be the list of this moment too.
            ids: Sequence[str] = before[0] if before else ()
            validators = known or Validators()
        else:
            added, updated = await self._keep(listing, asked_at)
            ids = [each.paper.id for each in listing.found]
            validators = listing.validators
            longest = (
                len(before[0]) if before and asked_at - before[1] < TRENDING_DOUBTED_FOR else 0
            )
            if not ids or len(ids) * 2 < longest:
                trouble = f"{NAME} gave a trending list of {len(ids)} papers, which seems cut."
                await self._failed(None, state, trouble)
                return Fetched(None, len(ids), added, updated, trouble)
        await self._trending.put(ids, asked_at)
        await self._fetches.record_success(
            None,
            asked_at,
            kind=kind,
            count=len(ids),
            etag=validators.etag,
            last_modified=validators.last_modified,
            next_try=asked_at + self._every,
        )
        return Fetched(None, len(ids), added, updated)

    async def _due(self, now: datetime) -> list[date]:
        """The days to fetch, the newest first: those that are due, and those never asked about
        of the last two weeks or among days that were."""
        today = feed_day(now)
        missing = await self._fetches.unasked(max(today - SETTLED_AFTER, ARCHIVE_START), today)
        due = [state.day for state in await self._fetches.due(now) if state.day is not None]
        return sorted({*missing, *due}, reverse=True)

    async def _keep(self, listing: Listing, at: datetime) -> tuple[int, int]:
        """Keep what a list holds; answers how many papers were new, and how many changed."""
        kept = await self._keeping.keep(listing.found, nanoseconds(at))
        changes = [each.change for each in kept]
        return changes.count(Change.ADDED), changes.count(Change.UPDATED)

    async def _succeeded(
        self, day: date, state: FetchState | None, validators: Validators, count: int | None
    ) -> None:
        now = self._clock.now()
        again = next_fetch(day, now, self._every)
        if again is None and count == 0 and day.weekday() < 5 and not (state and state.count == 0):
            again = now + SECOND_LOOK  # a holiday, or a source in trouble?
        await self._fetches.record_success(
            day,
            now,
            count=count,
            etag=validators.etag,
            last_modified=validators.last_modified,
            next_try=again,
            settled=again is None,
        )

    async def _failed(
        self,
        day: date | None,
        state: FetchState | None,
        trouble: str,
        *,
        doubted: bool = True,
        again_at: datetime | None = None,
    ) -> None:
        now = self._clock.now()
        failures = (state.failures if state else 0) + 1
        again: datetime | None = next_try(failures, now, self._chance(), again_at)
        old = day is not None and now - ends_at(day) > SETTLED_AFTER
        if old and doubted and failures >= DOUBTED_OFTEN:
            again = None
        log.warning("Fetching %s: %s", day or "trending", trouble)
        await self._fetches.record_failure(
            day,
            now,
            trouble,
            kind=FetchKind.DAY if day else FetchKind.TRENDING,
            next_try=again,
        )

    def _rests(self, fetched: Fetched) -> bool:
        """Whether the source is to be left alone for now, after this."""
        if not fetched.unreached:
            self._unreached = 0
            self._rests_until = None
            return False
        self._unreached += 1
        self._rests_until = next_try(self._unreached, self._clock.now(), self._chance())
        return True


def _is_wanted(state: FetchState | None, now: datetime) -> bool:
    """Whether a person who fills the archive wants a day's list fetched: not if it is settled or
    was got and is not due again."""
    if state is None or state.last_success is None or state.error is not None:
        return True
    return not state.settled and (state.next_try is None or state.next_try <= now)
