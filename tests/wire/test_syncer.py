"""Lists over real HTTP into a real database: whatever the source does, the best copy stays."""

import gzip
import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.keeping import Keeping
from bot.sources.huggingface_client import HuggingFace
from bot.sync.freshness import as_of_if_stale
from bot.sync.schedule import ARCHIVE_START, SETTLED_AFTER, ends_at
from bot.sync.syncer import MOST_AT_ONCE, Fetched, Filled, Syncer
from storage.database import Database
from storage.editions import Editions
from storage.fetches import Fetches
from storage.history import History
from storage.models import FetchKind, FetchState
from storage.trending import TrendingList
from tests.wire import source_server as fake
from tests.wire.asking import NOW, MovingClock, asking
from tests.wire.source_server import LIST, SourceServer

REPOSITORY = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
REAL_DAYS = sorted((REAL_DATA / "daily_papers").glob("*.json.gz"))

DAY = date(2026, 3, 11)  # a Wednesday, the feed day of NOW
TUESDAY = date(2026, 3, 10)
KEY = "2026-03-11"
EVERY = timedelta(minutes=30)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


class Sync:
    """A syncer between a loopback source and a database in a file."""

    def __init__(
        self, server: SourceServer, clock: MovingClock, database: Database, catalogue: Catalogue,
        source: HuggingFace,
    ) -> None:  # fmt: skip
        self.server = server
        self.clock = clock
        self.catalogue = catalogue
        self.source = source
        self.editions = Editions(database)
        self.history = History(database)
        self.trending = TrendingList(database)
        self.fetches = Fetches(database)
        self.restart()

    def restart(self) -> None:
        """What a syncer remembers beside the database is forgotten."""
        keeping = Keeping(self.catalogue, self.editions, self.history, self.clock)
        self.syncer = Syncer(
            self.source, keeping, self.editions, self.trending, self.fetches, self.clock,
            every=EVERY, chance=lambda: 0.5,
        )  # fmt: skip

    async def day(self, day: date = DAY, **after: float) -> Fetched:
        self.clock.advance(timedelta(**after))
        return await self.syncer.fetch_day(day)

    async def ids(self, day: date = DAY) -> list[str]:
        edition = await self.editions.get(day)
        return [] if edition is None else list(edition.paper_ids)

    async def votes(self, id: str) -> list[int | None]:
        return [each.upvotes for each in await self.history.of(id)]

    async def state(self, day: date | None = DAY) -> FetchState:
        kind = FetchKind.DAY if day else FetchKind.TRENDING
        state = await self.fetches.state(day, kind)
        assert state is not None
        return state

    async def as_of(self, day: date | None = DAY) -> datetime | None:
        kind = FetchKind.DAY if day else FetchKind.TRENDING
        return await as_of_if_stale(self.fetches, day, self.clock.now(), kind)


@pytest.fixture
async def sync(tmp_path: Path) -> AsyncIterator[Sync]:
    clock = MovingClock()
    async with (
        SourceServer() as server,
        asking(clock, timeout=0.2, most=200_000) as fetcher,
        await Database.open(tmp_path / "paperboy.db") as database,
    ):
        catalogue = await Catalogue.open(database, None)
        server.lists["trending"] = [fake.item("2603.00007")]
        yield Sync(server, clock, database, catalogue, HuggingFace(fetcher, server.base))
        await catalogue.close()


THREE = ["2603.11001", "2603.11002", "2603.11003"]


