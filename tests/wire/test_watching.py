"""Watched papers over real HTTP: one request for many, and what has changed of them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.keeping import Keeping
from bot.reading.watching import ASKED_EVERY, MOST_PAGES, REST, WatchRound
from bot.sources.arxiv_client import BATCH, PAUSE, Arxiv, Revision
from bot.sources.huggingface_client import HuggingFace
from storage.database import Database
from storage.editions import Editions
from storage.history import History
from storage.models import Paper
from storage.papers import Incoming
from storage.reading import ReadingLists
from storage.watching import Watching, WatchState
from tests.wire import source_server as fake
from tests.wire.asking import MovingClock, asking
from tests.wire.source_server import ARXIV, PAPER, SourceServer

BOB = 7
ID, OTHER = "2603.11001", "2603.11002"


def entry(id: str, version: int, *, comment: str = "", abstract: str = "Birds.") -> str:
    made = fake.entry(id, f"On {id}", abstract).replace(f"{id}v2", f"{id}v{version}")
    told = f'<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">{comment}</arxiv:comment>'
    return made.replace("</entry>", f"{told}</entry>")


class Wire:
    def __init__(self, server: SourceServer, clock: MovingClock, database: Database) -> None:
        self.server, self.clock, self.database = server, clock, database
        self.watching = Watching(database)
        self.arxiv: Arxiv
        self.round: WatchRound

    async def tick(self) -> list[str]:
        """What changed, and a day goes by."""
        changes = await self.round.tick()
        self.clock.advance(ASKED_EVERY + timedelta(minutes=1))
        return [f"{each.paper_id} {each.kind}" for each in changes]

    def asked(self, route: str) -> int:
        return sum(each == route for each, _ in self.server.asked)


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    clock = MovingClock()
    async with (
        SourceServer() as server,
        asking(clock, timeout=0.3) as one,
        asking(clock, name="arXiv", pause=PAUSE, alone=True, timeout=0.3) as other,
        await Database.open(tmp_path / "paperboy.db") as database,
    ):
        catalogue = await Catalogue.open(database, None)
        keeping = Keeping(catalogue, Editions(database), History(database), clock)
        made = Wire(server, clock, database)
        made.arxiv = Arxiv(other, server.base)
        hugging_face = HuggingFace(one, server.base)
        made.round = WatchRound(made.watching, made.arxiv, hugging_face, keeping, catalogue, clock)
        for id in (ID, OTHER):
            paper = Paper(id=id, title=f"On {id}", abstract="Birds.")
            await catalogue.add([Incoming(paper, f"on {id}")])
            await ReadingLists(database).save(BOB, id, clock.now())
            server.entries[id] = entry(id, 1)
        await made.watching.set(BOB, WatchState.ON, clock.now())
        yield made
        await catalogue.close()


async def test_versions_and_withdrawals(wire: Wire) -> None:
    wire.server.entries[ID] = entry(ID, 3, comment="12 pages, 3 figures")
    wire.server.entries[OTHER] = entry(OTHER, 2, comment="Withdrawn: an error in section 2")
    assert await wire.arxiv.revisions([ID, OTHER, "2603.99999"]) == [
        Revision(ID, 3, False),
        Revision(OTHER, 2, True),
    ]
    wire.server.entries[ID] = entry(ID, 4, abstract="This paper has been withdrawn by the authors.")
    wire.server.entries[OTHER] = entry(OTHER, 2, abstract="We study how birds are withdrawn.")
    assert [each.withdrawn for each in await wire.arxiv.revisions([ID, OTHER])] == [True, False]


async def test_one_request_for_all_and_once_a_day(wire: Wire) -> None:
    assert await wire.round.tick() == []
    assert wire.asked(ARXIV) == 1
    assert await wire.round.tick() == []
    assert wire.asked(ARXIV) == 1, "asked today already"
    wire.clock.advance(ASKED_EVERY + timedelta(minutes=1))
    wire.server.entries[ID] = entry(ID, 2)
    assert await wire.tick() == [f"{ID} version"]
    assert await wire.tick() == []
    assert wire.asked(ARXIV) == 3 and BATCH == 100


async def test_code_that_appears_at_hugging_face_is_kept(wire: Wire) -> None:
    await wire.tick()
    assert wire.asked(PAPER) == 2 <= MOST_PAGES
    wire.server.papers[ID] = fake.paper(ID, githubRepo="https://github.com/gull/count")
    assert await wire.tick() == [f"{ID} code"]
    assert await wire.tick() == []


async def test_sources_that_fail_change_nothing_and_are_left_alone(wire: Wire) -> None:
    await wire.tick()
    wire.server.entries[ID] = entry(ID, 2)
    wire.server.always[ARXIV] = fake.instead({"no": "feed"})
    assert await wire.round.tick() == []
    before = wire.asked(ARXIV)
    assert await wire.round.tick() == [] and wire.asked(ARXIV) == before
    del wire.server.always[ARXIV]
    wire.clock.advance(REST)
    assert await wire.tick() == [f"{ID} version"]


async def test_nobody_watches_nothing_is_asked(wire: Wire) -> None:
    await wire.watching.set(BOB, WatchState.OFF, wire.clock.now())
    assert await wire.tick() == [] and wire.server.asked == []
