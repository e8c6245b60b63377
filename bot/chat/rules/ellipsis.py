"""Messages that only change the last search, trending or list: "only with code", "for video?"."""

import re
from typing import Any

from bot.chat.grammar.filler import is_mark
from bot.chat.grammar.nouns import NOUNS
from bot.chat.grammar.numbers import number
from bot.chat.grammar.references import refer
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.slots import Slots, read_slots
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words
from bot.chat.requests import List, Request, Search, Trending
from bot.chat.rules.asking import lead
from bot.chat.rules.marking import STATUS, status_of
from bot.chat.rules.rule import unclear

_GLUE = (
    word_set("""
    anything something else any only just but and now please make it instead the ones one with
    show me them those these that are is can you could limit narrow down to keep filter by
    papers paper results result rather again same give i want need what about how , . ? ! : ; -
    not too also for be all of then actually from in let us see list sort sorted order restrict
    search find get any more published which have has on do did there some released who were if
    we this query last time then's though so ok yes no of my where things articles stuff out
    change switch set use add maybe try look looking at as well however
    """)
    | NOUNS
)
_DROP = re.compile(
    r"(?:(?:and|but|now|ok|so|please|actually|then|just) )*(?:drop|remove|without|forget|"
    r"ignore|clear|no|lose|lift|reset|skip|unset|delete|cancel|get rid of|take (?:off|"
    r"away|out)|leave out|any|all|regardless of|disregard|whatever|never mind|"
    r"does not matter|do not care about|i do not care about|undo|with any|at any|"
    r"from any|for any|no more) (?:the |any |about the |about )?(?P<what>date|dates|time|"
    r"times|day|days|year|month|week|code|author|authors|count|number|limit|limits|"
    r"filter|filters|sort|sorting|order|ordering|tag|tags|status|topic|restriction|"
    r"restrictions|time limit|date limit|date range|time range|range|period|time frame|"
    r"timeframe|query|words|name|code requirement|conditions|constraint|"
    r"constraints)(?: (?:filter|filters|limit|limits|restriction|restrictions|range|part|"
    r"requirement|constraint|condition|bit|thing|one|again|please|now|anymore|too|"
    r"for now|instead|at all))*"
    r"|(?:(?:and|but) )*(?:with or without code|code or not|code does not matter|"
    r"(?:from )?(?:any|all) ?time|anytime|from anyone|by anyone|any author|everyone's|"
    r"whenever|ever|no matter when|with no (?:date|dates|filters?)|of any (?:date|age|"
    r"time))(?: (?:please|is fine|now))*"
)
_DROPPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"date|dates|time|times|day|days|year|month|week|range|period|timeframe|time frame|"
        r"(?:time|date) (?:limit|range)",
        ("since", "until"),
    ),
    (r"code|code requirement", ("has_code",)),
    (r"authors?|name", ("author",)),
    (r"count|number", ("count",)),
    (r"sort|sorting|order|ordering", ("sort",)),
    (r"tags?", ("tag",)),
    (r"status", ("status",)),
    (r"topic|query|words", ("topic", "query")),
    (
        r"filters?|limits?|restrictions?|conditions|constraints?",
        ("since", "until", "has_code", "author", "count", "tag", "status"),
    ),
)
_WHOLE_DROP = (
    (r"with or without|code or|code does", ("has_code",)),
    (r"time|whenever|ever|matter when|date|age", ("since", "until")),
    (r"anyone|any author|everyone", ("author",)),
)
_TOPIC = re.compile(
    r"(?:(?:ok|okay|so|but|hm|well|then|now|alright) )*(?:and |now |but )*(?:(?:what|"
    r"how) about|and (?:for|in|on|about|with|from|what of)|(?:the )?same (?:for|with|"
    r"but for|but with|thing for|thing but for|search for|question for|but on|but about|"
    r"on|about|again for)|(?:now |and |or )(?:for|about|on|in|with)|repeat (?:that |"
    r"it )?(?:for|with)|do (?:that|the same|it|this) (?:for|with)|"
    r"instead (?:of that )?for|switch to|change (?:the )?(?:topic|query|it|that|"
    r"search) to|for|in|on|about|within) (?P<topic>.+?)(?: (?:instead|then|too|papers|"
    r"now|please|as well|"
    r"ones))*"
    r"|(?:and|or|now) (?P<topic2>.+)|(?P<topic3>.+?) instead"
)
_STATUS = re.compile(
    r"(?:(?:only|just|and|now|show|me|the|but|ones|what about|how about|those|that|are|"
    rf"is|i|have|with|status|papers|not|am) )*(?P<status>{STATUS})(?: (?:ones|one|papers|"
    r"only|please|instead|too|now|yet|list))*"
)
_TAG = re.compile(
    r"(?:(?:only|just|and|now|show|me|the|but|ones|what about|those|papers|that are|that|"
    r"are|for|in|under|with) )*(?:(?:tagged|with tag|with the tag|tag|"
    r"under tag)(?: (?:as|with|by))* (?P<tag>#?[\w-]+)|"
    r"(?P<hash>#[^\W\d][\w-]*))(?: (?:ones|only|please|too|instead|papers|tag|now))*"
)
_LIST_SORT = (
    ("oldest", r"oldest(?: ones)?(?: first)?|older(?: ones)?(?: first)?|by age"),
    (
        "rating",
        r"(?:(?:sort(?:ed)?|order(?:ed)?) )?by (?:my )?(?:rating|stars|ratings)(?: first)?|"
        r"(?:best|highest|top)[ -]rated(?: ones)?(?: first)?|best first|best ones first",
    ),
    ("random", r"random(?: order)?|shuffle(?: (?:it|them))?|in random order"),
    (
        "votes",
        r"(?:(?:sort(?:ed)?|order(?:ed)?) )?by (?:up)?votes|(?:by )?popularity|"
        r"most upvoted(?: ones)?(?: first)?",
    ),
    (
        "added",
        r"(?:(?:sort(?:ed)?|order(?:ed)?) )?by (?:date|date added|recency|newest)|(?:newest|"
        r"latest|newer|most recent)(?: ones)?(?: first)?",
    ),
)
_SORT_GLUE = (
    r"(?:(?:show|me|the|and|now|but|only|just|sort|sorted|order|them|put|list|with|in|"
    r"make it|it) )*"
)


