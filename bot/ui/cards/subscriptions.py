"""What a person gets sent, in words: offers to confirm, and everything they have."""

import calendar
from collections.abc import Sequence

import discord

from bot.letters.subscribing import AlertOffer, Offer, Overview
from bot.ui.buttons.letters import (
    Confirm,
    ConfirmAlert,
    Edit,
    OpenSubscriptions,
    Resume,
    Stop,
    StopAlert,
    StopNudge,
)
from bot.ui.cards.frame import Card, Part, notice, row, rows, text
from bot.ui.cards.lines import title_line
from bot.ui.limits import clip, fitting
from bot.ui.markup import plain
from storage.letter_models import (
    MOST_TOP,
    Alert,
    Cadence,
    LetterBox,
    Reminder,
    Rhythm,
    Subscription,
)
from storage.models import Paper

SHOWN = 5
"""Papers of an example."""
_LENGTHS = (160, 110, 70, 40)


def rhythm_words(rhythm: Rhythm, timezone: str) -> str:
    """When: "every Monday at 09:00 (Europe/Berlin)"."""
    days = {
        Cadence.DAILY: "every day",
        Cadence.WEEKDAYS: "Monday to Friday",
        Cadence.WEEKLY: f"every {calendar.day_name[rhythm.weekday]}",
    }[rhythm.cadence]
    return f"{days} at {rhythm.at:%H:%M} ({timezone})"


def topics_words(subscription: Subscription, length: int = 160) -> str:
    """What of the lists: "on video, agents · at least 20 votes"."""
    said = []
    if subscription.topics:
        said.append(f"on {plain(clip(', '.join(subscription.topics), 2 * length))}")
    if subscription.min_upvotes:
        said.append(f"at least {subscription.min_upvotes:,} votes")
    return " · ".join(said) or "everything on the lists"


def subscription_words(subscription: Subscription, timezone: str, length: int = 160) -> str:
    """All of it, on two lines."""
    when = rhythm_words(subscription.rhythm, timezone)
    top = "the best paper" if subscription.top == 1 else f"the best {subscription.top}"
    return f"**{when[0].upper()}{when[1:]}**, {top}\n{topics_words(subscription, length)}"


def alert_words(alert: Alert, length: int = 160) -> str:
    """What an alert waits for."""
    said = [f"**{plain(clip(alert.query, length))}**"]
    if alert.min_upvotes:
        said.append(f"at least {alert.min_upvotes:,} votes")
    if alert.per_week is not None:
        said.append(f"about {alert.per_week} a week")
    return " · ".join(said)


def alert_times_words(box: LetterBox, timezone: str) -> str:
    """When alerts come."""
    if box.alert_at is not None:
        words = f"collected, and sent once a day at {box.alert_at:%H:%M} ({timezone})"
    else:
        words = "sent within the hour, one message an hour at most"
    if box.quiet and box.alert_at is None:
        words += f"; quiet from {box.quiet[0]:%H:%M} to {box.quiet[1]:%H:%M} ({timezone})"
    return words


def offer_card(offer: Offer) -> Card:
    """A digest as it was understood, with what it would bring now, to be confirmed."""
    subscription, selection = offer.subscription, offer.selection

    def make(length: int) -> Card:
        parts: list[Part] = [
            text(
                "## Shall I send you this?\n"
                + subscription_words(subscription, offer.timezone, length)
                + f"\n-# By direct message. {_next(offer)}"
                + _zone_hint(offer.timezone)
                + _count_hint(offer)
            )
        ]
        parts.append(text(_example(selection.papers if selection else (), length, offer)))
        parts.append(text("-# A digest with nothing in it is not sent."))
        controls: list[Part] = [
            Confirm(subscription.id),
            Edit(subscription.id, "Change"),
            Stop(subscription.id, "No"),
        ]
        return Card(*parts, row(*controls))

    return fitting(make, lengths=_LENGTHS)


