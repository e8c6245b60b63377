"""Posts that follow their editions, and feeds that are paused, on the announcer's own world."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.delivery.live import FINAL_AFTER, final_at, span_of
from bot.delivery.sender import Refused, Unreachable
from bot.editions.feed_day import ends_at
from storage.database import Database
from storage.models import Delivery, DeliveryState, Feed
from tests.unit.test_announcer import DAY, HOUR, MINUTE, NINE, Lost, World

GONE = Refused("I cannot find it.", gone=True)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with await Database.open(tmp_path / "paperboy.db") as database:
        yield World(database)


async def posted(world: World, news: bool = False) -> Feed:
    """A feed with a post that has just been sent."""
    await world.edition()
    feed = await world.feed(news=news)
    await world.ticks(1)
    return feed


def edits(world: World, feed: Feed) -> list[str]:
    return [shown for _, shown in world.posts(feed)[0].edits]


async def test_a_post_is_edited_at_most_every_ten_minutes_and_only_if_it_differs(
    world: World,
) -> None:
    feed = await posted(world)
    for votes in range(30):
        world.discord.numbers = f"{votes} votes"
        await world.ticks(1)
    assert edits(world, feed) == ["9 votes", "19 votes", "29 votes"]

    await world.ticks(60)
    assert len(edits(world, feed)) == 3  # there is nothing new to show


async def test_it_is_final_two_days_after_the_day_and_then_left_alone(world: World) -> None:
    feed = await posted(world)
    end = final_at(span_of(await world.last(feed)))
    assert end == ends_at(DAY) + FINAL_AFTER

    while world.clock.now() < end + HOUR:
        await world.ticks(1, every=20 * MINUTE)
    assert edits(world, feed) == ["12 votes final"]
    assert (await world.last(feed)).look_at is None
    world.discord.numbers = "99 votes"
    await world.ticks(50, every=HOUR)
    assert edits(world, feed) == ["12 votes final"]


async def test_it_goes_on_after_a_restart(world: World) -> None:
    feed = await posted(world)
    world.discord.numbers = "13 votes"
    world.clock.advance(3 * HOUR)
    world.started()

    await world.ticks(1)

    assert edits(world, feed) == ["13 votes"]
    assert len(world.posts(feed)) == 1


async def test_a_published_post_is_edited_once_at_the_end(world: World) -> None:
    feed = await posted(world, news=True)
    for votes in range(20, 80):
        world.discord.numbers = f"{votes} votes"
        await world.ticks(1, every=30 * MINUTE)
    assert edits(world, feed) == []

    await world.ticks(60, every=HOUR)
    assert edits(world, feed) == ["79 votes final"]
    assert world.discord.calls.count("edit") == 1


async def test_a_post_that_was_deleted_is_left_alone(world: World) -> None:
    feed = await posted(world)
    world.discord.answers["edit"] = [Refused("It is not there.")]
    world.discord.numbers = "13 votes"

    await world.ticks(100, every=30 * MINUTE)

    assert world.discord.calls.count("edit") == 1
    assert world.discord.calls.count("send") == 1
    assert (await world.last(feed)).look_at is None
    assert await world.error(feed) is None


async def test_an_edit_without_an_answer_is_tried_again(world: World) -> None:
    feed = await posted(world)
    world.discord.numbers = "13 votes"
    world.discord.answers["edit"] = [Unreachable("no"), Lost(Unreachable("no", 900.0))]

    await world.ticks(60)

    assert edits(world, feed) == ["13 votes"] * 2
    assert (await world.last(feed)).shown == "13 votes"


async def test_a_post_that_was_found_again_is_brought_up_to_date(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    delivery = await world.outbox.enqueue(feed.id, DAY, NINE)
    assert delivery is not None
    claimed = await world.outbox.claim(delivery.id, NINE)
    assert claimed is not None
    await world.discord.send(feed, claimed)
    world.clock.advance(HOUR)

    await world.ticks(15)

    assert edits(world, feed) == ["12 votes"]


# Refusals


async def days(world: World, feed: Feed, count: int) -> list[Delivery]:
    """So many days with a list, an announcement each."""
    found = []
    for n in range(count):
        day = DAY + timedelta(days=n)
        await world.edition(day)
        world.clock.set(NINE + timedelta(days=n))
        await world.ticks(2)
        found.append(await world.last(feed))
    return found


async def test_three_refusals_in_a_row_pause_a_feed(world: World) -> None:
    feed = await world.feed()
    world.discord.answers["send"] = [Refused("Give me Send Messages.")] * 10

    await days(world, feed, 5)

    assert world.discord.calls.count("send") == 3
    paused = await world.feeds.get(feed.id)
    assert paused is not None
    assert (paused.refusals, paused.last_error) == (3, "Give me Send Messages.")
    assert paused.paused_at == NINE + timedelta(days=2)


async def test_a_success_between_refusals_counts(world: World) -> None:
    feed = await world.feed()
    no = Refused("Give me Send Messages.")
    world.discord.answers["send"] = [no, no]
    await days(world, feed, 3)
    world.discord.answers["send"] = [no, no]

    for n in range(3, 6):
        await world.edition(DAY + timedelta(days=n))
        world.clock.set(NINE + timedelta(days=n))
        await world.ticks(2)

    kept = await world.feeds.get(feed.id)
    assert kept is not None
    assert (kept.refusals, kept.paused_at) == (0, None)
    assert len(world.posts(feed)) == 2


async def test_a_channel_that_is_gone_pauses_at_once(world: World) -> None:
    feed = await world.feed()
    world.discord.answers["send"] = [GONE]

    await days(world, feed, 3)

    assert world.discord.calls == ["send"]


async def test_an_admin_is_told_of_the_first_refusal_and_of_the_pause_once_each(
    world: World,
) -> None:
    feed = await world.feed()
    world.discord.answers["send"] = [Refused("no")] * 3
    told = []
    for n in range(4):
        await world.edition(DAY + timedelta(days=n))
        world.clock.set(NINE + timedelta(days=n))
        await world.ticks(2)
        told.append([bool(each.paused_at) for each in await world.feeds.take_untold(1)])
        assert await world.feeds.take_untold(1) == []
    assert told == [[False], [], [True], []]
    assert await world.feeds.take_untold(2) == []
    await world.feeds.leave_untold(feed.id)
    assert len(await world.feeds.take_untold(1)) == 1


async def test_resuming_brings_what_was_missed_in_the_last_hours_once(world: World) -> None:
    feed = await world.feed()
    world.discord.answers["send"] = [Refused("no")] * 3
    await days(world, feed, 3)
    world.clock.advance(HOUR)

    assert await world.feeds.resume(feed.id, 9, NINE) is None
    await world.feeds.resume(feed.id, 1, world.clock.now() - 6 * HOUR)
    await world.ticks(5)

    assert [post.day for post in world.posts(feed)] == [date(2026, 3, 13)]
    assert (await world.last(feed)).state is DeliveryState.SENT


# Threads under posts, and forums


async def test_a_thread_is_opened_under_the_post_whatever_happens(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    changed = await world.feeds.edit(feed.id, 1, discussion=True, active_from=NINE)
    assert changed is not None
    world.discord.answers["discuss"] = [Unreachable("no"), Lost(Unreachable("no"))]

    await world.ticks(5)

    (post,) = world.posts(feed)
    assert post.threads == 1
    assert await world.outbox.open() == []


async def test_a_thread_that_is_refused_leaves_the_post(world: World) -> None:
    await world.edition()
    feed = await world.feed()
    await world.feeds.edit(feed.id, 1, discussion=True, active_from=NINE)
    world.discord.answers["discuss"] = [Refused("Give me Create Public Threads.")]

    await world.ticks(5)

    assert await world.outbox.open() == []
    assert await world.error(feed) == "Give me Create Public Threads."
    assert len(world.posts(feed)) == 1


async def test_in_a_forum_no_try_is_repeated_before_it_was_looked_for(world: World) -> None:
    await world.edition()
    feed = await world.feeds.add(
        1, 7, at=NINE.time(), timezone="UTC", top=5, forum=True, active_from=NINE - HOUR
    )
    assert feed is not None
    world.discord.answers["send"] = [Lost(Unreachable("no"))]

    await world.ticks(10)

    assert world.discord.calls[:2] == ["send", "find"]
    assert world.discord.calls.count("send") == 1
    assert (await world.last(feed)).state is DeliveryState.SENT
    assert len(world.posts(feed)) == 1
