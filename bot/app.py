"""The composition root: settings -> database -> catalogue -> services. Nothing else builds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.catalogue import Catalogue, Progress
from bot.chat.assistant import Assistant
from bot.clock import Clock, SystemClock
from bot.keeping import Keeping
from bot.letters.alerting import AlertCollector
from bot.letters.digests import Digests
from bot.letters.mailroom import Mailroom
from bot.letters.matching import Matcher
from bot.letters.nudges import Nudges
from bot.letters.subscribing import Subscribing
from bot.services import Services
from bot.settings import Settings
from storage.alerts import Alerts
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.fetches import Fetches
from storage.history import History
from storage.letter_boxes import LetterBoxes
from storage.letters import Letters
from storage.members import Members
from storage.outbox import Outbox
from storage.papers import Papers
from storage.questions import Questions
from storage.reading import ReadingLists
from storage.reminders import Reminders
from storage.subscriptions import Subscriptions
from storage.synced_commands import SyncedCommands
from storage.trending import TrendingList


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Clock | None = None,
    create: bool = True,
    progress: Progress | None = None,
) -> AsyncIterator[Services]:
    """Everything, built and open; closed again on the way out.

    Raises StorageError if the database cannot be opened (with `create` False: if there is none).
    """
    async with await Database.open(settings.database, create=create) as database:
        catalogue = await Catalogue.open(database, settings.index, progress)
        clock = clock or SystemClock()
        editions, history = Editions(database), History(database)
        try:
            yield Services(
                settings=settings,
                clock=clock,
                database=database,
                catalogue=catalogue,
                assistant=Assistant(catalogue),
                editions=editions,
                history=history,
                trending=TrendingList(database),
                fetches=Fetches(database),
                keeping=Keeping(catalogue, editions, history, clock),
                lists=ReadingLists(database),
                questions=Questions(database),
                members=Members(database),
                feeds=Feeds(database),
                outbox=Outbox(database),
                mailroom=mailroom(settings, database, catalogue, clock),
                synced_commands=SyncedCommands(database),
            )
        finally:
            await catalogue.close()


def mailroom(
    settings: Settings, database: Database, catalogue: Catalogue, clock: Clock
) -> Mailroom:
    """What sends people letters, but for who carries them."""
    letters, boxes = Letters(database), LetterBoxes(database)
    subscriptions, alerts = Subscriptions(database), Alerts(database)
    editions, matcher, catch_up = Editions(database), Matcher(catalogue), settings.catch_up
    digests = Digests(subscriptions, letters, editions, matcher, clock, catch_up)
    collector = AlertCollector(alerts, boxes, letters, editions, matcher, clock, catch_up)
    return Mailroom(
        subscribing=Subscribing(
            subscriptions,
            alerts,
            boxes,
            Members(database),
            Papers(database),
            digests,
            collector,
            clock,
        ),
        digests=digests,
        collector=collector,
        nudges=Nudges(boxes, letters, ReadingLists(database), catalogue, clock, catch_up),
        letters=letters,
        boxes=boxes,
        reminders=Reminders(database),
        clock=clock,
    )
