"""The composition root: settings -> database -> catalogue -> services. Nothing else builds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.catalogue import Catalogue, Progress
from bot.chat.assistant import Assistant
from bot.clock import Clock, SystemClock
from bot.keeping import Keeping
from bot.services import Services
from bot.settings import Settings
from storage.database import Database
from storage.dialogues import Dialogues
from storage.editions import Editions
from storage.feeds import Feeds
from storage.fetches import Fetches
from storage.history import History
from storage.members import Members
from storage.outbox import Outbox
from storage.questions import Questions
from storage.reading import ReadingLists
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
                dialogues=Dialogues(database),
                members=Members(database),
                feeds=Feeds(database),
                outbox=Outbox(database),
                synced_commands=SyncedCommands(database),
            )
        finally:
            await catalogue.close()
