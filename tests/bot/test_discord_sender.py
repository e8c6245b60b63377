"""What the sender sees of channels and permissions before it asks Discord for anything."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import discord
import pytest

from bot.delivery.discord_sender import DiscordSender
from bot.delivery.sender import Refused
from storage.models import Delivery, DeliveryState, Feed
from tests.bot import seen
from tests.bot.world import World

NOW = datetime(2026, 3, 13, 12, tzinfo=UTC)
DELIVERY = Delivery(
    id=1, feed_id=1, day=date(2026, 3, 13), state=DeliveryState.SENDING, due_at=NOW, claimed_at=NOW
)


def sender(world: World) -> DiscordSender:
    return DiscordSender(world.bot, world.bot.posting)


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

    found = await sender(world).find(ours, DELIVERY, NOW.replace(hour=11))
    assert found == replace(sent, shown=None)
    yesterday = DELIVERY.model_copy(update={"day": date(2026, 3, 12)})
    assert await sender(world).find(ours, yesterday, NOW.replace(hour=11)) is None


async def test_only_announcement_channels_have_followers(world: World) -> None:
    news = world.guild.create_news_channel("news")
    voice = world.guild.create_voice_channel("talk")

    assert (await sender(world).send(feed(world, news.id), DELIVERY)).publish
    assert not (await sender(world).send(feed(world, voice.id), DELIVERY)).publish


async def test_a_forum_gets_a_post_of_its_own_for_every_list(world: World) -> None:
    forum = world.guild.create_forum_channel("lists")
    ours = feed(world, forum.id).model_copy(update={"forum": True})

    sent = await sender(world).send(ours, DELIVERY)

    (thread,) = forum.threads
    assert (thread.id, thread.name) == (sent.place_id, "Daily Papers · Mar 13")
    assert not sent.publish
    found = await sender(world).find(ours, DELIVERY, NOW.replace(hour=11))
    assert found == replace(sent, shown=None)
    yesterday = DELIVERY.model_copy(update={"day": date(2026, 3, 12)})
    assert await sender(world).find(ours, yesterday, NOW.replace(hour=11)) is None


async def test_a_forums_post_is_found_when_it_is_archived(world: World) -> None:
    forum = world.guild.create_forum_channel("lists")
    ours = feed(world, forum.id).model_copy(update={"forum": True})
    sent = await sender(world).send(ours, DELIVERY)
    thread = await world.bot.fetch_channel(sent.place_id or 0)
    assert isinstance(thread, discord.Thread)
    await thread.edit(archived=True)

    found = await sender(world).find(ours, DELIVERY, NOW.replace(hour=11))

    assert found == replace(sent, shown=None)


async def test_nothing_can_be_posted_in_a_category(world: World) -> None:
    category = world.guild.create_category("shelf")

    with pytest.raises(Refused, match=r"^Nothing can be posted in #shelf: choose a text channel"):
        await sender(world).send(feed(world, category.id), DELIVERY)


async def test_an_edit_pings_nobody_and_keeps_the_mention(world: World) -> None:
    role = world.guild.create_role("Readers", mentionable=True)
    ours = feed(world, world.channel.id).model_copy(update={"role_id": role.id})
    sent = await sender(world).send(ours, DELIVERY)
    posted = world.channel.last_message
    assert [each.id for each in posted.role_mentions] == [role.id]
    delivery = DELIVERY.model_copy(update={"shown": sent.shown, "message_id": sent.message_id})

    asked = len(world.env.http_requests)
    assert await sender(world).edit(ours, delivery, sent.message_id, final=False) == sent.shown
    assert len(world.env.http_requests) == asked  # nothing has changed, so nothing is edited
    shown = await sender(world).edit(ours, delivery, sent.message_id, final=True)

    assert shown != sent.shown
    (edited,) = world.channel.history()
    assert "-# Final" in seen.text(edited)
    assert f"<@&{role.id}>" in seen.text(edited)
    body = world.env.http_requests[-1].json
    assert body["allowed_mentions"] == {"parse": [], "roles": [role.id]}


async def test_a_role_that_may_not_be_pinged_is_left_out(world: World) -> None:
    role = world.guild.create_role("Quiet", mentionable=False)
    channel = channel_without(world, mention_everyone=False)
    ours = feed(world, channel.id).model_copy(update={"role_id": role.id})

    await sender(world).send(ours, DELIVERY)

    assert "<@&" not in seen.text(channel.last_message)
