"""Measure recommendations: python -m tests.benchmarks.recommending --write.

Quality on the real daily papers, and the time a page of recommendations and the shelf echoes of an
edition take for a person with 500 saves over 100,000 papers.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.corpus import REAL_DATA, known_papers
from tests.benchmarks.recommending.report import quality_report, written
from tests.benchmarks.recommending.speed import measured

DOCS = Path(__file__).resolve().parents[3] / "docs" / "recommendations.md"


def main() -> int:
    """Measure what is asked for; answers 1 without the real data."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.recommending")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--saves", type=int, default=500)
    parser.add_argument("--only", choices=("quality", "speed"))
    parser.add_argument("--write", action="store_true", help=f"put the tables into {DOCS.name}")
    asked = parser.parse_args()
    origin, papers = known_papers(REAL_DATA)
    tables: dict[str, str] = {}
    if asked.only != "speed":
        if origin != "real":
            print(f"The daily papers are not in {REAL_DATA}.", file=sys.stderr)
            return 1
        tables |= quality_report(papers)
    if asked.only != "quality":
        with tempfile.TemporaryDirectory() as folder:
            tables["speed"] = asyncio.run(measured(Path(folder), asked.papers, asked.saves))
    print("\n\n".join(tables.values()))
    if asked.write:
        written(DOCS, tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
