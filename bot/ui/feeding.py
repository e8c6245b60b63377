"""The desk where the people who manage a server look after its announcements."""

import asyncio
from collections.abc import Sequence
from typing import Unpack

import discord

from bot.delivery.discord_words import missing_permissions
from bot.delivery.due import edition_due, next_due
from bot.editions.span import Kind, Span
from bot.errors import BadInput, NotAllowed, NotThere, PaperboyError
from bot.search.query_error import QueryError
from bot.services import Services
from bot.ui.buttons.feeds import FeedAgain
from bot.ui.cards.answer import misread_card
from bot.ui.cards.feeds import (
    Standing,
    feed_words,
    feeds_card,
    next_words,
    refusals_card,
    setup_card,
    status_card,
)
from bot.ui.cards.frame import notice
from bot.ui.desks import Interaction
from bot.ui.feed_forms import (
    NEW_FORM,
    WHAT_FORM,
    WHEN_FORM,
    Timing,
    what_form,
    what_wishes,
    when_form,
)
from bot.ui.feed_places import check_place, check_role, place_of, seen
from bot.ui.form_fields import fields
from bot.ui.markup import plain
from bot.ui.posting import Posting
from bot.ui.reply import acknowledge, acknowledge_in_place, reply, reply_beside
from bot.ui.trouble import UNSENT
from storage.errors import StorageError
from storage.feeds import Wishes
from storage.models import Cadence, Feed

TOP = 10
"""Papers of a new feed where nobody says how many."""
QUICK = 1.5
"""Seconds within which a feed must be found whose form is asked for: a form must be the first
answer, and there are three seconds for it."""

_UNKNOWN = "I know no such feed in this server. `/feed list` shows them."


