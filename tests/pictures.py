"""Pictures of announcements for docs/: python -m tests.pictures [FOLDER OF DAILY LISTS].

Makes a light day, a heavy day and a weekly digest as the demo shows them, at the width of a desk
and of a phone, with a headless Chromium. With real lists, only titles, names and counts of them
are shown: summaries are left out.
"""

import asyncio
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.app import opened
from bot.client import Paperboy
from bot.clock import FixedClock
from bot.demo import bring_in_sample
from bot.editions.span import Kind, Span
from bot.importer import Importer
from bot.services import Services
from bot.settings import Settings
from bot.ui.cards.announcement import announcement_card
from storage.models import Feed, Look

DOCS = Path(__file__).resolve().parents[1] / "docs" / "announcements"
WIDTHS = {"desktop": (1100, 1750), "phone": (390, 2100)}
NOW = datetime(2026, 3, 14, 14, 5, tzinfo=UTC)


def scenes(light: date, heavy: date) -> dict[str, tuple[Span, Look]]:
    """What is shown, by the name of its picture."""
    return {
        "light-day": (Span.holding(Kind.DAY, light), Look.FULL),
        "heavy-day": (Span.holding(Kind.DAY, heavy), Look.FULL),
        "compact": (Span.holding(Kind.DAY, heavy), Look.COMPACT),
        "weekly-digest": (Span.holding(Kind.WEEK, heavy), Look.FULL),
    }


async def draw(lists: Path | None) -> None:
    """Make all of them."""
    DOCS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.read({"PAPERBOY_DATA": folder}, env_file=Path("no-such"))
        async with opened(settings, clock=FixedClock(NOW)) as services:
            await bring_in_sample(services)
            if lists is not None:
                importer = Importer(services.keeping, services.clock)
                for file in sorted(lists.glob("2026-03-*.json.gz")):
                    await importer.bring_in(file)
            await _draw(services)


async def _draw(services: Services) -> None:
    import simcord

    sizes = {d: len(await services.editions.papers(d)) for d in await services.editions.newest(30)}
    light = min(sizes, key=lambda day: (abs(sizes[day] - 5), day))
    heavy = max(sizes, key=lambda day: (sizes[day], day))
    bot = Paperboy(services)
    env = simcord.Env(bot, check_errors=False, shard_count=1, settle_timeout=20.0)
    env.backend.clock._epoch = NOW
    env.backend.bot_user.name = env.backend.bot_user.global_name = "Paperboy"
    try:
        await env.start()
        try:
            guild = env.create_guild("Reading group")
            viewer = guild.add_member(env.create_user("you", global_name="You"))
            for name, (span, look) in scenes(light, heavy).items():
                await _scene(env, bot, guild, viewer, name, span, look)
        finally:
            await env.shutdown()
    finally:
        await bot.close()


async def _scene(
    env: Any, bot: Paperboy, guild: Any, viewer: Any, name: str, span: Span, look: Look
) -> None:
    channel = guild.create_text_channel("papers")
    feed = Feed(
        id=1,
        guild_id=guild.id,
        channel_id=channel.id,
        at=time(9),
        timezone="UTC",
        top=10,
        look=look,
        active_from=NOW - timedelta(days=9),
    )
    made = await bot.services.press.announcement(feed, span)
    assert made is not None
    bare = tuple(each.model_copy(update={"summary": None}) for each in made.papers)
    shown = type(made)(made.span, bare, made.count, made.themes, made.told_at, made.final_at)
    target: Any = await bot.fetch_channel(channel.id)
    await target.send(view=announcement_card(shown, feed, NOW.date(), final=False))
    await env.settle()
    async with env.preview(channel, viewers=[viewer], layout="channel") as preview:
        for width, (across, down) in WIDTHS.items():
            await _shoot(preview.url, DOCS / f"{name}-{width}.png", across, down)


async def _shoot(url: str, picture: Path, across: int, down: int) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("There is no chromium on this machine.")
    with tempfile.TemporaryDirectory() as profile:
        process = await asyncio.create_subprocess_exec(
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
            f"--window-size={across},{down}",
            "--virtual-time-budget=6000",
            f"--screenshot={picture}",
            url,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await asyncio.wait_for(process.wait(), 60)


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1]) if sys.argv[1:] else None))
