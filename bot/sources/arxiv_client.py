"""arXiv, asked live for papers by their ids.

The kept package `arxiv` reads an answer of any size without a time-out, so the one request that
is needed is made here: within the same limits as every other source's.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.errors import SourceTrouble
from bot.sources.fetching import PATIENCE, TRIES, Fetcher
from bot.sources.identifiers import parse_paper_id
from bot.sources.records import Record, Unusable, paper_from
from bot.sources.values import day_of
from storage.models import Paper

NAME = "arXiv"
PAUSE = 3.0
"""Seconds that arXiv wants between two requests, of which there is only ever one at a time."""
BATCH = 100
"""Ids asked for at once."""
_ATOM = "{http://www.w3.org/2005/Atom}"


_ARXIV = "{http://arxiv.org/schemas/atom}"
_VERSION = re.compile(r"v(\d{1,4})$")
_WITHDRAWN = re.compile(r"\b(?:withdrawn|retracted)\b", re.IGNORECASE)
"""In a comment of the authors: other words for it are not used there."""
_IS_WITHDRAWN = re.compile(
    r"\s*(?:this|the) (?:paper|article|submission|manuscript|work|preprint) (?:has been|is|was)"
    r" (?:withdrawn|retracted)",
    re.IGNORECASE,
)
"""What stands in place of the abstract of a withdrawn paper."""


@dataclass(frozen=True, slots=True)
class Revision:
    """How a paper stands at arXiv: its newest version, and whether that withdraws it."""

    paper_id: str
    version: int
    withdrawn: bool
    code_url: str | None = None


class Arxiv:
    """arXiv's interface at `base`, such as https://export.arxiv.org.

    `fetcher` keeps the pace that arXiv asks for: `PAUSE`, and alone.
    """

    def __init__(self, fetcher: Fetcher, base: str) -> None:
        self._fetcher = fetcher
        self._base = base.rstrip("/")

    async def papers(
        self, ids: Sequence[str], *, patience: float = PATIENCE, tries: int = TRIES
    ) -> list[Paper]:
        """The papers with these arXiv ids, as many as there are, in the order of the ids.

        Raises SourceTrouble, with a sentence, if no whole answer can be had.
        """
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Paper] = {}
        async for body in self._bodies(wanted, patience, tries):
            found |= {paper.id: paper for paper in await asyncio.to_thread(_read, body)}
        return [found[id] for id in wanted if id in found]

    async def revisions(
        self, ids: Sequence[str], *, patience: float = PATIENCE, tries: int = TRIES
    ) -> list[Revision]:
        """How the papers with these arXiv ids stand, as many as there are; raises as `papers`."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Revision] = {}
        async for body in self._bodies(wanted, patience, tries):
            found |= {each.paper_id: each for each in await asyncio.to_thread(_revisions, body)}
        return [found[id] for id in wanted if id in found]

    async def _bodies(
        self, wanted: Sequence[str], patience: float, tries: int
    ) -> AsyncIterator[bytes]:
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            got = await self._fetcher.get(
                f"{self._base}/api/query",
                # Without max_results no more than ten come.
                {"id_list": ",".join(batch), "max_results": str(len(batch))},
                patience=patience,
                tries=tries,
            )
            yield got.body


def _read(body: bytes) -> list[Paper]:
    return list(_papers(_entries(body)))


def _revisions(body: bytes) -> list[Revision]:
    entries = list(_entries(body))
    code = {paper.id: paper.code_url for paper in _papers(entries)}
    found = []
    for entry in entries:
        address = _text(entry, "id")
        id, version = parse_paper_id(address), _VERSION.search(address)
        if id is not None and version is not None:
            comment = (entry.findtext(f"{_ARXIV}comment") or "").strip()
            withdrawn = bool(
                _WITHDRAWN.search(comment) or _IS_WITHDRAWN.match(_text(entry, "summary"))
            )
            found.append(Revision(id, int(version[1]), withdrawn, code.get(id)))
    return found


def _entries(body: bytes) -> Iterable[Element]:
    try:
        feed = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise SourceTrouble(f"The answer of {NAME} is cut short or no feed.") from None
    if feed.tag != f"{_ATOM}feed":
        raise SourceTrouble(f"{NAME} answered something that is no list of papers.")
    entries: Iterable[Element] = feed.iter(f"{_ATOM}entry")
    return entries


def _papers(entries: Iterable[Element]) -> Iterable[Paper]:
    for entry in entries:
        # What is wrong with a question comes as an entry too, and its id is none of a paper.
        id = parse_paper_id(_text(entry, "id"))
        if id is None:
            continue
        try:
            yield paper_from(
                Record(
                    id=id,
                    title=_text(entry, "title"),
                    abstract=_text(entry, "summary"),
                    authors=[_text(author, "name") for author in entry.iter(f"{_ATOM}author")],
                    published=day_of(_text(entry, "published")),
                )
            )
        except Unusable:
            continue


def _text(element: Element, name: str) -> str:
    return (element.findtext(f"{_ATOM}{name}") or "").strip()
