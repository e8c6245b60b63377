"""Wishes that say something about papers: status, tags, notes, stars, reminders."""

import re
from collections.abc import Callable

from bot.chat.grammar.references import Reference, refer, referred
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import QUOTE, Words
from bot.chat.requests import Mark, Request, Tag
from bot.chat.rules.rule import Found, about_papers, rule, unclear
from storage.models import Status

STATUSES: tuple[tuple[Status, str], ...] = (
    (
        Status.TO_READ,
        r"to-read|to read|toread|unread|not read|not read yet|later|read later|todo|to do|"
        r"to-do|want to read|to be read|new|for later|tbr",
    ),
    (
        Status.READING,
        r"reading|currently reading|in progress|in-progress|started|current|being read|"
        r"half read|half-read|ongoing",
    ),
    (Status.READ, r"read|done|finished|completed|complete|already read|have read|as read|finish"),
    (
        Status.DROPPED,
        r"dropped|abandoned|skipped|given up|not interested|gave up|ignored|rejected|drop|"
        r"uninteresting|not interesting|boring",
    ),
)
STATUS = "|".join(pattern for _, pattern in STATUSES)
_MOST_TAG_WORDS = 4
_MOST_TAGS = 20
_TAG_WORD = re.compile(r"#?[^\W_][\w.+#-]*")
_SEPARATORS = frozenset((",", "and", ";"))
_VERBS = word_set("tag untag save rate note mark remind remove cite export show add delete undo")


def status_of(said: str) -> Status | None:
    """The status that words name."""
    for status, pattern in STATUSES:
        if re.fullmatch(pattern, said):
            return status
    return None


def marked(ref: Reference, said: str) -> Mark | None:
    """Papers marked with what was said."""
    status = status_of(said)
    if status is None:
        return None
    return Mark(papers=ref.papers, unresolved=ref.unresolved, status=status)


def mark(found: Found) -> Request | None:
    """Mark papers with a status that is named."""
    return about_papers("mark", found.reference(), lambda ref: marked(ref, found.said("status")))


def marking(status: Status) -> Callable[[Found], Request | None]:
    """Mark papers with the status that the verb is about. They must be named: "reading" alone
    asks for a list."""

    def build(found: Found) -> Request | None:
        reference = found.reference()
        if reference is None or reference.implicit:
            return None
        return about_papers(
            "mark",
            reference,
            lambda ref: Mark(papers=ref.papers, unresolved=ref.unresolved, status=status),
        )

    return build


def mark_how(found: Found) -> Request | None:
    """ "mark 2": as what?"""
    return about_papers(
        "mark", found.reference(), lambda ref: unclear("mark", "status", papers=ref.papers)
    )


def read_tags(words: Words, *, short: bool = False) -> tuple[str, ...] | None:
    """Tags between commas and "and"; None if these are no tags. `short`: more than three words
    together are none, where anything might stand."""
    tags: dict[str, None] = {}
    current: list[str] = []
    for place in range(len(words) + 1):
        word = words.words[place] if place < len(words) else ","
        if word in _SEPARATORS:
            if current:
                tags["-".join(current)] = None
            current = []
            continue
        plain = words.tokens[place].plain
        if word == QUOTE:
            plain = "-".join(plain.strip("\"“”„«»'").split())
        if not _TAG_WORD.fullmatch(plain):
            return None
        if plain.startswith("#") and current:
            tags["-".join(current)] = None
            current = []
        current.append(plain.lstrip("#").strip("-.").replace("_", "-"))
        if len(current) > (3 if short else _MOST_TAG_WORDS):
            return None
    tags.pop("", None)
    if any(_VERBS & set(tag.split("-")) for tag in tags if "-" in tag):
        return None  # "rl and save 3": another wish
    return tuple(tags) if 0 < len(tags) <= _MOST_TAGS else None


def tagged(
    ref: Reference, words: Words, *, short: bool = False, off: bool = False
) -> Request | None:
    """Papers with tags on them."""
    tags = read_tags(words, short=short)
    if tags is None:
        return None
    return Tag(papers=ref.papers, unresolved=ref.unresolved, tags=tags, remove=off)


