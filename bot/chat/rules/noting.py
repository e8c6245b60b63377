"""Notes on papers, and stars."""

import re

from bot.chat.grammar.numbers import number
from bot.chat.grammar.references import Reference, refer, referred
from bot.chat.grammar.words import QUOTE, Words
from bot.chat.requests import Note, Rate, Request
from bot.chat.rules.rule import Found, about_papers, rule, unclear


def note(found: Found) -> Request | None:
    """A note whose text stands behind a colon, "that" or in quotes."""
    text = _unquoted(found.part("text").raw)
    reference = found.reference()
    if not text:
        return about_papers(
            "note", reference, lambda ref: unclear("note", "text", papers=ref.papers)
        )
    return about_papers(
        "note", reference, lambda ref: Note(papers=ref.papers, unresolved=ref.unresolved, text=text)
    )


def note_mixed(found: Found) -> Request | None:
    """ "note on 2 this is good": the text follows the reference with nothing between."""
    words = found.part("rest")
    cut = referred(words, found.scene)
    if cut is None:
        return None
    reference, end = cut
    if (
        words.words[0] not in ("the", "#")
        and found.match.groupdict().get("on") is None
        and (not reference.papers)
    ):
        return None
    while end < len(words) and words.words[end] in (":", ",", "-", "that", "saying", "="):
        end += 1
    text = _unquoted(words.part(end).raw)
    if not text:
        return about_papers(
            "note", reference, lambda ref: unclear("note", "text", papers=ref.papers)
        )
    return about_papers(
        "note", reference, lambda ref: Note(papers=ref.papers, unresolved=ref.unresolved, text=text)
    )


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 2 and text[0] in "\"“„«'‘" and text[-1] in "\"”“»'’":
        text = text[1:-1].strip()
    return text


_STARS = re.compile(
    r"(?:(?:with|as|at|to|a|an|:|of|-|=|just|only|solid|full) )*(?P<number>\d+(?:\.\d+)?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|zero)"
    r"(?:(?: out of | of | / |/| over )(?P<most>\d+|five|ten))?(?: (?:stars?|points?|/ 5))?"
)


_FRACTION = re.compile(r"(\d+)/(\d+)")


def stars(words: Words) -> int | None:
    """The number of stars that words name, 0 for one that cannot be given; None for no number."""
    match = _STARS.fullmatch(words.line)
    if not match:
        joined = (
            _FRACTION.fullmatch(
                words.words[-1] if words.words[-1:] != ["stars"] else words.words[-2]
            )
            if words.words
            else None
        )
        if joined is None or len(words) > 4:
            return None
        return int(joined[1]) if joined[2] == "5" and 1 <= int(joined[1]) <= 5 else 0
    if match.group() == "one":
        return None  # "the second one"
    value = number(match["number"])
    if match["most"] and number(match["most"]) != 5:
        return 0
    return value if value is not None and 1 <= value <= 5 else 0


def rated(reference: Reference | None, value: int | None) -> Request | None:
    """Papers with stars."""

    def make(ref: Reference) -> Request:
        if not value:
            return unclear("rate", "rating", papers=ref.papers)
        return Rate(papers=ref.papers, unresolved=ref.unresolved, rating=value)

    return about_papers("rate", reference, make)


def rate(found: Found) -> Request | None:
    """ "rate 2 4 stars", "rate it 4": the shortest end that is a number is the rating."""
    words = found.part("rest")
    for cut in range(1, len(words)):
        value = stars(words.part(cut))
        if value is None:
            continue
        reference = refer(words.part(0, cut), found.scene)
        if reference is not None:
            return rated(reference, value)
    if (value := stars(words)) is not None and re.search(r"stars?|/|out of", words.line):
        return rated(refer(words.part(0, 0), found.scene), value)
    reference = refer(words, found.scene)
    return None if reference is None else rated(reference, None)


def rate_before(found: Found) -> Request | None:
    """ "4 stars for 2"."""
    value = stars(found.part("stars"))
    return None if value is None else rated(found.reference(), value)


