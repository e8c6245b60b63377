"""Alerts: new papers that somebody waits for, collected and sent in one letter a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.letters.matching import Matcher
from bot.letters.threshold import LOOK_BACK, threshold_for
from bot.letters.when import CATCH_UP, alert_window
from bot.search.query import parse
from storage.alerts import Alerts
from storage.editions import Editions
from storage.letter_boxes import LetterBoxes
from storage.letter_models import ALERT_SOURCE, Alert, Letter, LetterKind, ToldPaper
from storage.letters import Letters, Outgoing
from storage.models import Paper

NEW_FOR = 30
"""Days for which a paper counts as new: it may get the votes that an alert asks for late."""
MOST_PAPERS = 10
"""Papers in one letter; what is over comes in the next."""
MOST_FOUND = 500
"""Papers that one alert looks at."""
TUNED_FOR = timedelta(days=7)
"""How long a threshold stays as it is."""


@dataclass(frozen=True, slots=True)
class AlertNews:
    """A letter of alerts: the papers, each with the alert that found it."""

    letter: Letter
    found: tuple[tuple[Alert, Paper], ...]


class AlertCollector:
    """Finds what alerts wait for, and puts it into the outbox."""

    def __init__(
        self,
        alerts: Alerts,
        boxes: LetterBoxes,
        letters: Letters,
        editions: Editions,
        matcher: Matcher,
        clock: Clock,
        catch_up: timedelta = CATCH_UP,
    ) -> None:
        self._alerts = alerts
        self._boxes = boxes
        self._letters = letters
        self._editions = editions
        self._matcher = matcher
        self._clock = clock
        self._catch_up = catch_up

    async def enqueue(self) -> int:
        """Put in what is due; answers how many letters."""
        now = self._clock.now()
        put = 0
        for times in await self._boxes.alert_times():
            window = alert_window(times, now, self._catch_up)
            if window is None:
                continue
            for user_id in await self._boxes.due_for_alerts(times, window.key, window.opens):
                put += await self._collect(user_id, window.key, window.opens)
                await self._boxes.collected(user_id, window.key)
        return put

    async def tune(self) -> int:
        """Set anew what was set longer ago than `TUNED_FOR`; answers how many."""
        now = self._clock.now()
        stale = await self._alerts.tuned_before(now - TUNED_FOR)
        for alert in stale:
            assert alert.per_week is not None
            threshold = await self.threshold(alert.query, alert.min_upvotes, alert.per_week)
            await self._alerts.tune(alert, threshold, now)
        return len(stale)

    async def threshold(self, query: str, min_upvotes: int, per_week: int) -> float:
        """The score from which on about so many papers a week pass, by the last 60 days."""
        today = self._clock.now().date()
        since = today - timedelta(days=LOOK_BACK)
        oldest = await self._editions.earliest()
        # A catalogue that has begun only lately tells of less than 60 days.
        if oldest is not None and oldest > since:
            since = min(oldest, today - timedelta(days=6))
        found = await self._matcher.since(
            query, since, MOST_FOUND, min_upvotes=min_upvotes, strict=False
        )
        return threshold_for([score for _, score in found], (today - since).days + 1, per_week)

    def can_rank(self, query: str) -> bool:
        """Whether some papers fit a query better than others."""
        return parse(query).has_words

    def oldest_new(self) -> date:
        """The first day whose papers count as new."""
        return self._clock.now().date() - timedelta(days=NEW_FOR)

    async def hits(self, alert: Alert, day: date) -> list[str]:
        """The ids of the papers of `day` and later that an alert finds, best first."""
        found = await self._matcher.since(
            alert.query,
            day,
            MOST_FOUND,
            min_upvotes=alert.min_upvotes,
            strict=alert.per_week is None,
        )
        least = alert.threshold or 0.0
        return [id for id, score in found if alert.per_week is None or score >= least]

    async def content(
        self, letter: Letter, told: Sequence[ToldPaper], papers: Sequence[Paper]
    ) -> AlertNews | None:
        """What a letter says; None if none of it is wanted any more."""
        alerts = {alert.id: alert for alert in await self._alerts.of(letter.user_id)}
        by_id = {paper.id: paper for paper in papers}
        found = tuple(
            (alerts[each.cause], by_id[each.paper_id])
            for each in told
            if each.cause in alerts and each.paper_id in by_id
        )
        return AlertNews(letter, found) if found else None

    async def _collect(self, user_id: int, key: str, opens: datetime) -> int:
        now = self._clock.now()
        since = self.oldest_new()
        told = await self._letters.told(user_id, ALERT_SOURCE)
        news: dict[str, int] = {}
        for alert in await self._alerts.of(user_id):
            for paper_id in await self.hits(alert, since):
                if paper_id not in told:
                    news.setdefault(paper_id, alert.id)
        if not news:
            return 0
        letter = await self._letters.enqueue(
            Outgoing(
                user_id=user_id,
                kind=LetterKind.ALERT,
                key=key,
                due_at=opens,
                expires_at=opens + max(self._catch_up, timedelta(hours=1)),
                source=ALERT_SOURCE,
                papers=tuple(
                    ToldPaper(paper_id=paper_id, cause=cause)
                    for paper_id, cause in list(news.items())[:MOST_PAPERS]
                ),
            ),
            now,
        )
        return int(letter is not None)
