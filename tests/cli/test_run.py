import asyncio
import signal
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.discord_gateway import MESSAGE_CONTENT, Gateway
from tests.cli.shell import PATIENCE, TOKEN, Outcome, Shell, ended

AGAINST_LOOPBACK = (
    "import sys, discord.http\n"
    "discord.http.Route.BASE = sys.argv.pop(1)\n"
    "from bot.cli import main\n"
    "main()\n"
)
"""`python -m bot` with another Discord, whose address is the first argument."""


def test_without_a_token_it_says_where_to_get_one(call: Call, tmp_path: Path) -> None:
    words = call("run").sentence()
    assert "There is no DISCORD_TOKEN" in words
    assert "paperboy init" in words
    assert not (tmp_path / "data").exists()


def test_a_token_of_the_wrong_shape_is_not_tried(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "my-client-secret")
    words = call("run").sentence()
    assert "does not look like a bot's token" in words
    assert "my-client-secret" not in words


def test_bad_settings_stop_the_start(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("PAPERBOY_LOG_LEVEL", "loud")
    assert "PAPERBOY_LOG_LEVEL must be" in call("run").sentence()


def last_words(outcome: Outcome) -> str:
    """The last line on standard error, below the log."""
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    assert TOKEN not in outcome.out + outcome.err
    return outcome.err.splitlines()[-1]


def test_a_discord_that_cannot_be_reached(shell: Shell) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        base = "http://{}:{}/api".format(*closed.getsockname())
        outcome = shell.run(base, "run", code=AGAINST_LOOPBACK, DISCORD_TOKEN=TOKEN)
    words = last_words(outcome)
    assert words.startswith("Discord cannot be reached (")
    assert words.endswith("Check the network and start again.")


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "Discord does not know this DISCORD_TOKEN"), (403, "Discord does not let the bot in")],
)
async def test_a_discord_that_refuses(shell: Shell, status: int, says: str) -> None:
    async with Gateway(status) as gateway:
        outcome = await asyncio.to_thread(
            shell.run, gateway.base, "run", code=AGAINST_LOOPBACK, DISCORD_TOKEN=TOKEN
        )
    assert says in last_words(outcome)


async def test_a_discord_that_does_not_let_it_read_messages(shell: Shell) -> None:
    async with Gateway(refused=MESSAGE_CONTENT) as gateway:
        outcome = await asyncio.to_thread(
            shell.run,
            gateway.base,
            "run",
            code=AGAINST_LOOPBACK,
            DISCORD_TOKEN=TOKEN,
            PAPERBOY_MESSAGE_CONTENT="on",
        )
    words = last_words(outcome)
    assert "switch the Message Content Intent on" in words
    assert "or set PAPERBOY_MESSAGE_CONTENT=off" in words


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_connected_it_stops_in_good_order(shell: Shell, stop: signal.Signals) -> None:
    async with Gateway(refused=MESSAGE_CONTENT) as gateway:
        process = shell.start(gateway.base, "run", code=AGAINST_LOOPBACK, DISCORD_TOKEN=TOKEN)
        await asyncio.wait_for(gateway.ready.wait(), PATIENCE)
        process.send_signal(stop)
        outcome = await asyncio.to_thread(ended, process)
        await asyncio.wait_for(gateway.left.wait(), PATIENCE)
    assert outcome.code == 0
    assert "Traceback" not in outcome.err
    assert "WARNING" not in outcome.err
    assert "ERROR" not in outcome.err
    assert TOKEN not in outcome.err
    assert outcome.err.splitlines()[-1].endswith("Stopped.")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_stopped_while_discord_does_not_answer(shell: Shell, stop: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = "http://{}:{}/api".format(*silent.getsockname())
        process = shell.start(base, "run", code=AGAINST_LOOPBACK, DISCORD_TOKEN=TOKEN)
        silent.settimeout(PATIENCE)
        connection, _ = silent.accept()
        process.send_signal(stop)
        outcome = ended(process)
        connection.close()
    assert outcome.code == 0
    assert "Traceback" not in outcome.err
    assert outcome.err.splitlines()[-1].endswith("Stopped.")
