"""What a person can ask of the bot in words: a closed set of frozen models, told apart by `intent`.

`docs/understanding-conventions.md` says which words become which slots. Throughout:

- None, "" and () mean that nothing was said about a slot; whoever answers picks the usual value.
- Days are dates of the person's calendar, first and last both included. Instants are aware and in
  the person's time zone.
- `papers` are ids, in the order the person named them, each once. `unresolved` are the words of
  references that meant no paper ("9" where five are shown).
- `query` and `topic` are words for the search, with operators of the query language as written.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from storage.models import Status

TimeOfDay: TypeAlias = time
MOST_COUNT = 50
"""No more papers are asked for at once; a larger number is read as this one."""

Count = Annotated[int, Field(ge=1, le=MOST_COUNT)]
Sort = Literal["best", "new", "votes"]
"""As in the query language: best first, newest first, most upvoted first."""
CiteFormat = Literal["bibtex", "ris", "csl-json", "text"]
"""`text` is a reference to read ("APA", "plain"); the others are for programs."""
ExportFormat = Literal["bibtex", "ris", "csl-json", "csv", "json", "markdown"]
Cadence = Literal["daily", "weekdays", "weekly", "alert"]
"""`alert`: as soon as something fits, rather than at a fixed hour."""
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ListSort = Literal["added", "oldest", "rating", "votes", "random"]
"""`added` is newest first."""
HelpTopic = Literal[
    "search", "trending", "similar", "cite", "list", "tags", "notes", "ratings", "reminders",
    "export", "stats", "subscribe", "undo", "privacy",
]  # fmt: skip
SmallTalk = Literal[
    "greeting", "thanks", "bye", "how_are_you", "who_are_you", "praise", "ok", "no",
    "abuse", "out_of_scope", "nothing",
]  # fmt: skip
"""`nothing`: no letter and no digit, or only filler. `out_of_scope`: essays, weather, jokes."""
Missing = Literal["papers", "status", "tag", "text", "rating", "when", "results", "action"]
"""What a wish lacks. `results`: there is no answer yet that "more" or "only with code" could
change. `action`: papers were named and nothing was said about them that could be understood."""


class Wish(BaseModel):
    """Base of every request: immutable, and nothing unknown slips in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Dated(Wish):
    """Something between two days, both included; None where that side is open."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Dated":
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("since is after until")
        return self


class OnPapers(Wish):
    """Something about papers; at least one, or the request would be a `Clarify`."""

    papers: tuple[str, ...]
    unresolved: tuple[str, ...] = ()


class Trending(Dated):
    """What is on the daily lists. Without days: the newest list there is."""

    intent: Literal["trending"] = "trending"
    topic: str = ""
    count: Count | None = None

    @property
    def span(self) -> Literal["newest", "day", "range"]:
        """What the days make up."""
        if self.since is None and self.until is None:
            return "newest"
        return "day" if self.since == self.until else "range"


class Search(Dated):
    """Papers on something. `query` may be empty where a slot says enough ("papers by LeCun")."""

    intent: Literal["search"] = "search"
    query: str
    has_code: bool | None = None
    author: str = ""
    count: Count | None = None
    sort: Sort = "best"


class More(Wish):
    """The next page of what was shown, or the one before."""

    intent: Literal["more"] = "more"
    count: Count | None = None
    back: bool = False


class Similar(OnPapers):
    """Papers like these."""

    intent: Literal["similar"] = "similar"
    count: Count | None = None


class Abstract(OnPapers):
    """These papers in full: title, authors, abstract, links."""

    intent: Literal["abstract"] = "abstract"


class Cite(OnPapers):
    """References to these papers."""

    intent: Literal["cite"] = "cite"
    format: CiteFormat | None = None


class Save(OnPapers):
    """Put these papers on the reading list."""

    intent: Literal["save"] = "save"


class Remove(OnPapers):
    """Take papers off the reading list; `everything` empties it and `papers` is ().

    Nothing is deleted before the person said yes.
    """

    intent: Literal["remove"] = "remove"
    papers: tuple[str, ...] = ()
    everything: bool = False
    confirm: Literal[True] = True


class List(Dated):
    """The reading list, or the part of it that meets everything said. Days: when saved."""

    intent: Literal["list"] = "list"
    status: Status | None = None
    tag: str = ""
    query: str = ""
    """Words to look for within the list."""
    count: Count | None = None
    sort: ListSort = "added"


class Mark(OnPapers):
    """Say how far one is with papers."""

    intent: Literal["mark"] = "mark"
    status: Status


class Tag(OnPapers):
    """Put tags on papers, or take them off."""

    intent: Literal["tag"] = "tag"
    tags: tuple[str, ...]
    """Lowercase, without #, with hyphens for spaces."""
    remove: bool = False


