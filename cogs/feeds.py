"""Announcements: which channels get lists, and the tick that brings them."""

import logging
from collections.abc import Awaitable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.client import Paperboy
from bot.delivery.announcer import Announcer
from bot.delivery.discord_sender import DiscordSender
from bot.delivery.time_words import parse_time, parse_timezone
from bot.delivery.topics import LONGEST, tidy
from bot.search.query_error import QueryError
from bot.ui.cards.answer import misread_card
from bot.ui.choices import feed_choices, zone_choices
from bot.ui.dates import LANGUAGES
from bot.ui.feed_forms import PLACES, RHYTHMS, Timing
from bot.ui.form_fields import form_id
from bot.ui.reply import reply
from bot.ui.trouble import explain
from storage.feeds import Wishes
from storage.models import Look

log = logging.getLogger(__name__)

TICK = 30
"""Seconds between two looks at what is due: an announcement is at most this late."""

Choice = app_commands.Choice[str]
TimeWords = app_commands.Range[str, 1, 40]
ZoneWords = app_commands.Range[str, 1, 60]
Top = app_commands.Range[int, 1, 10]
Votes = app_commands.Range[int, 0, 100_000]
Topics = app_commands.Range[str, 1, LONGEST]
FeedWords = app_commands.Range[str, 1, 100]

OFTEN = [Choice(name=words, value=value) for value, (words, _, _) in RHYTHMS.items()]
LOOKS = [Choice(name=str(look), value=look) for look in Look]
DATES = [Choice(name=name, value=code) for code, name in LANGUAGES.items()]
NONE = "none"

HELP = {
    "time": "When, such as 09:00 or 9am",
    "timezone": "Whose clock, such as Europe/Berlin",
    "often": "Every day, on weekdays, once the list is whole, or a weekly digest",
    "top": "How many papers to show (1 to 10, normally 10)",
    "votes": "Only papers with at least so many votes",
    "include": "Only papers about one of these topics, parted by commas; “none” for all again",
    "exclude": "No papers about these topics, parted by commas; “none” to leave none out again",
    "look": "Full, or compact: two lines a paper",
    "role": "A role to ping with every post",
    "discussion": "Open a thread under every post",
    "dates": "The language of the dates",
}


class PlaceOption(app_commands.Transformer):
    """A channel that lists can be posted to. Media channels, which the library counts among the
    forums, are not."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Called by discord.py."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Called by discord.py."""
        return PLACES

    async def transform(
        self, interaction: discord.Interaction[discord.Client], value: Any, /
    ) -> int:
        """Called by discord.py: only its id is needed."""
        return int(value.id)


