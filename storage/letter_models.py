"""What is kept of what people get sent: frozen models like those of `models.py`."""

from datetime import datetime, time
from enum import StrEnum

from pydantic import Field

from storage.models import Model, Snowflake

MOST_TOP = 10
"""Papers in one digest: a message has room for no more."""


class Channel(StrEnum):
    """How a letter reaches a person."""

    DM = "dm"
    EMAIL = "email"


class Cadence(StrEnum):
    """How often a digest comes."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    """Monday to Friday, where the person is."""
    WEEKLY = "weekly"


class Rhythm(Model):
    """When something comes: at `at` o'clock on some days, by the clock of a person."""

    cadence: Cadence = Cadence.DAILY
    weekday: int = Field(default=0, ge=0, le=6)
    """The day of a WEEKLY one, Monday being 0."""
    at: time

    def counts(self, weekday: int) -> bool:
        """Whether it comes on such a day, Monday being 0."""
        if self.cadence is Cadence.WEEKLY:
            return weekday == self.weekday
        return self.cadence is Cadence.DAILY or weekday < 5


class Subscription(Model):
    """A digest that a person asked for."""

    id: int
    user_id: Snowflake
    channel: Channel = Channel.DM
    rhythm: Rhythm
    top: int = Field(ge=1, le=MOST_TOP)
    min_upvotes: int = 0
    topics: tuple[str, ...] = ()
    """Queries of which a paper must meet one; () is every paper."""
    active_from: datetime
    """No due time before this counts: a new or changed one starts with its next."""
    confirmed: bool = False
    last_list: str | None = None
    """The day (ISO) of the newest list of its last digest."""

    @property
    def source(self) -> str:
        """What it is called among what told a person of a paper."""
        return f"digest:{self.id}"

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves papers of a list out for what they are."""
        return bool(self.topics or self.min_upvotes)


class Alert(Model):
    """Papers that a person wants to be told of as they come."""

    id: int
    user_id: Snowflake
    query: str
    min_upvotes: int = 0
    per_week: int | None = None
    """About so many a week; None is every paper that has all the words."""
    threshold: float | None = None
    """The score from which on papers are told, where so many a week are wanted."""
    tuned_at: datetime | None = None
    made_at: datetime
    confirmed: bool = False


ALERT_SOURCE = "alert"
"""What alerts are called among what told a person of a paper: all of them together."""


class LetterBox(Model):
    """How and when letters reach a person."""

    user_id: Snowflake
    closed_at: datetime | None = None
    """Since when Discord does not deliver to them."""
    told: bool = True
    """Whether they know of that."""
    alert_at: time | None = time(9)
    """When alerts are collected and sent; None: within the hour."""
    quiet: tuple[time, time] | None = None
    """From when to when no alert is sent."""
    nudge: Rhythm | None = None
    """When the weekly word on what is unread comes, if it is wanted."""


class ReminderState(StrEnum):
    """waiting -> sending (its letter is in the outbox) -> sent or dead, as its letter ends."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


class Reminder(Model):
    """Something a person wants to be told at an instant: a paper, words of their own, or both."""

    id: int
    user_id: Snowflake
    paper_id: str | None = None
    text: str = ""
    due_at: datetime
    state: ReminderState = ReminderState.WAITING


class LetterKind(StrEnum):
    """What a letter is about."""

    DIGEST = "digest"
    ALERT = "alert"
    REMINDER = "reminder"
    NUDGE = "nudge"
    VERSIONS = "versions"


class LetterState(StrEnum):
    """pending -> sending -> sent, or dead from either of the first two."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


class Letter(Model):
    """Something to be sent to one person, once."""

    id: int
    user_id: Snowflake
    channel: Channel = Channel.DM
    kind: LetterKind
    cause: int | None = None
    """The subscription or the reminder it comes from."""
    key: str
    """Which one it is: for one person, channel and kind there is one of a key, ever."""
    due_at: datetime
    expires_at: datetime | None = None
    """After that it is not sent any more."""
    state: LetterState = LetterState.PENDING
    claimed_at: datetime | None = None
    """When the first try whose outcome is not known began."""
    attempts: int = 0
    message_id: Snowflake | None = None
    error: str | None = None

    @property
    def nonce(self) -> str:
        """What Discord recognises a repeated send by: at most 25 characters, the same for every
        try of this letter, and for no other."""
        return f"pb-l-{self.id}"


class ToldPaper(Model):
    """A paper in a letter, and the subscription or alert that brought it there."""

    paper_id: str
    cause: int
