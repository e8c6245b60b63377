"""Bringing one letter to its person, once: as announcements are brought to channels."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery.sender import Refused, Unreachable
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
from bot.letters.sender import LetterSender, Nothing, Shut
from storage.letter_models import Letter, LetterState
from storage.letters import Letters

TOO_LATE = "It could not be sent in time."
SHUT = "Direct messages are closed."
NOTHING = "There was nothing left to say."


class Carrier:
    """Takes letters from the outbox to people.

    What it must know after a crash is in the outbox; only the pauses that Discord asked for are
    kept in memory. `sleep` takes seconds; `jitter` answers a number from 0 to 1.
    """

    def __init__(
        self,
        letters: Letters,
        clock: Clock,
        sender: LetterSender,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._letters = letters
        self._clock = clock
        self._sender = sender
        self._sleep = sleep
        self._jitter = jitter
        self._pauses: dict[int, tuple[datetime, datetime]] = {}

    async def bring(self, letter: Letter) -> bool:
        """Take an open letter as far as it goes now. False if the person takes none: then there
        is no use in trying their other ones.

        Refusals and failures are noted with the letter. Anything else is raised, and the letter
        stays open.
        """
        now = self._clock.now()
        began, ends = self._pauses.get(letter.id, (now, now))
        if began <= now < ends:
            return True
        self._pauses.pop(letter.id, None)
        late = letter.expires_at is not None and now > letter.expires_at
        if letter.state is LetterState.PENDING:
            return await self._send(letter, late=late, unsent=True)
        if not late and repeatable(letter.claimed_at, now):
            return await self._send(letter, late=late, unsent=False)
        if not under_way(letter.claimed_at, now):
            return await self._search(letter, late=late)
        return True

    async def _search(self, letter: Letter, *, late: bool) -> bool:
        """Record what an earlier try left with the person, or send if it left nothing."""
        since = searched_since(letter.claimed_at, self._clock.now())
        try:
            async with limited(SEARCH_TIMEOUT):
                found = await self._sender.find(letter, since)
        except Shut:
            return await self._shut_out(letter, unsent=False)
        except Refused as refusal:
            await self._letters.dead(letter, str(refusal))
        except Unreachable as failure:
            await self._postpone(letter, failure)
        else:
            if found is None:
                return await self._send(letter, late=late, unsent=True)
            await self._letters.sent(letter, found)
        return True

    async def _send(self, letter: Letter, *, late: bool, unsent: bool) -> bool:
        """Try to send; `unsent` says that no earlier try has left a message."""
        if late:
            await self._letters.dead(letter, TOO_LATE)
            return True
        claimed = await self._letters.claim(letter, self._clock.now(), unsent=unsent)
        if claimed is None:
            return True
        for pause in (*PAUSES, None):
            try:
                async with limited(TRY_TIMEOUT):
                    message_id = await self._sender.send(claimed)
            except Shut:
                return await self._shut_out(claimed, unsent=unsent)
            except Nothing:
                await self._letters.dead(claimed, NOTHING)
                return True
            except Refused as refusal:
                await self._letters.dead(claimed, str(refusal))
                return True
            except Unreachable as failure:
                unsent = False
                if pause is None or not await self._sit_out(claimed, pause, failure):
                    await self._postpone(claimed, failure)
                    return True
            else:
                await self._letters.sent(claimed, message_id)
                return True
        return True

    async def _sit_out(self, letter: Letter, pause: float, failure: Unreachable) -> bool:
        """Wait before the next try of this tick; False if there may be none."""
        pause *= 1 + self._jitter() / 2
        pause = max(pause, failure.retry_after or 0)
        then = self._clock.now() + timedelta(seconds=pause)
        if pause > LONGEST_PAUSE or not repeatable(letter.claimed_at, then):
            return False
        await self._sleep(pause)
        return True

    async def _postpone(self, letter: Letter, failure: Unreachable) -> None:
        """Leave it to a later tick, after the pause that was asked for."""
        if failure.retry_after:
            now = self._clock.now()
            self._pauses[letter.id] = (now, now + timedelta(seconds=failure.retry_after))
        await self._letters.failed(letter, str(failure))

    async def _shut_out(self, letter: Letter, *, unsent: bool) -> bool:
        await self._letters.shut_out(letter, self._clock.now(), SHUT, unsent=unsent)
        return False
