"""Announcing processes that are killed at random points, and what they left behind."""

import asyncio
import os
import random
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.database import Database
from storage.feeds import Feeds
from storage.outbox import Outbox
from tests.wire import announcing
from tests.wire.discord_server import ANNOUNCEMENTS, FORUM, TEXT, DiscordServer

DOWN_FOR = (0.0, 30.0, 85.0, 130.0, 300.0)
"""Seconds between a kill and the next start, by the clock of the processes and of Discord."""


@dataclass(frozen=True)
class Outcome:
    """What was found afterwards; every number but the first two should be 0."""

    kills: int
    feeds: int
    doubled: int
    lost: int
    unrecorded: int
    """Posts that are not the one the outbox knows."""
    unpublished: int
    undiscussed: int


async def killed(folder: Path, *, kills: int, feeds: int, seed: int) -> Outcome:
    """Announce to so many channels of all kinds through processes that are killed one after the
    other, then through one that is not."""
    dice = random.Random(seed)
    path = folder / "paperboy.db"
    channels = range(1000, 1000 + feeds)
    kinds = {id: dice.choice([TEXT, TEXT, ANNOUNCEMENTS, FORUM]) for id in channels}
    talking = {id for id in channels if kinds[id] == TEXT and dice.random() < 0.5}
    started = datetime.now(UTC)
    due = started - timedelta(minutes=1)
    async with await Database.open(path) as database:
        for day in (due.date() + timedelta(days=n) for n in (-2, -1, 0, 1)):
            await announcing.with_edition(database, day)
        for channel_id in channels:
            await Feeds(database).add(
                1,
                channel_id,
                at=due.time(),
                timezone="UTC",
                top=5,
                forum=kinds[channel_id] == FORUM,
                discussion=channel_id in talking,
                active_from=started - timedelta(hours=1),
            )

    ahead, survived = 0.0, 0
    async with DiscordServer(lambda: datetime.now(UTC) + timedelta(seconds=ahead)) as server:
        server.kinds = dict(kinds)
        most = max(14, 5 * feeds // kills)
        while survived < kills:
            code = await _announced(path, server, ahead, dice, most)
            if code == 0:
                break  # all is done: there is nobody left to kill
            assert code in (-signal.SIGKILL, announcing.WAITING)
            survived += code == -signal.SIGKILL
            ahead += 130.0 if code == announcing.WAITING else dice.choice(DOWN_FOR)
        ahead += 130.0
        assert await _announced(path, server, ahead) == 0

    async with await Database.open(path) as database:
        outbox = Outbox(database)
        last = {feed.channel_id: await outbox.last(feed.id) for feed in await Feeds(database).all()}
    posts = {
        id: [int(thread) for thread, kept in server.threads.items() if kept["parent_id"] == str(id)]
        if kinds[id] == FORUM
        else [int(message["id"]) for message in server.messages[id]]
        for id in channels
    }
    recorded = {id: delivery.message_id if delivery else None for id, delivery in last.items()}
    news = [recorded[id] for id in channels if kinds[id] == ANNOUNCEMENTS]
    return Outcome(
        kills=survived,
        feeds=feeds,
        doubled=sum(len(posts[id]) > 1 for id in channels),
        lost=sum(not posts[id] for id in channels),
        unrecorded=sum(recorded[id] not in posts[id] for id in channels),
        unpublished=sum(message not in server.crossposted for message in news),
        undiscussed=sum(recorded[id] not in server.threads for id in talking),
    )


async def _announced(
    path: Path,
    server: DiscordServer,
    ahead: float,
    dice: random.Random | None = None,
    most: int = 0,
) -> int:
    """Run an announcing process to its end, or, given dice, until it is killed at one of the
    first `most` things it does; answers its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, announcing.__file__, str(path), server.base, str(ahead)
    )
    steps_left = dice.randrange(1, most) if dice else None
    loop = asyncio.get_running_loop()

    def kill() -> None:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)

    def count(route: str, moment: str) -> None:
        nonlocal steps_left
        if dice and steps_left is not None and route != "channel":
            steps_left -= 1
            if steps_left == 0:
                # Anywhere between this step and what the process does with the answer.
                loop.call_later(dice.choice([0, 0.001, 0.004]), kill)

    server.on_step = count
    return await process.wait()
