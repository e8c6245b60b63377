"""What is trending, and searches: what is left when nothing else was meant."""

import re

from bot.chat.grammar.filler import is_mark, without_edges
from bot.chat.grammar.nouns import NOUN, NOUNS
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.slots import Slots, read_slots
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import OPERATOR, QUOTE, Words
from bot.chat.requests import Request, Search, Sort, Trending
from bot.search.stopwords import QUESTION_WORDS, STOP_WORDS

_LEADS = (
    r"(?:(?:find|show|give|get|fetch|search|look|looking|see|list|recommend|suggest|want|"
    r"need|pull|dig|browse|send|tell|bring|hit|check|read|got|grab|know|hunt|scan|seek|"
    r"seeking|search for|look up|looking for|look for)"
    r"|me|us|for|up|out|into|any|some|anything|something|all|every|everything|good|cool|"
    r"interesting|great|relevant|i am|i want|i need|i would like|i am looking|"
    r"do you have|have you got|do you know|are there|is there|do you|"
    r"there|is|are|the|a|an|of|to|on|about|please|what is there|what do you have|"
    r"what have you got|what are|what is|what|which|show me|can i|that|those|which are|"
    r"that are|stuff|around|by any chance|hi|see what|how about|what about"
    rf"|{NOUN}|regarding|concerning|related to|dealing with|covering|discussing|more|with|"
    r"in|also|else|only|just|now|,|:|-|\.)"
)
_LEAD_WORDS = word_set("""
    find show give get fetch search look looking list recommend suggest pull dig browse send
    tell bring grab me us for up out into any some anything something good cool interesting
    great relevant the a an of to on about please hunt scan seek seeking regarding concerning
    related dealing covering discussing in with around literature papers paper articles article
    preprints publications research stuff results work works studies , : - . ; also that those
    which there all every need want i am would like got have you do know is are
    """)
_ALSO_TOPICS = word_set("list search look send tell bring grab hunt scan pull dig get seek")
_QUESTION = word_set(
    "how what why which who when where whether can could does do did is are was were "
    "should will would"
)
_EXISTENCE = re.compile(
    r"(?:is there|are there|do you have|do you know|have you got|got|have you seen|"
    r"has anyone|do we have|you got|there are|you have)(?: (?:of|any|anything|some|"
    rf"something|{NOUN}|new|recent|good|interesting|a|like|about|on|out there|there|more|"
    r"other))*"
)
_VERB = re.compile(
    r"(?:find|show|search|look(?:ing)? (?:for|up)|give me|get me|fetch|list|recommend|"
    r"suggest|any |anything|something|papers?\b|articles?\b|research on|what is new|"
    r"i (?:need|want|am looking)|tell me about|send me|dig up|pull up|is there|are there|"
    r"do you have)"
)

_TREND = (
    r"(?:trending|trend|trends|hot|hottest|popular|buzzing|buzz|viral|hyped|hype|hyping|"
    r"talked about|talked-about|making waves|making the rounds|in vogue|blowing up|"
    r"on fire|big|the rage|most popular|most upvoted|most liked|most talked about|"
    r"most discussed|upvoted)"
)
_NOW = (
    r"(?:(?: |^)(?:right now|now|these days|at the moment|atm|here|there|currently|"
    r"lately|out there|in ai|in ml|so far|the|on hf|on hugging face|on huggingface|"
    r"on arxiv|around here|in the field))*"
)
_SUPER = (
    r"(?:(?:the|most|really|super|so|very|currently|all|also|getting|going|is|are|a|big|"
    r"some|what is|what are|what|that is|that are|been) )*"
)
_TREND_ALONE = re.compile(
    rf"(?:{_LEADS} )*{_SUPER}{_TREND}(?: (?:{NOUN}|list|feed|topics|page|ai|ml|ai papers|"
    rf"ml papers|these|and))*{_NOW}(?: {NOUN})?(?: (?:in|for|from|of|on|over|with|during|"
    r",))*"
)
_TREND_TOPIC = re.compile(
    rf"(?:{_LEADS} )*{_SUPER}{_TREND}{_NOW}(?: (?:{NOUN}|topics))?{_NOW} (?:in|on|about|"
    rf"for|around|of|with|regarding|related to|within|from) (?P<topic>.+?){_NOW}"
)
_TREND_OF = re.compile(
    rf"(?:{_LEADS} )*{_SUPER}{_TREND} (?P<topic>(?!topic|topics|item|items|search|events?|"
    rf"words?|hashtags?|forecast|analysis|detection|estimation)\S.*?) (?:{NOUN}|"
    rf"topics)(?: (?:out there|there|here|{_NOW}))*"
)
_TREND_LAST = re.compile(
    rf"(?:{_LEADS} )*(?P<topic>.+?)(?: {NOUN})? (?:(?:that|which|is|are|currently|getting|"
    rf"going|most|so) )*(?:trending|popular|hot|hyped|buzzing|viral){_NOW}"
)
_TREND_PLAIN = re.compile(
    rf"(?:{_LEADS} )*trending (?P<topic>(?!topics?\b|items?\b|search|events?\b|words?\b|hashtag)"
    r"\S+(?: \S+){0,2})"
)
_DAILY = re.compile(
    rf"(?:{_LEADS} )*(?:(?:today|today's|todays|yesterday's|this week's|daily|the|hf|"
    r"hugging face|huggingface|front|home|latest|paper|papers|weekly|monthly|my) )*"
    r"(?:daily papers?|daily list|dailies|daily edition|the daily|daily digest list|"
    r"front page|frontpage|home page|papers? of the (?:day|week|month)|"
    r"today's (?:papers?|list|edition|picks|issue)|edition|list of the day|list for|"
    r"list from|papers? page|daily|headlines|news|top list|leaderboard|the list from|"
    r"the list of|the list for)(?: (?:please|for|from|of|on|,))*"
)
_WHATS_NEW = re.compile(
    r"(?:what is|what has|what have|what are|anything|something|whats)? ?(?:is |"
    r"are )?(?:new|up|happening|going on|come out|came out|dropped|been published|out|"
    r"cooking|hot|good|fresh|the news|the latest|interesting|cool|i miss|did i miss|"
    r"did i miss anything|have i missed|i missed|come in)(?: (?:here|out|today|there|in|"
    r"on|for|new|lately|interesting|in ai|in ml|now|from))*|(?:what|"
    r"anything) (?:did i miss|have i missed|i missed|i should know|should i know about|"
    r"came out|come out|was published|dropped|was posted|got published|"
    r"appeared)(?: (?:on|in|for|from|over))*|catch me up(?: on)?|news|"
    r"what(?: {NOUN})? (?:came out|came|appeared|were published|were posted|dropped|"
    r"was there|were there|do we have|do you have|are there|is there|got)(?: (?:on|in|"
    r"for|from|over|out|there))*"
)


