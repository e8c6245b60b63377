"""The composition root: settings -> database -> catalogue -> services. Nothing else builds."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.catalogue import Catalogue, Progress
from bot.chat.assistant import Assistant
from bot.clock import Clock, SystemClock
from bot.keeping import Keeping
from bot.reading.organising import Organiser
from bot.reading.reminding import Reminding
from bot.reading.shelf import Shelf
from bot.services import Services
from bot.settings import Settings
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.fetches import Fetches
from storage.history import History
from storage.list_views import ListViews
from storage.members import Members
from storage.named_lists import NamedLists
from storage.outbox import Outbox
from storage.questions import Questions
from storage.reading import ReadingLists
from storage.reminders import Reminders
from storage.synced_commands import SyncedCommands
from storage.tag_rules import TagRules
from storage.trending import TrendingList


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Clock | None = None,
    draw: Callable[[int], int] | None = None,
    create: bool = True,
    progress: Progress | None = None,
) -> AsyncIterator[Services]:
    """Everything, built and open; closed again on the way out. `draw` gives a random number below
    its argument.

    Raises StorageError if the database cannot be opened (with `create` False: if there is none).
    """
    async with await Database.open(settings.database, create=create) as database:
        catalogue = await Catalogue.open(database, settings.index, progress)
        clock = clock or SystemClock()
        assistant = Assistant(catalogue)
        editions, history = Editions(database), History(database)
        lists, members, reminders = ReadingLists(database), Members(database), Reminders(database)
        named, rules = NamedLists(database), TagRules(database)
        reminding = Reminding(members, reminders, clock)
        shelf = Shelf(
            lists,
            named,
            rules,
            ListViews(database),
            reminding,
            catalogue,
            assistant,
            clock,
            draw or secrets.randbelow,
        )
        try:
            yield Services(
                settings=settings,
                clock=clock,
                database=database,
                catalogue=catalogue,
                assistant=assistant,
                editions=editions,
                history=history,
                trending=TrendingList(database),
                fetches=Fetches(database),
                keeping=Keeping(catalogue, editions, history, clock),
                lists=lists,
                shelf=shelf,
                organiser=Organiser(shelf, lists, named, rules, assistant, clock),
                reminding=reminding,
                reminders=reminders,
                questions=Questions(database),
                members=members,
                feeds=Feeds(database),
                outbox=Outbox(database),
                synced_commands=SyncedCommands(database),
            )
        finally:
            await catalogue.close()
