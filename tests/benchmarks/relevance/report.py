"""What was measured, as figures, as JSON and as Markdown."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.relevance.corpora import JUDGED, Collection
from tests.benchmarks.relevance.gain import ndcg
from tests.benchmarks.relevance.rankers import RANKERS, is_there

TARGETS = {"scifact": 0.705, "cranfield": 0.435, "cisi": 0.390}
DEPTH = 10
NOTE = (
    "nDCG@10 as trec_eval reckons it (linear gain), questions without a relevant document left"
    " out. One of our own questions means one paper, or a few that answer it alike."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One ranker on one group of questions."""

    collection: str
    group: str
    """All of a judged collection, or origin, half and kind of our own questions."""
    ranker: str
    questions: int
    ndcg: float | None
    """Mean over questions that have an answer; None where there are none of them."""
    unanswered: float | None
    """Share of questions with an answer that got no paper at all."""
    answered: float | None
    """Share of questions without an answer that got papers all the same."""


def measured(
    collection: Collection, halves: Iterable[str], rankers: Sequence[str] = tuple(RANKERS)
) -> list[Figure]:
    """Figures of every ranker that is there, on the questions of some halves."""
    wanted = {"", *halves}
    asked = [question for question in collection.asked if question.half in wanted]
    figures = []
    for name in filter(is_there, rankers):
        ranker = RANKERS[name](collection.documents)
        groups: dict[str, list[tuple[float | None, bool]]] = {}
        for question in asked:
            ranked = ranker.rank(question.text, DEPTH)
            gained = ndcg(ranked, question.grades, DEPTH) if question.grades else None
            groups_of = ["all"]
            if question.origin:
                part = f"{question.origin}, {question.half}"
                groups_of = [part, f"{part}, {question.kind}"]
            for group in groups_of:
                groups.setdefault(group, []).append((gained, bool(ranked)))
        for group, outcomes in groups.items():
            gains = [(gained, some) for gained, some in outcomes if gained is not None]
            nothing = [some for gained, some in outcomes if gained is None]
            figures.append(
                Figure(
                    collection.name,
                    group,
                    name,
                    len(outcomes),
                    _mean([gained for gained, _ in gains]),
                    _mean([not some for _, some in gains]),
                    _mean(nothing),
                )
            )
    return figures


def markdown(figures: Sequence[Figure]) -> str:
    """Tables of nDCG@10 and of the two error rates of "nothing matches"."""
    cells = {(each.collection, each.group, each.ranker): each for each in figures}
    parts = list(dict.fromkeys((each.collection, each.group) for each in figures))
    ranked = [
        part
        for part in parts
        if any(cells[key].ndcg is not None for key in cells if key[:2] == part)
    ]
    names = [name for name in RANKERS if any(each.ranker == name for each in figures)]
    lines = [NOTE, "", _row(["", *names]), _row(["---"] * (len(names) + 1))]
    for part in ranked:
        found = [cells[(*part, name)] for name in names if (*part, name) in cells]
        counted = found[0].questions
        label = part[0] if part[1] == "all" else f"{part[0]}: {part[1]}"
        lines.append(_row([f"{label} ({counted})", *(_share(each.ndcg) for each in found)]))
    lines += [""] + [f"Not installed, so not measured: {name}." for name in missing()]
    lines += ["", _row(["Paperboy", "said nothing is there, wrongly", "answered, wrongly"])]
    lines.append(_row(["---"] * 3))
    for part in parts:
        each = cells.get((*part, "Paperboy"))
        if each and part[0] not in JUDGED:
            label = f"{part[0]}: {part[1]} ({each.questions})"
            lines.append(_row([label, _share(each.unanswered), _share(each.answered)]))
    return "\n".join(lines) + "\n"


def written(figures: Sequence[Figure], folder: Path) -> None:
    """Write relevance.json and relevance.md into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    content: Mapping[str, object] = {
        "measure": NOTE,
        "targets": TARGETS,
        "missing": missing(),
        "figures": [asdict(each) for each in figures],
    }
    (folder / "relevance.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    (folder / "relevance.md").write_text(markdown(figures), encoding="utf-8")


def missing() -> list[str]:
    """Rankers whose modules are not installed."""
    return [name for name in RANKERS if not is_there(name)]


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
