"""One list to many channels at once: python -m tests.benchmarks.fanout [CHANNELS] [LATENCY].

The real announcer, sender, posts and discord.py, against a Discord in another process that keeps
its limits. Prints how near the rate came to what is allowed, and how often it was turned away.
"""

import asyncio
import json
import socket
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord

from bot.app import opened
from bot.delivery.announcer import Announcer
from bot.delivery.discord_sender import DiscordSender
from bot.delivery.pace import ALLOWED, Pace
from bot.delivery.request_pace import paced
from bot.demo import bring_in_sample
from bot.services import Services
from bot.settings import Settings
from bot.ui.posting import Posting
from storage.models import EditionSource
from tests.wire.discord_server import GUILD_ID, ME

CHANNELS = 1_000
LATENCY = 0.15
"""Seconds that the other side takes for a message."""
FIRST = 10_000
"""The id of the first channel."""


def guild(channels: int) -> dict[str, Any]:
    """What the gateway tells of a server with so many channels."""
    everything = str(discord.Permissions.all().value)
    return {
        "id": str(GUILD_ID),
        "name": "Everybody",
        "owner_id": "1",
        "member_count": 1,
        "roles": [
            {
                "id": str(GUILD_ID),
                "name": "@everyone",
                "color": 0,
                "hoist": False,
                "position": 0,
                "permissions": everything,
                "managed": False,
                "mentionable": False,
                "flags": 0,
            }
        ],
        "members": [{"user": ME, "roles": [], "joined_at": None, "flags": 0}],
        "channels": [
            {
                "id": str(id),
                "type": 0,
                "name": f"papers-{id}",
                "position": 0,
                "permission_overwrites": [],
            }
            for id in range(FIRST, FIRST + channels)
        ],
        "emojis": [],
        "stickers": [],
        "features": [],
        "threads": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_flags": 0,
        "preferred_locale": "en-US",
        "afk_timeout": 300,
    }


async def prepare(services: Services, channels: int) -> None:
    """A list of today, and feeds that are due."""
    await bring_in_sample(services)
    newest = await services.editions.latest()
    assert newest is not None
    ids = [paper.id for paper in await services.editions.papers(newest)]
    now = datetime.now(UTC)
    for day in (now.date() + timedelta(days=n) for n in (-2, -1, 0, 1)):
        placed: list[tuple[str, int | None]] = [(id, place) for place, id in enumerate(ids, 1)]
        await services.editions.put(day, EditionSource.DAILY, placed, now)
    due = now - timedelta(minutes=1)
    for id in range(FIRST, FIRST + channels):
        await services.feeds.add(
            GUILD_ID,
            id,
            at=due.time(),
            timezone="UTC",
            top=10,
            active_from=now - timedelta(hours=1),
        )


async def fan_out(channels: int, latency: float) -> dict[str, float]:
    """The figures of one run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.limited_discord",
        str(port),
        str(latency),
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    await server.stdout.readline()
    base = discord.http.Route.BASE
    try:
        discord.http.Route.BASE = f"http://127.0.0.1:{port}"
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings.read(
                {"PAPERBOY_DATA": folder, "PAPERBOY_SYNC_MINUTES": "0"}, env_file=Path("no-such")
            )
            async with opened(settings) as services:
                await prepare(services, channels)
                await _announce(services, channels)
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/stats") as answer,
        ):
            stats: dict[str, float] = json.loads(await answer.text())
    finally:
        discord.http.Route.BASE = base
        server.kill()
        await server.wait()
    return stats


async def _announce(services: Services, channels: int) -> None:
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        max_ratelimit_timeout=60,
        http_trace=paced(Pace()),
        max_messages=None,
    )
    async with client:
        await client.login("token")
        client._connection._add_guild_from_data(guild(channels))  # type: ignore[arg-type]
        announcer = Announcer(
            services.feeds,
            services.outbox,
            services.press,
            services.clock,
            DiscordSender(client, Posting(services.press, services.clock)),
        )
        await announcer.tick()
        while await services.outbox.open():
            await announcer.tick()


def main(channels: int = CHANNELS, latency: float = LATENCY) -> int:
    """Print the figures; answers 1 if they are not good enough."""
    began = time.monotonic()
    stats = asyncio.run(fan_out(channels, latency))
    rate = (stats["taken"] - 1) / stats["seconds"]
    print(
        f"{stats['taken']:.0f} messages to {stats['channels']:.0f} channels in"
        f" {stats['seconds']:.1f} s: {rate:.1f} a second, {100 * rate / ALLOWED:.1f} % of what is"
        f" allowed; turned away {stats['refused']:.0f} times; at most"
        f" {stats['most_in_a_channel']:.0f} in a channel"
        f" ({time.monotonic() - began:.0f} s in all)"
    )
    good = stats["channels"] == stats["taken"] == channels and rate >= 0.95 * ALLOWED
    return int(not good or stats["refused"] > channels / 100)


if __name__ == "__main__":
    sys.exit(main(*[int(sys.argv[1])] if sys.argv[1:] else [], *map(float, sys.argv[2:3])))
