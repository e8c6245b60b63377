"""A paper that a person names and nobody here has: fetched, kept, or one clear sentence."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.errors import SourceTrouble
from bot.keeping import Keeping
from bot.sources.arxiv_client import PAUSE, Arxiv
from bot.sources.huggingface_client import HuggingFace
from bot.sync.lookup import ABSENT_FOR, LINKS_FRESH_FOR, LINKS_REST, MOST_WAITING, Lookup
from storage.database import Database
from storage.editions import Editions
from storage.fetches import Fetches
from storage.history import History
from storage.links import PaperLinks
from storage.models import FetchKind, Links, Paper
from tests.wire import source_server as fake
from tests.wire.asking import NOW, MovingClock, asking
from tests.wire.source_server import ARXIV, PAPER, SourceServer

ID, OTHER = "2603.11001", "2603.11002"


class Wire:
    def __init__(
        self, server: SourceServer, clock: MovingClock, database: Database, catalogue: Catalogue,
        hugging_face: HuggingFace, arxiv: Arxiv,
    ) -> None:  # fmt: skip
        self.server = server
        self.clock = clock
        self.catalogue = catalogue
        self.fetches = Fetches(database)
        history = History(database)
        keeping = Keeping(catalogue, Editions(database), history, clock)
        self.lookup, self.off = (
            Lookup(hugging_face, arxiv, keeping, PaperLinks(database), self.fetches, clock, on=on)
            for on in (True, False)
        )

    def routes(self) -> list[str]:
        return [route for route, _ in self.server.asked]

    async def trouble(self, id: str = ID) -> str:
        with pytest.raises(SourceTrouble) as caught:
            await self.lookup.paper(id)
        return str(caught.value)


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
        base = server.base
        yield Wire(server, clock, database, catalogue, HuggingFace(one, base), Arxiv(other, base))
        await catalogue.close()


async def test_hugging_face_is_asked_first(wire: Wire) -> None:
    wire.server.papers[ID] = fake.paper(ID, votes=7, numTotalModels=3)
    paper = await wire.lookup.paper(ID)
    assert paper is not None and paper.upvotes == 7
    assert await wire.catalogue.paper(ID) == paper
    assert wire.routes() == [PAPER]
    # What is linked came with it.
    assert await wire.lookup.links(paper) == Links(models=3)
    assert wire.routes() == [PAPER]


async def test_then_arxiv(wire: Wire) -> None:
    wire.server.entries[ID] = fake.entry(ID, "Counting Gulls", "We count.")
    paper = await wire.lookup.paper(ID)
    assert paper is not None and paper.title == "Counting Gulls"
    assert await wire.catalogue.paper(ID) == paper
    assert wire.routes() == [PAPER, ARXIV]
    assert await wire.fetches.as_of(None, FetchKind.ARXIV) == NOW


async def test_arxiv_stands_in_where_hugging_face_is_down(wire: Wire) -> None:
    wire.server.always[PAPER] = fake.status(500)
    wire.server.entries[ID] = fake.entry(ID, "Counting Gulls", "We count.")
    assert await wire.lookup.paper(ID) is not None


async def test_a_paper_that_nobody_has_is_not_asked_for_again_soon(wire: Wire) -> None:
    assert await wire.lookup.paper(ID) is None
    assert await wire.lookup.paper(ID) is None
    assert wire.routes() == [PAPER, ARXIV]
    wire.server.papers[ID] = fake.paper(ID)
    wire.clock.advance(ABSENT_FOR + timedelta(seconds=1))
    assert await wire.lookup.paper(ID) is not None


async def test_all_down_is_one_sentence_and_known_to_the_health(wire: Wire) -> None:
    wire.server.always[PAPER] = wire.server.always[ARXIV] = fake.status(503)
    words = await wire.trouble()
    assert words == (
        "2603.11001 is not in the catalogue yet, and cannot be looked up now: arXiv answered "
        "with an error (503). Try again in some minutes."
    )
    state = await wire.fetches.state(None, FetchKind.ARXIV)
    assert state is not None and state.error == "arXiv answered with an error (503)."
    # It was not said to be nowhere: as soon as a source is back it is found.
    del wire.server.always[PAPER]
    wire.server.papers[ID] = fake.paper(ID)
    assert await wire.lookup.paper(ID) is not None


async def test_switched_off_nothing_is_asked(wire: Wire) -> None:
    with pytest.raises(SourceTrouble, match="not to ask Hugging Face or arXiv"):
        await wire.off.paper(ID)
    assert await wire.off.links(Paper(id=ID, title="Gulls", abstract="")) is None
    assert wire.server.asked == []


async def test_people_who_ask_for_the_same_share_a_request(wire: Wire) -> None:
    wire.server.papers[ID] = fake.paper(ID)
    papers = await asyncio.gather(*(wire.lookup.paper(ID) for _ in range(9)))
    assert len(set(map(id, papers))) == 1
    assert wire.routes() == [PAPER]


async def test_one_who_goes_away_does_not_take_it_from_the_others(wire: Wire) -> None:
    wire.server.papers[ID] = fake.paper(ID)
    first = asyncio.ensure_future(wire.lookup.paper(ID))
    second = asyncio.ensure_future(wire.lookup.paper(ID))
    await asyncio.sleep(0)
    first.cancel()
    assert await second is not None


async def test_a_crowd_is_told_to_come_back(wire: Wire) -> None:
    ids = [f"2603.12{number:03}" for number in range(MOST_WAITING + 3)]
    answers = await asyncio.gather(*(wire.lookup.paper(id) for id in ids), return_exceptions=True)
    refused = [str(each) for each in answers if isinstance(each, SourceTrouble)]
    assert 1 <= len(refused) <= 3
    assert all("many people are asking arXiv" in words for words in refused)
    assert wire.server.most_at_once <= len(ids)


async def test_many_at_once_are_one_request(wire: Wire) -> None:
    ids = [f"2603.12{number:03}" for number in range(30)]
    for id in ids[:28]:
        wire.server.entries[id] = fake.entry(id, f"On {id}", "We count.")
    papers = await wire.lookup.papers([*ids, *ids])
    assert [paper.id for paper in papers] == ids[:28]
    assert wire.routes() == [ARXIV]
    assert len(wire.catalogue) == 28
    assert await wire.lookup.paper(ids[29]) is None  # as was found out just now
    assert wire.routes() == [ARXIV]


async def test_a_few_are_asked_for_as_one_is(wire: Wire) -> None:
    wire.server.papers[ID] = fake.paper(ID)
    wire.server.entries[OTHER] = fake.entry(OTHER, "Counting Gulls", "We count.")
    assert [paper.id for paper in await wire.lookup.papers([ID, OTHER])] == [ID, OTHER]
    assert wire.routes() == [PAPER, PAPER, ARXIV]
    assert await wire.lookup.papers([]) == []


async def test_many_at_once_in_trouble_are_one_sentence(wire: Wire) -> None:
    wire.server.always[ARXIV] = fake.status(400)
    with pytest.raises(
        SourceTrouble, match=r"^3 of these papers are not in the catalogue yet, and"
    ):
        await wire.lookup.papers([ID, OTHER, "2603.11003"])
    with pytest.raises(SourceTrouble, match="not to ask"):
        await wire.off.papers([ID, OTHER, "2603.11003"])


async def test_closing_lets_go_of_what_is_asked_for(wire: Wire) -> None:
    wire.server.always[PAPER] = fake.hang
    asked = asyncio.ensure_future(wire.lookup.paper(ID))
    while not wire.server.asked:
        await asyncio.sleep(0)
    await wire.lookup.close()
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_links_are_refreshed_daily_and_never_in_the_way(wire: Wire) -> None:
    wire.server.papers[ID] = fake.paper(ID, votes=1, numTotalModels=3)
    paper = await wire.lookup.paper(ID)
    assert paper is not None
    wire.server.papers[ID] = fake.paper(ID, votes=5, numTotalModels=4)
    wire.clock.advance(LINKS_FRESH_FOR)
    assert await wire.lookup.links(paper) == Links(models=4)
    now = await wire.catalogue.paper(ID)
    assert now is not None and now.upvotes == 5

    wire.clock.advance(LINKS_FRESH_FOR)
    wire.server.always[PAPER] = fake.status(500)
    wire.server.asked.clear()
    assert await wire.lookup.links(paper) == Links(models=4)
    assert await wire.lookup.links(paper) == Links(models=4)
    assert wire.routes() == [PAPER]  # the second one was not kept waiting
    wire.clock.advance(LINKS_REST)
    assert await wire.lookup.links(paper) == Links(models=4)
    assert wire.routes() == [PAPER] * 2


async def test_a_paper_that_is_not_indexed_has_no_links(wire: Wire) -> None:
    wire.server.entries[ID] = fake.entry(ID, "Counting Gulls", "We count.")
    paper = await wire.lookup.paper(ID)
    assert paper is not None
    assert await wire.lookup.links(paper) == Links()
    assert await wire.lookup.links(paper) == Links()
    assert wire.routes() == [PAPER, ARXIV, PAPER]
    local = Paper(id="t-aaaaaaaaaaaa", title="Gulls", abstract="")
    assert await wire.lookup.links(local) is None
