"""Kills at random points, in full: python -m tests.benchmarks.kills [KILLS] [DELIVERIES] [SEED].

A smaller run of the same is part of the tests (tests/wire/test_delivery.py).
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.wire.killing import killed


def main(kills: int = 60, deliveries: int = 500, seed: int = 11) -> int:
    """Print what came of it; answers 1 if anything was doubled or lost."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(killed(Path(folder), kills=kills, feeds=deliveries, seed=seed))
    print(outcome)
    print(f"{time.monotonic() - began:.0f} seconds")
    wrong = outcome.doubled + outcome.lost + outcome.unrecorded + outcome.unpublished
    return int(bool(wrong + outcome.undiscussed))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