def tag(found: Found) -> Request | None:
    """Put tags on papers, or take them off, where both are told apart by a word."""
    words, off = found.part("tags"), "off" in found.match.groupdict() and bool(found.said("off"))
    reference = found.reference()
    if reference is not None and read_tags(words) is None:
        return None
    return about_papers("tag", reference, lambda ref: tagged(ref, words, off=off))


def tag_mixed(found: Found) -> Request | None:
    """ "tag 1 and 3 rl and vision": the reference is as long as it can be, the rest are tags."""
    words, off = found.part("rest"), bool(found.said("off"))
    cut = referred(words, found.scene)
    if cut is None:
        if words.words and all(w.startswith("#") or w in _SEPARATORS for w in words.words):
            reference = refer(words.part(0, 0), found.scene)
            return about_papers("tag", reference, lambda ref: tagged(ref, words, off=off))
        if len(words) == 1 and scene_acted(found):
            reference = refer(words.part(0, 0), found.scene)
            return about_papers("tag", reference, lambda ref: tagged(ref, words, off=off))
        return None
    reference, end = cut
    while end < len(words) and words.words[end] in (
        "as",
        "with",
        ":",
        "under",
        "to",
        "-",
        "from",
        ",",
    ):
        end += 1
    while end < len(words) and words.words[end] in ("tag", "tags", "the", "label"):
        end += 1
    rest = words.part(end)
    if not reference.papers and reference.unresolved and len(rest) > 2:
        return None
    if not len(rest):
        return about_papers("tag", reference, lambda ref: unclear("tag", "tag", papers=ref.papers))
    return about_papers("tag", reference, lambda ref: tagged(ref, rest, off=off))


def scene_acted(found: Found) -> bool:
    """Whether the wish before was about papers: then "tag rl" is about them too."""
    return bool(found.scene.acted)


def tag_what(found: Found) -> Request | None:
    """ "tag" alone."""
    reference = refer(found.words.part(0, 0), found.scene)
    return about_papers("tag", reference, lambda ref: unclear("tag", "tag", papers=ref.papers))


_REF = r"(?P<ref>.+?)"
_TAG = r"(?:tag|label|hashtag)"


def tag_with_what(found: Found) -> Request | None:
    """ "add a tag to 2": which?"""
    return about_papers(
        "tag", found.reference(), lambda ref: unclear("tag", "tag", papers=ref.papers)
    )


