"""What is linked to a paper at the provider: how many models, datasets and Spaces."""

from datetime import UTC, datetime

from storage.database import Database, Transaction
from storage.models import Links


class PaperLinks:
    """The links of one database's papers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, paper_id: str, links: Links, at: datetime) -> None:
        """Keep what was told at `at`, in place of what was told before; a number that was not
        told takes none away. A paper that is not in the catalogue is passed over."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "INSERT INTO links (paper_id, models, datasets, spaces, at)"
                " SELECT id, $2, $3, $4, $5 FROM papers WHERE id = $1"
                " ON CONFLICT (paper_id) DO UPDATE SET"
                " models = coalesce(excluded.models, links.models),"
                " datasets = coalesce(excluded.datasets, links.datasets),"
                " spaces = coalesce(excluded.spaces, links.spaces), at = excluded.at",
                paper_id,
                links.models,
                links.datasets,
                links.spaces,
                int(at.timestamp()),
            )

        await self._database.write(work)

    async def get(self, paper_id: str) -> tuple[Links, datetime] | None:
        """What is linked to a paper and when that was told; None if it never was."""
        row = await self._database.fetch_one(
            "SELECT models, datasets, spaces, at FROM links WHERE paper_id = $1", paper_id
        )
        if row is None:
            return None
        links = Links(models=row["models"], datasets=row["datasets"], spaces=row["spaces"])
        return links, datetime.fromtimestamp(row["at"], UTC)
