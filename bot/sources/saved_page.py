"""A saved papers page as text: furniture lines, a day, then a title and an abstract in turn.

The page tells no more than that: no ids, no authors, no votes. Which paragraph is a title and
which an abstract is read from their lengths and their neighbours, so that a page with an
abstract in several pieces or a title without one is still read right from the next paper on.
"""

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.sources.hyphens import LineEndHyphens
from bot.sources.links import links_in
from bot.sources.reading import Found, Item, Refused
from bot.sources.records import Record, Unusable, paper_from
from storage.models import EditionSource

# No title comes near; hardly an abstract is shorter.
_ABSTRACT_CHARACTERS = 200
_SHORT_ABSTRACT_WORDS = 8

_FURNITURE = re.compile(
    r"new|get trending papers in your email inbox!?|subscribe|"
    r"by\s*AK(?:\s*and the research community)?|(?:daily |trending )?papers|daily|weekly|monthly|"
    r"models|datasets|spaces|docs|pricing|enterprise|log ?in|sign ?up|hugging ?face|"
    r"previous|next|upvote|search|skip to content|view all",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DAY_LINES = (
    re.compile(
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?", re.I
    ),
    re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?", re.I),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII),
)
_HYPHEN_AT_END = re.compile(r"[A-Za-z]-$")
_CONTINUES_WORD = re.compile(r"(?!(?:and|or|to|nor)\b)[a-z]")


@dataclass(slots=True)
class _Paragraph:
    line: int
    text: str
    day: date | None

    @property
    def is_long(self) -> bool:
        return len(self.text) >= _ABSTRACT_CHARACTERS

    @property
    def holds_link(self) -> bool:
        return any(links_in(self.text))

    @property
    def is_sentence(self) -> bool:
        """Not what a title looks like: ends as a sentence does, or holds a link."""
        return self.text.endswith((".", "…")) or self.holds_link

    @property
    def can_be_abstract(self) -> bool:
        return self.is_long or (
            self.is_sentence and len(self.text.split()) >= _SHORT_ABSTRACT_WORDS
        )


@dataclass(slots=True)
class _Entry:
    title: _Paragraph
    abstract: list[str] = field(default_factory=list)


def read_page(text: str, today: date) -> Iterator[Item]:
    """The papers of a saved page, in its order, with the lines where their titles stand.

    A day without a year is the latest such day that is not after `today`. Papers before any day
    belong to no edition.
    """
    paragraphs = list(_paragraphs(text, today))
    hyphens = LineEndHyphens(paragraph.text for paragraph in paragraphs)
    lines_by_id: dict[str, int] = {}
    positions: dict[date, int] = {}
    for entry in _entries(paragraphs):
        if isinstance(entry, Refused):
            yield entry
            continue
        line, day = entry.title.line, entry.title.day
        record = Record(title=entry.title.text, abstract=" ".join(entry.abstract), listed=day)
        try:
            paper = paper_from(record, hyphens)
        except Unusable as error:
            yield Refused(line, str(error))
            continue
        first_line = lines_by_id.setdefault(paper.id, line)
        if first_line != line:
            yield Refused(line, f"the same title already stands in line {first_line}")
        elif day is None:
            yield Found(paper, None, None, None, line)
        else:
            positions[day] = positions.get(day, 0) + 1
            yield Found(paper, day, EditionSource.PAGE, positions[day], line)


def has_furniture(text: str, today: date) -> bool:
    """Whether a text begins as a papers page does."""
    lines = [line.strip() for line in text.splitlines()[:60]]
    return any(_FURNITURE.fullmatch(line) or _day(line, today) for line in lines if line)


def _paragraphs(text: str, today: date) -> Iterator[_Paragraph]:
    """The text's paragraphs without the furniture, each with the day that stands above it."""
    day: date | None = None
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        line = line.strip().strip("\ufeff").strip()
        line_day = _day(line, today)
        if line and line_day is None and not _FURNITURE.fullmatch(line):
            block.append((number, line))
            continue
        yield from _from_block(block, day)
        block = []
        day = line_day or day


def _from_block(block: list[tuple[int, str]], day: date | None) -> Iterator[_Paragraph]:
    """Lines without an empty one between: wrapped text, or titles and abstracts a line each."""
    long_lines = sum(len(line) >= _ABSTRACT_CHARACTERS for _, line in block)
    if long_lines * 3 > len(block):
        for number, line in block:
            yield _Paragraph(number, line, day)
    elif block:
        joined = ""
        for _, line in block:
            glued = _HYPHEN_AT_END.search(joined) and _CONTINUES_WORD.match(line)
            joined += line if glued or not joined else f" {line}"
        yield _Paragraph(block[0][0], joined, day)


def _entries(paragraphs: list[_Paragraph]) -> Iterator[_Entry | Refused]:
    """Titles with their abstracts; what is neither is refused."""
    current: _Entry | None = None
    for index, paragraph in enumerate(paragraphs):
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        if current is not None and not current.abstract and paragraph.can_be_abstract:
            current.abstract.append(paragraph.text)
        elif _is_title(paragraph, following):
            if current is not None:
                yield _finished(current)
            current = _Entry(paragraph)
        elif current is not None:
            current.abstract.append(paragraph.text)
        else:
            yield Refused(paragraph.line, "an abstract without a title")
    if current is not None:
        yield _finished(current)


def _is_title(paragraph: _Paragraph, following: _Paragraph | None) -> bool:
    if paragraph.is_long:
        return False
    # A sentence of its own ends the abstract above, unless a whole abstract follows it.
    return not paragraph.is_sentence or (
        following is not None and following.is_long and not paragraph.holds_link
    )


def _finished(entry: _Entry) -> _Entry | Refused:
    return entry if entry.abstract else Refused(entry.title.line, "a title without an abstract")


def _day(line: str, today: date) -> date | None:
    """The day that a line is, if it is nothing but a day."""
    if len(line) > 40:
        return None
    match = next((match for p in _DAY_LINES if (match := p.fullmatch(line))), None)
    if match is None:
        return None
    name = match["month"].lower()
    month = int(name) if name.isdigit() else _MONTHS.index(name[:3]) + 1
    day = int(match["day"])
    try:
        if match["year"]:
            return date(int(match["year"]), month, day)
        year = today.year
        if (month, day) > (today.month, today.day):
            year -= 1
        while (month, day) == (2, 29) and not isleap(year):
            year -= 1
        return date(year, month, day)
    except ValueError:
        return None
