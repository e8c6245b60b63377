"""What people do with a message from its own menu."""

import asyncio
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.actors import _dispatch_actor_interaction
from simcord.backend.serializers import message_payload

from tests.bot import seen
from tests.bot.world import World

PAPER, OTHER, THIRD = "2603.10178", "2603.12255", "2603.12250"
TITLE = "Video-Based Reward Modeling for Computer-Use Agents"
SAVE, SIMILAR = "Save papers in this message", "Find similar"


async def menu(world: World, person: Any, name: str, message: Any, channel: Any = None) -> Any:
    """The answer to a press in the menu of a message."""
    result = await person.context_menu(channel or world.channel, name, message)
    assert result.acknowledged and result.response.ephemeral
    return result.response


async def listed(world: World, person: Any) -> set[str]:
    page = await world.services.lists.page(person.id, None, 0, 100)
    return {entry.paper_id for entry in page.entries}


async def test_every_paper_of_a_message_is_saved_at_once(world: World) -> None:
    message = await world.alice.send(
        world.channel,
        f"two: https://arxiv.org/pdf/{PAPER}v2.pdf and **arXiv:{OTHER}** (again: {PAPER})",
    )
    answer = await menu(world, world.bob, SAVE, message)
    shown = seen.text(answer)
    assert shown.startswith("🔖 Saved 2 papers to your reading list:")
    assert TITLE in shown and "already" not in shown and "I do not have" not in shown
    assert seen.labels(answer) == ["Undo", "My list"]
    assert await listed(world, world.bob) == {PAPER, OTHER}
    assert await listed(world, world.alice) == set()


async def test_one_undo_takes_all_of_them_back(world: World) -> None:
    message = await world.alice.send(world.channel, f"{PAPER} {OTHER} {THIRD}")
    answer = await menu(world, world.bob, SAVE, message)
    await world.restart()
    await world.click(world.bob, answer, "Undo")
    assert "Undone: 3 papers are not on your reading list any more." in seen.text(answer.message)
    assert await listed(world, world.bob) == set()


async def test_the_undo_leaves_what_was_changed_since(world: World) -> None:
    message = await world.alice.send(world.channel, f"{PAPER} {OTHER}")
    answer = await menu(world, world.bob, SAVE, message)
    await world.slash(world.bob, "list note", paper=PAPER, text="compare with ours")
    await world.click(world.bob, answer, "Undo")
    shown = seen.text(answer.message)
    assert "is not on your reading list any more" in shown
    assert "1 paper stays as it is: you have changed it since." in shown
    assert await listed(world, world.bob) == {PAPER}


async def test_the_undo_is_not_for_others_nor_for_tomorrow(world: World) -> None:
    message = await world.alice.send(world.channel, f"{PAPER} {OTHER}")
    answer = await menu(world, world.bob, SAVE, message)
    hers = await menu(world, world.alice, SAVE, message)
    # Others do not see the button; somebody who makes up its id reaches only their own.
    assert seen.ids(hers, "undo:") != seen.ids(answer, "undo:")
    number = int(seen.ids(answer, "undo:")[0].removeprefix("undo:"))
    since = world.clock.now() - timedelta(days=1)
    assert await world.services.lists.undo(world.alice.id, number, since) is None
    world.clock.advance(timedelta(days=2))
    late = await world.click(world.bob, answer, "Undo")
    assert "cannot be undone any more" in seen.text(late.followups[0])
    assert await listed(world, world.bob) == await listed(world, world.alice) == {PAPER, OTHER}


async def test_what_is_there_already_is_told_apart(world: World) -> None:
    await world.services.lists.save(world.bob.id, PAPER, world.clock.now())
    message = await world.alice.send(world.channel, f"{PAPER} {OTHER} 2603.99999")
    shown = seen.text(await menu(world, world.bob, SAVE, message))
    assert "Saved 1 paper to your reading list" in shown
    assert "1 paper is already on your reading list" in shown
    assert "I do not have [2603.99999](https://arxiv.org/abs/2603.99999) yet." in shown
    again = await menu(world, world.bob, SAVE, message)
    assert "2 papers are already on your reading list" in seen.text(again)
    assert "Saved" not in seen.text(again)
    assert seen.labels(again) == ["My list"]


async def test_pressed_twice_at_once_it_saves_once(world: World) -> None:
    message = await world.alice.send(world.channel, f"{PAPER} {OTHER}")
    answers = [await menu(world, world.bob, SAVE, message) for _ in range(2)]
    assert [seen.labels(each)[0] for each in answers] == ["Undo", "My list"]
    now = world.clock.now()
    done = await asyncio.gather(
        *(world.services.lists.save_all(world.alice.id, [PAPER, OTHER], now) for _ in range(10))
    )
    assert sum(len(each.saved) for each in done) == 2


