"""The client: opens the doors, listens to every control, tells Discord which commands it has."""

import hashlib
import json
import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.delivery.pace import Pace
from bot.delivery.request_pace import paced
from bot.services import Services
from bot.ui.asking import AskingDesk
from bot.ui.buttons.every import EVERY
from bot.ui.erasing import ErasingDesk
from bot.ui.feeding import FeedingDesk
from bot.ui.forms import Forms
from bot.ui.lettering import LetteringDesk
from bot.ui.listing import ListingDesk
from bot.ui.newsstand import NewsstandDesk
from bot.ui.organising import OrganisingDesk
from bot.ui.posting import Posting
from bot.ui.reminding import ReminderDesk
from bot.ui.shelving import ShelvingDesk
from bot.ui.trouble import explain

log = logging.getLogger(__name__)

DOORS = (
    "ask",
    "papers",
    "editions",
    "reading",
    "organising",
    "messages",
    "links",
    "feeds",
    "letters",
    "sources",
    "privacy",
    "help",
)
"""The extensions, by name: each is a file of `cogs`."""

RATE_LIMIT_PATIENCE = 60.0
"""Seconds to wait for Discord's permission to go on, before a request is given up."""


class Paperboy(commands.AutoShardedBot):
    """Paperboy, connected to Discord.

    Messages that mention it, come to it directly, or whose menu is used carry their text without
    a privileged intent. It asks for one only where the operator lets it read links.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=discord.Intents(
                guilds=True,
                guild_messages=True,
                dm_messages=True,
                message_content=services.settings.reads_messages,
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            max_ratelimit_timeout=RATE_LIMIT_PATIENCE,
            activity=discord.CustomActivity("Ask me about papers · /help"),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=paced(Pace()),
        )
        self.services = services
        self.asking = AskingDesk(services)
        self.shelving = ShelvingDesk(services)
        self.listing = ListingDesk(services)
        self.organising = OrganisingDesk(services)
        self.reminders = ReminderDesk(services)
        self.forms = Forms(self.shelving, self.organising, self.reminders)
        self.newsstand = NewsstandDesk(services)
        self.erasing = ErasingDesk(services)
        self.letters = LetteringDesk(services)
        self.posting = Posting(services.press, services.clock)
        self.feeding = FeedingDesk(services, self.posting)
        self.tree.error(self._on_command_error)

    async def setup_hook(self) -> None:
        """Called once, before connecting. A door that does not open stops the start: going on
        without it would take its commands away from everybody."""
        for door in DOORS:
            await self.load_extension(f"cogs.{door}")
        self.add_dynamic_items(*EVERY)
        await self.sync_if_changed()

    async def sync_if_changed(self) -> bool:
        """Tell Discord the commands if they are not the ones it was told last."""
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        assert self.application_id is not None
        synced = self.services.synced_commands
        if await synced.digest(self.application_id) == digest:
            return False
        await self.tree.sync()
        await synced.record(self.application_id, digest, self.services.clock.now())
        log.info("Told Discord about %d commands.", len(payload))
        return True

    async def on_message(self, message: discord.Message, /) -> None:
        """Messages are questions, and answered by `cogs.ask`; there are no prefix commands."""

    async def _on_command_error(
        self, interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError
    ) -> None:
        await explain(interaction, error)
