import io
import logging
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"
INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTpzZWNyZXQ"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged from now on; the logging of before comes back afterwards."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    names = [None, "discord", "discord.http", "discord.gateway", "aiosqlite"]
    levels = {name: logging.getLogger(name).level for name in names}
    root = logging.getLogger()
    handlers = root.handlers[:]
    root.handlers.clear()  # basicConfig(force=True) would close those of the test runner
    logs.set_up("DEBUG")
    yield written
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"logging in with {TOKEN}", TOKEN),
        (f"{{'token': '{TOKEN}', 'intents': 1}}", TOKEN),
        (f"headers: Authorization: Bot {TOKEN}", TOKEN),
        ("headers: Authorization: Bot some.other-shape", "other-shape"),
        ("{'Authorization': 'Bearer some.other-shape'}", "other-shape"),
        (f"POST https://discord.com/api/v10/webhooks/123/{INTERACTION} failed", INTERACTION),
        (f"PATCH /webhooks/123/{INTERACTION}/messages/@original", INTERACTION),
        (f"POST /interactions/123/{INTERACTION}/callback with 200", INTERACTION),
    ],
)
def test_secrets_are_blotted_out(written: io.StringIO, line: str, secret: str) -> None:
    logging.getLogger("bot").info("%s", line)
    assert "[secret]" in written.getvalue()
    assert secret not in written.getvalue()


def test_secrets_in_a_traceback_are_blotted_out(written: io.StringIO) -> None:
    try:
        raise ValueError(f"no answer from /webhooks/123/{INTERACTION} for {TOKEN}")
    except ValueError:
        logging.getLogger("bot").exception("It failed")
    assert "Traceback" in written.getvalue()
    assert TOKEN not in written.getvalue()
    assert INTERACTION not in written.getvalue()


@pytest.mark.parametrize("name", ["discord", "discord.http", "discord.gateway", "discord.webhook"])
def test_the_library_is_not_heard_at_debug(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).debug("For Shard ID 0: {'content': 'my question'}")
    logging.getLogger(name).info("connected")
    assert "my question" not in written.getvalue()
    assert "connected" in written.getvalue()


def test_statements_with_their_values_are_not_heard(written: io.StringIO) -> None:
    logging.getLogger("aiosqlite").debug("executing INSERT INTO questions VALUES ('my question')")
    assert written.getvalue() == ""


def test_our_own_lines_are_heard_with_time_level_and_place(written: io.StringIO) -> None:
    logging.getLogger("bot.catalogue").debug("Indexed 50 papers.")
    logging.getLogger("bot.catalogue").warning("Twice.")
    first, second = written.getvalue().splitlines()
    assert first.endswith(" DEBUG   bot.catalogue: Indexed 50 papers.")
    assert second.endswith(" WARNING bot.catalogue: Twice.")
    assert first[:4].isdigit()


def test_a_quieter_level_holds_for_the_library_too(written: io.StringIO) -> None:
    logging.getLogger().handlers.clear()
    logs.set_up("WARNING")
    logging.getLogger("discord.client").info("logging in using static token")
    logging.getLogger("bot").info("50 papers in the catalogue.")
    assert written.getvalue() == ""
