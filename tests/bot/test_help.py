"""Help, the welcome, and the commands as Discord is told them."""

from typing import Any

import discord

from tests.bot import seen
from tests.bot.world import World


async def test_help_names_every_command(world: World) -> None:
    shown = await world.slash(world.bob, "help")
    assert shown.ephemeral
    for name in (
        "/ask",
        "/search",
        "/paper",
        "/list show",
        "/daily",
        "/feed add",
        "/privacy",
        "/mydata",
    ):
        assert name in seen.text(shown)


async def test_a_new_server_is_welcomed_once(world: World) -> None:
    guild = world.bot.get_guild(world.guild.id)
    cog = world.bot.get_cog("Help")
    assert guild is not None and cog is not None
    await cog.on_guild_join(guild)  # type: ignore[attr-defined]
    welcomes = [m for m in world.channel.history() if "Hello, I am Paperboy" in seen.text(m)]
    assert len(welcomes) == 1 and "/feed add" in seen.text(welcomes[0])


async def test_a_server_without_a_place_to_write(world: World) -> None:
    guild = world.bot.get_guild(world.guild.id)
    cog = world.bot.get_cog("Help")
    assert guild is not None and cog is not None
    world.env.inject_error("POST", f"/channels/{world.channel.id}/messages", status=403)
    await cog.on_guild_join(guild)  # type: ignore[attr-defined]
    assert world.channel.last_message is None


def leaves(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        leaf for o in options for leaf in (leaves(o["options"]) if o["type"] in (1, 2) else [o])
    ]


async def test_commands_keep_within_discords_limits(world: World) -> None:
    payloads = [command.to_dict(world.bot.tree) for command in world.bot.tree.get_commands()]
    assert len({p["name"] for p in payloads}) == len(payloads) <= 100
    for payload in payloads:
        nodes = [payload, *payload.get("options", []), *leaves(payload.get("options", []))]
        for node in nodes:
            assert 1 <= len(node["name"]) <= 32
            assert 1 <= len(node["description"]) <= 100
            assert len(node.get("options", [])) <= 25 and len(node.get("choices", [])) <= 25


async def test_commands_are_for_servers_and_people(world: World) -> None:
    for command in world.bot.tree.get_commands():
        payload = command.to_dict(world.bot.tree)
        if command.name == "feed":
            assert payload["integration_types"] == [0]
            assert payload["contexts"] == [0]
        else:
            assert payload["integration_types"] == [0, 1]
            assert payload["contexts"] == [0, 1, 2]


async def test_commands_are_synced_only_when_they_change(world: World) -> None:
    def syncs() -> int:
        return sum(
            r.method == "PUT" and r.path.endswith("/commands") for r in world.env.http_requests
        )

    assert syncs() == 1
    await world.restart()
    assert syncs() == 1
    world.bot.tree.remove_command("privacy")
    await world.bot.sync_if_changed()
    assert syncs() == 2


async def test_no_privileged_intent_and_no_mentions(world: World) -> None:
    intents = world.bot.intents
    assert not (intents.message_content or intents.members or intents.presences)
    allowed = world.bot.allowed_mentions
    assert allowed is not None and allowed.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_a_door_that_does_not_open_stops_the_start(world: World) -> None:
    import pytest
    from discord.ext import commands

    from bot import client

    broken = client.Paperboy(world.services)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "DOORS", ("no_such_door",))
        with pytest.raises(commands.ExtensionNotFound):
            await broken.setup_hook()
