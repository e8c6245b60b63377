"""Wishes about papers that were shown: save, remove, open, cite, like it."""

import re

from bot.chat.grammar.nouns import NOUN
from bot.chat.grammar.numbers import number
from bot.chat.grammar.references import Reference
from bot.chat.requests import (
    Abstract,
    Cite,
    CiteFormat,
    Export,
    List,
    Remove,
    Request,
    Save,
    Several,
    Similar,
)
from bot.chat.rules.marking import STATUS, marked, tagged
from bot.chat.rules.rule import LIST, Found, about_papers, rule, unclear

_ONTO = rf"(?:to|in|on|into|onto|under) {LIST}"
_LATER = (
    r"(?: (?:for (?:me|later|myself|future reference|the weekend|next time)|"
    r"to read(?: later)?|(?:to )?my account|later|there))*"
)
_REF = r"(?: (?P<ref>.+?))?"
_TAGS = r"(?P<tags>.+?)"

FORMATS: tuple[tuple[CiteFormat, str], ...] = (
    ("bibtex", r"bibtex|bib|bibtex entry|bibliography|latex|tex|biblatex|\.bib|bib tex"),
    ("ris", r"ris|endnote|zotero|mendeley"),
    ("csl-json", r"csl-json|csl json|csl|json"),
    ("text", r"apa|mla|chicago|harvard|ieee|vancouver|plain text|plain|text|words"),
)
_FORMAT = "|".join(pattern for _, pattern in FORMATS)
_STYLE = (
    r"(?: (?:refs?|style|format|entry|entries|reference|references|citation|citations|"
    r"key|keys|file|record|version))?"
)


def cite_format(said: str) -> CiteFormat | None:
    """The format that words name; None for none."""
    for name, pattern in FORMATS:
        if said and re.fullmatch(pattern, said):
            return name
    return None


def save(found: Found) -> Request | None:
    """Save papers."""
    return about_papers(
        "save", found.reference(), lambda ref: Save(papers=ref.papers, unresolved=ref.unresolved)
    )


def save_and_tag(found: Found) -> Request | None:
    """ "save it as rl": saved and tagged; "save it as reading": saved and marked."""
    reference, words = found.reference(), found.part("tags")

    def make(ref: Reference) -> Request | None:
        saved = Save(papers=ref.papers, unresolved=ref.unresolved)
        if re.fullmatch(STATUS, words.line):
            second: Request | None = marked(ref, words.line)
        else:
            second = tagged(ref, words, short=True)
        if second is None or isinstance(second, Several):
            return None
        return Several(requests=(saved, second))

    if cite_format(words.line):
        return None
    return about_papers("save", reference, make)


def remove(found: Found) -> Request | None:
    """Take papers off the list."""
    return about_papers(
        "remove",
        found.reference(),
        lambda ref: Remove(papers=ref.papers, unresolved=ref.unresolved),
    )


def remove_all(found: Found) -> Request | None:
    """Empty the list."""
    return Remove(everything=True)


def abstract(found: Found) -> Request | None:
    """Show papers in full."""
    reference = found.reference()
    if reference is not None and reference.implicit and not reference.papers and found.scene.papers:
        return about_papers("abstract", reference, lambda ref: None)
    return about_papers(
        "abstract", reference, lambda ref: Abstract(papers=ref.papers, unresolved=ref.unresolved)
    )


def opened(found: Found) -> Request | None:
    """Show papers that words must name: "show" alone is no wish, nor is "read the paper"."""
    reference = found.reference()
    if reference is None or reference.implicit or found.words.words[0] == "top":
        return None  # "top 5 papers" asks what is trending
    if reference.by_title and not reference.papers:
        plural = found.words.words[-1].endswith("s")
        if plural or not found.scene.papers or found.words.words[0] in ("what", "which", "how"):
            return None  # "show me the diffusion papers": those there are, not those shown
    return abstract(found)


def cite(found: Found) -> Request | None:
    """Give references."""
    form = cite_format(found.said("format"))
    return about_papers(
        "cite",
        found.reference(),
        lambda ref: Cite(papers=ref.papers, unresolved=ref.unresolved, format=form),
    )