async def test_a_day_comes_in_whole(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(3, votes=4)
    assert await sync.day() == Fetched(DAY, papers=3, added=3)
    assert await sync.ids() == THREE
    assert len(sync.catalogue) == 3
    assert await sync.votes(THREE[0]) == [4]
    state = await sync.state()
    assert (state.count, state.last_success, state.next_try) == (3, NOW, NOW + EVERY)
    assert not state.settled and state.error is None
    assert await sync.as_of() is None


async def test_late_papers_and_votes_come_in(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(2, votes=4)
    await sync.day()
    sync.server.lists[KEY] = fake.items(3, votes=9)
    assert await sync.day(hours=1) == Fetched(DAY, papers=3, added=1, updated=2)
    assert await sync.ids() == THREE
    assert await sync.votes(THREE[0]) == [4, 9]
    growth = await sync.history.since(NOW + HOUR / 2)
    assert [(each.paper_id, each.before, each.now) for each in growth] == [
        (THREE[0], 4, 9), (THREE[1], 4, 9),
    ]  # fmt: skip


async def test_what_has_not_changed_is_as_new_as_now(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(3)
    await sync.day()
    assert await sync.day(hours=1) == Fetched(DAY, papers=3)
    assert "If-None-Match" in sync.server.headers[-1]
    state = await sync.state()
    assert (state.last_success, state.count) == (sync.clock.now(), 3)


# Every fault, on a day of which a good copy is there: the copy stays, and is said to be from then.

NULLS: list[Any] = [None, {"paper": None}, {"paper": {"id": None}}, {"paper": {"id": "2603.11001"}}]
FAULTS: dict[str, tuple[fake.Fault, str]] = {
    "500": (fake.status(500), "answered with an error (500)"),
    "503 with Retry-After": (fake.status(503, Retry_After="20"), "answered with an error (503)"),
    "429 with RateLimit": (fake.rate_limit(290), "asked less often"),
    "429 with Retry-After": (fake.rate_limit(290, by="{}"), "asked less often"),
    "reset": (fake.reset, "cannot be reached"),
    "hang": (fake.hang, "did not answer within"),
    "drip": (fake.drip, "did not answer within"),
    "cut connection": (fake.cut_connection, "broke off"),
    "cut gzip": (fake.cut_gzip, "broke off"),
    "bomb": (fake.gzip_bomb(1_000_000), "too large"),
    "cut JSON": (fake.cut_json, "cut short or no JSON"),
    "a web page": (fake.instead(b"<html>Sorry</html>"), "cut short or no JSON"),
    "no list": (fake.instead({"error": "x"}), "no list of papers"),
    "400": (fake.status(400), "did not take the question (400)"),
    "403": (fake.status(403), "does not let Paperboy in (403)"),
    "404": (fake.status(404), "does not have it"),
    "empty": (fake.instead([]), "gave an empty list for 2026-03-11, of which 10 papers are known"),
    "nulls": (fake.instead(NULLS), "None of the 4 papers"),
    "yesterday's": (
        fake.instead(fake.items(10, "2026-03-10")), "gave the list of 2026-03-10 for that of",
    ),
    "tomorrow's": (
        fake.instead(fake.items(10, "2026-03-12")), "gave the list of 2026-03-12 for that of",
    ),
    "half": (fake.instead(fake.items(5)), "gave 5 of the 10 papers known to be on 2026-03-11"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
async def test_the_last_good_copy_stays(sync: Sync, name: str) -> None:
    fault, words = FAULTS[name]
    sync.server.lists[KEY] = fake.items(10, votes=50)
    await sync.day()
    good, papers = await sync.ids(), len(sync.catalogue)

    sync.server.always[LIST] = fault
    fetched = await sync.day(hours=1)

    assert fetched.trouble is not None and words in fetched.trouble
    assert fetched.trouble.endswith(".")
    assert await sync.ids() == good and len(good) == 10
    assert len(sync.catalogue) == papers
    assert await sync.votes(good[0]) == [50]
    state = await sync.state()
    assert (state.error, state.failures, state.count) == (fetched.trouble, 1, 10)
    assert state.last_success == NOW and not state.settled
    now = sync.clock.now()
    assert state.next_try is not None
    assert timedelta(minutes=4) < state.next_try - now < timedelta(minutes=8)
    assert await sync.as_of() == NOW

    del sync.server.always[LIST]
    sync.server.lists[KEY] = fake.items(11, votes=51)
    assert await sync.day(hours=1) == Fetched(DAY, papers=11, added=1, updated=10)
    assert (await sync.state()).failures == 0
    assert await sync.as_of() is None


@pytest.mark.parametrize("name", [name for name in FAULTS if name not in ("empty", "half")])
async def test_a_day_that_begins_with_trouble_comes_in_later(sync: Sync, name: str) -> None:
    sync.server.lists[KEY] = fake.items(3)
    sync.server.always[LIST] = FAULTS[name][0]
    assert (await sync.day()).trouble
    assert await sync.ids() == [] and await sync.editions.get(DAY) is None
    assert len(sync.catalogue) == 0
    assert await sync.as_of() is None  # there is nothing it could be said of
    del sync.server.always[LIST]
    assert await sync.day(hours=1) == Fetched(DAY, papers=3, added=3)


async def test_null_fields_take_nothing_away(sync: Sync) -> None:
    sync.server.lists[KEY] = [fake.item(THREE[0], votes=7, ai_summary="Gulls.", githubStars=3)]
    await sync.day()
    before = await sync.catalogue.paper(THREE[0])
    bare = fake.item(THREE[0], votes=None)
    bare["paper"] |= dict.fromkeys(
        ("summary", "authors", "publishedAt", "submittedOnDailyAt", "ai_summary", "githubStars")
    )
    sync.server.lists[KEY] = [bare | {"thumbnail": None, "numComments": None}]
    assert await sync.day(hours=1) == Fetched(DAY, papers=1)
    assert await sync.catalogue.paper(THREE[0]) == before
    assert await sync.votes(THREE[0]) == [7]


async def test_one_paper_fewer_is_no_half_list(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(10)
    await sync.day()
    sync.server.lists[KEY] = fake.items(9)
    assert await sync.day(hours=1) == Fetched(DAY, papers=9)
    assert len(await sync.ids()) == 10


async def test_a_paper_of_another_day_may_stand_on_a_list(sync: Sync) -> None:
    sync.server.lists[KEY] = [*fake.items(3), fake.item("2603.10001", day="2026-03-10")]
    assert (await sync.day()).trouble is None
    assert len(await sync.ids()) == 4


async def test_an_old_list_may_lie_a_day_off(sync: Sync) -> None:
    old = date(2024, 2, 7)
    sync.server.lists["2024-02-07"] = fake.items(3, "2024-02-06")
    assert (await sync.day(old)).trouble is None
    sync.server.lists["2024-02-08"] = fake.items(3, "2024-02-06")
    assert (await sync.day(date(2024, 2, 8))).trouble is not None


async def test_an_empty_weekend_is_known_and_settles(sync: Sync) -> None:
    saturday = date(2026, 2, 14)
    assert await sync.day(saturday) == Fetched(saturday)
    edition = await sync.editions.get(saturday)
    assert edition is not None and edition.paper_ids == ()
    assert (await sync.state(saturday)).settled


async def test_an_old_weekday_that_is_empty_is_asked_about_twice(sync: Sync) -> None:
    holiday = date(2025, 12, 25)
    await sync.day(holiday)
    state = await sync.state(holiday)
    assert not state.settled and state.next_try == NOW + timedelta(days=1)
    await sync.day(holiday, days=1)
    assert (await sync.state(holiday)).settled


async def test_an_old_list_that_is_never_believed_is_left_alone_in_the_end(sync: Sync) -> None:
    old = date(2025, 12, 24)
    sync.server.lists["2025-12-24"] = fake.items(3, "2025-11-24")
    for _ in range(4):
        await sync.day(old, days=1)
        assert (await sync.state(old)).next_try is not None
    await sync.day(old, days=1)
    assert (await sync.state(old)).next_try is None


QUICK = [name for name in FAULTS if name not in ("hang", "drip")]


@pytest.mark.parametrize("seed", range(4))
async def test_no_order_of_faults_takes_anything_away(sync: Sync, seed: int) -> None:
    rng = Random(seed)
    papers, votes = 10, 20
    sync.server.lists[KEY] = fake.items(papers, votes=votes)
    await sync.day()
    for _ in range(30):
        before, voted = await sync.ids(), (await sync.votes(THREE[0]))[-1]
        if rng.random() < 0.4:
            papers, votes = papers + rng.randrange(2), votes + rng.randrange(5)
            sync.server.lists[KEY] = fake.items(papers, votes=votes)
        name = rng.choice(QUICK) if rng.random() < 0.7 else None
        if name is None:
            sync.server.always.pop(LIST, None)
        else:
            sync.server.always[LIST] = FAULTS[name][0]
        fetched = await sync.day(minutes=rng.randrange(1, 90))
        assert (await sync.state()).error == fetched.trouble
        assert set(before) <= set(await sync.ids()), name
        now_voted = (await sync.votes(THREE[0]))[-1]
        assert voted is not None and now_voted is not None and voted <= now_voted
    sync.server.always.clear()
    assert (await sync.day(hours=2)).trouble is None
    assert await sync.ids() == [each["paper"]["id"] for each in sync.server.lists[KEY]]
    assert (await sync.votes(THREE[0]))[-1] == votes


# The tick.


async def test_the_first_tick_brings_two_weeks_and_trending(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(3)
    sync.server.lists["trending"] = [fake.item("2603.00007"), fake.item(THREE[0])]
    fetched = await sync.syncer.tick()
    assert sync.server.days_asked() == [
        (DAY - timedelta(days=back)).isoformat() for back in range(15)
    ]
    assert fetched[-1] == Fetched(None, papers=2, added=1)
    latest = await sync.trending.latest()
    assert latest is not None and latest[0] == ("2603.00007", THREE[0])
    # A pause between any two requests.
    assert sync.clock.slept == [1.0] * 15
    assert await sync.syncer.tick() == []


async def test_ticks_fetch_what_is_due_until_it_is_settled(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(3)
    await sync.syncer.tick()
    sync.server.asked.clear()
    while sync.clock.now() < ends_at(DAY) + SETTLED_AFTER + HOUR:
        await sync.syncer.tick()
        sync.clock.advance(timedelta(minutes=10))
    asked = sync.server.days_asked().count(KEY)
    assert 60 < asked < 110
    assert (await sync.state()).settled
    sync.server.asked.clear()
    for _ in range(3):
        sync.clock.advance(timedelta(days=1))
        await sync.syncer.tick()
    assert KEY not in sync.server.days_asked()


async def test_a_bot_that_was_away_fills_the_gap(sync: Sync) -> None:
    await sync.syncer.tick()
    sync.server.asked.clear()
    sync.clock.advance(timedelta(days=40))
    sync.restart()
    await sync.syncer.tick()
    assert len(sync.server.days_asked()) == MOST_AT_ONCE
    for _ in range(2):
        await sync.syncer.tick()
    asked = set(sync.server.days_asked())
    assert {(DAY + timedelta(days=after)).isoformat() for after in range(1, 41)} <= asked


async def test_a_source_that_is_down_is_left_alone_ever_longer(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(3)
    await sync.syncer.tick()
    sync.server.always[LIST] = fake.status(503)
    sync.server.asked.clear()
    begun = sync.clock.now()
    asked: list[float] = []
    while sync.clock.now() < begun + timedelta(days=1):
        sync.clock.advance(timedelta(minutes=1))
        fetched = await sync.syncer.tick()
        assert len(fetched) <= 1
        asked += [(sync.clock.now() - begun) / HOUR for _ in fetched]
    assert 5 <= len(asked) <= 12
    assert len(sync.server.asked) == 4 * len(asked)  # tries
    assert await sync.ids() == THREE
    assert await sync.as_of() is not None
    del sync.server.always[LIST]
    sync.clock.advance(timedelta(hours=8))
    assert not any(each.trouble for each in await sync.syncer.tick())
    assert await sync.as_of() is None


async def test_a_day_after_the_bot_was_stopped_its_list_is_said_to_be_old(sync: Sync) -> None:
    sync.server.lists[KEY] = fake.items(3)
    await sync.day()
    sync.clock.advance(HOUR)
    assert await sync.as_of() is None
    sync.clock.advance(timedelta(days=1))
    assert await sync.as_of() == NOW


# Trending.


async def trend(sync: Sync, *ids: str) -> Fetched:
    sync.server.lists["trending"] = [fake.item(id) for id in ids]
    sync.clock.advance(HOUR)
    return await sync.syncer.fetch_trending()


async def test_trending_keeps_the_providers_order_and_is_as_of_the_last_time(sync: Sync) -> None:
    assert (await trend(sync, *THREE)).papers == 3
    assert (await trend(sync, *reversed(THREE))).papers == 3
    assert await sync.trending.latest() == (tuple(reversed(THREE)), sync.clock.now())
    assert (await trend(sync, *reversed(THREE))).papers == 3  # unchanged
    assert await sync.trending.latest() == (tuple(reversed(THREE)), sync.clock.now())
    assert "If-None-Match" in sync.server.headers[-1]
    assert await sync.editions.count() == 0


@pytest.mark.parametrize("name", [name for name in FAULTS if "'s" not in name])
async def test_trending_survives_every_fault(sync: Sync, name: str) -> None:
    ids = [f"2603.11{number:03}" for number in range(1, 13)]
    await trend(sync, *ids)
    good = await sync.trending.latest()
    sync.server.always[LIST] = FAULTS[name][0]
    assert (await trend(sync, *ids)).trouble
    assert await sync.trending.latest() == good
    assert (await sync.state(None)).error
    assert await sync.as_of(None) == (good[1] if good else None)


async def test_a_trending_list_that_stays_short_is_believed_in_the_end(sync: Sync) -> None:
    await trend(sync, *[f"2603.11{number:03}" for number in range(1, 13)])
    assert (await trend(sync, *THREE)).trouble
    sync.clock.advance(timedelta(days=1))
    assert (await trend(sync, *THREE)).trouble is None


# Filling the archive.


async def fill(sync: Sync, since: date, filled: Filled | None = None) -> Filled:
    filled = filled or Filled()
    await sync.syncer.fill(filled, since)
    return filled


async def test_the_archive_is_filled_newest_first_and_goes_on_where_it_stopped(sync: Sync) -> None:
    since = DAY - timedelta(days=30)
    for back in range(31):
        day = (DAY - timedelta(days=back)).isoformat()
        sync.server.lists[day] = fake.items(2, day)
    stopped = Filled()

    def stop(done: int, total: int, day: date) -> None:
        if done == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await sync.syncer.fill(stopped, since, stop)
    assert (stopped.wanted, len(stopped.fetched), stopped.left) == (31, 12, 19)
    sync.restart()
    filled = await fill(sync, since)
    assert (filled.wanted, len(filled.fetched), filled.left) == (19, 19, 0)
    assert sync.server.days_asked() == [
        (DAY - timedelta(days=back)).isoformat() for back in range(31)
    ]
    assert sum(each.added for each in [*stopped.fetched, *filled.fetched]) == 62
    assert await fill(sync, since) == Filled()


async def test_the_archive_begins_on_its_first_day(sync: Sync) -> None:
    sync.clock.set(datetime(2023, 5, 6, 12, tzinfo=UTC))
    await fill(sync, date(1999, 1, 1))
    assert sync.server.days_asked() == ["2023-05-06", "2023-05-05", ARCHIVE_START.isoformat()]


async def test_a_source_that_gives_nothing_ends_the_filling(sync: Sync) -> None:
    sync.server.always[LIST] = fake.status(500)
    filled = await fill(sync, DAY - timedelta(days=30))
    assert len(filled.fetched) == len(filled.troubles) == 3
    assert filled.left == 28
    del sync.server.always[LIST]
    assert (await fill(sync, DAY - timedelta(days=30))).left == 0


async def test_limits_are_waited_for(sync: Sync) -> None:
    sync.server.faults[LIST].append(fake.rate_limit(280))
    assert not (await fill(sync, DAY)).troubles
    assert sync.clock.slept == [280.5]


@pytest.mark.real_data
@pytest.mark.skipif(not REAL_DAYS, reason="the real data is not here")
async def test_all_real_days_sync_in(sync: Sync) -> None:
    expected: dict[date, list[str]] = {}
    for path in REAL_DAYS:
        items = json.loads(gzip.decompress(path.read_bytes()))
        sync.server.lists[path.name[:10]] = items
        expected[date.fromisoformat(path.name[:10])] = [each["paper"]["id"] for each in items]
    assert len(expected) == 55
    sync.clock.set(datetime(2026, 5, 16, 12, tzinfo=UTC))
    sync.source._fetcher._most = 32 * 1024 * 1024
    sync.source._fetcher._timeout = 30.0
    filled = await fill(sync, min(expected))
    assert filled.troubles == [] and filled.left == 0
    for day, ids in expected.items():
        assert await sync.ids(day) == ids
    assert sum(each.papers for each in filled.fetched) == 1252
    assert len(sync.catalogue) == len({id for ids in expected.values() for id in ids})
    newest = await sync.history.at(expected[max(expected)], sync.clock.now())
    assert set(newest) == set(expected[max(expected)])
