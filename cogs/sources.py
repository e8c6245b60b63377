"""Sources: the tick that brings lists in, and how it goes."""

import logging

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.client import Paperboy
from bot.ui.cards.health import health_card
from bot.ui.reply import acknowledge, reply

log = logging.getLogger(__name__)

TICK = 60
"""Seconds between two looks at what is due to be fetched."""


class Sources(commands.Cog):
    """Keeps lists fresh, and says how it goes."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot
        self.started = bot.services.clock.now()

    async def cog_load(self) -> None:
        """Called by discord.py."""
        if self.bot.services.settings.sync_every is not None:
            self.tick.start()

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        self.tick.cancel()

    @app_commands.command(description="How old the lists are, and whether anything went wrong.")
    async def health(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/health`."""
        await acknowledge(interaction, private=True)
        services = self.bot.services
        syncing = services.settings.sync_every is not None
        card = health_card(await services.examiner.examine(), self.started, syncing)
        await reply(interaction, card, private=True)

    @tasks.loop(seconds=TICK)
    async def tick(self) -> None:
        """Fetch what is due."""
        try:
            for fetched in await self.bot.services.syncer.tick():
                if fetched.added or fetched.updated:
                    log.info(
                        "%s: %d papers, %d new, %d changed.",
                        fetched.day or "Trending",
                        fetched.papers,
                        fetched.added,
                        fetched.updated,
                    )
        except Exception:
            # An error that left the tick would end its loop for good.
            log.exception("Fetching failed; the next tick tries again")
        try:
            if changed := await self.bot.services.watch_round.tick():
                log.info("%d changes of watched papers.", len(changed))
        except Exception:
            log.exception("Asking for watched papers failed; the next tick tries again")

    @tick.before_loop
    async def connected(self) -> None:
        """Wait until people can be answered: that comes first."""
        await self.bot.wait_until_ready()


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Sources(bot))
