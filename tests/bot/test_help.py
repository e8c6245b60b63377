"""Help, the welcome, and the commands as Discord is told them."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.search.query import Query, parse
from bot.search.query_values import FIELDS, LISTS, SORTS
from bot.ui.cards.words import SEARCH_EXAMPLES, search_help_card
from bot.ui.limits import excess
from storage.models import Status
from tests.bot import seen
from tests.bot.world import World

README = Path(__file__).resolve().parents[2] / "README.md"


async def test_help_names_every_command(world: World) -> None:
    shown = await world.slash(world.bob, "help")
    assert shown.ephemeral
    for name in (
        "/ask",
        "/search",
        "/help topic:search",
        "/paper",
        "/similar",
        "/list show",
        "/daily",
        "/feed add",
        "/privacy",
        "/mydata",
        "/health",
    ):
        assert name in seen.text(shown)


async def test_a_quoted_example_ends_before_what_is_said_next(world: World) -> None:
    # In the demo, as in most Markdown, a quote goes on until its paragraph ends.
    for options in ({}, {"topic": "search"}):
        shown = await world.slash(world.bob, "help", **options)
        texts = [
            part["content"] for part in seen.parts(seen.raw(shown)) if part["type"] == seen.TEXT
        ]
        quoting = [text for text in texts if "> " in text]
        assert quoting
        for text in quoting:
            assert text.splitlines()[-1].startswith("> ")


EXPECTED: dict[str, dict[str, Any]] = {
    '"world model"': {"text": "world model", "phrases": ("world model",)},
    "-survey": {"without": ("survey",)},
    '-"open source"': {"without": ("open source",)},
    "title:video": {"text": "video", "title": ("video",)},
    'title:"long video"': {"text": "long video", "title": ("long video",)},
    "-title:benchmark": {"without_title": ("benchmark",)},
    'author:"Ada Lovelace"': {"authors": ("Ada Lovelace",)},
    "by:Lovelace": {"authors": ("Lovelace",)},
    "-author:Lovelace": {"without_authors": ("Lovelace",)},
    "org:google": {"organisations": ("google",)},
    "-org:google": {"without_organisations": ("google",)},
    "since:2026-03": {"since": date(2026, 3, 1)},
    "until:2026-03-11": {"until": date(2026, 3, 11)},
    "before:2026-03": {"until": date(2026, 2, 28)},
    "year:2026": {"since": date(2026, 1, 1), "until": date(2026, 12, 31)},
    "has:code": {"has_code": True},
    "-has:code": {"has_code": False},
    "upvotes:20": {"min_upvotes": 20},
    "upvotes:>20": {"min_upvotes": 21},
    "upvotes:<20": {"max_upvotes": 19},
    "upvotes:10..50": {"min_upvotes": 10, "max_upvotes": 50},
    "in:list": {"lists": ("list",)},
    "in:to-read": {"lists": ("to-read",)},
    "in:reading": {"lists": ("reading",)},
    "in:read": {"lists": ("read",)},
    "in:dropped": {"lists": ("dropped",)},
    "in:#rl": {"tags": ("rl",)},
    "in:Thesis": {"named": ("Thesis",)},
    "sort:new": {"sort": "new"},
    "sort:votes": {"sort": "votes"},
    "sort:best": {"sort": "best"},
}
"""What every example of the help about searching sets."""


async def test_help_on_searching_is_private_and_fits(world: World) -> None:
    shown = await world.slash(world.bob, "help", topic="search")
    assert shown.ephemeral
    text = seen.text(shown)
    assert text.index("Just ask in your own words") < text.index('`"world model"`')
    assert "next to each other in this order" in text and "*the*" in text
    assert "**Search as written**" in text
    assert excess(search_help_card()) is None
    assert max(map(len, text.splitlines())) < 180
    assert world.complaints() == []


async def test_help_on_lists_is_private_and_names_every_command(world: World) -> None:
    shown = await world.slash(world.bob, "help", topic="list")
    assert shown.ephemeral
    named = set(re.findall("`(/[a-z]+ ?[a-z]*)", seen.text(shown)))
    group = world.bot.tree.get_command("list")
    assert isinstance(group, discord.app_commands.Group)
    assert {f"/list {command.name}" for command in group.commands} <= named
    assert {"/tags", "/lists", "/timezone"} <= named
    commands = {f"/{each.qualified_name}" for each in world.bot.tree.walk_commands()}
    assert named <= commands


async def test_no_command_is_larger_than_discord_takes(world: World) -> None:
    def characters(command: dict[str, Any]) -> int:
        """Of names, descriptions and values, as Discord counts them."""
        own = sum(len(str(command.get(key, ""))) for key in ("name", "description", "value"))
        inner = [*command.get("options", ()), *command.get("choices", ())]
        return own + sum(map(characters, inner))

    for command in world.bot.tree.get_commands():
        told = command.to_dict(world.bot.tree)
        assert characters(told) <= 8_000, (command.name, characters(told))
        assert len(told.get("options", ())) <= 25
        if command.name == "list":
            print(characters(told), len(told["options"]))


async def test_every_example_of_the_help_does_what_it_says(world: World) -> None:
    examples = {each.written: each for group in SEARCH_EXAMPLES.values() for each in group}
    assert examples.keys() == EXPECTED.keys()
    for written, sets in EXPECTED.items():
        query = parse(written)
        assert query == Query(**{"text": "", **sets}), written
        assert examples[written].field in sets


async def test_everything_in_code_on_the_help_can_be_written(world: World) -> None:
    text = seen.text(await world.slash(world.bob, "help", topic="search"))
    written = re.findall("`([^`]+)`", text)
    assert EXPECTED.keys() < set(written)
    commands = {f"/{command.name}" for command in world.bot.tree.get_commands()}
    for each in written:
        if each.startswith("/"):
            assert each in commands
        else:
            assert not parse(each).is_plain or each == "sort:best"


async def test_the_readme_is_true_about_commands_and_searching(world: World) -> None:
    readme = README.read_text(encoding="utf-8")
    for command in world.bot.tree.get_commands():
        slash = isinstance(command, discord.app_commands.Command | discord.app_commands.Group)
        assert (f"`/{command.name}" if slash else f"**{command.name}**") in readme
    table = readme.split("\n## How to ask\n")[1].split("\n## ")[0]
    written = [each for each in re.findall("`([^`]+)`", table) if not each.startswith("/")]
    for each in written:
        assert not parse(each).is_plain, each
    shown = {parse(each) for each in written}
    assert shown.issuperset(parse(each) for each in ("in:list", "has:code", "sort:new"))
    fields = {field for query in shown for field in _set_by(query)}
    assert fields == WRITABLE


WRITABLE = set(Query.__dataclass_fields__) - {"anyway"}
"""Fields of a query that its text can set; `anyway` is a button's."""


