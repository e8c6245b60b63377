"""Wishes to take the list along, and for figures about it."""

import re

from bot.chat.grammar.references import refer
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.slots import read_slots
from bot.chat.grammar.words import Words
from bot.chat.requests import Export, ExportFormat, List, Request, Stats
from bot.chat.rules.lists import own_list, status_named, tag_named
from bot.chat.rules.rule import LIST, about_papers
from bot.chat.rules.rule import unclear as unclear

EXPORT_FORMATS: tuple[tuple[ExportFormat, str], ...] = (
    ("bibtex", r"bibtex|bib|latex|biblatex|tex"),
    ("ris", r"ris|endnote|zotero|mendeley"),
    ("csl-json", r"csl-json|csl json|csl"),
    ("csv", r"csv|spreadsheet|excel|xlsx|table|sheet"),
    ("json", r"json"),
    ("markdown", r"markdown|md|obsidian|notion"),
)


_EXPORT_FORMAT = "|".join(pattern for _, pattern in EXPORT_FORMATS)


_EXPORT = re.compile(
    r"(?:export|download|back up|backup|dump|exporting|"
    rf"extract)(?: me)?(?: (?P<format0>{_EXPORT_FORMAT}))?(?: (?:of|from|"
    r"for))?(?: (?P<what>.+?))?"
    r"(?: (?:as|in|to|into|using|with) (?:an? |"
    rf"the )?(?P<format>\.?(?:{_EXPORT_FORMAT}))(?: (?:file|format|form|"
    r"document))?)?(?: please| file)*"
)


_EXPORT_LAST = re.compile(
    r"(?:export|download|"
    rf"dump)(?: (?P<what>.+?))? (?P<format>{_EXPORT_FORMAT})(?: (?:file|format))?"
)


_FILE_OF = re.compile(
    r"(?:(?:give|get|send|make|create|generate|i need|i want|want|need|can i get|"
    r"can i have|convert|turn)(?: me)? )?(?:an? |"
    rf"the )?(?P<format>{_EXPORT_FORMAT})(?: (?:file|export|version|dump|entries|entry|"
    r"references|citations))*(?: (?:of|from|for|with)) (?P<what>.+)"
)


_TURN = re.compile(
    r"(?:give|get|send|convert|turn|save|put|want|need|i want|i need|can i get|"
    r"can i have)(?: me)? (?P<what>.+?) (?:as|in|into|"
    rf"to) (?:an? )?(?P<format>{_EXPORT_FORMAT})(?: (?:file|format))?"
)


_DATA = re.compile(
    r"(?:(?:all|everything) )?(?:of )?(?:my|all my|all of my) (?:own |personal )?(?:data|"
    r"information|account|stuff you have|everything)|(?:everything|all|"
    r"the data) (?:you (?:have|know|store|keep)(?: stored| saved)?(?: on| about)? me|"
    r"about me)|(?:all|what) you (?:have|know) (?:on|about) me"
)


_THE_LIST = re.compile(
    r"(?:all (?:of )?|everything (?:in|on|from) |the whole |the entire |the full |whole |"
    rf"my entire |my whole |my full )?(?:{LIST}|my (?:saved )?papers|my (?:reading )?list|"
    r"everything|my stuff|my saved (?:list|ones|stuff)|all my (?:saved )?papers|"
    r"all my saves)"
)


def export(words: Words, scene: Scene) -> Request | None:
    """A file of the list, of papers, or of everything."""
    line = words.line
    for pattern in (_EXPORT, _EXPORT_LAST):
        match = pattern.fullmatch(line)
        if match:
            found = _exported(words, match, scene, command=True)
            if found is not None:
                return found
    for pattern in (_FILE_OF, _TURN):
        match = pattern.fullmatch(line)
        if match:
            found = _exported(words, match, scene, command=False)
            if found is not None:
                return found
    return None


