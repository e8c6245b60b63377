"""Watching: who wants to hear when papers on their list change, and what has changed of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from storage.database import Database, Transaction
from storage.entries import batches
from storage.members import join
from storage.models import Model

_BATCH = 400


class WatchState(StrEnum):
    """Whether a person watches; OFFERED: they were asked, and have not said."""

    ON = "on"
    OFF = "off"
    OFFERED = "offered"


class ChangeKind(StrEnum):
    """What can become of a paper."""

    VERSION = "version"
    WITHDRAWN = "withdrawn"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a paper stands at its sources; `version` None: arXiv does not have it."""

    paper_id: str
    version: int | None
    withdrawn: bool
    code: bool


class PaperChange(Model):
    """Something that became of a paper."""

    id: int
    paper_id: str
    kind: ChangeKind
    version: int | None = None
    at: datetime


class Watching:
    """The watchers of one database, and what they watch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def state(self, user_id: int) -> WatchState | None:
        """Whether the person watches; None if they were never asked."""
        row = await self._database.fetch_one(
            "SELECT state FROM watchers WHERE user_id = $1", user_id
        )
        return WatchState(row["state"]) if row else None

    async def set(self, user_id: int, state: WatchState, now: datetime) -> bool:
        """Keep that the person watches, or not; False if it was so already. Only what becomes of
        papers from now on counts."""

        async def work(tx: Transaction) -> bool:
            await join(tx, user_id, now)
            return bool(
                await tx.execute(
                    "INSERT INTO watchers (user_id, state, since) VALUES ($1, $2, $3)"
                    " ON CONFLICT (user_id) DO UPDATE SET state = excluded.state,"
                    " since = excluded.since WHERE watchers.state <> excluded.state",
                    user_id,
                    state,
                    int(now.timestamp()),
                )
            )

        return await self._database.write(work)

    async def offer(self, user_id: int, now: datetime) -> bool:
        """Keep that the person is asked now; False if they were asked before, or have said."""

        async def work(tx: Transaction) -> bool:
            await join(tx, user_id, now)
            return bool(
                await tx.execute(
                    "INSERT INTO watchers (user_id, state, since) VALUES ($1, 'offered', $2)"
                    " ON CONFLICT (user_id) DO NOTHING",
                    user_id,
                    int(now.timestamp()),
                )
            )

        return await self._database.write(work)

    async def to_ask(self, before: datetime, limit: int) -> list[str]:
        """The papers that anybody watches and that were not asked for since `before`, those that
        have waited longest first. Papers known by their title alone are left out."""
        rows = await self._database.fetch_all(
            "SELECT DISTINCT e.paper_id, coalesce(p.asked_at, 0) AS asked_at FROM watchers AS w"
            " JOIN entries AS e ON e.user_id = w.user_id AND e.status <> 'dropped'"
            " LEFT JOIN watched_papers AS p ON p.paper_id = e.paper_id"
            " WHERE w.state = 'on' AND coalesce(p.asked_at, 0) < $1 AND e.paper_id NOT LIKE 't-%'"
            " ORDER BY 2, 1 LIMIT $2",
            int(before.timestamp()),
            limit,
        )
        return [row["paper_id"] for row in rows]

    async def record(self, standings: Sequence[Standing], now: datetime) -> list[PaperChange]:
        """Keep how papers stand; answers what has changed since they were last asked for. A paper
        that is asked for the first time has not changed, a version never goes back, and what
        arXiv or nobody tells any more takes nothing away."""
        at = int(now.timestamp())

        async def work(tx: Transaction) -> list[PaperChange]:
            changes: list[PaperChange] = []
            for each in standings:
                known = await tx.fetch_one(
                    "SELECT version, withdrawn, code FROM watched_papers WHERE paper_id = $1",
                    each.paper_id,
                )
                version = each.version
                withdrawn, code = each.withdrawn, each.code
                if known is not None:
                    before = known["version"]
                    newer = before is not None and version is not None and version > before
                    gone = withdrawn and not known["withdrawn"]
                    found = []
                    if gone:
                        found.append(ChangeKind.WITHDRAWN)
                    elif newer:
                        found.append(ChangeKind.VERSION)
                    if code and not known["code"]:
                        found.append(ChangeKind.CODE)
                    version = max(before or 0, version or 0) or None
                    # A new version may bring a withdrawn paper back.
                    withdrawn = withdrawn or (bool(known["withdrawn"]) and not newer)
                    code = code or bool(known["code"])
                    changes += [
                        await _change(tx, each.paper_id, kind, version, at) for kind in found
                    ]
                await tx.execute(
                    "INSERT INTO watched_papers (paper_id, version, withdrawn, code, asked_at)"
                    " SELECT id, $2, $3, $4, $5 FROM papers WHERE id = $1"
                    " ON CONFLICT (paper_id) DO UPDATE SET version = excluded.version,"
                    " withdrawn = excluded.withdrawn, code = excluded.code,"
                    " asked_at = excluded.asked_at",
                    each.paper_id,
                    version,
                    int(withdrawn),
                    int(code),
                    at,
                )
            return changes

        return await self._database.write(work)

    async def without_code(self, paper_ids: Sequence[str]) -> list[str]:
        """Those of some papers of which no code is known, in their order."""
        found: set[str] = set()
        for batch in batches(paper_ids, _BATCH):
            marks = ", ".join(f"${number}" for number in range(1, len(batch) + 1))
            rows = await self._database.fetch_all(
                f"SELECT id FROM papers WHERE code_url IS NULL AND id IN ({marks})", *batch
            )
            found |= {row["id"] for row in rows}
        return [id for id in paper_ids if id in found]

    async def waiting(self, limit: int = 1_000) -> list[tuple[int, str]]:
        """(person, time zone) of those who watch and were not told of all changes, and whose
        direct messages are open."""
        rows = await self._database.fetch_all(
            "SELECT DISTINCT w.user_id, coalesce(m.timezone, 'UTC') AS timezone"
            " FROM watchers AS w JOIN members AS m ON m.user_id = w.user_id"
            " JOIN entries AS e ON e.user_id = w.user_id AND e.status <> 'dropped'"
            " JOIN paper_changes AS c ON c.paper_id = e.paper_id AND c.at >= w.since"
            " AND c.at >= e.added_at"
            " LEFT JOIN letter_boxes AS b ON b.user_id = w.user_id"
            " WHERE w.state = 'on' AND b.closed_at IS NULL AND c.id > coalesce((SELECT max(cause)"
            " FROM letters WHERE user_id = w.user_id AND kind = 'versions' AND state <> 'dead'), 0)"
            " ORDER BY w.user_id LIMIT $1",
            limit,
        )
        return [(row["user_id"], row["timezone"]) for row in rows]

    async def untold(self, user_id: int) -> list[PaperChange]:
        """What became of the person's papers that no letter has told them of."""
        return await self._changes(user_id, None, 2**62)

    async def told_by(self, user_id: int, letter_id: int, last: int) -> list[PaperChange]:
        """What a letter tells of: the changes up to number `last` after those of the person's
        letters before it."""
        return await self._changes(user_id, letter_id, last)

    async def forget_old(self, before: datetime) -> int:
        """Delete changes of before then: nobody is told of them any more."""

        async def work(tx: Transaction) -> int:
            return await tx.execute(
                "DELETE FROM paper_changes WHERE at < $1", int(before.timestamp())
            )

        return await self._database.write(work)

    async def _changes(self, user_id: int, letter: int | None, last: int) -> list[PaperChange]:
        rows = await self._database.fetch_all(
            "SELECT c.id, c.paper_id, c.kind, c.version, c.at FROM watchers AS w"
            " JOIN entries AS e ON e.user_id = w.user_id AND e.status <> 'dropped'"
            " JOIN paper_changes AS c ON c.paper_id = e.paper_id AND c.at >= w.since"
            " AND c.at >= e.added_at"
            " WHERE w.user_id = $1 AND w.state = 'on' AND c.id <= $3 AND c.id > coalesce((SELECT"
            " max(cause) FROM letters WHERE user_id = $1 AND kind = 'versions'"
            " AND state <> 'dead' AND ($2 IS NULL OR id < $2)), 0) ORDER BY c.id",
            user_id,
            letter,
            last,
        )
        return [
            PaperChange(
                id=row["id"],
                paper_id=row["paper_id"],
                kind=row["kind"],
                version=row["version"],
                at=datetime.fromtimestamp(row["at"], UTC),
            )
            for row in rows
        ]


async def _change(
    tx: Transaction, paper_id: str, kind: ChangeKind, version: int | None, at: int
) -> PaperChange:
    row = await tx.fetch_one(
        "INSERT INTO paper_changes (paper_id, kind, version, at) VALUES ($1, $2, $3, $4)"
        " RETURNING id",
        paper_id,
        kind,
        version if kind is ChangeKind.VERSION else None,
        at,
    )
    assert row is not None
    return PaperChange(
        id=row["id"],
        paper_id=paper_id,
        kind=kind,
        version=version if kind is ChangeKind.VERSION else None,
        at=datetime.fromtimestamp(at, UTC),
    )