async def test_the_papers_of_our_own_cards_are_saved(world: World) -> None:
    answer = await world.ask(world.alice, "reinforcement learning for language model agents")
    shown = [id.removeprefix("save:") for id in seen.ids(answer, "save:")]
    assert len(shown) == 5
    await menu(world, world.bob, SAVE, answer)
    assert await listed(world, world.bob) == set(shown)


async def test_a_quoted_id_on_our_own_card_is_not_one_of_its_papers(world: World) -> None:
    answer = await world.ask(world.alice, f"video agents unlike {OTHER} since:2026-03-01")
    named = {id.removeprefix("save:") for id in seen.ids(answer, "save:")}
    await menu(world, world.bob, SAVE, answer)
    assert await listed(world, world.bob) == named


async def test_the_papers_of_a_day_are_saved_from_its_list(world: World) -> None:
    shown = await world.slash(world.alice, "daily")
    await menu(world, world.bob, SAVE, shown)
    ids = {id.removeprefix("save:") for id in seen.ids(shown, "save:")}
    assert ids and await listed(world, world.bob) >= ids


async def test_a_full_card_and_its_neighbours(world: World) -> None:
    await menu(world, world.bob, SAVE, await world.slash(world.alice, "paper", paper=PAPER))
    assert await listed(world, world.bob) == {PAPER}
    like = await world.slash(world.alice, "similar", paper=PAPER)
    await menu(world, world.alice, SAVE, like)
    # The way to the next page carries the id of the one they are like.
    assert seen.ids(like, "like:") and PAPER not in await listed(world, world.alice)
    assert len(await listed(world, world.alice)) == len(seen.ids(like, "save:"))


async def test_the_cards_of_other_bots_are_read(world: World) -> None:
    hook = world.guild.create_webhook(world.channel, "papers elsewhere")
    embed = discord.Embed(
        title="Today", description=f"[one](https://huggingface.co/papers/{PAPER})"
    )
    embed.add_field(name="two", value=f"arXiv:{OTHER}")
    message = await hook.send(embed=embed)
    await menu(world, world.bob, SAVE, message)
    assert await listed(world, world.bob) == {PAPER, OTHER}


async def test_a_message_without_a_paper(world: World) -> None:
    message = await world.alice.send(world.channel, "lunch at 12.30? it costs 1234.50 or so")
    answer = await menu(world, world.bob, SAVE, message)
    assert "There is no paper in this message" in seen.text(answer)
    assert seen.labels(answer) == []


async def test_a_title_in_a_message_is_offered(world: World) -> None:
    message = await world.alice.send(
        world.channel, f"has anybody read “{TITLE}”? thoughts? <@{world.bob.id}>"
    )
    answer = await menu(world, world.bob, SAVE, message)
    assert "Did you mean" in seen.text(answer) and TITLE in seen.text(answer)
    assert seen.ids(answer, "save:")[0] == f"save:{PAPER}"
    saved = (await world.click(world.bob, answer, custom_id=f"save:{PAPER}")).response
    assert f"Saved **{TITLE}**" in seen.text(saved)
    assert await listed(world, world.bob) == {PAPER}


async def test_a_papers_name_in_a_message_is_offered(world: World) -> None:
    message = await world.alice.send(world.channel, "did you see ma-egoqa?")
    answer = await menu(world, world.bob, SAVE, message)
    assert "MA-EgoQA: Question Answering" in seen.text(answer)


async def test_words_on_a_subject_are_not_a_title(world: World) -> None:
    message = await world.alice.send(world.channel, "we should use more video agents, I think")
    assert seen.ids(await menu(world, world.bob, SAVE, message)) == []


async def test_a_message_with_papers_nobody_knows(world: World) -> None:
    message = await world.alice.send(
        world.channel, "https://arxiv.org/abs/2603.99999 https://arxiv.org/abs/cs/0112017"
    )
    answer = await menu(world, world.bob, SAVE, message)
    assert "I do not have [2603.99999]" in seen.text(answer)
    assert "and [cs/0112017](https://arxiv.org/abs/cs/0112017) yet" in seen.text(answer)
    similar = await menu(world, world.bob, SIMILAR, message)
    assert "I do not have" in seen.text(similar)


