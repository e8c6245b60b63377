"""Links to papers, answered where a server wants it and the operator lets the bot read."""

import asyncio
from datetime import timedelta
from typing import Any

import discord
import pytest

from tests.bot import seen
from tests.bot.world import World

PAPER, OTHER, THIRD = "2603.10178", "2603.12255", "2603.12250"
TITLE = "Video-Based Reward Modeling for Computer-Use Agents"
LINK = f"https://arxiv.org/abs/{PAPER}"


@pytest.fixture
def world(reading_world: World) -> World:
    return reading_world


def cards(channel: Any) -> list[Any]:
    return [m for m in channel.history() if m.author.bot and seen.ids(m, "save:")]


async def thread_in(world: World, name: str) -> Any:
    """A new thread in the channel."""
    world.env.backend.create_thread(world.channel.id, name, world.alice.id)
    await world.env.settle()
    return world.channel.threads[-1]


async def edition(world: World) -> list[str]:
    """The ids of many papers, each once."""
    days = await world.services.editions.newest(9)
    found = [p.id for day in days for p in await world.services.editions.papers(day)]
    return list(dict.fromkeys(found))


async def test_a_link_is_answered_with_a_small_card(world: World) -> None:
    done = await world.slash(world.alice, "links on", channel=world.channel)
    assert done.ephemeral
    assert f"From now on I answer links to papers in <#{world.channel.id}>" in seen.text(done)
    message = await world.bob.send(world.channel, f"have you seen {LINK}v1? wow")
    (card,) = cards(world.channel)
    title, facts, sentence = seen.text(card).splitlines()
    assert TITLE in title and facts.startswith("-# Mar ") and 20 < len(sentence) <= 221
    assert seen.labels(card) == ["Save", "Abstract", "Similar"]
    assert card.reference.message_id == message.id
    assert card.mentions == [] and card.flags.suppress_notifications
    body = next(
        r.json
        for r in reversed(world.env.http_requests)
        if r.method == "POST" and r.path == f"/channels/{world.channel.id}/messages"
    )
    assert body["allowed_mentions"]["replied_user"] is False
    # Nothing of the person's message is touched.
    touched = f"/channels/{world.channel.id}/messages/{message.id}"
    assert not [r for r in world.env.http_requests if r.path.startswith(touched)]


async def test_its_buttons_work_for_everybody_and_after_a_restart(world: World) -> None:
    await world.slash(world.alice, "links on", channel=world.channel)
    await world.bob.send(world.channel, LINK)
    (card,) = cards(world.channel)
    await world.restart()
    saved = (await world.click(world.alice, card, "Save")).response
    assert saved.ephemeral and f"Saved **{TITLE}**" in seen.text(saved)
    again = (await world.click(world.alice, card, "Save")).response
    assert "already on your reading list" in seen.text(again)
    full = (await world.click(world.bob, card, "Abstract")).response
    assert full.ephemeral and TITLE in seen.text(full)
    like = (await world.click(world.bob, card, "Similar")).response
    assert like.ephemeral and "**Like “" in seen.text(like)


async def test_nothing_is_answered_until_it_is_switched_on(world: World) -> None:
    assert await world.say(world.bob, LINK) is None
    status = await world.slash(world.alice, "links status")
    assert "I do not answer links to papers in this server." in seen.text(status)
    other = world.guild.create_text_channel("elsewhere")
    await world.slash(world.alice, "links on", channel=other)
    assert await world.say(world.bob, LINK) is None
    status = await world.slash(world.alice, "links status")
    assert seen.text(status) == f"I answer links to papers in <#{other.id}>."


async def test_a_whole_server_but_for_one_channel(world: World) -> None:
    talk = world.guild.create_text_channel("talk")
    await world.slash(world.alice, "links off", channel=talk)
    on = await world.slash(world.alice, "links on")
    assert f"where I may reply, except <#{talk.id}>, with" in seen.text(on)
    await world.bob.send(talk, LINK)
    assert cards(talk) == []
    assert await world.say(world.bob, LINK) is not None
    status = await world.slash(world.alice, "links status")
    assert f"in every channel where I may reply, except <#{talk.id}>." in seen.text(status)
    await world.slash(world.alice, "links on", channel=talk)
    await world.bob.send(talk, LINK)
    assert len(cards(talk)) == 1


async def test_switched_off_it_is_silent_at_once_and_after_a_restart(world: World) -> None:
    await world.slash(world.alice, "links on")
    off = await world.slash(world.alice, "links off")
    assert seen.text(off) == "I do not answer links to papers in this server any more."
    assert await world.say(world.bob, LINK) is None
    await world.slash(world.alice, "links on")
    await world.restart()
    assert await world.say(world.bob, LINK) is not None


