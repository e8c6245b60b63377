"""What the bot sends, held against Discord's own description of its API."""

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.bot import seen
from tests.bot.world import World

DATA = Path(
    os.environ.get("PAPERBOY_REAL_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)
DOCUMENT = DATA / "discord-openapi.json"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DOCUMENT.exists(), reason="Discord's OpenAPI document is not here"),
]


def schema_of(document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    """The schema of a request's JSON body; None if the document has none for it."""
    for template, operations in document["paths"].items():
        pattern = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in operations:
            content = operations[method.lower()].get("requestBody", {}).get("content", {})
            schema: dict[str, Any] | None = content.get("application/json", {}).get("schema")
            return schema
    return None


async def live(world: World) -> None:
    """A day in the life of the bot: every kind of message it sends."""
    answer = await world.ask(world.bob, "reinforcement learning for language model agents")
    saved = await world.click(world.bob, answer, custom_id=seen.ids(answer, "save:")[0])
    await world.click(world.bob, saved.response, "My list")
    await world.click(world.bob, answer, "Next →")
    await world.click(world.alice, answer, "← Previous")
    await world.slash(world.bob, "daily")
    await world.slash(world.bob, "monthly")
    await world.slash(world.bob, "trending")
    week = await world.slash(world.bob, "weekly")
    await world.click(world.alice, week, "All by votes")
    full = await world.slash(world.bob, "paper", paper="2603.10178")
    await live_searching(world, full)
    await world.bob.slash(world.channel, "list note", paper="2603.10178")
    await world.slash(world.bob, "list note", paper="2603.10178", text="a note")
    shown = await world.slash(world.bob, "list show")
    opened = (await world.click(world.bob, shown, custom_id="entry:2603.10178")).response
    await world.click(world.bob, opened, "Reading")
    await world.slash(world.bob, "help")
    await world.slash(world.bob, "help", topic="search")
    await world.slash(world.bob, "help", topic="announcements")
    await world.slash(world.bob, "privacy")
    await world.slash(world.bob, "mydata export")
    await world.slash(world.bob, "mydata delete")
    await world.bob.autocomplete(world.channel, "paper", "paper", "video")
    await world.bob.context_menu(world.channel, "Save papers in this message", answer)
    await world.bob.context_menu(world.channel, "Find similar", full)
    await world.slash(world.alice, "links on", channel=world.channel)
    await world.say(world.bob, "https://arxiv.org/abs/2603.10178")
    await world.slash(world.alice, "links status")
    await world.slash(world.alice, "links off")
    await world.slash(world.alice, "feed add", channel=world.channel, time="13:00", timezone="UTC")
    await world.slash(world.alice, "feed list")
    await live_setting_up(world)
    feeds = await world.services.feeds.all()
    await world.slash(world.alice, "feed test", feed=str(feeds[0].id))
    world.clock.set(world.clock.now().replace(hour=13, minute=1))
    await world.env.advance_time(30)
    assert [m for m in world.channel.history() if seen.ids(m, "post:")]


async def live_setting_up(world: World) -> None:
    """A forum and a thread set up by form, and every control of the card that follows."""
    forum = world.guild.create_forum_channel("lists")
    role = world.guild.create_role("Readers", mentionable=True)
    form = await world.alice.slash(world.channel, "feed add")
    where = {"channel": [forum], "often": ["daily"], "time": "13:00", "zone": "UTC"}
    wrong = await world.alice.submit_modal(form, {**where, "zone": "Mars", "look": ["full"]})
    again = await world.alice.click(wrong.response, label="Back to the form")
    card = (await world.alice.submit_modal(again, {**where, "look": ["compact"]})).response
    await world.alice.select(card, custom_id=seen.ids(card, "feedrole:")[0], values=[role])
    await world.alice.select(card, custom_id=seen.ids(card, "feedlang:")[0], values=["ja"])
    await world.alice.click(card, label="Preview")
    what = await world.alice.click(card, label="Papers and topics …")
    values = {"top": "7", "votes": "1", "include": "video\nagents", "look": ["full"]}
    await world.alice.submit_modal(what, values)
    await world.alice.click(card, label="When …")
    await world.slash(world.alice, "feed edit", feed="1", discussion=True)
    await world.slash(world.alice, "feed status")


async def live_searching(world: World, full: Any) -> None:
    """What is asked in other ways than plain words; `full`: a paper in full."""
    await world.bob.autocomplete(world.channel, "similar", "paper", "video")
    like = await world.slash(world.bob, "similar", paper="2603.10178")
    await world.click(world.bob, like, "Next →")
    await world.click(world.alice, like, "← Previous")
    similar = (await world.click(world.bob, full, "Similar")).response
    assert seen.text(similar).startswith("**Like “")
    await world.slash(world.bob, "similar", paper="zebrafish habitats")

    misspelt = await world.ask(world.bob, "difusion until:2026-03-09")
    assert "Showing results for" in seen.text(misspelt)
    copy = (await world.click(world.alice, misspelt, "Search as written")).response
    await world.click(world.alice, copy, "Correct the spelling")
    await world.click(world.bob, misspelt, "Search as written")
    await world.click(world.bob, world.channel.last_message, "Correct the spelling")
    assert "Showing results for" in seen.text(world.channel.last_message)

    for words in ("in:list", "video in:list", "in:dropped", "has:code sort:votes", "since:2027"):
        await world.slash(world.bob, "search", words=words)
    for wrong in ("long video since:2026-13", "title:", "`` ``` sort:best2 \u202e漢字"):
        by_command = await world.slash(world.bob, "search", words=wrong)
        by_mention = await world.ask(world.bob, wrong)
        for shown in (by_command, by_mention):
            assert "^" in seen.text(shown).split("```")[1]
    await world.ask(world.bob, "video in:list")


async def test_every_body_is_as_discord_describes_it(reading_world: World) -> None:
    world = reading_world
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    await live(world)
    checked = 0
    for request in world.env.http_requests:
        body = request.json
        if body is None:
            continue
        schema = schema_of(document, request.method, request.path)
        if schema is None:
            continue
        whole = {**schema, "components": document["components"]}
        validator = jsonschema.Draft202012Validator(whole)
        problems = [error.message[:300] for error in validator.iter_errors(_with_text_ids(body))]
        assert problems == [], f"{request.method} {request.path}"
        checked += 1
    assert checked > 50


def _with_text_ids(body: Any) -> Any:
    """The body with ids as text: discord.py sends some as numbers, which Discord takes too."""
    if isinstance(body, dict):
        if "attachments" in body:
            numbered = [{**each, "id": str(each["id"])} for each in body["attachments"]]
            body = {**body, "attachments": numbered}
        return {key: _with_text_ids(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_with_text_ids(value) for value in body]
    return str(body) if isinstance(body, int) and body > 2**48 else body
