"""A year of digests: people in several zones, failures and restarts on the way."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import mailroom
from bot.catalogue import Catalogue
from bot.clock import FixedClock
from bot.delivery.sender import Unreachable
from bot.letters.mailroom import Mailroom
from bot.letters.sender import Nothing
from storage.database import Database
from storage.editions import Editions
from storage.letter_models import Cadence, Letter, Rhythm
from storage.members import Members
from storage.models import EditionSource, Paper
from storage.papers import Incoming, Papers
from storage.subscriptions import Subscriptions

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
END = datetime(2027, 1, 1, 12, tzinfo=UTC)
STEP = timedelta(hours=3)
ZONES = {
    1: "Europe/Berlin",
    2: "America/New_York",
    3: "Asia/Tokyo",
    4: "Pacific/Auckland",
    5: "America/Santiago",
}
TIMES = {1: time(9), 2: time(2, 30), 3: time(23, 45), 4: time(0), 5: time(18)}


class Post:
    """Brings letters to people, and fails now and then, before or after the letter is there."""

    def __init__(self, clock: FixedClock, dice: random.Random) -> None:
        self.clock = clock
        self.dice = dice
        self.room: Mailroom
        self.arrived: dict[int, list[tuple[Letter, tuple[str, ...]]]] = defaultdict(list)
        self.by_nonce: dict[str, tuple[datetime, int]] = {}

    async def send(self, letter: Letter) -> int:
        papers = tuple(each.paper_id for each in await self.room.letters.papers(letter))
        if not papers:
            raise Nothing("Nothing is left.")
        if self.dice.random() < 0.1:
            raise Unreachable("Not now.", 20)
        now = self.clock.now()
        known = self.by_nonce.get(letter.nonce)
        if known is None or now - known[0] >= timedelta(minutes=2):
            self.arrived[letter.user_id].append((letter, papers))
            self.by_nonce[letter.nonce] = (now, len(self.by_nonce) + 1)
        if self.dice.random() < 0.1:
            raise self.dice.choice([Unreachable("It is there, but nobody knows."), OSError("Off.")])
        return self.by_nonce[letter.nonce][1]

    async def sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def find(self, letter: Letter, since: datetime) -> int | None:
        known = self.by_nonce.get(letter.nonce)
        return known[1] if known and known[0] >= since else None


def lists() -> dict[date, list[str]]:
    """Three papers on every weekday of the year."""
    days = (START.date() + timedelta(days=n) for n in range((END - START).days))
    return {
        day: [f"{day:%y%m}.{day:%d}{n:03}" for n in range(3)] for day in days if day.weekday() < 5
    }


async def test_a_year_brings_every_list_to_everybody_once(tmp_path: Path) -> None:
    dice = random.Random(3)
    clock = FixedClock(START)
    post = Post(clock, dice)
    async with await Database.open(tmp_path / "paperboy.db") as database:
        everything = lists()
        for day, ids in everything.items():
            await Papers(database).put(
                [Incoming(Paper(id=id, title=id, abstract="", listed=day), id) for id in ids]
            )
            await Editions(database).put(
                day, EditionSource.DAILY, [(id, n) for n, id in enumerate(ids, 1)], START
            )
        subscriptions = Subscriptions(database)
        weekly = {}
        for person, zone in ZONES.items():
            await Members(database).set_timezone(person, zone, START)
            daily = await subscriptions.draft(person, Rhythm(at=TIMES[person]), START, top=10)
            await subscriptions.confirm(person, daily.id, START)
            rhythm = Rhythm(at=time(8), cadence=Cadence.WEEKLY, weekday=person % 7)
            draft = await subscriptions.draft(person, rhythm, START, top=10)
            weekly[person] = await subscriptions.confirm(person, draft.id, START)
        catalogue = await Catalogue.open(database, None)
        try:
            post.room = mailroom(database, catalogue, clock)
            postman = post.room.postman(post, sleep=post.sleep, jitter=dice.random)
            while clock.now() < END:
                await postman.tick()
                if dice.random() < 0.05:  # started anew: nothing but the database is left
                    post.room = mailroom(database, catalogue, clock)
                    postman = post.room.postman(post, sleep=post.sleep, jitter=dice.random)
                clock.advance(STEP + timedelta(seconds=dice.randrange(-1800, 1800)))
        finally:
            await catalogue.close()

    for person, zone in ZONES.items():
        digest = weekly[person]
        assert digest is not None
        of_daily = [(le, p) for le, p in post.arrived[person] if le.cause != digest.id]
        of_weekly = [le for le, _ in post.arrived[person] if le.cause == digest.id]
        told = Counter(id for _, papers in of_daily for id in papers)
        assert set(told.values()) == {1}, "a paper came twice"
        missed = [id for ids in everything.values() for id in ids if id not in told]
        # Only what stood on the lists of the first and of the last days may be missing.
        assert all(id[:6] in ("2601.0", "2612.3") for id in missed), missed
        for letters in ([le for le, _ in of_daily], of_weekly):
            days = Counter(le.due_at.astimezone(ZoneInfo(zone)).date() for le in letters)
            assert set(days.values()) == {1}, "two on one day"
        assert {le.due_at.astimezone(ZoneInfo(zone)).weekday() for le in of_weekly} == {person % 7}
        # A few come to nothing: a second try, three hours later, is too late for some.
        assert len(of_weekly) >= 45