class FeedingDesk:
    """Adds, shows, changes and removes the feeds of a server."""

    def __init__(self, services: Services, posting: Posting) -> None:
        self._services = services
        self._posting = posting

    # Setting up

    async def open_new(self, interaction: Interaction, timing: Timing) -> None:
        """Open the form that sets up a feed, with what is known already."""
        form = when_form(NEW_FORM, "Post the daily list", timing, with_channel=True)
        await interaction.response.send_modal(form)

    async def add(
        self,
        interaction: Interaction,
        channel_id: int | None,
        timing: Timing,
        **wishes: Unpack[Wishes],
    ) -> None:
        """Have lists posted to a channel from now on; what is written wrongly can be mended in
        the form."""
        await acknowledge(interaction, private=True)
        try:
            channel = place_of(interaction, channel_id)
            timed = timing.wishes()
            check_place(channel, discussion=wishes.get("discussion", False))
            if role_id := wishes.get("role_id"):
                check_role(interaction, channel, role_id)
        except PaperboyError as error:
            again = FeedAgain(0, timing)
            await reply(interaction, notice(plain(str(error)), again), private=True)
            return
        wanted: Wishes = {"top": TOP}
        wanted.update(wishes)
        wanted.update(timed)
        feed = await self._services.feeds.add(
            channel.guild.id,
            channel.id,
            forum=isinstance(channel, discord.ForumChannel),
            active_from=self._services.clock.now(),
            **wanted,
        )
        if feed is None:
            kind = "a weekly digest" if timed["cadence"] is Cadence.WEEKLY else "the daily list"
            raise BadInput(
                f"#{channel.name} gets {kind} already. `/feed edit` changes when and what."
            )
        await self._show_setup(interaction, "Set up", feed)

    async def edit(self, interaction: Interaction, words: str, **wishes: Unpack[Wishes]) -> None:
        """Change a feed; without a wish, open the form."""
        if not wishes:
            feed = await self._quickly(interaction, words)
            await self._open_when(interaction, feed)
            return
        await acknowledge(interaction, private=True)
        await self._change(interaction, await self._feed(interaction, words), wishes)

    async def change(
        self, interaction: Interaction, feed_id: int, **wishes: Unpack[Wishes]
    ) -> None:
        """Change a feed by a control on its card."""
        await acknowledge_in_place(interaction)
        await self._change(interaction, await self._feed(interaction, str(feed_id)), wishes)

    async def ping(self, interaction: Interaction, feed_id: int, role_id: int | None) -> None:
        """Have a role pinged with every post, or none."""
        await self.change(interaction, feed_id, role_id=role_id)

    async def open_when(self, interaction: Interaction, feed_id: int) -> None:
        """Open the form of when a feed comes, filled in."""
        await self._open_when(interaction, await self._quickly(interaction, str(feed_id)))

    async def open_what(self, interaction: Interaction, feed_id: int) -> None:
        """Open the form of what a feed brings, filled in."""
        feed = await self._quickly(interaction, str(feed_id))
        await interaction.response.send_modal(what_form(feed))

    async def open_again(self, interaction: Interaction, feed_id: int, timing: Timing) -> None:
        """Open the first form once more, with what was written in it."""
        _check_manager(interaction)
        if feed_id:
            form = when_form(f"{WHEN_FORM}{feed_id}", "When", timing, with_channel=False)
            await interaction.response.send_modal(form)
        else:
            await self.open_new(interaction, timing)

    async def take_in(self, interaction: Interaction, form: str) -> None:
        """Take in one of the forms, by its id."""
        written = fields(interaction)
        timing = Timing.read(written)
        _check_manager(interaction)
        if form == NEW_FORM:
            await self.add(interaction, timing.channel_id, timing)
            return
        await acknowledge(interaction, private=True)
        feed = await self._feed(interaction, form.removeprefix(WHEN_FORM).removeprefix(WHAT_FORM))
        if form.startswith(WHEN_FORM):
            try:
                wishes = timing.wishes()
            except BadInput as error:
                again = FeedAgain(feed.id, timing)
                await reply(interaction, notice(plain(str(error)), again), private=True)
                return
        else:
            try:
                wishes = what_wishes(written, feed)
            except QueryError as error:
                await reply(interaction, misread_card(error), private=True)
                await self._hand_back(interaction, written)
                return
            except BadInput:
                await self._hand_back(interaction, written)
                raise
        await self._change(interaction, feed, wishes)

    async def _change(self, interaction: Interaction, feed: Feed, wishes: Wishes) -> None:
        services = self._services
        if role_id := wishes.get("role_id"):
            check_role(interaction, place_of(interaction, feed.channel_id), role_id)
        if wishes.get("discussion"):
            check_place(place_of(interaction, feed.channel_id), discussion=True)
        now = services.clock.now()
        changed = await services.feeds.edit(feed.id, feed.guild_id, active_from=now, **wishes)
        if changed is None:
            if await services.feeds.get(feed.id) is None:
                raise NotThere(_UNKNOWN)
            raise BadInput(
                f"<#{feed.channel_id}> has another feed of that kind already: a channel can have "
                "one daily list and one weekly digest. Nothing was changed."
            )
        await self._show_setup(interaction, "Changed", changed)

    async def _show_setup(self, interaction: Interaction, what: str, feed: Feed) -> None:
        channel = seen(interaction.guild, feed.channel_id)
        missing = missing_permissions(channel, discussion=feed.discussion) if channel else []
        newest = await self._services.editions.latest()
        card = setup_card(what, feed, newest, missing, self._services.clock.now())
        await reply(interaction, card, private=True)

    async def _open_when(self, interaction: Interaction, feed: Feed) -> None:
        form = when_form(f"{WHEN_FORM}{feed.id}", "When", Timing.of(feed), with_channel=False)
        await interaction.response.send_modal(form)

    async def _hand_back(self, interaction: Interaction, written: dict[str, str]) -> None:
        """Give back the topics that were written into a form and could not be kept."""
        topics = [written.get(name, "").strip() for name in ("include", "exclude")]
        if any(topics):
            words = "\n\n".join(plain(each) for each in topics if each)
            await reply_beside(interaction, notice(f"You wrote, so that it is not lost:\n{words}"))

    # Looking after

    async def list(self, interaction: Interaction) -> None:
        """Show the feeds of the server."""
        await acknowledge(interaction, private=True)
        feeds = await self._services.feeds.in_guild(_guild_id(interaction))
        await reply(interaction, feeds_card(feeds, self._services.clock.now()), private=True)

    async def status(self, interaction: Interaction, words: str | None) -> None:
        """Show how one feed, or all of the server's, stand."""
        await acknowledge(interaction, private=True)
        if words is None:
            feeds = await self._services.feeds.in_guild(_guild_id(interaction))
        else:
            feeds = [await self._feed(interaction, words)]
        now = self._services.clock.now()
        if not feeds:
            await reply(interaction, feeds_card(feeds, now), private=True)
            return
        standings = [await self._standing(interaction, feed) for feed in feeds]
        await reply(interaction, status_card(standings, now), private=True)

    async def resume(self, interaction: Interaction, feed_id: int) -> None:
        """Go on with a paused feed, if it can be."""
        await acknowledge_in_place(interaction)
        feed = await self._feed(interaction, str(feed_id))
        check_place(place_of(interaction, feed.channel_id))
        services, now = self._services, self._services.clock.now()
        since = now - services.settings.catch_up
        resumed = await services.feeds.resume(feed.id, feed.guild_id, since)
        if resumed is None:
            raise NotThere(_UNKNOWN)
        await reply_beside(
            interaction,
            notice(
                f"Going on: {feed_words(resumed)}. {next_words(resumed, now)}. A list that was "
                "missed in the last hours comes within a minute."
            ),
        )

    async def remove(self, interaction: Interaction, words: str) -> None:
        """Stop a feed."""
        await acknowledge(interaction, private=True)
        feed = await self._feed(interaction, words)
        await self._services.feeds.remove(feed.id, feed.guild_id)
        what = "weekly digest" if feed.cadence is Cadence.WEEKLY else "daily list"
        await reply(
            interaction,
            notice(f"<#{feed.channel_id}> does not get the {what} any more."),
            private=True,
        )

    async def test(self, interaction: Interaction, words: str) -> None:
        """`preview` for a feed named in words."""
        await acknowledge(interaction, private=True)
        await self._preview(interaction, await self._feed(interaction, words))

    async def preview(self, interaction: Interaction, feed_id: int) -> None:
        """Show the person alone what a channel will get, and whether it will arrive."""
        await acknowledge(interaction, private=True)
        await self._preview(interaction, await self._feed(interaction, str(feed_id)))

    async def _preview(self, interaction: Interaction, feed: Feed) -> None:
        services = self._services
        newest = await services.editions.latest()
        if newest is None:
            raise NotThere(
                "There is no list to show yet: papers come in with `paperboy import`, on the "
                "machine I run on."
            )
        channel = seen(interaction.guild, feed.channel_id)
        if channel is None:
            raise NotThere("The channel of that feed is gone. `/feed remove` tidies up.")
        check_place(channel, discussion=feed.discussion)
        span = Span.holding(
            Kind.WEEK if feed.cadence is Cadence.WEEKLY else Kind.DAY,
            min(newest, edition_due(feed, next_due(feed, services.clock.now())).last),
        )
        post = await self._posting.post(feed, span)
        if post is None:
            raise NotThere(
                "None of the papers on the newest list I have is what that feed asks for, so "
                "nothing would be posted. `/feed edit` changes topics and votes."
            )
        await reply(interaction, post.view, private=True)
        await reply_beside(
            interaction,
            notice(
                f"This is how it looks, with the newest list I have. It goes to "
                f"{feed_words(feed)}. {next_words(feed, services.clock.now())}."
            ),
        )

    async def tell_refusals(self, interaction: Interaction) -> None:
        """Tell whoever manages the server, once, of channels that did not take a list."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            return
        feeds = await self._services.feeds.take_untold(interaction.guild_id)
        if not feeds:
            return
        try:
            await reply_beside(interaction, refusals_card(feeds))
        except UNSENT:
            for feed in feeds:
                await self._services.feeds.leave_untold(feed.id)

    async def _standing(self, interaction: Interaction, feed: Feed) -> Standing:
        channel = seen(interaction.guild, feed.channel_id)
        missing: Sequence[str] = ()
        if channel is not None:
            missing = missing_permissions(channel, discussion=feed.discussion)
        last = await self._services.outbox.last(feed.id)
        return Standing(feed, last, missing, gone=channel is None)

    async def _quickly(self, interaction: Interaction, words: str) -> Feed:
        """The feed, while there is still time to open a form."""
        try:
            async with asyncio.timeout(QUICK):
                return await self._feed(interaction, words)
        except (TimeoutError, StorageError) as error:
            raise BadInput("I am busy just now. Try again in a moment.") from error

    async def _feed(self, interaction: Interaction, words: str) -> Feed:
        _check_manager(interaction)
        feeds = await self._services.feeds.in_guild(_guild_id(interaction))
        wanted = words.strip().strip("<#>")
        for feed in feeds:
            if wanted == str(feed.id):
                return feed
        there = [feed for feed in feeds if wanted == str(feed.channel_id)]
        if len(there) > 1:
            raise BadInput("That channel has two feeds. Pick one of the suggestions.")
        if not there:
            raise NotThere(_UNKNOWN)
        return there[0]


def _check_manager(interaction: Interaction) -> None:
    """The card may be older than the person's right to use it."""
    if not interaction.permissions.manage_guild:
        raise NotAllowed("You need the permission “manage guild” in this server for that.")


def _guild_id(interaction: Interaction) -> int:
    if interaction.guild_id is None:
        raise NotThere("That works in a server only, not in a direct message.")
    return interaction.guild_id
