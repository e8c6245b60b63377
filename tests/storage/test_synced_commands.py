from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.synced_commands import SyncedCommands

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


async def test_each_application_has_its_last_digest(database: Database) -> None:
    synced = SyncedCommands(database)
    assert await synced.digest(1) is None
    await synced.record(1, "first", NOW)
    await synced.record(2, "other", NOW)
    await synced.record(1, "second", NOW + timedelta(days=1))
    assert (await synced.digest(1), await synced.digest(2)) == ("second", "other")
