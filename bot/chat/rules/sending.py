"""Wishes for papers that come by themselves, and for no more of them."""

import re
from datetime import time
from typing import Any

from bot.chat.grammar.calendar_names import WEEKDAYS, weekday_name
from bot.chat.grammar.instants import clock_at
from bot.chat.grammar.nouns import NOUN
from bot.chat.grammar.numbers import number
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.words import Words
from bot.chat.requests import Cadence, Request, Subscribe
from bot.chat.rules.topics import topics_in

THING = (
    r"(?:digests?|newsletters?|summary|round-?ups?|updates?|list|briefings?|mails?|"
    r"emails?|editions?|papers?|feed|spam|alerts?|notifications?|subscription|"
    r"trending(?: papers)?|top papers|news)"
)
_ALERT = re.compile(
    r"(?:please )?(?:alert|notify|ping|warn|tell|dm|message|let|inform|email|mail|text|"
    r"buzz)(?: me)?(?: know)?(?: by (?:e-?mail|mail|dm))?(?: about| of| on)?(?: any| a|"
    r" an)? ?(?:as soon as|when(?:ever)?|if|once|every time|each time|"
    r"immediately when)\b"
    r"|(?:alert|notify|ping|inform)(?: me)?(?: by (?:e-?mail|mail|dm))?(?: (?:about|of|"
    r"on|for|to))\b|(?:set up|set|create|make|add|start|give me|i want|want|new|"
    r"i need)(?: up)?(?: (?:me|an?|some))* (?:(?:keyword|email|author|paper|"
    r"new) )*(?:alerts?|notifications?|watch)\b(?: (?:for|on|about))?"
    r"|(?:keep (?:an eye|a watch|watch|me posted|me updated|me informed|me in the loop|"
    r"tabs)|watch(?: out)?|monitor|look out)(?: (?:on|out|for|about))+"
    r"|alerts? (?:for|on|about|me)\b|keep me (?:posted|updated|in the loop|informed)\b|"
    r"let me know (?:about|of) (?:new|any|papers|anything)\b|(?:follow|"
    r"track) (?:the )?(?:topic|author|keyword|new papers|papers)\b(?: (?:on|about|by|"
    r"from))?"
)
_DIGEST = re.compile(
    r"(?:subscribe|subscribing|sign up|sign me up|signup|sub|resubscribe|enroll me|"
    r"opt in|opt me in)(?: me)?(?![\w-])"
    r"|(?:send|mail|email|e-mail|dm|message|post|deliver|give|get|forward|drop|"
    r"push)(?: (?:me|us|to me))?\b"
    r"|(?:i want|i would like|want|i need|set up|start|make|schedule|create|turn on|"
    r"enable|begin|activate)(?: to (?:get|receive|subscribe(?: to)?|have))?\b"
    r"|(?:a |the |my )?(?:daily|weekly|weekday|morning|monday|friday|email|"
    r"e-mail) (?:(?:paper|papers|morning|email|arxiv|top|trending|evening|e-mail|"
    rf"reading) )*{THING}\b"
)
_EVERY = r"(?:every|each|evry)"
_CADENCES: tuple[tuple[Cadence, re.Pattern[str]], ...] = (
    (
        "weekdays",
        re.compile(
            rf"\b(?:{_EVERY} (?:weekday|weekdays|working day|work day|workday|"
            r"business day)(?: (?:morning|evening|afternoon|noon|night)s?)?|(?:on )?(?:weekdays|"
            r"workdays|working days|work days|business days)|monday (?:to|through|-|"
            r"until) friday|mon-fri|mo-fr|mon (?:to|-|through) fri|weekday|during the week)\b"
        ),
    ),
    (
        "daily",
        re.compile(
            rf"\b(?:daily|{_EVERY} (?:single )?(?:day|morning|evening|night|afternoon|noon)|"
            r"once (?:a|per) day|a day|per day|everyday|nightly|each and every day|"
            r"(?:in the )?mornings|evenings)\b"
        ),
    ),
    (
        "weekly",
        re.compile(
            rf"\b(?:weekly|{_EVERY} (?:single )?week|once (?:a|per) week|a week|per week|"
            rf"{_EVERY} weekend|on weekends|weekends)\b"
        ),
    ),
)
_DAY = "|".join(
    sorted((re.escape(day) for day in WEEKDAYS if day[-1] != "."), key=len, reverse=True)
)
_ON_DAY = re.compile(
    rf"\b(?:(?:{_EVERY}|on|weekly on|and|a|"
    r"weekly) "
    rf")*(?P<day>{_DAY})\b(?: "
    r"(?:morning|mornings|evening|evenings|afternoon|night)s?)?"
)
_PARTS = {
    word: time(hour)
    for hour, words in (
        (0, "midnight"),
        (9, "morning mornings"),
        (12, "noon midday lunch lunchtime"),
        (15, "afternoon afternoons"),
        (18, "evening evenings"),
        (20, "night nightly tonight nights"),
    )
    for word in words.split()
}
_MAIL = re.compile(
    r"\b(?:(?:by|via|over|per|through|in|to|with) )?(?:an? |my )?(?:e-?mails?|mails?|"
    r"inbox|e mail)\b(?: inbox| address)?"
)
_DM = re.compile(
    r"\b(?:(?:by|via|in|as|per|through|with) )?(?:an? |my )?(?:dms?|direct messages?|"
    r"private messages?|pm|discord)\b"
)
_TOP = re.compile(
    r"\b(?:(?:the |my |just |only )*(?:top|best|up to|at most|max|maximum|"
    rf"limit) (?P<top>\d+|three|five|ten|twenty|two|four)(?: {NOUN})?|(?P<count>\d+|three|"
    r"five|ten|twenty|two|four|one|a couple of|a few) (?=(?:[\w-]+ ){0,3}(?:papers|"
    r"articles)\b)|(?P<each>\d+|three|five|ten|two|four) (?:papers )?(?=a day|per day|"
    r"a week|per week|daily))"
)


