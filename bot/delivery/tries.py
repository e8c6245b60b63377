"""How long tries to send may take and how often they are repeated, so that nothing comes twice.

A delivery is written down before it is sent and again after it was, so a crash between the two
leaves open whether the message arrived. Two things then keep it from being sent twice:

- for `NONCE_HOLDS` after the first such try Discord answers a repeated one with the message it
  has already, because every try carries the same nonce;
- after that the history is searched for the message before it is sent again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.delivery.sender import Unreachable

NONCE_HOLDS = timedelta(minutes=2)
"""How long Discord surely knows a nonce; it promises no more than "a few minutes"."""

TRY_TIMEOUT = timedelta(seconds=30)
"""How long one call may take: discord.py repeats a 500, 502 or 504 by itself for 25 s."""

SEARCH_TIMEOUT = timedelta(minutes=1)
"""How long the search of a history may take."""

CLOCK_ERROR = timedelta(minutes=5)
"""How far this machine's clock may be off from Discord's."""

SEARCH_BACK = timedelta(days=1)
"""How far back to search after the clock was set back, when the time of a try says nothing."""

PAUSES = (1.0, 4.0, 10.0)
"""Seconds between the tries of one tick, each made up to half longer by chance."""

LONGEST_PAUSE = 15.0
"""Seconds of pause that are sat out; a longer one is left to a later tick."""

NO_ANSWER = "Discord did not answer in time. I keep trying; there is nothing you need to do."


def repeatable(claimed_at: datetime | None, at: datetime) -> bool:
    """Whether a try that begins at `at` is surely over before Discord forgets the nonce of the
    one that began at `claimed_at`."""
    return claimed_at is not None and claimed_at <= at <= claimed_at + NONCE_HOLDS - TRY_TIMEOUT


def under_way(claimed_at: datetime | None, at: datetime) -> bool:
    """Whether the last try with this nonce may not be over, so that the history proves nothing
    yet."""
    return claimed_at is not None and claimed_at <= at < claimed_at + NONCE_HOLDS


def searched_since(claimed_at: datetime | None, now: datetime) -> datetime:
    """From when on a history is to be searched for what a try at `claimed_at` left."""
    began = claimed_at or now
    return began - CLOCK_ERROR if began <= now else now - SEARCH_BACK


@asynccontextmanager
async def limited(most: timedelta) -> AsyncIterator[None]:
    """Raise Unreachable if the block takes longer."""
    try:
        async with asyncio.timeout(most.total_seconds()):
            yield
    except TimeoutError as error:
        raise Unreachable(NO_ANSWER) from error
