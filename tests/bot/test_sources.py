"""Live sources as people meet them: papers nobody here has, and how it goes."""

from collections.abc import AsyncIterator
from contextvars import ContextVar
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sync.syncer import Fetched, Syncer
from storage.models import FetchKind, Links
from tests.bot import seen
from tests.bot.world import World, world_at
from tests.wire import source_server as fake
from tests.wire.source_server import ARXIV, LIST, PAPER, SourceServer

ID = "2603.00042"
HERE = "2603.10178"


@pytest.fixture
async def server() -> AsyncIterator[SourceServer]:
    async with SourceServer() as server:
        yield server


by_hand: ContextVar[bool] = ContextVar("by_hand", default=False)


@pytest.fixture
async def live(
    tmp_path: Path, prepared: Path, server: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """The world, connected to sources on loopback. It syncs when a test says so, and not when
    the machine's own clock does."""
    tick_now = Syncer.tick

    async def tick(syncer: Syncer) -> list[Fetched]:
        return await tick_now(syncer) if by_hand.get() else []

    monkeypatch.setattr(Syncer, "tick", tick)
    world = await world_at(
        tmp_path / "data",
        prepared,
        PAPERBOY_SYNC_MINUTES="30",
        HF_ENDPOINT=server.base,
        ARXIV_ENDPOINT=server.base,
    )
    yield world
    await world.stop()
    assert world.surprises() == []
    assert world.complaints() == []


async def tick(world: World) -> None:
    cog: Any = world.bot.get_cog("Sources")
    token = by_hand.set(True)
    await cog.tick.coro(cog)
    by_hand.reset(token)


@pytest.mark.parametrize(
    "words", [ID, f"https://arxiv.org/pdf/{ID}v2.pdf", f"<https://huggingface.co/papers/{ID}>"]
)
async def test_a_paper_nobody_has_is_fetched_and_shown(
    live: World, server: SourceServer, words: str
) -> None:
    server.papers[ID] = fake.paper(
        ID, "Gulls on boats", votes=12, numTotalModels=40, numTotalDatasets=1, numTotalSpaces=0
    )
    shown = await live.slash(live.bob, "paper", paper=words)
    assert "Gulls on boats" in seen.text(shown)
    assert "▲ 12" in seen.text(shown)
    assert "🤗 [40 models · 1 dataset]" in seen.text(shown)
    # It is kept: found by its words, and there after a restart.
    assert "Gulls on boats" in seen.text(await live.ask(live.alice, "gulls on boats"))
    server.papers.clear()
    await live.restart()
    assert "Gulls on boats" in seen.text(await live.slash(live.bob, "paper", paper=ID))


@pytest.mark.parametrize("way", ["mention", "ask", "search", "similar"])
async def test_wherever_an_id_is_understood(live: World, server: SourceServer, way: str) -> None:
    server.entries[ID] = fake.entry(ID, "Gulls on boats", "We count gulls and other sea birds.")
    if way == "mention":
        shown = await live.ask(live.bob, f"arXiv:{ID}")
    elif way == "ask":
        shown = await live.slash(live.bob, "ask", question=ID)
    elif way == "search":
        shown = await live.slash(live.bob, "search", words=ID)
    else:
        shown = await live.slash(live.bob, "similar", paper=ID)
    assert "Gulls on boats" in seen.text(shown)
    assert await live.services.catalogue.paper(ID) is not None


async def test_a_paper_that_is_nowhere(live: World) -> None:
    says = f"There is no paper {ID}: neither in the catalogue, nor on Hugging Face, nor on arXiv."
    assert says in seen.text(await live.slash(live.bob, "paper", paper=ID))
    assert says in seen.text(await live.ask(live.bob, ID))


async def test_sources_that_are_down(live: World, server: SourceServer) -> None:
    server.always[PAPER] = server.always[ARXIV] = fake.status(400)
    live.services.lookup._arxiv._fetcher._pace._pause = timedelta(0)  # nobody waits in a test
    for shown in (
        await live.slash(live.bob, "paper", paper=ID),
        await live.ask(live.bob, ID),
    ):
        assert "cannot be looked up now: arXiv did not take the question (400)." in seen.text(shown)
    # What is here is shown all the same.
    assert HERE in seen.text(await live.slash(live.bob, "paper", paper=HERE))


async def test_sources_that_are_switched_off(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper=ID)
    assert "I am set up not to ask Hugging Face or arXiv" in seen.text(shown)
    assert "`/search`" in seen.text(shown)


async def test_links_of_a_paper_that_is_here(live: World, server: SourceServer) -> None:
    server.papers[HERE] = fake.paper(HERE, "Another title", numTotalSpaces=2)
    assert "2 Spaces" in seen.text(await live.slash(live.bob, "paper", paper=HERE))
    known = await live.services.links.get(HERE)
    assert known is not None and known[0] == Links(spaces=2)


async def test_the_tick_brings_lists_that_daily_shows(live: World, server: SourceServer) -> None:
    day = date(2026, 3, 13)
    server.lists[day.isoformat()] = fake.items(9, day.isoformat(), votes=999)
    server.lists["trending"] = fake.items(2, day.isoformat())
    live.services.syncer._source._fetcher._pace._pause = timedelta(0)  # nobody waits in a test
    await tick(live)
    shown = seen.text(await live.slash(live.bob, "daily", date="today"))
    assert "On the gulls of 2603.13001" in shown and "▲ 999" in shown
    trending = await live.services.trending.latest()
    assert trending is not None and trending[0] == ("2603.13001", "2603.13002")


async def test_a_tick_that_fails_is_no_end(
    live: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise RuntimeError("surprise")

    with monkeypatch.context() as patch:
        patch.setattr(Syncer, "tick", lambda self: broken())
        await tick(live)
    assert "the next tick tries again" in caplog.text
    caplog.clear()


async def test_without_syncing_nothing_ticks(world: World) -> None:
    cog: Any = world.bot.get_cog("Sources")
    assert not cog.tick.is_running()


# /health


async def health(world: World) -> str:
    shown = await world.slash(world.bob, "health")
    assert shown.ephemeral
    return seen.text(shown)


async def test_health_of_a_bot_that_lives_on_files(world: World) -> None:
    words = await health(world)
    assert "**Newest list (Mar 13, from a file)**: not fetched yet" in words
    assert "50 papers, 5 daily lists" in words
    assert "no announcement was given up" in words
    assert f"up since <t:{int(world.clock.now().timestamp())}:R>" in words
    assert "not to ask Hugging Face or arXiv by myself" in words


async def test_health_of_a_bot_without_anything(empty_world: World) -> None:
    words = await health(empty_world)
    assert "**Newest list**: not fetched yet\n" in words
    assert "0 papers" in words


async def test_health_when_all_is_well_and_when_it_is_not(
    live: World, server: SourceServer
) -> None:
    day = date(2026, 3, 13)
    server.lists[day.isoformat()] = fake.items(9, day.isoformat())
    syncer, fetched_at = live.services.syncer, int(live.clock.now().timestamp())
    await syncer.fetch_day(day)
    words = await health(live)
    assert f"✅ **Newest list (Mar 13, 9 papers)**: as of <t:{fetched_at}:f>" in words
    assert f"Next try: <t:{fetched_at + 1800}:R>" in words

    live.clock.advance(timedelta(hours=2))
    server.always[LIST] = fake.instead({"error": "@everyone **look**"})
    await syncer.fetch_day(day)
    await live.services.fetches.record_failure(
        None, live.clock.now(), "@everyone _look_ " * 99, kind=FetchKind.TRENDING
    )
    words = await health(live)
    assert f"⚠️ **Newest list (Mar 13, 9 papers)**: as of <t:{fetched_at}:f>" in words
    assert "Last trouble, with" in words and "kept and shown" in words
    assert "@everyone" not in words and len(words) < 1500


async def test_health_counts_what_was_given_up(world: World) -> None:
    feed = await world.services.feeds.add(
        1, 2, at=time(9), timezone="UTC", top=5, active_from=world.clock.now()
    )
    assert feed is not None
    delivery = await world.services.outbox.enqueue(feed.id, date(2026, 3, 11), world.clock.now())
    assert delivery is not None
    await world.services.outbox.dead(delivery.id, "no channel")
    assert "1 announcement was given up" in await health(world)
