"""Letters through discord.py's real HTTP, and through processes that are killed."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from bot.app import mailroom
from bot.catalogue import Catalogue
from bot.clock import FixedClock
from bot.delivery.discord_letters import DiscordLetters
from bot.letters.carrier import SHUT
from bot.letters.sender import letter_marker
from storage.database import Database
from storage.editions import Editions
from storage.letter_boxes import LetterBoxes
from storage.letter_models import Letter, LetterState, Rhythm
from storage.letters import Letters
from storage.models import EditionSource, Paper
from storage.papers import Incoming, Papers
from storage.reminders import Reminders
from storage.subscriptions import Subscriptions
from tests.wire import posting_letters
from tests.wire.announcing import logged_in
from tests.wire.discord_server import (
    DROP_AFTER_ACCEPT,
    ME,
    RESET,
    Answer,
    DiscordServer,
    error,
    rate_limit,
)

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 11, 8, tzinfo=UTC)
BOB, EVE = 700, 701


class Wire:
    """A postman on a database and a loopback Discord; Bob has a reminder that is due."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        server: DiscordServer,
        client: discord.Client,
    ) -> None:
        self.server = server
        self.clock = FixedClock(NOW)
        room = mailroom(database, catalogue, self.clock)
        self.letters, self.boxes, self.reminders = room.letters, room.boxes, room.reminders
        sender = DiscordLetters(client, posting_letters.compose)
        self.postman = room.postman(sender, sleep=self._sleep, jitter=lambda: 0.0)

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def tick(self, after: timedelta = timedelta(0)) -> Letter:
        """Bob's letter after a tick."""
        self.clock.advance(after)
        await self.postman.tick()
        [letter] = await self.letters.of(BOB)
        return letter


@pytest.fixture
async def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    clock = FixedClock(NOW)
    async with (
        await Database.open(tmp_path / "paperboy.db") as database,
        DiscordServer(clock.now) as server,
        logged_in(server.base) as client,
    ):
        catalogue = await Catalogue.open(database, None)
        wire = Wire(database, catalogue, server, client)
        server._now = wire.clock.now
        await wire.reminders.add(BOB, NOW, NOW, paper_id=None, text="call Ada")
        yield wire
        await catalogue.close()


async def test_what_goes_over_the_wire(wire: Wire) -> None:
    letter = await wire.tick()

    (body,) = wire.server.calls("send")
    assert body["nonce"] == letter.nonce and len(letter.nonce) <= 25
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": []}
    assert letter_marker(letter.id) in str(body["components"])
    assert letter.state is LetterState.SENT
    assert [letter.message_id] == [int(m["id"]) for m in wire.server.messages[BOB]]


@pytest.mark.parametrize(
    "fault", [error(503), error(500), RESET, DROP_AFTER_ACCEPT, Answer(503, accept=True)]
)
async def test_a_fault_on_the_way_gives_exactly_one_message(wire: Wire, fault: Answer) -> None:
    wire.server.faults["send"].append(fault)

    letter = await wire.tick()

    assert len({body["nonce"] for body in wire.server.calls("send")}) == 1
    assert len(wire.server.calls("send")) == 2
    assert letter.state is LetterState.SENT and len(wire.server.messages[BOB]) == 1


async def test_a_lasting_outage_is_outlived_and_the_history_asked(wire: Wire) -> None:
    wire.server.faults["send"].extend([DROP_AFTER_ACCEPT, *[error(503)] * 3])
    assert (await wire.tick()).state is LetterState.SENDING

    done = await wire.tick(after=timedelta(minutes=5))

    assert len(wire.server.calls("history")) == 1
    assert len(wire.server.calls("send")) == 4
    assert done.state is LetterState.SENT and len(wire.server.messages[BOB]) == 1


async def test_what_did_not_arrive_is_sent_again(wire: Wire) -> None:
    wire.server.faults["send"].extend([error(503)] * 4)
    await wire.tick()
    wire.server.say(BOB, content="are you there?", author=ME | {"id": str(BOB), "bot": False})

    done = await wire.tick(after=timedelta(minutes=5))

    assert done.state is LetterState.SENT and len(wire.server.messages[BOB]) == 2