def begun_card(offer: Offer, *, changed: bool = False) -> Card:
    """Said once a digest has begun, or was changed."""
    words = subscription_words(offer.subscription, offer.timezone, 120)
    return notice(
        f"{'Changed' if changed else '📬 Done'}: {words}\n-# {_next(offer)} Every one of them has a"
        " button that stops it.",
        OpenSubscriptions(),
    )


def alert_offer_card(offer: AlertOffer) -> Card:
    """An alert as it was understood, with what it would have found, to be confirmed."""
    alert, papers = offer.alert, offer.papers
    found = {0: "no paper", 1: "1 paper"}.get(len(papers), f"{len(papers)} papers")

    def make(length: int) -> Card:
        lines = [
            f"In the last {offer.days} days it would have found {found}"
            + (":" if papers else "; it waits for the first.")
        ]
        lines += [title_line(p, n, length) for n, p in enumerate(papers[:SHOWN], start=1)]
        if len(papers) > SHOWN:
            lines.append(f"-# and {len(papers) - SHOWN} more")
        when = alert_times_words(offer.box, offer.timezone)
        parts = [
            text(f"## Shall I tell you of new papers?\n{alert_words(alert, 2 * length)}"),
            text("\n".join(lines)),
            text(f"-# By direct message, {when}; `/alert when` changes that. Each paper once."),
        ]
        if len(papers) > 2 * 10 and alert.per_week is None:
            parts.append(
                text("-# That is a lot: `per_week:3` makes it the best three or so a week.")
            )
        return Card(*parts, row(ConfirmAlert(alert.id), StopAlert(alert.id, "No")))

    return fitting(make, lengths=_LENGTHS)


def alert_begun_card(offer: AlertOffer) -> Card:
    """Said once an alert has begun."""
    when = alert_times_words(offer.box, offer.timezone)
    return notice(
        f"🔔 Done: I watch for {alert_words(offer.alert)}.\n-# New papers come by direct message, "
        f"{when}. Those above count as told.",
        OpenSubscriptions(),
    )


def stopped_card(subscription: Subscription) -> Card:
    """Said after a digest was ended, or an offer turned down."""
    if not subscription.confirmed:
        return notice("All right, nothing is sent.")
    return notice(f"Stopped: {topics_words(subscription)} is not sent to you any more.")


def alert_stopped_card(alert: Alert) -> Card:
    """Said after an alert was ended, or an offer turned down."""
    if not alert.confirmed:
        return notice("All right, I do not watch for that.")
    return notice(f"Stopped: I do not watch for {alert_words(alert)} any more.")


def overview_card(overview: Overview) -> Card:
    """Everything that a person gets sent, each with what can be done about it."""
    box = overview.box
    if not (overview.subscriptions or overview.alerts or box.nudge or box.closed_at):
        return notice(
            "I send you nothing by myself. `/subscribe` brings a digest of papers, `/alert add` "
            "new papers on something, `/nudge` a weekly word on what you have not read."
        )

    def make(length: int) -> Card:
        parts: list[Part] = [text("## What I send you")]
        if box.closed_at:
            parts += [text(_shut(overview.waiting)), row(Resume())]
        for subscription, next_at in overview.subscriptions:
            words = subscription_words(subscription, overview.timezone, length)
            parts.append(text(f"📬 {words}\n-# Next: {discord.utils.format_dt(next_at, 'R')}"))
            parts.append(row(Edit(subscription.id), Stop(subscription.id)))
        if overview.alerts:
            when = alert_times_words(box, overview.timezone)
            parts.append(text(f"-# Alerts are {when}; `/alert when` changes that."))
        for alert in overview.alerts:
            parts.append(
                discord.ui.Section(
                    text(f"🔔 {alert_words(alert, length)}"), accessory=StopAlert(alert.id)
                )
            )
        if box.nudge:
            words = rhythm_words(box.nudge, overview.timezone)
            parts += [text(f"📚 A word on what is unread, {words}"), row(StopNudge())]
        return Card(*parts)

    try:
        return fitting(make, lengths=_LENGTHS)
    except ValueError:
        return _short_overview(overview)


