from datetime import UTC, datetime, time, timedelta

import pytest

from storage.database import Database
from storage.feeds import Feeds
from storage.models import Feed
from storage.outbox import Outbox

NOW = datetime(2026, 3, 11, 8, 0, 5, tzinfo=UTC)
SQL = "'); DROP TABLE feeds; --"


@pytest.fixture
def feeds(database: Database) -> Feeds:
    return Feeds(database)


async def added(feeds: Feeds, channel_id: int, guild_id: int = 1) -> Feed:
    feed = await feeds.add(
        guild_id, channel_id, at=time(9, 30), timezone="Europe/Berlin", top=5, active_from=NOW
    )
    assert feed is not None
    return feed


async def test_what_is_added_is_kept(feeds: Feeds) -> None:
    feed = await added(feeds, 2**63 - 1)

    assert feed == Feed(
        id=feed.id,
        guild_id=1,
        channel_id=2**63 - 1,
        at=time(9, 30),
        timezone="Europe/Berlin",
        top=5,
        active_from=NOW,
    )
    assert await feeds.get(feed.id) == feed
    assert await feeds.get(feed.id + 1) is None


async def test_a_channel_has_one_feed(feeds: Feeds) -> None:
    first = await added(feeds, 2)

    again = await feeds.add(
        1, 2, at=time(10), timezone="Asia/Tokyo", top=10, active_from=NOW + timedelta(days=1)
    )

    assert again is None
    assert await feeds.all() == [first]


@pytest.mark.parametrize("at", [time(0), time(23, 59)])
async def test_every_minute_of_the_day_is_kept(feeds: Feeds, at: time) -> None:
    feed = await feeds.add(1, 2, at=at, timezone="UTC", top=1, active_from=NOW)

    assert feed is not None
    assert feed.at == at


async def test_a_server_sees_its_own_feeds(feeds: Feeds) -> None:
    ours, theirs, also_ours = [
        await added(feeds, 2, guild_id=1),
        await added(feeds, 3, guild_id=9),
        await added(feeds, 4, guild_id=1),
    ]

    assert await feeds.in_guild(1) == [ours, also_ours]
    assert await feeds.in_guild(9) == [theirs]
    assert await feeds.in_guild(7) == []
    assert await feeds.all() == [ours, theirs, also_ours]


async def test_a_changed_time_or_zone_starts_with_its_next_due_time(feeds: Feeds) -> None:
    feed = await added(feeds, 2)
    later = NOW + timedelta(hours=1)

    moved = await feeds.edit(feed.id, 1, at=time(18), active_from=later)
    assert moved == feed.model_copy(update={"at": time(18), "active_from": later})

    latest = NOW + timedelta(hours=2)
    elsewhere = await feeds.edit(feed.id, 1, timezone="Asia/Tokyo", active_from=latest)
    assert elsewhere == moved.model_copy(update={"timezone": "Asia/Tokyo", "active_from": latest})
    assert await feeds.get(feed.id) == elsewhere


async def test_a_longer_list_does_not_cost_the_announcement_that_is_due(feeds: Feeds) -> None:
    feed = await added(feeds, 2)

    edited = await feeds.edit(feed.id, 1, top=10, active_from=NOW + timedelta(hours=1))

    assert edited == feed.model_copy(update={"top": 10})


async def test_another_server_can_neither_edit_nor_remove(feeds: Feeds) -> None:
    feed = await added(feeds, 2, guild_id=1)

    assert await feeds.edit(feed.id, 9, top=1, active_from=NOW) is None
    assert await feeds.remove(feed.id, 9) is False
    assert await feeds.all() == [feed]


async def test_removing_takes_the_deliveries_along(feeds: Feeds, database: Database) -> None:
    feed = await added(feeds, 2)
    outbox = Outbox(database)
    delivery = await outbox.enqueue(feed.id, NOW.date(), NOW)
    assert delivery is not None

    assert await feeds.remove(feed.id, 1) is True

    assert await outbox.get(delivery.id) is None
    assert await feeds.remove(feed.id, 1) is False


async def test_a_feed_added_again_is_another_one(feeds: Feeds) -> None:
    first = await added(feeds, 2)
    await feeds.remove(first.id, 1)

    assert (await added(feeds, 2)).id > first.id


async def test_leaving_a_server_removes_its_feeds_only(feeds: Feeds) -> None:
    await added(feeds, 2, guild_id=1)
    await added(feeds, 3, guild_id=1)
    theirs = await added(feeds, 4, guild_id=9)

    assert await feeds.remove_guild(1) == 2
    assert await feeds.all() == [theirs]


async def test_a_deleted_channel_loses_its_feed(feeds: Feeds) -> None:
    await added(feeds, 2)
    other = await added(feeds, 3)

    assert await feeds.remove_channel(2) is True
    assert await feeds.remove_channel(2) is False
    assert await feeds.all() == [other]


async def test_the_last_error_is_kept_until_it_is_cleared(feeds: Feeds) -> None:
    feed = await added(feeds, 2)

    await feeds.note_error(feed.id, "I may not post there.")
    assert await feeds.get(feed.id) == feed.model_copy(
        update={"last_error": "I may not post there."}
    )

    await feeds.note_error(feed.id, None)
    assert await feeds.get(feed.id) == feed


async def test_text_is_never_taken_for_sql(feeds: Feeds) -> None:
    feed = await added(feeds, 2)

    await feeds.edit(feed.id, 1, timezone=SQL, active_from=NOW)
    await feeds.note_error(feed.id, SQL)

    kept = await feeds.get(feed.id)
    assert kept is not None
    assert (kept.timezone, kept.last_error) == (SQL, SQL)
