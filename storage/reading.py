"""Reading lists: each person's entries, how they came to be as they are, and the way back.

Every statement carries the person's id: a list is seen and changed by its owner alone.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from sqlite3 import Row

from storage.database import Database, Transaction
from storage.members import join
from storage.models import Entry, Status, StatusChange

ACTIONS_KEPT = 10
"""How many of a person's last actions can be undone."""

SEARCHED = 10_000
"""How many papers of one list a search goes through."""

_PRESENT_ID = "coalesce((SELECT paper_id FROM paper_aliases WHERE alias = {id}), {id})"


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
class Page:
    """A part of a list: its entries, newest first, and how many there are in each status."""

    entries: tuple[Entry, ...]
    counts: dict[Status, int]

    @property
    def total(self) -> int:
        """How many entries the whole list has."""
        return sum(self.counts.values())


class ReadingLists:
    """The reading lists of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, user_id: int, paper_id: str, now: datetime) -> Changed:
        """Put a paper on the list, to read; one that is there stays as it is.

        Here and below, a paper that is not in the catalogue raises sqlite3.IntegrityError.
        """
        now = now.replace(microsecond=0)

        def change(paper_id: str, before: Entry | None) -> Entry | None:
            return before or _new_entry(user_id, paper_id, now)

        return await self._act(user_id, paper_id, now, change)

    async def save_all(self, user_id: int, paper_ids: Sequence[str], now: datetime) -> Gathered:
        """Put papers on the list, to read, all or none; those that are there stay as they
        are. Together they are one action, and one undo takes them all off again."""
        now = now.replace(microsecond=0)

        async def work(tx: Transaction) -> Gathered:
            saved: list[Entry] = []
            listed: list[Entry] = []
            action_id: int | None = None
            present = dict.fromkeys([await _present_id(tx, asked) for asked in paper_ids])
            for paper_id in present:
                before = await _current(tx, user_id, paper_id)
                if before is not None:
                    listed.append(before)
                    continue
                after = _new_entry(user_id, paper_id, now)
                if action_id is None:
                    await join(tx, user_id, now)
                await _replace(tx, user_id, paper_id, after)
                number = await _record(tx, user_id, paper_id, None, now, press=action_id)
                action_id = action_id or number
                saved.append(after)
            if action_id is not None:
                await _forget_old_actions(tx, user_id)
            return Gathered(tuple(saved), tuple(listed), action_id)

        return await self._database.write(work)

    async def set_status(
        self, user_id: int, paper_id: str, status: Status, now: datetime
    ) -> Changed:
        """Set how far the person is; a paper that is not on the list is put on it."""
        now = now.replace(microsecond=0)

        def change(paper_id: str, before: Entry | None) -> Entry | None:
            if before is not None and before.status is status:
                return before
            if before is None:
                return _new_entry(user_id, paper_id, now, status)
            step = StatusChange(status=status, at=now)
            return before.model_copy(
                update={"status": status, "changed_at": now, "history": (*before.history, step)}
            )

        return await self._act(user_id, paper_id, now, change)

    async def set_note(self, user_id: int, paper_id: str, note: str, now: datetime) -> Changed:
        """Write (or, with "", wipe) the note; a paper that is not on the list is put on it."""
        now = now.replace(microsecond=0)

        def change(paper_id: str, before: Entry | None) -> Entry | None:
            if before is None:
                return _new_entry(user_id, paper_id, now).model_copy(update={"note": note})
            if before.note == note:
                return before
            return before.model_copy(update={"note": note, "changed_at": now})

        return await self._act(user_id, paper_id, now, change)

    async def remove(self, user_id: int, paper_id: str, now: datetime) -> Changed:
        """Take a paper off the list."""

        def change(paper_id: str, before: Entry | None) -> Entry | None:
            return None

        return await self._act(user_id, paper_id, now, change)

    async def undo(self, user_id: int, action_id: int, since: datetime) -> Undone | None:
        """Take back an action not older than `since`: on each of its papers, if it is the
        person's newest there.

        None if it is not theirs, too old, already undone, or something newer stands on all of it.
        """

        async def work(tx: Transaction) -> Undone | None:
            rows = await tx.fetch_all(
                "SELECT id, paper_id, before, EXISTS (SELECT 1 FROM list_actions AS b"
                " WHERE b.user_id = $1 AND b.paper_id = a.paper_id AND b.id > a.id) AS stood_on"
                " FROM list_actions AS a WHERE user_id = $1 AND (id = $2 OR press = $2)"
                " AND at >= $3 ORDER BY id",
                user_id,
                action_id,
                int(since.timestamp()),
            )
            papers = []
            for row in rows:
                if row["stood_on"]:
                    continue
                paper_id = row["paper_id"]
                before = Entry.model_validate_json(row["before"]) if row["before"] else None
                if before is not None:  # the paper may have got its arXiv id since
                    before = before.model_copy(update={"paper_id": paper_id})
                await _replace(tx, user_id, paper_id, before)
                await tx.execute(
                    "DELETE FROM list_actions WHERE user_id = $1 AND id = $2", user_id, row["id"]
                )
                papers.append(PutBack(paper_id, before))
            return Undone(tuple(papers), len(rows) - len(papers)) if papers else None

        return await self._database.write(work)

    async def get(self, user_id: int, paper_id: str) -> Entry | None:
        """The person's entry of a paper, with its history."""
        # One statement, so that entry and history are of the same moment.
        rows = await self._database.fetch_all(
            "SELECT e.*, s.status AS was, s.at FROM entries e LEFT JOIN status_changes s"
            " ON s.user_id = e.user_id AND s.paper_id = e.paper_id"
            f" WHERE e.user_id = $1 AND e.paper_id = {_PRESENT_ID.format(id='$2')} ORDER BY s.step",
            user_id,
            paper_id,
        )
        return _entry(rows[0], rows) if rows else None

    async def page(self, user_id: int, status: Status | None, offset: int, limit: int) -> Page:
        """Entries `offset` to `offset + limit` of the list, newest first, without histories."""
        rows = await self._database.fetch_all(
            "SELECT * FROM entries WHERE user_id = $1 AND ($2 = '' OR status = $2)"
            " ORDER BY added_at DESC, paper_id LIMIT $3 OFFSET $4",
            user_id,
            status or "",
            limit,
            offset,
        )
        counts = await self._database.fetch_all(
            "SELECT status, count(*) AS n FROM entries WHERE user_id = $1 GROUP BY status", user_id
        )
        return Page(
            tuple(_entry(row, ()) for row in rows),
            {Status(row["status"]): row["n"] for row in counts},
        )

    async def ids(self, user_id: int, statuses: Collection[Status]) -> frozenset[str]:
        """The ids of the person's papers that have one of `statuses`; the newest
        `SEARCHED` of them."""
        marks = ", ".join(f"${number}" for number in range(3, 3 + len(statuses)))
        rows = await self._database.fetch_all(
            f"SELECT paper_id FROM entries WHERE user_id = $1 AND status IN ({marks})"
            " ORDER BY added_at DESC, paper_id LIMIT $2",
            user_id,
            SEARCHED,
            *statuses,
        )
        return frozenset(row["paper_id"] for row in rows)

    async def titles(self, user_id: int, text: str, limit: int) -> list[tuple[str, str]]:
        """(id, title) of the person's papers whose title holds `text` in capitals or small
        letters, newest first."""
        rows = await self._database.fetch_all(
            "SELECT e.paper_id, p.title FROM entries e JOIN papers p ON p.id = e.paper_id"
            " WHERE e.user_id = $1 ORDER BY e.added_at DESC, e.paper_id",
            user_id,
        )
        # Here and not in SQL, which folds the letters of English alone.
        wanted = text.casefold()
        found = ((row["paper_id"], row["title"]) for row in rows)
        return list(islice((pair for pair in found if wanted in pair[1].casefold()), limit))

    async def _act(
        self,
        user_id: int,
        asked: str,
        now: datetime,
        change: Callable[[str, Entry | None], Entry | None],
    ) -> Changed:
        async def work(tx: Transaction) -> Changed:
            paper_id = await _present_id(tx, asked)
            before = await _current(tx, user_id, paper_id)
            after = change(paper_id, before)
            if after == before:
                return Changed(before, changed=False, action_id=None)
            await join(tx, user_id, now)
            await _replace(tx, user_id, paper_id, after)
            action_id = await _record(tx, user_id, paper_id, before, now)
            await _forget_old_actions(tx, user_id)
            return Changed(after, changed=True, action_id=action_id)

        return await self._database.write(work)