def _exported(words: Words, match: re.Match[str], scene: Scene, *, command: bool) -> Request | None:
    named = (match.groupdict().get("format") or match.groupdict().get("format0") or "").lstrip(".")
    form = next((name for name, pattern in EXPORT_FORMATS if re.fullmatch(pattern, named)), None)
    what = words.group(match, "what")
    if not len(what):
        return Export(format=form) if command else None
    if _DATA.fullmatch(what.line):
        return Export(what="data", format=form)
    if what.words == ["all"] and command and not scene.papers:
        return Export(format=form)
    if _THE_LIST.fullmatch(what.line):
        return Export(format=form)
    if named_tag := re.fullmatch(
        r"(?:the |my )?(?:tags?|everything tagged|all tagged|papers tagged|tagged|"
        r"label)(?: (?:with|as))? #?(?P<tag>[\w-]+)",
        what.line,
    ):
        return Export(format=form, tag=tag_named(named_tag["tag"]))
    narrowed = own_list(what, scene)
    if isinstance(narrowed, List) and narrowed == List(status=narrowed.status, tag=narrowed.tag):
        return Export(format=form, status=narrowed.status, tag=narrowed.tag)
    status = re.fullmatch(
        r"(?:the |all |only |just |everything )*(unread|finished|read|dropped|reading|"
        r"to-read)(?: ones| papers)?",
        what.line,
    )
    if status:
        return Export(format=form, status=status_named(status[1]))
    if not command:
        return None  # "bibtex of 2" cites
    return about_papers(
        "export",
        refer(what, scene),
        lambda ref: Export(
            what="papers", format=form, papers=ref.papers, unresolved=ref.unresolved
        ),
    )


_STATS = re.compile(
    r"(?:(?:show|give|get|see|view|tell|display|send|open|check|what are|what is|how are|"
    r"how is|let me see)(?: me| us)? )?(?:(?:my|the|some|about|about my|own|"
    r"personal) )*(?:reading )?(?:list )?(?:stats|statistics|streak|progress|numbers|"
    r"figures|activity|habits|history|dashboard|reading progress|reading speed|"
    r"reading pace|reading rate|stat|year in review|score)(?: (?:for|of|on|in|so far|"
    r"please|my|reading|list|looking|look|like|over|overall|and|doing|reading list|"
    r"going))*"
    r"|how (?:many|much)(?: of)?(?: (?:papers?|articles|stuff|ones))?(?: (?:have|did|do|"
    r"had))? i (?:(?:have|already|actually|manage to|managed to|get) )*(?:read|"
    r"finish(?:ed)?|saved?|add(?:ed)?|completed?|done|drop(?:ped)?|bookmark(?:ed)?|"
    r"get through|got through|put on my list)(?: (?:so far|in total|overall|already|"
    r"in all|on my list|altogether|papers|for|over|in))*"
    r"|how many (?:papers |ones )?(?:are |do i have |have i got )?(?:(?:there|in|on|"
    r"unread|saved|left|read) )*(?:on |in )?my (?:reading )?list|how many (?:unread |"
    r"saved )?papers (?:do i have|have i got)(?: (?:saved|left|on my list|in my list))*"
    r"|how (?:am i|have i been|is my reading|is my list|did i)(?: (?:doing|going|reading|"
    r"do|coming along|progressing|so far|with my reading|on my reading|with my list|"
    r"with reading|at reading))*"
    r"|how (?:fast|quickly|long|often) (?:do|have|am|did) i (?:been )?(?:read|reading|"
    r"take to finish|take to read)(?: (?:papers?|a paper|stuff|them))*|"
    r"what did i get done"
    r"|my (?:stats|streak|progress)|(?:reading )?(?:stats|statistics|streak)"
)


def stats(words: Words, scene: Scene) -> Request | None:
    """Figures about one's own reading."""
    if len(words) > 25:
        return None
    slots = read_slots(words, scene, loose=True)
    line = slots.rest.line if slots.names <= {"days"} else words.line
    while line.endswith((" in", " for", " from", " on", " ,", " over", " since", " of")):
        line = line.rpartition(" ")[0]
    if _STATS.fullmatch(line):
        return Stats(since=slots.since, until=slots.until)
    return None
