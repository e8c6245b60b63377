"""The desk where people say what they want to be sent, and where letters are written."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import discord

from bot.delivery.time_words import parse_time
from bot.errors import BadInput, NotThere
from bot.letters.when import zone_of
from bot.services import Services
from bot.ui import subscribe_form
from bot.ui.cards.frame import Card
from bot.ui.cards.letters import LATE, alert_card, digest_card, nudge_card, reminder_card
from bot.ui.cards.subscriptions import (
    alert_begun_card,
    alert_offer_card,
    alert_stopped_card,
    alert_times_card,
    begun_card,
    nudge_set_card,
    offer_card,
    overview_card,
    put_off_card,
    resumed_card,
    shut_card,
    stopped_card,
)
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, acknowledge_in_place, reply, reply_beside
from bot.ui.subscribe_form import Wishes
from storage.letter_models import Letter, LetterKind, ReminderState

SNOOZE = timedelta(days=1)
AS_THEY_COME = ("hourly", "as they come", "now", "at once", "immediately", "instantly")


class LetteringDesk:
    """Keeps what people are sent, and writes it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._mail = services.mailroom
        self._subscribing = services.mailroom.subscribing

    async def subscribe(self, interaction: Interaction, wishes: Wishes) -> None:
        """Offer a digest."""
        await acknowledge(interaction, private=True)
        offer = await self._subscribing.subscribe(
            interaction.user.id,
            wishes.cadence,
            wishes.topics,
            wishes.weekday,
            wishes.at,
            wishes.count,
            wishes.min_upvotes,
            wishes.timezone,
        )
        await reply(interaction, offer_card(offer), private=True)

    async def open_new_form(self, interaction: Interaction) -> None:
        """Open an empty form: it must be the first response, so nothing is looked up."""
        await interaction.response.send_modal(subscribe_form.new_form())

    async def open_form(self, interaction: Interaction, id: int) -> None:
        """Open the form of a digest: a form cannot follow an acknowledgement, and what stands in
        it is read in a moment."""
        subscription = await self._subscribing.get(interaction.user.id, id)
        await interaction.response.send_modal(subscribe_form.edit_form(subscription))

    async def take_form(self, interaction: Interaction, form: str, fields: dict[str, str]) -> None:
        """Take in what was written into a form."""
        await acknowledge(interaction, private=True)
        wishes = subscribe_form.read(fields)
        if form == subscribe_form.NEW_FORM:
            await self.subscribe(interaction, wishes)
            return
        id = form.removeprefix(subscribe_form.EDIT_FORM)
        if not (id.isdecimal() and len(id) <= 18):
            raise NotThere("That form is from another time. `/subscribe` opens a new one.")
        offer = await self._subscribing.change(
            interaction.user.id,
            int(id),
            wishes.cadence,
            wishes.topics,
            wishes.weekday,
            wishes.at,
            wishes.count,
        )
        confirmed = offer.subscription.confirmed
        card = begun_card(offer, changed=True) if confirmed else offer_card(offer)
        await reply(interaction, card, private=True)

    async def confirm(self, interaction: Interaction, id: int) -> None:
        """Let an offered digest begin."""
        await acknowledge_in_place(interaction)
        offer = await self._subscribing.confirm(interaction.user.id, id)
        await reply(interaction, begun_card(offer), private=True)

    async def stop(self, interaction: Interaction, id: int) -> None:
        """End a digest."""
        await self._acknowledge(interaction)
        stopped = await self._subscribing.stop(interaction.user.id, id)
        await reply(interaction, stopped_card(stopped), private=True)

    async def alert(
        self, interaction: Interaction, query: str, votes: int, per_week: int | None
    ) -> None:
        """Offer an alert."""
        await acknowledge(interaction, private=True)
        offer = await self._subscribing.alert(interaction.user.id, query, votes, per_week)
        await reply(interaction, alert_offer_card(offer), private=True)

    async def confirm_alert(self, interaction: Interaction, id: int) -> None:
        """Let an offered alert begin."""
        await acknowledge_in_place(interaction)
        offer = await self._subscribing.confirm_alert(interaction.user.id, id)
        await reply(interaction, alert_begun_card(offer), private=True)

    async def stop_alert(self, interaction: Interaction, id: int) -> None:
        """End an alert."""
        await self._acknowledge(interaction)
        stopped = await self._subscribing.stop_alert(interaction.user.id, id)
        await reply(interaction, alert_stopped_card(stopped), private=True)

    async def alert_times(
        self,
        interaction: Interaction,
        when: str,
        quiet_from: str | None,
        quiet_until: str | None,
    ) -> None:
        """Say when alerts come."""
        await acknowledge(interaction, private=True)
        if (quiet_from is None) != (quiet_until is None):
            raise BadInput("Quiet hours need both: from when, and until when.")
        quiet = None
        if quiet_from is not None and quiet_until is not None:
            quiet = (parse_time(quiet_from), parse_time(quiet_until))
        at = None if when.strip().casefold() in AS_THEY_COME else parse_time(when)
        box = await self._subscribing.set_alert_times(interaction.user.id, at, quiet)
        zone = await self._zone(interaction.user.id)
        await reply(interaction, alert_times_card(box, zone), private=True)

    async def nudge(self, interaction: Interaction, weekday: int | None, at: str | None) -> None:
        """Set up or end the weekly word on what is unread."""
        await acknowledge(interaction, private=True)
        time = parse_time(at) if at is not None else None
        box = await self._subscribing.set_nudge(interaction.user.id, weekday, time)
        zone = await self._zone(interaction.user.id)
        await reply(interaction, nudge_set_card(box, zone), private=True)

    async def stop_nudge(self, interaction: Interaction) -> None:
        """End the weekly word."""
        await self._acknowledge(interaction)
        box = await self._subscribing.set_nudge(interaction.user.id, None, None)
        await reply(interaction, nudge_set_card(box, "UTC"), private=True)

    async def overview(self, interaction: Interaction) -> None:
        """Show everything that the person gets sent."""
        await acknowledge(interaction, private=True)
        waiting = await self._mail.letters.waiting(interaction.user.id)
        overview = await self._subscribing.overview(interaction.user.id, waiting)
        await self._mail.boxes.tell(interaction.user.id)  # what waits is on the card
        await reply(interaction, overview_card(overview), private=True)

    async def snooze(self, interaction: Interaction, id: int) -> None:
        """Let a reminder come again in a day; pressed again, it stays as it is."""
        await acknowledge(interaction, private=True)
        until = self._services.clock.now() + SNOOZE
        reminder = await self._mail.reminders.put_off(interaction.user.id, id, until)
        if reminder is None or reminder.state is not ReminderState.WAITING:
            raise NotThere("That reminder is too old to be put off. Set it anew, please.")
        await reply(interaction, put_off_card(reminder), private=True)

    async def resume(self, interaction: Interaction) -> None:
        """Try the person's direct messages again."""
        await self._acknowledge(interaction)
        again = await self._mail.boxes.open(interaction.user.id)
        await reply(interaction, resumed_card(again), private=True)

    async def tell_if_shut(self, interaction: Interaction) -> None:
        """Say once, beside the answer to a command, that direct messages are closed."""
        if await self._mail.boxes.untold(interaction.user.id) and await self._mail.boxes.tell(
            interaction.user.id
        ):
            waiting = await self._mail.letters.waiting(interaction.user.id)
            await reply_beside(interaction, shut_card(waiting))

    async def tell_writer_if_shut(self, message: discord.Message) -> None:
        """The same to somebody who writes a direct message."""
        writer = message.author.id
        if await self._mail.boxes.untold(writer):
            waiting = await self._mail.letters.waiting(writer)
            await message.channel.send(view=shut_card(waiting))
            await self._mail.boxes.tell(writer)

    async def compose(self, letter: Letter) -> Card | None:
        """The message of a letter, as things stand; None if there is nothing left to say."""
        services, mail = self._services, self._mail
        zone = ZoneInfo(await self._zone(letter.user_id))
        today = services.clock.now().astimezone(zone).date()
        if letter.kind is LetterKind.REMINDER:
            return await self._reminder(letter, zone)
        if letter.kind is LetterKind.NUDGE:
            nudge = await mail.nudges.content(letter)
            return nudge_card(nudge, today) if nudge else None
        told = await mail.letters.papers(letter)
        papers = [
            paper
            for paper in await services.catalogue.papers([each.paper_id for each in told])
            if not paper.removed
        ]
        if letter.kind is LetterKind.ALERT:
            news = await mail.collector.content(letter, told, papers)
            return alert_card(news, today) if news else None
        digest = await mail.digests.content(letter, papers)
        day = letter.due_at.astimezone(zone).date()
        return digest_card(digest, day, today) if digest else None

    async def _reminder(self, letter: Letter, zone: ZoneInfo) -> Card | None:
        services, now = self._services, self._services.clock.now()
        assert letter.cause is not None
        reminder = await self._mail.reminders.get(letter.user_id, letter.cause)
        if reminder is None or reminder.due_at != letter.due_at:  # put off or gone meanwhile
            return None
        paper = await services.catalogue.paper(reminder.paper_id) if reminder.paper_id else None
        return reminder_card(
            letter,
            reminder,
            paper,
            late=now - letter.due_at > LATE,
            today=now.astimezone(zone).date(),
        )

    async def _zone(self, user_id: int) -> str:
        return zone_of(await self._services.members.timezone(user_id))

    async def _acknowledge(self, interaction: Interaction) -> None:
        # A private message may be replaced by what its button did; a letter stays.
        if interaction.message is not None and interaction.message.flags.ephemeral:
            await acknowledge_in_place(interaction)
        else:
            await acknowledge(interaction, private=True)
