"""What the composition root builds and hands to the doors."""

from dataclasses import dataclass

from bot.catalogue import Catalogue
from bot.chat.assistant import Assistant
from bot.clock import Clock
from bot.keeping import Keeping
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


@dataclass(frozen=True, slots=True)
class Services:
    """Everything below the doors."""

    settings: Settings
    clock: Clock
    database: Database
    catalogue: Catalogue
    assistant: Assistant
    editions: Editions
    history: History
    trending: TrendingList
    fetches: Fetches
    keeping: Keeping
    lists: ReadingLists
    questions: Questions
    dialogues: Dialogues
    members: Members
    feeds: Feeds
    outbox: Outbox
    synced_commands: SyncedCommands