async def test_a_paper_that_was_taken_out(world: World) -> None:
    await world.services.catalogue.remove([PAPER])
    message = await world.alice.send(world.channel, f"{PAPER} {OTHER}")
    shown = seen.text(await menu(world, world.bob, SAVE, message))
    assert "Saved 1 paper" in shown and f"I do not have [{PAPER}]" in shown
    assert await listed(world, world.bob) == {OTHER}


async def test_a_message_of_nothing_but_ids(world: World) -> None:
    edition = [
        paper.id
        for day in await world.services.editions.newest(9)
        for paper in await world.services.editions.papers(day)
    ]
    known = list(dict.fromkeys(edition))
    unknown = [f"2401.{number:05}" for number in range(1, 100)]
    message = await world.alice.send(world.channel, " ".join(known + unknown))
    shown = seen.text(await menu(world, world.bob, SAVE, message))
    assert f"Saved {len(known)} papers" in shown and f"and {len(known) - 10} more" in shown
    assert "and 89 more yet" in shown
    assert await listed(world, world.bob) == set(known)


async def test_find_similar_goes_by_the_first_paper_that_is_known(world: World) -> None:
    message = await world.alice.send(world.channel, f"2603.99999, {PAPER}, {OTHER}")
    answer = await menu(world, world.bob, SIMILAR, message)
    assert seen.text(answer).startswith(f"**Like “{TITLE}”**")
    await world.click(world.bob, answer, "Next →")
    assert "page 2 of" in seen.text(answer.message)


async def test_find_similar_goes_by_the_words_of_a_message(world: World) -> None:
    message = await world.alice.send(
        world.channel, f"agents that use a computer by looking :eyes: <@{world.bob.id}>"
    )
    answer = await menu(world, world.bob, SIMILAR, message)
    assert seen.text(answer).startswith("**Like this message**: “agents that use a computer")
    assert 1 <= len(seen.ids(answer, "save:")) <= 5
    exported = await world.services.members.export(world.bob.id)
    assert exported["questions"] == []


async def test_operators_in_somebodys_words_are_words(world: World) -> None:
    for words in ("in:list video agents", 'title: "video agents', "since:2026-13 video agents"):
        message = await world.alice.send(world.channel, words)
        answer = await menu(world, world.bob, SIMILAR, message)
        assert "Like this message" in seen.text(answer) or "Nothing here on" in seen.text(answer)


@pytest.mark.parametrize("name", [SAVE, SIMILAR])
@pytest.mark.parametrize(
    "words",
    [
        "🦆🦆🦆",
        "@everyone @here",
        "<:party:123456789012345678> <@&123456789012345678>",
        "\u202eאבג\u202c مرحبا",
        "'; DROP TABLE entries; --",
        "**||```_~~",
        "https://example.com/",
        "t-distribution",
        "x" * 2000,
        "](" * 1000,
        "|| <https://arxiv.org/abs/" * 70,
        "```" * 600,
    ],
)
async def test_messages_with_little_in_them(world: World, name: str, words: str) -> None:
    message = await world.alice.send(world.channel, words)
    assert len(seen.text(await menu(world, world.bob, name, message))) > 20
    assert await listed(world, world.bob) == set()


async def test_in_a_direct_message(world: World) -> None:
    channel = world.bob.user.dm_channel
    await world.bob.send_dm("video agents since:2026-03-01")
    answer = channel.last_message
    resolved = message_payload(
        world.env.backend, world.env.backend.get_message(channel.id, answer.id)
    )
    command = world.env.backend.find_command(SAVE, None, type=3)
    assert command is not None
    data = {
        "id": command["id"],
        "name": SAVE,
        "type": 3,
        "target_id": str(answer.id),
        "resolved": {"messages": {str(answer.id): dict(resolved)}},
    }
    # The simulation offers menus in servers only, so this one is pressed by its payload.
    done = await _dispatch_actor_interaction(world.bob.user, 2, channel, data)
    assert done.response is not None and done.response.ephemeral
    assert await listed(world, world.bob) == {
        id.removeprefix("save:") for id in seen.ids(answer, "save:")
    }


async def test_an_empty_catalogue(empty_world: World) -> None:
    world = empty_world
    message = await world.alice.send(world.channel, f"video agents {PAPER}")
    assert f"I do not have [{PAPER}]" in seen.text(await menu(world, world.bob, SAVE, message))
    assert "I do not have" in seen.text(await menu(world, world.bob, SIMILAR, message))
    other = await world.alice.send(world.channel, "video agents")
    assert "I have no papers yet" in seen.text(await menu(world, world.bob, SIMILAR, other))
    assert "There is no paper" in seen.text(await menu(world, world.bob, SAVE, other))