async def test_threads_go_by_their_channel(world: World) -> None:
    thread = await thread_in(world, "about agents")
    await world.bob.send(thread, LINK)
    assert cards(thread) == []
    await world.slash(world.alice, "links on", channel=world.channel)
    await world.bob.send(thread, LINK)
    assert len(cards(thread)) == 1
    await world.slash(world.alice, "links off", channel=thread)
    await world.bob.send(thread, f"https://hf.co/papers/{OTHER}")
    assert len(cards(thread)) == 1


async def test_a_card_has_three_papers_at_most(world: World) -> None:
    await world.slash(world.alice, "links on")
    ids = await edition(world)
    card = await world.say(world.bob, " ".join(f"https://arxiv.org/abs/{id}" for id in ids[:30]))
    assert seen.ids(card, "save:") == [f"save:{id}" for id in ids[:3]]


async def test_a_paper_is_shown_once_in_a_channel_for_some_hours(world: World) -> None:
    await world.slash(world.alice, "links on")
    assert await world.say(world.bob, LINK) is not None
    assert await world.say(world.alice, LINK) is None
    both = await world.say(world.alice, f"{LINK} https://alphaxiv.org/abs/{OTHER}")
    assert seen.ids(both, "save:") == [f"save:{OTHER}"]
    await world.restart()
    assert await world.say(world.alice, LINK) is None
    talk = world.guild.create_text_channel("talk")
    await world.bob.send(talk, LINK)
    assert len(cards(talk)) == 1
    world.clock.advance(timedelta(hours=6, seconds=1))
    assert await world.say(world.alice, LINK) is not None


async def test_a_hundred_links_do_not_make_a_flood(world: World) -> None:
    await world.slash(world.alice, "links on")
    ids = await edition(world)
    for number in range(100):
        await world.bob.send(world.channel, f"https://arxiv.org/abs/{ids[number % len(ids)]}")
    assert len(cards(world.channel)) == 9
    world.clock.advance(timedelta(minutes=11))
    assert await world.say(world.bob, f"https://arxiv.org/abs/{ids[20]}") is not None


async def test_the_same_link_twice_at_once_is_answered_once(world: World) -> None:
    await world.slash(world.alice, "links on")
    cog = world.bot.get_cog("Links")
    message = await world.bob.send(world.channel, "nothing yet")
    message.content = LINK
    message.guild = world.bot.get_guild(world.guild.id)
    message.channel = world.bot.get_channel(world.channel.id)
    await asyncio.gather(*(cog.on_message(message) for _ in range(10)))  # type: ignore[union-attr]
    assert len(cards(world.channel)) == 1


async def test_what_bots_post_is_not_answered(world: World) -> None:
    await world.slash(world.alice, "links on")
    hook = world.guild.create_webhook(world.channel, "papers elsewhere")
    await hook.send(LINK)
    other = world.guild.add_member(world.env.create_user("otherbot", bot=True))
    await other.send(world.channel, LINK)
    assert cards(world.channel) == []


async def test_a_question_with_a_link_has_one_answer(world: World) -> None:
    await world.slash(world.alice, "links on")
    answer = await world.ask(world.bob, LINK)
    assert answer is not None and "Similar" not in seen.labels(answer)


async def test_a_reply_to_the_bot_may_have_a_link(world: World) -> None:
    await world.slash(world.alice, "links on")
    answer = await world.ask(world.bob, "video agents")
    before = len(cards(world.channel))
    await world.bob.send(world.channel, f"rather https://arxiv.org/abs/{THIRD}", reply_to=answer)
    assert len(cards(world.channel)) == before + 1


@pytest.mark.parametrize(
    "words",
    [
        f"no link: {PAPER} arXiv:{PAPER}",
        f"<{LINK}>",
        f"`{LINK}`",
        f"```\n{LINK}\n```",
        f"||{LINK}||",
        "https://arxiv.org/abs/2603.99999",
        f"https://example.com/?q=https://arxiv.org/abs/{PAPER}",
        "https://arxiv.org/abs/2613.10178 https://arxiv.org/abs/ https://arxiv.org",
        "🦆 \u202eאבג @everyone ' OR 1=1 --",
        "https://" * 250,
    ],
)
async def test_what_is_not_a_shown_link_to_a_known_paper(world: World, words: str) -> None:
    await world.slash(world.alice, "links on")
    assert await world.say(world.bob, words) is None


