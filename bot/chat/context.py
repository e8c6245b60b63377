"""What was going on when a person wrote: all that a message can refer to."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.chat.requests import List, Request, Search, Trending, each

MOST_PAPERS = 100
"""Papers of one kind that a context holds."""


class ContextPaper(BaseModel):
    """A paper that can be referred to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    saved_at: AwareDatetime | None = None
    """When the person put it on their list; None if it is not there."""


Papers = Annotated[tuple[ContextPaper, ...], Field(max_length=MOST_PAPERS)]


class Context(BaseModel):
    """The state of a conversation between one person and the bot in one channel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shown: Papers = ()
    """What was shown last, in order: "the second one" is `shown[1]`."""
    replied: Papers = ()
    """What is on the message of the bot's that the person replies to; it goes before `shown`."""
    listed: Papers = ()
    """The person's own list, or its newest part, newest first: for "the ones I saved yesterday"."""
    last: Request | None = None
    """What the person asked for before."""
    asked: Search | Trending | List | None = None
    """The last search, trending or list, however long ago: what "only with code" changes."""
    timezone: str = "UTC"
    """IANA name of the person's time zone; one that does not exist is read as UTC."""

    @property
    def papers(self) -> tuple[ContextPaper, ...]:
        """The papers that numbers count."""
        return self.replied or self.shown

    @property
    def base(self) -> Search | Trending | List | None:
        """What an elliptic message changes."""
        for wish in reversed(tuple(each(self.last)) if self.last else ()):
            if isinstance(wish, Search | Trending | List):
                return wish
        return self.asked


NO_CONTEXT = Context()
"""The first message of all."""
