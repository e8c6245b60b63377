"""What is linked to papers: the newest that was told, and nothing taken away by silence."""

from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.links import PaperLinks
from storage.models import Links, Paper
from storage.papers import Incoming, Papers

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
ID = "2603.00001"


async def test_links_are_kept_and_followed(database: Database) -> None:
    links = PaperLinks(database)
    await links.put(ID, Links(models=1), NOW)  # nobody knows the paper yet
    assert await links.get(ID) is None
    await Papers(database).put([Incoming(Paper(id=ID, title="Gulls", abstract="Birds."), "gulls")])
    await links.put(ID, Links(models=3, spaces=0), NOW)
    assert await links.get(ID) == (Links(models=3, spaces=0), NOW)
    later = NOW + timedelta(days=1)
    await links.put(ID, Links(models=4, datasets=2), later)
    assert await links.get(ID) == (Links(models=4, datasets=2, spaces=0), later)
    await links.put(ID, Links(), later)
    assert await links.get(ID) == (Links(models=4, datasets=2, spaces=0), later)
