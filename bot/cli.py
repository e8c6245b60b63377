"""The command line: each command reads its words, calls one room of the house, and prints."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from bot import doctor as examination
from bot import logs, running, setting_up, terminal
from bot.app import opened
from bot.chat.assistant import Answer
from bot.errors import PaperboyError
from bot.importer import Importer
from bot.services import Services
from bot.settings import Settings
from storage.errors import StorageError

T = TypeVar("T")

MOST_RESULTS = 10

app = typer.Typer(
    name="paperboy",
    help="A reading-list chat assistant for research papers, on Discord.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run() -> None:
    """Connect to Discord and stay there until stopped (Ctrl-C)."""
    settings = Settings.read()
    logs.set_up(settings.log_level)
    asyncio.run(running.run(settings))


@app.command()
def demo(
    dm: Annotated[
        bool, typer.Option("--dm", help="A direct message instead of a channel.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(help="The port to serve at; any free one if not given.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the bot in the browser, without a token."""
    from bot.demo import run_demo  # its packages are an extra

    def say(url: str) -> None:
        typer.echo(f"\nPaperboy is at {url}\nStop with Ctrl-C.\n")

    asyncio.run(run_demo(dm=dm, port=port, browser=browser, say=say))


@app.command("import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Saved papers pages (text), daily lists (JSON, also .gz), JSON Lines of papers.",
        ),
    ],
) -> None:
    """Bring papers in from files. Importing a file again changes nothing."""

    async def work(services: Services) -> bool:
        importer = Importer(services.catalogue, services.editions, services.clock)
        return await terminal.import_files(importer, paths, Console(), Console(stderr=True))

    if not _with_services(work, create=True):
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[
        str,
        typer.Argument(
            help="A question in your own words; - reads one a line from standard input."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Answer a question from the catalogue."""

    async def work(services: Services) -> None:
        for each in _questions(question):
            answer = await services.assistant.ask(each, limit=MOST_RESULTS)
            if as_json:
                typer.echo(json.dumps(as_record(each, answer), ensure_ascii=False))
                sys.stdout.flush()
            else:
                terminal.print_answer(answer, len(services.catalogue), Console())

    _with_services(work, create=False)


@app.command()
def init(
    folder: Annotated[Path, typer.Option(help="Where to write .env.")] = Path(),
) -> None:
    """Write .env by asking."""
    setting_up.write_env(folder / ".env", Console())


@app.command()
def doctor() -> None:
    """Check token, database, index and permissions, and say what to do."""
    findings = asyncio.run(examination.examine())
    terminal.print_findings(findings, Console())
    if any(not finding.well for finding in findings):
        raise typer.Exit(1)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
) -> None:
    """Copy the database while the bot runs; the copy is checked."""

    async def work(services: Services) -> None:
        await services.database.backup(target)
        typer.echo(f"Wrote {target}.")

    _with_services(work, create=False)


def main() -> None:
    """The console script: what goes wrong is one sentence and an exit code, never a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except (PaperboyError, StorageError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def as_record(question: str, answer: Answer) -> dict[str, Any]:
    """An answer as `paperboy ask --json` prints it."""
    return {
        "question": question,
        "matched": answer.matched,
        "results": [
            {
                "id": finding.paper.id,
                "title": finding.paper.title,
                "score": round(finding.score, 6),
                "sentence": finding.sentence,
            }
            for finding in answer.findings
        ],
    }


def _questions(argument: str) -> Iterator[str]:
    if argument != "-":
        yield argument
        return
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _with_services(work: Callable[[Services], Awaitable[T]], *, create: bool) -> T:
    async def whole() -> T:
        settings = Settings.read()
        with terminal.indexing(Console(stderr=True)) as progress:
            async with opened(settings, create=create, progress=progress) as services:
                return await work(services)

    return asyncio.run(whole())