def similar(found: Found) -> Request | None:
    """Find papers like these."""
    said = found.said("count")
    count = 2 if "couple" in said else 3 if "few" in said else number(said)
    return about_papers(
        "similar",
        found.reference(),
        lambda ref: Similar(
            papers=ref.papers, unresolved=ref.unresolved, count=min(count, 50) if count else None
        ),
    )


_SAVE = (
    r"(?:save|keep|bookmark|store|stash|shelve|queue(?: up)?|remember|hold on to|hang on to|saved)"
)
_GIVE = (
    r"(?:(?:give|get|show|send|fetch|paste|print|post|drop) (?:me )?|i need |i want |"
    r"need |want |can i (?:get|have|see) |could i (?:get|have) |what is |copy |have |"
    r"read )?(?:the |a |an |its |their |that |his |her )?"
)
_ASK_LIKE = (
    r"(?:(?:can you |please )?(?:find|show|get|give|search|recommend|suggest|fetch|list|"
    r"look for|any|want|need|see|"
    r"are there|is there|do you have|i want|i need|got|have you got)(?: (?:me|us|for|any|"
    r"anything|something|the))* )?"
)
_LIKE = (
    r"(?:like|similar to|related to|close to|resembling|comparable to|along the lines of|"
    r"in the style of|akin to|near|nearest to|closest to|in the vein of|alike|as)"
)


def do_what(found: Found) -> Request | None:
    """ "do the usual with 1 and 3": what?"""
    reference = found.reference()
    if reference is None or reference.implicit or not reference.papers:
        return None
    return unclear("action", "action", found.words.raw, reference.papers)


def emptied(found: Found) -> Request | None:
    """ "clear it" where the list was shown or exported."""
    last = found.scene.last
    if isinstance(last, List) or (isinstance(last, Export) and last.what == "list"):
        return Remove(everything=True)
    return None