def _short_overview(overview: Overview) -> Card:
    """The same where a message has not room for every button."""
    parts: list[Part] = [text("## What I send you")]
    for subscription, _ in overview.subscriptions:
        parts.append(
            discord.ui.Section(
                text(f"📬 {subscription_words(subscription, overview.timezone, 30)}"),
                accessory=Stop(subscription.id),
            )
        )
    for start in range(0, len(overview.alerts), 5):
        some = overview.alerts[start : start + 5]
        lines = [f"🔔 {n}. {alert_words(a, 30)}" for n, a in enumerate(some, start=start + 1)]
        parts.append(text("\n".join(lines)))
        parts += rows([StopAlert(a.id, f"Stop {n}") for n, a in enumerate(some, start=start + 1)])
    if overview.box.closed_at:
        parts += [text(_shut(overview.waiting)), row(Resume())]
    if overview.box.nudge:
        parts.append(row(StopNudge()))
    return Card(*parts)


def shut_card(waiting: int) -> Card:
    """Told once to a person whose direct messages are closed."""
    return notice(_shut(waiting), Resume(), OpenSubscriptions())


def resumed_card(again: bool) -> Card:
    """Said after a person asked to be written to again."""
    if not again:
        return notice("Nothing was held back; I go on as ever.")
    return notice("Thank you. What has waited for you comes within a minute.")


def nudge_set_card(box: LetterBox, timezone: str) -> Card:
    """Said after the weekly word was set up or ended."""
    if box.nudge is None:
        return notice("All right, I do not remind you of what is unread. `/nudge` begins again.")
    when = rhythm_words(box.nudge, timezone)
    return notice(
        f"📚 {when[0].upper()}{when[1:]} I say how much is unread on your "
        "list, with one paper to begin with. With nothing unread I say nothing.",
        StopNudge(),
    )


def alert_times_card(box: LetterBox, timezone: str) -> Card:
    """Said after it was set when alerts come."""
    return notice(f"🔔 Alerts are {alert_times_words(box, timezone)}.", OpenSubscriptions())


def put_off_card(reminder: Reminder) -> Card:
    """Said after a reminder was put off."""
    at = reminder.due_at
    when = f"{discord.utils.format_dt(at, 'f')} ({discord.utils.format_dt(at, 'R')})"
    return notice(f"💤 I remind you again {when}.")


def _shut(waiting: int) -> str:
    held = {0: "nothing waits", 1: "1 message waits"}.get(waiting, f"{waiting} messages wait")
    return (
        f"I could not write you a direct message, so I stopped trying ({held}): allow direct "
        "messages from members of a server we share, then press **Try again**."
    )


def _next(offer: Offer) -> str:
    return f"Next: {discord.utils.format_dt(offer.next_at, 'R')}."


def _zone_hint(timezone: str) -> str:
    if timezone != "UTC":
        return ""
    return " Times are in UTC: add `timezone:` with your city to use yours."


def _count_hint(offer: Offer) -> str:
    if offer.asked_count is None:
        return ""
    return f" A message holds {MOST_TOP} papers, not {offer.asked_count}."


def _example(papers: Sequence[Paper], length: int, offer: Offer) -> str:
    if offer.selection is None:
        return "I have no list yet, so I cannot show you what it would bring."
    if not papers:
        return "Of the newest lists it would bring nothing."
    count = offer.selection.count
    head = f"Of the newest lists it would bring {len(papers)}"
    head += f" of {count} that fit:" if count > len(papers) else ":"
    lines = [title_line(paper, n, length) for n, paper in enumerate(papers[:SHOWN], start=1)]
    if len(papers) > SHOWN:
        lines.append(f"-# and {len(papers) - SHOWN} more")
    return "\n".join([head, *lines])
