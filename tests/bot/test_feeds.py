"""Announcements set up by the people who manage a server, and made by the bot."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from storage.models import DeliveryState
from tests.bot import seen
from tests.bot.world import World

BERLIN = {"time": "14:00", "timezone": "Europe/Berlin"}
"""One hour after noon UTC in winter: 13:00 UTC."""


async def tick(world: World, **by: float) -> None:
    """Let time pass, and the bot look once at what is due."""
    world.clock.advance(timedelta(**by))
    await world.env.advance_time(30)


def posts(channel: Any) -> list[Any]:
    return [m for m in channel.history() if seen.ids(m, "post:")]


async def feed_id(world: World) -> str:
    feeds = await world.services.feeds.in_guild(world.guild.id)
    return str(feeds[0].id)


async def test_the_edition_is_posted_once_at_its_minute(world: World) -> None:
    done = await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    assert "every day at 14:00 (Europe/Berlin), top 10" in seen.text(done)
    await tick(world, minutes=59)
    assert posts(world.channel) == []
    await tick(world, minutes=2)
    (post,) = posts(world.channel)
    assert seen.text(post).startswith("## Daily Papers · Mar 13 · 8 papers")
    assert seen.labels(post).count("Save") == 8
    for _ in range(5):
        await tick(world, minutes=1)
    await world.restart()
    await tick(world, minutes=1)
    assert len(posts(world.channel)) == 1


async def test_top_and_the_way_to_the_rest(world: World) -> None:
    world.clock.set(datetime(2026, 3, 11, 12, 0, tzinfo=UTC))
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN, top=5)
    await tick(world, hours=1.1)
    (post,) = posts(world.channel)
    assert "Mar 11 · 18 papers" in seen.text(post)
    assert seen.labels(post).count("Save") == 5
    everything = (await world.click(world.bob, post, "All 18 papers")).response
    assert everything.ephemeral and "Daily Papers · Mar 11" in seen.text(everything)
    saved = (await world.click(world.bob, post, custom_id=seen.ids(post, "save:")[0])).response
    assert "Saved" in seen.text(saved)


async def test_announcement_channels_are_published(world: World) -> None:
    news = world.guild.create_news_channel("news")
    await world.slash(world.alice, "feed add", channel=news, **BERLIN)
    await tick(world, hours=1.1)
    assert len(posts(news)) == 1
    assert [r.path for r in world.env.http_requests if r.path.endswith("/crosspost")]
    delivery = await world.services.outbox.last(int(await feed_id(world)))
    assert delivery is not None and delivery.state is DeliveryState.PUBLISHED


async def test_after_downtime_it_is_caught_up_once(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    world.clock.advance(timedelta(hours=4))
    await world.restart()
    await tick(world, minutes=1)
    assert len(posts(world.channel)) == 1


async def test_after_long_downtime_there_is_no_flood(world: World) -> None:
    world.clock.set(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    world.clock.set(datetime(2026, 3, 13, 23, 0, tzinfo=UTC))
    await world.restart()
    await tick(world, minutes=1)
    assert posts(world.channel) == []


async def test_days_without_a_list_are_passed_over(world: World) -> None:
    world.clock.set(datetime(2026, 3, 14, 12, 0, tzinfo=UTC))
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    await tick(world, hours=1.1)
    assert posts(world.channel) == []


async def test_list_edit_remove(world: World) -> None:
    nothing = await world.slash(world.alice, "feed list")
    assert "No channel of this server gets the daily list yet" in seen.text(nothing)
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    feed = await feed_id(world)
    changed = await world.slash(
        world.alice, "feed edit", feed=feed, time="9:30pm", timezone="tokyo", top=3
    )
    assert "every day at 21:30 (Asia/Tokyo), top 3" in seen.text(changed)
    shown = await world.slash(world.alice, "feed list")
    assert shown.ephemeral and "21:30 (Asia/Tokyo)" in seen.text(shown)
    removed = await world.slash(world.alice, "feed remove", feed=feed)
    assert "does not get the daily list any more" in seen.text(removed)
    again = await world.slash(world.alice, "feed remove", feed=feed)
    assert "I know no such feed" in seen.text(again)


async def test_test_shows_it_to_the_admin_alone(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    result = await world.alice.slash(world.channel, "feed test", feed=await feed_id(world))
    assert result.response.ephemeral
    assert "Daily Papers · Mar 13" in seen.text(result.response)
    assert "This is how it looks" in seen.text(result.followups[0])
    assert posts(world.channel) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"time": "25:99", "timezone": "UTC"}, "25:99"),
        ({"time": "noonish", "timezone": "UTC"}, "noonish"),
        ({"time": "09:00", "timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"time": "09:00", "timezone": "'; drop table feeds; --"}, "drop table"),
    ],
)
async def test_times_and_zones_nobody_understands(
    world: World, options: dict[str, str], words: str
) -> None:
    shown = await world.slash(world.alice, "feed add", channel=world.channel, **options)
    assert words in seen.text(shown)
    assert await world.services.feeds.all() == []


async def test_a_channel_the_bot_may_not_write_to(world: World) -> None:
    me = world.guild.me
    closed = world.guild.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(send_messages=False)}
    )
    shown = await world.slash(world.alice, "feed add", channel=closed, **BERLIN)
    assert "I may not post in #closed: give me Send Messages there" in seen.text(shown)


async def test_one_feed_a_channel(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    again = await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    assert "gets the daily list already" in seen.text(again)


async def test_only_for_those_who_manage_the_server(world: World) -> None:
    from simcord import SetupError

    # Discord itself hides the command from Bob; the bot does not rely on it.
    with pytest.raises(SetupError):
        await world.bob.slash(world.channel, "feed list")
    command = next(c for c in world.bot.tree.get_commands() if c.name == "feed")
    assert command.default_permissions == discord.Permissions(manage_guild=True)


async def test_a_failure_is_told_in_the_list(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    world.env.inject_error("POST", f"/channels/{world.channel.id}/messages", status=403)
    await tick(world, hours=1.1)
    shown = await world.slash(world.alice, "feed list")
    assert "⚠️" in seen.text(shown)


async def test_leaving_a_server_or_losing_a_channel_ends_its_feeds(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    cog = world.bot.get_cog("Feeds")
    assert cog is not None
    guild = world.bot.get_guild(world.guild.id)
    await cog.on_guild_remove(guild)  # type: ignore[attr-defined]
    assert await world.services.feeds.all() == []
