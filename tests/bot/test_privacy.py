"""What is kept is told, handed out, and erased."""

import json
from datetime import timedelta

from storage.members import PERSONAL_TABLES
from tests.bot import seen
from tests.bot.world import World


async def fill(world: World) -> None:
    """Have Bob leave something in every place that keeps things of people."""
    await world.ask(world.bob, "reinforcement learning for language model agents")
    await world.slash(world.bob, "list note", paper="2603.10178", text="my secret thought")
    await world.slash(world.bob, "list mark", paper="2603.10178", status="reading")
    await world.slash(world.bob, "list tag", paper="2603.10178", tags="rl")
    await world.slash(world.bob, "lists create", name="Thesis")
    await world.slash(world.bob, "lists add", name="Thesis", paper="2603.10178")
    await world.slash(world.bob, "list rule", when="diffusion", tag="gen")
    await world.slash(world.bob, "list remind", when="tomorrow", about="my secret plan")
    await world.slash(world.bob, "list show", tag="rl")
    await world.slash(world.bob, "daily")
    offer = await world.slash(world.bob, "subscribe", time="12:01", topics="video")
    await world.click(world.bob, offer, "Yes, send it")
    alert = await world.slash(world.bob, "alert add", query="video")
    await world.click(world.bob, alert, "Yes, tell me")
    world.clock.advance(timedelta(minutes=2))
    await world.env.advance_time(30)


async def test_privacy_says_what_is_kept(world: World) -> None:
    shown = await world.slash(world.bob, "privacy")
    assert shown.ephemeral
    for words in (
        "Your reading list",
        "50 at most, for 30 days",
        "/mydata export",
        "/mydata delete",
    ):
        assert words in seen.text(shown)


async def test_every_table_with_a_persons_id_is_known(world: World) -> None:
    tables = await world.services.database.fetch_all(
        "SELECT DISTINCT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND c.name LIKE '%user%'"
    )
    assert {row["name"] for row in tables} == set(PERSONAL_TABLES)


async def test_export_hands_out_every_table(world: World) -> None:
    await fill(world)
    result = await world.bob.slash(world.channel, "mydata export")
    assert result.response.ephemeral
    (attachment,) = result.response.attachments
    data = json.loads(await attachment.read())
    assert set(data) == set(PERSONAL_TABLES)
    assert all(data[table] for table in PERSONAL_TABLES)
    (entry,) = data["entries"]
    assert entry["note"] == "my secret thought" and entry["title"].startswith("Video-Based")


async def test_export_of_a_stranger(world: World) -> None:
    shown = await world.slash(world.bob, "mydata export")
    assert "I keep nothing about you" in seen.text(shown)


async def test_delete_asks_once_and_leaves_nothing(world: World) -> None:
    await fill(world)
    asked = await world.slash(world.bob, "mydata delete")
    assert "Delete everything" in seen.text(asked) and "1 paper" in seen.text(asked)
    await world.click(world.bob, asked, "Delete everything")
    assert "Nothing about you is left" in seen.text(asked.message)
    rows = await world.services.database.fetch_all(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    for row in rows:
        found = await world.services.database.fetch_all(f"SELECT * FROM {row['name']}")
        assert not any(world.bob.id in tuple(each) for each in found), row["name"]
        assert not any(str(world.bob.id) in str(tuple(each)) for each in found), row["name"]


async def test_delete_touches_nobody_else_and_can_be_declined(world: World) -> None:
    await fill(world)
    await world.slash(world.alice, "list mark", paper="2603.10178", status="read")
    asked = await world.slash(world.bob, "mydata delete")
    await world.click(world.bob, asked, "Keep it")
    assert (await world.services.lists.page(world.bob.id, None, 0, 10)).total == 1
    asked = await world.slash(world.bob, "mydata delete")
    await world.click(world.bob, asked, "Delete everything")
    assert (await world.services.lists.page(world.alice.id, None, 0, 10)).total == 1


async def test_buttons_of_an_erased_person(world: World) -> None:
    answer = await world.ask(world.bob, "reinforcement learning for language model agents")
    shown = await world.slash(world.bob, "list note", paper="2603.10178", text="x")
    asked = await world.slash(world.bob, "mydata delete")
    await world.click(world.bob, asked, "Delete everything")
    turned = await world.click(world.bob, answer, "Next →")
    assert "too long ago" in seen.text(turned.followups[0])
    undone = await world.click(world.bob, shown, "Undo")
    assert "cannot be undone any more" in seen.text(undone.followups[0])
