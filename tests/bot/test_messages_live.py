"""Messages with papers that are not here yet: asked for at the sources."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sync.syncer import Fetched, Syncer
from tests.bot import seen
from tests.bot.test_messages import PAPER, SAVE, SIMILAR, listed, menu
from tests.bot.world import World, world_at
from tests.wire import source_server as fake
from tests.wire.source_server import ARXIV, SourceServer
from tests.wire.source_server import PAPER as ONE_PAPER

NEW, NOWHERE = "2603.00042", "2603.99999"


@pytest.fixture
async def server() -> AsyncIterator[SourceServer]:
    async with SourceServer() as server:
        server.papers[NEW] = fake.paper(NEW, "Gulls on boats", votes=12)
        yield server


@pytest.fixture
async def live(
    tmp_path: Path, prepared: Path, server: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """The world, connected to sources on loopback, which it asks for nothing of itself."""

    async def tick(syncer: Syncer) -> list[Fetched]:
        return []

    monkeypatch.setattr(Syncer, "tick", tick)
    world = await world_at(
        tmp_path / "data",
        prepared,
        PAPERBOY_SYNC_MINUTES="30",
        PAPERBOY_MESSAGE_CONTENT="on",
        HF_ENDPOINT=server.base,
        ARXIV_ENDPOINT=server.base,
    )
    yield world
    await world.stop()
    assert world.surprises() == []
    assert world.complaints() == []


async def test_papers_that_are_not_here_are_fetched_and_saved(live: World) -> None:
    message = await live.alice.send(live.channel, f"{NEW} {PAPER} and https://hf.co/papers/{NEW}")
    answer = await menu(live, live.bob, SAVE, message)
    assert "Saved 2 papers" in seen.text(answer) and "Gulls on boats" in seen.text(answer)
    assert await listed(live, live.bob) == {NEW, PAPER}
    await live.click(live.bob, answer, "Undo")
    assert await listed(live, live.bob) == set()


async def test_a_paper_that_is_nowhere_is_told_apart(live: World) -> None:
    message = await live.alice.send(live.channel, f"{NOWHERE} {PAPER}")
    shown = seen.text(await menu(live, live.bob, SAVE, message))
    assert "Saved 1 paper" in shown
    assert f"Neither I nor Hugging Face nor arXiv have [{NOWHERE}]" in shown
    alone = await live.alice.send(live.channel, NOWHERE)
    assert "check the number" in seen.text(await menu(live, live.bob, SIMILAR, alone))


async def test_sources_that_are_down_take_nothing_from_what_is_here(
    live: World, server: SourceServer
) -> None:
    server.always[ONE_PAPER] = server.always[ARXIV] = fake.status(400)
    message = await live.alice.send(live.channel, f"{NEW} {PAPER} {NOWHERE}")
    shown = seen.text(await menu(live, live.bob, SAVE, message))
    assert "Saved 1 paper" in shown
    assert f"I do not have [{NEW}]" in shown and f"and [{NOWHERE}]" in shown
    assert len([route for route, _ in server.asked if route == ARXIV]) == 1


async def test_a_message_of_many_ids_is_one_question(live: World, server: SourceServer) -> None:
    ids = [f"2401.{number:05}" for number in range(1, 121)]
    for id in ids:
        server.entries[id] = fake.entry(id, f"Gulls, part {id}", "We count gulls.")
    message = await live.alice.send(live.channel, " ".join(ids))
    shown = seen.text(await menu(live, live.bob, SAVE, message))
    assert "Saved 100 papers" in shown and "and 10 more yet" in shown
    assert [route for route, _ in server.asked] == [ARXIV]
    assert len(await listed(live, live.bob)) == 100


async def test_find_similar_fetches_the_first_paper(live: World) -> None:
    message = await live.alice.send(live.channel, f"{NEW} or {PAPER}")
    shown = seen.text(await menu(live, live.bob, SIMILAR, message))
    assert "Gulls on boats" in shown


async def test_a_link_to_a_new_paper_is_answered(live: World, server: SourceServer) -> None:
    await live.slash(live.alice, "links on")
    card = await live.say(live.bob, f"https://arxiv.org/abs/{NEW}")
    assert "Gulls on boats" in seen.text(card)
    assert seen.labels(card) == ["Save", "Abstract", "Similar"]
    server.always[ONE_PAPER] = server.always[ARXIV] = fake.status(400)
    assert await live.say(live.bob, "https://arxiv.org/abs/2603.00043") is None


async def test_a_channel_where_nothing_is_answered_asks_no_source(
    live: World, server: SourceServer
) -> None:
    assert await live.say(live.bob, f"https://arxiv.org/abs/{NEW}") is None
    assert server.asked == []
    await live.slash(live.alice, "links on")
    for number in range(1, 101):
        id = f"2401.{number:05}"
        server.papers[id] = fake.paper(id, f"Gulls, part {number}")
        await live.bob.send(live.channel, f"https://arxiv.org/abs/{id}")
    assert len(server.asked) == 9
