"""The daily papers' endpoints over real HTTP, with everything that can go wrong."""

import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import SourceTrouble
from bot.sources.fetching import Fetcher, Validators
from bot.sources.huggingface_client import HuggingFace
from storage.models import Links
from tests.wire import source_server as fake
from tests.wire.asking import NOW, MovingClock, asking
from tests.wire.source_server import LIST, PAPER, SourceServer

DAY = date(2026, 3, 11)


class Wire:
    def __init__(self, server: SourceServer, clock: MovingClock, fetcher: Fetcher) -> None:
        self.server = server
        self.clock = clock
        self.fetcher = fetcher
        self.client = HuggingFace(fetcher, server.base + "/")

    async def ids(self) -> list[str]:
        listing = await self.client.day(DAY)
        assert listing is not None
        return [each.paper.id for each in listing.found]

    async def trouble(self) -> SourceTrouble:
        with pytest.raises(SourceTrouble) as caught:
            await self.client.day(DAY)
        return caught.value


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    clock = MovingClock()
    async with SourceServer() as server, asking(clock, timeout=0.3, most=100_000) as fetcher:
        server.lists["2026-03-11"] = fake.items(3)
        yield Wire(server, clock, fetcher)


NO_LIST = "Hugging Face answered something that is no list of papers."
THREE = ["2603.11001", "2603.11002", "2603.11003"]


async def test_a_day(wire: Wire) -> None:
    listing = await wire.client.day(DAY)
    assert listing is not None
    assert [(each.paper.id, each.day, each.position) for each in listing.found] == [
        (id, DAY, place) for place, id in enumerate(THREE, start=1)
    ]
    paper = listing.found[0].paper
    assert (paper.authors, paper.upvotes, paper.comments, paper.listed) == (
        ("Ada Tern",), 1, 1, DAY,
    )  # fmt: skip
    assert listing.submitted == DAY and listing.refused == ()
    assert wire.server.asked == [(LIST, "/api/daily_papers?date=2026-03-11&p=0&limit=100")]
    assert "Authorization" not in wire.server.headers[0]


async def test_what_has_not_changed_is_not_sent_again(wire: Wire) -> None:
    listing = await wire.client.day(DAY)
    assert listing is not None and listing.validators.etag
    assert await wire.client.day(DAY, listing.validators) is None
    wire.server.lists["2026-03-11"] = fake.items(3, votes=2)
    assert await wire.client.day(DAY, listing.validators) is not None


@pytest.mark.parametrize("etag", ['"é"', '"' + "x" * 600 + '"', ""])
async def test_validators_that_cannot_be_kept_are_left(wire: Wire, etag: str) -> None:
    wire.server.extra_headers = {"ETag": etag, "Last-Modified": "Wed, 11 Mar 2026 12:00:00 GMT"}
    listing = await wire.client.day(DAY)
    assert listing is not None
    assert listing.validators == Validators(None, "Wed, 11 Mar 2026 12:00:00 GMT")
    assert list(listing.validators.headers()) == ["If-Modified-Since"]


async def test_pages_are_turned_to_the_end(wire: Wire) -> None:
    wire.server.lists["2026-03-11"] = fake.items(230)
    assert len(await wire.ids()) == 230
    assert [query.split("&")[1] for _, query in wire.server.asked] == ["p=0", "p=1", "p=2"]
    listing = await wire.client.day(DAY)
    assert listing is not None and listing.validators.headers() == {}
    wire.server.lists["2026-03-11"] = fake.items(100)
    wire.server.asked.clear()
    assert len(await wire.ids()) == 100
    assert len(wire.server.asked) == 2  # a full page may have another after it


async def test_weeks_months_and_trending(wire: Wire) -> None:
    wire.server.lists["2026-W11"] = fake.items(2)
    wire.server.lists["2026-03"] = fake.items(101)
    wire.server.lists["trending"] = [*fake.items(1, votes=3), *fake.items(1, votes=9, first=2)]
    week = await wire.client.week(date(2026, 3, 15))
    assert [each.paper.id for each in week.found] == THREE[:2]
    assert all(each.day is None for each in week.found)
    assert len((await wire.client.month(DAY)).found) == 101
    trending = await wire.client.trending()
    assert trending is not None
    assert [each.paper.id for each in trending.found] == THREE[:2]
    assert await wire.client.trending(trending.validators) is None


