"""Asking in a channel, in a direct message and by command, as people do it."""

from datetime import timedelta

import discord

from tests.bot import seen
from tests.bot.world import World

QUESTION = "agents that use a computer by looking at the screen"
FIRST = "Video-Based Reward Modeling for Computer-Use Agents"


async def test_a_mention_is_answered_with_one_card(world: World) -> None:
    answer = await world.ask(world.bob, QUESTION)
    words = seen.text(answer)
    assert words.index("**1.**") < words.index(FIRST)
    assert "https://huggingface.co/papers/2603.10178" in words
    assert "Mar 13" in words and "▲ 24" in words and "💻 code" in words
    assert "**screen**" in words
    assert seen.labels(answer)[:3] == ["Save", "Abstract", "Code"]
    assert answer.reference is not None


async def test_a_direct_message_needs_no_mention(world: World) -> None:
    user = world.env.create_user("carol")
    await user.send_dm(QUESTION)
    assert FIRST in seen.text(user.dm_channel.last_message)


async def test_slash_commands_answer_the_same(world: World) -> None:
    by_ask = await world.slash(world.bob, "ask", question=QUESTION)
    by_search = await world.slash(world.bob, "search", words=QUESTION)
    assert FIRST in seen.text(by_ask)
    assert seen.text(by_ask) == seen.text(by_search)
    assert not by_ask.ephemeral


async def test_what_is_not_there_is_not_guessed(world: World) -> None:
    answer = await world.ask(world.bob, "train timetable from Berlin to Hamburg")
    assert "Nothing here on “train timetable from Berlin to Hamburg”" in seen.text(answer)
    assert seen.labels(answer) == ["Show the nearest anyway"]
    assert seen.ids(answer, "save:") == []


async def test_the_nearest_are_shown_to_whoever_insists(world: World) -> None:
    answer = await world.ask(world.bob, "train timetable from Berlin to Hamburg")
    for person in (world.bob, world.alice):
        shown = (await world.click(person, answer, "Show the nearest anyway")).response
        assert shown.ephemeral
        assert "None of them is clearly on it." in seen.text(shown)
        assert 1 <= len(seen.ids(shown, "save:")) <= 5
    assert "Nothing here" in seen.text(world.channel.last_message)
    await world.restart()
    again = (await world.click(world.bob, answer, "Show the nearest anyway")).response
    assert "Nearest to" in seen.text(again)
    world.clock.advance(timedelta(days=31))
    late = (await world.click(world.bob, answer, "Show the nearest anyway")).response
    assert "too long ago" in seen.text(late)


async def test_where_nothing_is_near_there_is_nothing_to_insist_on(world: World) -> None:
    answer = await world.ask(world.bob, "zxqv")
    assert "Nothing here on" in seen.text(answer)
    assert seen.labels(answer) == []


async def test_other_talk_is_left_alone(world: World) -> None:
    assert await world.say(world.bob, QUESTION) is None
    assert await world.say(world.bob, f"@everyone {QUESTION}") is None
    assert await world.say(world.bob, "<@123> hello") is None


async def test_a_mention_alone_says_what_to_do(world: World) -> None:
    answer = await world.ask(world.bob, "")
    assert "Ask me about research papers" in seen.text(answer)


async def test_an_id_or_a_link_is_the_question(world: World) -> None:
    for words in (
        "2603.10178",
        "https://arxiv.org/abs/2603.10178v2",
        "<https://hf.co/x> arXiv:2603.10178",
    ):
        answer = await world.ask(world.bob, words)
        assert FIRST in seen.text(answer), words


async def test_without_papers_it_says_so(empty_world: World) -> None:
    answer = await empty_world.ask(empty_world.bob, QUESTION)
    assert "I have no papers yet" in seen.text(answer)


async def test_pages_are_turned_by_the_one_who_asked(world: World) -> None:
    answer = await world.ask(world.bob, "reinforcement learning for language model agents")
    assert "page 1 of" in seen.text(answer)
    first = seen.ids(answer, "save:")
    await world.click(world.bob, answer, "Next →")
    turned = world.channel.last_message
    assert turned.id == answer.id
    assert "page 2 of" in seen.text(turned)
    assert not set(first) & set(seen.ids(turned, "save:"))
    await world.click(world.bob, turned, "← Previous")
    assert seen.ids(world.channel.last_message, "save:") == first


async def test_somebody_elses_pages_stay_where_they_are(world: World) -> None:
    answer = await world.ask(world.bob, "reinforcement learning for language model agents")
    result = await world.click(world.alice, answer, "Next →")
    assert "for the person who asked" in seen.text(result.followups[0])
    assert result.followups[0].ephemeral
    assert "page 1 of" in seen.text(world.channel.last_message)


async def test_pages_turn_after_a_restart_and_not_after_a_month(world: World) -> None:
    answer = await world.ask(world.bob, "reinforcement learning for language model agents")
    await world.restart()
    await world.click(world.bob, answer, "Next →")
    assert "page 2 of" in seen.text(world.channel.last_message)
    world.clock.advance(timedelta(days=31))
    result = await world.click(world.bob, world.channel.last_message, "← Previous")
    assert "too long ago" in seen.text(result.followups[0])


async def test_the_abstract_opens_for_the_person_alone(world: World) -> None:
    answer = await world.ask(world.bob, QUESTION)
    result = await world.click(world.alice, answer, custom_id="abstract:2603.10178")
    assert result.response.ephemeral
    words = seen.text(result.response)
    assert FIRST in words and "ExeVRM" in words
    assert {"Save", "Hugging Face", "Code"} <= set(seen.labels(result.response))


async def test_it_answers_where_it_may_write_only(world: World) -> None:
    silent = world.guild.create_text_channel(
        "silent",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=None)},
    )
    me = world.guild.me
    assert me is not None
    closed = world.guild.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(send_messages=False)}
    )
    assert world.bot.user is not None
    await world.bob.send(silent, f"<@{world.bot.user.id}> {QUESTION}")
    assert FIRST in seen.text(silent.last_message)
    await world.bob.send(closed, f"<@{world.bot.user.id}> {QUESTION}")
    direct = world.bob.user.dm_channel.last_message
    assert FIRST in seen.text(direct)


async def test_a_question_without_pages_is_not_kept(world: World) -> None:
    await world.ask(world.bob, "2603.10178")
    assert await world.services.database.fetch_all("SELECT * FROM questions") == []


async def test_a_mention_of_the_bots_role_is_told_how_to_ask(world: World) -> None:
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None and world.bot.user is not None
    role = world.guild.create_role("Paperboy")
    cached = guild.get_role(role.id)
    assert cached is not None
    # Discord makes this role when a bot is added; the simulation does not.
    cached.tags = discord.RoleTags({"bot_id": str(world.bot.user.id)})
    answer = await world.say(world.bob, f"<@&{role.id}> {QUESTION}")
    assert "Discord did not show me your question" in seen.text(answer)
    assert world.bot.user.mention in seen.text(answer)


async def test_without_history_the_answer_still_comes_to_the_channel(world: World) -> None:
    world.env.inject_error(
        "POST", f"/channels/{world.channel.id}/messages", status=403, code=160002, times=1
    )
    answer = await world.ask(world.bob, QUESTION)
    assert FIRST in seen.text(answer) and answer.reference is None