def _new_entry(
    user_id: int, paper_id: str, now: datetime, status: Status = Status.TO_READ
) -> Entry:
    return Entry(
        user_id=user_id,
        paper_id=paper_id,
        status=status,
        added_at=now,
        changed_at=now,
        history=(StatusChange(status=status, at=now),),
    )


async def _record(
    tx: Transaction,
    user_id: int,
    paper_id: str,
    before: Entry | None,
    now: datetime,
    press: int | None = None,
) -> int:
    """Keep what an action changed, for its undo; answers its number. `press`: the number of the
    first action of the same press, if this is not the first."""
    row = await tx.fetch_one(
        "INSERT INTO list_actions (user_id, paper_id, before, at, press)"
        " VALUES ($1, $2, $3, $4, $5) RETURNING id",
        user_id,
        paper_id,
        before.model_dump_json() if before else None,
        int(now.timestamp()),
        press,
    )
    assert row is not None
    return int(row["id"])


async def _forget_old_actions(tx: Transaction, user_id: int) -> None:
    """Keep the person's last `ACTIONS_KEPT`; what one press did to several papers counts once."""
    await tx.execute(
        "DELETE FROM list_actions WHERE user_id = $1 AND coalesce(press, id) <="
        " (SELECT DISTINCT coalesce(press, id) FROM list_actions WHERE user_id = $1"
        " ORDER BY coalesce(press, id) DESC LIMIT 1 OFFSET $2)",
        user_id,
        ACTIONS_KEPT,
    )


