"""What a bibliography tells of a paper: year, address, DOI, key."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from bot.reading.formats.names import parts_of
from bot.search.stopwords import STOP_WORDS
from storage.models import Paper

UNDIVIDED = frozenset({
    "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex",
    "nucl-th", "quant-ph",
})  # fmt: skip
"""Archives of old ids that had no subject classes: the archive is the class."""

_KEPT_IN_KEYS = re.compile(r"[^a-z0-9]+")
_WORDS = re.compile(r"[^\W_]+")
_LETTERS = {"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "þ": "th"}


def year_and_month(paper: Paper) -> tuple[int, int] | None:
    """When it came out: as the sources say, else as its arXiv id does."""
    if day := paper.published:
        return day.year, day.month
    if paper.has_arxiv_id:
        digits = paper.id.rpartition("/")[2]
        year, month = int(digits[:2]), int(digits[2:4])
        return (1900 if year > 90 else 2000) + year, month
    return (paper.listed.year, paper.listed.month) if paper.listed else None


def published(paper: Paper) -> date | None:
    """The day it came out, where it is known to the day."""
    return paper.published


def address(paper: Paper) -> str:
    """Where it can be read for good."""
    return f"https://arxiv.org/abs/{paper.id}" if paper.has_arxiv_id else paper.url


def doi(paper: Paper) -> str:
    """The DOI that arXiv gives to each of its papers; "" for others."""
    return f"10.48550/arXiv.{paper.id}" if paper.has_arxiv_id else ""


def primary_class(paper: Paper) -> str:
    """Its subject at arXiv, where its id tells it."""
    archive = paper.id.partition("/")[0]
    return archive if archive in UNDIVIDED else ""


def keys(papers: Iterable[Paper]) -> Iterator[str]:
    """A key for each paper, no two alike: family name, year, first word of the title that says
    something, and a letter where that is taken."""
    taken: set[str] = set()
    repeated: dict[str, int] = {}
    for paper in papers:
        key = stem = _stem(paper)
        while key in taken:
            repeated[stem] = repeated.get(stem, 0) + 1
            key = stem + _letters(repeated[stem])
        taken.add(key)
        yield key


def _stem(paper: Paper) -> str:
    family = _plain(parts_of(paper.authors[0]).family) if paper.authors else ""
    when = year_and_month(paper)
    words = (_plain(word) for word in _WORDS.findall(paper.title) if word.lower() not in STOP_WORDS)
    word = next(filter(None, words), "")
    if not (family or word):
        family = "arxiv" if paper.has_arxiv_id else "paper"
        word = _plain(paper.id)
    return f"{family[:30]}{when[0] if when else ''}{word[:30]}"


def _plain(text: str) -> str:
    folded = "".join(_LETTERS.get(each, each) for each in text.lower())
    return _KEPT_IN_KEYS.sub("", unicodedata.normalize("NFKD", folded))


def _letters(number: int) -> str:
    """1 is "b", 25 is "z", 26 is "aa"."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
