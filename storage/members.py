"""People: what is kept of each, handed out whole and erased whole."""

import json
from datetime import UTC, datetime
from typing import Any

from storage.database import Database, Transaction

PERSONAL_TABLES = (
    "members",
    "entries",
    "status_changes",
    "list_actions",
    "questions",
    "dialogues",
)
"""Every table with a person's id in it; a test holds this against the schema itself."""

_ROWS = {
    "members": "SELECT * FROM members WHERE user_id = $1",
    # With the title in the same statement: the entry may be gone by the next one.
    "entries": "SELECT e.*, p.title FROM entries e JOIN papers p ON p.id = e.paper_id"
    " WHERE e.user_id = $1 ORDER BY e.added_at, e.paper_id",
    "status_changes": "SELECT * FROM status_changes WHERE user_id = $1 ORDER BY paper_id, step",
    "list_actions": "SELECT * FROM list_actions WHERE user_id = $1 ORDER BY id",
    "questions": "SELECT * FROM questions WHERE user_id = $1 ORDER BY id",
    "dialogues": "SELECT * FROM dialogues WHERE user_id = $1 ORDER BY channel_id",
}


async def join(tx: Transaction, user_id: int, now: datetime) -> None:
    """Make sure the row is there that everything personal hangs on."""
    await tx.execute(
        "INSERT INTO members (user_id, since) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING",
        user_id,
        int(now.timestamp()),
    )


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
    for column in ("since", "added_at", "changed_at", "at", "asked_at"):
        if column in row:
            row[column] = datetime.fromtimestamp(row[column], UTC).isoformat()
    if row.get("before"):
        row["before"] = json.loads(row["before"])
    return row
