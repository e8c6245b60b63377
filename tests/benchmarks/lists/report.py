"""The figures as a page of `docs/`: only what stands between the two marks is written anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.lists.building import Size

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds of a call."""

    name: str
    median: float
    p99: float
    worst: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """Saves a second, and the milliseconds of one of them meanwhile."""

    a_second: float
    median: float
    p99: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that was measured in one run."""

    ours: tuple[Speed, ...]
    peers: tuple[Speed, ...]
    rate: Rate
    peers_rate: Rate
    file_bytes: int


def write(path: Path, figures: Figures, size: Size, longest: int, machine: str) -> str:
    """Put the figures into the page; answers them."""
    text = _text(figures, size, longest, machine)
    page = path.read_text("utf-8") if path.exists() else f"# Reading lists\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
    return text


def _text(figures: Figures, size: Size, longest: int, machine: str) -> str:
    ours, theirs = figures.rate, figures.peers_rate
    return "\n".join(
        [
            f"{size.entries:,} entries of {size.people:,} people (the longest list has {longest:,})"
            f" on {size.papers:,} papers, a file of {figures.file_bytes / 1e6:,.0f} MB;"
            f" {machine}.",
            "",
            "| one at a time, milliseconds | median | p99 | worst |",
            "|---|---:|---:|---:|",
            *_rows(figures.ours),
            "",
            "| the peer | median | p99 | worst |",
            "|---|---:|---:|---:|",
            *_rows(figures.peers),
            "",
            "| saves, 64 on their way | a second | median ms | p99 ms | measured for |",
            "|---|---:|---:|---:|---:|",
            f"| Paperboy | {ours.a_second:,.0f} | {ours.median:.1f} | {ours.p99:.1f} |"
            f" {ours.seconds:.0f} s |",
            f"| a connection for each call | {theirs.a_second:,.0f} | {theirs.median:.1f} |"
            f" {theirs.p99:.1f} | {theirs.seconds:.0f} s |",
        ]
    )


def _rows(speeds: Sequence[Speed]) -> list[str]:
    return [
        f"| {each.name}{f' ({each.note})' if each.note else ''} | {each.median:.2f} |"
        f" {each.p99:.2f} | {each.worst:.2f} |"
        for each in speeds
    ]