def elliptic(words: Words, scene: Scene) -> Request | None:
    """The last search, trending or list with what was said changed; a question if there is none;
    None if this is no such message."""
    if len(words) > 24 or _ASKS_WHICH.match(words.line):
        return None
    base = scene.base
    match = _DROP.fullmatch(words.line)
    if match and not _SAYS_NO_CODE.fullmatch(words.line):
        fields = _fields(match)
        if base is None:
            return unclear("search", "results", words.raw)
        return _changed(
            base, {name: _default(base, name) for name in fields if name in type(base).model_fields}
        )
    if isinstance(base, List) and (changed := _of_list(base, words, scene)):
        return changed
    if base is not None and (match := _HOW_MANY.fullmatch(words.line)):
        count = {"a couple": 2, "a few": 3}.get(match["count"]) or number(match["count"])
        if count:
            return _changed(base, {"count": min(count, 50)})
    slots = read_slots(words, scene, loose=base is not None)
    if slots.names and all(word in _GLUE or is_mark(word) for word in slots.rest.words):
        if base is None:
            return None if _stands_alone(words, slots) else unclear("search", "results", words.raw)
        if _begins_anew(words, slots):
            return None
        return _with_slots(base, slots)
    if base is None:
        return None
    if _POPULAR.fullmatch(words.line) and not isinstance(base, List):
        return _with_slots(base, Slots(rest=words, sort="votes", names={"sort"}))
    return _other_topic(base, words, slots, scene)


_SAYS_NO_CODE = re.compile(
    r"(?:(?:and|but|now|ok|so|only|just|please) )*(?:without|no) (?:any )?code(?: please)?"
)
_HOW_MANY = re.compile(
    r"(?:make (?:it|that|them)|just|only|show(?: me)?(?: only| just)?|limit(?: it|"
    r" them)? to|give me(?: only| just)?|cut(?: it)?(?: down)? to|no more than|at most|"
    r"max|maximum|up to|reduce(?: it)? to|i want|"
    r"narrow (?:it )?(?:down )?to) (?:the (?:top|first|best) )?(?P<count>\d+|two|three|"
    r"four|five|six|seven|eight|nine|ten|a couple|a few)(?: (?:papers|results|ones|"
    r"please|only|instead|then|of them|max))*"
)


_ASKS_WHICH = re.compile(r"which (?:of|ones?|papers?) ")
_POPULAR = re.compile(
    r"(?:(?:only|just|the|show|me|and|now) )*(?:most |more )?(?:popular|upvoted|"
    r"liked) ones?(?: only)?"
)


def _fields(match: re.Match[str]) -> tuple[str, ...]:
    what = match["what"]
    if what is None:
        line = match.group()
        return next((fields for pattern, fields in _WHOLE_DROP if re.search(pattern, line)), ())
    return next((fields for pattern, fields in _DROPPED if re.fullmatch(pattern, what)), ())


def _default(base: Search | Trending | List, name: str) -> Any:
    return "" if name == "query" else type(base).model_fields[name].default


