"""What the command line prints."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from bot import catalogue
from bot.chat.assistant import Answer
from bot.doctor import Finding
from bot.errors import BadFile, BadInput
from bot.importer import Importer, Report
from bot.importer import Progress as BytesRead
from bot.search.query import QueryError
from bot.sync import syncer

REFUSED_SHOWN = 20
"""Refused lines printed of a file; the rest are counted."""


def console(*, stderr: bool = False) -> Console:
    """A console on standard output or error. Lines are wrapped for a person's eyes only: what
    goes to a file or another program keeps its lines."""
    made = Console(stderr=stderr, highlight=False)
    made.soft_wrap = not made.is_terminal
    return made


@contextmanager
def indexing(console: Console) -> Iterator[catalogue.Progress]:
    """A progress bar for an index that has to be rebuilt; nothing is shown if it has not."""
    columns = (TextColumn("Indexing papers"), BarColumn(), MofNCompleteColumn())
    with _bar(console, *columns) as bar:
        task = bar.add_task("", total=None, visible=False)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield told


async def import_files(
    importer: Importer, paths: Sequence[Path], out: Console, err: Console
) -> bool:
    """Import files one after the other, showing progress and what came of each; answers whether
    all of them could be read and nothing in them was refused."""
    reports: list[Report] = []
    well = True
    for path in paths:
        try:
            # A bar of its own for each file: printing beneath a living bar would tear it.
            with _reading(path, err) as progress:
                report = await importer.bring_in(path, progress)
        except BadFile as error:
            well = False
            err.print(Text(str(error), style="red"))
        else:
            reports.append(report)
            well = well and not report.refused
            _print_report(report, out)
    if len(reports) > 1:
        days = {day for report in reports for day in report.days}
        out.print(
            f"In all: {len(reports)} files, {_count(sum(r.papers for r in reports), 'paper')}, "
            f"{_counts(reports)}, {_count(len(days), 'daily list')}."
        )
    return well


@contextmanager
def filling(console: Console) -> Iterator[syncer.Progress]:
    """A progress bar for days whose lists are fetched."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with _bar(console, *columns) as bar:
        task = bar.add_task("Asking for lists", total=None)

        def told(done: int, total: int, day: date) -> None:
            bar.update(task, description=day.isoformat(), completed=done, total=total)

        yield told


def print_filled(filled: syncer.Filled, console: Console) -> None:
    """What has come of filling the archive."""
    got = [each for each in filled.fetched if not each.trouble]
    if not filled.wanted:
        console.print("Every list is here already, and none is due again.")
        return
    with_papers = sum(bool(each.papers) for each in got)
    console.print(
        f"{_count(len(got), 'daily list')} fetched, {len(got) - with_papers} of them empty: "
        f"{_count(sum(each.papers for each in got), 'paper')}, "
        f"{sum(each.added for each in filled.fetched)} added, "
        f"{sum(each.updated for each in filled.fetched)} updated."
    )
    for each in filled.troubles[:REFUSED_SHOWN]:
        console.print(Text(f"  {each.day}: {each.trouble}", style="yellow"))
    if len(filled.troubles) > REFUSED_SHOWN:
        console.print(f"  and {len(filled.troubles) - REFUSED_SHOWN} more days with trouble")
    if filled.left:
        console.print(f"{_count(filled.left, 'day')} left; `paperboy sync` goes on from there.")


def print_answer(answer: Answer, size: int, console: Console) -> None:
    """An answer as a person reads it in a terminal. `size`: papers in the catalogue."""
    if not answer.question:
        console.print('Ask something, for example: paperboy ask "benchmarks for long videos"')
        return
    if not answer.matched:
        console.print(Text(_nothing(answer, size)))
        return
    if answer.corrections:
        read = ", ".join(f"{meant} instead of {asked}" for asked, meant in answer.corrections)
        console.print(Text(f"Showing results for {read}; --as-written searches as it is."))
    for number, finding in enumerate(answer.findings, start=1):
        paper = finding.paper
        console.print(Text(f"{number}. {paper.title}", style="bold"))
        facts = [paper.day.isoformat() if paper.day else "", paper.url]
        facts.append(f"▲ {paper.upvotes}" if paper.upvotes is not None else "")
        facts.append(f"code: {paper.code_url}" if paper.code_url else "")
        console.print(_indented(Text(" · ".join(filter(None, facts)), style="dim"), console))
        sentence = Text(finding.sentence)
        for start, end in finding.sentence_matches:
            sentence.stylize("bold", start, end)
        console.print(_indented(sentence, console))


def print_misread(error: QueryError | BadInput, console: Console) -> None:
    """Why a question could not be read, and where in it."""
    console.print(Text(str(error), style="red"))
    if isinstance(error, QueryError):
        # Never wrapped: the second line points into the first.
        console.print(Text(error.pointed()), soft_wrap=True)


def print_findings(findings: Sequence[Finding], console: Console) -> None:
    """What the doctor found, and what to do about it."""
    for finding in findings:
        sign = "[green]✓[/green]" if finding.well else "[red]✗[/red]"
        console.print(f"{sign} [bold]{escape(finding.what)}[/bold] {escape(finding.says)}")
        if finding.remedy:
            # Never wrapped: an address in it is to be opened with a click.
            console.print(Text(f"  → {finding.remedy}"), soft_wrap=True)


def _nothing(answer: Answer, size: int) -> str:
    asked = f"“{answer.question}”"
    if answer.limited and not answer.query.has_words:
        return f"None of {size:,} papers passes {asked}. Leave a limit out, or widen it."
    if answer.limited:
        return (
            f"Nothing here on {asked} with these limits; without them there is. Leave one out, or "
            "widen it."
        )
    return (
        f"Nothing here on {asked}: none of {size:,} papers fits. Try other words, or fewer of them."
    )


def _indented(text: Text, console: Console) -> RenderableType:
    if console.soft_wrap:
        return Text("   ").append_text(text)
    return Padding(text, (0, 0, 0, 3))


@contextmanager
def _reading(path: Path, console: Console) -> Iterator[BytesRead]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with _bar(console, *columns) as bar:
        task = bar.add_task(path.name, total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield told


def _bar(console: Console, *columns: ProgressColumn) -> Progress:
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _print_report(report: Report, out: Console) -> None:
    days = f", {_count(len(report.days), 'daily list')}" if report.days else ""
    out.print(
        Text(
            f"{report.path.name}: {report.kind}, {_count(report.papers, 'paper')}{days}: "
            f"{_counts([report])}."
        )
    )
    for refused in report.refused[:REFUSED_SHOWN]:
        out.print(Text(f"  line {refused.line}: {refused.reason}", style="yellow"))
    if len(report.refused) > REFUSED_SHOWN:
        out.print(f"  and {len(report.refused) - REFUSED_SHOWN} more refused")


def _counts(reports: Sequence[Report]) -> str:
    return (
        f"{sum(r.added for r in reports)} added, {sum(r.updated for r in reports)} updated, "
        f"{sum(r.unchanged for r in reports)} unchanged, "
        f"{sum(len(r.refused) for r in reports)} refused"
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
