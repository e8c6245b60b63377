"""Who speaks, and what is said back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import discord

from bot.chat.context import Context
from bot.chat.dialogue import Turn
from bot.chat.requests import List, Search, Similar, Trending
from bot.ui.cards.frame import Card


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person in a channel, at one moment."""

    user_id: int
    channel_id: int
    alone: bool
    """Nobody else sees what is said back."""
    context: Context
    turn: Turn | None
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day in the person's calendar."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Said:
    """What is said back to a person."""

    card: Card
    papers: Sequence[str] | None = None
    """The papers that numbers count from now on; None leaves those that were shown before."""
    shows: Search | Trending | List | Similar | None = None
    """What these papers are the answer to, if it has pages."""
    page: int = 1
    private: bool = False
    """Tells what only the person may see."""
    files: tuple[discord.File, ...] = ()
