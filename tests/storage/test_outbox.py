from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage.database import Database
from storage.feeds import Feeds
from storage.models import Delivery, DeliveryState
from storage.outbox import Outbox

DUE = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
DAY = date(2026, 3, 11)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
async def feed_id(database: Database) -> int:
    return await a_feed(database, channel_id=2)


async def a_feed(database: Database, channel_id: int) -> int:
    feed = await Feeds(database).add(
        1, channel_id, at=time(9), timezone="Europe/Berlin", top=5, active_from=DUE
    )
    assert feed is not None
    return feed.id


async def enqueued(outbox: Outbox, feed_id: int, day: date = DAY) -> Delivery:
    delivery = await outbox.enqueue(feed_id, day, DUE)
    assert delivery is not None
    return delivery


async def test_a_delivery_begins_as_pending(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)

    assert delivery == Delivery(
        id=delivery.id, feed_id=feed_id, day=DAY, state=DeliveryState.PENDING, due_at=DUE
    )
    assert await outbox.get(delivery.id) == delivery
    assert await outbox.open() == [delivery]
    assert await outbox.get(delivery.id + 1) is None


async def test_a_feed_gets_an_edition_once_ever(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)
    await outbox.claim(delivery.id, DUE)
    await outbox.dead(delivery.id, "refused")

    assert await outbox.enqueue(feed_id, DAY, DUE + timedelta(hours=1)) is None
    assert await outbox.feeds_with(DAY) == {feed_id}
    assert await outbox.feeds_with(DAY + timedelta(days=1)) == frozenset()


async def test_a_feed_that_is_gone_gets_nothing(outbox: Outbox, feed_id: int) -> None:
    assert await outbox.enqueue(feed_id + 1, DAY, DUE) is None
    assert await outbox.open() == []


async def test_a_claim_keeps_the_time_of_the_first_try_in_doubt(
    outbox: Outbox, feed_id: int
) -> None:
    delivery = await enqueued(outbox, feed_id)
    minute = timedelta(minutes=1)

    first = await outbox.claim(delivery.id, DUE)
    second = await outbox.claim(delivery.id, DUE + minute)
    after_a_search = await outbox.claim(delivery.id, DUE + 3 * minute, unsent=True)

    assert [first, second, after_a_search] == [
        delivery.model_copy(
            update={"state": DeliveryState.SENDING, "attempts": attempts, "claimed_at": at}
        )
        for attempts, at in [(1, DUE), (2, DUE), (3, DUE + 3 * minute)]
    ]


async def test_what_is_sent_is_not_sent_again(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)
    await outbox.claim(delivery.id, DUE)
    await outbox.failed(delivery.id, "no answer")

    await outbox.sent(delivery.id, 77, publish=False)

    sent = await outbox.get(delivery.id)
    assert sent is not None
    assert (sent.state, sent.message_id, sent.publish, sent.error) == ("sent", 77, False, None)
    assert await outbox.claim(delivery.id, DUE) is None
    await outbox.dead(delivery.id, "too late")
    assert await outbox.get(delivery.id) == sent
    assert await outbox.open() == []


async def test_what_is_to_be_published_stays_open_until_it_is(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)
    await outbox.claim(delivery.id, DUE)
    await outbox.sent(delivery.id, 77, publish=True)
    assert [each.id for each in await outbox.open()] == [delivery.id]

    await outbox.published(delivery.id)

    assert await outbox.open() == []
    published = await outbox.get(delivery.id)
    assert published is not None
    assert published.state is DeliveryState.PUBLISHED


async def test_a_refused_publication_leaves_it_sent(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)
    await outbox.claim(delivery.id, DUE)
    await outbox.sent(delivery.id, 77, publish=True)

    await outbox.unpublished(delivery.id, "refused")

    left = await outbox.get(delivery.id)
    assert left is not None
    assert (left.state, left.publish, left.error) == ("sent", False, "refused")
    assert await outbox.open() == []


async def test_a_failed_try_leaves_it_open(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)
    claimed = await outbox.claim(delivery.id, DUE)
    assert claimed is not None

    await outbox.failed(delivery.id, "no answer")

    assert await outbox.open() == [claimed.model_copy(update={"error": "no answer"})]


async def test_the_dead_stay_dead(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)

    await outbox.dead(delivery.id, "too late")

    assert await outbox.claim(delivery.id, DUE) is None
    dead = await outbox.get(delivery.id)
    assert dead is not None
    assert (dead.state, dead.error) == ("dead", "too late")
    assert await outbox.open() == []


async def test_only_what_was_claimed_can_be_sent(outbox: Outbox, feed_id: int) -> None:
    delivery = await enqueued(outbox, feed_id)

    await outbox.sent(delivery.id, 77, publish=False)
    await outbox.published(delivery.id)

    assert await outbox.get(delivery.id) == delivery


async def test_the_last_delivery_of_a_feed(
    outbox: Outbox, feed_id: int, database: Database
) -> None:
    other = await a_feed(database, channel_id=3)
    await enqueued(outbox, feed_id)
    newest = await enqueued(outbox, feed_id, DAY + timedelta(days=1))
    await enqueued(outbox, other)

    assert await outbox.last(feed_id) == newest
    assert await outbox.last(other + 1) is None


async def test_nonces_fit_and_differ(outbox: Outbox, feed_id: int, database: Database) -> None:
    other = await a_feed(database, channel_id=3)
    nonces = [
        (await enqueued(outbox, feed_id)).nonce,
        (await enqueued(outbox, feed_id, DAY + timedelta(days=1))).nonce,
        (await enqueued(outbox, other)).nonce,
        Delivery(id=1, feed_id=10**12, day=DAY, state=DeliveryState.PENDING, due_at=DUE).nonce,
    ]

    assert len(set(nonces)) == len(nonces)
    assert all(len(nonce) <= 25 for nonce in nonces)
