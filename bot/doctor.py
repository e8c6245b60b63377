"""What is well with an installation, what is not, and what to do about it."""

from dataclasses import dataclass

from bot.app import opened
from bot.errors import PaperboyError
from bot.invite import PERMISSIONS, application_id, invite_link, personal_link
from bot.search.engine import SearchEngine
from bot.settings import Settings
from bot.sync.health import Health
from storage.errors import DatabaseMissing, StorageError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    well: bool
    says: str
    remedy: str = ""


async def examine() -> list[Finding]:
    """Look at settings, token, database and index; nothing is changed but an older database is
    brought up to date, as every start does."""
    try:
        settings = Settings.read()
        settings.check_folder()
    except PaperboyError as error:
        return [Finding("Settings", False, str(error), ".env.example shows every key.")]
    return [
        Finding("Settings", True, f"read; the data are in {settings.data.absolute()}"),
        *_token(settings),
        *_reading(settings),
        *await _database(settings),
    ]


def _reading(settings: Settings) -> list[Finding]:
    if not settings.reads_messages:
        return []
    return [
        Finding(
            "Messages",
            True,
            "asks to read them, for /links",
            "Discord refuses the start unless the Message Content Intent is switched on at "
            "discord.com/developers/applications -> your application -> Bot.",
        )
    ]


def _token(settings: Settings) -> list[Finding]:
    where = "discord.com/developers/applications -> your application -> Bot -> Reset Token"
    if settings.token is None:
        remedy = f"Get one at {where}, then run `paperboy init`."
        return [Finding("Token", False, "DISCORD_TOKEN is not set", remedy)]
    application = application_id(settings.token.get_secret_value().strip())
    if application is None:
        remedy = f"Copy it again from {where}."
        return [Finding("Token", False, "DISCORD_TOKEN has not the shape of a token", remedy)]
    needed = ", ".join(PERMISSIONS)
    return [
        Finding("Token", True, f"has the right shape (application {application})"),
        Finding(
            "Invite",
            True,
            f"asks for these permissions: {needed}",
            f"Open this to add it to a server: {invite_link(application)} or this to add it to "
            f"your own account: {personal_link(application)}",
        ),
    ]


async def _database(settings: Settings) -> list[Finding]:
    try:
        saved = SearchEngine.load(settings.index)
        async with opened(settings, create=False) as services:
            problems = await services.database.check()
            papers, days = len(services.catalogue), await services.editions.count()
            version = services.database.schema_version
            feeds = await services.feeds.all()
            health = await services.examiner.examine()
    except DatabaseMissing:
        return [
            Finding(
                "Database",
                False,
                f"there is none at {settings.database} yet",
                "Bring papers in: paperboy sync, or paperboy import FILE...",
            )
        ]
    except StorageError as error:
        return [Finding("Database", False, str(error))]
    findings = [_soundness(problems, version), _stock(papers, days)]
    index = "loads" if saved is not None else "was not there or not sound; it has been made anew"
    findings.append(Finding("Index", True, f"{index}, {papers} papers"))
    findings.append(_sources(health, settings))
    failing = [feed for feed in feeds if feed.last_error]
    findings += [
        Finding("Feed", False, f"channel {feed.channel_id}: {feed.last_error}") for feed in failing
    ]
    if not failing:
        findings.append(Finding("Feeds", True, f"{len(feeds)} set up"))
    return findings


def _sources(health: Health, settings: Settings) -> Finding:
    """How old the lists are that were fetched, and what went wrong last."""
    times = [
        f"{name} as of {state.last_success:%Y-%m-%d %H:%M} UTC"
        for name, state in (
            (f"list of {health.newest.day}" if health.newest else "", health.newest),
            ("trending", health.trending),
            ("arXiv", health.arxiv),
        )
        if state is not None and state.last_success is not None
    ]
    says = ", ".join(times) or "nothing fetched yet"
    if settings.sync_every is None:
        return Finding("Sources", True, f"{says}; not asked, as PAPERBOY_SYNC_MINUTES is 0")
    if health.failure is not None:
        what = health.failure.day or health.failure.kind
        at = f"{health.failure.last_tried:%Y-%m-%d %H:%M} UTC"
        remedy = "The running bot tries again by itself; `paperboy sync` does so now."
        says = f"{says}; last trouble, with {what} at {at}: {health.failure.error}"
        return Finding("Sources", False, says, remedy)
    if health.stale:
        return Finding("Sources", False, f"{says}; that is old", "Is `paperboy run` running?")
    return Finding("Sources", True, says)


def _soundness(problems: list[str], version: int) -> Finding:
    if problems:
        return Finding(
            "Database",
            False,
            f"damaged: {'; '.join(problems[:3])}",
            "Stop the bot, keep the file, and put your last `paperboy backup` in its place.",
        )
    return Finding("Database", True, f"sound, schema {version}")


def _stock(papers: int, days: int) -> Finding:
    if papers == 0:
        return Finding("Papers", False, "none yet", "Bring some in: paperboy sync")
    return Finding("Papers", True, f"{papers} papers, {days} daily lists")
