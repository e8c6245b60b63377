"""The privileged intent: not asked for unless the operator wants it, and not missed."""

from pathlib import Path

import pytest

from bot.settings import Settings
from tests.bot import seen
from tests.bot.test_links import LINK
from tests.bot.world import World


async def test_without_it_the_command_says_what_the_operator_does(world: World) -> None:
    assert not world.bot.intents.message_content
    refused = await world.slash(world.alice, "links on")
    assert refused.ephemeral
    assert "Message Content Intent" in seen.text(refused)
    assert "PAPERBOY\\_MESSAGE\\_CONTENT=on" in seen.text(refused)
    assert await world.services.pasted_links.rules(world.guild.id) == []
    status = await world.slash(world.alice, "links status")
    assert "It does not work yet. Whoever runs me" in seen.text(status)
    assert await world.say(world.bob, LINK) is None


async def test_switched_off_again_it_is_silent_and_can_be_tidied_up(world: World) -> None:
    await world.services.pasted_links.allow(world.guild.id)
    await world.restart()
    assert await world.say(world.bob, LINK) is None
    status = seen.text(await world.slash(world.alice, "links status"))
    assert "I answer links" in status and "It does not work yet" in status
    await world.slash(world.alice, "links off")
    assert await world.services.pasted_links.rules(world.guild.id) == []


async def test_with_it_nothing_else_privileged_is_asked_for(reading_world: World) -> None:
    intents = reading_world.bot.intents
    assert intents.message_content and not (intents.members or intents.presences)
    assert await reading_world.ask(reading_world.bob, "video agents") is not None


@pytest.mark.parametrize("word", ["on", "ON", "true", "yes", "1"])
def test_the_setting_is_read(word: str) -> None:
    assert Settings.read({"PAPERBOY_MESSAGE_CONTENT": word}, Path("no-such")).reads_messages
