"""What is kept: frozen models, the only shape in which rows leave `storage`."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated
from urllib.parse import quote_plus

from pydantic import BaseModel, ConfigDict, Field

Snowflake = Annotated[int, Field(ge=0, lt=2**63)]
"""An id of Discord's. Anything larger would not fit a 64-bit column."""


class Model(BaseModel):
    """Base of everything kept: immutable, and nothing unknown slips in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paper(Model):
    """A paper as far as its sources told; what they did not tell is None or empty.

    `id` is the arXiv id as text without a version ("2603.03143", "cs/0112017"), or, for a
    paper known only by its title, "t-" and a digest of the title (see `local_paper_id`).
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    published: date | None = None
    """First day on arXiv."""
    listed: date | None = None
    """First day on a daily list."""
    upvotes: int | None = None
    comments: int | None = None
    stars: int | None = None
    code_url: str | None = None
    data_url: str | None = None
    project_url: str | None = None
    organisation: str | None = None
    summary: str | None = None
    """One sentence by the source, where it gives one."""
    keywords: tuple[str, ...] = ()
    thumbnail_url: str | None = None
    removed: bool = False
    """Taken out of the catalogue: kept only because people have it on their lists."""

    @property
    def has_arxiv_id(self) -> bool:
        """Whether the id names the paper outside of this catalogue."""
        return not self.id.startswith(LOCAL_ID_PREFIX)

    @property
    def url(self) -> str:
        """Where a person reads about it: its page, or a search for its title."""
        if self.has_arxiv_id:
            return f"https://huggingface.co/papers/{self.id}"
        words = self.title[:SEARCHED_TITLE]
        while len(query := quote_plus(words)) > SEARCHED_TITLE:
            words = words[:-1]
        return f"https://huggingface.co/papers?q={query}"

    @property
    def day(self) -> date | None:
        """The date a card shows and a date filter asks: listed, else published."""
        return self.listed or self.published


LOCAL_ID_PREFIX = "t-"
SEARCHED_TITLE = 150
"""Characters of an encoded title in an address: enough to find it, few enough for a card."""


class EditionSource(StrEnum):
    """Who put an edition together."""

    DAILY = "daily"
    """The provider's dated daily list."""
    PAGE = "page"
    """A saved papers page; shown for a day only where there is no daily list."""


class Edition(Model):
    """One day's list. `paper_ids` stand in the order the source gave them; it may be empty,
    which says that the source was asked and had nothing that day."""

    day: date
    source: EditionSource
    paper_ids: tuple[str, ...]


class Status(StrEnum):
    """How far a person is with a paper."""

    TO_READ = "to-read"
    READING = "reading"
    READ = "read"
    DROPPED = "dropped"


class StatusChange(Model):
    """A status and when it was set."""

    status: Status
    at: datetime


class Entry(Model):
    """A paper on a person's reading list."""

    user_id: Snowflake
    paper_id: str
    status: Status
    note: str = ""
    added_at: datetime
    changed_at: datetime
    history: tuple[StatusChange, ...] = ()
    """Every status it had, oldest first; the last one is `status`."""


class Question(Model):
    """A question a person asked, kept so that its result pages can be turned."""

    id: int
    user_id: Snowflake
    text: str
    asked_at: datetime


class Dialogue(Model):
    """What a person and the bot last spoke of in a channel."""

    user_id: Snowflake
    channel_id: Snowflake
    shown: tuple[str, ...]
    """The papers shown last, in order."""
    request: str
    """What was asked, as whoever put it in wrote it."""
    at: datetime


class Feed(Model):
    """A channel that gets the daily list, at `at` o'clock in `timezone` (an IANA name)."""

    id: int
    guild_id: Snowflake
    channel_id: Snowflake
    at: time
    timezone: str
    top: int
    active_from: datetime
    """No due time before this counts: a new or changed feed starts with its next one."""
    last_error: str | None = None
    """Why the last announcement did not go out, in words for an admin."""


class DeliveryState(StrEnum):
    """pending -> sending -> sent -> published, or dead from any but the last two."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    PUBLISHED = "published"
    DEAD = "dead"


class Delivery(Model):
    """An announcement in the outbox: one row for each feed and edition, ever."""

    id: int
    feed_id: int
    day: date
    state: DeliveryState
    due_at: datetime
    claimed_at: datetime | None = None
    """When the first try whose outcome is not known began."""
    attempts: int = 0
    message_id: Snowflake | None = None
    publish: bool = False
    """Sent to an announcement channel, so it is to be published to its followers too."""
    error: str | None = None

    @property
    def nonce(self) -> str:
        """What Discord recognises a repeated send by: at most 25 characters, the same for
        every try of this feed and edition, and for no other."""
        return f"pb-{self.feed_id}-{self.day:%Y%m%d}"
