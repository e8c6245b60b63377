"""What papers that come by themselves are to be about."""

import re

from bot.chat.grammar.filler import is_mark, without_edges
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words

AROUND_TOPICS = word_set("""
    change switch move set me us to for on about of a an the my papers paper new any some there
    is are something anything comes come out when whenever if as soon as that which with in at
    by from please and , . ! ? : digest digests newsletter summary roundup updates update list
    briefing trending top feed alert alerts notification notifications subscribe subscription
    subscribing subscribed send get receive want would like i posted appears appear shows show
    up gets published drops drop released dropped once every each time know let keep up date
    all latest everything daily weekly arxiv article articles it them this these want set start
    day week published lands more so only be you can via around best popular hot ping dm
    message email mail one two best personalized personalised reading custom edition editions
    sign news papers' regularly automatically work works research stuff things arrive arrives
    arrived topic topics keyword keywords alert's here's hits pops pop preprints preprint
    uploaded is submitted what's add going other related also covering regarding containing
    mentioning matching having see author authors notify too fresh recent newest interesting
    relevant studies results most upvoted post posts put puts
    """)


_TOPIC_MARK = frozenset(
    (
        "on",
        "about",
        "for",
        "to",
        "regarding",
        "covering",
        "mentioning",
        "containing",
        "matching",
        "of",
        "with",
        "around",
        "in",
        "by",
        "from",
        "topic",
        "topics",
        "concerning",
        "related",
    )
)


def topics_in(rest: Words, alert: bool) -> tuple[str, ...] | None:
    """What is to be sent; () for everything, None if these are no such words."""
    said = rest.words
    begin = next(
        (at for at, word in enumerate(said) if word not in AROUND_TOPICS and not is_mark(word)),
        None,
    )
    if begin is None:
        return ()
    if (
        rest.words[begin - 1 : begin]
        not in (
            [w]
            for w in _TOPIC_MARK
            | {
                "new",
                "papers",
                "any",
                "the",
                "some",
                "subscribe",
                "a",
                "latest",
                ",",
                ":",
                "alert",
                "me",
                "alerts",
                "my",
                "daily",
                "weekly",
                "trending",
                "top",
                "and",
                "recent",
                "an",
            }
        )
        and begin > 0
    ):
        return None
    end = next(
        (at for at in range(begin, len(said)) if said[at] in (".", "?", "!", "\n", "...")),
        len(said),
    )
    while end > begin and (is_mark(said[end - 1]) or said[end - 1] in AROUND_TOPICS):
        end -= 1
    for place in range(begin, end):  # "... appears", "... is published"
        if (
            said[place] in ("appears", "appear", "drops", "shows", "lands", "arrives")
            and place > begin
        ):
            end = place
            break
    topics: list[str] = []
    start = begin
    for place in range(begin, end + 1):
        if place == end or said[place] in (",", "and", "or", ";"):
            part = _topic(rest.part(start, place))
            if part:
                topics.append(part)
            start = place + 1
    if any(_COMMANDS.match(topic.lower()) for topic in topics):
        return None  # another wish follows
    return tuple(dict.fromkeys(topics))[:50]


_COMMANDS = re.compile(
    r"(?:unsubscribe|subscribe|save|remind|stop|delete|clear|mark|rate|open|what|how|"
    r"show|show|tag|note|mark|cite|export|remove|find|undo) "
)


_BEFORE_TOPIC = _TOPIC_MARK | word_set(
    "the new papers any a also some anything something trending paper latest"
)
_BEHIND_TOPIC = word_set(
    "papers paper please to on at for digest alerts updates alert in by is are comes news "
    "articles too there research work from"
)


def _topic(words: Words) -> str:
    return without_edges(words, _BEFORE_TOPIC, _BEHIND_TOPIC).raw
