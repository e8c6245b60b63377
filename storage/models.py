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


class Counts(Model):
    """What a source says of a paper's counts; None where it says nothing."""

    paper_id: str
    upvotes: int | None = None
    comments: int | None = None
    stars: int | None = None


class CountsAt(Counts):
    """Counts as they were known at an instant."""

    at: datetime


class Growth(Model):
    """How a paper's upvotes grew from one instant to now."""

    paper_id: str
    before: int
    now: int


class Links(Model):
    """How many models, datasets and Spaces are linked to a paper; None where nobody said."""

    models: int | None = None
    datasets: int | None = None
    spaces: int | None = None


class FetchKind(StrEnum):
    """What is fetched from a source."""

    DAY = "day"
    """The list of a feed day."""
    TRENDING = "trending"
    ARXIV = "arxiv"
    """Papers that are on no list."""


class FetchState(Model):
    """How fetching one thing has gone so far."""

    kind: FetchKind
    day: date | None = None
    """The feed day of a DAY; None for what has no day."""
    first_tried: datetime
    last_tried: datetime
    last_success: datetime | None = None
    """When it was last got whole, or confirmed to be unchanged."""
    next_try: datetime | None = None
    """None: it is not fetched again by itself."""
    etag: str | None = None
    last_modified: str | None = None
    count: int | None = None
    """How many papers were on it when it was last given."""
    settled: bool = False
    error: str | None = None
    """Why the last try failed, in words; None if it went well."""
    failures: int = 0
    """Failures in a row."""


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


class Priority(StrEnum):
    """How much a paper matters to a person."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


Rating = Annotated[int, Field(ge=1, le=5)]
"""Stars a person gives a paper."""


class Entry(Model):
    """A paper on a person's reading list."""

    user_id: Snowflake
    paper_id: str
    status: Status
    note: str = ""
    rating: Rating | None = None
    priority: Priority = Priority.NORMAL
    due: date | None = None
    """The day by which the person means to have read it, in their calendar."""
    tags: tuple[str, ...] = ()
    """In order of the alphabet, without the #."""
    lists: tuple[int, ...] = ()
    """Ids of the person's named lists that hold it, ascending."""
    added_at: datetime
    changed_at: datetime
    history: tuple[StatusChange, ...] = ()
    """Every status it had, oldest first; the last one is `status`."""


class NamedList(Model):
    """A list of a person's own beside the reading list; `size` papers of that are on it."""

    id: int
    user_id: Snowflake
    name: str
    size: int = 0


class TagRule(Model):
    """Papers that pass `query` (in the query language) get `tag` as they are saved."""

    id: int
    user_id: Snowflake
    query: str
    tag: str


class ListSort(StrEnum):
    """In which order a list is shown."""

    ADDED = "added"
    """Newest first."""
    OLDEST = "oldest"
    DUE = "due"
    """Soonest first, those without a day last."""
    PRIORITY = "priority"
    RATING = "rating"
    VOTES = "votes"
    RANDOM = "random"
    SHORTEST = "shortest"
    """The shortest abstract first."""
    BEST = "best"
    """The best match of the words first."""


class DueWithin(StrEnum):
    """Which due dates are meant."""

    OVERDUE = "overdue"
    TODAY = "today"
    """Today and before."""
    WEEK = "week"
    """In the coming seven days and before."""
    SOME = "some"
    NONE = "none"


class ListView(Model):
    """A part of a reading list: what an entry must be to be in it, and the order."""

    statuses: tuple[Status, ...] = ()
    """One of these; () is any."""
    tags: tuple[str, ...] = ()
    """All of these."""
    untagged: bool = False
    list_id: int | None = None
    text: str = ""
    """In the query language."""
    stars: Annotated[int, Field(ge=0, le=5)] | None = None
    """At least so many; 0 is not rated."""
    priority: Priority | None = None
    due: DueWithin | None = None
    older_days: int | None = None
    """Saved at least so many days ago."""
    newer_days: int | None = None
    """Saved at most so many days ago."""
    sort: ListSort = ListSort.ADDED
    seed: int = 0
    """Makes a random order the same one on every page."""

    @property
    def is_whole(self) -> bool:
        """Whether every entry is in it."""
        return self == ListView(sort=self.sort, seed=self.seed)


class Question(Model):
    """A question a person asked, kept so that its result pages can be turned."""

    id: int
    user_id: Snowflake
    text: str
    asked_at: datetime


class Cadence(StrEnum):
    """How often a feed comes."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    """Monday to Friday, where the feed is."""
    WEEKLY = "weekly"
    """A digest of the week, on one day of it."""
    SETTLED = "settled"
    """The day's list once it is whole, whatever the time."""


class Look(StrEnum):
    """How much a post says of each paper."""

    FULL = "full"
    COMPACT = "compact"


class Feed(Model):
    """A channel that gets lists, at `at` o'clock in `timezone` (an IANA name)."""

    id: int
    guild_id: Snowflake
    channel_id: Snowflake
    forum: bool = False
    """Every list is a post of its own, for the channel is a forum."""
    at: time
    timezone: str
    cadence: Cadence = Cadence.DAILY
    weekday: int = Field(default=0, ge=0, le=6)
    """The day of a WEEKLY feed, Monday being 0."""
    top: int
    min_upvotes: int = 0
    include: str = ""
    """Topics of which a paper must meet one, in the query language, a line each; "" is all."""
    exclude: str = ""
    """Topics of which a paper may meet none."""
    look: Look = Look.FULL
    discussion: bool = False
    """A thread is opened under every post."""
    role_id: Snowflake | None = None
    """A role that every post pings."""
    language: str = "en"
    """Of the dates."""
    active_from: datetime
    """No due time before this counts: a new or changed feed starts with its next one."""
    last_error: str | None = None
    """Why the last announcement did not go out, in words for an admin."""
    refusals: int = 0
    """Announcements refused since the last one that went out."""
    paused_at: datetime | None = None
    """Since when nothing is sent any more, for it was refused too often."""


class LinkRule(Model):
    """Whether links to papers are answered in a channel; `channel_id` None is the whole server,
    but for the channels that have a rule of their own."""

    channel_id: Snowflake | None
    answered: bool


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
    week: bool = False
    """The edition is of the ISO week that begins on `day`, not of that day."""
    state: DeliveryState
    due_at: datetime
    claimed_at: datetime | None = None
    """When the first try whose outcome is not known began."""
    attempts: int = 0
    message_id: Snowflake | None = None
    place_id: Snowflake | None = None
    """The thread the message is in, where a forum has one for it; None: the feed's channel."""
    publish: bool = False
    """Sent to an announcement channel, so it is to be published to its followers too."""
    discuss: bool = False
    """A thread is still to be opened under it."""
    look_at: datetime | None = None
    """When the post is compared with the edition next; None: it is final, or not sent."""
    shown: str | None = None
    """A digest of what the post shows; None if that is not known."""
    error: str | None = None

    @property
    def key(self) -> str:
        """The edition's name to machines: 2026-03-11 or 2026-W11."""
        return edition_key(self.day, self.week)

    @property
    def nonce(self) -> str:
        """What Discord recognises a repeated send by: at most 25 characters, the same for
        every try of this feed and edition, and for no other."""
        return f"pb-{self.feed_id}-{self.key.replace('-', '')}"


def edition_key(day: date, week: bool) -> str:
    """The name to machines of a day's edition (2026-03-11) or of its ISO week's (2026-W11)."""
    if not week:
        return day.isoformat()
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
