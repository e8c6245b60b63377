"""Bringing one announcement to its channel, once: `tries.py` says how.

A forum's threads have no nonces: there every try whose outcome is not known is followed by a
search, once it must be over.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery.live import first_look
from bot.delivery.sender import HistoryHidden, Refused, Sender, Sent, Unreachable
from bot.delivery.tries import (
    LONGEST_PAUSE,
    PAUSES,
    SEARCH_TIMEOUT,
    TRY_TIMEOUT,
    limited,
    repeatable,
    searched_since,
    under_way,
)
from storage.feeds import Feeds
from storage.models import Delivery, DeliveryState, Feed
from storage.outbox import Outbox

REFUSALS = 3
"""Refusals in a row after which a feed is paused."""

TOO_LATE = "A list could not be posted in time. /daily shows it, and the next one comes as usual."
NOT_PUBLISHED = "A list was posted, but Discord did not let me publish it to followers in time."


class Courier:
    """Takes deliveries from the outbox to their channels.

    What it must know after a crash is in the outbox; only the pauses that Discord asked for are
    kept in memory. `sleep` takes seconds; `jitter` answers a number from 0 to 1.
    """

    def __init__(
        self,
        feeds: Feeds,
        outbox: Outbox,
        clock: Clock,
        sender: Sender,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._feeds = feeds
        self._outbox = outbox
        self._clock = clock
        self._sender = sender
        self._sleep = sleep
        self._jitter = jitter
        self._pauses: dict[int, tuple[datetime, datetime]] = {}

    async def bring(self, feed: Feed, delivery: Delivery, *, late: bool) -> None:
        """Take an open delivery as far as it goes now; a `late` one is not sent any more.

        Refusals and failures are noted with the delivery and the feed. Anything else is raised,
        and the delivery stays open.
        """
        now = self._clock.now()
        began, ends = self._pauses.get(delivery.id, (now, now))
        if began <= now < ends and not late:
            return
        self._pauses.pop(delivery.id, None)
        if delivery.message_id is not None:
            await self._follow_up(feed, delivery, delivery.message_id, late=late)
        elif delivery.state is DeliveryState.PENDING:
            await self._send(feed, delivery, late=late, unsent=True)
        elif not late and _repeatable(feed, delivery, now):
            await self._send(feed, delivery, late=late, unsent=False)
        elif not under_way(delivery.claimed_at, now):
            await self._search(feed, delivery, late=late)

    async def _search(self, feed: Feed, delivery: Delivery, *, late: bool) -> None:
        """Record what an earlier try left in the channel, or send if it left nothing."""
        since = searched_since(delivery.claimed_at, self._clock.now())
        try:
            async with limited(SEARCH_TIMEOUT):
                found = await self._sender.find(feed, delivery, since)
        except Refused as refusal:
            await self._refuse(delivery, refusal)
        except HistoryHidden as hidden:
            # Better not posted than posted twice.
            if late:
                await self._refuse(delivery, Refused(str(hidden)))
            else:
                await self._note(feed, delivery, str(hidden))
        except Unreachable as failure:
            if late:
                await self._give_up(feed, delivery, TOO_LATE)
            else:
                await self._postpone(feed, delivery, failure)
        else:
            if found is None:
                await self._send(feed, delivery, late=late, unsent=True)
            else:
                await self._record(feed, delivery, found)

    async def _send(self, feed: Feed, delivery: Delivery, *, late: bool, unsent: bool) -> None:
        """Try to send; `unsent` says that no earlier try has left a message."""
        if late:
            await self._give_up(feed, delivery, TOO_LATE)
            return
        claimed = await self._outbox.claim(delivery.id, self._clock.now(), unsent=unsent)
        if claimed is None:
            return
        for pause in (*PAUSES, None):
            try:
                async with limited(TRY_TIMEOUT):
                    sent = await self._sender.send(feed, claimed)
            except Refused as refusal:
                await self._refuse(claimed, refusal)
                return
            except Unreachable as failure:
                if pause is None or not await self._sit_out(feed, claimed, pause, failure):
                    await self._postpone(feed, claimed, failure)
                    return
            else:
                await self._record(feed, claimed, sent)
                return

    async def _sit_out(
        self, feed: Feed, delivery: Delivery, pause: float, failure: Unreachable
    ) -> bool:
        """Wait before the next try of this tick; False if there may be none."""
        pause *= 1 + self._jitter() / 2
        pause = max(pause, failure.retry_after or 0)
        then = self._clock.now() + timedelta(seconds=pause)
        if pause > LONGEST_PAUSE or not _repeatable(feed, delivery, then):
            return False
        await self._sleep(pause)
        return True

    async def _record(self, feed: Feed, delivery: Delivery, sent: Sent) -> None:
        now = self._clock.now()
        await self._outbox.sent(
            delivery.id,
            sent.message_id,
            sent.publish,
            place_id=sent.place_id,
            discuss=sent.discuss,
            shown=sent.shown,
            look_at=first_look(delivery, now, published=sent.publish),
        )
        recorded = delivery.model_copy(update={"publish": sent.publish, "discuss": sent.discuss})
        await self._follow_up(feed, recorded, sent.message_id, late=False)

    async def _follow_up(
        self, feed: Feed, delivery: Delivery, message_id: int, *, late: bool
    ) -> None:
        """Do what is still to be done with a message that is in its channel."""
        if delivery.discuss:
            await self._discuss(feed, delivery, message_id, late=late)
        if delivery.publish and delivery.state is not DeliveryState.PUBLISHED:
            await self._publish(feed, delivery, message_id, late=late)

    async def _discuss(
        self, feed: Feed, delivery: Delivery, message_id: int, *, late: bool
    ) -> None:
        try:
            async with limited(TRY_TIMEOUT):
                await self._sender.discuss(feed, delivery, message_id)
        except Refused as refusal:
            await self._feeds.note_error(feed.id, str(refusal))
            await self._outbox.discussed(delivery.id, str(refusal))
        except Unreachable as failure:
            if late:
                await self._outbox.discussed(delivery.id, str(failure))
            else:
                await self._postpone(feed, delivery, failure)
        else:
            await self._outbox.discussed(delivery.id)

    async def _publish(
        self, feed: Feed, delivery: Delivery, message_id: int, *, late: bool
    ) -> None:
        try:
            async with limited(TRY_TIMEOUT):
                await self._sender.publish(feed, message_id)
        except Refused as refusal:
            await self._leave_unpublished(feed, delivery, str(refusal))
        except Unreachable as failure:
            if late:
                await self._leave_unpublished(feed, delivery, NOT_PUBLISHED)
            else:
                await self._postpone(feed, delivery, failure)
        else:
            await self._feeds.note_error(feed.id, None)
            await self._outbox.published(delivery.id)

    async def _postpone(self, feed: Feed, delivery: Delivery, failure: Unreachable) -> None:
        """Leave it to a later tick, after the pause that was asked for."""
        if failure.retry_after:
            now = self._clock.now()
            self._pauses[delivery.id] = (now, now + timedelta(seconds=failure.retry_after))
        await self._note(feed, delivery, str(failure))

    async def _note(self, feed: Feed, delivery: Delivery, reason: str) -> None:
        await self._feeds.note_error(feed.id, reason)
        await self._outbox.failed(delivery.id, reason)

    async def _refuse(self, delivery: Delivery, refusal: Refused) -> None:
        await self._outbox.refused(
            delivery.id, str(refusal), self._clock.now(), most=REFUSALS, gone=refusal.gone
        )

    async def _give_up(self, feed: Feed, delivery: Delivery, reason: str) -> None:
        # The feed first: after a crash between the two the delivery is still open.
        await self._feeds.note_error(feed.id, reason)
        await self._outbox.dead(delivery.id, reason)

    async def _leave_unpublished(self, feed: Feed, delivery: Delivery, reason: str) -> None:
        await self._feeds.note_error(feed.id, reason)
        await self._outbox.unpublished(delivery.id, reason)


def _repeatable(feed: Feed, delivery: Delivery, at: datetime) -> bool:
    """Whether Discord still knows the nonce of the first try; in a forum there are none."""
    return not feed.forum and repeatable(delivery.claimed_at, at)
