"""Which commands Discord was last told, so that it is told again only when they change."""

from datetime import datetime

from storage.database import Database, Transaction


class SyncedCommands:
    """One record for each application."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def digest(self, application_id: int) -> str | None:
        """The digest of the commands as they were last synced."""
        row = await self._database.fetch_one(
            "SELECT digest FROM synced_commands WHERE application_id = $1", application_id
        )
        return row["digest"] if row else None

    async def record(self, application_id: int, digest: str, now: datetime) -> None:
        """Keep that these commands are synced now."""

        async def work(tx: Transaction) -> None:
            await tx.execute(
                "INSERT INTO synced_commands (application_id, digest, at) VALUES ($1, $2, $3)"
                " ON CONFLICT (application_id) DO UPDATE SET digest = excluded.digest,"
                " at = excluded.at",
                application_id,
                digest,
                int(now.timestamp()),
            )

        await self._database.write(work)
