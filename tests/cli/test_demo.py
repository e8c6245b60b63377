import json
import re
import signal
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.cli.shell import PATIENCE, Outcome, Shell, ended

PROTOCOL = 3
"""The version of the page's own protocol, which the pinned simulation speaks."""


class Page:
    """What the browser does: it opens the page, reads it and writes messages."""

    def __init__(self, url: str) -> None:
        self.address, self._capability = url.split("/#")
        self._context = ""
        self._sequence = 0
        self.state: dict[str, Any] = self._call("/api/pages", {})
        self._context = self.state["context"]["id"]

    def html(self) -> str:
        with urlopen(self.address, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def send(self, words: str) -> None:
        self.state = self._call("/api/state")
        self._sequence += 1
        outcome = self._call(
            "/api/action",
            {
                "protocol_version": PROTOCOL,
                "sequence": self._sequence,
                "request_id": str(self._sequence),
                "generation": self.state["context"]["generation"],
                "bot_generation": self.state["botGeneration"],
                "published_revision": self.state["publishedRevision"],
                "kind": "send_message",
                "content": words,
            },
        )
        assert outcome["rejected"] is False, outcome
        self.state = self._call("/api/state")

    def said(self) -> list[str]:
        """The messages, oldest first, as the page gets them."""
        return [json.dumps(self.state["messages"][id]) for id in self.state["timeline"]]

    def _call(self, path: str, body: object = None) -> dict[str, Any]:
        headers = {
            "X-Simcord-Capability": self._capability,
            "X-Simcord-Context": self._context,
            "Content-Type": "application/json",
        }
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self.address + path, data, headers), timeout=PATIENCE) as answer:
            found: dict[str, Any] = json.load(answer)
            return found


def demo(shell: Shell, *words: str) -> tuple["subprocess.Popen[bytes]", Page]:
    """The demo, running, and its page."""
    process = shell.start("demo", "--no-browser", *words)
    assert process.stdout is not None
    for line in process.stdout:
        address = re.search(rb"http://127\.0\.0\.1:\d+/#\S+", line)
        if address:
            assert process.stdout.readline() == b"Stop with Ctrl-C.\n"
            return process, Page(address.group().decode())
    pytest.fail(ended(process).err)


def stopped(process: "subprocess.Popen[bytes]", how: signal.Signals) -> Outcome:
    process.send_signal(how)
    return ended(process)


def left_behind(shell: Shell) -> list[Path]:
    return [path for path in shell.folder.rglob("*") if path.name != "temporary"]


def assert_clean(outcome: Outcome, shell: Shell) -> None:
    assert outcome.code == 0, outcome
    assert outcome.err in ("", "Stopped.\n")
    assert left_behind(shell) == []


def test_it_answers_in_a_channel_and_stops_on_ctrl_c(shell: Shell) -> None:
    process, page = demo(shell)
    assert "<html" in page.html()
    assert page.state["channel"]["name"] == "papers"
    (first,) = page.said()
    assert "Try:" in first
    assert "Write `@Paperboy " in first
    assert "/daily" in first
    sent = datetime.fromisoformat(json.loads(first)["timestamp"])
    assert abs((datetime.now(UTC) - sent).total_seconds()) < 3600
    page.send("@Paperboy a vision encoder that starts from a language model")
    assert "Penguin-VL" in page.said()[-1]
    assert_clean(stopped(process, signal.SIGINT), shell)


def test_in_a_direct_message_no_mention_is_needed(shell: Shell) -> None:
    process, page = demo(shell, "--dm")
    page.send("a vision encoder that starts from a language model")
    assert "Penguin-VL" in page.said()[-1]
    assert_clean(stopped(process, signal.SIGTERM), shell)


def test_a_chosen_port_that_is_taken(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = shell.run("demo", "--no-browser", "--port", port).sentence()
    assert words.startswith(f"Port {port} is taken or may not be used.")
    assert left_behind(shell) == []


@pytest.mark.parametrize("package", ["simcord", "markdown_it", "PIL"])
def test_without_its_packages_it_says_how_to_get_them(shell: Shell, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from bot.cli import main; main()"
    words = shell.run("demo", "--no-browser", code=code).sentence()
    assert 'pip install -e ".[demo]"' in words


def test_a_token_in_the_environment_is_not_looked_at(shell: Shell) -> None:
    (shell.folder / ".env").write_text("PAPERBOY_LOG_LEVEL=loud\n")
    process, _ = demo(shell)
    outcome = stopped(process, signal.SIGINT)
    assert outcome.code == 0
