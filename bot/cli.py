"""The command line: each command reads its words, calls one room of the house, and prints."""

import asyncio
import io
import json
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from bot import doctor as examination
from bot import logs, running, setting_up, terminal
from bot.app import opened
from bot.chat.assistant import Answer
from bot.errors import BadInput, NotThere, PaperboyError
from bot.importer import Importer
from bot.search.query import QueryError
from bot.services import Services
from bot.settings import Settings
from storage.errors import DatabaseMissing, StorageError

MOST_RESULTS = 10

Run: TypeAlias = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a coroutine to its end and answers what it returns."""

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
    settings.check_folder()
    logs.set_up(settings.log_level)
    with _stopped_on_purpose():
        asyncio.run(running.run(settings))


@app.command()
def demo(
    dm: Annotated[
        bool, typer.Option("--dm", help="A direct message instead of a channel.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="The port to serve at; any free one if not given."),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the bot in the browser, without a token."""
    from bot.demo import run_demo  # its packages are an extra

    def say(url: str) -> None:
        typer.echo(f"\nPaperboy is at {url}\nStop with Ctrl-C.\n")

    with _stopped_on_purpose():
        asyncio.run(run_demo(dm=dm, port=port, browser=browser, say=say))


@app.command("import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            # Typer's own check would end everything at the first file that may not be read.
            readable=False,
            help="Saved papers pages (text), daily lists (JSON, also .gz), JSON Lines of papers.",
        ),
    ],
) -> None:
    """Bring papers in from files. Importing a file again changes nothing."""
    with _services(create=True) as (services, run):
        importer = Importer(services.keeping, services.clock)
        out, err = terminal.console(), terminal.console(stderr=True)
        well = run(terminal.import_files(importer, paths, out, err))
    if not well:
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
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Search every word as it is spelled.")
    ] = False,
) -> None:
    """Answer a question from the catalogue."""
    out, err = terminal.console(), terminal.console(stderr=True)
    well = True
    with _services(create=False) as (services, run):
        for each in _questions(question):
            answer: Answer | None = None
            try:
                answer = run(
                    services.assistant.ask(each, limit=MOST_RESULTS, as_written=as_written)
                )
            except (QueryError, BadInput) as error:
                well = False
                terminal.print_misread(error, err)
            if as_json:
                # ASCII, because some readers end a line at U+2028 or U+0085 too.
                print(json.dumps(as_record(each, answer)), flush=True)  # noqa: T201
            elif answer is not None:
                terminal.print_answer(answer, len(services.catalogue), out)
    if not well:
        raise typer.Exit(1)


@app.command()
def init(
    folder: Annotated[Path, typer.Option(help="Where to write .env.")] = Path(),
) -> None:
    """Write .env by asking."""
    setting_up.write_env(folder / ".env", terminal.console())


@app.command()
def doctor() -> None:
    """Check token, database, index and permissions, and say what to do."""
    findings = asyncio.run(examination.examine())
    terminal.print_findings(findings, terminal.console())
    if any(not finding.well for finding in findings):
        raise typer.Exit(1)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
) -> None:
    """Copy the database while the bot runs; the copy is checked."""
    with _services(create=False) as (services, run):
        run(services.database.backup(target))
    typer.echo(f"Wrote {target}.")


def main() -> None:
    """The console script: what goes wrong is one sentence and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        # Only "\n" ends a line, so that each line gets exactly one answer.
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace", newline="\n")
    try:
        app()
    except (PaperboyError, StorageError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


def as_record(question: str, answer: Answer | None) -> dict[str, Any]:
    """An answer as `paperboy ask --json` prints it; None is that to a question which could not
    be read."""
    return {
        "question": question,
        "matched": answer is not None and answer.matched,
        "results": [
            {
                "id": finding.paper.id,
                "title": finding.paper.title,
                "score": round(finding.score, 6),
                "sentence": finding.sentence,
            }
            for finding in (answer.findings if answer is not None else ())
        ],
    }


def _questions(argument: str) -> Iterator[str]:
    if argument != "-":
        yield argument
        return
    for line in sys.stdin:
        yield line.removesuffix("\n").removesuffix("\r")


@contextmanager
def _services(*, create: bool) -> Iterator[tuple[Services, Run]]:
    """Everything, open, and what runs its coroutines. Between them the event loop stands still:
    whoever waits for a line of standard input is then stopped by Ctrl-C at once."""
    settings = Settings.read()
    settings.check_folder()
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            with terminal.indexing(terminal.console(stderr=True)) as progress:
                opening = opened(settings, create=create, progress=progress)
                services = runner.run(stack.enter_async_context(opening))
        except DatabaseMissing:
            raise NotThere(
                f"There are no papers yet: no database at {settings.database.absolute()}. "
                "Bring some in: paperboy import FILE..."
            ) from None
        try:
            yield services, runner.run
        finally:
            runner.run(stack.aclose())


@contextmanager
def _stopped_on_purpose() -> Iterator[None]:
    """For what runs until it is stopped, Ctrl-C is how it ends well."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
