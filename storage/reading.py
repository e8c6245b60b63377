"""Reading lists: each person's entries, how they came to be as they are, and the way back.

Every statement carries the person's id: a list is seen and changed by its owner alone.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.edits import Edit, new_entry
from storage.entries import (
    BATCH,
    PARAMETERS,
    Difference,
    Statement,
    batches,
    current,
    numbered,
    present,
    rows_of,
    write,
)
from storage.members import joining
from storage.models import Entry, Status
from storage.shelves import Shelves

ACTIONS_KEPT = 10
"""How many of a person's last actions can be undone."""

MOST_AT_ONCE = 5_000
"""How many entries one action changes; writing them takes some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What an action did: the entry now (None if it is off the list), whether anything changed,
    and the number under which it can be undone (None if nothing changed)."""

    entry: Entry | None
    changed: bool
    action_id: int | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What saving several papers at once did: those put on the list and those that were there,
    in the order given, and the number under which all of it can be undone (None if nothing
    changed)."""

    saved: tuple[Entry, ...]
    listed: tuple[Entry, ...]
    action_id: int | None


@dataclass(frozen=True, slots=True)
class PutBack:
    """A paper, and its entry as it is again (None: off the list again)."""

    paper_id: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the papers put back (at least one), and how many papers of the same press
    stay as they are because the person has changed them since."""

    papers: tuple[PutBack, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Together:
    """What one change of several entries did: how many it changed, how many were so already, and
    the number under which all of it can be undone (None if nothing changed)."""

    changed: int
    unchanged: int
    action_id: int | None


@dataclass(frozen=True, slots=True)
class Action:
    """An action that can be taken back: the first of its papers, that one's entry before and
    after (None: off the list), and how many papers it changed."""

    id: int
    at: datetime
    paper_id: str
    before: Entry | None
    after: Entry | None
    size: int


class ReadingLists(Shelves):
    """The reading lists of one database: what is looked at (see `Shelves`), and what is changed."""

    async def save(
        self, user_id: int, paper_id: str, now: datetime, tags: Collection[str] = ()
    ) -> Changed:
        """Put a paper on the list, to read, with `tags`; one that is there stays as it is.

        Here and below, a paper that is not in the catalogue raises sqlite3.IntegrityError, and
        more tags than are kept LimitReached.
        """

        def change(paper_id: str, before: Entry | None) -> Entry | None:
            if before is not None:
                return before
            entry = new_entry(user_id, paper_id, now.replace(microsecond=0))
            return entry.model_copy(update={"tags": tuple(sorted(set(tags)))})

        return await self._act(user_id, paper_id, now, change)

    async def save_all(
        self,
        user_id: int,
        paper_ids: Sequence[str],
        now: datetime,
        tags: Mapping[str, Collection[str]] | None = None,
    ) -> Gathered:
        """Put papers on the list, to read, all or none, `tags` by the id that was given; the first
        given is the newest there. Together they are one action, and one undo takes them all off
        again."""
        now = now.replace(microsecond=0)

        async def work(tx: Transaction) -> Gathered:
            found: dict[str, tuple[str, Entry | None]] = {}
            for asked in paper_ids:
                paper_id, before = await present(tx, user_id, asked)
                found.setdefault(paper_id, (asked, before))
            new = [
                new_entry(user_id, paper_id, now).model_copy(
                    update={"tags": tuple(sorted(set((tags or {}).get(asked, ()))))}
                )
                for paper_id, (asked, before) in found.items()
                if before is None
            ]
            action_id = await self._record(tx, user_id, [(e.paper_id, None, e) for e in new], now)
            listed = tuple(before for _, before in found.values() if before is not None)
            return Gathered(tuple(new), listed, action_id)

        return await self._database.write(work)

    async def edit(self, user_id: int, paper_id: str, edit: Edit, now: datetime) -> Changed:
        """Change what `edit` names, and nothing else."""

        def change(paper_id: str, before: Entry | None) -> Entry | None:
            return edit.of(user_id, paper_id, before, now.replace(microsecond=0))

        return await self._act(user_id, paper_id, now, change)

    async def edit_all(
        self, user_id: int, paper_ids: Sequence[str], edit: Edit, now: datetime
    ) -> Together:
        """The same for all of some papers that are on the list, all or none, as one action.

        `paper_ids` are as they are now, at most `MOST_AT_ONCE`.
        """
        if len(paper_ids) > MOST_AT_ONCE:
            raise ValueError(f"{len(paper_ids)} entries at once")
        now = now.replace(microsecond=0)

        async def work(tx: Transaction) -> Together:
            before = await current(tx, user_id, paper_ids)
            differences: list[Difference] = [
                (paper_id, entry, after)
                for paper_id, entry in before.items()
                if (after := edit.of(user_id, paper_id, entry, now)) != entry
            ]
            action_id = await self._record(tx, user_id, differences, now)
            return Together(len(differences), len(before) - len(differences), action_id)

        return await self._database.write(work)

    async def set_status(
        self, user_id: int, paper_id: str, status: Status, now: datetime
    ) -> Changed:
        """Set how far the person is; a paper that is not on the list is put on it."""
        return await self.edit(user_id, paper_id, Edit(status=status), now)

    async def set_note(self, user_id: int, paper_id: str, note: str, now: datetime) -> Changed:
        """Write (or, with "", wipe) the note; a paper that is not on the list is put on it."""
        return await self.edit(user_id, paper_id, Edit(note=note), now)

    async def remove(self, user_id: int, paper_id: str, now: datetime) -> Changed:
        """Take a paper off the list."""
        return await self.edit(user_id, paper_id, Edit(remove=True), now)

    async def undo(self, user_id: int, action_id: int, since: datetime) -> Undone | None:
        """Take back an action not older than `since`: on each of its papers, if it is the
        person's newest there.

        None if it is not theirs, too old, already undone, or something newer stands on all of it.
        """

        async def work(tx: Transaction) -> Undone | None:
            return await _take_back(tx, user_id, action_id, since)

        return await self._database.write(work)

    async def undo_last(self, user_id: int, since: datetime) -> Undone | None:
        """Take back the newest action that is not older than `since`; None if there is none."""

        async def work(tx: Transaction) -> Undone | None:
            rows = await tx.fetch_all(
                "SELECT max(coalesce(press, id)) AS id FROM list_actions WHERE user_id = $1"
                " AND at >= $2",
                user_id,
                int(since.timestamp()),
            )
            if rows[0]["id"] is None:
                return None
            return await _take_back(tx, user_id, rows[0]["id"], since)

        return await self._database.write(work)

    async def actions(self, user_id: int, since: datetime) -> list[Action]:
        """The person's actions that are not older than `since`, newest first."""
        rows = await self._database.fetch_all(
            "SELECT a.id, coalesce(a.press, a.id) AS press, a.paper_id, a.before, a.at,"
            " (SELECT count(*) FROM list_actions c WHERE c.user_id = $1 AND c.press = a.id) + 1"
            " AS size,"
            " (SELECT b.before FROM list_actions b WHERE b.user_id = $1 AND b.paper_id = a.paper_id"
            " AND b.id > a.id ORDER BY b.id LIMIT 1) AS later,"
            " EXISTS (SELECT 1 FROM list_actions d WHERE d.user_id = $1"
            " AND d.paper_id = a.paper_id AND d.id > a.id) AS stood_on"
            " FROM list_actions a WHERE a.user_id = $1 AND a.at >= $2 AND a.press IS NULL"
            " ORDER BY a.id DESC LIMIT $3",
            user_id,
            int(since.timestamp()),
            ACTIONS_KEPT,
        )
        now = await current(self._database, user_id, [row["paper_id"] for row in rows])
        return [
            Action(
                id=row["press"],
                at=datetime.fromtimestamp(row["at"], since.tzinfo),
                paper_id=row["paper_id"],
                before=_kept(row["before"], row["paper_id"]),
                after=_kept(row["later"], row["paper_id"])
                if row["stood_on"]
                else now.get(row["paper_id"]),
                size=row["size"],
            )
            for row in rows
        ]

    async def get(self, user_id: int, paper_id: str) -> Entry | None:
        """The person's entry of a paper, with its history."""
        return (await present(self._database, user_id, paper_id))[1]

    async def entries(self, user_id: int, paper_ids: Sequence[str]) -> list[Entry]:
        """The person's entries of papers that are on their list, in this order."""
        found = await current(self._database, user_id, paper_ids)
        return [found[paper_id] for paper_id in paper_ids if paper_id in found]

    async def _act(
        self,
        user_id: int,
        asked: str,
        now: datetime,
        change: Callable[[str, Entry | None], Entry | None],
    ) -> Changed:
        async def work(tx: Transaction) -> Changed:
            paper_id, before = await present(tx, user_id, asked)
            after = change(paper_id, before)
            if after == before:
                return Changed(before, changed=False, action_id=None)
            action_id = await self._record(tx, user_id, [(paper_id, before, after)], now)
            return Changed(after, changed=True, action_id=action_id)

        return await self._database.write(work)

    async def _record(
        self, tx: Transaction, user_id: int, differences: Sequence[Difference], now: datetime
    ) -> int | None:
        """Write what one action changes, and what its undo needs; answers its number. The oldest
        actions make room: what one press did to several papers counts once."""
        if not differences:
            return None
        (first, before, _), *others = differences
        last: list[Statement] = [
            *((sql, (user_id, ACTIONS_KEPT - 1)) for sql in _FORGOTTEN),
            (
                "INSERT INTO list_actions (user_id, paper_id, before, at, press)"
                " VALUES ($1, $2, $3, $4, NULL) RETURNING id",
                (user_id, first, _packed(before), int(now.timestamp())),
            ),
        ]
        newcomer = any(before is None for _, before, _ in differences)
        [row] = await write(
            tx,
            user_id,
            differences,
            first=[joining(user_id, now)] if newcomer else [],
            last=last,
        )
        if others:
            await _remember_others(tx, user_id, row["id"], others, now)
        return int(row["id"])


# Of the newest so many actions all is kept.
_OLDEST = (
    "(SELECT id FROM list_actions WHERE user_id = $1 AND press IS NULL ORDER BY id DESC LIMIT 1"
    " OFFSET $2)"
)
_FORGOTTEN = (
    f"DELETE FROM list_actions WHERE user_id = $1 AND press <= {_OLDEST}",
    f"DELETE FROM list_actions WHERE user_id = $1 AND press IS NULL AND id <= {_OLDEST}",
)


async def _take_back(
    tx: Transaction, user_id: int, action_id: int, since: datetime
) -> Undone | None:
    rows = await tx.fetch_all(
        "SELECT id, paper_id, before, EXISTS (SELECT 1 FROM list_actions AS b"
        " WHERE b.user_id = $1 AND b.paper_id = a.paper_id AND b.id > a.id) AS stood_on"
        " FROM list_actions AS a WHERE user_id = $1 AND (id = $2 OR press = $2)"
        " AND at >= $3 ORDER BY id",
        user_id,
        action_id,
        int(since.timestamp()),
    )
    free = [row for row in rows if not row["stood_on"]]
    before = await current(tx, user_id, [row["paper_id"] for row in free])
    back = [PutBack(row["paper_id"], _kept(row["before"], row["paper_id"])) for row in free]
    await write(
        tx,
        user_id,
        [(each.paper_id, before.get(each.paper_id), each.entry) for each in back],
        limited=False,
    )
    for batch in batches([row["id"] for row in free], BATCH):
        await tx.execute(
            f"DELETE FROM list_actions WHERE user_id = $1 AND id IN ({numbered(len(batch), 2)})",
            user_id,
            *batch,
        )
    return Undone(tuple(back), len(rows) - len(back)) if back else None


async def _remember_others(
    tx: Transaction, user_id: int, action_id: int, others: Sequence[Difference], now: datetime
) -> None:
    """Keep what the same action changed beside its first paper."""
    at, width = int(now.timestamp()), 5
    await tx.execute_all(
        [
            (
                "INSERT INTO list_actions (user_id, paper_id, before, at, press)"
                f" VALUES {rows_of(len(batch), width)}",
                [
                    value
                    for paper_id, before, _ in batch
                    for value in (user_id, paper_id, _packed(before), at, action_id)
                ],
            )
            for batch in batches(others, PARAMETERS // width)
        ]
    )


def _packed(before: Entry | None) -> str | None:
    return before.model_dump_json(exclude_defaults=True) if before else None


def _kept(before: str | None, paper_id: str) -> Entry | None:
    """An entry as it was; its paper may have got its arXiv id since."""
    if not before:
        return None
    return Entry.model_validate_json(before).model_copy(update={"paper_id": paper_id})
