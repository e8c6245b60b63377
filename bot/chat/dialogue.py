"""What was said before: the context in which a person's next words are understood."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.catalogue import Catalogue
from bot.chat.context import MOST_PAPERS, Context, ContextPaper
from bot.chat.requests import List, Request, Search, Similar, Trending
from storage.dialogues import Dialogues
from storage.reading import ReadingLists

RECENT = timedelta(days=31)
"""How far back "the ones I saved last week" can reach."""


class Turn(BaseModel):
    """What a person asked for last, and which page of its answer they saw."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request: Request
    asked: Search | Trending | List | None = None
    """The last search, trending or list, which may have been before that."""
    page: int = 1
    """Of the answer to what `shows` papers."""
    shows: Search | Trending | List | Similar | None = None
    """What the papers shown are the answer to: its pages are what "more" turns."""


class Conversations:
    """The dialogues of everybody, each person's own in each channel."""

    def __init__(self, dialogues: Dialogues, catalogue: Catalogue, lists: ReadingLists) -> None:
        self._dialogues = dialogues
        self._catalogue = catalogue
        self._lists = lists

    async def context(
        self,
        user_id: int,
        channel_id: int,
        now: datetime,
        *,
        timezone: str,
        replied: Sequence[str] = (),
    ) -> tuple[Context, Turn | None]:
        """What the person's words can refer to there, and their last turn.

        `replied`: the papers on the message they reply to.
        """
        kept = await self._dialogues.get(user_id, channel_id, now)
        turn = _turn_of(kept.request) if kept else None
        saved_at = await self._lists.saved_since(user_id, now - RECENT, MOST_PAPERS)
        shown = kept.shown if kept else ()
        papers = {
            paper.id: paper for paper in await self._catalogue.papers([*shown, *replied, *saved_at])
        }

        def known(ids: Sequence[str]) -> tuple[ContextPaper, ...]:
            return tuple(
                ContextPaper(id=id, title=papers[id].title, saved_at=saved_at.get(id))
                for id in dict.fromkeys(ids)
                if id in papers
            )[:MOST_PAPERS]

        context = Context(
            shown=known(shown),
            replied=known(replied),
            listed=known(list(saved_at)),
            last=turn.request if turn else None,
            asked=turn.asked if turn else None,
            timezone=timezone,
        )
        return context, turn

    async def remember(
        self, user_id: int, channel_id: int, turn: Turn, shown: Sequence[str], now: datetime
    ) -> None:
        """Keep a turn and the papers that its answer showed."""
        await self._dialogues.put(user_id, channel_id, shown, turn.model_dump_json(), now)

    async def turned(
        self, user_id: int, channel_id: int, shown: Sequence[str], page: int, now: datetime
    ) -> None:
        """The person has turned to another page of what was shown."""
        kept = await self._dialogues.get(user_id, channel_id, now)
        if kept and shown and (turn := _turn_of(kept.request)):
            turn = turn.model_copy(update={"page": page})
            await self.remember(user_id, channel_id, turn, shown, now)


def _turn_of(text: str) -> Turn | None:
    """The turn in such a text; None if another version of the bot wrote it."""
    try:
        return Turn.model_validate_json(text)
    except ValidationError:
        return None
