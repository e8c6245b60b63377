"""Links to papers: answered with a small card where a server wants that."""

import logging
from typing import Any, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.client import Paperboy
from bot.ui.linking import LinkingDesk, Place, Unseen

log = logging.getLogger(__name__)

KINDS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
    discord.ChannelType.forum,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
]
"""The channels that can be named; discord.py would add one that Discord does not describe."""


class NamedPlace(app_commands.Transformer):
    """A channel or thread that a person named."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Those where people write."""
        return KINDS

    async def transform(
        self, interaction: discord.Interaction[Any], value: Any, /
    ) -> Place | Unseen:
        """The channel; as Discord sent it where the bot does not see it."""
        seen = value.resolve()
        return seen if isinstance(seen, Place) else value


Named: TypeAlias = app_commands.Transform[Place | Unseen, NamedPlace]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Links(commands.GroupCog, group_name="links", group_description="A card for paper links."):
    """Answers links, and lets those who manage a server say where."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot
        self.desk = LinkingDesk(bot.services)

    async def cog_load(self) -> None:
        """Called by discord.py."""
        self.tidy.start()

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        self.tidy.cancel()

    async def interaction_check(self, interaction: discord.Interaction[discord.Client], /) -> bool:
        """Only people who manage the server: a server's own command settings may let others see
        these commands, not use them."""
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @app_commands.command(description="Answer links to papers with a small card.")
    @app_commands.describe(channel="Where; leave it out for the whole server")
    async def on(
        self, interaction: discord.Interaction[Paperboy], channel: Named | None = None
    ) -> None:
        """`/links on`."""
        await self.desk.on(interaction, channel)

    @app_commands.command(description="Stop answering links to papers.")
    @app_commands.describe(channel="Where; leave it out for the whole server")
    async def off(
        self, interaction: discord.Interaction[Paperboy], channel: Named | None = None
    ) -> None:
        """`/links off`."""
        await self.desk.off(interaction, channel)

    @app_commands.command(description="Where I answer links to papers.")
    async def status(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/links status`."""
        await self.desk.status(interaction)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer the links in it. Unasked for, so what goes wrong is not told to anybody."""
        if self.bot.user is None:
            return
        try:
            await self.desk.answer(message, self.bot.user.id)
        except discord.HTTPException as error:  # deleted meanwhile, or not allowed any more
            log.info("A link was not answered: %s", error)
        except Exception:
            log.exception("A link could not be answered")

    @tasks.loop(hours=1)
    async def tidy(self) -> None:
        """Forget what was answered long ago."""
        services = self.bot.services
        try:
            await services.pasted_links.forget_old(services.clock.now())
        except Exception:  # one that left would end the loop for good
            log.exception("Old answers to links could not be forgotten; in an hour again")

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server that lets the bot go has no rules any more."""
        await self.desk.forget_guild(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nor has a channel that is gone."""
        await self.desk.forget_channel(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        """Nor a thread."""
        await self.desk.forget_channel(thread.guild_id, thread.thread_id)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Links(bot))
