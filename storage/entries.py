"""Entries row by row: read whole and written as far as they differ, many at a time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from sqlite3 import Row
from typing import Protocol, TypeAlias, TypeVar

from storage.database import Transaction, Value
from storage.errors import LimitReached
from storage.models import Entry, Priority, Status, StatusChange

MOST_TAGS = 500
"""Different tags a person may have."""

BATCH = 200
"""Papers one statement asks for, each up to four times: SQLite takes at least 999 parameters."""
PARAMETERS = 900
PRIORITIES = (Priority.LOW, Priority.NORMAL, Priority.HIGH)
"""In the order of their numbers in the database."""

T = TypeVar("T")
Statement: TypeAlias = tuple[str, Sequence[Value]]
Pair: TypeAlias = tuple[Entry | None, Entry]
Difference: TypeAlias = tuple[str, Entry | None, Entry | None]
"""A paper, its entry before and after; None is "not on the list"."""


class Reading(Protocol):
    """A database or a transaction, as far as asking goes."""

    async def fetch_all(self, sql: str, *params: Value) -> list[Row]:
        """Every row of a query."""


PRESENT_ID = "coalesce((SELECT paper_id FROM paper_aliases WHERE alias = $2), $2)"
"""The id under which a paper is kept now: an old button may still say its old one."""


async def present(reading: Reading, user_id: int, asked: str) -> tuple[str, Entry | None]:
    """The id under which a paper is kept now, and the person's entry of it."""
    # One statement, so that all of an entry is of the same moment.
    rows = await reading.fetch_all(
        f"SELECT k.present, e.*, p.kind, p.n, p.value, p.at FROM (SELECT {PRESENT_ID} AS present) k"
        " LEFT JOIN entries e ON e.user_id = $1 AND e.paper_id = k.present"
        f" LEFT JOIN ({_parts(PRESENT_ID)}) p ON p.paper_id = e.paper_id"
        " ORDER BY p.kind, p.n, p.value",
        user_id,
        asked,
    )
    entry = _entry(rows) if rows[0]["user_id"] is not None else None
    return rows[0]["present"], entry


async def current(reading: Reading, user_id: int, paper_ids: Sequence[str]) -> dict[str, Entry]:
    """The person's entries of some papers, those that there are, by the papers' ids."""
    found: dict[str, Entry] = {}
    for batch in batches(paper_ids, BATCH):
        marks = numbered(len(batch), first=2)
        rows = await reading.fetch_all(
            "SELECT e.*, p.kind, p.n, p.value, p.at FROM entries e"
            f" LEFT JOIN ({_parts(marks)}) p ON p.paper_id = e.paper_id"
            f" WHERE e.user_id = $1 AND e.paper_id IN ({marks}) ORDER BY p.kind, p.n, p.value",
            user_id,
            *batch,
        )
        of_paper: dict[str, list[Row]] = {}
        for row in rows:
            of_paper.setdefault(row["paper_id"], []).append(row)
        found |= {paper_id: _entry(each) for paper_id, each in of_paper.items()}
    return found


async def write(
    tx: Transaction,
    user_id: int,
    differences: Sequence[Difference],
    *,
    first: Iterable[Statement] = (),
    last: Iterable[Statement] = (),
    limited: bool = True,
) -> list[Row]:
    """Bring entries from what they were to what they are to be, after doing what is to be done
    `first` and before what is to be done `last`; answers the rows of the last of that.

    Raises LimitReached if the person would have more than `MOST_TAGS`, where that is `limited`;
    sqlite3.IntegrityError for a paper that there is not.
    """
    kept = [(before, after) for _, before, after in differences if after is not None]
    own: Collection[int] = ()
    if any(after.lists for _, after in kept):
        # A list may have been deleted since, and nobody's takes in another person's papers.
        own = await _own_lists(tx, user_id)
    rows = await tx.execute_all(
        [
            *first,
            *_gone(user_id, [paper_id for paper_id, _, after in differences if after is None]),
            *_facts_written(user_id, [e for before, e in kept if _facts_differ(before, e)]),
            *_steps_written(user_id, kept),
            *_tags_written(user_id, kept),
            *_lists_written(user_id, kept, own),
            *last,
        ]
    )
    if limited and any(set(after.tags) - set(_tags(before)) for before, after in kept):
        counted = await tx.fetch_all(
            "SELECT count(DISTINCT tag) AS n FROM entry_tags WHERE user_id = $1", user_id
        )
        if counted[0]["n"] > MOST_TAGS:
            raise LimitReached(MOST_TAGS)
    return rows