def _set_by(query: Query) -> set[str]:
    plain = Query("")
    return {
        field
        for field in Query.__dataclass_fields__
        if getattr(query, field) != getattr(plain, field)
    }


async def test_the_help_leaves_no_operator_out(world: World) -> None:
    written = " ".join(EXPECTED)
    for field in FIELDS.values():
        assert f"{field}:" in written or field == "tag"  # in:#rl says the same
    for name in LISTS:
        assert f"in:{name}" in EXPECTED
    for sort in SORTS:
        assert f"sort:{sort}" in EXPECTED
    sets = {field for each in EXPECTED.values() for field in each}
    assert sets == WRITABLE
    assert {"list", *(status.value for status in Status)} == set(LISTS)


async def test_a_topic_is_picked_not_typed(world: World) -> None:
    payload = world.bot.tree.get_command("help").to_dict(world.bot.tree)  # type: ignore[union-attr]
    (topic,) = payload["options"]
    assert topic["name"] == "topic" and not topic.get("required")
    assert {"name": "search", "value": "search"} in topic["choices"]


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
            if payload["type"] == 1:  # what stands in a menu is not described
                assert 1 <= len(node["description"]) <= 100
            assert len(node.get("options", [])) <= 25 and len(node.get("choices", [])) <= 25


async def test_commands_are_for_servers_and_people(world: World) -> None:
    for command in world.bot.tree.get_commands():
        payload = command.to_dict(world.bot.tree)
        if command.name in ("feed", "links"):
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
    from discord.ext import commands

    from bot import client

    broken = client.Paperboy(world.services)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "DOORS", ("no_such_door",))
        with pytest.raises(commands.ExtensionNotFound):
            await broken.setup_hook()
