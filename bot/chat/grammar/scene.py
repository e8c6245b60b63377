"""What a message is read against: the context, the hour, and what its earlier parts named."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.chat.context import Context, ContextPaper
from bot.chat.grammar.days import Days
from bot.chat.requests import Fact, List, Request, Search, Trending, each, papers_of

ACTING = frozenset(
    ("save", "remove", "abstract", "mark", "tag", "note", "rate", "remind", "cite", "fact")
)
"""Intents after which "it" and "them" are the papers they acted on."""


class Scene:
    """A context at a moment. `now` is in the person's zone, `today` the day there."""

    def __init__(self, context: Context, now: datetime) -> None:
        self.context = context
        self.now = now.astimezone(zone(context.timezone))
        self.today: date = self.now.date()
        self.last = context.last
        self.base = context.base
        self.papers: tuple[ContextPaper, ...] = context.papers
        """Those that numbers count."""
        self.unseen = False
        """Whether an earlier wish of the message shows papers nobody has seen yet."""
        self._acted: tuple[str, ...] | None = None

    @property
    def acted(self) -> tuple[str, ...]:
        """The papers of the last request, if it acted on papers."""
        if self._acted is None:
            wishes = (
                [wish for wish in each(self.last) if wish.intent in ACTING] if self.last else []
            )
            found = dict.fromkeys(paper for wish in wishes for paper in papers_of(wish))
            self._acted = tuple(found)
        return self._acted

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the papers that numbers count."""
        return tuple(paper.id for paper in self.papers)

    @property
    def focus(self) -> tuple[str, ...] | None:
        """What "it" is: see the conventions. None where it may be several."""
        if self.context.replied:
            ids = self.ids
        elif self.acted:
            ids = self.acted
        else:
            ids = self.ids
            if len(ids) > 1:
                return None
        return ids if len(ids) == 1 or ids == self.acted else None

    @property
    def group(self) -> tuple[str, ...]:
        """What "them" are."""
        if self.context.replied or not self.acted:
            return self.ids
        return self.acted

    def after(self, wish: Request) -> "Scene":
        """The scene for the next wish of the same message."""
        following = Scene.__new__(Scene)
        following.__dict__.update(self.__dict__)
        following._acted = None
        following.last = wish
        if isinstance(wish, Search | Trending | List):
            following.base = wish
            following.papers = ()
            following.unseen = True
        elif following.acted:
            # What was just named goes before the reply in "save this and tag it".
            following.context = self.context.model_copy(update={"replied": ()})
        return following

    def mentioning(self, papers: tuple[str, ...]) -> "Scene":
        """The scene after talk that named papers: "them" are these."""
        if not papers:
            return self
        following = Scene.__new__(Scene)
        following.__dict__.update(self.__dict__)
        following._acted = papers
        following.context = self.context.model_copy(update={"replied": ()})
        return following

    def saved_in(self, days: Days | None) -> tuple[str, ...]:
        """The papers known here that the person saved in these days, or ever."""
        tz = zone(self.context.timezone)

        def fits(paper: ContextPaper) -> bool:
            if paper.saved_at is None:
                return False
            day = paper.saved_at.astimezone(tz).date()
            return days is None or (
                (days.since is None or days.since <= day)
                and (days.until is None or day <= days.until)
            )

        known = (*self.context.shown, *self.context.replied, *self.context.listed)
        return tuple(dict.fromkeys(paper.id for paper in known if fits(paper)))

    def question(self) -> str:
        """The question about papers that was asked last, or ""."""
        return self.last.question if isinstance(self.last, Fact) else ""


@lru_cache(maxsize=512)
def zone(name: str) -> tzinfo:
    """A zone by its IANA name; UTC if there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC
