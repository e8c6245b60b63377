"""What people say they want to be sent: digests, alerts, the weekly word, and when.

Whatever is new is offered first: kept as a draft, shown with what it would bring, and begun only
once the person confirms it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import Clock
from bot.delivery.time_words import parse_timezone
from bot.errors import BadInput, NotThere
from bot.letters.alerting import AlertCollector
from bot.letters.digests import Digests, Selection
from bot.letters.matching import topic_of
from bot.letters.when import next_due, zone_of
from storage.alerts import MOST_ALERTS, Alerts
from storage.errors import LimitReached
from storage.letter_boxes import LetterBoxes
from storage.letter_models import MOST_TOP, Alert, Cadence, LetterBox, Rhythm, Subscription
from storage.members import Members
from storage.models import Paper
from storage.papers import Papers
from storage.subscriptions import MOST_SUBSCRIPTIONS, Subscriptions

USUAL_TIME = time(9)
MOST_TOPICS = 10
MOST_PER_WEEK = 50
MOST_UPVOTES = 100_000
LOOK_BACK = 14
"""Days whose hits an alert shows before it is kept."""

UNKNOWN = "That subscription is not there any more. `/subscriptions` shows those you have."
UNKNOWN_ALERT = "That alert is not there any more. `/subscriptions` shows those you have."


@dataclass(frozen=True, slots=True)
class Offer:
    """A subscription, what it would bring of the newest lists, and when it comes next."""

    subscription: Subscription
    timezone: str
    next_at: datetime
    selection: Selection | None
    """None as long as there is no list at all."""
    asked_count: int | None = None
    """How many papers were asked for, where that is more than a digest holds."""


@dataclass(frozen=True, slots=True)
class AlertOffer:
    """An alert, and what it would have found in the last days."""

    alert: Alert
    papers: tuple[Paper, ...]
    """The best first."""
    days: int
    box: LetterBox
    timezone: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that a person gets sent."""

    subscriptions: tuple[tuple[Subscription, datetime], ...]
    """With when each comes next."""
    alerts: tuple[Alert, ...]
    box: LetterBox
    timezone: str
    waiting: int
    """Letters that wait for their direct messages to be open again."""


