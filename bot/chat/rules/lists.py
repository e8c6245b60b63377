"""Wishes about the person's own list: show it, take it along, count it."""

import re
from typing import Any

from bot.chat.grammar.nouns import NOUN
from bot.chat.grammar.numbers import number
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.slots import read_slots
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words
from bot.chat.requests import List, ListSort, Request
from bot.chat.rules.marking import status_of
from bot.chat.rules.rule import unclear as unclear
from storage.models import Status

_VERB = (
    r"(?:(?:show|list|open|see|view|display|give|get|send|check|browse|read|pull up|"
    r"bring up|find|search|look|filter|go to|look at|go through|print|look through|"
    r"what is|what are|what"
    r"|which|do i have|have i|how many|are there|is there|any|anything|let me see|"
    r"where is|where are|how is|i want to see)(?: me| us| up| in| on| at| through)*)"
)
_OWN = re.compile(
    r"\b(?:on|in|from|of|through|within|to)? ?my (?:(?:[\w-]+) ){0,4}?(?:reading list|"
    r"list|library|shelf|collection|queue|pile|backlog|bookmarks|saves|saved|papers?|"
    r"readlist|favou?rites|stack|unread|notes|stuff|tbr|ones|reading|to-read|reads|"
    r"tag)\b"
    r"|\b(?:the )?(?:reading list|readlist|saved papers|saved list|bookmarks|saved ones|"
    r"reading queue)\b"
)
_I_DID = re.compile(
    r"\b(?:(?:that|which|what|papers?|ones|everything|all|stuff|things|have|did|do|"
    r"am) )(?:i|we) (?:(?:have|had|did|do|just|already|still|am|currently|not|yet|ever|"
    r"need|want|to|finally|never|got) )*"
    r"(?P<verb>saved?|add(?:ed)?|bookmark(?:ed)?|keep|kept|stored?|stash(?:ed)?|read|"
    r"finish(?:ed)?|reading|completed?|start(?:ed)?|drop(?:ped)?|abandon(?:ed)?|"
    r"skip(?:ped)?|g[ai]ve up on|tagged|rated|noted|put|marked|unread|left|have)\b"
)
_LONE = re.compile(
    rf"(?:(?:{_VERB}) )?(?:(?:all|the|everything|only|just|papers|stuff|"
    r"things) )*(?P<status>unread|to-read|to read|reading|read|finished|dropped|"
    rf"abandoned|in progress|currently reading|unfinished)(?: {NOUN})?(?: list| pile|"
    r" queue)?"
)
_PICK = re.compile(
    r"(?:(?:pick|choose|select|suggest|recommend|give|get|find|show)(?: me)? (?:a |one |"
    r"something |any |some |an )*(?:random )?(?:unread |new )?(?:paper |one |thing |"
    r"something |from my list )?(?:for me|to read|at random|from (?:my|"
    r"the) (?:reading )?(?:list|library|pile|queue|backlog|shelf))(?: to read| at random|"
    r" today| tonight| next| now| for me| from my list)*"
    r"|surprise me|(?:pick|choose|select)(?: me)? (?:a |any |some |me )*(?:random |"
    r"unread |new |single )*(?:one|paper|something|thing|any)(?: please| at random|"
    r" to read| of mine)*|(?:what|which (?:one|paper|of these|"
    r"of my papers)) should i read(?: next| now| today| tonight| first)*|"
    r"what to read(?: next| now| today| tonight)*|(?:a )?random (?:one|paper|"
    r"pick)(?: from my (?:reading )?list)?"
    r"|what is next(?: on| in)?(?: my)?(?: reading)?(?: list)?|i am feeling lucky|"
    r"something random from my (?:reading )?list)"
)
_STATUS_WORDS: tuple[tuple[Status, re.Pattern[str]], ...] = (
    (
        Status.TO_READ,
        re.compile(
            r"\b(?:unread|to-read|to read|toread|not (?:yet )?read(?: yet)?|"
            r"still (?:have )?to read|left to read|todo|to do|for later|left|unfinished|"
            r"need to read|want to read|read yet|tbr|waiting|not started)\b"
        ),
    ),
    (
        Status.READING,
        re.compile(
            r"(?<!my )(?<!the )\b(?:currently reading|in progress|in-progress|half read|"
            r"being read|started|current)\b|\breading(?! (?:list|library|queue|pile|shelf|"
            r"backlog))\b"
        ),
    ),
    (
        Status.DROPPED,
        re.compile(
            r"\b(?:drop(?:ped)?|abandon(?:ed)?|g[ai]ve up on|given up on|skip(?:ped)?|given up)\b"
        ),
    ),
    (
        Status.READ,
        re.compile(
            r"\b(?:finish(?:ed)?|completed?|done|already read|have read|been read)\b|\bread(?= |"
            r"$)(?! list| later| next)"
        ),
    ),
)
_TAGGED = re.compile(
    r"(?:(?:that are |which are |i )?(?:tagged|labelled|labeled|tag|with (?:the )?tags?|"
    r"under(?: the)? tags?|with label|by tag|in tag|with)(?: (?:as|with|is|=|:|"
    r"tag))* )(?P<tag>#?[\w.+-]+(?: [\w.+-]+){0,2}?)(?: tag)?(?= ?(?:$|[,.;?!]|from\b|"
    r"since\b|in\b|on\b|sorted\b|and\b|that\b|i\b|please\b|this\b|last\b|papers?\b|"
    r"ones?\b|saved\b|by\b))"
)
_HASH = re.compile(r"(?:(?:with|tagged|under|tag|for) )?(?P<tag>#[^\W\d][\w-]*)")
_SORTS: tuple[tuple[ListSort, re.Pattern[str]], ...] = (
    (
        "oldest",
        re.compile(
            r"(?:(?:sort(?:ed)?|order(?:ed)?) by )?(?:the )?oldest(?: (?:ones|"
            r"papers))?(?: first)?|by age|first added|reverse order|longest waiting"
        ),
    ),
    (
        "rating",
        re.compile(
            r"(?:(?:sort(?:ed)?|order(?:ed)?|ranked) )?by (?:my )?(?:rating|ratings|"
            r"stars)(?: first)?|(?:best|highest|top)[ -]rated(?: (?:ones|papers))?(?: first)?|"
            r"(?:my )?favou?rites first|best first"
        ),
    ),
    (
        "votes",
        re.compile(
            r"(?:(?:sort(?:ed)?|order(?:ed)?|ranked) )?by (?:up)?(?:votes|popularity|"
            r"likes)(?: first)?|most (?:upvoted|popular|liked)(?: (?:ones|papers))?(?: first)?"
        ),
    ),
    (
        "random",
        re.compile(
            r"(?:in )?(?:a )?random(?: order)?|shuffled?|at random|(?:sort(?:ed)?|"
            r"order(?:ed)?) (?:randomly|by random)"
        ),
    ),
    (
        "added",
        re.compile(
            r"(?:(?:sort(?:ed)?|order(?:ed)?) )?by (?:date|date added|recency|newest|added|time|"
            r"when added|most recent)(?: first)?|(?:newest|latest|most recent|recently added|"
            r"last added)(?: (?:ones|papers))?(?: first)?"
        ),
    ),
)
_GLUE = word_set("""
    show list open see view display give get send check browse read pull bring up find search
    look filter go me us what is are which do i have in on my the all reading list library
    shelf collection queue pile backlog bookmarks saves saved papers paper of from that those
    ones one stuff things everything please did am was were been has yet still only just now at
    through by a an items entries any to with bookmarked added kept stored put there any
    anything something finished how many let far so current currently and , . ? ! with items
    articles entry left and again today's books item want full entire whole sort sorted order
    ordered favourites favorites already ever we can not got where status tag tags readlist
    sitting stack print save add bookmark finish keep start last first for finally next need
    lists left" studies preprints marked as tagged
    """)
