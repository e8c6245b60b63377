"""What the sender sees of channels and permissions before it asks Discord for anything."""

from datetime import UTC, date, datetime, time
from typing import Any

import discord
import pytest

from bot.delivery.discord_sender import DiscordSender
from bot.delivery.sender import Refused
from storage.models import Delivery, DeliveryState, Feed
from tests.bot.world import World

NOW = datetime(2026, 3, 13, 12, tzinfo=UTC)
DELIVERY = Delivery(
    id=1, feed_id=1, day=date(2026, 3, 13), state=DeliveryState.SENDING, due_at=NOW, claimed_at=NOW
)


def sender(world: World) -> DiscordSender:
    async def post(feed: Feed, day: date) -> discord.ui.LayoutView:
        return await world.bot.newsstand.post(day, feed.top)

    return DiscordSender(world.bot, post)


def feed(world: World, channel_id: int) -> Feed:
    return Feed(
        id=1,
        guild_id=world.guild.id,
        channel_id=channel_id,
        at=time(9),
        timezone="UTC",
        top=5,
        active_from=NOW,
    )


def channel_without(world: World, **denied: bool) -> Any:
    return world.guild.create_text_channel(
        "papers-only",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(**denied)},
    )


@pytest.mark.parametrize(
    ("denied", "missing"),
    [
        ({"send_messages": False}, "Send Messages"),
        ({"read_message_history": False}, "Read Message History"),
        (
            {"send_messages": False, "read_message_history": False},
            "Send Messages and Read Message History",
        ),
        ({"view_channel": False}, "View Channel"),
    ],
)
async def test_missing_permissions_are_named_without_asking_discord(
    world: World, denied: dict[str, bool], missing: str
) -> None:
    channel = channel_without(world, **denied)
    asked = len(world.env.http_requests)

    with pytest.raises(Refused) as refusal:
        await sender(world).send(feed(world, channel.id), DELIVERY)

    assert str(refusal.value).startswith("I may not post in #papers-only: give me ")
    assert missing in str(refusal.value)
    assert len(world.env.http_requests) == asked


async def test_the_real_announcement_is_found_again(world: World) -> None:
    ours = feed(world, world.channel.id)
    assert await sender(world).find(ours, DELIVERY, NOW) is None

    sent = await sender(world).send(ours, DELIVERY)

    assert await sender(world).find(ours, DELIVERY, NOW.replace(hour=11)) == sent
    yesterday = DELIVERY.model_copy(update={"day": date(2026, 3, 12)})
    assert await sender(world).find(ours, yesterday, NOW.replace(hour=11)) is None


async def test_only_announcement_channels_have_followers(world: World) -> None:
    news = world.guild.create_news_channel("news")
    voice = world.guild.create_voice_channel("talk")

    assert (await sender(world).send(feed(world, news.id), DELIVERY)).publish
    assert not (await sender(world).send(feed(world, voice.id), DELIVERY)).publish


async def test_a_forum_takes_no_posts(world: World) -> None:
    forum = world.guild.create_forum_channel("forum")

    with pytest.raises(Refused, match=r"^Nothing can be posted in #forum: choose a text channel"):
        await sender(world).send(feed(world, forum.id), DELIVERY)
