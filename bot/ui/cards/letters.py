"""Letters: what people are sent in direct messages."""

from datetime import date, timedelta

import discord

from bot.letters.alerting import AlertNews
from bot.letters.digests import Digest
from bot.letters.nudges import Nudge
from bot.ui.buttons.letters import OpenSubscriptions, Snooze, Stop, StopNudge
from bot.ui.buttons.papers import Abstract, PickAbstract, Save
from bot.ui.buttons.shelf import Mark, OpenEntry, OpenList
from bot.ui.cards.frame import Card, Part, row, text
from bot.ui.cards.lines import facts_line, title_line
from bot.ui.cards.subscriptions import topics_words
from bot.ui.limits import clip, fitting
from bot.ui.markup import plain, short_day
from storage.letter_models import Cadence, Letter, Reminder
from storage.models import Paper, Status

LATE = timedelta(minutes=10)
"""From when on a reminder that was held up says when it was due."""

_LENGTHS = (180, 130, 90, 60, 30)


def digest_card(digest: Digest, day: date, today: date) -> Card:
    """A digest; `day` is the one it was due on where the person is."""
    subscription, papers = digest.subscription, digest.papers
    weekly = subscription.rhythm.cadence is Cadence.WEEKLY
    name = "Papers of your week" if weekly else "Your papers"
    count = "1 paper" if len(papers) == 1 else f"{len(papers)} papers"

    def make(length: int) -> Card:
        head = f"## {name} · {short_day(day, today)} · {count}"
        if subscription.is_filtered:
            head += f"\n-# {topics_words(subscription, length)}"
        parts: list[Part] = [text(head)]
        parts += [_section(p, n, length, today) for n, p in enumerate(papers, start=1)]
        parts.append(row(PickAbstract(list(enumerate(papers, start=1)), length)))
        parts.append(
            row(
                Stop(subscription.id, "Stop these", letter=digest.letter.id),
                OpenSubscriptions(),
            )
        )
        return Card(*parts)

    return fitting(make, lengths=_LENGTHS)


def alert_card(news: AlertNews, today: date) -> Card:
    """New papers that a person's alerts have found."""
    papers = [paper for _, paper in news.found]
    several = len({alert.id for alert, _ in news.found}) > 1
    count = "1 new paper" if len(papers) == 1 else f"{len(papers)} new papers"

    def make(length: int) -> Card:
        head = f"## 🔔 {count}"
        if not several:
            head += f"\n-# Your alert: {plain(clip(news.found[0][0].query, 100))}"
        parts: list[Part] = [text(head)]
        for number, (alert, paper) in enumerate(news.found, start=1):
            cause = f"-# {plain(clip(alert.query, min(length, 60)))}" if several else ""
            parts.append(_section(paper, number, length, today, cause))
        parts.append(row(PickAbstract(list(enumerate(papers, start=1)), length)))
        parts.append(row(OpenSubscriptions("My alerts", letter=news.letter.id)))
        return Card(*parts)

    return fitting(make, lengths=_LENGTHS)


def reminder_card(
    letter: Letter, reminder: Reminder, paper: Paper | None, *, late: bool, today: date
) -> Card:
    """What a person wanted to be reminded of; `late` if it was held up."""

    def make(length: int) -> Card:
        head = "## ⏰ You asked me to remind you"
        if late:
            due = discord.utils.format_dt(letter.due_at, "f")
            head += f"\n-# This was due {due}; I could not write to you then."
        parts: list[Part] = [text(head)]
        if reminder.text:
            parts.append(text(plain(clip(reminder.text, 4 * length))))
        controls: list[Part] = []
        if paper is not None:
            lines = [title_line(paper, None, length), facts_line(paper, today)]
            parts.append(text("\n".join(line for line in lines if line)))
            controls.append(Abstract(paper, "Open"))
            controls.append(Mark(paper.id, Status.READ, current=False, label="Mark read"))
        controls.append(Snooze(reminder.id, letter=letter.id))
        return Card(*parts, row(*controls))

    return fitting(make, lengths=(300, 180, 90))


def nudge_card(nudge: Nudge, today: date) -> Card:
    """The weekly word on what is unread."""
    unread = "1 paper" if nudge.unread == 1 else f"{nudge.unread} papers"

    def make(length: int) -> Card:
        lines = [title_line(nudge.pick, None, length), facts_line(nudge.pick, today)]
        return Card(
            text(f"## 📚 {unread} to read\nHow about this one?"),
            text("\n".join(line for line in lines if line)),
            row(OpenEntry(nudge.pick.id), OpenList(), StopNudge(letter=nudge.letter.id)),
        )

    return fitting(make, lengths=(300, 180, 90))


def _section(paper: Paper, number: int, length: int, today: date, more: str = "") -> Part:
    lines = [title_line(paper, number, length), facts_line(paper, today), more]
    return discord.ui.Section(
        text("\n".join(line for line in lines if line)), accessory=Save(paper)
    )