PAPER_RULES = (
    rule(
        r"(?:clear|empty|wipe)(?: out)? (?:it|everything|all of it|that|the lot|them all)", emptied
    ),
    rule(r"tell me more(?P<ref>)|(?:i want|want) (?:more )?details(?P<ref2>)", abstract),
    rule(
        r"(?:do|handle|process|perform|apply)(?: [\w-]+){0,4}? (?:with|to|on|for) (?P<ref>.+)",
        do_what,
    ),
    rule(
        rf"{_SAVE}{_REF} (?:as|under(?: the)?(?: tags?)?|with(?: the| a)? (?:tags?|labels?)|"
        r"tagged(?: as| with)?|and tag(?: (?:it|them))?"
        rf"(?: as| with)?) {_TAGS}(?: tag)?",
        save_and_tag,
    ),
    rule(
        rf"{_SAVE}(?: (?P<ref2>.+?))? (?P<tags2>#[^\W\d][\w-]*(?: (?:and |, )?#[^\W\d][\w-]*)*)",
        lambda found: _save_hash(found),
    ),
    rule(rf"{_SAVE}{_REF}(?: {_ONTO})?{_LATER}", save),
    rule(rf"(?:add|put|throw|stick|move|pop|chuck|place|shove){_REF} {_ONTO}{_LATER}", save),
    rule(rf"add (?P<ref>.+?){_LATER}", save),
    rule(
        r"i (?:want|would like|plan|intend|am going|will) (?:to )?(?:read|save|"
        r"keep) (?P<ref>.+?)(?: (?:later|at some point|"
        r"next|soon|another time|some day|someday))?",
        save,
    ),
    rule(
        r"(?:read|look at|check(?: out)?) (?P<ref>.+?) (?:later|another time|some other time)", save
    ),
    rule(
        rf"(?P<ref>.+?) (?:(?:goes|should go) )?(?:on|to|onto|into) {LIST}|(?P<ref2>.+?) for later",
        lambda found: _named_only(found),
    ),
    rule(
        r"(?:remove|delete|drop|discard|take|kick|throw|toss|clear|cut|get rid of|erase|"
        rf"unsave|strike|cross|scrap|pull)(?: out)?{_REF}"
        rf"(?: off| out| away)? (?:from|off|out of|of|on|in) {LIST}",
        lambda found: _remove_some(found),
    ),
    rule(
        r"(?:clear|empty|wipe|delete|reset|erase|purge|remove|nuke|"
        r"clean)(?: out)?(?: (?:all of|the whole of))? (?:all |my |the )*(?:entire |whole |"
        r"complete )?"
        rf"(?:{LIST}|papers|saved papers|papers (?:on|in|from) {LIST}|"
        r"papers i saved)(?: completely| entirely)?",
        remove_all,
    ),
    rule(
        r"(?:remove|delete|clear) (?:everything|all|all papers|"
        r"all of it)(?: i (?:have )?(?:ever )?saved)",
        remove_all,
    ),
    rule(
        r"(?:remove|delete|discard|unsave|get rid of|erase|toss|throw out|kick out|"
        rf"unbookmark|take off|scrap|bin){_REF}",
        remove,
    ),
    rule(r"take (?P<ref>.+?) (?:off|out)", remove),
    rule(
        rf"{_GIVE}(?:cite|quote|reference for|citation|citations|cite this|references|"
        rf"citation info|how to cite)(?: (?:for|of|from|to))?{_REF}"
        rf"(?: (?:as|in|with|using|to|into))?(?: (?:the |an? )?(?P<format>{_FORMAT}){_STYLE})?",
        cite,
    ),
    rule(
        r"how (?:do|should|would|can) (?:i|one|you|we) cite (?P<ref>.+?)(?: (?:as|"
        rf"in) (?P<format>{_FORMAT}){_STYLE})?",
        cite,
    ),
    rule(rf"{_GIVE}(?P<format>{_FORMAT}){_STYLE}(?: (?:for|of|from|on))?{_REF}", cite),
    rule(rf"{_GIVE}(?P<ref>.+?) (?:as|in|to|into) (?P<format>{_FORMAT}){_STYLE}", cite),
    rule(rf"(?P<ref>.+?) (?P<format>bibtex|bib|apa|mla|ris){_STYLE}", cite),
    rule(rf"(?:and )?(?:as|in) (?P<format>{_FORMAT}){_STYLE}(?P<ref>)", cite),
    rule(rf"{_GIVE}(?:reference|citation|cite) (?:for|of|to) (?P<ref>.+?)", cite),
    rule(
        rf"{_ASK_LIKE}(?:(?P<count>\d+|two|three|five|ten|a couple|a few|couple|"
        r"few)(?: of)? )?(?:(?:more|other|some|others|another|any|anything|"
        rf"something) )*(?:{NOUN} )?(?:that (?:are|is) |which are )?(?:more |most |"
        rf"very )?{_LIKE} (?P<ref>.+?)",
        similar,
    ),
    rule(
        rf"{_ASK_LIKE}(?:(?P<count>\d+|two|three|five|ten|a couple|a few|couple|"
        r"few)(?: of)? )?(?:(?:more|other|some|others|any|anything|something|what else is|"
        r"what is) )*(?:similar|related|comparable|alike|like)"
        rf"(?: {NOUN}| reading| literature)?(?: (?:to|for|of|like|as) (?P<ref>.+?))?",
        similar,
    ),
    rule(
        rf"{_ASK_LIKE}(?:the )?(?:related work|neighbou?rs|similar papers|related papers|"
        r"alternatives)(?: (?:of|for|to) (?P<ref>.+?))",
        similar,
    ),
    rule(
        r"what (?:else )?(?:is|are)(?: (?:there|out there))? (?:like|similar to|"
        r"related to) (?P<ref>.+?)",
        similar,
    ),
    rule(r"similars? (?P<ref>.+?)", similar),
    rule(
        r"(?:(?:show|give|get|read|send|open|see|print|display)(?: me| us)? )?(?:the |an? |"
        r"its |their |full |whole |entire |quick |short |brief )*(?:abstracts?|summary|"
        r"summaries|tl;?dr|tldr|gist|details|overview|full text|full card|card|synopsis|info|"
        r"blurb|description|pdf|link|page|url|paper page)"
        rf"(?: (?:of|for|on|about|from|to))?{_REF}",
        abstract,
    ),
    rule(r"(?:the )?(?:abstract|summary|tl ; dr|tl)(?: please)?", abstract),
    rule(
        r"(?:(?:show|give|get|read|send|open|see|display|let me see|let me read|pull up|"
        r"bring up|view|expand|look at|go to|zoom in on|focus on|click|select|pick|choose|"
        r"display|check out|have a look at|take a look at|dig into|dive into|go into|"
        r"go deeper on|elaborate on|summarize|unpack|walk me through|explain)"
        r"(?: me| us| up)?|explain to me|open up|show me more (?:about|of|on)|"
        r"see more (?:about|of|on)) "
        r"(?P<ref>.+?)(?: (?:in full|in detail|in more detail|again|for me|to me|a bit more|"
        r"more|abstracts?|details|up|summary|in depth|fully|out|aloud|out loud))*",
        opened,
    ),
    rule(
        r"(?:(?:tell|show|give) (?:me|us) )?(?:(?:some |a bit |a little |any )?(?:more|"
        r"details?|information|something) )?(?:about|on) (?P<ref>.+?)(?: again)?",
        opened,
    ),
    rule(
        r"(?:(?:i want|i would like|want|like) )?to (?:know|hear|learn|read|"
        r"see) (?:more )?(?:about |on )?(?P<ref>.+?)",
        opened,
    ),
    rule(r"(?:know|hear|learn|read|see) more (?:about |on )?(?P<ref>.+?)", opened),
    rule(
        r"what (?:is|are|was|does|do)(?: (?:it|this|that) )?(?P<ref>.+?) (?:all )?(?:about|"
        r"say|saying|on about)",
        opened,
    ),
    rule(r"what (?:is|are|was) (?P<ref>.+?)", opened),
    rule(
        r"what (?:is|are) in (?P<ref>.+?)|(?:how|what) about (?P<ref2>.+?)|(?:and )(?P<ref3>.+?)",
        lambda found: _any_named(found),
    ),
    rule(
        r"(?:let us|lets|let me|i would like to|i will|i want to|maybe) (?:see|look at|"
        r"have a look at|open|do|go with|take|read) (?P<ref>.+?)",
        opened,
    ),
    rule(
        r"(?:(?:only|just) )?(?P<ref>.+?)(?: (?:please|in full|details?|abstract|summary))*", opened
    ),
)