def _changed(base: Search | Trending | List, changes: dict[str, Any]) -> Search | Trending | List:
    """The request with slots changed. Of days that contradict, the new ones count."""
    fields = {name: getattr(base, name) for name in type(base).model_fields} | changes
    if fields["since"] and fields["until"] and fields["since"] > fields["until"]:
        for side in ("since", "until"):
            if side not in changes:
                fields[side] = None
    return type(base)(**fields)


def _with_slots(base: Search | Trending | List, slots: Slots) -> Request:
    """A request with slots changed. Code, author and order are of searches: asked about what is
    trending, they make a search of it."""
    changes = slots.changes
    if isinstance(base, Trending) and changes.keys() & {"has_code", "author", "sort"}:
        base = Search(
            query=base.topic, since=base.since, until=base.until, count=base.count, sort="best"
        )
    if isinstance(base, List):
        changes = {name: value for name, value in changes.items() if name in List.model_fields}
        if changes.get("sort") == "new":
            changes["sort"] = "added"
        elif changes.get("sort") == "best":
            changes["sort"] = "rating"
    elif isinstance(base, Trending):
        changes = {name: value for name, value in changes.items() if name in Trending.model_fields}
    return _changed(base, changes)


_MARKED = re.compile(
    r"(?:only|just|but|and|now|instead|what about|how about|make|narrow|limit|same|with|"
    r"without|no|since|from|before|after|until|by|sort|sorted|order|restrict|filter|keep|"
    r"those|these|them|which|the ones|ones|any|newer|newest|older|last|this|today|"
    r"yesterday|in|on|between)\b"
)


def _begins_anew(words: Words, slots: Slots) -> bool:
    """Whether a message stands for itself: "papers by LeCun", "what came out today"."""
    line = words.line
    if _MARKED.match(line) or re.search(r"\b(?:only|instead|ones|too|them|these|those)\b", line):
        return False
    return bool(re.search(r"\bpapers?\b|\barticles?\b", line)) and not line.startswith(
        ("show", "papers only")
    )


def _stands_alone(words: Words, slots: Slots) -> bool:
    """Whether a message of slots alone asks for something without a request before it."""
    line = words.line
    if re.match(
        r"(?:only|just|but|instead|make it|narrow|limit|restrict|filter|sort|order|newer|older)\b",
        line,
    ):
        return False
    if slots.names >= {"sort", "days"}:
        return True
    if slots.names == {"sort"} or "author" in slots.names:
        return not re.search(r"\b(?:newer|ones|first|instead|them|those|these)\b", line)
    if re.search(
        r"\b(?:papers?|articles?|what|news|new|preprints?|research|publications?|works?|"
        r"anything|something|any|show|find|give|top|latest|newest)\b",
        line,
    ):
        return True
    # "today", "yesterday?", "this week" name a list; "since march" only narrows one.
    return slots.names == {"days"} and slots.since is not None and slots.until is not None


def _of_list(base: List, words: Words, scene: Scene) -> Request | None:
    """What only a list can be narrowed by."""
    if match := _STATUS.fullmatch(words.line):
        return _changed(base, {"status": status_of(match["status"])})
    if match := _TAG.fullmatch(words.line):
        return _changed(base, {"tag": (match["tag"] or match["hash"]).lstrip("#")})
    for sort, pattern in _LIST_SORT:
        if re.fullmatch(rf"{_SORT_GLUE}(?:{pattern})(?: (?:please|instead))*", words.line):
            return _changed(base, {"sort": sort})
    return None


_NO_TOPIC = re.compile(
    r"(?:more|next|back|save|remove|mark|tag|note|rate|cite|export|help|undo|show|find|"
    r"give|search|list|get|open|what|which|who|how|why|is|are|do|does|can|remind|tell|"
    r"subscribe|unsubscribe)\b"
)


def _other_topic(
    base: Search | Trending | List, words: Words, slots: Slots, scene: Scene
) -> Request | None:
    """ "and for video?", "what about audio since may": another topic in place of the last."""
    match = _TOPIC.fullmatch(slots.rest.line)
    if match is None:
        return None
    group = next(name for name in ("topic", "topic2", "topic3") if match[name])
    topic = slots.rest.group(match, group)
    if group != "topic" and (_NO_TOPIC.match(topic.line) or len(topic) > 6):
        return None
    reference = refer(topic, scene)
    if (reference is not None and group == "topic2") or (
        reference and reference.papers and topic.words != ["one"]
    ):
        return None
    topic = lead(topic) if group != "topic3" else topic
    text = topic.raw
    if not text:
        return None
    name = "topic" if isinstance(base, Trending) else "query"
    changed = _changed(base, {name: text})
    return _with_slots(changed, slots) if slots.names else changed
