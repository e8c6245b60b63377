"""Reading lists from elsewhere: what a file or pasted text names is put on a person's list."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from itertools import islice

from bot.catalogue import Catalogue
from bot.characters import clip, visible_lines
from bot.clock import Clock
from bot.errors import BadFile, BadInput, SourceTrouble
from bot.reading.formats.decoding import decoded
from bot.reading.formats.models import MOST_READ, Broken, Item, Read
from bot.reading.formats.recognising import recognised
from bot.reading.shelf import NOTE_LENGTH
from bot.reading.tags import TAG_LENGTH, TAGS_AT_ONCE, parse_name, parse_tag
from bot.sources.arxiv_client import BATCH
from bot.sources.identifiers import title_key
from bot.sync.lookup import Lookup
from storage.edits import new_entry
from storage.entries import MOST_TAGS
from storage.errors import LimitReached
from storage.imports import Imports
from storage.models import LOCAL_ID_PREFIX, Entry, Paper, Priority, Status, StatusChange
from storage.named_lists import NamedLists
from storage.reading import ReadingLists

MOST_BYTES = 10 * 1024 * 1024
"""Bytes of a file that is read."""
AT_ONCE = 2
"""Files that are read at once: others wait, and everybody else is answered meanwhile."""
LOOKED_UP = 3 * BATCH
"""Papers of one file that sources are asked for: three requests, some ten seconds."""


class Fate(Enum):
    """What became of a piece of a file."""

    SAVED = "saved"
    FILLED = "on your list already; what it lacked was added"
    LISTED = "on your list already"
    AGAIN = "named before in this file"
    UNKNOWN = "not known here"
    ABSENT = "no source has it"
    BROKEN = "not read"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one piece: where it stands, what it says, and the paper it is."""

    place: int
    fate: Fate
    said: str
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `kind` and `unit` say what the file was and what its places count;
    `left`: whether there is more than `MOST_READ`; `tags_left` tags and `lists_left` lists found
    no room; `trouble` is why papers could not be looked up; `action_id` undoes all of it."""

    kind: str
    unit: str
    outcomes: tuple[Outcome, ...]
    left: bool
    tags_left: int
    lists_left: int
    trouble: str | None
    action_id: int | None

    def count(self, *fates: Fate) -> int:
        """How many pieces ended so."""
        return sum(outcome.fate in fates for outcome in self.outcomes)


class Importer:
    """Brings papers onto people's lists. Rules do not tag them: they come as they were."""

    def __init__(
        self,
        lists: ReadingLists,
        imports: Imports,
        named: NamedLists,
        catalogue: Catalogue,
        lookup: Lookup,
        clock: Clock,
    ) -> None:
        self._lists = lists
        self._imports = imports
        self._named = named
        self._catalogue = catalogue
        self._lookup = lookup
        self._clock = clock
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def bring_in(self, user_id: int, content: bytes | str) -> Imported:
        """Put the papers that a file or a text names on the person's list, as one action.

        Papers are known by their arXiv id, else by their title; what is not in the catalogue is
        looked up, within bounds. Raises BadFile for what is no file of papers.
        """
        if len(content) > MOST_BYTES:
            raise BadFile(too_large(len(content)))
        async with self._at_once:
            kind, unit, pieces, left = await asyncio.to_thread(_read, content)
        items = [piece for piece in pieces if isinstance(piece, Item)]
        papers, absent, trouble = await self._papers(items)
        outcomes, first = await asyncio.to_thread(_matched, pieces, papers, absent)
        now = self._clock.now().replace(microsecond=0)
        tags, tags_left = await self._tags(user_id, [item for item, _ in first])
        lists, lists_left = await self._named_lists(user_id, [item for item, _ in first], now)
        entries = await asyncio.to_thread(
            lambda: [_entry(user_id, item, paper, tags, lists, now) for item, paper in first]
        )
        done = await self._imports.bring_in(user_id, entries, now)
        return Imported(
            kind,
            unit,
            tuple(_told(outcome, done.saved, done.filled) for outcome in outcomes),
            left,
            tags_left,
            lists_left,
            trouble,
            done.action_id,
        )

    async def _papers(
        self, items: Sequence[Item]
    ) -> tuple[dict[str, Paper], frozenset[str], str | None]:
        """The papers of items by their ids and title keys, the ids that no source has, and why
        others could not be looked up."""
        ids = list(dict.fromkeys(item.id for item in items if item.id))
        found = await self._known(ids)
        missing = [id for id in ids if id not in found and not id.startswith(LOCAL_ID_PREFIX)]
        absent: set[str] = set()
        trouble = None
        asked = missing[:LOOKED_UP]
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            try:
                got = {paper.id: paper for paper in await self._lookup.papers(batch)}
            except SourceTrouble as error:
                trouble = str(error)
                break
            found |= got
            absent |= set(batch) - set(got)
        if trouble is None and len(missing) > LOOKED_UP:
            trouble = (
                f"I look up {LOOKED_UP} papers of one file at most. Import it again in a minute "
                "for the others."
            )
        keys = {title_key(item.title) for item in items if item.id not in found and item.title}
        found |= await self._catalogue.titled(sorted(keys - {""}))
        return found, frozenset(absent), trouble

    async def _known(self, ids: Sequence[str]) -> dict[str, Paper]:
        """The papers of the catalogue by these ids."""
        found = {paper.id: paper for paper in await self._catalogue.papers(ids)}
        for id in ids:
            # One first known by its title has got its arXiv id since.
            if id not in found and id.startswith(LOCAL_ID_PREFIX):
                paper = await self._catalogue.paper(id)
                found |= {id: paper} if paper else {}
        return found

    async def _tags(self, user_id: int, items: Iterable[Item]) -> tuple[dict[str, str], int]:
        """The tags that items are given by what they were written as, and how many found no room:
        the most used are kept."""
        used = Counter(
            tag for item in items for tag in {as_tag(tag) for tag in item.tags} if tag is not None
        )
        there = await self._lists.tags(user_id)
        new = [tag for tag, _ in used.most_common() if tag not in there]
        kept = set(new[: max(0, MOST_TAGS - len(there))]) | set(there)
        written = {tag for item in items for tag in item.tags}
        tags = {each: tag for each in written if (tag := as_tag(each)) is not None and tag in kept}
        return tags, len([tag for tag in new if tag not in kept])

    async def _named_lists(
        self, user_id: int, items: Iterable[Item], now: datetime
    ) -> tuple[dict[str, int], int]:
        """The ids of named lists by the names that items have them under, made where there are
        none, and how many could not be."""
        found: dict[str, int] = {}
        left = 0
        for written in dict.fromkeys(name for item in items for name in item.lists):
            try:
                name = parse_name(written)
                named = await self._named.by_name(user_id, name)
                named = named or await self._named.create(user_id, name, now)
            except (BadInput, LimitReached):
                left += 1
                continue
            if named is not None:
                found[written] = named.id
        return found, left


