"""The composition root: settings -> database -> catalogue -> services. Nothing else builds."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp

from bot.catalogue import Catalogue, Progress
from bot.chat.assistant import Assistant
from bot.clock import Clock, SystemClock
from bot.delivery.press import Press
from bot.editions.editor import Editor
from bot.keeping import Keeping
from bot.letters.alerting import AlertCollector
from bot.letters.digests import Digests
from bot.letters.mailroom import Mailroom
from bot.letters.matching import Matcher
from bot.letters.nudges import Nudges
from bot.letters.subscribing import Subscribing
from bot.letters.when import CATCH_UP
from bot.reading.organising import Organiser
from bot.reading.reminding import Reminding
from bot.reading.shelf import Shelf
from bot.services import Services
from bot.settings import Settings
from bot.sources import arxiv_client, huggingface_client
from bot.sources.arxiv_client import Arxiv
from bot.sources.fetching import Fetcher
from bot.sources.huggingface_client import HuggingFace
from bot.sources.pace import Pace
from bot.sync.health import Examiner
from bot.sync.lookup import Lookup
from bot.sync.syncer import Syncer
from storage.alerts import Alerts
from storage.database import Database
from storage.editions import Editions
from storage.feeds import Feeds
from storage.fetches import Fetches
from storage.history import History
from storage.letter_boxes import LetterBoxes
from storage.letters import Letters
from storage.links import PaperLinks
from storage.list_views import ListViews
from storage.looks import Looks
from storage.members import Members
from storage.named_lists import NamedLists
from storage.outbox import Outbox
from storage.papers import Papers
from storage.pasted_links import PastedLinks
from storage.questions import Questions
from storage.reading import ReadingLists
from storage.reminders import Reminders
from storage.subscriptions import Subscriptions
from storage.synced_commands import SyncedCommands
from storage.tag_rules import TagRules
from storage.trending import TrendingList

USER_AGENT = "Paperboy (a Discord bot that keeps reading lists)"
SYNC_EVERY = timedelta(minutes=30)
"""How often a filling list is fetched by those who sync by hand alone."""


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
    clock = clock or SystemClock()
    async with (
        await Database.open(settings.database, create=create) as database,
        _sources(settings, clock) as (hugging_face, arxiv),
    ):
        catalogue = await Catalogue.open(database, settings.index, progress)
        assistant = Assistant(catalogue)
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
        editions, history, fetches = Editions(database), History(database), Fetches(database)
        trending, links = TrendingList(database), PaperLinks(database)
        outbox = Outbox(database)
        keeping = Keeping(catalogue, editions, history, clock)
        lookup = Lookup(
            hugging_face,
            arxiv,
            keeping,
            links,
            fetches,
            clock,
            on=settings.sync_every is not None,
        )
        try:
            yield Services(
                settings=settings,
                clock=clock,
                database=database,
                catalogue=catalogue,
                assistant=assistant,
                editions=editions,
                editor=Editor(
                    catalogue, editions, history, trending, fetches, Looks(database), clock
                ),
                history=history,
                trending=trending,
                fetches=fetches,
                keeping=keeping,
                links=links,
                syncer=Syncer(
                    hugging_face,
                    keeping,
                    editions,
                    trending,
                    fetches,
                    clock,
                    every=settings.sync_every or SYNC_EVERY,
                    chance=random.random,
                ),
                lookup=lookup,
                examiner=Examiner(Papers(database), editions, fetches, outbox, clock),
                lists=lists,
                shelf=shelf,
                organiser=Organiser(shelf, lists, named, rules, assistant, clock),
                reminding=reminding,
                reminders=reminders,
                questions=Questions(database),
                members=members,
                press=Press(catalogue, editions, fetches, clock),
                feeds=Feeds(database),
                mailroom=mailroom(database, catalogue, clock, settings.catch_up),
                pasted_links=PastedLinks(database),
                outbox=outbox,
                synced_commands=SyncedCommands(database),
            )
        finally:
            await lookup.close()
            await catalogue.close()


def mailroom(
    database: Database, catalogue: Catalogue, clock: Clock, catch_up: timedelta = CATCH_UP
) -> Mailroom:
    """What sends people letters, but for who carries them."""
    letters, boxes = Letters(database), LetterBoxes(database)
    subscriptions, alerts = Subscriptions(database), Alerts(database)
    editions, matcher = Editions(database), Matcher(catalogue)
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


@asynccontextmanager
async def _sources(settings: Settings, clock: Clock) -> AsyncIterator[tuple[HuggingFace, Arxiv]]:
    """The live sources, on one session that is closed on the way out. Nothing is asked yet."""
    token = settings.hugging_face_token
    # Bodies are unpacked by the fetchers, which never unpack more than they may keep.
    async with aiohttp.ClientSession(
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT},
    ) as session:

        def fetcher(name: str, pause: float, alone: bool, headers: dict[str, str]) -> Fetcher:
            pace = Pace(pause, alone=alone, now=clock.now, sleep=asyncio.sleep)
            return Fetcher(
                name,
                session,
                pace,
                now=clock.now,
                sleep=asyncio.sleep,
                chance=random.random,
                headers=headers,
            )

        bearer = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        pause = huggingface_client.PAUSE_WITH_TOKEN if token else huggingface_client.PAUSE
        yield (
            HuggingFace(
                fetcher(huggingface_client.NAME, pause, False, bearer), settings.hugging_face
            ),
            Arxiv(fetcher(arxiv_client.NAME, arxiv_client.PAUSE, True, {}), settings.arxiv),
        )