def _any_named(found: Found) -> Request | None:
    """The one of several groups that holds something."""
    for name in ("ref", "ref2", "ref3"):
        if found.match.groupdict().get(name):
            reference = found.reference(name)
            if reference is None or reference.implicit:
                return None
            return about_papers(
                "abstract",
                reference,
                lambda ref: Abstract(papers=ref.papers, unresolved=ref.unresolved),
            )
    return None


def _named_only(found: Found) -> Request | None:
    """ "2 to my list": no verb, so the papers must be named and there."""
    reference = found.reference("ref" if found.said("ref") else "ref2")
    if reference is None or reference.implicit or not reference.papers:
        return None
    return Save(papers=reference.papers, unresolved=reference.unresolved)


def _save_hash(found: Found) -> Request | None:
    """save 2 #rl"""
    words = found.part("tags2")
    if not len(words):
        return None
    reference = found.reference("ref2")

    def make(ref: Reference) -> Request | None:
        tag = tagged(ref, words)
        if tag is None or isinstance(tag, Several):
            return None
        return Several(requests=(Save(papers=ref.papers, unresolved=ref.unresolved), tag))

    return about_papers("save", reference, make)


def _remove_some(found: Found) -> Request | None:
    """ "remove everything from my list" empties it; "remove 2 from it" does not."""
    if re.fullmatch(
        r"(?:everything|all|all of it|all papers|all the papers|every paper|the lot|"
        r"all of them|them all|every single paper)",
        found.said("ref"),
    ):
        return Remove(everything=True)
    return remove(found)
