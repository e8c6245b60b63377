"""arXiv, asked live for papers by their ids.

The kept package `arxiv` reads an answer of any size without a time-out, so the one request that
is needed is made here: within the same limits as every other source's.
"""

import asyncio
from collections.abc import Iterable, Sequence
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
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            got = await self._fetcher.get(
                f"{self._base}/api/query",
                # Without max_results no more than ten come.
                {"id_list": ",".join(batch), "max_results": str(len(batch))},
                patience=patience,
                tries=tries,
            )
            found |= {paper.id: paper for paper in await asyncio.to_thread(_read, got.body)}
        return [found[id] for id in wanted if id in found]


def _read(body: bytes) -> list[Paper]:
    try:
        feed = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise SourceTrouble(f"The answer of {NAME} is cut short or no feed.") from None
    if feed.tag != f"{_ATOM}feed":
        raise SourceTrouble(f"{NAME} answered something that is no list of papers.")
    return list(_papers(feed.iter(f"{_ATOM}entry")))


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