@pytest.mark.parametrize("route", ["direct", "send"])
@pytest.mark.parametrize("code", [50007, 50278])
async def test_a_closed_door_is_left_alone_until_it_is_opened(
    wire: Wire, code: int, route: str
) -> None:
    await wire.reminders.add(EVE, NOW, NOW, paper_id=None, text="call Ada")
    wire.server.faults[route].append(error(403, code))
    first, second = BOB, EVE

    waiting = await wire.tick()

    assert (waiting.state, waiting.error) == (LetterState.PENDING, SHUT)
    assert len(wire.server.messages[second]) == 1 and await wire.boxes.untold(first)
    calls = len(wire.server.requests)
    for _ in range(5):
        await wire.tick(after=timedelta(hours=1))
    assert len(wire.server.requests) == calls
    assert await wire.boxes.tell(first) and not await wire.boxes.tell(first)
    assert await wire.boxes.open(first) and not await wire.boxes.open(first)
    assert (await wire.tick()).state is LetterState.SENT
    assert len(wire.server.messages[first]) == 1


async def test_a_door_closed_after_an_unknown_outcome(wire: Wire) -> None:
    wire.server.faults["send"].extend([DROP_AFTER_ACCEPT, error(403, 50007)])

    unclear = await wire.tick()
    assert unclear.state is LetterState.SENDING, "the first try may have arrived"
    await wire.boxes.open(BOB)
    done = await wire.tick(after=timedelta(minutes=5))

    assert done.state is LetterState.SENT and len(wire.server.messages[BOB]) == 1


async def test_a_long_rate_limit_is_left_alone_for_as_long(wire: Wire) -> None:
    wire.server.faults["send"].append(rate_limit(600))

    assert (await wire.tick()).state is LetterState.SENDING
    await wire.tick(after=timedelta(seconds=599))
    assert len(wire.server.calls("send")) == 1
    assert (await wire.tick(after=timedelta(seconds=2))).state is LetterState.SENT


async def test_what_discord_does_not_take_is_given_up(wire: Wire) -> None:
    wire.server.faults["send"].append(error(400, 50035))

    dead = await wire.tick()
    await wire.tick(after=timedelta(minutes=1))

    assert dead.state is LetterState.DEAD and "50035" in (dead.error or "")
    assert len(wire.server.calls("send")) == 1


KILLS = 8
PEOPLE = range(1000, 1040)


async def test_killed_processes_neither_double_nor_lose(tmp_path: Path) -> None:
    dice = random.Random(7)
    path = tmp_path / "paperboy.db"
    ahead = 0.0
    started = datetime.now(UTC)
    due = started - timedelta(minutes=1)
    before = started - timedelta(hours=1)
    async with await Database.open(path) as database:
        await Papers(database).put(
            [Incoming(Paper(id="2603.00001", title="A paper", abstract="Short."), "a paper")]
        )
        for day in (due.date() + timedelta(days=n) for n in (-1, 0, 1)):
            await Editions(database).put(day, EditionSource.DAILY, [("2603.00001", 1)], started)
        for person in PEOPLE:
            await Reminders(database).add(person, due, before, paper_id=None, text="call Ada")
            if person % 2:
                rhythm = Rhythm(at=due.time().replace(second=0, microsecond=0))
                subscriptions = Subscriptions(database)
                draft = await subscriptions.draft(person, rhythm, before, top=5)
                await subscriptions.confirm(person, draft.id, before)

    async with DiscordServer(lambda: datetime.now(UTC) + timedelta(seconds=ahead)) as server:
        for _ in range(KILLS):
            assert await posted(path, server, ahead, dice) == -signal.SIGKILL
            ahead += dice.choice([0.0, 30.0, 85.0, 130.0, 300.0])
        ahead += 130.0
        assert await posted(path, server, ahead) == 0

    async with await Database.open(path) as database:
        for person in PEOPLE:
            letters = await Letters(database).of(person)
            assert Counter(str(letter.kind) for letter in letters) == (
                {"reminder": 1, "digest": 1} if person % 2 else {"reminder": 1}
            )
            assert {letter.state for letter in letters} == {LetterState.SENT}
            arrived = [int(message["id"]) for message in server.messages[person]]
            assert sorted(arrived) == sorted(letter.message_id or 0 for letter in letters)
        assert not await LetterBoxes(database).untold(PEOPLE[0])


async def posted(
    path: Path, server: DiscordServer, ahead: float, dice: random.Random | None = None
) -> int:
    """Run a process that posts letters to its end, or, given dice, until it is killed at one of
    the first things it does; answers its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", posting_letters.__name__, str(path), server.base, str(ahead), cwd=ROOT
    )
    steps_left = dice.randrange(1, 18) if dice else None

    def count(route: str, moment: str) -> None:
        nonlocal steps_left
        if dice and steps_left is not None and route != "direct":
            steps_left -= 1
            if steps_left == 0:
                # Anywhere between this step and what the process does with the answer.
                loop.call_later(dice.choice([0, 0.001, 0.004]), os.kill, process.pid, 9)

    loop = asyncio.get_running_loop()
    server.on_step = count
    return await process.wait()
