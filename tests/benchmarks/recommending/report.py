"""What was measured, as tables, and their places in the document."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from storage.models import Paper
from tests.benchmarks.recommending.profiles import (
    TOPICS,
    Ranker,
    Week,
    indexed,
    most_upvoted,
    newest_first,
    quality,
    recommending,
    weeks_of,
)

HELD_OUT = date(2025, 12, 29)
"""The first Monday of the weeks that are reported; the settings were chosen on those before."""
TERMS = (25, 60, 200, 1_000)


def quality_report(papers: Sequence[Paper]) -> dict[str, str]:
    """Tables by name: "quality" on the weeks held out, "settings" on those before."""
    weeks = list(weeks_of(papers))
    plain, whole = indexed(papers, keywords=False), indexed(papers, keywords=True)
    rankers = {
        "newest first": newest_first,
        "most upvoted": most_upvoted,
        "`/foryou`, saves": recommending(plain),
        "`/foryou`, saves and drops": recommending(plain, dropped=True),
        "the same, keywords indexed": recommending(whole, dropped=True),
    }
    late = [week for week in weeks if week.monday >= HELD_OUT]
    early = [week for week in weeks if week.monday < HELD_OUT]
    return {"quality": _by_topic(rankers, late), "settings": _settings(papers, early)}


def _by_topic(rankers: dict[str, Ranker], weeks: Sequence[Week]) -> str:
    lines = [
        f"| profile | weeks | {' | '.join(rankers)} |",
        f"|---|---:|{'---:|' * len(rankers)}",
    ]
    columns: list[list[float]] = []
    for topic in TOPICS:
        mine = [week for week in weeks if week.topic == topic]
        if mine:
            columns.append([quality(ranker, mine) for ranker in rankers.values()])
            lines.append(_row(topic, len(mine), columns[-1]))
    means = [sum(column) / len(columns) for column in zip(*columns, strict=True)]
    lines.append(_row("**mean of profiles**", len(weeks), means))
    return "\n".join(lines)


def _settings(papers: Sequence[Paper], weeks: Sequence[Week]) -> str:
    engine = indexed(papers, keywords=False)
    lines = ["| terms kept | saves | saves and drops |", "|---:|---:|---:|"]
    for terms in TERMS:
        by_saves = quality(recommending(engine, terms=terms), weeks)
        by_both = quality(recommending(engine, dropped=True, terms=terms), weeks)
        lines.append(f"| {terms} | {by_saves:.3f} | {by_both:.3f} |")
    return "\n".join(lines)


def _row(name: str, weeks: int, values: Sequence[float]) -> str:
    return f"| {name} | {weeks} | {' | '.join(f'{value:.3f}' for value in values)} |"


def written(path: Path, tables: dict[str, str]) -> None:
    """Put each table between its two marks in the document."""
    text = path.read_text(encoding="utf-8")
    for name, table in tables.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = marks.sub(lambda found, t=table: f"{found[1]}{t}\n{found[2]}", text)  # type: ignore[misc]
    path.write_text(text, encoding="utf-8")