Place = app_commands.Transform[int, PlaceOption]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Feeds(commands.GroupCog, group_name="feed", group_description="The daily list in a channel."):
    """Sets up announcements, and makes them."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot
        services = bot.services
        self.desk = bot.feeding
        self.announcer = Announcer(
            services.feeds,
            services.outbox,
            services.press,
            services.clock,
            DiscordSender(bot, bot.posting),
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

    @app_commands.command(
        description="Post the daily list to a channel. Without options a form asks for all of it."
    )
    @app_commands.describe(channel="A text or announcement channel, a thread, or a forum", **HELP)
    @app_commands.choices(often=OFTEN, look=LOOKS, dates=DATES)
    async def add(
        self,
        interaction: discord.Interaction[Paperboy],
        channel: Place | None = None,
        time: TimeWords | None = None,
        timezone: ZoneWords | None = None,
        often: Choice | None = None,
        top: Top | None = None,
        votes: Votes | None = None,
        include: Topics | None = None,
        exclude: Topics | None = None,
        look: Choice | None = None,
        role: discord.Role | None = None,
        discussion: bool | None = None,
        dates: Choice | None = None,
    ) -> None:
        """`/feed add`."""
        rhythm = often.value if often else "daily"
        timing = Timing(
            rhythm,
            time or "",
            timezone or "",
            Look(look.value) if look else Look.FULL,
            channel,
        )
        if channel is None or timezone is None or (time is None and rhythm != "settled"):
            await self.desk.open_new(interaction, timing)
            return
        wishes = await _wishes(interaction, top, votes, include, exclude, role, discussion, dates)
        if wishes is not None:
            await self.desk.add(interaction, channel, timing, **wishes)

    @app_commands.command(name="list", description="Which channels get the daily list, and when.")
    async def list_(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/feed list`."""
        await self.desk.list(interaction)

    @app_commands.command(
        description="Change what a channel gets and when. Without options a form shows it."
    )
    @app_commands.describe(feed="Which one", **HELP)
    @app_commands.choices(often=OFTEN, look=LOOKS, dates=DATES)
    async def edit(
        self,
        interaction: discord.Interaction[Paperboy],
        feed: FeedWords,
        time: TimeWords | None = None,
        timezone: ZoneWords | None = None,
        often: Choice | None = None,
        top: Top | None = None,
        votes: Votes | None = None,
        include: Topics | None = None,
        exclude: Topics | None = None,
        look: Choice | None = None,
        role: discord.Role | None = None,
        discussion: bool | None = None,
        dates: Choice | None = None,
    ) -> None:
        """`/feed edit`."""
        wishes = await _wishes(interaction, top, votes, include, exclude, role, discussion, dates)
        if wishes is None:
            return
        if time is not None:
            wishes["at"] = parse_time(time)
        if timezone is not None:
            wishes["timezone"] = parse_timezone(timezone)
        if often is not None:
            _, wishes["cadence"], wishes["weekday"] = RHYTHMS[often.value]
        if look is not None:
            wishes["look"] = Look(look.value)
        await self.desk.edit(interaction, feed, **wishes)

    @app_commands.command(description="Stop posting the daily list to a channel.")
    @app_commands.describe(feed="Which one")
    async def remove(self, interaction: discord.Interaction[Paperboy], feed: FeedWords) -> None:
        """`/feed remove`."""
        await self.desk.remove(interaction, feed)

    @app_commands.command(description="See what a channel will get; nobody else sees it.")
    @app_commands.describe(feed="Which one")
    async def test(self, interaction: discord.Interaction[Paperboy], feed: FeedWords) -> None:
        """`/feed test`."""
        await self.desk.test(interaction, feed)

    @app_commands.command(
        description="When a list last came and comes next, and what is in its way."
    )
    @app_commands.describe(feed="Which one; all of them if left out")
    async def status(
        self, interaction: discord.Interaction[Paperboy], feed: FeedWords | None = None
    ) -> None:
        """`/feed status`."""
        await self.desk.status(interaction, feed)

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
    @status.autocomplete("feed")
    async def suggest_feed(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """The server's feeds; `interaction_check` is not asked about suggestions."""
        if not interaction.permissions.manage_guild:
            return []
        return await feed_choices(self.bot.services, interaction.guild, typed)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Paperboy]) -> None:
        """Take in the forms. By their ids and not by the form that was sent, so that one opened
        before a restart is not lost."""
        form = form_id(interaction)
        if not form.startswith("feedform:"):
            return
        try:
            await self.desk.take_in(interaction, form)
        except Exception as error:
            await explain(interaction, error)

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: discord.Interaction[Paperboy], command: Any
    ) -> None:
        """After any command of somebody who manages the server: tell of lists that were refused."""
        if interaction.response.type is discord.InteractionResponseType.modal:
            return
        await self._unfailing(self.desk.tell_refusals(interaction))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server that lets the bot go needs no announcements any more."""
        await self.bot.services.feeds.remove_guild(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nor does a channel that is gone."""
        await self.bot.services.feeds.remove_channel(channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Nor a thread."""
        await self.bot.services.feeds.remove_channel(event.thread_id)

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


async def _wishes(
    interaction: discord.Interaction[Paperboy],
    top: int | None,
    votes: int | None,
    include: str | None,
    exclude: str | None,
    role: discord.Role | None,
    discussion: bool | None,
    dates: Choice | None,
) -> Wishes | None:
    """What the options ask for; None after the person was shown which topic cannot be read."""
    wishes: Wishes = {}
    if top is not None:
        wishes["top"] = top
    if votes is not None:
        wishes["min_upvotes"] = votes
    if role is not None:
        wishes["role_id"] = role.id
    if discussion is not None:
        wishes["discussion"] = discussion
    if dates is not None:
        wishes["language"] = dates.value
    try:
        if include is not None:
            wishes["include"] = _topics(include)
        if exclude is not None:
            wishes["exclude"] = _topics(exclude)
    except QueryError as error:
        await reply(interaction, misread_card(error), private=True)
        return None
    return wishes


def _topics(written: str) -> str:
    return "" if written.strip().casefold() == NONE else tidy(written)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Feeds(bot))
