"""Slots of a search within a sentence: days, code, author, order, count; the rest is what it is
about."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from bot.chat.grammar.authors import author_at
from bot.chat.grammar.days import days_at, may_begin_days
from bot.chat.grammar.nouns import NOUN, NOUNS
from bot.chat.grammar.numbers import amount, number
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words
from bot.chat.requests import MOST_COUNT
from bot.search.stopwords import STOP_WORDS

_TRIED = 300
"""Words of a message that are looked at for slots."""


@dataclass(slots=True)
class Slots:
    """What was said beside the topic."""

    rest: Words
    since: date | None = None
    until: date | None = None
    has_code: bool | None = None
    author: str = ""
    sort: str = ""
    """One of Sort, or "" if nothing was said."""
    count: int | None = None
    dated: bool = False
    names: set[str] = field(default_factory=set)
    """The slots that were said."""

    @property
    def changes(self) -> dict[str, Any]:
        """The slots that were said, by name."""
        found: dict[str, Any] = {name: getattr(self, name) for name in self.names - {"days"}}
        if "days" in self.names:
            found |= {"since": self.since, "until": self.until}
        return found


_END = (
    r"(?= ?(?:$|[,.;?!:)(]|<|and\b|or\b|on\b|about\b|from\b|since\b|by\b|in\b|for\b|"
    r"please\b|only\b|this\b"
    r"|last\b|that\b|available\b|sorted\b|newest\b|latest\b|too\b|today\b|yesterday\b|"
    r"before\b|after\b"
    r"|between\b|until\b|top\b|published\b|attached\b|now\b|instead\b|thanks\b|ones?\b|papers?\b"
    r"|past\b|within\b|during\b|at\b|as well\b|regarding\b|which\b|with\b))"
)
_SOURCE = (
    r"(?:(?:a|an|the|their|some|any|its|public|publicly|available|open|open-?source|"
    r"source|released|official"
    r"|published|working|accompanying|actual|real|linked|github) )*"
    r"(?:(?:source )?codes?(?: (?:available|released|online|attached|included|links?|"
    r"repos?|repository|base))?"
    r"|repos?|repository|repositories|github(?: (?:repos?|links?|repository|code))?|"
    r"implementations?|codebases?)"
)
_HAS = (
    r"(?:with|has|have|having|got|includes?|including|comes? with|come with|provides?|providing|"
    r"released?|releases|releasing|shares?|sharing|ships?|shipped with|publish(?:es|ed)?|plus)"
)
_REL = (
    r"(?:(?:that|which|who|if they|where they|and|but|only|just|ones|those) )*(?:(?:do|"
    r"does|also|actually|already|all) )*"
)
_CODE: tuple[tuple[bool, re.Pattern[str]], ...] = (
    (
        False,
        re.compile(
            rf"{_REL}(?:without|not (?:those|the ones|ones) with|lacking|lack|lacks|with no|"
            r"have no|has no|having no|not have|"
            r"not having|no"
            rf"|not with|not has|not include) {_SOURCE}{_END}"
        ),
    ),
    (True, re.compile(rf"{_REL}{_HAS} {_SOURCE}{_END}")),
    (
        True,
        re.compile(
            r"(?:(?:where|if|whose|and|only|the) )*(?:source )?code (?:is |are |"
            r"was )?(?:available|released|included|"
            rf"public|online|attached|required|only|on github|open){_END}"
        ),
    ),
    (
        True,
        re.compile(
            r"(?:that (?:are|is) |which (?:are|is) |only |"
            rf"just )?open-?(?: ?source[d]?)(?: only)?(?: {NOUN})?"
            r"(?= ?(?:$|[,.;?!]|since\b|from\b|on\b|about\b|by\b))"
        ),
    ),
)


_DATE_ORDER = (
    r"(?:the )?(?:date|dates|newest|recency|time|new|year|publication date|most recent|"
    r"latest|day|recent|age|newness|freshness|release date)"
)
_VOTES_ORDER = (
    r"(?:the )?(?:(?:number of )?(?:up)?votes?|likes?|popularity|stars|score|"
    r"most upvoted|most votes|most popular|points|most liked|hype)"
)
_BEST_ORDER = r"(?:the )?(?:relevance|relevancy|best match|best|match|similarity|fit)"
_SORTING = (
    r"(?:and )?(?:(?:sort|sorted|order|ordered|rank|ranked|arrange|arranged|sorting|"
    r"ranking|ordering|list|listed) )(?:(?:them|these|it|those|results|the|this|all|"
    r"everything|papers) )*by "
)
_FIRST = r"(?: first| on top| at the top| descending| up top)?"
_ORDERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (sort, re.compile(rf"(?:{pattern})(?![\w'-])"))
    for sort, pattern in (
        ("new", rf"{_SORTING}{_DATE_ORDER}{_FIRST}"),
        ("votes", rf"{_SORTING}{_VOTES_ORDER}{_FIRST}"),
        ("best", rf"{_SORTING}{_BEST_ORDER}{_FIRST}"),
        ("new", r"by (?:date|recency|newest)(?: first)?"),
        ("votes", r"by (?:upvotes|votes|popularity|likes)(?: first)?"),
        ("best", r"by relevance|(?:best matches|most relevant)(?: first)?"),
        (
            "new",
            r"(?:(?:with|show|put) )?(?:the )?(?:newest|latest|most recent|recent|new|"
rf"newer)(?: {NOUN})? first",
        ),
        ("votes", r"(?:the )?(?:most popular|most upvoted|top|highest voted|most liked|popular|"
                  r"most voted|best voted|highest rated)(?: (?:ones|papers))? first"),
        ("best", r"(?:the )?(?:best|most relevant)(?: (?:ones|papers))? first"),
        ("votes", r"(?:the )?(?:most[ -](?:upvoted|popular|liked|voted|votes)|highest[ -](?:voted|"
r"rated)|"
                  r"(?:best|top)-voted|with (?:the )?most (?:up)?votes)"),
        ("new", r"(?:the )?(?:(?:very )?newest|latest|most recent|newer|brand new|brand-new|fresh|"
r"freshest|hot off the press)"),
        ("new", r"(?:recently published|recently released|published recently|recently|lately|"
r"these days)"),
        ("new", rf"recent(?= (?:[\w-]+ ){{0,3}}{NOUN}\b| (?:advances|progress|developments|on|in|"
            r"$))|"
r"recent$"),
        ("new", rf"new(?= (?:[\w-]+ )?{NOUN}\b)"),
        ("new", r"(?<=what is )new(?= |$)|(?<=anything )new(?= |$)|(?<=something )new(?= |$)|"
r"(?<=what else is )new"),
    )
)  # fmt: skip
_TOP = re.compile(
    rf"top(?= (?:\d|five|ten|three|two|four|twenty|{NOUN}\b|(?:[\w-]+ ){{1,3}}{NOUN}(?: |$)))"
)

_BEFORE_COUNT = word_set("""
    me us find show give get want need recommend suggest for any list search see read there
    fetch grab pull top best first latest newest only just limit max maximum to send the are
    recent exactly like about most least hit pick choose out up a name those with now make it
    but
    """)
_ADJECTIVES = word_set("""
    new recent latest good great best top more random interesting relevant trending hot other
    different popular newest cool nice fresh most upvoted additional further similar unread key
    important seminal quick short hottest decent solid
    """)


def read_slots(words: Words, scene: Scene, *, loose: bool = False) -> Slots:
    """Take the slots out of words. `loose`: "friday" and "march" alone are days too.

    Several rules ask for the same words; they are read once, so nobody may change the answer.
    """
    found = words.read_before.get(loose)
    if found is None:
        found = words.read_before[loose] = _read_slots(words, scene, loose)
    assert isinstance(found, Slots)
    return found


def _read_slots(words: Words, scene: Scene, loose: bool) -> Slots:
    slots = Slots(rest=words)
    taken: set[int] = set()
    at = 0
    readers: tuple[Callable[[Words, int, Scene, Slots, bool], int | None], ...] = (
        _days,
        _code,
        _count,
        _order,
        _author,
    )
    while at < min(len(words), _TRIED):
        end = None
        if _may_begin(words.words[at]) or any("'" in one for one in words.words[at + 1 : at + 3]):
            for read in readers:
                end = read(words, at, scene, slots, loose)
                if end is not None:
                    break
        if end is None or end <= at:
            at += 1
            continue
        taken |= set(range(at, end))
        at = end
    slots.rest = words.without(taken) if taken else words
    return slots


_STARTS = word_set("""
    top first best limit max maximum at up newest latest a an couple few handful and sort
    sorted order ordered rank ranked arrange arranged sorting ranking ordering list listed by
    most highest with show put the recent new newer popular brand fresh freshest hot recently
    published released lately these from written authored coauthored co-authored that done made
    paper papers author authors
    """)


@lru_cache(maxsize=4_096)
def _may_begin(word: str) -> bool:
    """Whether a slot may begin with a word. Names may be any word: those are told by "by" before
    them, or by their possessive."""
    return (
        word in _STARTS
        or word in _CODE_STARTS
        or may_begin_days(word)
        or number(word) is not None
        or "'" in word
        or word in ("brand-new", "most-upvoted")
    )


def _days(words: Words, at: int, scene: Scene, slots: Slots, loose: bool) -> int | None:
    found = days_at(words.words, at, scene.today, loose=loose)
    if found is None:
        return None
    if "days" in slots.names:  # "since march until may" narrows from both sides
        since, until = found.since or slots.since, found.until or slots.until
        if since and until and since > until:
            return None
        slots.since, slots.until = since, until
    else:
        slots.since, slots.until = found.since, found.until
    slots.names.add("days")
    return found.end


_CODE_STARTS = word_set("""
    with has have having got includes include including comes come provides provide providing
    release released releases releasing share shares sharing ship ships shipped publish
    publishes published plus that which who if where and but only just ones those do does also
    actually already all without lacking lack lacks not no whose the source code open
    open-source open-sourced opensource opensourced
    """)


def _code(words: Words, at: int, scene: Scene, slots: Slots, loose: bool) -> int | None:
    if words.words[at] not in _CODE_STARTS:
        return None
    for value, pattern in _CODE:
        end = words.match_at(pattern, at)
        if end is not None:
            slots.has_code = value
            slots.names.add("has_code")
            return end
    return None


def _count(words: Words, at: int, scene: Scene, slots: Slots, loose: bool) -> int | None:
    said = words.words
    if "count" in slots.names:
        return None
    before = said[at - 1] if at else ""
    start = at
    if said[at] == "top" and words.match_at(_TOP, at) is not None and number_after(said, at):
        at += 1
    elif said[at] in ("first", "best", "limit", "max", "maximum") and number_after(said, at):
        at += 2 if said[at + 1 : at + 2] == ["to"] else 1
    elif said[at] in ("newest", "latest") and number_after(said, at):
        at += 1
    elif said[at : at + 2] in (["at", "most"], ["up", "to"]) and number_after(said, at + 1):
        at += 2
    elif before and before not in _BEFORE_COUNT and before not in (",", ".", "and"):
        return None
    found = amount(said, at)
    if found is None:
        return None
    count, end = found
    explicit = at > start
    noun = end
    while noun < len(said) and said[noun] in _ADJECTIVES:
        noun += 1
    if not explicit and not _counted_noun(said, noun, count, said[at]):
        return None
    if not count >= 1:
        return None
    if number(said[at]) is not None and count > 999:  # a year
        return None
    if explicit and said[start] == "top":
        slots.sort = slots.sort or "votes"
        slots.names.add("sort")
    if explicit and said[start] in ("newest", "latest"):
        slots.sort = "new"
        slots.names.add("sort")
    slots.count = min(count, MOST_COUNT)
    slots.names.add("count")
    return end


def number_after(said: list[str], at: int) -> bool:
    """Whether a number, or "to" and a number, follows."""
    after = at + 2 if said[at + 1 : at + 2] == ["to"] else at + 1
    return after < len(said) and number(said[after]) is not None


_COUNTED = NOUNS - {"research", "work", "stuff", "one", "read"}


def _counted_noun(said: list[str], at: int, count: int, first: str) -> bool:
    """Whether papers are what is counted: a noun follows at once or after a short topic."""
    if first in ("a", "an"):
        return said[at : at + 1] in (
            ["paper"],
            ["papers"],
            ["article"],
            ["good", "paper"],
            ["preprint"],
            ["study"],
        ) or (
            count > 1 and at < len(said) and (said[at] in _COUNTED or said[at] in ("on", "about"))
        )
    if at < len(said) and said[at] in _COUNTED:
        return True
    if at < len(said) and said[at] in (
        "on",
        "about",
        "please",
        "only",
        "max",
        "results",
        "instead",
    ):
        return True
    plural = frozenset(("papers", "articles", "preprints", "results", "ones"))
    for place in range(at, min(at + 4, len(said))):
        if said[place] in plural:
            return True
        if said[place] in STOP_WORDS:
            break
    return False


def _order(words: Words, at: int, scene: Scene, slots: Slots, loose: bool) -> int | None:
    for sort, pattern in _ORDERS:
        end = words.match_at(pattern, at)
        if end is not None:
            slots.sort = sort
            slots.names.add("sort")
            return end
    if words.match_at(_TOP, at) is not None and not number_after(words.words, at):
        slots.sort = "votes"
        slots.names.add("sort")
        return at + 1
    return None


def _author(words: Words, at: int, scene: Scene, slots: Slots, loose: bool) -> int | None:
    found = None if "author" in slots.names else author_at(words, at)
    if found is None:
        return None
    slots.author, end = found
    slots.names.add("author")
    return end