async def test_the_week_of_the_years_end_is_the_iso_one(wire: Wire) -> None:
    wire.server.lists["2026-W53"] = fake.items(1)
    assert len((await wire.client.week(date(2027, 1, 3))).found) == 1


async def test_one_paper_with_what_is_linked_to_it(wire: Wire) -> None:
    wire.server.papers["2603.11001"] = fake.paper(
        "2603.11001",
        linkedModels=[{"id": "gull/model"}] * 3,
        numTotalModels=40,
        linkedDatasets=[{"id": "gull/data"}],
        linkedSpaces=None,
        numTotalSpaces="many",
        novelField={"deep": [1]},
    )
    found = await wire.client.paper("2603.11001")
    assert found is not None
    paper, links = found
    assert paper.id == "2603.11001" and paper.listed == DAY
    assert links == Links(models=40, datasets=1, spaces=None)
    assert await wire.client.paper("2603.99999") is None
    wire.server.faults[PAPER].append(fake.instead(fake.paper("2603.11002")))
    with pytest.raises(SourceTrouble, match="another paper"):
        await wire.client.paper("2603.11001")
    wire.server.faults[PAPER].append(fake.instead({"error": "oops"}))
    with pytest.raises(SourceTrouble, match="no paper"):
        await wire.client.paper("2603.11001")


async def test_a_token_is_sent_where_there_is_one() -> None:
    clock = MovingClock()
    headers = {"Authorization": "Bearer hf_secret"}
    async with SourceServer() as server, asking(clock, headers=headers) as fetcher:
        await HuggingFace(fetcher, server.base).day(DAY)
        assert server.headers[0]["Authorization"] == "Bearer hf_secret"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (fake.status(500), "Hugging Face answered with an error (500)."),
        (fake.status(503), "Hugging Face answered with an error (503)."),
        (fake.reset, "Hugging Face cannot be reached."),
        (fake.hang, "Hugging Face did not answer within 0.3 seconds."),
        (fake.drip, "Hugging Face did not answer within 0.3 seconds."),
        (fake.cut_connection, "The answer of Hugging Face broke off."),
        (fake.cut_gzip, "The answer of Hugging Face broke off."),
        (fake.bad_gzip, "The answer of Hugging Face is damaged."),
    ],
    ids=["500", "503", "reset", "hang", "drip", "cut", "cut gzip", "bad gzip"],
)
async def test_what_passes_is_tried_again(wire: Wire, fault: fake.Fault, words: str) -> None:
    wire.server.faults[LIST].extend([fault, fault])
    assert await wire.ids() == THREE
    # Later each time, with jitter; the client's own pace between two requests is within that.
    # (What was cut off at once, aiohttp asks for once more by itself.)
    assert wire.clock.slept == ([1.0] if fault is fake.reset else [1.0, 2.0])

    wire.clock.slept.clear()
    wire.server.always[LIST] = fault
    wire.clock.advance(timedelta(minutes=1))
    assert str(await wire.trouble()) == words
    assert wire.clock.slept == [1.0, 2.0, 4.0]  # four tries


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (fake.status(400), "Hugging Face did not take the question (400)."),
        (fake.status(401), "Hugging Face does not let Paperboy in (401)."),
        (fake.status(302, Location="ftp://x"), "Hugging Face cannot be asked at its address."),
        (fake.cut_json, "The answer of Hugging Face is cut short or no JSON."),
        (fake.instead(b"<html>"), "The answer of Hugging Face is cut short or no JSON."),
        (fake.instead(b"\xff\xfe["), "The answer of Hugging Face is cut short or no JSON."),
        (fake.instead(b"[" * 50_000), "The answer of Hugging Face is cut short or no JSON."),
        (fake.instead({"error": "x"}), NO_LIST),
        (fake.instead(None), NO_LIST),
        (fake.instead(b"[" + b" " * 100_001), "The answer of Hugging Face is too large."),
        (fake.status(404), "Hugging Face does not have it."),
        (fake.status(200, Content_Encoding="br"),
         "Hugging Face answered in a way that cannot be read."),
    ],
)  # fmt: skip
async def test_what_does_not_pass_is_told_at_once(
    wire: Wire, fault: fake.Fault, words: str
) -> None:
    wire.server.always[LIST] = fault
    assert str(await wire.trouble()) == words
    assert len(wire.server.asked) == 1


