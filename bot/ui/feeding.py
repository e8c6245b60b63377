"""The desk where the people who manage a server set up its announcements."""

import discord

from bot.delivery.time_words import parse_time, parse_timezone
from bot.errors import BadInput, NotAllowed, NotThere
from bot.services import Services
from bot.ui.cards.feeds import feed_done_card, feed_words, feeds_card, next_words
from bot.ui.cards.frame import notice
from bot.ui.desks import Interaction
from bot.ui.newsstand import NewsstandDesk
from bot.ui.reply import acknowledge, reply, reply_beside
from storage.models import Feed

NEEDED = ("view_channel", "send_messages", "read_message_history")
"""What the bot needs in a channel: history, to be sure after a crash that it has posted."""


class FeedingDesk:
    """Adds, shows, changes and removes the feeds of a server."""

    def __init__(self, services: Services, newsstand: NewsstandDesk) -> None:
        self._services = services
        self._newsstand = newsstand

    async def add(
        self,
        interaction: Interaction,
        channel: discord.TextChannel,
        time: str,
        timezone: str,
        top: int,
    ) -> None:
        """Have the daily list posted to a channel from now on."""
        await acknowledge(interaction, private=True)
        at, zone = parse_time(time), parse_timezone(timezone)
        check_permissions(channel)
        now = self._services.clock.now()
        feed = await self._services.feeds.add(
            channel.guild.id, channel.id, at=at, timezone=zone, top=top, active_from=now
        )
        if feed is None:
            raise BadInput(
                f"#{channel.name} gets the daily list already. `/feed edit` changes when."
            )
        newest = await self._services.editions.latest()
        await reply(interaction, feed_done_card("Set up", feed, newest, now), private=True)

    async def list(self, interaction: Interaction) -> None:
        """Show the feeds of the server."""
        await acknowledge(interaction, private=True)
        feeds = await self._services.feeds.in_guild(_guild_id(interaction))
        await reply(interaction, feeds_card(feeds, self._services.clock.now()), private=True)

    async def edit(
        self,
        interaction: Interaction,
        words: str,
        time: str | None,
        timezone: str | None,
        top: int | None,
    ) -> None:
        """Change when a feed comes, or how much of it."""
        await acknowledge(interaction, private=True)
        feed = await self._feed(interaction, words)
        if time is None and timezone is None and top is None:
            raise BadInput("Say what to change: the time, the timezone or the top.")
        now = self._services.clock.now()
        changed = await self._services.feeds.edit(
            feed.id,
            feed.guild_id,
            at=parse_time(time) if time is not None else None,
            timezone=parse_timezone(timezone) if timezone is not None else None,
            top=top,
            active_from=now,
        )
        if changed is None:
            raise NotThere(_UNKNOWN)
        newest = await self._services.editions.latest()
        await reply(interaction, feed_done_card("Changed", changed, newest, now), private=True)

    async def remove(self, interaction: Interaction, words: str) -> None:
        """Stop a feed."""
        await acknowledge(interaction, private=True)
        feed = await self._feed(interaction, words)
        await self._services.feeds.remove(feed.id, feed.guild_id)
        await reply(
            interaction,
            notice(f"<#{feed.channel_id}> does not get the daily list any more."),
            private=True,
        )

    async def test(self, interaction: Interaction, words: str) -> None:
        """Show the person alone what a channel will get, and whether it will arrive."""
        await acknowledge(interaction, private=True)
        services = self._services
        feed = await self._feed(interaction, words)
        day = await services.editions.latest()
        if day is None:
            raise NotThere(
                "There is no list to show yet: papers come in with `paperboy import`, on the "
                "machine I run on."
            )
        assert interaction.guild is not None
        channel = interaction.guild.get_channel(feed.channel_id)
        if channel is None:
            raise NotThere("The channel of that feed is gone. `/feed remove` tidies up.")
        check_permissions(channel)
        await reply(interaction, await self._newsstand.post(day, feed.top), private=True)
        await reply_beside(
            interaction,
            notice(
                f"This is how it looks, with the newest list I have. It goes to "
                f"{feed_words(feed)}. {next_words(feed, services.clock.now())}."
            ),
        )

    async def _feed(self, interaction: Interaction, words: str) -> Feed:
        feeds = await self._services.feeds.in_guild(_guild_id(interaction))
        wanted = words.strip().strip("<#>")
        for feed in feeds:
            if wanted in (str(feed.id), str(feed.channel_id)):
                return feed
        raise NotThere(_UNKNOWN)


_UNKNOWN = "I know no such feed in this server. `/feed list` shows them."


def check_permissions(channel: discord.abc.GuildChannel) -> None:
    """Raises NotAllowed, naming what the bot lacks to announce in a channel."""
    mine = channel.permissions_for(channel.guild.me)
    missing = [name.replace("_", " ").title() for name in NEEDED if not getattr(mine, name)]
    if missing:
        raise NotAllowed(
            f"I may not post in #{channel.name}: give me {', '.join(missing)} there, then try "
            "again."
        )


def _guild_id(interaction: Interaction) -> int:
    assert interaction.guild_id is not None  # these commands exist in servers only
    return interaction.guild_id
