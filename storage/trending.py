"""The provider's trending list, in the provider's order."""

from collections.abc import Sequence
from datetime import UTC, datetime

from storage.database import Database, Transaction


class TrendingList:
    """The one trending list of a database: what the provider gave last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, paper_ids: Sequence[str], at: datetime) -> int:
        """Keep the list as it was given at `at`, in this order, in place of the one before;
        answers how many papers are on it. Each paper stands once, at its best place; ids that
        are not in the catalogue are left out. A list older than the kept one changes nothing."""
        instant = int(at.timestamp())

        async def work(tx: Transaction) -> int:
            newest = await tx.fetch_one("SELECT max(at) AS at, count(*) AS n FROM trending")
            if newest and newest["at"] is not None and newest["at"] > instant:
                return int(newest["n"])
            await tx.execute("DELETE FROM trending")
            placed: set[str] = set()
            for id in paper_ids:
                row = await tx.fetch_one(
                    "SELECT id FROM papers WHERE id = $1"
                    " UNION ALL SELECT paper_id FROM paper_aliases WHERE alias = $1 LIMIT 1",
                    id,
                )
                if row is None or row["id"] in placed:
                    continue
                placed.add(row["id"])
                await tx.execute(
                    "INSERT INTO trending (position, paper_id, at) VALUES ($1, $2, $3)",
                    len(placed),
                    row["id"],
                    instant,
                )
            return len(placed)

        return await self._database.write(work)

    async def latest(self) -> tuple[tuple[str, ...], datetime] | None:
        """The ids of the newest list in the provider's order, and when it was given; None if
        there never was one."""
        rows = await self._database.fetch_all("SELECT paper_id, at FROM trending ORDER BY position")
        if not rows:
            return None
        ids = tuple(row["paper_id"] for row in rows)
        return ids, datetime.fromtimestamp(rows[0]["at"], UTC)
