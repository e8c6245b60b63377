"""`python -m tests.benchmarks`: measure, and write figures, tables and pictures under docs/."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.corpus import REPOSITORY
from tests.benchmarks.engines import ENGINES, importable
from tests.benchmarks.plots import draw
from tests.benchmarks.quality import relevance
from tests.benchmarks.report import page
from tests.benchmarks.run import Figures, Plan, failures, run
from tests.benchmarks.targets import targets

SIZES = (88, 10_000, 100_000)
MILLION = 1_000_000
PAGE = "benchmarks.md"
DISK = Path("/var/tmp")
"""Unlike /tmp never kept in memory."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 1 if an engine failed."""
    given = _parser().parse_args(arguments)
    if given.report_only:
        _write(given.out, _earlier(given.out))
        return 0
    sizes = given.sizes or ((MILLION,) if given.million else SIZES)
    if given.million and MILLION not in sizes:
        sizes = (*sizes, MILLION)
    plan = Plan(
        sizes=sorted(sizes),
        engines=given.engines or tuple(ENGINES),
        say=lambda text: print(text, flush=True),
    )
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-", dir=given.work) as work:
        for figures in run(plan, Path(work)):
            _write(given.out, joined(_earlier(given.out), figures))
    if given.relevance or not (given.sizes or given.engines or given.million):
        halves = ("tune", "measure") if given.all_halves else ("tune",)
        figures["relevance"] = relevance(plan.real_data, halves, plan.say)
        figures["relevance_halves"] = list(halves)
        _write(given.out, joined(_earlier(given.out), figures))
    _summary(given.out)
    failed = failures(figures)
    for line in failed:
        print(f"Failed: {line}", file=sys.stderr)
    return 1 if failed else 0


def joined(earlier: Figures, figures: Figures) -> Figures:
    """The figures of this run, and earlier ones of what it did not measure."""
    return earlier | figures | {"sizes": earlier.get("sizes", {}) | figures["sizes"]}


def _earlier(out: Path) -> Figures:
    try:
        earlier: Figures = json.loads(_results(out).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"sizes": {}}
    return earlier


def _write(out: Path, figures: Figures) -> None:
    folder = out / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_rounded(figures), indent=1)
    _results(out).write_text(text + "\n", encoding="utf-8")
    plots = [(title, f"{folder.name}/{name}") for title, name in draw(figures, folder)]
    (out / PAGE).write_text(page(figures, plots), encoding="utf-8")


def _summary(out: Path) -> None:
    for target in targets(_earlier(out)):
        print(
            f"{ {True: 'met   ', False: 'MISSED', None: '-     '}[target.met] } {target.what}: "
            f"{target.reached} ({target.aim})"
        )
    if not importable("matplotlib"):
        print("There are no pictures without matplotlib.")
    print(f"Wrote {out / PAGE}.")


def _results(out: Path) -> Path:
    return out / "benchmarks" / "results.json"


def _rounded(value: Any) -> Any:
    """Figures with six digits, for a file that people compare."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(each.replace("_", "")) for each in text.split(","))
    if min(sizes) < 10:
        raise argparse.ArgumentTypeError("a size is at least 10 papers")
    return sizes


def _engines(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in ENGINES]:
        raise argparse.ArgumentTypeError(
            f"there is no engine {unknown[0]}; there are {', '.join(ENGINES)}"
        )
    return names


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench", description="Measures the search of Paperboy beside its peers."
    )
    parser.add_argument("--sizes", type=_sizes, help="numbers of papers, such as 88,10000")
    parser.add_argument(
        "--engines", type=_engines, help="these alone in the tables, such as index,tantivy"
    )
    parser.add_argument("--million", action="store_true", help="one million papers, once")
    parser.add_argument(
        "--relevance",
        action="store_true",
        help="measure ranking too, as a run without options does",
    )
    parser.add_argument(
        "--all-halves",
        action="store_true",
        help="ask the half of our questions too that is kept away from tuning; for a final measure",
    )
    parser.add_argument("--out", type=Path, default=REPOSITORY / "docs", help="where it is written")
    parser.add_argument(
        "--work",
        type=Path,
        default=DISK if DISK.is_dir() else None,
        help="where indexes are built meanwhile; a real disk, or what is synced says nothing",
    )
    parser.add_argument(
        "--report-only", action="store_true", help="write tables and pictures of earlier figures"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
