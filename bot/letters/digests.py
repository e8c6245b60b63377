"""Digests: what is in one, and putting those that are due into the outbox.

A digest goes out once the day's list is there, on weekends, which have none, without waiting. One
of everything brings the best of the lists since the last digest. One of topics or of a minimum of
votes looks at all lists of the last days and brings each paper once, so that what comes in late, or
gets its votes late, is not lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.editions.feed_day import feed_day
from bot.letters.matching import Matcher
from bot.letters.when import CATCH_UP, latest_due
from storage.editions import Editions
from storage.letter_models import (
    Cadence,
    Letter,
    LetterKind,
    Subscription,
    ToldPaper,
)
from storage.letters import Letters, Outgoing
from storage.models import Paper
from storage.subscriptions import Subscriptions

REACH = {Cadence.DAILY: 7, Cadence.WEEKDAYS: 7, Cadence.WEEKLY: 14}
"""How many days of lists a digest that leaves papers out looks at."""
FIRST_REACH = {Cadence.DAILY: 1, Cadence.WEEKDAYS: 1, Cadence.WEEKLY: 7}
"""The same for a first digest, and the most for one of everything without a digest before."""
FRESH = timedelta(seconds=20)
"""How long what was found counts: many people get the same digest within the same minute."""
REMEMBERED = 300
SATURDAY = 5

_Asked = tuple[date, date, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a digest has to tell: of the lists of some days, the best first."""

    first: date
    last: date
    papers: tuple[Paper, ...]
    count: int
    """How many there were before the best were taken."""
    whole: int
    """Papers on these lists in all."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it is sent."""

    letter: Letter
    subscription: Subscription
    papers: tuple[Paper, ...]


class Digests:
    """Makes digests."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        letters: Letters,
        editions: Editions,
        matcher: Matcher,
        clock: Clock,
        catch_up: timedelta = CATCH_UP,
    ) -> None:
        self._subscriptions = subscriptions
        self._letters = letters
        self._editions = editions
        self._matcher = matcher
        self._clock = clock
        self._catch_up = catch_up
        self._lists: dict[date, tuple[datetime, Sequence[Paper]]] = {}
        self._matches: dict[_Asked, tuple[datetime, frozenset[str]]] = {}

    async def enqueue(self) -> int:
        """Put in what is due; answers how many."""
        now = self._clock.now()
        put = 0
        for group in await self._subscriptions.groups():
            due = latest_due(group.rhythm, group.timezone, now, self._catch_up)
            if due is None:
                continue
            newest = await self._ready(due.at)
            if newest is None:
                continue
            for subscription in await self._subscriptions.due(group, due.day, due.at):
                put += await self._put_in(subscription, due.day, due.at, newest)
        return put

    async def selection(self, subscription: Subscription, newest: date) -> Selection:
        """What a digest tells whose newest list is of that day; it may be empty."""
        first = _first_day(subscription, newest)
        papers: dict[str, Paper] = {}
        for day in _days(first, newest):
            for paper in await self._list(day):
                papers.setdefault(paper.id, paper)
        wanted = [p for p in papers.values() if (p.upvotes or 0) >= subscription.min_upvotes]
        if subscription.topics:
            ids = await self._about(first, newest, subscription.topics)
            wanted = [paper for paper in wanted if paper.id in ids]
        told = await self._letters.told(subscription.user_id, subscription.source)
        wanted = [paper for paper in wanted if paper.id not in told]
        # Stable: papers of as many votes stay by list, the newest first, and place.
        wanted.sort(key=lambda paper: -(paper.upvotes or 0))
        best = tuple(wanted[: subscription.top])
        return Selection(first, newest, best, len(wanted), len(papers))

    async def newest_list(self) -> date | None:
        """The newest day by now that has a list."""
        return await self._editions.latest(feed_day(self._clock.now()))

    async def content(self, letter: Letter, papers: Sequence[Paper]) -> Digest | None:
        """What a letter says; None if the subscription or all of its papers are gone."""
        if letter.cause is None or not papers:
            return None
        subscription = await self._subscriptions.get(letter.user_id, letter.cause)
        return Digest(letter, subscription, tuple(papers)) if subscription else None

    async def _ready(self, due_at: datetime) -> date | None:
        """The newest list for what was due at an instant; None if it is still to come."""
        expected = feed_day(due_at)
        newest = await self._editions.latest(expected)
        if newest is None or (newest < expected and expected.weekday() < SATURDAY):
            return None
        return newest

    async def _put_in(
        self, subscription: Subscription, day: date, due_at: datetime, newest: date
    ) -> int:
        selection = await self.selection(subscription, newest)
        letter = None
        if selection.papers:
            letter = await self._letters.enqueue(
                Outgoing(
                    user_id=subscription.user_id,
                    kind=LetterKind.DIGEST,
                    key=f"{subscription.id}@{day}",
                    due_at=due_at,
                    expires_at=due_at + self._catch_up,
                    cause=subscription.id,
                    channel=subscription.channel,
                    source=subscription.source,
                    papers=tuple(
                        ToldPaper(paper_id=paper.id, cause=subscription.id)
                        for paper in selection.papers
                    ),
                ),
                self._clock.now(),
            )
        await self._subscriptions.dealt_with(subscription, day, newest if letter else None)
        return int(letter is not None)

    async def _list(self, day: date) -> Sequence[Paper]:
        now = self._clock.now()
        at, papers = self._lists.get(day, (None, ()))
        if at is None or not at <= now < at + FRESH:
            papers = await self._editions.papers(day)
            if len(self._lists) >= REMEMBERED:
                self._lists.clear()
            self._lists[day] = (now, papers)
        return papers

    async def _about(self, first: date, newest: date, topics: tuple[str, ...]) -> frozenset[str]:
        """The papers of some lists that meet a topic, found once for all that ask the same."""
        now = self._clock.now()
        key = (first, newest, topics)
        at, ids = self._matches.get(key, (None, frozenset[str]()))
        if at is None or not at <= now < at + FRESH:
            papers: dict[str, Paper] = {}
            for day in _days(first, newest):
                papers |= {paper.id: paper for paper in await self._list(day)}
            ids = await self._matcher.about(list(papers.values()), topics)
            if len(self._matches) >= REMEMBERED:
                self._matches.clear()
            self._matches[key] = (now, ids)
        return ids


def _days(first: date, newest: date) -> list[date]:
    """From the newest to the first."""
    return [newest - timedelta(days=n) for n in range((newest - first).days + 1)]


def _first_day(subscription: Subscription, newest: date) -> date:
    """The oldest day whose list a digest looks at."""
    cadence = subscription.rhythm.cadence
    first = newest - timedelta(days=FIRST_REACH[cadence] - 1)
    if subscription.last_list is None:
        return first
    if subscription.is_filtered:
        begun = feed_day(subscription.active_from)
        return min(first, max(begun, newest - timedelta(days=REACH[cadence] - 1)))
    last = date.fromisoformat(subscription.last_list)
    return max(last + timedelta(days=1), newest - timedelta(days=6))
