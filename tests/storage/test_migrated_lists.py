"""Lists of the first version are kept whole by the migrations after it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosqlite
import pytest

from storage.database import Database
from storage.migrate import in_order, migrate, packaged_migrations
from storage.models import Priority, Status
from storage.reading import ReadingLists

BOB = 7
AT = datetime(2026, 3, 12, 9, tzinfo=UTC)
BEFORE = (
    '{"user_id":7,"paper_id":"2603.00001","status":"to-read","note":"old",'
    '"added_at":"2026-03-12T09:00:00Z","changed_at":"2026-03-12T09:00:00Z",'
    '"history":[{"status":"to-read","at":"2026-03-12T09:00:00Z"}]}'
)


@pytest.fixture
async def old(tmp_path: Path) -> Path:
    """A database as it was before entries had tags, with a list and an action in it."""
    path, at = tmp_path / "paperboy.db", int(AT.timestamp())
    steps = []
    for step in packaged_migrations():
        if "CREATE TABLE entry_tags" in step.sql:
            break
        steps.append(step)
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await migrate(connection, in_order(steps), lambda: 0.0)
        for sql in (
            "INSERT INTO papers (id, title, title_key, abstract, change)"
            " VALUES ('2603.00001', 'Gulls', 'gulls', 'Birds.', 1)",
            f"INSERT INTO members (user_id, since) VALUES ({BOB}, {at})",
            "INSERT INTO entries (user_id, paper_id, status, note, added_at, changed_at)"
            f" VALUES ({BOB}, '2603.00001', 'read', 'new', {at}, {at})",
            f"INSERT INTO status_changes VALUES ({BOB}, '2603.00001', 1, 'to-read', {at})",
            f"INSERT INTO status_changes VALUES ({BOB}, '2603.00001', 2, 'read', {at})",
        ):
            await connection.execute(sql)
        await connection.execute(
            "INSERT INTO list_actions (user_id, paper_id, before, at) VALUES (?, ?, ?, ?)",
            (BOB, "2603.00001", BEFORE, at),
        )
    return path


async def test_entries_and_the_way_back_are_kept(old: Path) -> None:
    async with await Database.open(old) as database:
        lists = ReadingLists(database)
        entry = await lists.get(BOB, "2603.00001")
        assert entry is not None
        assert (entry.status, entry.note, len(entry.history)) == (Status.READ, "new", 2)
        assert (entry.priority, entry.rating, entry.due) == (Priority.NORMAL, None, None)
        assert entry.tags == () and entry.lists == ()
        undone = await lists.undo_last(BOB, AT - timedelta(days=1))
        assert undone is not None
        entry = await lists.get(BOB, "2603.00001")
        assert entry is not None
        assert (entry.status, entry.note, len(entry.history)) == (Status.TO_READ, "old", 1)
