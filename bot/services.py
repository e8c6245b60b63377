"""What the composition root builds and hands to the doors."""

from dataclasses import dataclass

from bot.catalogue import Catalogue
from bot.chat.assistant import Assistant
from bot.clock import Clock
from bot.delivery.press import Press
from bot.editions.editor import Editor
from bot.keeping import Keeping
from bot.letters.mailroom import Mailroom
from bot.reading.organising import Organiser
from bot.reading.reminding import Reminding
from bot.reading.shelf import Shelf
from bot.settings import Settings
from bot.sync.health import Examiner
from bot.sync.lookup import Lookup
from bot.sync.syncer import Syncer
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.fetches import Fetches
from storage.history import History
from storage.links import PaperLinks
from storage.members import Members
from storage.outbox import Outbox
from storage.pasted_links import PastedLinks
from storage.questions import Questions
from storage.reading import ReadingLists
from storage.reminders import Reminders
from storage.synced_commands import SyncedCommands
from storage.trending import TrendingList


@dataclass(frozen=True, slots=True)
class Services:
    """Everything below the doors."""

    settings: Settings
    clock: Clock
    database: Database
    catalogue: Catalogue
    assistant: Assistant
    editions: Editions
    editor: Editor
    history: History
    trending: TrendingList
    fetches: Fetches
    keeping: Keeping
    links: PaperLinks
    syncer: Syncer
    lookup: Lookup
    examiner: Examiner
    lists: ReadingLists
    shelf: Shelf
    organiser: Organiser
    reminding: Reminding
    reminders: Reminders
    questions: Questions
    members: Members
    press: Press
    feeds: Feeds
    pasted_links: PastedLinks
    outbox: Outbox
    mailroom: Mailroom
    synced_commands: SyncedCommands
