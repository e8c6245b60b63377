"""Spelling, the query language, and searching one's own list, as people do it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from storage.database import Transaction
from storage.models import Paper, Status
from tests.bot import seen
from tests.bot.world import World

MISSPELT = "difusion"
SHORT = "difusion until:2026-03-09"
LONG = "reenforcement learning for language model agents"
LISTED = (
    "2603.10178",
    "2603.12250",
    "2603.09488",
    "2603.12257",
    "2603.08703",
    "2603.09827",
    "2603.07660",
)


async def fill_list(world: World, person: Any, ids: Sequence[str] = LISTED) -> None:
    for id in ids:
        await world.services.lists.save(person.id, id, world.clock.now())


async def kept(world: World) -> list[Any]:
    return await world.services.database.fetch_all("SELECT * FROM questions ORDER BY id")


# Spelling


async def test_a_corrected_answer_says_so_and_offers_the_way_back(world: World) -> None:
    answer = await world.ask(world.bob, SHORT)
    assert "Showing results for *diffusion* instead of *difusion*" in seen.text(answer)
    assert seen.ids(answer, "save:")
    assert seen.labels(answer)[-1] == "Search as written"
    assert [row["text"] for row in await kept(world)] == [SHORT]


async def test_a_known_word_is_never_corrected(world: World) -> None:
    answer = await world.ask(world.bob, "diffusion until:2026-03-09")
    assert "Showing results" not in seen.text(answer)
    assert "Search as written" not in seen.labels(answer)
    assert await kept(world) == []


async def test_search_as_written_and_back_in_place_after_a_restart(world: World) -> None:
    answer = await world.ask(world.bob, SHORT)
    found = seen.ids(answer, "save:")
    await world.restart()
    await world.click(world.bob, answer, "Search as written")
    written = world.channel.last_message
    assert written.id == answer.id
    assert f"Nothing here on “{SHORT}” as written" in seen.text(written)
    assert seen.labels(written) == ["Correct the spelling"]
    await world.click(world.bob, written, "Correct the spelling")
    back = world.channel.last_message
    assert back.id == answer.id
    assert seen.ids(back, "save:") == found
    assert len(await kept(world)) == 1


async def test_somebody_else_gets_a_private_copy_as_written(world: World) -> None:
    answer = await world.ask(world.bob, SHORT)
    copy = (await world.click(world.alice, answer, "Search as written")).response
    assert copy.ephemeral
    assert "as written" in seen.text(copy)
    assert "Showing results for" in seen.text(world.channel.last_message)
    # The copy is hers: its way back works for her.
    await world.click(world.alice, copy, "Correct the spelling")
    assert "Showing results for *diffusion*" in seen.text(copy.message)
    assert [row["user_id"] for row in await kept(world)] == [world.bob.id, world.alice.id]


async def test_pages_of_a_corrected_answer_keep_the_way_back(world: World) -> None:
    answer = await world.ask(world.bob, LONG)
    assert seen.labels(answer)[-2:] == ["Next →", "Search as written"]
    await world.click(world.bob, answer, "Next →")
    turned = world.channel.last_message
    assert "page 2 of" in seen.text(turned)
    assert "instead of *reenforcement*" in seen.text(turned)
    assert "Search as written" in seen.labels(turned)
    assert len(await kept(world)) == 1


async def test_pages_as_written_stay_as_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever the catalogue finds for a word that nothing has, it is asked the way it was pressed.
    search = world.services.catalogue.search
    asked: list[bool] = []

    async def known(
        query: Any, limit: int = 10, filters: Any = None, as_written: bool = False
    ) -> Any:
        asked.append(as_written)
        if as_written:
            return await search("reinforcement learning", limit, filters)
        return await search(query, limit, filters, as_written)

    monkeypatch.setattr(world.services.catalogue, "search", known)
    answer = await world.ask(world.bob, LONG)
    await world.click(world.bob, answer, "Search as written")
    assert "searched as written" in seen.text(world.channel.last_message)
    assert "page 1 of" in seen.text(world.channel.last_message)
    await world.click(world.bob, world.channel.last_message, "Next →")
    assert "searched as written" in seen.text(world.channel.last_message)
    assert "page 2 of" in seen.text(world.channel.last_message)
    await world.click(world.bob, world.channel.last_message, "← Previous")
    assert seen.labels(world.channel.last_message)[-2:] == ["Next →", "Correct the spelling"]
    assert asked == [False, True, True, True]


async def test_the_way_back_is_a_month_long(world: World) -> None:
    answer = await world.ask(world.bob, SHORT)
    world.clock.advance(timedelta(days=31))
    own = await world.click(world.bob, answer, "Search as written")
    assert "too long ago" in seen.text(own.followups[0])
    others = await world.click(world.alice, answer, "Search as written")
    assert "too long ago" in seen.text(others.response)


# The query language


@pytest.mark.parametrize(
    ("query", "inside", "outside"),
    [
        ("video has:code since:2026-03-12", "2603.12250", "2603.08703"),
        ("video -has:code", "2603.09072", "2603.12250"),
        ("video -depth", "2603.09488", "2603.12250"),
        ("title:video", "2603.10178", "2603.07980"),
        ('"reward modeling"', "2603.10178", "2603.12250"),
        ("author:Maximilian", "2603.09951", "2603.10178"),
        ("upvotes:>40", "2603.12255", "2603.06577"),
    ],
)
async def test_limits_narrow_what_is_found(
    world: World, query: str, inside: str, outside: str
) -> None:
    answer = await world.services.assistant.ask(query)
    ids = [finding.paper.id for finding in answer.findings]
    assert inside in ids and outside not in ids
    shown = await world.slash(world.bob, "search", words=query)
    assert seen.ids(shown, "save:") == [f"save:{id}" for id in ids[:5]]


async def test_limits_hold_on_every_page(world: World) -> None:
    shown = await world.slash(world.bob, "search", words="has:code upvotes:>20")
    assert "newest first" in seen.text(shown)
    ids = seen.ids(shown, "save:")
    await world.restart()
    while "Next →" in seen.labels(shown.message):
        await world.click(world.bob, shown.message, "Next →")
        ids += seen.ids(shown.message, "save:")
    assert len(ids) == len(set(ids)) > 5
    papers = await world.services.catalogue.papers([id.removeprefix("save:") for id in ids])
    assert all(paper.code_url and (paper.upvotes or 0) > 20 for paper in papers)
    days = [paper.day for paper in papers if paper.day]
    assert days == sorted(days, reverse=True)


async def test_the_order_is_said(world: World) -> None:
    shown = await world.slash(world.bob, "search", words="video sort:votes")
    assert "most upvotes first" in seen.text(shown)
    shown = await world.slash(world.bob, "search", words="video sort:new")
    assert "newest first" in seen.text(shown)
    shown = await world.slash(world.bob, "search", words="video")
    assert "first" not in seen.text(shown).splitlines()[1]


async def test_limits_that_leave_nothing_name_a_way_out(world: World) -> None:
    shown = await world.ask(world.bob, "speculative sampling since:2026-03-12")
    assert "with these limits; without them there is" in seen.text(shown)
    assert "/help topic:search" in seen.text(shown)
    shown = await world.ask(world.bob, "since:2027")
    assert "None of my 50 papers passes “since:2027”" in seen.text(shown)
    shown = await world.ask(world.bob, "zebrafish since:2026-03-12")
    assert "Nothing here on “zebrafish since:2026-03-12”. I looked" in seen.text(shown)


async def test_what_cannot_be_read_is_pointed_at(world: World) -> None:
    query = "long video since:2026-13 has:code"
    by_command = await world.slash(world.bob, "search", words=query)
    assert by_command.ephemeral  # the person alone has something to mend
    by_mention = await world.ask(world.bob, query)
    for shown in (by_command, by_mention):
        words = seen.text(shown)
        assert "There is no month 13" in words
        assert "/help topic:search" in words
        pointed, carets = words.split("```")[1].strip("\n").splitlines()
        start = carets.index("^")
        assert pointed[start : start + carets.count("^")] == "2026-13"
    assert await kept(world) == []


ODD = (
    'title:"',
    "in:",
    "in:list in:read in:nowhere",
    "-",
    '"" ""',
    "since:9999 until:0001",
    "since:９９９９-99",
    "upvotes:>99999999999999999999999",
    "```since:```",
    "sort:\u202eetov",
    "author:@everyone title:**x** has:`code`",
    "-" * 900,
    '"' * 900,
    "has:code " * 100,
    "in:list " * 100,
    "title:" + "漢" * 900,
)


@pytest.mark.parametrize("query", ODD)
async def test_odd_queries_are_answered_in_words(world: World, query: str) -> None:
    for shown in (
        await world.slash(world.bob, "search", words=query),
        await world.ask(world.bob, query),
    ):
        words = seen.text(shown)
        assert words.strip() and "went wrong" not in words
        assert "@everyone" not in words
        assert words.count("```") in (0, 2)


async def test_a_name_of_a_paper_is_no_query(world: World) -> None:
    for command in ("paper", "similar"):
        shown = await world.slash(world.bob, command, paper="since:2026-13 in:list")
        assert "Nothing here on “since:2026-13 in:list”" in seen.text(shown)


# One's own list


async def test_a_list_is_searched_privately_by_command(world: World) -> None:
    await fill_list(world, world.bob)
    for command, option in (("search", "words"), ("ask", "question")):
        shown = await world.slash(world.bob, command, **{option: "in:list video depth"})
        assert shown.ephemeral
        assert "save:2603.12250" in seen.ids(shown, "save:")
    others = await world.slash(world.alice, "search", words="in:list video depth")
    assert others.ephemeral
    assert "Your reading list is empty" in seen.text(others)


async def test_pages_of_a_list_stay_private_and_complete(world: World) -> None:
    await fill_list(world, world.bob)
    shown = await world.slash(world.bob, "search", words="in:list")
    first = seen.ids(shown, "save:")
    await world.click(world.bob, shown, "Next →")
    ids = first + seen.ids(shown.message, "save:")
    assert sorted(ids) == sorted(f"save:{id}" for id in LISTED)
    assert shown.message.flags.ephemeral
    assert world.channel.last_message is None


async def test_a_part_of_the_list_is_searched(world: World) -> None:
    await fill_list(world, world.bob)
    now = world.clock.now()
    await world.services.lists.set_status(world.bob.id, "2603.12250", Status.READING, now)
    shown = await world.slash(world.bob, "search", words="in:reading")
    assert seen.ids(shown, "save:") == ["save:2603.12250"]
    shown = await world.slash(world.bob, "search", words="in:dropped video")
    assert "No paper on your reading list is marked “dropped”" in seen.text(shown)
    shown = await world.slash(world.bob, "search", words="in:list speculative sampling")
    assert "with these limits" in seen.text(shown)


async def test_a_channel_is_not_told_what_is_on_a_list(world: World) -> None:
    await fill_list(world, world.bob)
    shown = await world.ask(world.bob, "in:list video")
    assert "show everybody here what is on your reading list" in seen.text(shown)
    assert "`/search`" in seen.text(shown)
    assert seen.ids(shown) == []
    assert await kept(world) == []


async def test_a_direct_message_searches_the_list(world: World) -> None:
    user = world.env.create_user("carol")
    await user.send_dm("in:list")
    assert "Your reading list is empty" in seen.text(user.dm_channel.last_message)
    await fill_list(world, user)
    await user.send_dm("in:list")
    answer = user.dm_channel.last_message
    first = seen.ids(answer, "save:")
    assert len(first) == 5
    await user.click(answer, label="Next →")
    turned = user.dm_channel.last_message
    assert turned.id == answer.id
    assert len(seen.ids(turned, "save:")) == 2 and not set(first) & set(seen.ids(turned, "save:"))


async def test_an_old_answer_in_public_does_not_begin_to_tell(world: World) -> None:
    # A question kept before "in:" meant anything may hold it.
    await fill_list(world, world.bob)
    answer = await world.ask(world.bob, "reinforcement learning for language model agents")

    async def work(tx: Transaction) -> None:
        await tx.execute("UPDATE questions SET text = $1", "in:list")

    await world.services.database.write(work)
    await world.click(world.bob, answer, "Next →")
    turned = world.channel.last_message
    assert "show everybody here" in seen.text(turned)
    assert seen.ids(turned) == []


async def test_a_page_computes_its_own_sentences_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    passages = world.services.catalogue.passages
    sizes: list[int] = []

    async def counted(reading: Any, papers: Sequence[Paper]) -> Any:
        sizes.append(len(papers))
        return await passages(reading, papers)

    monkeypatch.setattr(world.services.catalogue, "passages", counted)
    answer = await world.ask(world.bob, "sort:new")
    await world.click(world.bob, answer, "Next →")
    await world.slash(world.bob, "similar", paper="2603.10178")
    assert sizes == [5, 5, 5]
