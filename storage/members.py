"""People: what is kept of each, handed out whole and erased whole."""

import json
from datetime import UTC, datetime
from typing import Any

from storage.database import Database, Transaction
from storage.entries import PRIORITIES

PERSONAL_TABLES = (
    "members",
    "entries",
    "status_changes",
    "entry_tags",
    "named_lists",
    "named_list_papers",
    "tag_rules",
    "reminders",
    "subscriptions",
    "alerts",
    "letter_boxes",
    "letters",
    "told_papers",
    "list_actions",
    "list_views",
    "looks",
    "questions",
)
"""Every table with a person's id in it; a test holds this against the schema itself."""

INSTANTS = (
    "since",
    "added_at",
    "changed_at",
    "at",
    "asked_at",
    "made_at",
    "due_at",
    "claimed_at",
    "shown_at",
    "expires_at",
    "tuned_at",
    "told_at",
    "closed_at",
    "active_from",
    "alert_from",
    "nudge_from",
    "looked_at",
    "before_at",
)
"""Columns that count seconds since 1970."""

_ROWS = {
    "members": "SELECT * FROM members WHERE user_id = $1",
    # With the title in the same statement: the entry may be gone by the next one.
    "entries": "SELECT e.*, p.title FROM entries e JOIN papers p ON p.id = e.paper_id"
    " WHERE e.user_id = $1 ORDER BY e.added_at, e.paper_id",
    "status_changes": "SELECT * FROM status_changes WHERE user_id = $1 ORDER BY paper_id, step",
    "entry_tags": "SELECT * FROM entry_tags WHERE user_id = $1 ORDER BY paper_id, tag",
    "named_lists": "SELECT * FROM named_lists WHERE user_id = $1 ORDER BY id",
    "named_list_papers": "SELECT * FROM named_list_papers WHERE user_id = $1"
    " ORDER BY list_id, paper_id",
    "tag_rules": "SELECT * FROM tag_rules WHERE user_id = $1 ORDER BY id",
    "reminders": "SELECT * FROM reminders WHERE user_id = $1 ORDER BY id",
    "subscriptions": "SELECT * FROM subscriptions WHERE user_id = $1 ORDER BY id",
    "alerts": "SELECT * FROM alerts WHERE user_id = $1 ORDER BY id",
    "letter_boxes": "SELECT * FROM letter_boxes WHERE user_id = $1",
    "letters": "SELECT * FROM letters WHERE user_id = $1 ORDER BY id",
    "told_papers": "SELECT * FROM told_papers WHERE user_id = $1"
    " ORDER BY told_at, source, position",
    "list_views": "SELECT * FROM list_views WHERE user_id = $1 ORDER BY id",
    "list_actions": "SELECT * FROM list_actions WHERE user_id = $1 ORDER BY id",
    "looks": "SELECT * FROM looks WHERE user_id = $1",
    "questions": "SELECT * FROM questions WHERE user_id = $1 ORDER BY id",
}


def joining(user_id: int, now: datetime) -> tuple[str, tuple[int, int]]:
    """The statement that makes sure the row is there that everything personal hangs on."""
    return (
        "INSERT INTO members (user_id, since) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING",
        (user_id, int(now.timestamp())),
    )


async def join(tx: Transaction, user_id: int, now: datetime) -> None:
    """Make sure the row is there that everything personal hangs on."""
    sql, params = joining(user_id, now)
    await tx.execute(sql, *params)


class Members:
    """The people of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """Everything kept about a person: table name -> rows, instants in ISO 8601 UTC.

        Entries carry the title of their paper, so that the file means something to a reader.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        for table in PERSONAL_TABLES:
            rows = await self._database.fetch_all(_ROWS[table], user_id)
            found[table] = [_readable(dict(row)) for row in rows]
        return found

    async def timezone(self, user_id: int) -> str:
        """The IANA name of the person's time zone; UTC as long as they named none."""
        row = await self._database.fetch_one(
            "SELECT timezone FROM members WHERE user_id = $1", user_id
        )
        return (row["timezone"] if row else None) or "UTC"

    async def set_timezone(self, user_id: int, timezone: str, now: datetime) -> None:
        """Keep the person's time zone, an IANA name."""

        async def work(tx: Transaction) -> None:
            await join(tx, user_id, now)
            await tx.execute(
                "UPDATE members SET timezone = $2 WHERE user_id = $1", user_id, timezone
            )

        await self._database.write(work)

    async def erase(self, user_id: int) -> int:
        """Delete everything kept about a person; answers how many papers were on their list."""

        async def work(tx: Transaction) -> int:
            row = await tx.fetch_one(
                "SELECT count(*) AS n FROM entries WHERE user_id = $1", user_id
            )
            await tx.execute("DELETE FROM members WHERE user_id = $1", user_id)
            return int(row["n"]) if row else 0

        return await self._database.write(work)


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    for column in INSTANTS:
        if row.get(column) is not None:
            row[column] = datetime.fromtimestamp(row[column], UTC).isoformat()
    for column in ("before", "view"):
        if row.get(column):
            row[column] = json.loads(row[column])
    if "priority" in row:
        row["priority"] = PRIORITIES[row["priority"]]
    return row