def subscribe(words: Words, scene: Scene) -> Request | None:
    """A digest or an alert."""
    line = words.line
    if len(words) > 50:
        return None
    if _ONE_EDITION.search(line) and not _SURELY.search(line):
        return None
    slots: dict[str, Any] = {}
    alert = _ALERT.match(line)
    digest = None if alert else _DIGEST.match(line)
    if not (alert or digest) and not _TIMED.search(line):
        return None
    rest = _cadence(words, slots)
    if not (alert or digest):
        # "fridays 6pm, 3 papers about climate": when comes first.
        if "cadence" not in slots:
            return None
        if "time" not in slots and not _DIGEST.match(rest.line) and not _SURELY.search(line):
            return None
    sure = bool(
        re.match(r"(?:subscribe|subscribing|sign (?:me )?up|signup|resubscribe|opt)\b", line)
    ) or bool(re.search(r"\b(?:digest|newsletter|subscription|alerts|round-?up|briefing)\b", line))
    if alert:
        slots.setdefault("cadence", "alert")
    elif not sure and "cadence" not in slots:
        return None
    if (
        alert
        and re.match(r"(?:alerts?|watch|monitor|track|follow)\b", line)
        and not re.match(
            r"(?:alert me|alerts? (?:for|on|about|me)|watch (?:out )?for|monitor for|"
            r"track (?:new|papers|the)|follow (?:the|new|papers))",
            line,
        )
    ):
        return None
    topics = topics_in(rest, alert is not None)
    if topics is None:
        return None
    return Subscribe(topics=topics, **slots)


_ONE_EDITION = re.compile(
    r"\bdaily (?:papers?|list|edition|picks|page|front page)\b|\b(?:today|yesterday)\b"
)
_SURELY = re.compile(
    r"\b(?:digest|newsletter|subscri\w+|sign me up|every|each|alerts?|mail|email|inbox)\b"
)
_TIMED = re.compile(r"\b(?:every|each|daily|weekly|weekdays?|\w+days)\b")


def _gone(words: Words, match: re.Match[str]) -> Words:
    cut = words.group(match, 0)
    gone = {token.start for token in cut.tokens}
    return words.without({place for place, token in enumerate(words.tokens) if token.start in gone})


def _cadence(words: Words, slots: dict[str, Any]) -> Words:
    """Take off when and how things are sent."""
    words = _clock(words, slots)
    for name, pattern in _CADENCES:
        if match := pattern.search(words.line):
            slots["cadence"] = name
            for word in match.group().split():
                if word in _PARTS and "time" not in slots:
                    slots["time"] = _PARTS[word]
            words = _gone(words, match)
            break
    match = _ON_DAY.search(words.line)
    if match and slots.get("cadence") in (None, "weekly"):
        day = match["day"]
        announced = match.group() != day
        if announced or len(day) > 3 or "cadence" in slots:
            slots["cadence"] = "weekly"
            slots["weekday"] = weekday_name(WEEKDAYS[day])
            for word in match.group().split():
                if word in _PARTS and "time" not in slots:
                    slots["time"] = _PARTS[word]
            words = _gone(words, match)
    if match := _TOP.search(words.line):
        said = match["top"] or match["count"] or match["each"] or ""
        count = {"a couple of": 2, "a few": 3}.get(said) or number(said)
        if count:
            slots["count"] = min(count, 50)
            words = _gone(words, match)
    for channel, pattern_ in (("email", _MAIL), ("dm", _DM)):
        if match := pattern_.search(words.line):
            slots["channel"] = channel
            words = _gone(words, match)
    if (
        "cadence" not in slots
        and re.search(r"\b(?:digest|newsletter)\b", words.line)
        and re.search(r"\bmorning\b", words.line)
    ):
        slots["cadence"] = "daily"
    return words


def _clock(words: Words, slots: dict[str, Any]) -> Words:
    """Take off a time of day: "at 9", "8am", "at noon", "in the morning"."""
    said = words.words
    for at, word in enumerate(said):
        announced = word in ("at", "@", "around")
        place = at + 1 if announced else at
        if place >= len(said):
            break
        if said[place] in _PARTS:
            start = at
            if not announced and said[max(0, at - 2) : at] == ["in", "the"]:
                start = at - 2
            elif (
                not announced
                and said[at - 1 : at] != ["the"]
                and word not in ("noon", "midnight", "midday")
            ):
                continue
            slots["time"] = _PARTS[said[place]]
            return words.without(set(range(start, place + 1)))
        part = clock_at(said, place, announced=announced)
        if part is not None and part.clock is not None:
            clock, end = part.clock, part.end
            late = [
                w for w in said[end : end + 4] if w in ("evening", "night", "afternoon", "tonight")
            ]
            if part.bare and late and clock.hour < 12:
                clock = clock.replace(hour=clock.hour + 12)
            if (
                said[end : end + 2] == ["in", "the"]
                and said[end + 2 : end + 3]
                and said[end + 2] in _PARTS
            ):
                end += 3
            slots["time"] = clock
            return words.without(set(range(at, end)))
    return words
