"""A person's reading list, or papers by themselves, as a file or as references."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.catalogue import Catalogue
from bot.chat.requests import CiteFormat, ExportFormat
from bot.clock import Clock
from bot.errors import BadInput, NotThere
from bot.reading.formats import bibtex, csl, markdown, prose, ris, table, whole
from bot.reading.formats.models import Kept
from bot.reading.shelf import Shelf
from storage.models import ListView, Paper
from storage.reading import ReadingLists

MOST_EXPORTED = 100_000
"""Papers in one file; the longest list there is has a tenth of them."""

_BATCH = 1_000

_WRITERS: Mapping[ExportFormat, tuple[str, Callable[[Sequence[Kept]], str]]] = {
    "bibtex": ("bib", bibtex.written),
    "ris": ("ris", ris.written),
    "csl-json": ("csl.json", csl.written),
    "csv": ("csv", table.written),
    "json": ("json", whole.written),
    "markdown": ("md", markdown.written),
}
"""Of each format how a file's name ends, and who writes it."""

_CITED: Mapping[CiteFormat, Callable[[Sequence[Kept]], str]] = {
    "bibtex": bibtex.written,
    "ris": ris.written,
    "csl-json": csl.written,
    "text": prose.written,
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to hand out: its name, its bytes, and how many papers are in it."""

    name: str
    content: bytes
    papers: int


class Exporter:
    """Writes reading lists and references; the writing itself is done off the event loop."""

    def __init__(
        self, shelf: Shelf, lists: ReadingLists, catalogue: Catalogue, clock: Clock
    ) -> None:
        self._shelf = shelf
        self._lists = lists
        self._catalogue = catalogue
        self._clock = clock

    async def export(
        self,
        user_id: int,
        format: ExportFormat,
        what: ListView | Sequence[str],
        most: int | None = None,
    ) -> ExportFile:
        """The part of the person's list that a view shows, in its order, or papers by their ids,
        with what the person keeps about those that are on their list.

        A file of more than `most` bytes is packed. Raises NotThere where there is nothing to write,
        BadInput where the file is larger than that even so, QueryError for words of a view.
        """
        kept = await self._kept(user_id, what)
        if not kept:
            raise NotThere(
                "Nothing is there to export. `/list show` shows what is on your reading list."
            )
        ending, write = _WRITERS[format]
        content = await asyncio.to_thread(lambda: write(kept).encode())
        name = f"reading-list-{self._clock.now():%Y-%m-%d}.{ending}"
        if most is not None and len(content) > most:
            name, content = f"{name}.zip", await asyncio.to_thread(_packed, name, content)
            if len(content) > most:
                raise BadInput(
                    f"That file would have {len(content) / 2**20:.0f} MiB, and Discord takes "
                    f"{most // 2**20}. Export a part of your list, for example one status or tag."
                )
        return ExportFile(name, content, len(kept))

    async def cite(self, papers: Sequence[Paper], format: CiteFormat) -> str:
        """References to papers, in their order."""
        kept = [Kept(paper) for paper in papers]
        return (await asyncio.to_thread(_CITED[format], kept)).strip()

    async def _kept(self, user_id: int, what: ListView | Sequence[str]) -> list[Kept]:
        if isinstance(what, ListView):
            ids: Sequence[str] = await self._shelf.part_ids(user_id, what, MOST_EXPORTED)
        else:
            ids = list(dict.fromkeys(what))
        names = {named.id: named.name for named in await self._lists.named(user_id)}
        kept = []
        for start in range(0, len(ids), _BATCH):
            papers = await self._catalogue.papers(ids[start : start + _BATCH])
            entries = await self._lists.entries(user_id, [paper.id for paper in papers])
            entry_of = {entry.paper_id: entry for entry in entries}
            for paper in papers:
                entry = entry_of.get(paper.id)
                lists = tuple(names[id] for id in entry.lists if id in names) if entry else ()
                kept.append(Kept(paper, entry, lists))
        return kept


def _packed(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()