_ABOUT = re.compile(
    r"(?:(?:about|on|regarding|related to|concerning|matching|mentioning|containing|for|"
    r"dealing with) )(?P<query>.+)"
)


def own_list(words: Words, scene: Scene) -> Request | None:
    """The list, or a part of it."""
    line = words.line
    if len(words) > 40:
        return None
    if _PICK.fullmatch(line):
        status = Status.TO_READ if re.search(r"\bunread\b", line) else None
        return List(sort="random", count=1, status=status)
    owned, did, lone = _OWN.search(line), _I_DID.search(line), _LONE.fullmatch(line)
    short = re.fullmatch(
        r"(?:(?:show|open|see|view|display|list) )*(?:my )?(?:list|library|shelf|bookmarks|"
        r"saved|saves|list all|list everything)(?: please)?",
        line,
    )
    hashed = re.fullmatch(
        rf"(?:{_VERB} )?(?:(?:all|the|my|everything|papers|ones|stuff) )*(?:(?:with|tagged|"
        rf"under|tag|in|from|about) )*(?P<tag>#[^\W\d][\w-]*)(?: {NOUN})?",
        line,
    )
    tagged = re.fullmatch(
        rf"(?:{_VERB} )?(?:(?:all|the|my|everything|{NOUN}|that are|which are|"
        rf"anything) )*tagged (?:as |with )?(?P<tag>[\w-]+)(?: {NOUN})?",
        line,
    )
    reading = re.fullmatch(
        r"what (?:am|was) i (?:currently |still )?reading(?: (?:now|right now|currently|"
        r"at the moment|these days|atm))*",
        line,
    )
    if reading:
        return List(status=Status.READING)
    if short:
        return List()
    if hashed or tagged:
        found = hashed or tagged
        assert found is not None
        return List(tag=tag_named(found["tag"]))
    if lone and (lone["status"] not in ("read",) and (len(words) < 4 or "my" in words.words)):
        if (
            lone["status"] == "reading"
            and re.match(r"(?:show|read|find|search|recommend|suggest)", line)
            and line.split()[-1] not in ("reading",)
        ):
            return None
        return List(status=status_named(lone["status"]))
    narrowed = _TAGGED.search(line) and re.match(
        r"(?:(?:show|list|see|open|only|my|all|the|me) )*(?:unread|finished|read|dropped|"
        r"reading|stuff|papers|everything|things|ones)\b",
        line,
    )
    sorted_ = re.match(
        r"(?:(?:show|list|see|my|all|the|me|random|a|oldest|newest|latest|"
        r"longest) )*(?:unread|finished|dropped)\b",
        line,
    )
    if narrowed or (sorted_ and not owned and not did):
        found_ = _filtered(words, scene, "", owned=False)
        if isinstance(found_, List) and (
            narrowed or found_.sort != "added" or found_.since or found_.count
        ):
            return found_
    if not (owned or did):
        return None
    if not (
        owned
        or (
            did
            and re.match(
                rf"(?:{_VERB}|the|papers?|everything|all|ones|stuff|things|what|last|first|latest|"
                r"newest|oldest|only|my|unread|\d+)\b",
                line,
            )
        )
    ):
        return None
    return _filtered(words, scene, did["verb"] if did else "", owned=bool(owned))


