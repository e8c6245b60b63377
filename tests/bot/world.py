"""A small Discord with people in it, the real bot among them."""

import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import simcord
from discord import app_commands

from bot.app import opened
from bot.client import Paperboy
from bot.clock import FixedClock
from bot.errors import PaperboyError
from bot.services import Services
from bot.settings import Settings
from storage.errors import StorageError
from tests.bot import seen

NOW = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)
"""The Friday of our sample edition's week, at noon."""


@dataclass
class World:
    """A server with a channel; Alice manages it, Bob does not."""

    folder: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    env: Any = None
    services: Services = None  # type: ignore[assignment]
    bot: Paperboy = None  # type: ignore[assignment]
    guild: Any = None
    channel: Any = None
    alice: Any = None
    bob: Any = None
    environment: dict[str, str] = field(default_factory=lambda: {"PAPERBOY_SYNC_MINUTES": "0"})
    """What is set beside the folder; of itself the bot asks no source here."""
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        await self._build()
        self.env = simcord.Env(self.bot, check_errors=False, shard_count=1)
        self.env.backend.clock._epoch = self.clock.now()
        await self.env.start()
        self.guild = self.env.create_guild("Reading group")
        self.channel = self.guild.create_text_channel("papers")
        managers = self.guild.create_role(
            "Managers", permissions=discord.Permissions(manage_guild=True)
        )
        self.alice = self.guild.add_member(self.env.create_user("alice"), roles=[managers])
        self.bob = self.guild.add_member(self.env.create_user("bob"))

    async def restart(self) -> None:
        """Stop the bot, close its database, and start anew on the same files."""
        old = self.bot
        await self.env.settle()
        await self._close()
        await self._build()
        await self.env.restart_bot(self.bot)
        await old.close()

    async def stop(self) -> None:
        await self.env.shutdown()
        await self.bot.close()
        await self._close()

    async def say(self, person: Any, words: str) -> Any:
        """What the bot answers to a message in the channel; None if nothing."""
        before = {message.id for message in self.channel.history()}
        await person.send(self.channel, words)
        new = [m for m in self.channel.history() if m.id not in before and m.author.bot]
        assert len(new) <= 1, "more than one answer"
        return new[0] if new else None

    async def ask(self, person: Any, question: str) -> Any:
        """What the bot answers to a question put by mention."""
        assert self.bot.user is not None
        return await self.say(person, f"<@{self.bot.user.id}> {question}")

    async def slash(self, person: Any, command: str, **options: Any) -> Any:
        """The answer to a slash command."""
        result = await person.slash(self.channel, command, **options)
        assert result.acknowledged
        return result.response

    async def click(self, person: Any, message: Any, label: str | None = None, **by: Any) -> Any:
        """Press a button: the result, `.response` of it the answer if there is a new one."""
        result = await person.click(message, label=label, **by)
        assert result.acknowledged
        return result

    def surprises(self) -> list[BaseException]:
        """Errors that ended in nobody's words: not ours, nor a check of discord.py's."""
        causes = [getattr(error, "original", error) for error in self.env.errors]
        known = PaperboyError | StorageError | app_commands.CheckFailure
        return [cause for cause in causes if not isinstance(cause, known)]

    def complaints(self) -> list[str]:
        """What Discord would have refused of everything the bot has sent."""
        found = []
        for request in self.env.http_requests:
            body = request.json
            if isinstance(body, dict):
                for part in (body, body.get("data")):
                    if isinstance(part, dict) and "components" in part:
                        found += [f"{request.path}: {each}" for each in seen.complaints(part)]
        return found

    async def _build(self) -> None:
        environment = {"PAPERBOY_DATA": str(self.folder), **self.environment}
        settings = Settings.read(environment, env_file=Path("no-such"))
        self.services = await self._open.enter_async_context(opened(settings, clock=self.clock))
        self.bot = Paperboy(self.services)

    async def _close(self) -> None:
        await self._open.aclose()


async def world_at(folder: Path, prepared: Path | None, **environment: str) -> World:
    """A world whose data start as a copy of `prepared`, or empty."""
    if prepared is not None:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
    world = World(folder)
    world.environment.update(environment)
    await world.start()
    return world
