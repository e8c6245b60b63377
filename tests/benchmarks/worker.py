"""One engine in a process of its own, so that its memory is its own.

`python -m tests.benchmarks.worker ENGINE FOLDER PAPERS FRESH` reads commands from standard
input, one JSON list a line (a name and its arguments), and answers each with a line of JSON.
"""

import json
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.characters import clip
from tests.benchmarks.corpus import marker, read_papers
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.measure import Stopwatch, disk_use, memory
from tests.benchmarks.peers.engine import BESIDE
from tests.benchmarks.queries import Asked, bad_inputs

LIMIT = 10
"""Papers a search gives."""
WARMING = 0.02
"""Seconds after which no more is asked to warm up."""
PAGE = 5
"""Papers whose sentences are looked for at a time."""

Answer = dict[str, Any]


class Worker:
    """Carries out what the run asks of one engine."""

    def __init__(self, name: str, folder: Path, papers: Path, fresh: Path) -> None:
        self._folder = folder
        self._papers = papers
        self._fresh = fresh
        self._engine = ENGINES[name].make()
        self._baseline = memory()
        self._commands: dict[str, Callable[..., Answer]] = {
            "prepare": self.prepare,
            "build": self.build,
            "load": self.load,
            "ask": self.ask,
            "memory": self.memory,
            "open": self.open,
            "add": self.add,
            "passages": self.passages,
            "bad": self.bad,
            "agree": self.agree,
        }

    def handle(self, command: list[Any]) -> Answer:
        """Do one command and answer it."""
        name, *arguments = command
        return self._commands[name](*arguments)

    def prepare(self, size: int) -> Answer:
        """Seconds to put the papers where the engine takes them from."""
        papers = Stopwatch(read_papers(self._papers, size))
        start = time.perf_counter()
        self._engine.prepare(papers, self._folder)
        return {"seconds": time.perf_counter() - start - papers.seconds, "papers": papers.count}

    def build(self, size: int) -> Answer:
        """Seconds to build, from text to a saved index, and its bytes on disk."""
        papers = Stopwatch(read_papers(self._papers, size))
        start = time.perf_counter()
        self._engine.build(papers, self._folder)
        seconds = time.perf_counter() - start - papers.seconds
        return {
            "seconds": seconds,
            "papers": papers.count,
            "disk": disk_use(self._folder, BESIDE),
        }

    def load(self, first: dict[str, Any]) -> Answer:
        """Seconds to load, and of the first query after that."""
        asked = Asked.from_json(first)
        start = time.perf_counter()
        self._engine.load(self._folder)
        loaded = time.perf_counter()
        self._engine.search(asked, LIMIT)
        return {"seconds": loaded - start, "first": time.perf_counter() - loaded}

    def ask(
        self, warming: list[dict[str, Any]], questions: list[dict[str, Any]], budget: float
    ) -> Answer:
        """Seconds of each query, and how many papers it found; as many as the budget allows.

        Some other queries go first, untimed and for a moment only: while others had their turn,
        the processor's caches have forgotten this engine.
        """
        self._warm_up(warming)
        asked = [Asked.from_json(each) for each in questions]
        times, found = [], []
        begun = time.perf_counter()
        for each in asked:
            start = time.perf_counter()
            ids = self._engine.search(each, LIMIT)
            end = time.perf_counter()
            times.append(end - start)
            found.append(len(ids))
            if end - begun > budget:
                break
        return {"times": times, "found": found}

    def _warm_up(self, warming: list[dict[str, Any]]) -> None:
        begun = time.perf_counter()
        for each in warming:
            if time.perf_counter() - begun > WARMING:
                break
            self._engine.search(Asked.from_json(each), LIMIT)

    def memory(self) -> Answer:
        """Bytes held now and how many more than before anything was loaded."""
        now = memory()
        if now is None or self._baseline is None:
            return {}
        return {
            "resident": now.resident,
            "anonymous": now.anonymous,
            "resident_growth": now.resident - self._baseline.resident,
            "anonymous_growth": now.anonymous - self._baseline.anonymous,
        }

    def open(self) -> Answer:
        """Be ready for `add`."""
        start = time.perf_counter()
        self._engine.open_for_adding(self._folder)
        return {"seconds": time.perf_counter() - start}

    def add(self, first: int, count: int) -> Answer:
        """Seconds until so many fresh papers are in and the last of them has been found.

        Raises LookupError if it is not found.
        """
        papers = list(read_papers(self._fresh, count, first))
        asked = Asked(marker(first + count - 1))
        start = time.perf_counter()
        self._engine.add(papers)
        found = self._engine.search(asked, LIMIT)
        seconds = time.perf_counter() - start
        if papers[-1].id not in found:
            raise LookupError(f"an added paper is not found by its own word {asked.text}")
        return {"seconds": seconds}

    def passages(self, size: int, questions: list[dict[str, Any]]) -> Answer:
        """Seconds to find the answering sentences of a page of papers, for each question."""
        from tests.benchmarks.ours import Pipeline

        assert isinstance(self._engine, Pipeline)
        answers = [self._engine.answer(Asked.from_json(each), PAGE) for each in questions]
        wanted = {hit.id for results in answers for hit in results.hits}
        papers = {
            paper.id: paper for paper in read_papers(self._papers, size) if paper.id in wanted
        }
        times = []
        for results in answers:
            page = [papers[hit.id] for hit in results.hits]
            if page:
                start = time.perf_counter()
                self._engine.explain(results, page)
                times.append(time.perf_counter() - start)
        return {"times": times}

    def bad(self) -> Answer:
        """Seconds of each bad input (the slowest of three) and how it was met."""
        met = []
        for what, text in bad_inputs().items():
            times = []
            for _ in range(3):
                start = time.perf_counter()
                try:
                    found = self._engine.search(Asked(text), LIMIT)
                    outcome = f"{len(found)} papers" if found else "nothing found"
                except ValueError as error:
                    outcome = f"refused: {clip(str(error), 80)}"
                times.append(time.perf_counter() - start)
            met.append({"what": what, "seconds": max(times), "outcome": outcome})
        return {"met": met}

    def agree(self, size: int, questions: list[dict[str, Any]]) -> Answer:
        """How far our scores are from rank_bm25's over the first papers."""
        from tests.benchmarks.agreement import largest_difference

        papers = list(read_papers(self._papers, size))
        return largest_difference(papers, [each["text"] for each in questions])

    def close(self) -> None:
        """Let the engine go."""
        self._engine.close()


def main(arguments: list[str]) -> None:
    """Serve one engine until standard input ends."""
    name, *paths = arguments
    # What a library prints must not come between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    worker = Worker(name, *map(Path, paths))
    try:
        for line in sys.stdin:
            try:
                answer = worker.handle(json.loads(line))
            except Exception as error:
                traceback.print_exc()
                answer = {"failed": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), file=answers, flush=True)
    finally:
        worker.close()


if __name__ == "__main__":
    main(sys.argv[1:])