def trending(words: Words, scene: Scene) -> Request | None:
    """What is on the daily lists, if that is asked."""
    if len(words) > 40 or OPERATOR in words.words:
        return None
    slots = read_slots(words, scene, loose=False)
    if not slots.names and not re.search(_TREND, words.line) and not _may_be_daily(words.line):
        return None
    line = _bare_end(slots.rest.line)
    topic: Words | None = None
    if slots.author or slots.has_code is not None:
        return None
    if _TREND_ALONE.fullmatch(line) or (_DAILY.fullmatch(line) and line != ""):
        topic = slots.rest.part(0, 0)
    else:
        for pattern in (_TREND_TOPIC, _TREND_OF, _TREND_PLAIN, _TREND_LAST):
            match = pattern.fullmatch(slots.rest.line)
            if (
                match
                and not re.search(r"(?:^| )[.;!?\n]", match["topic"])
                and _is_asked(slots.rest.line, match, pattern)
            ):
                topic = _topic(slots.rest.group(match, "topic"))
                break
    if topic is None:
        return None
    if all(word in STOP_WORDS for word in topic.words):  # the "was" of "what was popular"
        topic = topic.part(0, 0)
    if not len(topic) and not _NAMES_PAPERS.search(words.line) and len(words) > 12:
        return None
    return Trending(
        since=slots.since,
        until=slots.until,
        topic=topic.raw,
        count=slots.count
        if slots.count
        else (1 if re.search(r"\bpaper of the\b", words.line) else None),
    )


_NAMES_PAPERS = re.compile(
    r"paper|trend|hot|popular|buzz|viral|hype|list|daily|edition|news|upvoted|page"
)
_MAY_BE_DAILY = re.compile(
    r"dail|front|home ?page|papers? of the|edition|today|yesterday|news|headlines|"
    r"list (?:for|from|of)|leaderboard|page"
)


def _may_be_daily(line: str) -> bool:
    return bool(_MAY_BE_DAILY.search(line))