def tag_named(said: str) -> str:
    """A tag as it is kept."""
    return "-".join(said.lstrip("#").split()).lower()


def status_named(said: str) -> Status | None:
    """The status that is meant by words with others among them."""
    for status, pattern in _STATUS_WORDS:
        if pattern.search(said):
            return status
    return status_of(said)


def _filtered(words: Words, scene: Scene, verb: str, *, owned: bool) -> Request | None:
    """The list narrowed by everything that was said; None if something is left over."""
    slots: dict[str, Any] = {}
    words = _take(words, _HASH, slots, "tag")
    words = _take(words, _TAGGED, slots, "tag")
    for sort, pattern in _SORTS:
        if match := _whole_words(pattern, words):
            slots["sort"] = sort
            words = _cut(words, match)
            break
    if last := re.search(
        r"\b(?:last|latest|newest|most recent|first|oldest) (?P<n>\d+|two|three|four|five|"
        r"six|seven|ten|few)\b(?! (?:days|weeks|months|years|hours))",
        words.line,
    ):
        counted = 3 if last["n"] == "few" else number(last["n"])
        if counted and counted <= 50:
            slots["count"] = counted
            if last.group().startswith(("first", "oldest")):
                slots["sort"] = "oldest"
            words = _cut(words, last)
    read = read_slots(words, scene, loose=True)
    if "days" in read.names:
        slots |= {"since": read.since, "until": read.until}
    if read.count and not re.match(r"how many", words.line):
        slots["count"] = read.count
    if read.sort == "votes" and "sort" not in slots:
        slots["sort"] = "votes"
    if read.author or read.has_code is not None:
        return None
    rest = read.rest
    line = rest.line
    if query := _query(rest):
        begin, end, text = query
        slots["query"] = text
        rest = rest.without(set(range(begin, end)))
        line = rest.line
    for status, pattern in _STATUS_WORDS:
        match = pattern.search(line)
        if match is None:
            continue
        slots["status"] = status
        line = f"{line[: match.start()]} {line[match.end() :]}"
        break
    left = [word for word in line.split() if word not in _GLUE and not word.startswith("'")]
    if left:
        if not owned or "query" in slots or len(left) > 5:
            return None
        topic = _adjacent(rest, left)  # "my diffusion papers"
        if topic is None:
            return None
        slots["query"] = topic
    if slots.get("sort") == "random" and re.search(r"\b(?:paper|one|article)\b", words.line):
        slots.setdefault("count", 1)
    return List(**slots)


