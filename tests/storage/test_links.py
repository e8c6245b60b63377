import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.database import Database
from storage.links import Links
from storage.models import LinkRule

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
HOME, AWAY = 10, 20
PAPERS, TALK, THREAD = 11, 12, 2**63 - 1
LIMITS: dict[str, Any] = {
    "at_once": 3,
    "apart": timedelta(hours=6),
    "at_most": 5,
    "within": timedelta(minutes=10),
}


@pytest.fixture
async def links(database: Database) -> Links:
    return Links(database)


async def test_nothing_is_allowed_at_first(links: Links) -> None:
    assert not await links.is_allowed(HOME, PAPERS, None)
    assert not await links.is_allowed(HOME, THREAD, PAPERS)
    assert await links.rules(HOME) == []


async def test_a_channel_is_allowed_with_its_threads_and_nothing_else(links: Links) -> None:
    await links.allow(HOME, PAPERS)
    await links.allow(HOME, PAPERS)
    assert await links.is_allowed(HOME, PAPERS, None)
    assert await links.is_allowed(HOME, THREAD, PAPERS)
    assert not await links.is_allowed(HOME, TALK, None)
    assert not await links.is_allowed(AWAY, PAPERS, None)
    assert await links.rules(HOME) == [LinkRule(channel_id=PAPERS, answered=True)]


async def test_a_server_is_allowed_but_for_what_is_ruled_out(links: Links) -> None:
    await links.allow(HOME)
    await links.forbid(HOME, TALK)
    assert await links.is_allowed(HOME, PAPERS, None)
    assert not await links.is_allowed(HOME, TALK, None)
    assert not await links.is_allowed(HOME, THREAD, TALK)
    await links.allow(HOME, THREAD)
    assert await links.is_allowed(HOME, THREAD, TALK)
    assert await links.rules(HOME) == [
        LinkRule(channel_id=None, answered=True),
        LinkRule(channel_id=TALK, answered=False),
        LinkRule(channel_id=THREAD, answered=True),
    ]


async def test_allowing_a_server_keeps_what_was_ruled_out(links: Links) -> None:
    await links.allow(HOME, PAPERS)
    await links.forbid(HOME, TALK)
    await links.allow(HOME)
    assert await links.rules(HOME) == [
        LinkRule(channel_id=None, answered=True),
        LinkRule(channel_id=TALK, answered=False),
    ]


async def test_forbidding_a_server_forbids_all_of_it(links: Links) -> None:
    await links.allow(AWAY)
    await links.allow(HOME)
    await links.allow(HOME, PAPERS)
    await links.forbid(HOME)
    assert await links.rules(HOME) == []
    assert not await links.is_allowed(HOME, PAPERS, None)
    assert await links.is_allowed(AWAY, TALK, None)


async def test_a_channel_that_is_gone_leaves_nothing(links: Links, database: Database) -> None:
    await links.allow(HOME, PAPERS)
    await links.allow(HOME, TALK)
    await links.claim(HOME, PAPERS, ["a"], NOW, **LIMITS)
    await links.remove_channel(PAPERS)
    assert await links.rules(HOME) == [LinkRule(channel_id=TALK, answered=True)]
    assert await database.fetch_all("SELECT * FROM link_answers") == []


async def test_a_server_that_is_left_leaves_nothing(links: Links, database: Database) -> None:
    for guild, channel in ((HOME, PAPERS), (AWAY, TALK)):
        await links.allow(guild)
        await links.claim(guild, channel, ["a"], NOW, **LIMITS)
    await links.remove_guild(HOME)
    assert await links.rules(HOME) == []
    assert len(await links.rules(AWAY)) == 1
    assert [row["guild_id"] for row in await database.fetch_all("SELECT * FROM link_answers")] == [
        AWAY
    ]


async def test_a_paper_is_answered_once_in_a_channel_for_hours(links: Links) -> None:
    assert await links.claim(HOME, PAPERS, ["a", "b", "a"], NOW, **LIMITS) == ["a", "b"]
    soon = NOW + timedelta(hours=6) - timedelta(seconds=1)
    assert await links.claim(HOME, PAPERS, ["b", "c"], soon, **LIMITS) == ["c"]
    assert await links.claim(HOME, TALK, ["b"], soon, **LIMITS) == ["b"]
    late = NOW + timedelta(hours=6)
    assert await links.claim(HOME, PAPERS, ["b", "c"], late, **LIMITS) == ["b"]


async def test_a_channel_is_not_flooded(links: Links) -> None:
    many = [f"p{n}" for n in range(100)]
    assert await links.claim(HOME, PAPERS, many, NOW, **LIMITS) == many[:3]
    assert await links.claim(HOME, PAPERS, many, NOW, **LIMITS) == many[3:5]
    assert await links.claim(HOME, PAPERS, many, NOW, **LIMITS) == []
    later = NOW + timedelta(minutes=10)
    assert await links.claim(HOME, PAPERS, many, later, **LIMITS) == many[5:8]


async def test_messages_at_once_are_not_answered_with_the_same_paper(links: Links) -> None:
    told = await asyncio.gather(
        *(links.claim(HOME, PAPERS, ["a", "b"], NOW, **LIMITS) for _ in range(20))
    )
    assert sorted(id for ids in told for id in ids) == ["a", "b"]


async def test_answers_that_no_longer_count_are_forgotten(links: Links, database: Database) -> None:
    await links.claim(HOME, PAPERS, ["a"], NOW, **LIMITS)
    await links.claim(AWAY, TALK, [], NOW + timedelta(hours=7), **LIMITS)
    assert await database.fetch_all("SELECT * FROM link_answers") == []
