"""Wishes to be reminded of papers."""

import re

from bot.chat.grammar.instants import Moment, find_moment, moment_at
from bot.chat.grammar.references import Reference, refer
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words
from bot.chat.requests import Remind, Request
from bot.chat.rules.rule import Found, about_papers, rule, unclear

_LONGEST_REMINDER = 40


_ABOUT = word_set(
    "about of to for on read reread re-read look at check out go over finish regarding it's "
    "back again up again, with the up through that i should need have want"
)


_GLUE = frozenset(
    (
        ",",
        "and",
        "please",
        ".",
        "again",
        "on",
        "at",
        "to",
        "about",
        "for",
        "of",
        ":",
        "-",
        "me",
        "then",
    )
)


def remind(found: Found) -> Request | None:
    """ "remind me about 2 friday", "remind me tomorrow to read it"."""
    words = found.part("rest")
    read = _moment_and_papers(words, found.scene)
    if read is None:
        reference = refer(_bare(words), found.scene)
        if reference is None:
            return None
        return about_papers(
            "remind", reference, lambda ref: unclear("remind", "when", words.raw, ref.papers)
        )
    moment, reference = read
    if reference is None:
        if (recurring := _RECURRING.search(words.line)) and (
            named := refer(_bare(words.part(0, len(words.group(recurring, 1)))), found.scene)
        ):
            return about_papers(
                "remind", named, lambda ref: unclear("remind", "when", words.raw, ref.papers)
            )
        return None

    def make(ref: Reference) -> Request:
        if moment.when <= found.scene.now:
            said = words.part(moment.start, moment.end).raw
            return unclear("remind", "when", said, ref.papers)
        return Remind(papers=ref.papers, unresolved=ref.unresolved, when=moment.when)

    return about_papers("remind", reference, make)


_RECURRING = re.compile(r"(.*?) ?\b(?:every|each|daily|weekly)\b")
"""One reminder is one moment: "every friday" needs another."""


def _moment_and_papers(words: Words, scene: Scene) -> tuple[Moment, Reference | None] | None:
    """The moment and the papers in words. In "of 3 tomorrow at 9" the moment might begin at 3:
    of the ways to read it, the first that leaves the name of a paper that is there counts."""
    best: tuple[Moment, Reference | None] | None = None
    for at in range(min(len(words), _LONGEST_REMINDER)):
        moment = moment_at(words.words, at, scene.now)
        if moment is None:
            continue
        rest = words.without(set(range(moment.start, moment.end)))
        reference = refer(_bare(rest), scene)
        if reference is not None and reference.papers and not reference.implicit:
            return moment, reference
        if best is None or (best[1] is None and reference is not None):
            best = moment, reference
    return best


def _bare(words: Words) -> Words:
    """Words without "about", "to read" and the like around a reference."""
    begin, end = 0, len(words)
    while (
        begin < end
        and words.words[begin] in _ABOUT | _GLUE
        and words.words[begin] not in ("the", "that")
    ):
        begin += 1
    while end > begin and words.words[end - 1] in _GLUE | {
        "read",
        "again",
        "reading",
        "back",
        "up",
    }:
        end -= 1
    return words.part(begin, end)


def _moment_first(found: Found) -> Request | None:
    """ "in an hour remind me of these": the same with the moment behind."""
    pre, rest = found.part("pre"), found.part("rest")
    turned = Words(found.words.text, (*rest.tokens, *pre.tokens))
    match = re.fullmatch(r"(?P<me>)(?P<rest>.+)", turned.line)
    return remind(Found(turned, match, found.scene)) if match else None


def _timed_only(found: Found) -> Request | None:
    """ "snooze 2 until monday": only where a moment is named."""
    words = found.part("rest")
    if find_moment(words.words, found.scene.now) is None:
        return None
    request = remind(found)
    return (
        None
        if request is not None and request.intent == "clarify" and request.missing == "papers"
        else request
    )


REMINDING_RULES = (
    rule(
        r"(?:remind|nudge|poke|do not let me forget(?: about)?|make sure i (?:read|see|"
        r"remember))(?P<me> me| us|)(?: again)?(?: (?P<rest>.+))?",
        remind,
    ),
    rule(
        r"(?P<me>)(?:(?:set|add|create|make|schedule|put|give me|i need|"
        r"i want)(?: up)? )?(?:me )?(?:a |an |the )?(?:reminder|reminders|"
        r"alarm)(?: (?P<rest>.+))?",
        remind,
    ),
    rule(
        r"(?P<pre>(?:in|on|at|tomorrow|next|this|tonight|after|by|\w+day)\b.*?) (?:can you |"
        r"please |, )*"
        r"(?:remind|nudge|ping)(?P<me> me| us)(?: (?P<rest>.+))?",
        lambda found: _moment_first(found),
    ),
    rule(
        r"(?P<me>)(?:snooze|bring back|resurface|postpone|defer|ping me|bring|show me|ask me|"
        r"bug me|tell me|come back to) (?P<rest>.+)",
        lambda found: _timed_only(found),
    ),
)


def remind_of_what(words: Words, scene: Scene) -> Request | None:
    """ "remind me to buy milk tomorrow", when nothing else fits."""
    if words.words[:2] != ["remind", "me"] or find_moment(words.words, scene.now) is None:
        return None
    return unclear("remind", "papers", words.raw)