def _is_asked(line: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether a word of trends is meant as one: "hot topic" phrases may be a subject."""
    topic = match["topic"]
    if pattern is _TREND_LAST:
        return (
            bool(
                re.match(
                    r"(?:what|which|show|find|any|are there|is there|give|get|papers|list|see)\b",
                    line,
                )
            )
            or line.rsplit(" ", 1)[-1] == "trending"
        )
    if pattern is _TREND_OF and len(topic.split()) > 6:
        return False
    before = line[: match.start("topic")]
    word = next(
        (
            w
            for w in ("trending", "buzz", "viral", "hyped", "hottest", "popular", "hot")
            if w in before
        ),
        "",
    )
    return bool(word) or "upvoted" in before or "talked" in before or "trend" in before


_BEFORE_TOPIC = word_set("the on about in for any some of")
_BEHIND_TOPIC = word_set(
    "papers paper articles please in on for from stuff research and by of with to results "
    "now about the since only also one ones"
)


def _topic(words: Words) -> Words:
    """A topic without the words around it."""
    return without_edges(words, _BEFORE_TOPIC, _BEHIND_TOPIC)


def _bare_end(line: str) -> str:
    while line.endswith(
        (" ,", " in", " for", " from", " of", " on", " and", " with", " by", " please")
    ):
        line = line.rpartition(" ")[0]
    return line


def lead(words: Words) -> Words:
    """What is searched, without "find me papers about" before it and "papers" behind it."""
    said = words.words
    begin, end = 0, len(words)
    existing = _EXISTENCE.match(words.line)
    if existing and existing.end() < len(words.line):
        part = words.group(existing, 0)
        begin = len(part)
        while begin < end and said[begin] in _LEAD_WORDS:
            begin += 1
    elif said and said[0] in _QUESTION and not _asks_for_papers(words):
        pass
    else:
        if said and said[0] in _QUESTION:
            begin = 1
        if said and said[0] in _ALSO_TOPICS and said[1:2] and said[1] not in _LEAD_WORDS:
            return _topic(words)  # "list decoding", "search engines": the verb is of the topic
        while begin < end and (said[begin] in _LEAD_WORDS or is_mark(said[begin])):
            begin += 1
    while end > begin and is_mark(said[end - 1]):
        end -= 1
    topic = words.part(begin, end)
    return _topic(topic) if len(topic) else topic


_ASKS = re.compile(
    r"(?:what|which)(?: (?:are|is|about|do you have|have you got|else|papers|other|"
    rf"kind of|sort of))* (?:the )?(?:{NOUN}|new|latest|there|best|newest|about|on|"
    r"you have|anything|some good)\b"
    r"|(?:what is|what are) (?:out there|new|there|good|the latest|the news|happening|"
    r"going on)|who (?:works|is working|has worked|published|writes|wrote)(?: on| about)"
    rf"|(?:how|what) about\b|what do you (?:have|know)\b|what have you\b"
)


def _asks_for_papers(words: Words) -> bool:
    return bool(_ASKS.match(words.line))


def _is_empty(words: Words) -> bool:
    """Whether nothing is left to search for."""
    return all(
        word in STOP_WORDS
        or word in QUESTION_WORDS
        or is_mark(word)
        or word in NOUNS
        or word in _EMPTY
        for word in words.words
    )


_NEWS_IN = re.compile(
    r"(?:what|any|is|are|has|have|been|there|the|anything|else|happening|happened|going|"
    r"published|out|come|came|up) (?:(?:what|is|are|has|have|been|there|the|anything|"
    r"else|happening|happened|going|published|out|come|came|up|news) )*(?:in|on|with|"
    r"about|for|from|around|at|within)(?= )"
)
"""What is left of "what is new in" when its "new" is taken."""

_EMPTY = word_set("""
    paper new best top good great interesting cool one ones out happening going latest fresh
    published posted released came come dropped appeared see what's news relevant decent
    quality random must-read notable exciting important day week month year list edition stuff
    submitted uploaded added interesting amazing nice hot awesome miss missed time max only
    first please just date limit ai ml everything all
    """)


def search(words: Words, scene: Scene) -> Request | None:
    """A search, or, where no topic is said, what is new; None if nothing is asked."""
    slots = read_slots(words, scene)
    topic = lead(slots.rest)
    if slots.sort == "new" and (news := _NEWS_IN.match(topic.line)):
        topic = topic.part(len(topic.group(news, 0)))
    if topic.words and (OPERATOR in topic.words or QUOTE in topic.words):
        return _searched(slots, topic.raw)
    if not _is_empty(topic) and not _is_empty(slots.rest):
        return _searched(slots, topic.raw)
    if slots.author or slots.has_code is not None:
        return _searched(slots, "")
    said = set(words.words)
    if (
        slots.names
        or said & NOUNS
        or said & {"new", "news", "best"}
        or _WHATS_NEW.fullmatch(_bare_end(slots.rest.line))
    ):
        if said <= {
            "paper",
            "papers",
            "one",
            "ones",
            "result",
            "results",
            "thing",
            "things",
            "stuff",
            "work",
            "reads",
            "read",
        }:
            return Search(query=words.raw) if said else None
        return Trending(since=slots.since, until=slots.until, count=slots.count)
    return None


def _searched(slots: Slots, query: str) -> Search:
    sort: Sort = "new" if slots.sort == "new" else "votes" if slots.sort == "votes" else "best"
    return Search(
        query=query,
        since=slots.since,
        until=slots.until,
        has_code=slots.has_code,
        author=slots.author,
        count=slots.count,
        sort=sort,
    )


def has_lead(words: Words) -> bool:
    """Whether words plainly ask for papers: a part of a message is a search only then."""
    return bool(_VERB.match(words.line))
