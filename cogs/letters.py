"""Letters: what people get sent in direct messages, and the tick that brings it."""

import logging

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.client import Paperboy
from bot.delivery.discord_letters import DiscordLetters
from bot.delivery.time_words import parse_time
from bot.ui.choices import zone_choices
from bot.ui.form_fields import fields, form_id
from bot.ui.subscribe_form import EDIT_FORM, RHYTHMS, WEEKDAYS, Wishes, split_topics
from bot.ui.trouble import UNSENT, explain

log = logging.getLogger(__name__)

TICK = 30
"""Seconds between two looks at what is due: a letter is at most this late."""

OFTEN = [app_commands.Choice(name=words, value=value) for value, (words, _, _) in RHYTHMS.items()]
DAYS = [app_commands.Choice(name=name, value=n) for n, name in enumerate(WEEKDAYS)]
NEVER = app_commands.Choice(name="Never", value=-1)


class AlertCommands(
    commands.GroupCog, group_name="alert", group_description="New papers that you wait for."
):
    """Sets up alerts."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @app_commands.command(description="Be told of new papers on something. Shows you first what.")
    @app_commands.describe(
        query='Such as "world model" -survey, author:Lovelace or org:google; /help topic:search',
        votes="Only papers with at least so many votes",
        per_week="About so many a week: only the best matches come",
    )
    async def add(
        self,
        interaction: discord.Interaction[Paperboy],
        query: app_commands.Range[str, 1, 500],
        votes: app_commands.Range[int, 0, 100_000] = 0,
        per_week: app_commands.Range[int, 1, 50] | None = None,
    ) -> None:
        """`/alert add`."""
        await self.bot.letters.alert(interaction, query, votes, per_week)

    @app_commands.command(name="list", description="Your alerts, and everything else you get sent.")
    async def list_(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/alert list`."""
        await self.bot.letters.overview(interaction)

    @app_commands.command(description="Say when alerts may come.")
    @app_commands.describe(
        at="A time of day to collect them for, such as 09:00; or: hourly",
        quiet_from="With hourly: no alert from this time on, such as 22:00",
        quiet_until="With hourly: until this time, such as 07:00",
    )
    async def when(
        self,
        interaction: discord.Interaction[Paperboy],
        at: app_commands.Range[str, 1, 40],
        quiet_from: app_commands.Range[str, 1, 40] | None = None,
        quiet_until: app_commands.Range[str, 1, 40] | None = None,
    ) -> None:
        """`/alert when`."""
        await self.bot.letters.alert_times(interaction, at, quiet_from, quiet_until)


class LetterCommands(commands.Cog):
    """Sets up digests, and sends everything."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot
        sender = DiscordLetters(bot, bot.letters.compose)
        self.postman = bot.services.mailroom.postman(sender)

    async def cog_load(self) -> None:
        """Called by discord.py."""
        self.tick.start()

    async def cog_unload(self) -> None:
        """Called by discord.py."""
        self.tick.cancel()

    @app_commands.command(description="Get papers by direct message. Shows you first what comes.")
    @app_commands.describe(
        often="How often (normally every day)",
        time="When, such as 09:00 or 9am",
        timezone="Whose clock, such as Europe/Berlin",
        topics="Only papers on these, with commas between; /help topic:search shows how",
        top="How many papers at most (1 to 10)",
        votes="Only papers with at least so many votes",
    )
    @app_commands.choices(often=OFTEN)
    async def subscribe(
        self,
        interaction: discord.Interaction[Paperboy],
        often: app_commands.Choice[str] | None = None,
        time: app_commands.Range[str, 1, 40] | None = None,
        timezone: app_commands.Range[str, 1, 60] | None = None,
        topics: app_commands.Range[str, 1, 1000] | None = None,
        top: app_commands.Range[int, 1, 10] | None = None,
        votes: app_commands.Range[int, 0, 100_000] = 0,
    ) -> None:
        """`/subscribe`; with nothing said it opens a form."""
        if not any((often, time, timezone, topics, top, votes)):
            await self.bot.letters.open_new_form(interaction)
            return
        _, cadence, weekday = RHYTHMS[often.value if often else "daily"]
        at = parse_time(time) if time else None
        wishes = Wishes(
            cadence, weekday, at, split_topics(topics or ""), top, timezone or None, votes
        )
        await self.bot.letters.subscribe(interaction, wishes)

    @subscribe.autocomplete("timezone")
    async def suggest_zone(
        self, interaction: discord.Interaction[Paperboy], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Time zones for what is typed so far."""
        return await zone_choices(typed)

    @app_commands.command(description="Everything that I send you: see it, change it, stop it.")
    async def subscriptions(self, interaction: discord.Interaction[Paperboy]) -> None:
        """`/subscriptions`."""
        await self.bot.letters.overview(interaction)

    @app_commands.command(description="A weekly word on what you have not read yet.")
    @app_commands.describe(day="On which day, or never", time="When, such as 09:00 or 9am")
    @app_commands.choices(day=[*DAYS, NEVER])
    async def nudge(
        self,
        interaction: discord.Interaction[Paperboy],
        day: app_commands.Choice[int],
        time: app_commands.Range[str, 1, 40] | None = None,
    ) -> None:
        """`/nudge`."""
        await self.bot.letters.nudge(interaction, day.value if day.value >= 0 else None, time)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Paperboy]) -> None:
        """Take in a form: by its id, so that one opened before a restart is not lost."""
        form = form_id(interaction)
        if not form.startswith(EDIT_FORM):
            return
        try:
            await self.bot.letters.take_form(interaction, form, fields(interaction))
        except Exception as error:
            await explain(interaction, error)

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: discord.Interaction[Paperboy], command: object
    ) -> None:
        """After a command, tell whoever could not be written to."""
        try:
            if interaction.response.is_done():
                await self.bot.letters.tell_if_shut(interaction)
        except UNSENT as error:
            log.info("A person could not be told that their messages are closed: %s", error)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """The same to somebody who writes a direct message."""
        if message.guild is not None or message.author.bot:
            return
        try:
            await self.bot.letters.tell_writer_if_shut(message)
        except UNSENT as error:
            log.info("A person could not be told that their messages are closed: %s", error)

    @tasks.loop(seconds=TICK)
    async def tick(self) -> None:
        """Send what is due."""
        try:
            await self.postman.tick()
        except Exception:  # an error that left the tick would end its loop for good
            log.exception("A tick of letters failed; the next one tries again")

    @tick.before_loop
    async def connected(self) -> None:
        """Wait for Discord."""
        await self.bot.wait_until_ready()


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(LetterCommands(bot))
    await bot.add_cog(AlertCommands(bot))
