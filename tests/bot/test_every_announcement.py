"""Every list there is, as every kind of post, within Discord's limits."""

import gzip
import json
import os
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.app import opened
from bot.clock import FixedClock
from bot.demo import bring_in_sample
from bot.editions.span import Kind, Span
from bot.importer import Importer
from bot.services import Services
from bot.settings import Settings
from bot.ui.limits import excess
from bot.ui.posting import Posting
from storage.models import Feed, Look

DATA = Path(
    os.environ.get("PAPERBOY_REAL_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)
DAYS = sorted((DATA / "daily_papers").glob("*.json.gz"))
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUIET = {"PAPERBOY_SYNC_MINUTES": "0"}


async def check(services: Services) -> tuple[int, int]:
    """How many days there are, and how many posts were made of them and of their weeks."""
    posting = Posting(services.press, services.clock)
    days = await services.editions.newest(1000)
    spans = [Span.holding(kind, day) for kind in (Kind.DAY, Kind.WEEK) for day in days]
    made = 0
    for span in dict.fromkeys(spans):
        for look in Look:
            for top, language in ((10, "en"), (1, "ja")):
                feed = Feed(
                    id=1,
                    guild_id=1,
                    channel_id=2,
                    at=time(9),
                    timezone="UTC",
                    top=top,
                    look=look,
                    language=language,
                    role_id=2**63 - 1,
                    active_from=NOW,
                )
                post = await posting.post(feed, span, ping=True)
                assert post is not None
                assert excess(post.view) is None, (span.key, look)
                final = await posting.post(feed, span, final=True)
                assert final is not None
                assert final.shown != post.shown
                made += 1
    return len(days), made


async def test_our_sample(tmp_path: Path) -> None:
    settings = Settings.read({"PAPERBOY_DATA": str(tmp_path), **QUIET}, env_file=Path("no-such"))
    async with opened(settings, clock=FixedClock(NOW)) as services:
        await bring_in_sample(services)
        days, made = await check(services)
    assert (days, made) == (5, 4 * (5 + 1))


@pytest.mark.real_data
@pytest.mark.skipif(not DAYS, reason="the real days are not here")
async def test_the_real_days(tmp_path: Path) -> None:
    settings = Settings.read({"PAPERBOY_DATA": str(tmp_path), **QUIET}, env_file=Path("no-such"))
    filled = [path for path in DAYS if json.loads(gzip.decompress(path.read_bytes()))]
    async with opened(settings, clock=FixedClock(NOW)) as services:
        importer = Importer(services.keeping, services.clock)
        for path in filled:
            await importer.bring_in(path)
        days, made = await check(services)
    assert days == len(filled)
    assert made >= 4 * days
