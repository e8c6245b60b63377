import io
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import logs
from tests.bot.world import World, world_at

SECRETS = ("quetzalcoatl", "xylophone", "ziggurat")
"""Words of a question, a note and a person's message that is no question."""


@pytest.fixture
async def logged(
    tmp_path: Path, imported: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[World, io.StringIO]]:
    """The bot among people, and its whole log, at DEBUG."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    logs.set_up("DEBUG")
    world = await world_at(tmp_path / "data", imported)
    yield world, written
    await world.stop()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("discord", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.NOTSET)


async def test_nobodys_words_are_in_it(logged: tuple[World, io.StringIO]) -> None:
    world, written = logged
    question, note, chatter = SECRETS
    await world.ask(world.bob, f"vision encoder {question}")
    await world.say(world.bob, chatter)
    await world.slash(world.bob, "ask", question=f"vision encoder {question}")
    await world.slash(world.bob, "list note", paper="2603.06569", text=note)
    await world.slash(world.bob, "list show")
    await world.slash(world.bob, "ask", question=f"\0{question}\ud800")
    log = written.getvalue()
    assert " discord." in log, "nothing was logged at all"
    assert not [secret for secret in SECRETS if secret in log]


async def test_errors_that_nobody_expected_do_not_show_them_either(
    logged: tuple[World, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, written = logged

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the index is on fire")

    monkeypatch.setattr(type(world.services.catalogue), "search", broken)
    await world.ask(world.bob, f"vision encoder {SECRETS[0]}")
    await world.slash(world.bob, "ask", question=f"vision encoder {SECRETS[0]}")
    log = written.getvalue()
    assert len(re.findall(r"Unexpected error, reference [0-9a-f]{8}\n", log)) == 2
    assert "the index is on fire" in log
    assert SECRETS[0] not in log