@pytest.mark.parametrize(
    "words",
    [
        f"[this one]({LINK})",
        f"**{LINK}**.",
        f"({LINK}v3)",
        f"https://arxiv.org/pdf/{PAPER}.pdf#page=3",
        f"HTTPS://HUGGINGFACE.CO/papers/{PAPER}?utm=1",
        f"https://www.alphaxiv.org/overview/{PAPER}",
        f"`code` then {LINK}\n> quoted",
    ],
)
async def test_links_in_every_shape(world: World, words: str) -> None:
    await world.slash(world.alice, "links on")
    card = await world.say(world.bob, words)
    assert seen.ids(card, "save:") == [f"save:{PAPER}"]


async def test_a_paper_that_was_taken_out_is_not_shown(world: World) -> None:
    await world.slash(world.alice, "links on")
    await world.services.catalogue.remove([PAPER])
    assert await world.say(world.bob, LINK) is None


async def test_only_people_who_manage_the_server_switch_it(world: World) -> None:
    command = world.env.backend.find_command("links", None, type=1)
    assert command is not None
    assert command["default_member_permissions"] == discord.Permissions(manage_guild=True).value
    # A server's own settings may show the commands to others; that is not to let them.
    world.guild.set_command_permissions(int(command["id"]), {world.bob: True})
    for command in ("links on", "links off", "links status"):
        refused = await world.slash(world.bob, command)
        assert "You need the permission “manage guild”" in seen.text(refused)
    assert await world.say(world.bob, LINK) is None


async def test_a_channel_where_the_bot_may_not_reply(world: World) -> None:
    hidden = discord.PermissionOverwrite(read_message_history=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.guild.me: hidden})
    refused = await world.slash(world.alice, "links on", channel=closed)
    assert "give me Read Message History there, then try again." in seen.text(refused)
    await world.services.pasted_links.allow(world.guild.id, closed.id)  # when it still might
    await world.bob.send(closed, LINK)
    assert cards(closed) == []
    status = await world.slash(world.alice, "links status")
    assert "⚠️ I may not reply in #closed: give me Read Message History there." in seen.text(status)


async def test_a_thread_that_the_bot_does_not_see(world: World) -> None:
    world.env.backend.create_thread(world.channel.id, "hidden", world.alice.id, broadcast=False)
    hidden = world.channel.threads[-1]
    refused = await world.slash(world.alice, "links on", channel=hidden)
    assert "I do not see #hidden. Let me view it" in seen.text(refused)
    assert await world.services.pasted_links.rules(world.guild.id) == []


async def test_a_message_that_is_gone_before_it_is_answered(world: World) -> None:
    await world.slash(world.alice, "links on")
    path = f"/channels/{world.channel.id}/messages"
    world.env.inject_error("POST", path, status=400, code=50035, message="Unknown message")
    assert await world.say(world.bob, LINK) is None
    assert await world.say(world.bob, f"https://arxiv.org/abs/{OTHER}") is not None


async def test_channels_threads_and_servers_that_go_leave_no_rule(world: World) -> None:
    gone = world.guild.create_text_channel("gone")
    thread = await thread_in(world, "gone too")
    for place in (gone, thread, world.channel):
        await world.slash(world.alice, "links on", channel=place)
    guild = world.bot.get_guild(world.guild.id)
    cog: Any = world.bot.get_cog("Links")
    assert guild is not None
    for place in (gone, thread):
        world.env.backend.delete_channel(place.id)
    await world.env.settle()
    rules = await world.services.pasted_links.rules(world.guild.id)
    assert [rule.channel_id for rule in rules] == [world.channel.id]
    await cog.on_guild_remove(guild)
    assert await world.services.pasted_links.rules(world.guild.id) == []
    assert await world.say(world.bob, LINK) is None


async def test_what_was_answered_is_forgotten_after_some_hours(world: World) -> None:
    await world.slash(world.alice, "links on")
    await world.say(world.bob, LINK)
    sql = "SELECT paper_id FROM link_answers"
    assert len(await world.services.database.fetch_all(sql)) == 1
    world.clock.advance(timedelta(hours=6))
    await world.env.advance_time(3_600)
    assert await world.services.database.fetch_all(sql) == []


async def test_nothing_of_what_was_read_is_kept(world: World) -> None:
    await world.slash(world.alice, "links on")
    await world.say(world.bob, f"zyzzyva says {LINK}")
    await world.say(world.bob, "zyzzyva says nothing")
    tables = await world.services.database.fetch_all(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    for (table,) in map(tuple, tables):
        rows = await world.services.database.fetch_all(f"SELECT * FROM {table}")
        said = [tuple(row) for row in rows]
        assert "zyzzyva" not in repr(said) and str(world.bob.id) not in repr(said)
    privacy = seen.text(await world.slash(world.bob, "privacy"))
    assert "links to papers" in privacy and "6 hours" in privacy