class Subscribing:
    """Keeps what people want to be sent."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        alerts: Alerts,
        boxes: LetterBoxes,
        members: Members,
        papers: Papers,
        digests: Digests,
        collector: AlertCollector,
        clock: Clock,
    ) -> None:
        self._subscriptions = subscriptions
        self._alerts = alerts
        self._boxes = boxes
        self._members = members
        self._papers = papers
        self._digests = digests
        self._collector = collector
        self._clock = clock

    async def subscribe(
        self,
        user_id: int,
        cadence: Cadence = Cadence.DAILY,
        topics: Sequence[str] = (),
        weekday: int | None = None,
        at: time | None = None,
        count: int | None = None,
        min_upvotes: int = 0,
        timezone: str | None = None,
    ) -> Offer:
        """Offer a digest; it comes once `confirm` was called. `timezone`, in the person's words,
        becomes theirs for everything. Raises BadInput."""
        if timezone is not None:
            zone = parse_timezone(timezone)
            await self._members.set_timezone(user_id, zone, self._clock.now())
        wanted = _Wanted.read(cadence, topics, weekday, at, count, min_upvotes)
        mine = await self._subscriptions.of(user_id)
        if any(wanted.is_same(each) for each in mine):
            raise BadInput("You get that already. `/subscriptions` shows what comes and when.")
        if len(mine) >= MOST_SUBSCRIPTIONS:
            raise _too_many()
        subscription = await self._subscriptions.draft(
            user_id,
            wanted.rhythm,
            self._clock.now(),
            top=wanted.top,
            min_upvotes=wanted.min_upvotes,
            topics=wanted.topics,
        )
        asked = count if count is not None and count > MOST_TOP else None
        return await self._offer(subscription, asked)

    async def confirm(self, user_id: int, id: int) -> Offer:
        """Let an offered digest begin; doing it twice changes nothing. Raises NotThere, and
        BadInput if the person has too many."""
        try:
            begun = await self._subscriptions.confirm(user_id, id, self._clock.now())
        except LimitReached:
            raise _too_many() from None
        return await self._offer(_there(begun))

    async def change(
        self,
        user_id: int,
        id: int,
        cadence: Cadence,
        topics: Sequence[str],
        weekday: int | None,
        at: time | None,
        count: int | None,
        min_upvotes: int | None = None,
    ) -> Offer:
        """Set a digest anew. Raises NotThere and BadInput."""
        before = _there(await self._subscriptions.get(user_id, id))
        least = before.min_upvotes if min_upvotes is None else min_upvotes
        wanted = _Wanted.read(cadence, topics, weekday, at, count, least)
        changed = await self._subscriptions.change(
            user_id,
            id,
            wanted.rhythm,
            self._clock.now(),
            top=wanted.top,
            min_upvotes=wanted.min_upvotes,
            topics=wanted.topics,
        )
        return await self._offer(_there(changed))

    async def get(self, user_id: int, id: int) -> Subscription:
        """The person's digest, or draft, of this id. Raises NotThere."""
        return _there(await self._subscriptions.get(user_id, id))

    async def stop(self, user_id: int, id: int) -> Subscription:
        """End a digest, or drop a draft. Raises NotThere."""
        return _there(await self._subscriptions.remove(user_id, id))

    async def unsubscribe(
        self, user_id: int, topics: Sequence[str] = ()
    ) -> tuple[list[Subscription], list[Alert]]:
        """End the digests and alerts on any of these topics, all of them for (). What was
        ended."""
        wanted = {" ".join(topic.split()).casefold() for topic in topics}
        subscriptions = [
            removed
            for each in await self._subscriptions.of(user_id)
            if not topics or wanted & {topic.casefold() for topic in each.topics}
            if (removed := await self._subscriptions.remove(user_id, each.id))
        ]
        alerts = [
            gone
            for alert in await self._alerts.of(user_id)
            if not topics or alert.query.casefold() in wanted
            if (gone := await self._alerts.remove(user_id, alert.id))
        ]
        return subscriptions, alerts

    async def alert(
        self, user_id: int, query: str, min_upvotes: int = 0, per_week: int | None = None
    ) -> AlertOffer:
        """Offer an alert; it begins once `confirm_alert` was called. Raises BadInput."""
        topic = topic_of(query)
        _check_upvotes(min_upvotes)
        mine = await self._alerts.of(user_id)
        if any(a.query.casefold() == topic.casefold() for a in mine):
            raise BadInput("You have that alert already. `/subscriptions` shows yours.")
        if len(mine) >= MOST_ALERTS:
            raise _too_many_alerts()
        threshold = None
        if per_week is not None:
            if not 1 <= per_week <= MOST_PER_WEEK:
                raise BadInput(f"About how many a week? A number from 1 to {MOST_PER_WEEK}.")
            if not self._collector.can_rank(topic):
                raise BadInput(
                    "That names exactly which papers you want, so there is no better or worse "
                    "among them to choose by. Leave out how many a week, or add some words."
                )
            threshold = await self._collector.threshold(topic, min_upvotes, per_week)
        alert = await self._alerts.draft(
            user_id,
            topic,
            self._clock.now(),
            min_upvotes=min_upvotes,
            per_week=per_week,
            threshold=threshold,
        )
        return await self._alert_offer(alert)

    async def confirm_alert(self, user_id: int, id: int) -> AlertOffer:
        """Let an offered alert begin; doing it twice changes nothing. Raises NotThere and
        BadInput."""
        alert = await self._alerts.get(user_id, id)
        if alert is None:
            raise NotThere(UNKNOWN_ALERT)
        if alert.confirmed:
            return await self._alert_offer(alert)
        seen = await self._collector.hits(alert, self._collector.oldest_new())
        try:
            begun = await self._alerts.confirm(user_id, id, self._clock.now(), seen)
        except LimitReached:
            raise _too_many_alerts() from None
        if begun is None:
            raise NotThere(UNKNOWN_ALERT)
        return await self._alert_offer(begun)

    async def stop_alert(self, user_id: int, id: int) -> Alert:
        """End an alert, or drop a draft. Raises NotThere."""
        alert = await self._alerts.remove(user_id, id)
        if alert is None:
            raise NotThere(UNKNOWN_ALERT)
        return alert

    async def set_alert_times(
        self, user_id: int, at: time | None, quiet: tuple[time, time] | None
    ) -> LetterBox:
        """When alerts come: at a time of day or (None) within the hour; never in quiet hours."""
        if quiet is not None and quiet[0] == quiet[1]:
            raise BadInput("Quiet hours begin and end at different times, such as 22:00 to 07:00.")
        return await self._boxes.set_alerts(user_id, at, quiet, self._clock.now())

    async def set_nudge(self, user_id: int, weekday: int | None, at: time | None) -> LetterBox:
        """When the weekly word on what is unread comes; None as the day is never."""
        nudge = None
        if weekday is not None:
            nudge = Rhythm(cadence=Cadence.WEEKLY, weekday=weekday, at=_minute(at))
        return await self._boxes.set_nudge(user_id, nudge, self._clock.now())

    async def overview(self, user_id: int, waiting: int = 0) -> Overview:
        """Everything that a person gets sent."""
        timezone = await self._timezone(user_id)
        now = self._clock.now()
        return Overview(
            tuple(
                (each, next_due(each.rhythm, timezone, now))
                for each in await self._subscriptions.of(user_id)
            ),
            tuple(await self._alerts.of(user_id)),
            await self._boxes.get(user_id),
            timezone,
            waiting,
        )

    async def _offer(self, subscription: Subscription, asked: int | None = None) -> Offer:
        timezone = await self._timezone(subscription.user_id)
        newest = await self._digests.newest_list()
        selection = await self._digests.selection(subscription, newest) if newest else None
        next_at = next_due(subscription.rhythm, timezone, self._clock.now())
        return Offer(subscription, timezone, next_at, selection, asked)

    async def _alert_offer(self, alert: Alert) -> AlertOffer:
        today = self._clock.now().date()
        ids = await self._collector.hits(alert, today - timedelta(days=LOOK_BACK - 1))
        return AlertOffer(
            alert,
            tuple(await self._papers.many(ids)),
            LOOK_BACK,
            await self._boxes.get(alert.user_id),
            await self._timezone(alert.user_id),
        )

    async def _timezone(self, user_id: int) -> str:
        return zone_of(await self._members.timezone(user_id))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A digest as it was asked for, checked."""

    rhythm: Rhythm
    top: int
    min_upvotes: int
    topics: tuple[str, ...]

    @classmethod
    def read(
        cls,
        cadence: Cadence,
        topics: Sequence[str],
        weekday: int | None,
        at: time | None,
        count: int | None,
        min_upvotes: int,
    ) -> "_Wanted":
        """Raises BadInput."""
        kept = dict.fromkeys(topic_of(each) for each in topics if each.strip())
        if len(kept) > MOST_TOPICS:
            raise BadInput(f"I take {MOST_TOPICS} topics in one subscription. Leave some out.")
        _check_upvotes(min_upvotes)
        if count is not None and count < 1:
            raise BadInput(f"A digest has 1 to {MOST_TOP} papers.")
        weekly = cadence is Cadence.WEEKLY
        rhythm = Rhythm(cadence=cadence, weekday=(weekday or 0) if weekly else 0, at=_minute(at))
        return cls(rhythm, min(count or MOST_TOP, MOST_TOP), min_upvotes, tuple(kept))

    def is_same(self, other: Subscription) -> bool:
        return (
            self.rhythm == other.rhythm
            and self.min_upvotes == other.min_upvotes
            and self.top == other.top
            and {t.casefold() for t in self.topics} == {t.casefold() for t in other.topics}
        )


def _minute(at: time | None) -> time:
    return (at or USUAL_TIME).replace(second=0, microsecond=0, tzinfo=None)


def _check_upvotes(min_upvotes: int) -> None:
    if not 0 <= min_upvotes <= MOST_UPVOTES:
        raise BadInput(f"The least votes are a number from 0 to {MOST_UPVOTES:,}.")


def _there(subscription: Subscription | None) -> Subscription:
    if subscription is None:
        raise NotThere(UNKNOWN)
    return subscription


def _too_many() -> BadInput:
    return BadInput(
        f"You have {MOST_SUBSCRIPTIONS} subscriptions, which is all I keep. `/subscriptions` stops "
        "one you no longer want."
    )


def _too_many_alerts() -> BadInput:
    return BadInput(
        f"You have {MOST_ALERTS} alerts, which is all I keep. `/subscriptions` stops one you no "
        "longer want."
    )
