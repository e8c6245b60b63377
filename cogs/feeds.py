"""Announcements: which channels get the daily list, and the tick that brings it."""

import logging
from collections.abc import Awaitable
from datetime import date

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.client import Paperboy
from bot.delivery.announcer import Announcer
from bot.delivery.discord_sender import DiscordSender
from bot.ui.choices import feed_choices, zone_choices
from bot.ui.feeding import FeedingDesk
from storage.models import Feed

log = logging.getLogger(__name__)

TICK = 30
"""Seconds between two looks at what is due: an announcement is at most this late."""


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Feeds(commands.GroupCog, group_name="feed", group_description="The daily list in a channel."):
    """Sets up announcements, and makes them."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot
        services = bot.services

        async def post(feed: Feed, day: date) -> discord.ui.LayoutView:
            return await bot.newsstand.post(day, feed.top)

        self.desk = FeedingDesk(services, bot.newsstand)
        self.announcer = Announcer(
            services.feeds,
            services.outbox,
            services.editions,
            services.clock,
            DiscordSender(bot, post),
            catch_up=services.settings.catch_up,
        )

    async def cog_load(self) -> None:
        """Called by discord.py."""
        self.tick.start()

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        self.tick.cancel()

    async def interaction_check(self, interaction: discord.Interaction[discord.Client], /) -> bool:
        """Only people who manage the server: a server's own command settings may let others see
        these commands, not use them."""
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @app_commands.command(description="Post the daily list to a channel, every day.")
    @app_commands.describe(
        channel="Where to post it",
        time="When, such as 09:00 or 9am",
        timezone="Whose clock, such as Europe/Berlin",
        top="How many papers to show (1 to 10, normally 10)",
    )
    async def add(
        self,
        interaction: discord.Interaction[Paperboy],
        channel: discord.TextChannel,
        time: app_commands.Range[str, 1, 40],
        timezone: app_commands.Range[str, 1, 60],
        top: app_commands.Range[int, 1, 10] = 10,
    ) -> None:
        """`/feed add`."""
        await self.desk.add(interaction, channel, time, timezone, top)

    @app_commands.command(name="list", description="Which channels get the daily list, and when.")
    async def list_(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/feed list`."""
        await self.desk.list(interaction)

    @app_commands.command(description="Change when a channel gets the daily list, or how much.")
    @app_commands.describe(
        feed="Which one",
        time="When, such as 09:00 or 9am",
        timezone="Whose clock, such as Europe/Berlin",
        top="How many papers to show (1 to 10)",
    )
    async def edit(
        self,
        interaction: discord.Interaction[Paperboy],
        feed: app_commands.Range[str, 1, 100],
        time: app_commands.Range[str, 1, 40] | None = None,
        timezone: app_commands.Range[str, 1, 60] | None = None,
        top: app_commands.Range[int, 1, 10] | None = None,
    ) -> None:
        """`/feed edit`."""
        await self.desk.edit(interaction, feed, time, timezone, top)

    @app_commands.command(description="Stop posting the daily list to a channel.")
    @app_commands.describe(feed="Which one")
    async def remove(
        self,
        interaction: discord.Interaction[Paperboy],
        feed: app_commands.Range[str, 1, 100],
    ) -> None:
        """`/feed remove`."""
        await self.desk.remove(interaction, feed)

    @app_commands.command(description="See what a channel will get; nobody else sees it.")
    @app_commands.describe(feed="Which one")
    async def test(
        self,
        interaction: discord.Interaction[Paperboy],
        feed: app_commands.Range[str, 1, 100],
    ) -> None:
        """`/feed test`."""
        await self.desk.test(interaction, feed)

    @add.autocomplete("timezone")
    @edit.autocomplete("timezone")
    async def suggest_zone(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Time zones for what is typed so far."""
        return await zone_choices(typed)

    @edit.autocomplete("feed")
    @remove.autocomplete("feed")
    @test.autocomplete("feed")
    async def suggest_feed(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The server's feeds; `interaction_check` is not asked about suggestions."""
        if not interaction.permissions.manage_guild:
            return []
        return await feed_choices(self.bot.services, interaction.guild, typed)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server that lets the bot go needs no announcements any more."""
        await self.bot.services.feeds.remove_guild(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nor does a channel that is gone."""
        await self.bot.services.feeds.remove_channel(channel.id)

    @tasks.loop(seconds=TICK)
    async def tick(self) -> None:
        """Follow what other processes brought in, announce what is due, forget what is old."""
        services = self.bot.services
        await self._unfailing(services.catalogue.refresh())
        await self._unfailing(self.announcer.tick())
        await self._unfailing(services.questions.forget_old(services.clock.now()))

    async def _unfailing(self, step: Awaitable[object]) -> None:
        # An error that left the tick would end its loop for good; nor may one step stop another.
        try:
            await step
        except Exception:
            log.exception("A part of a tick failed; the next one tries again")

    @tick.before_loop
    async def connected(self) -> None:
        """Wait for the channels to be known."""
        await self.bot.wait_until_ready()


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Feeds(bot))