def numbered(count: int, first: int = 1) -> str:
    """Parameters `$first`, ... for `count` values."""
    return ", ".join(f"${number}" for number in range(first, first + count))


def rows_of(count: int, width: int) -> str:
    """Parameters for `count` rows of `width` values."""
    return ", ".join(f"({numbered(width, 1 + row * width)})" for row in range(count))


def batches(items: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """`items` in pieces of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def instant(seconds: int) -> datetime:
    """An instant of the database."""
    return datetime.fromtimestamp(seconds, UTC)


def _parts(ids: str) -> str:
    """What an entry has several of: its steps, its tags, its lists."""
    return (
        "SELECT paper_id, 'step' AS kind, step AS n, status AS value, at FROM status_changes"
        f" WHERE user_id = $1 AND paper_id IN ({ids})"
        " UNION ALL SELECT paper_id, 'tag', 0, tag, 0 FROM entry_tags"
        f" WHERE user_id = $1 AND paper_id IN ({ids})"
        " UNION ALL SELECT paper_id, 'list', list_id, '', 0 FROM named_list_papers"
        f" WHERE user_id = $1 AND paper_id IN ({ids})"
    )


def _entry(rows: Sequence[Row]) -> Entry:
    row = rows[0]
    return Entry(
        user_id=row["user_id"],
        paper_id=row["paper_id"],
        status=Status(row["status"]),
        note=row["note"],
        rating=row["rating"],
        priority=PRIORITIES[row["priority"]],
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        tags=tuple(each["value"] for each in rows if each["kind"] == "tag"),
        lists=tuple(each["n"] for each in rows if each["kind"] == "list"),
        added_at=instant(row["added_at"]),
        changed_at=instant(row["changed_at"]),
        history=tuple(
            StatusChange(status=Status(each["value"]), at=instant(each["at"]))
            for each in rows
            if each["kind"] == "step"
        ),
    )


def _facts(entry: Entry) -> tuple[Value, ...]:
    return (
        entry.status,
        entry.note,
        entry.rating,
        PRIORITIES.index(entry.priority),
        entry.due.isoformat() if entry.due else None,
        int(entry.added_at.timestamp()),
        int(entry.changed_at.timestamp()),
    )


def _facts_differ(before: Entry | None, after: Entry) -> bool:
    return before is None or _facts(before) != _facts(after)


def _steps(entry: Entry | None) -> tuple[StatusChange, ...]:
    return entry.history if entry else ()


def _tags(entry: Entry | None) -> tuple[str, ...]:
    return entry.tags if entry else ()


def _gone(user_id: int, paper_ids: Sequence[str]) -> Iterator[Statement]:
    for batch in batches(paper_ids, BATCH):
        sql = (
            "DELETE FROM entries WHERE user_id = $1"
            f" AND paper_id IN ({numbered(len(batch), first=2)})"
        )
        yield sql, (user_id, *batch)


def _facts_written(user_id: int, entries: Sequence[Entry]) -> Iterator[Statement]:
    width = 9
    for batch in batches(entries, PARAMETERS // width):
        sql = (
            "INSERT INTO entries (user_id, paper_id, status, note, rating, priority, due, added_at,"
            f" changed_at) VALUES {rows_of(len(batch), width)}"
            " ON CONFLICT (user_id, paper_id) DO UPDATE SET status = excluded.status,"
            " note = excluded.note, rating = excluded.rating, priority = excluded.priority,"
            " due = excluded.due, added_at = excluded.added_at, changed_at = excluded.changed_at"
        )
        yield sql, tuple(v for e in batch for v in (user_id, e.paper_id, *_facts(e)))


def _steps_written(user_id: int, pairs: Sequence[Pair]) -> Iterator[Statement]:
    new: list[tuple[str, int, StatusChange]] = []
    for before, after in pairs:
        old = _steps(before)
        if len(old) > len(after.history):
            sql = "DELETE FROM status_changes WHERE user_id = $1 AND paper_id = $2 AND step > $3"
            yield sql, (user_id, after.paper_id, len(after.history))
        new += [
            (after.paper_id, number, step)
            for number, step in enumerate(after.history, start=1)
            if old[number - 1 : number] != (step,)
        ]
    width = 5
    for batch in batches(new, PARAMETERS // width):
        sql = (
            "INSERT INTO status_changes (user_id, paper_id, step, status, at)"
            f" VALUES {rows_of(len(batch), width)} ON CONFLICT (user_id, paper_id, step)"
            " DO UPDATE SET status = excluded.status, at = excluded.at"
        )
        yield (
            sql,
            tuple(
                value
                for paper_id, number, step in batch
                for value in (user_id, paper_id, number, step.status, int(step.at.timestamp()))
            ),
        )


def _tags_written(user_id: int, pairs: Sequence[Pair]) -> Iterator[Statement]:
    gone: dict[str, list[str]] = {}
    new: list[tuple[str, str]] = []
    for before, after in pairs:
        old = _tags(before)
        for tag in old:
            if tag not in after.tags:
                gone.setdefault(tag, []).append(after.paper_id)
        new += [(after.paper_id, tag) for tag in after.tags if tag not in old]
    for tag, paper_ids in gone.items():
        for batch in batches(paper_ids, BATCH):
            sql = (
                "DELETE FROM entry_tags WHERE user_id = $1 AND tag = $2"
                f" AND paper_id IN ({numbered(len(batch), first=3)})"
            )
            yield sql, (user_id, tag, *batch)
    width = 3
    for some in batches(new, PARAMETERS // width):
        sql = (
            "INSERT INTO entry_tags (user_id, paper_id, tag)"
            f" VALUES {rows_of(len(some), width)} ON CONFLICT DO NOTHING"
        )
        yield sql, tuple(v for paper_id, tag in some for v in (user_id, paper_id, tag))


def _lists_written(
    user_id: int, pairs: Sequence[Pair], own: Collection[int]
) -> Iterator[Statement]:
    gone: dict[int, list[str]] = {}
    new: list[tuple[str, int]] = []
    for before, after in pairs:
        old = before.lists if before else ()
        for list_id in old:
            if list_id not in after.lists:
                gone.setdefault(list_id, []).append(after.paper_id)
        new += [(after.paper_id, id) for id in after.lists if id not in old and id in own]
    for list_id, paper_ids in gone.items():
        for batch in batches(paper_ids, BATCH):
            sql = (
                "DELETE FROM named_list_papers WHERE user_id = $1 AND list_id = $2"
                f" AND paper_id IN ({numbered(len(batch), first=3)})"
            )
            yield sql, (user_id, list_id, *batch)
    width = 3
    for some in batches(new, PARAMETERS // width):
        sql = (
            "INSERT INTO named_list_papers (user_id, paper_id, list_id)"
            f" VALUES {rows_of(len(some), width)} ON CONFLICT DO NOTHING"
        )
        yield sql, tuple(v for paper_id, id in some for v in (user_id, paper_id, id))


async def _own_lists(tx: Transaction, user_id: int) -> Collection[int]:
    rows = await tx.fetch_all("SELECT id FROM named_lists WHERE user_id = $1", user_id)
    return {row["id"] for row in rows}
