"""`paperboy sync` against a source on loopback."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.editions.feed_day import feed_day
from tests.cli.conftest import Call
from tests.cli.shell import PATIENCE, Shell, ended
from tests.wire import source_server as fake
from tests.wire.source_server import LIST, SourceServer


@contextmanager
def served() -> Iterator[SourceServer]:
    """A source in a thread: the command has an event loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(make: Callable[[], object]) -> None:
        asyncio.run_coroutine_threadsafe(make(), loop).result(PATIENCE)  # type: ignore[arg-type]

    server = SourceServer()
    try:
        run(server.__aenter__)
        yield server
    finally:
        run(lambda: server.__aexit__(None, None, None))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceServer]:
    with served() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.base)
        yield server


def today() -> date:
    return feed_day(datetime.now(UTC))


def fill(server: SourceServer, days: int, papers: int = 2) -> None:
    for back in range(days):
        day = (today() - timedelta(days=back)).isoformat()
        server.lists[day] = fake.items(papers, day)


def test_days_come_in_and_a_second_time_nothing_is_asked(call: Call, server: SourceServer) -> None:
    fill(server, 3)
    server.lists[(today() - timedelta(days=1)).isoformat()] = []
    first = call("sync", "--days", "3")
    assert (first.code, first.err) == (0, "")
    assert first.out == ("3 daily lists fetched, 1 of them empty: 4 papers, 4 added, 0 updated.\n")
    assert len(server.days_asked()) == 3
    second = call("sync", "--days", "3")
    assert second.out == "Every list is here already, and none is due again.\n"
    assert len(server.days_asked()) == 3
    answer = call("ask", "gulls counted from a boat")
    assert answer.code == 0 and "On the gulls of" in answer.out


def test_since_a_day(call: Call, server: SourceServer) -> None:
    fill(server, 2)
    outcome = call("sync", "--since", (today() - timedelta(days=1)).isoformat())
    assert outcome.out.startswith("2 daily lists fetched")


def test_trouble_is_told_by_day_and_goes_on(call: Call, server: SourceServer) -> None:
    fill(server, 3)
    server.faults[LIST].append(fake.cut_json)
    outcome = call("sync", "--days", "3")
    assert outcome.code == 1
    assert "2 daily lists fetched, 0 of them empty: 4 papers" in outcome.out
    assert f"  {today()}: The answer of Hugging Face is cut short or no JSON.\n" in outcome.out
    again = call("sync", "--days", "3")
    assert again.code == 0
    assert again.out.startswith("1 daily list fetched")


def test_a_source_that_refuses_ends_it_early(call: Call, server: SourceServer) -> None:
    server.always[LIST] = fake.status(400)
    outcome = call("sync", "--days", "9")
    assert outcome.code == 1
    assert outcome.out.endswith("6 days left; `paperboy sync` goes on from there.\n")
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--since", "yesterdayish"], "“yesterdayish” is no day."),
        (["--since", ""], "“” is no day."),
        (["--since", "2026-03-11", "--days", "3"], "not both"),
    ],
)
def test_what_is_no_day_is_told(call: Call, words: list[str], says: str, tmp_path: Path) -> None:
    assert says in call("sync", *words).sentence()
    assert not (tmp_path / "data").exists()


def test_a_wrong_address_is_a_wrong_setting(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("huggingface.co", "ftp://huggingface.co", "https://", "http://x:port"):
        monkeypatch.setenv("HF_ENDPOINT", address)
        assert "HF_ENDPOINT must be an address" in call("sync", "--days", "1").sentence()


def test_the_token_is_sent_and_never_shown(
    call: Call, server: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_verysecrettokenofmine")
    server.always[LIST] = fake.status(401)
    outcome = call("sync", "--days", "1")
    assert server.headers[0]["Authorization"] == "Bearer hf_verysecrettokenofmine"
    assert "verysecret" not in outcome.out + outcome.err
    assert "does not let Paperboy in (401)" in outcome.out


def test_stopped_in_the_middle_it_goes_on_from_there(shell: Shell) -> None:
    with served() as server:
        fill(server, 4)
        reached = threading.Event()

        async def hang(request: web.Request, body: bytes) -> web.StreamResponse:
            reached.set()
            return await fake.hang(request, body)

        server.faults[LIST].extend([_as_it_is, _as_it_is, hang])
        process = shell.start("sync", "--days", "4", HF_ENDPOINT=server.base)
        assert reached.wait(PATIENCE)
        process.send_signal(signal.SIGINT)
        outcome = ended(process)
        assert outcome.code == 130
        assert outcome.out.splitlines() == [
            "2 daily lists fetched, 0 of them empty: 4 papers, 4 added, 0 updated.",
            "2 days left; `paperboy sync` goes on from there.",
        ]
        assert outcome.err == "Stopped. `paperboy sync` goes on from there.\n"
        server.faults[LIST].clear()
        done = shell.run("sync", "--days", "4", HF_ENDPOINT=server.base)
        assert done.code == 0
        assert done.out.startswith("2 daily lists fetched")


def test_killed_again_and_again_it_ends_whole(shell: Shell) -> None:
    with served() as server:
        fill(server, 10)
        for kill in range(3):
            reached = threading.Event()
            begun = len(server.asked)

            async def serve(
                request: web.Request, body: bytes, reached: threading.Event = reached,
                begun: int = begun, last: int = kill + 2,
            ) -> web.StreamResponse:  # fmt: skip
                if len(server.asked) - begun >= last:
                    reached.set()
                return await _as_it_is(request, body)

            server.always[LIST] = serve
            process = shell.start("sync", "--days", "10", HF_ENDPOINT=server.base)
            assert reached.wait(PATIENCE)
            process.kill()
            ended(process)
        server.always.clear()
        done = shell.run("sync", "--days", "10", HF_ENDPOINT=server.base)
        assert done.code == 0
        asked = server.days_asked()
        assert len(set(asked)) == 10
        # Of each killed run at most the list under way is asked for once more.
        assert len(asked) <= 10 + 3
        assert shell.run("sync", "--days", "10", HF_ENDPOINT=server.base).out.startswith("Every")
        assert "20 papers, 10 daily lists" in shell.run("doctor", HF_ENDPOINT=server.base).out


async def _as_it_is(request: web.Request, body: bytes) -> web.StreamResponse:
    return web.Response(body=body, content_type="application/json")
