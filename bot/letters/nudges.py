"""The weekly word on a reading list: how much is unread, and one paper to begin with."""

from dataclasses import dataclass
from datetime import timedelta

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.letters.when import CATCH_UP, latest_due
from storage.letter_boxes import LetterBoxes
from storage.letter_models import Letter, LetterKind
from storage.letters import Letters, Outgoing
from storage.models import Paper, Status
from storage.reading import ReadingLists

CHOSEN_FROM = 50
"""How many of the newest unread papers one is picked from."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """How much is unread, and one paper of it."""

    letter: Letter
    unread: int
    pick: Paper


class Nudges:
    """Makes the weekly word."""

    def __init__(
        self,
        boxes: LetterBoxes,
        letters: Letters,
        lists: ReadingLists,
        catalogue: Catalogue,
        clock: Clock,
        catch_up: timedelta = CATCH_UP,
    ) -> None:
        self._boxes = boxes
        self._letters = letters
        self._lists = lists
        self._catalogue = catalogue
        self._clock = clock
        self._catch_up = catch_up

    async def enqueue(self) -> int:
        """Put in what is due; answers how many. Whoever has read everything hears nothing."""
        now = self._clock.now()
        put = 0
        for timezone, rhythm in await self._boxes.nudge_times():
            due = latest_due(rhythm, timezone, now, self._catch_up)
            if due is None:
                continue
            for user_id in await self._boxes.due_for_nudge(timezone, rhythm, due.day, due.at):
                unread = await self._lists.page(user_id, Status.TO_READ, 0, 1)
                if unread.entries:
                    letter = await self._letters.enqueue(
                        Outgoing(
                            user_id=user_id,
                            kind=LetterKind.NUDGE,
                            key=due.day.isoformat(),
                            due_at=due.at,
                            expires_at=due.at + self._catch_up,
                        ),
                        now,
                    )
                    put += int(letter is not None)
                await self._boxes.nudged(user_id, due.day)
        return put

    async def content(self, letter: Letter) -> Nudge | None:
        """What a letter says; None if everything has been read meanwhile."""
        page = await self._lists.page(letter.user_id, Status.TO_READ, 0, CHOSEN_FROM)
        if not page.entries:
            return None
        # Another one every week, and the same for every try of this letter.
        chosen = page.entries[letter.id % len(page.entries)]
        papers = await self._catalogue.papers([chosen.paper_id])
        return Nudge(letter, page.counts[Status.TO_READ], papers[0]) if papers else None
