"""arXiv over real HTTP: one request at a time, three seconds apart, nothing hostile believed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.errors import SourceTrouble
from bot.sources.arxiv_client import BATCH, PAUSE, Arxiv
from tests.wire import source_server as fake
from tests.wire.asking import MovingClock, asking
from tests.wire.source_server import ARXIV, SourceServer


class Wire:
    def __init__(self, server: SourceServer, clock: MovingClock, client: Arxiv) -> None:
        self.server = server
        self.clock = clock
        self.client = client

    async def ids(self, *ids: str) -> list[str]:
        return [paper.id for paper in await self.client.papers(ids)]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    clock = MovingClock()
    async with (
        SourceServer() as server,
        asking(clock, name="arXiv", pause=PAUSE, alone=True, timeout=0.3, most=500_000) as fetcher,
    ):
        for id in ("2603.11001", "2603.11002", "cs/0112017"):
            server.entries[id] = fake.entry(id, f"On {id}", f"Gulls of {id}.", ("Ada", "Bo"))
        yield Wire(server, clock, Arxiv(fetcher, server.base))


async def test_papers_by_their_ids(wire: Wire) -> None:
    wire.server.entries["2603.11001"] = fake.entry(
        "2603.11001",
        "Counting\n  Gulls & Terns: 50\\% more",
        "  We count. Code is at https://github.com/gull/count . \n",
        ("Ada Tern", "Bo Skua"),
    )
    (paper,) = await wire.client.papers(["2603.11001"])
    assert (paper.id, paper.title) == ("2603.11001", "Counting Gulls & Terns: 50% more")
    assert paper.authors == ("Ada Tern", "Bo Skua")
    assert paper.published == date(2026, 3, 1) and paper.listed is None
    assert paper.code_url == "https://github.com/gull/count"
    assert paper.upvotes is None
    ((_, query),) = wire.server.asked
    assert query == "/api/query?id_list=2603.11001&max_results=1"


async def test_the_order_is_that_of_the_ids_and_unknown_ones_are_left_out(wire: Wire) -> None:
    asked = ("cs/0112017", "2603.99999", "2603.11002", "cs/0112017", "2603.11001")
    assert await wire.ids(*asked) == ["cs/0112017", "2603.11002", "2603.11001"]
    assert await wire.ids() == []
    assert len(wire.server.asked) == 1


async def test_many_ids_go_in_batches(wire: Wire) -> None:
    ids = [f"2603.{number:05}" for number in range(2 * BATCH + 1)]
    wire.server.entries = {id: fake.entry(id, f"On {id}", "Gulls.") for id in ids}
    assert await wire.ids(*ids) == ids
    assert len(wire.server.asked) == 3
    assert wire.clock.slept == [PAUSE, PAUSE]


async def test_never_two_at_once_and_never_sooner(wire: Wire) -> None:
    await asyncio.gather(*(wire.ids("2603.11001") for _ in range(6)))
    assert wire.server.most_at_once == 1
    assert wire.clock.slept == [PAUSE] * 5


async def test_tries_again_keep_the_pace_too(wire: Wire) -> None:
    wire.server.faults[ARXIV].extend([fake.status(503), fake.status(429, Retry_After="1")])
    assert await wire.ids("2603.11001") == ["2603.11001"]
    # A try begins no sooner than the pause after the one before has passed.
    assert sum(wire.clock.slept) >= 2 * PAUSE


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "gulls"><!ENTITY b "&a;&a;&a;&a;">'
    b']><feed xmlns="http://www.w3.org/2005/Atom"><title>&b;</title></feed>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>&a;</title></feed>'
)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (fake.status(500), "answered with an error (500)"),
        (fake.reset, "cannot be reached"),
        (fake.drip, "did not answer within 0.3 seconds"),
        (fake.gzip_bomb(2_000_000), "too large"),
        (fake.cut_json, "cut short or no feed"),
        (fake.instead(b""), "cut short or no feed"),
        (fake.instead(BOMB), "cut short or no feed"),
        (fake.instead(OUTSIDE), "cut short or no feed"),
        (fake.instead(b"<?xml version='1.0' encoding='klingon'?><feed/>"), "cut short or no feed"),
        (fake.instead(b"<html><body>Sorry</body></html>"), "no list of papers"),
        (fake.rate_limit(900, by="{}"), "asked less often"),
    ],
)
async def test_trouble_is_one_sentence(wire: Wire, fault: fake.Fault, words: str) -> None:
    wire.server.always[ARXIV] = fault
    with pytest.raises(SourceTrouble) as caught:
        await wire.ids("2603.11001")
    assert words in str(caught.value) and "arXiv" in str(caught.value)


async def test_entries_that_are_no_papers_are_passed_over(wire: Wire) -> None:
    wrong = (
        "<entry><id>http://arxiv.org/api/errors#incorrect_id_format</id><title>Error</title>"
        "<summary>incorrect id format</summary></entry><entry></entry>"
        "<entry><id>http://arxiv.org/abs/2603.11002v1</id><title> </title></entry>"
    )
    body = fake.feed(wrong + fake.entry("2603.11001", "Gulls", "Count.")).encode()
    wire.server.always[ARXIV] = fake.instead(body)
    assert await wire.ids("2603.11001", "2603.11002") == ["2603.11001"]
