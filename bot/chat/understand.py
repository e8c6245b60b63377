"""A message, and what was going on -> what is asked for. No language model: rules, in an order.

1. The message becomes words (`grammar/words`); greetings and filler around the wish are taken off.
2. Talk that asks for nothing is told apart first, then every command is tried. A command counts
   only if it takes in every word: "save energy in data centers" names no paper, so it is a search.
3. What only changes the last request inherits the rest of it.
4. What is no single command may be several; each must be one for itself.
5. What is left is a search.
"""

import re
from dataclasses import replace
from datetime import datetime

from bot.chat.context import Context
from bot.chat.grammar.filler import trimmed
from bot.chat.grammar.references import referred
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import OPERATOR, Words
from bot.chat.requests import Abstract, Clarify, Help, Request, Search, Smalltalk
from bot.chat.rules.answers import answer, note_text
from bot.chat.rules.asking import has_lead, search, trending
from bot.chat.rules.ellipsis import elliptic
from bot.chat.rules.exporting import export, stats
from bot.chat.rules.facts import fact
from bot.chat.rules.lists import own_list
from bot.chat.rules.marking import MARKING_RULES
from bot.chat.rules.noting import NOTING_RULES
from bot.chat.rules.paging import more
from bot.chat.rules.papers import PAPER_RULES
from bot.chat.rules.reminding import REMINDING_RULES, remind_of_what
from bot.chat.rules.rule import first_match, unclear
from bot.chat.rules.sending import subscribe
from bot.chat.rules.small_talk import small_talk
from bot.chat.rules.talk import explain, help_wanted, undo
from bot.chat.rules.unsubscribing import unsubscribe
from bot.chat.wishes import correction, several
from bot.search.stopwords import STOP_WORDS

LONGEST_COMMAND = 60
"""Words of one command; what is longer is a note, or several sentences."""
LONGEST_MESSAGE = 150
"""Words of a message in which several wishes are looked for."""


def understand(text: str, context: Context, now: datetime) -> Request:
    """What a message asks for. `now` is aware.

    Any text gives a request; of a very long one only the beginning is read.
    """
    scene = Scene(context, now)
    whole = Words.read(text)
    wish = trimmed(whole)
    if (answered := answer(wish, scene)) is not None:
        return answered
    if not len(wish) and "help" in whole.words:  # "help me" begins many a wish
        return Help()
    talk = small_talk(whole, wish)
    if talk is not None:
        return talk
    if "\n" not in wish.words or wish.words[0] in _NOTES:
        request = _one(wish, scene)
        if request is not None:
            return request
    return (
        (correction(wish, scene, _plain) if len(wish) <= LONGEST_COMMAND else None)
        or (several(wish, scene, _plain) if len(wish) <= LONGEST_MESSAGE else None)
        or (_one(wish, scene) if "\n" in wish.words else None)
        or _talk_of_sentences(wish)
        or remind_of_what(wish, scene)
        or _about_named(wish, scene)
        or note_text(wish, scene)
        or search(_asking_part(wish), scene)
        or _searched_whole(wish)
    )


def _one(wish: Words, scene: Scene) -> Request | None:
    """One wish that takes in all words; None if it is several, or a search."""
    if len(wish) > LONGEST_COMMAND:
        return first_match(NOTING_RULES, wish, scene) if wish.words[0] in _NOTES else None
    return _wish(wish, scene)


def _wish(wish: Words, scene: Scene) -> Request | None:
    """What a wish asks for, where it says so plainly."""
    return (
        _command(wish, scene)
        or _command_loosely(wish, scene)
        or elliptic(wish, scene)
        or fact(wish, scene)
        or trending(wish, scene)
    )


_DOING = {
    f"{base.rstrip('e')}{end}": base
    for base, end in (
        ("save", "ing"), ("keep", "ing"), ("bookmark", "ing"), ("add", "ing"), ("remove", "ing"),
        ("delete", "ing"), ("mark", "ing"), ("tag", "ging"), ("cite", "ing"), ("export", "ing"),
        ("remind", "ing"), ("show", "ing"), ("open", "ing"), ("put", "ting"), ("give", "ing"),
    )
}  # fmt: skip
_WEAK_ENDS = frozenset(("again", "instead", "too", "now", "then", "also", "already", "well", "as"))


def _command_loosely(wish: Words, scene: Scene) -> Request | None:
    """A command with a comma in it that says nothing, or a weak word behind it."""
    end = len(wish)
    while end > 1 and wish.words[end - 1] in _WEAK_ENDS:
        end -= 1
    bare = wish.part(0, end)
    if (
        base := _DOING.get(wish.words[0] if len(bare) else "")
    ) is not None:  # "would you mind saving 2"
        first = replace(bare.tokens[0], word=base)
        return _command(Words(bare.text, (first, *bare.tokens[1:])), scene)
    if "," in wish.words:
        bare = bare.without({at for at, word in enumerate(bare.words) if word == ","})
    return None if len(bare) == len(wish) else _command(bare, scene)


