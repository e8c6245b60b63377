"""A year of announcements, both changes of the clocks and everything else that befalls a machine
in it: one post on every local day."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.database import Database
from storage.models import Cadence, EditionSource, Feed, Paper
from storage.papers import Incoming
from tests.unit.test_announcer import World

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
TIMES = (time(0), time(2, 15), time(9), time(23, 50))
"""In the gap and in the hour that comes twice, at midnight, and by day."""
NEAR_THE_ROLL_OVER = {
    "America/New_York": (time(21, 15), time(21, 45)),
    "Europe/Berlin": (time(2, 45), time(3, 15)),
    "Australia/Lord_Howe": (time(12, 15), time(13, 15)),
}
STEP = timedelta(minutes=150)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with await Database.open(tmp_path / "paperboy.db") as database:
        world = World(database)
        paper = Paper(id="2603.00001", title="A paper", abstract="Short.")
        await world.papers.put([Incoming(paper, "a paper")])
        for n in range(-3, (LAST - FIRST).days + 4):
            day = FIRST + timedelta(days=n)
            await world.editions.put(day, EditionSource.DAILY, [(paper.id, 1)], world.clock.now())
        yield world


async def test_one_post_on_every_local_day_of_a_year(world: World) -> None:
    begin = datetime(2025, 12, 31, tzinfo=UTC)
    feeds: list[Feed] = []
    for zone in ZONES:
        for at in (*TIMES, *NEAR_THE_ROLL_OVER[zone]):
            feed = await world.feeds.add(
                1, 100 + len(feeds), at=at, timezone=zone, top=5, active_from=begin
            )
            assert feed is not None
            feeds.append(feed)
            world.discord.news.add(feed.channel_id)  # which is not edited every ten minutes
    digest = await world.feeds.add(
        1,
        99,
        at=time(9),
        timezone="Europe/Berlin",
        top=5,
        cadence=Cadence.WEEKLY,
        weekday=4,
        active_from=begin,
    )
    assert digest is not None
    dice = random.Random(3)
    world.clock.set(begin)
    while world.clock.now() < datetime(2027, 1, 2, tzinfo=UTC):
        await world.announcer.tick()
        chance = dice.random()
        if chance < 0.01:  # the machine is down, for less than what is caught up
            world.clock.advance(timedelta(minutes=dice.randrange(30, 180)))
            world.started()
        elif chance < 0.02:  # its clock jumps, and is set right again
            jump = timedelta(minutes=dice.randrange(-180, 180))
            world.clock.advance(jump)
            await world.announcer.tick()
            world.clock.advance(-jump)
        world.clock.advance(STEP)

    for feed in feeds:
        place = ZoneInfo(feed.timezone)
        days = Counter(
            # A post that was caught up may come after midnight: it is of the day it was due on.
            (datetime.fromtimestamp(due, UTC).astimezone(place).date())
            for due in await due_times(world, feed)
        )
        expected = {FIRST + timedelta(days=n): 1 for n in range((LAST - FIRST).days + 1)}
        of_the_year = {day: n for day, n in days.items() if FIRST <= day <= LAST}
        assert of_the_year == expected, (feed.timezone, feed.at)
        posts = world.posts(feed)
        assert len(posts) == sum(days.values())
        assert len({post.day for post in posts}) == len(posts), "an edition twice"
    assert 52 <= len(world.posts(digest)) <= 53


async def due_times(world: World, feed: Feed) -> list[int]:
    rows = await world.database.fetch_all(
        "SELECT due_at FROM deliveries WHERE feed_id = $1 AND state = 'published'", feed.id
    )
    return [row["due_at"] for row in rows]