async def test_a_bomb_is_not_unpacked(wire: Wire) -> None:
    wire.server.always[LIST] = fake.gzip_bomb(100_000_000)
    tracemalloc.start()
    try:
        trouble = await wire.trouble()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert str(trouble) == "The answer of Hugging Face is too large."
    assert peak < 5_000_000


@pytest.mark.parametrize("by", ["RateLimit", "{}", "date"])
async def test_a_source_that_asks_for_a_pause_gets_it(wire: Wire, by: str) -> None:
    if by == "date":
        by = (NOW + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    wire.server.faults[LIST].append(fake.rate_limit(30, by=by))
    assert await wire.ids() == THREE
    assert wire.clock.slept == [30.5]
    assert len(wire.server.asked) == 2


async def test_a_long_pause_is_told_and_kept_by_every_request(wire: Wire) -> None:
    wire.server.faults[LIST].append(fake.rate_limit(290))
    trouble = await wire.trouble()
    assert str(trouble) == "Hugging Face wants to be asked less often."
    assert trouble.again_at == NOW + timedelta(seconds=290)
    assert (await wire.trouble()).again_at == NOW + timedelta(seconds=290)
    assert len(wire.server.asked) == 1  # nobody asked meanwhile
    wire.clock.advance(timedelta(seconds=291))
    assert await wire.ids() == THREE


async def test_who_has_patience_waits(wire: Wire) -> None:
    wire.server.faults[LIST].append(fake.rate_limit(290))
    assert await wire.client.day(DAY, patience=310) is not None
    assert wire.clock.slept == [290.5]


async def test_a_pause_without_end_is_an_hour(wire: Wire) -> None:
    wire.server.faults[LIST].append(fake.rate_limit(99_999_999))
    assert (await wire.trouble()).again_at == NOW + timedelta(hours=1)


async def test_without_a_word_of_how_long_it_is_a_minute(wire: Wire) -> None:
    wire.server.faults[LIST].append(fake.status(429, Retry_After="soon"))
    assert await wire.client.day(DAY, patience=100) is not None
    assert wire.clock.slept == [60.5]


async def test_the_last_request_allowed_is_known_to_be_the_last(wire: Wire) -> None:
    wire.server.extra_headers = {"RateLimit": '"api";r=0;t=20'}
    assert await wire.ids() == THREE
    wire.server.extra_headers = {"RateLimit": '"api";r=499;t=300'}
    assert await wire.ids() == THREE
    assert wire.clock.slept == [20.5]


async def test_requests_keep_their_distance(wire: Wire) -> None:
    for _ in range(4):
        await wire.ids()
    assert wire.clock.slept == [1.0, 1.0, 1.0]
    wire.clock.set(datetime(2020, 1, 1, tzinfo=UTC))  # the machine's clock is set back for years
    await wire.ids()
    assert wire.clock.slept == [1.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("body", [b"[]", b"", b"null"])
async def test_nothing_is_listed(wire: Wire, body: bytes) -> None:
    wire.server.always[LIST] = fake.instead(body)
    if body == b"[]":
        assert await wire.ids() == []
    else:
        assert await wire.trouble()


async def test_nulls_and_unknown_fields_cost_themselves_alone(wire: Wire) -> None:
    good = fake.item("2603.11001", votes=None, novel={"a": [1]}, authors=None, ai_keywords=None)
    good |= {"thumbnail": None, "numComments": None, "organization": None, "extra": [None]}
    wire.server.lists["2026-03-11"] = [
        None, good, {"paper": None}, {"paper": {"id": None, "title": None}}, 7, "x", [],
        fake.item("2603.11002", summary=None, publishedAt=None, submittedOnDailyAt=None),
        fake.item("2603.11001"),
    ]  # fmt: skip
    listing = await wire.client.day(DAY)
    assert listing is not None
    assert [each.paper.id for each in listing.found] == ["2603.11001", "2603.11002"]
    assert len(listing.refused) == 7
    assert listing.found[0].paper.upvotes is None


@pytest.mark.parametrize("hostile", ["\0", "\ud800", "@everyone", "\u202e", "'; DROP TABLE papers"])
async def test_hostile_words_come_in_clean(wire: Wire, hostile: str) -> None:
    wire.server.lists["2026-03-11"] = [fake.item("2603.11001", title=f"A {hostile} gull")]
    listing = await wire.client.day(DAY)
    assert listing is not None
    title = listing.found[0].paper.title
    assert title.startswith("A ") and title.endswith(" gull")
    assert not set(title) & {"\0", "\ud800", "\u202e"}