SAYING_RULES = (*MARKING_RULES, *NOTING_RULES, *REMINDING_RULES)
_NOTES = frozenset(("note", "annotate", "add", "write", "comment", "leave", "make"))


def _command(wish: Words, scene: Scene) -> Request | None:
    """A command: the more telling ones first."""
    if OPERATOR in wish.words:
        return subscribe(wish, scene) or unsubscribe(wish, scene)
    for read in (explain, undo, help_wanted, more, stats, export, unsubscribe, own_list):
        request = read(wish, scene)
        if request is not None:
            return request
    return (
        first_match(SAYING_RULES, wish, scene)
        or subscribe(wish, scene)
        or first_match(PAPER_RULES, wish, scene)
    )


def _plain(wish: Words, scene: Scene) -> Request | None:
    """One of several wishes: a search only if it plainly asks for papers."""
    if small_talk(wish, wish) is not None:
        return None
    request = _wish(wish, scene)
    opens = isinstance(request, Abstract) or (
        isinstance(request, Clarify) and request.about == "abstract"
    )
    if opens and _is_bare(wish):
        return None  # "2 and 4 look great": talk, not a wish
    if isinstance(request, Clarify) and request.missing == "results":
        return None  # "vision transformers, newest first": slots of a search
    if request is None and has_lead(wish):
        request = search(wish, scene)
    return request


def _is_bare(wish: Words) -> bool:
    """Whether papers are named and no verb says what to do with them."""
    first = wish.words[0]
    return not first.isalpha() or first in _COUNTING


_COUNTING = word_set(
    "first last second third fourth fifth both all number paper these those that this them the "
    "everything it one two three four five any papers each every"
)
_FULL_STOPS = frozenset((".", "..", "...", "!", "?", "\n", ","))


def _talk_of_sentences(wish: Words) -> Request | None:
    """Talk in several sentences: the last kind that says something."""
    kinds: list[Smalltalk] = []
    start = 0
    for at in range(len(wish) + 1):
        if at == len(wish) or wish.words[at] in _FULL_STOPS:
            part = wish.part(start, at)
            if len(part):
                talk = small_talk(part, trimmed(part))
                if talk is None:
                    return None
                kinds.append(talk)
            start = at + 1
    telling = [talk for talk in kinds if talk.kind not in ("nothing", "ok")]
    return (telling or kinds)[-1] if kinds else None


_ASKING_PART = re.compile(
    r"(?:find|show|get|give|search|recommend|suggest|fetch)(?: (?:me|us|for))+ |(?:any|"
    r"some|the|are|need|want|see|read) (?:\w+ )?(?:papers?|work|research|articles|"
    r"literature|studies) (?:on|about|regarding|by|from|that|with)\b|\bpapers (?:on|"
    r"about|by|regarding)\b|\b(?:anything|something) (?:on|about|regarding)\b|(?:is|"
    r"are) there (?:any|some)\b|do you (?:have|know)\b|(?:looking|look|searching|"
    r"search) for "
)


def _asking_part(wish: Words) -> Words:
    """The sentence of a long message that asks for papers, from where it begins to ask."""
    if len(wish) < _LONG:
        return wish
    start = 0
    best = wish
    for at in range(len(wish) + 1):
        if at == len(wish) or (wish.words[at] in _FULL_STOPS and wish.words[at] != ","):
            sentence = wish.part(start, at)
            match = _ASKING_PART.search(sentence.line)
            if match and match.start() in sentence.starts:
                begin = sentence.starts.index(match.start())
                best = sentence.part(begin if begin >= _PREAMBLE else 0)
            start = at + 1
    return best


_LONG = 14
_PREAMBLE = 5
"""Words before a question in its sentence that are no part of it."""


def _about_named(wish: Words, scene: Scene) -> Request | None:
    """ "i like 2": papers are named by number, and nothing else says what to do with them."""
    if len(wish) > _SHORT:
        return None
    for at, word in enumerate(wish.words):
        if not (word.isdigit() or word[0] == "#" or word == "the"):
            continue
        found = referred(wish.part(at), scene)
        if found is None or not found[0].papers or found[0].by_title:
            continue
        others = [*wish.words[:at], *wish.words[at + found[1] :]]
        if others and all(other in _SAYS_LITTLE for other in others):
            return unclear("action", "action", wish.raw, found[0].papers)
    return None


_SHORT = 7
_SAYS_LITTLE = STOP_WORDS | word_set("""
    like love hate want need looks look seems sounds good great nice cool interesting please
    one use this wow fun bad boring amazing awesome think prefer
    """)


def _searched_whole(wish: Words) -> Request:
    """A search for words that say little; nothing is asked with none."""
    return Search(query=wish.raw) if wish.raw else Smalltalk(kind="nothing")