async def _present_id(tx: Transaction, asked: str) -> str:
    """The id under which a paper is kept now: an old button may still say its old one."""
    row = await tx.fetch_one(f"SELECT {_PRESENT_ID.format(id='$1')} AS id", asked)
    assert row is not None
    return str(row["id"])


async def _current(tx: Transaction, user_id: int, paper_id: str) -> Entry | None:
    rows = await tx.fetch_all(
        "SELECT e.*, s.status AS was, s.at FROM entries e LEFT JOIN status_changes s"
        " ON s.user_id = e.user_id AND s.paper_id = e.paper_id"
        " WHERE e.user_id = $1 AND e.paper_id = $2 ORDER BY s.step",
        user_id,
        paper_id,
    )
    return _entry(rows[0], rows) if rows else None


async def _replace(tx: Transaction, user_id: int, paper_id: str, entry: Entry | None) -> None:
    if entry is None:
        await tx.execute(
            "DELETE FROM entries WHERE user_id = $1 AND paper_id = $2", user_id, paper_id
        )
        return
    await tx.execute(
        "INSERT INTO entries (user_id, paper_id, status, note, added_at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id, paper_id) DO UPDATE SET"
        " status = excluded.status, note = excluded.note, added_at = excluded.added_at,"
        " changed_at = excluded.changed_at",
        user_id,
        paper_id,
        entry.status,
        entry.note,
        int(entry.added_at.timestamp()),
        int(entry.changed_at.timestamp()),
    )
    await tx.execute(
        "DELETE FROM status_changes WHERE user_id = $1 AND paper_id = $2 AND step > $3",
        user_id,
        paper_id,
        len(entry.history),
    )
    for step, change in enumerate(entry.history, start=1):
        await tx.execute(
            "INSERT INTO status_changes (user_id, paper_id, step, status, at)"
            " VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (user_id, paper_id, step) DO UPDATE SET"
            " status = excluded.status, at = excluded.at",
            user_id,
            paper_id,
            step,
            change.status,
            int(change.at.timestamp()),
        )


def _entry(row: Row, steps: Sequence[Row]) -> Entry:
    return Entry(
        user_id=row["user_id"],
        paper_id=row["paper_id"],
        status=Status(row["status"]),
        note=row["note"],
        added_at=_instant(row["added_at"]),
        changed_at=_instant(row["changed_at"]),
        history=tuple(
            StatusChange(status=Status(step["was"]), at=_instant(step["at"])) for step in steps
        ),
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
