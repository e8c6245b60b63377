"""The trending list: the provider's order, whole, and from when it is."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.models import Paper
from storage.papers import Incoming, Papers
from storage.trending import TrendingList

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
A, B, C, LOCAL = "2603.00001", "2603.00002", "2603.00003", "t-aaaaaaaaaaaa"


async def put(database: Database, id: str, title: str) -> None:
    await Papers(database).put([Incoming(Paper(id=id, title=title, abstract="Birds."), title)])


async def test_a_list_replaces_the_one_before(database: Database) -> None:
    trending = TrendingList(database)
    assert await trending.latest() is None
    for id in (A, B, C):
        await put(database, id, id)
    assert await trending.put([C, A, B], NOW) == 3
    assert await trending.latest() == ((C, A, B), NOW)
    later = NOW + timedelta(hours=1)
    assert await trending.put([B, B, "2603.99999", A], later) == 2
    assert await trending.latest() == ((B, A), later)


async def test_an_older_list_changes_nothing(database: Database) -> None:
    trending = TrendingList(database)
    for id in (A, B):
        await put(database, id, id)
    await trending.put([A, B], NOW)
    assert await trending.put([B], NOW - timedelta(minutes=1)) == 2
    assert await trending.latest() == ((A, B), NOW)


async def test_papers_are_known_by_the_ids_they_had(database: Database) -> None:
    trending = TrendingList(database)
    await put(database, LOCAL, "the same title")
    await trending.put([LOCAL], NOW)
    await put(database, A, "the same title")
    assert await trending.latest() == ((A,), NOW)
    assert await trending.put([LOCAL, A], NOW) == 1