def _query(rest: Words) -> tuple[int, int, str] | None:
    """The words after "about", up to "on my list" if that stands behind them."""
    said = rest.words
    for at, word in enumerate(said):
        if word not in (
            "about",
            "on",
            "regarding",
            "mentioning",
            "containing",
            "for",
            "matching",
            "with",
            "concerning",
        ):
            continue
        following = said[at + 1 : at + 2]
        if not following or following[0] in ("my", "the", "me", "it", "top"):
            continue
        end = len(said)
        for place in range(at + 1, len(said)):
            if (
                said[place] in ("in", "on", "from", "of", "that", "within")
                and said[place + 1 : place + 2]
                and said[place + 1] in ("my", "i", "the")
            ):
                end = place
                break
            if said[place] in ("do", "have", "i", ",", "."):
                end = place
                break
        while end > at + 1 and said[end - 1] in _GLUE:
            end -= 1
        topic = rest.part(at + 1, end)
        if all(word in _GLUE for word in topic.words):
            continue
        return at, end, topic.raw
    return None


def _adjacent(rest: Words, left: list[str]) -> str | None:
    """The topic in "my diffusion papers": words side by side."""
    places = [place for place, word in enumerate(rest.words) if word in left]
    if not places or places[-1] - places[0] + 1 != len(places):
        return None
    before = rest.words[places[0] - 1] if places[0] else ""
    if before not in (
        "my",
        "saved",
        "unread",
        "the",
        "read",
        "any",
        "all",
        "finished",
        "for",
        "about",
        "find",
        "search",
        "reading",
        "list",
        "show",
        "me",
        "have",
        "newest",
        "latest",
    ):
        return None
    return rest.part(places[0], places[-1] + 1).raw


def _whole_words(pattern: re.Pattern[str], words: Words) -> re.Match[str] | None:
    match = re.compile(rf"(?<![\w-])(?:{pattern.pattern})(?![\w-])").search(words.line)
    return match if match and match.group().strip() else None


def _cut(words: Words, match: re.Match[str], group: int = 0) -> Words:
    cut = words.group(match, group)
    gone = {token.start for token in cut.tokens}
    return words.without({i for i, token in enumerate(words.tokens) if token.start in gone})


def _take(words: Words, pattern: re.Pattern[str], slots: dict[str, Any], name: str) -> Words:
    if name in slots:
        return words
    match = pattern.search(words.line)
    if match is None:
        return words
    tag = tag_named(match["tag"])
    if tag in ("it", "them", "the", "my", "a", "code", "notes", "no"):
        return words
    slots[name] = tag
    return _cut(words, match)
