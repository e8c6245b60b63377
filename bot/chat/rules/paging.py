"""The next page of what was shown, or the one before."""

import re

from bot.chat.grammar.nouns import NOUN
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.words import Words
from bot.chat.requests import More, Request
from bot.chat.rules.rule import unclear

_MORE = re.compile(
    r"(?:(?:show|give|get|send|load|see|list|fetch|find|let me see|want|need|i want|"
    r"i need|any|got|have|some|and)(?: me| us)? )*(?:(?:the|a|some|few|couple|any|even|"
    r"yet|still) )*"
    r"(?:(?P<count>\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|a few|few|"
    r"a couple|couple) (?:of )?)?(?:more|next|further|additional|"
    r"another)(?: (?:(?:of )?(?:them|these|those|the same|this|that|that same)|please|"
    rf"{NOUN}|page|pages|batch|set|results?|again|like before|from there|(?P<count2>\d+|"
    r"one|two|three|four|five|ten|few)))*"
)


_MORE_ELSE = re.compile(
    r"(?:next|continue|go on|keep going|more more|moar|what else|anything else|show more|"
    r"load more|next page|next one please|page (?:down|2|two)|further|and more|"
    r"any others|others|what other ones|is that all|are there more|are there any more|"
    r"any more|anymore|forward|keep scrolling|scroll|scroll down|the rest|show the rest|"
    r"show me the rest|what else is there|what else do you have|what else have you got|"
    r"is there more|do you have more|got more|got any more)"
)


_BACK = re.compile(
    r"(?:(?:go|page|take me|show me|jump|step)(?: me)? )?(?:back|previous|the previous|"
    r"prev|previous page|the previous page|prev page|one page back|last page|back one|"
    r"back a page|back up|back to the (?:previous|last) page|backwards?|"
    r"previous (?:results?|ones|papers)|the previous (?:results?|ones|papers)|"
    r"earlier (?:results|page))(?: (?:please|one|page|again))*"
)


_AMOUNTS = {"a few": 3, "few": 3, "a couple": 2, "couple": 2, "another": 1}


def more(words: Words, scene: Scene) -> Request | None:
    """The next page, or the one before."""
    if len(words) > 10:
        return None
    from bot.chat.grammar.numbers import number

    back = bool(_BACK.fullmatch(words.line))
    match = _MORE.fullmatch(words.line)
    if not back and not match and not _MORE_ELSE.fullmatch(words.line):
        return None
    if scene.last is None and not scene.papers and scene.base is None:
        return unclear("more", "results", words.raw)
    said = (match["count"] or match["count2"] or "") if match else ""
    count = _AMOUNTS.get(said) or number(said)
    return More(count=min(count, 50) if count else None, back=back)
