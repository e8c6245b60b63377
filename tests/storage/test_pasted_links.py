import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.models import LinkRule
from storage.pasted_links import PastedLinks, is_answered

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
HOME, AWAY = 10, 20
PAPERS, TALK, THREAD = 11, 12, 2**63 - 1


@pytest.fixture
async def links(database: Database) -> PastedLinks:
    return PastedLinks(database)


async def allowed(links: PastedLinks, guild: int, channel: int, parent: int | None) -> bool:
    return is_answered(await links.rules(guild), channel, parent)


async def test_nothing_is_allowed_at_first(links: PastedLinks) -> None:
    assert not await allowed(links, HOME, PAPERS, None)
    assert not await allowed(links, HOME, THREAD, PAPERS)
    assert await links.rules(HOME) == []


async def test_a_channel_is_allowed_with_its_threads_and_nothing_else(links: PastedLinks) -> None:
    await links.allow(HOME, PAPERS)
    await links.allow(HOME, PAPERS)
    assert await allowed(links, HOME, PAPERS, None)
    assert await allowed(links, HOME, THREAD, PAPERS)
    assert not await allowed(links, HOME, TALK, None)
    assert not await allowed(links, AWAY, PAPERS, None)
    assert await links.rules(HOME) == [LinkRule(channel_id=PAPERS, answered=True)]


async def test_a_server_is_allowed_but_for_what_is_ruled_out(links: PastedLinks) -> None:
    await links.allow(HOME)
    await links.forbid(HOME, TALK)
    assert await allowed(links, HOME, PAPERS, None)
    assert not await allowed(links, HOME, TALK, None)
    assert not await allowed(links, HOME, THREAD, TALK)
    await links.allow(HOME, THREAD)
    assert await allowed(links, HOME, THREAD, TALK)
    assert await links.rules(HOME) == [
        LinkRule(channel_id=None, answered=True),
        LinkRule(channel_id=TALK, answered=False),
        LinkRule(channel_id=THREAD, answered=True),
    ]


async def test_allowing_a_server_keeps_what_was_ruled_out(links: PastedLinks) -> None:
    await links.allow(HOME, PAPERS)
    await links.forbid(HOME, TALK)
    await links.allow(HOME)
    assert await links.rules(HOME) == [
        LinkRule(channel_id=None, answered=True),
        LinkRule(channel_id=TALK, answered=False),
    ]


async def test_forbidding_a_server_forbids_all_of_it(links: PastedLinks) -> None:
    await links.allow(AWAY)
    await links.allow(HOME)
    await links.allow(HOME, PAPERS)
    await links.forbid(HOME)
    assert await links.rules(HOME) == []
    assert not await allowed(links, HOME, PAPERS, None)
    assert await allowed(links, AWAY, TALK, None)


async def test_a_channel_that_is_gone_leaves_nothing(
    links: PastedLinks, database: Database
) -> None:
    await links.allow(HOME, PAPERS)
    await links.allow(HOME, TALK)
    await links.claim(HOME, PAPERS, ["a"], NOW)
    await links.remove_channel(PAPERS)
    assert await links.rules(HOME) == [LinkRule(channel_id=TALK, answered=True)]
    assert await database.fetch_all("SELECT * FROM link_answers") == []


async def test_a_server_that_is_left_leaves_nothing(links: PastedLinks, database: Database) -> None:
    for guild, channel in ((HOME, PAPERS), (AWAY, TALK)):
        await links.allow(guild)
        await links.claim(guild, channel, ["a"], NOW)
    await links.remove_guild(HOME)
    assert await links.rules(HOME) == []
    assert len(await links.rules(AWAY)) == 1
    assert [row["guild_id"] for row in await database.fetch_all("SELECT * FROM link_answers")] == [
        AWAY
    ]


async def test_a_paper_is_answered_once_in_a_channel_for_hours(links: PastedLinks) -> None:
    assert await links.claim(HOME, PAPERS, ["a", "b", "a"], NOW) == ["a", "b"]
    soon = NOW + timedelta(hours=6) - timedelta(seconds=1)
    assert await links.claim(HOME, PAPERS, ["b", "c"], soon) == ["c"]
    assert await links.claim(HOME, TALK, ["b"], soon) == ["b"]
    late = NOW + timedelta(hours=6)
    assert await links.claim(HOME, PAPERS, ["b", "c"], late) == ["b"]


async def test_a_channel_is_not_flooded(links: PastedLinks) -> None:
    many = [f"p{n}" for n in range(100)]
    assert await links.claim(HOME, PAPERS, many, NOW) == many[:3]
    assert await links.claim(HOME, PAPERS, many, NOW) == many[3:6]
    assert await links.claim(HOME, PAPERS, many[:7], NOW) == many[6:7]
    assert await links.claim(HOME, PAPERS, many, NOW) == many[7:9]
    assert await links.claim(HOME, PAPERS, many, NOW) == []
    assert await links.claim(HOME, TALK, many, NOW) == many[:3]
    later = NOW + timedelta(minutes=10)
    assert await links.claim(HOME, PAPERS, many, later) == many[9:12]


async def test_messages_at_once_are_not_answered_with_the_same_paper(links: PastedLinks) -> None:
    told = await asyncio.gather(*(links.claim(HOME, PAPERS, ["a", "b"], NOW) for _ in range(20)))
    assert sorted(id for ids in told for id in ids) == ["a", "b"]


async def test_answers_that_no_longer_count_are_forgotten(
    links: PastedLinks, database: Database
) -> None:
    await links.claim(HOME, PAPERS, ["a"], NOW)
    await links.claim(AWAY, TALK, ["b"], NOW + timedelta(seconds=1))
    await links.forget_old(NOW + timedelta(hours=6))
    left = await database.fetch_all("SELECT paper_id FROM link_answers")
    assert [row["paper_id"] for row in left] == ["b"]
