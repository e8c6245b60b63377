"""Pictures of announcements for docs/: python -m tests.pictures [FOLDER OF DAILY LISTS].

Makes a light day, a heavy day and a weekly digest as the demo shows them, at the width of a desk
and of a phone, with a headless Chromium. With real lists, only titles, names and counts of them
are shown: summaries are left out. Thumbnails are drawn plain: nothing is fetched.
"""

import asyncio
import base64
import io
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from bot.app import opened
from bot.client import Paperboy
from bot.clock import FixedClock
from bot.demo import bring_in_sample
from bot.editions.span import Kind, Span
from bot.importer import Importer
from bot.services import Services
from bot.settings import Settings
from bot.ui.cards.announcement import announcement_card
from bot.ui.cards.picture import picture_of
from storage.models import Feed, Look

DOCS = Path(__file__).resolve().parents[1] / "docs"
WIDTHS = {"": (1100, 1180), "-phone": (390, 2250)}
NOW = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
MOST_DAYS = 30


def scenes(light: date, heavy: date) -> dict[str, tuple[Span, Look]]:
    """What is shown, by the name of its picture."""
    return {
        "light-day": (Span.holding(Kind.DAY, light), Look.FULL),
        "heavy-day": (Span.holding(Kind.DAY, heavy), Look.FULL),
        "compact": (Span.holding(Kind.DAY, heavy), Look.COMPACT),
        "weekly": (Span.holding(Kind.WEEK, heavy), Look.FULL),
    }


async def draw(lists: Path | None) -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.read(
            {"PAPERBOY_DATA": folder, "PAPERBOY_SYNC_MINUTES": "0"}, env_file=Path("no-such")
        )
        async with opened(settings, clock=FixedClock(NOW)) as services:
            await bring_in_sample(services)
            if lists is not None:
                importer = Importer(services.keeping, services.clock)
                for file in sorted(lists.glob("2026-03-*.json.gz")):
                    await importer.bring_in(file)
            await _draw(services)


async def _draw(services: Services) -> None:
    import simcord

    days = await services.editions.newest(MOST_DAYS)
    sizes = {d: len(await services.editions.papers(d)) for d in days if d <= NOW.date()}
    light = min(sizes, key=lambda day: (sizes[day], day))
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
    await target.send(view=announcement_card(shown, feed, NOW.date(), final=made.final_at < NOW))
    await env.settle()
    url = picture_of(bare[0])
    assets = {url: ("thumbnail.png", _plain_picture())} if url else {}
    async with env.preview(channel, viewers=[viewer], layout="channel", assets=assets) as preview:
        for width, (across, down) in WIDTHS.items():
            picture = await _shot(preview.url, across, down)
            (DOCS / f"announcement-{name}{width}.png").write_bytes(picture)


def _plain_picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (320, 180), (232, 163, 61)).save(kept, "PNG")
    return kept.getvalue()


async def _shot(url: str, across: int, down: int) -> bytes:
    async with _page(url, across, down) as call:
        await asyncio.sleep(6)
        answer = await call("Page.captureScreenshot", format="png")
        return base64.b64decode(answer["data"])


@asynccontextmanager
async def _page(url: str, across: int, down: int) -> AsyncIterator[Any]:
    """A way to call the methods of Chromium's own protocol on a page of this size: its windows
    cannot be as narrow as a phone."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("There is no chromium on this machine.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
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
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            told = Path(profile) / "DevToolsActivePort"
            while not told.exists() or not told.read_text():
                await asyncio.sleep(0.1)
            base = f"http://127.0.0.1:{told.read_text().split()[0]}"
            async with aiohttp.ClientSession() as session:
                async with session.get(f"{base}/json/list") as answer:
                    pages = [each for each in await answer.json() if each["type"] == "page"]
                async with session.ws_connect(
                    pages[0]["webSocketDebuggerUrl"], max_msg_size=0
                ) as socket:
                    number = 0

                    async def call(method: str, **params: Any) -> Any:
                        nonlocal number
                        number += 1
                        await socket.send_json({"id": number, "method": method, "params": params})
                        while (answer := await socket.receive_json()).get("id") != number:
                            pass
                        return answer["result"]

                    await call(
                        "Emulation.setDeviceMetricsOverride",
                        width=across,
                        height=down,
                        deviceScaleFactor=1,
                        mobile=False,
                    )
                    await call("Page.navigate", url=url)
                    yield call
        finally:
            process.kill()
            await process.wait()


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1]) if sys.argv[1:] else None))