def _note_any(found: Found) -> Request | None:
    """A note with its papers in whichever group they are."""
    name = "ref" if found.said("ref") else "ref3"
    if found.said("ref3").startswith(("taking", "taker")):
        return None
    text = _unquoted(found.part("text").raw)
    reference = found.reference(name)
    if reference is None:
        return None
    if not text:
        return about_papers(
            "note", reference, lambda ref: unclear("note", "text", papers=ref.papers)
        )
    return about_papers(
        "note", reference, lambda ref: Note(papers=ref.papers, unresolved=ref.unresolved, text=text)
    )


def _rate_named(found: Found) -> Request | None:
    """ "2 gets 5 stars": the papers must be named."""
    reference = found.reference()
    if reference is None or reference.implicit:
        return None
    value = stars(found.part("stars"))
    return None if value is None else rated(reference, value)


_REF = r"(?P<ref>.+?)"
NOTING_RULES = (
    rule(
        r"(?:(?:add|make|write|leave|attach|put|take|jot|set)(?: down)? )?(?:(?:me|a|an|my|"
        r"the|this|quick|short) )*(?:jot down|write down|note|notes|comment|remark|"
        r"annotation|annotate)(?: (?:down|to self|to myself))*(?: (?:on|to|for|about|of|in|"
        rf"with|at) {_REF}| (?P<ref3>\d.*?|#.*?|the .*?|it|this|that one))? ?(?::|"
        r"saying(?: that)?|that(?: says)?(?= )|reading|which says) ?(?P<text>.*)",
        lambda found: _note_any(found),
    ),
    rule(
        r"(?:add|make|write|leave|attach|put|jot)(?: down)? (?:(?:a|the|this|as|"
        rf"my) )*(?:notes? )?(?P<text>{QUOTE})(?: as(?: a)? note)? (?:on|to|for|about|"
        rf"under) {_REF}",
        note,
    ),
    rule(
        r"(?:add|make|write|leave|attach|put|jot)(?: down)? (?:(?:a|the|this|my) )*(?:note|"
        r"comment) (?P<text>.+?) (?:on|to|for) (?P<ref>#?\d+|the \w+(?: one| paper)?|it|this|"
        r"that|them)",
        note,
    ),
    rule(
        r"(?:annotate|(?:add|make|write|leave|attach|put)?(?: ?(?:a|the|my|"
        r"quick))*(?: ?)(?:note|comment|notes)) (?P<on>on|to|for|about) (?P<rest>.+)",
        note_mixed,
    ),
    rule(r"(?:annotate|note|comment|add note|add a note|leave a note) (?P<rest>.+)", note_mixed),
    rule(r"(?:(?:add|make|write|leave|take) )?(?:a )?(?:note|comment)(?P<text>)(?P<ref>)", note),
    rule(r"(?:rate|score|grade|star|give|assign|review)(?: me)? (?P<rest>.+?)(?: rating)?", rate),
    rule(
        r"(?:(?:give|a|solid|rating of|rate) )*(?P<stars>(?:\d+|one|two|three|four|"
        rf"five)(?:/5| / 5| out of (?:5|five))?(?: stars?)?) (?:for|to) {_REF}",
        lambda found: _rate_named(found),
    ),
    rule(
        rf"{_REF} (?:gets?|deserves?|is|=|:|are|was|earns?)(?: (?:an?|solid|clear|strong|weak|"
        r"easy|only|just|definitely))* (?P<stars>(?:\d+|one|two|three|four|five)(?:/\d+|"
        r" / \d+| out of (?:\d+|five|ten)| stars?)+)",
        lambda found: _rate_named(found),
    ),
    rule(
        rf"{_REF} (?P<stars>(?:\d+|one|two|three|four|five)(?:/5| / 5| stars?)+)",
        lambda found: _rate_named(found),
    ),
    rule(
        r"(?P<stars>(?:\d+|one|two|three|four|five)(?:/5| / 5| out of (?:5|five))? stars?|"
        r"[1-5]/5)(?P<ref>)",
        rate_before,
    ),
    rule(
        r"(?:rate|score)(?P<rest>)",
        lambda found: rated(refer(found.words.part(0, 0), found.scene), None),
    ),
)
