"""Measure the quality of ranking: python -m tests.benchmarks.relevance --into build/relevance."""

import argparse
import os
import sys
from pathlib import Path

from tests.benchmarks.relevance.corpora import (
    CATALOGUES,
    JUDGED,
    judged_collection,
    own_collection,
)
from tests.benchmarks.relevance.report import markdown, measured, written

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"


def main() -> int:
    """Measure what is asked for; answers 1 if the real data is not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.relevance")
    parser.add_argument("--into", type=Path, help="folder for relevance.json and relevance.md")
    parser.add_argument(
        "--only", nargs="+", choices=[*JUDGED, *CATALOGUES], default=[*JUDGED, *CATALOGUES]
    )
    parser.add_argument(
        "--all-halves",
        action="store_true",
        help="also the half of our questions that is kept away from tuning; for a final measure",
    )
    asked = parser.parse_args()
    real_data = Path(os.environ.get("PAPERBOY_REAL_DATA", _BESIDE))
    if not (real_data / "ir").is_dir():
        print(f"The judged collections are not in {real_data}.", file=sys.stderr)
        return 1
    halves = ("tune", "measure") if asked.all_halves else ("tune",)
    figures = []
    for name in asked.only:
        print(f"{name} ..", file=sys.stderr)
        if name in JUDGED:
            collection = judged_collection(real_data / "ir" / name)
        else:
            collection = own_collection(name, real_data)
        figures += measured(collection, halves)
    print(markdown(figures))
    if asked.into:
        written(figures, asked.into)
    return 0


if __name__ == "__main__":
    sys.exit(main())