def too_large(size: int) -> str:
    """What is said of a file with so many bytes."""
    return (
        f"That file has {size / 2**20:,.0f} MiB, and I read {MOST_BYTES // 2**20}. Export a "
        "part of it, or without abstracts and attachments."
    )


def as_tag(written: str) -> str | None:
    """A tag of other programs as ours: "Computer Science - Robotics" is
    "computer-science-robotics"; None if nothing of it is left."""
    letters = "".join(each if each.isalnum() else " " for each in written[:200])
    for text in (written, " ".join(letters.split())[:TAG_LENGTH]):
        try:
            return parse_tag(text)
        except BadInput:
            continue
    return None


def _read(content: bytes | str) -> tuple[str, str, list[Read], bool]:
    """Off the event loop: what a file is, its pieces, and whether there are more of them."""
    text = decoded(content.encode("utf-8", "replace") if isinstance(content, str) else content)
    found = recognised(text)
    pieces = list(islice(found.pieces, MOST_READ))
    left = next(found.pieces, None) is not None
    if not pieces:
        raise BadFile(
            "I see no papers in that. Paste arXiv ids or links, or send BibTeX, RIS, CSL-JSON, "
            "CSV, or what Zotero or Pocket export."
        )
    return found.name, found.unit, pieces, left


def _matched(
    pieces: Sequence[Read], papers: dict[str, Paper], absent: frozenset[str]
) -> tuple[list[Outcome], list[tuple[Item, Paper]]]:
    """What becomes of each piece (SAVED stands for what storage will say), and of every paper the
    first item that names it."""
    outcomes: list[Outcome] = []
    first: dict[str, tuple[Item, Paper]] = {}
    for piece in pieces:
        if isinstance(piece, Broken):
            outcomes.append(Outcome(piece.place, Fate.BROKEN, piece.reason))
            continue
        said = " ".join(filter(None, (piece.id, piece.title)))
        paper = papers.get(piece.id) if piece.id else None
        titled = papers.get(title_key(piece.title))
        # Two papers of one title are told apart where each has an arXiv id.
        if (
            paper is None
            and titled is not None
            and not (_is_arxiv(piece.id) and titled.has_arxiv_id)
        ):
            paper = titled
        if paper is None:
            fate = Fate.ABSENT if piece.id in absent else Fate.UNKNOWN
        elif paper.id in first:
            fate = Fate.AGAIN
        else:
            fate, first[paper.id] = Fate.SAVED, (piece, paper)
        outcomes.append(Outcome(piece.place, fate, said, paper))
    return outcomes, list(first.values())


def _is_arxiv(id: str | None) -> bool:
    return id is not None and not id.startswith(LOCAL_ID_PREFIX)


def _told(outcome: Outcome, saved: frozenset[str], filled: frozenset[str]) -> Outcome:
    if outcome.fate is not Fate.SAVED or outcome.paper is None or outcome.paper.id in saved:
        return outcome
    fate = Fate.FILLED if outcome.paper.id in filled else Fate.LISTED
    return replace(outcome, fate=fate)


def _entry(
    user_id: int,
    item: Item,
    paper: Paper,
    tags: dict[str, str],
    lists: dict[str, int],
    now: datetime,
) -> Entry:
    """The entry an item stands for; nothing in it lies in the future."""
    added = min(item.added or now, now).replace(microsecond=0)
    history = tuple(
        StatusChange(status=step.status, at=min(step.at, now).replace(microsecond=0))
        for step in item.history
    )
    status = history[-1].status if history else item.status or Status.TO_READ
    changed = min(item.changed or now, now).replace(microsecond=0)
    entry = new_entry(user_id, paper.id, added, status)
    given = sorted({tags[tag] for tag in item.tags if tag in tags})
    return entry.model_copy(
        update={
            "note": clip(visible_lines(item.note[: 4 * NOTE_LENGTH]), NOTE_LENGTH),
            "rating": item.rating,
            "priority": item.priority or Priority.NORMAL,
            "due": item.due,
            "tags": tuple(given[:TAGS_AT_ONCE]),
            "lists": tuple(sorted({lists[name] for name in item.lists if name in lists})),
            "history": history or entry.history,
            "changed_at": changed,
        }
    )