class Note(OnPapers):
    """Write a note on papers."""

    intent: Literal["note"] = "note"
    text: str
    """As written, without the quotes around it."""


class Rate(OnPapers):
    """Give papers stars."""

    intent: Literal["rate"] = "rate"
    rating: Annotated[int, Field(ge=1, le=5)]


class Remind(OnPapers):
    """Bring papers back at an instant, which is in the future."""

    intent: Literal["remind"] = "remind"
    when: AwareDatetime


class Export(Wish):
    """A file. `what`: the reading list (narrowed by `status` and `tag`), the papers named, or
    everything that is kept about the person."""

    intent: Literal["export"] = "export"
    what: Literal["list", "papers", "data"] = "list"
    format: ExportFormat | None = None
    papers: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    status: Status | None = None
    tag: str = ""


class Stats(Dated):
    """Figures about the person's own reading."""

    intent: Literal["stats"] = "stats"


class Subscribe(Wish):
    """Papers sent by themselves. `topics`: each in the query language; () is all of the list."""

    intent: Literal["subscribe"] = "subscribe"
    cadence: Cadence | None = None
    topics: tuple[str, ...] = ()
    weekday: Weekday | None = None
    """Only with `weekly`."""
    time: TimeOfDay | None = None
    """Of the day, in the person's zone."""
    count: Count | None = None
    channel: Literal["dm", "email"] = "dm"


class Unsubscribe(Wish):
    """No longer send papers; () is every subscription."""

    intent: Literal["unsubscribe"] = "unsubscribe"
    topics: tuple[str, ...] = ()


class Help(Wish):
    """What the bot can do."""

    intent: Literal["help"] = "help"
    topic: HelpTopic | None = None


class Smalltalk(Wish):
    """Words that ask for nothing the bot does."""

    intent: Literal["smalltalk"] = "smalltalk"
    kind: SmallTalk


class Undo(Wish):
    """Take back the last actions."""

    intent: Literal["undo"] = "undo"
    count: Annotated[int, Field(ge=1, le=10)] = 1


class Explain(Wish):
    """Say in words how the last message was understood."""

    intent: Literal["explain"] = "explain"


class Fact(OnPapers):
    """A question whose answer is a sentence of one of these papers."""

    intent: Literal["fact"] = "fact"
    question: str


class Clarify(Wish):
    """A wish that lacks something which only the person knows. Ask for it; do nothing."""

    intent: Literal["clarify"] = "clarify"
    about: str
    """The intent of the wish."""
    missing: Missing
    papers: tuple[str, ...] = ()
    """Those that were named already, where something else is missing."""
    said: str = ""
    """The words that could not be resolved, to quote them."""


Single: TypeAlias = Annotated[
    Trending | Search | More | Similar | Abstract | Cite | Save | Remove | List | Mark | Tag | Note
    | Rate | Remind | Export | Stats | Subscribe | Unsubscribe | Help | Smalltalk | Undo | Explain
    | Fact | Clarify,
    Field(discriminator="intent"),
]  # fmt: skip
"""One wish."""


class Several(Wish):
    """Several wishes in one message, in the order written; one alone where others are `left`."""

    intent: Literal["several"] = "several"
    requests: Annotated[tuple[Single, ...], Field(min_length=1)]
    left: tuple[str, ...] = ()
    """Parts of the message that were not understood, as written."""


Request: TypeAlias = Annotated[Single | Several, Field(discriminator="intent")]
"""What a message asks for."""

REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
"""Reads and writes requests as JSON."""


def each(request: Request) -> Iterator[Single]:
    """The wishes in a request."""
    if isinstance(request, Several):
        yield from request.requests
    else:
        yield request


def papers_of(request: Request) -> tuple[str, ...]:
    """The papers a request names, each once."""
    named = (getattr(wish, "papers", ()) for wish in each(request))
    return tuple(dict.fromkeys(paper for papers in named for paper in papers))


def moment(request: Request) -> datetime | None:
    """When a request wants something to happen, if it is a reminder."""
    return next((wish.when for wish in each(request) if isinstance(wish, Remind)), None)