MARKING_RULES = (
    rule(
        rf"(?:add|put|set|attach|apply)(?: (?:the|a|an|some|new))* {_TAG}s? (?:to|on) {_REF}",
        tag_with_what,
    ),
    rule(
        r"(?:mark|set|flag|change|move|update|switch|put|"
        rf"label)(?: (?:the )?status of)?(?: {_REF})?(?: back)?(?: status)? (?:as|to|into|=|"
        rf"in|under) (?:the )?(?:be )?(?P<status>{STATUS})(?: list| pile| again)?",
        mark,
    ),
    rule(
        rf"mark (?P<status>{STATUS}) {_REF}|mark (?:as )?(?P<status2>{STATUS})",
        lambda found: _mark_either(found),
    ),
    rule(rf"(?:mark|set|flag)(?: {_REF})? (?P<status>{STATUS})", mark),
    rule(rf"mark(?: {_REF})?", mark_how),
    rule(
        r"(?:i (?:have |did |just |already |finally )*)?(?:just |already |"
        r"finally )*(?:finished|read|completed|done with|done reading|finished reading|"
        rf"through with|finish) (?:reading )?(?:with )?{_REF}(?: (?:already|today|yesterday|"
        r"now|last night|all))?",
        marking(Status.READ),
    ),
    rule(
        rf"i am (?:all )?(?:done|finished|through) (?:with |reading )*{_REF}", marking(Status.READ)
    ),
    rule(
        rf"{_REF} (?:is|are|was|were|has been|have been) (?:now )?(?P<status>done|finished|"
        r"completed|dropped|abandoned|in progress)",
        mark,
    ),
    rule(
        rf"{_REF} (?P<status>done|finished|completed|dropped|unread)",
        lambda found: _named_mark(found),
    ),
    rule(
        r"(?:i (?:am |have |just |will )*)?(?:now |currently |just )*(?:reading|start|"
        r"started|begin|began|starting|start on|started on|start with|"
        rf"beginning)(?: (?:to )?read(?:ing)?)?(?: on| with)? {_REF}(?: (?:now|today|"
        r"right now|next|tonight))?",
        marking(Status.READING),
    ),
    rule(
        r"(?:i (?:am |have |just |will |do )*)?(?:just )*(?:gave up on|give up on|"
        r"giving up on|given up on|dropping|dropped|drop|abandon|abandoned|abandoning|skip|"
        r"skipped|skipping|not interested in|am not interested in|not care about|bored of|"
        rf"quit|ignore) (?:reading )?{_REF}(?: for now| anymore)?",
        marking(Status.DROPPED),
    ),
    rule(r"(?P<off>untag|unlabel) (?P<rest>.+)", tag_mixed),
    rule(
        r"(?P<off>remove|delete|drop|take|strip|"
        rf"clear) (?:the )?{_TAG}s? (?P<tags>.+?)(?: (?:from|off|of|on)(?: of)? {_REF})?",
        tag,
    ),
    rule(
        rf"(?P<off>remove|delete|drop|take|strip) (?:the )?(?P<tags>.+?) {_TAG}s?(?: (?:from|"
        rf"off|of|on)(?: of)? {_REF})?",
        tag,
    ),
    rule(
        r"(?P<off>remove|delete|drop|take|strip) (?P<tags>#[\w-]+(?: (?:and |"
        rf", )*#[\w-]+)*)(?: (?:from|off|of|on)(?: of)? {_REF})?",
        tag,
    ),
    rule(
        r"(?:add|put|give|set|attach|apply|stick|slap)(?: (?:the|a|"
        rf"an))? {_TAG}s?(?: of)? (?P<tags>.+?) (?:to|on|onto|for) {_REF}",
        tag,
    ),
    rule(
        rf"(?:add|put|set|attach|apply)(?: (?:the|a|an))? {_TAG}s? (?P<tags>(?!to |"
        r"on )[^ ]+)(?P<ref>)",
        tag,
    ),
    rule(
        rf"(?:add|put|attach|apply|stick|slap)(?: (?:the|a|an))? (?P<tags>.+?) {_TAG}s? (?:to|"
        rf"on|onto|for) {_REF}",
        tag,
    ),
    rule(rf"give {_REF}(?: (?:the|a|an))? {_TAG}s? (?P<tags>.+)", tag),
    rule(
        r"(?:(?:add|put|attach|apply|stick) )?(?P<tags>#[\w-]+(?: (?:and |"
        rf", )*#[\w-]+)*) (?:to|on|onto|for) {_REF}",
        tag,
    ),
    rule(
        rf"{_REF}(?: (?:is|are|as|:|gets?))? (?P<tags>#[^\W\d][\w-]*(?: (?:and |"
        r", )*#[^\W\d][\w-]*)*)",
        lambda found: _named_tag(found),
    ),
    rule(
        rf"(?P<off>)(?:{_TAG}|add {_TAG}s?(?: to)?|mark as|file|categori[sz]e)(?: (?:this|it|"
        rf"them) )?(?: {_REF})? (?:as|with|under|:)(?: {_TAG}s?)? (?P<tags>.+)",
        tag,
    ),
    rule(rf"(?P<off>)(?:{_TAG}s?|(?:add|put) {_TAG}s? (?:to|on)) (?P<rest>.+)", tag_mixed),
    rule(r"tag", tag_what),
)


def _mark_either(found: Found) -> Request | None:
    """ "mark read 2", "mark as read"."""
    said = found.said("status") or found.said("status2")
    return about_papers("mark", found.reference(), lambda ref: marked(ref, said))


def _named_mark(found: Found) -> Request | None:
    """ "2 done": the papers must be named and there."""
    reference = found.reference()
    if reference is None or reference.implicit or not reference.papers:
        return None
    return marked(reference, found.said("status"))


def _named_tag(found: Found) -> Request | None:
    """ "2 #rl"."""
    reference = found.reference()
    if reference is None or not reference.papers:
        return None
    return tagged(reference, found.part("tags"))
