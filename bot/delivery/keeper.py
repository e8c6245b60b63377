"""Keeping posts true: each is compared with its edition until it is final."""

import asyncio
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery.live import final_at, next_look, span_of
from bot.delivery.sender import Refused, Sender, Unreachable
from storage.models import Delivery, DeliveryState, Feed
from storage.outbox import Outbox

TRY_TIMEOUT = timedelta(seconds=30)
TRY_AGAIN = timedelta(minutes=5)
"""After Discord did not answer."""
PATIENCE = timedelta(days=1)
"""How long after it should have become final a post is still tried to be made so."""


class Keeper:
    """Edits posts whose editions have changed. What it must know is in the outbox, so it goes on
    after a restart where it was."""

    def __init__(self, outbox: Outbox, clock: Clock, sender: Sender) -> None:
        self._outbox = outbox
        self._clock = clock
        self._sender = sender

    async def look(self, feed: Feed, delivery: Delivery) -> None:
        """Compare a post with its edition, edit it if they differ, and say when to look next.

        What refuses the edit, a post deleted by a person above all, is left alone for good.
        """
        message_id = delivery.message_id
        if message_id is None:
            return
        now = self._clock.now()
        final = now >= final_at(span_of(delivery))
        if not final and (delivery.publish or delivery.state is DeliveryState.PUBLISHED):
            await self._outbox.shown(delivery.id, delivery.shown, final_at(span_of(delivery)))
            return
        try:
            async with asyncio.timeout(TRY_TIMEOUT.total_seconds()):
                shown = await self._sender.edit(feed, delivery, message_id, final=final)
        except Refused:
            await self._outbox.shown(delivery.id, delivery.shown, None)
        except (Unreachable, TimeoutError) as failure:
            wait = getattr(failure, "retry_after", None) or 0
            again = now + max(TRY_AGAIN, timedelta(seconds=wait))
            await self._outbox.shown(delivery.id, delivery.shown, _unless_late(delivery, again))
        else:
            look_at = None if final else next_look(delivery, now)
            await self._outbox.shown(delivery.id, shown, look_at)


def _unless_late(delivery: Delivery, again: datetime) -> datetime | None:
    return again if again < final_at(span_of(delivery)) + PATIENCE else None
