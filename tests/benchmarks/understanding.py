"""How long it takes to understand a message: `python -m tests.benchmarks.understanding`.

Every judged utterance is read three times after a round that warms up, and its best time counts, in
CPU time of the thread, so that what else a machine is doing is left out. Also shown are messages
made to be slow. What is aimed at: less than 2 ms at the median, 10 ms at the 99th percentile.
"""

import platform
import statistics
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bot.chat.context import Context, ContextPaper
from bot.chat.understand import understand
from tests.chat.scoring import Utterance, read

JUDGED = Path(__file__).parents[1] / "chat"
ROUNDS = 3
NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
WORST = {
    "10,000 words": "word " * 10_000,
    "4,000 characters of wishes": "save 1 and tag it rl, " * 180,
    "4,000 combining marks": "a\u0301" * 2_000,
    "4,000 numbers": "1 " * 2_000,
    "a reminder over and over": "remind me about 1 tomorrow at 9 and " * 100,
    "60 words of one topic": "show me the most popular papers of the week and " * 6,
}
"""What it is -> the message. Of any message, 4,000 characters are read."""


def measured(utterances: Iterable[Utterance]) -> list[float]:
    """Milliseconds that each utterance takes, shortest first."""
    times = []
    for utterance in utterances:
        understand(utterance.text, utterance.context, utterance.now)
        times.append(
            min(_timed(utterance.text, utterance.context, utterance.now) for _ in range(ROUNDS))
        )
    return sorted(times)


def _timed(text: str, context: Context, now: datetime) -> float:
    start = time.thread_time()
    understand(text, context, now)
    return (time.thread_time() - start) * 1_000


def main() -> None:
    """Print the figures."""
    utterances = list(read(*sorted(JUDGED.glob("[dm]e*.jsonl"))))
    times = measured(utterances)
    shown = tuple(ContextPaper(id=f"p{n}", title=f"Paper {n} on video") for n in range(10))
    print(f"Python {platform.python_version()}, {len(times)} judged utterances, ms of CPU time")
    print(f"  median {statistics.median(times):.2f}")
    print(f"  p95    {times[int(len(times) * 0.95)]:.2f}")
    print(f"  p99    {times[int(len(times) * 0.99)]:.2f}")
    print(f"  most   {times[-1]:.2f}")
    for name, text in WORST.items():
        took = min(_timed(text, Context(shown=shown), NOW) for _ in range(ROUNDS))
        print(f"  {took:6.1f}  {name}")


if __name__ == "__main__":
    main()
