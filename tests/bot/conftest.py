import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import opened
from bot.clock import FixedClock
from bot.demo import bring_in_sample
from bot.settings import Settings
from tests.bot.world import NOW, World, world_at


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with our sample edition in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")

    async def prepare() -> None:
        settings = Settings.read({"PAPERBOY_DATA": str(folder)}, env_file=folder / ".env")
        async with opened(settings, clock=FixedClock(NOW)) as services:
            await bring_in_sample(services)

    asyncio.run(prepare())
    return folder


@pytest.fixture
async def world(tmp_path: Path, prepared: Path) -> AsyncIterator[World]:
    """The bot with our sample edition, among people."""
    world = await world_at(tmp_path / "data", prepared)
    yield world
    await world.stop()
    assert world.surprises() == []
    assert world.complaints() == []


@pytest.fixture
async def reading_world(tmp_path: Path, prepared: Path) -> AsyncIterator[World]:
    """The same, where the operator lets the bot read messages."""
    world = await world_at(tmp_path / "data", prepared, PAPERBOY_MESSAGE_CONTENT="on")
    yield world
    await world.stop()
    assert world.surprises() == []
    assert world.complaints() == []


@pytest.fixture
async def empty_world(tmp_path: Path) -> AsyncIterator[World]:
    """The bot on its first day, without a single paper."""
    world = await world_at(tmp_path / "data", None)
    yield world
    await world.stop()
    assert world.surprises() == []
    assert world.complaints() == []
