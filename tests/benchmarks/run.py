"""A whole run: every engine at every size, in rounds that take turns."""

import os
import platform
import random
import shutil
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from storage.models import Paper
from tests.benchmarks.corpus import REAL_DATA, SEED, Corpus, write_corpus
from tests.benchmarks.engines import ENGINES, Entry, importable, missing, versions
from tests.benchmarks.link import EngineFailed, Link, Process
from tests.benchmarks.measure import percentile
from tests.benchmarks.queries import Asked, known_items, questions, since_for_a_fifth

Figures = dict[str, Any]
Opening = Callable[[str, Path, Corpus], Link]

ROUND = 100
"""Queries an engine is asked before the next one has its turn."""
WARMING = 5
"""Queries asked untimed at the beginning of each turn."""
MOST_COMPARED = 10_000
"""Papers up to which every score is compared with rank_bm25's."""
COMPARED = 20
"""Queries whose scores are compared."""
SLOW_LOAD = 2.0
"""Seconds of a load that is not done again."""
SAMPLED = 4_000
"""Papers that queries are drawn from."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how long."""

    sizes: Sequence[int] = (88, 10_000, 100_000)
    engines: Sequence[str] = tuple(ENGINES)
    queries: int = 2_000
    mixed: int = 1_500
    pages: int = 200
    passes: int = 3
    budget: float = 10.0
    """Seconds of queries of one kind for an engine, over all its passes."""
    loads: int = 3
    adds: int = 15
    real_data: Path = REAL_DATA
    opening: Opening = Process
    installed: Callable[[str], bool] = importable
    say: Callable[[str], None] = print


@dataclass(slots=True)
class Asking:
    """One kind of queries put to one engine, and what each took."""

    entry: Entry
    link: Link
    kind: str
    asked: list[Asked]
    budget: float
    passes: list[list[float]] = field(default_factory=list)
    unanswered: int = 0

    def turn(self, number: int, start: int) -> None:
        """Ask the next round of this pass, as far as the time allows."""
        if len(self.passes) == number and start == 0 and self.budget > 0:
            self.passes.append([])
        if self.budget <= 0 or len(self.passes) <= number:
            return
        batch = [each.to_json() for each in self.asked[start : start + ROUND]]
        before = [each.to_json() for each in (self.asked[:start] or self.asked)[-WARMING:]]
        answer = self.link.call("ask", before, batch, self.budget)
        self.passes[number] += answer["times"]
        self.unanswered += answer["found"].count(0)
        self.budget -= sum(answer["times"])

    def figures(self) -> Figures:
        """Percentiles in seconds. What a query took is the median over the passes that asked it,
        so that what else the machine did at one moment weighs little."""
        asked = self.asked[: len(self.passes[0])]
        times = [
            statistics.median(each[number] for each in self.passes if number < len(each))
            for number in range(len(asked))
        ]
        figures: Figures = {
            "p50": percentile(times, 0.50),
            "p95": percentile(times, 0.95),
            "p99": percentile(times, 0.99),
            "count": len(asked),
            "passes": sum(len(each) == len(asked) for each in self.passes),
            "unanswered": self.unanswered / sum(map(len, self.passes)),
        }
        if self.kind == "mixed":
            of_kind: dict[str, list[float]] = {}
            for each, time in zip(asked, times, strict=True):
                of_kind.setdefault(each.kind, []).append(time)
            figures["p95_of"] = {kind: percentile(of_kind[kind], 0.95) for kind in sorted(of_kind)}
        return figures


def run(plan: Plan, work: Path) -> Iterator[Figures]:
    """Measure everything in the folder `work`; after each size, the figures so far."""
    absent = {name: why for name in plan.engines if (why := missing(ENGINES[name], plan.installed))}
    for name, why in absent.items():
        plan.say(f"{ENGINES[name].label} is left out: {why}.")
    plan.say(f"Writing {max(plan.sizes):,} papers.")
    corpus = write_corpus(work, max(plan.sizes), plan.real_data)
    if corpus.origin != "real":
        plan.say("The real papers are not here; papers are drawn from our own sample.")
    sizes: Figures = {}
    for size in plan.sizes:
        sizes[str(size)] = _Size(plan, corpus, size, work / str(size), absent).measure()
        shutil.rmtree(work / str(size))
        yield {"sizes": dict(sizes)}


class _Size:
    """Everything at one size."""

    def __init__(
        self, plan: Plan, corpus: Corpus, size: int, folder: Path, absent: dict[str, str]
    ) -> None:
        self._plan = plan
        self._corpus = corpus
        self._size = size
        self._folder = folder
        self._figures: dict[str, Figures] = {
            name: {"label": ENGINES[name].label, "missing": why} for name, why in absent.items()
        }
        self._entries = [
            ENGINES[name]
            for name in plan.engines
            if name not in absent and ENGINES[name].most >= size
        ]

    def measure(self) -> Figures:
        """Build, ask, add, compare."""
        drawn_from, since = self._sampled()
        for entry in self._entries:
            self._figures[entry.name] = {"label": entry.label}
            (self._folder / entry.name).mkdir(parents=True)
        self._each("building", self._build)
        with ExitStack() as stack:
            self._serve(stack, drawn_from, since)
        self._each("adding to", self._add)
        figures: Figures = {
            "made": datetime.now(UTC).date().isoformat(),
            "surroundings": surroundings(),
            "corpus": {
                "origin": self._corpus.origin,
                "known": min(self._corpus.known, self._size),
                "heaps_k": self._corpus.growth.k,
                "heaps_beta": self._corpus.growth.beta,
            },
            "since": since.isoformat(),
            "engines": self._figures,
        }
        if self._size <= MOST_COMPARED:
            self._say("comparing scores with rank_bm25")
            asked = [each.to_json() for each in known_items(drawn_from, COMPARED)]
            try:
                with self._open(ENGINES["index"]) as link:
                    figures["agreement"] = link.call("agree", self._size, asked)
            except EngineFailed as error:
                figures["agreement"] = {"failed": str(error)}
        return figures

    def _sampled(self) -> tuple[list[Paper], date]:
        """Papers to draw queries from, spread over all, and the day of the date filter."""
        chosen = set(random.Random(SEED).sample(range(self._size), min(SAMPLED, self._size)))
        papers = [
            paper
            for number, paper in enumerate(self._corpus.papers(self._size))
            if number in chosen
        ]
        return papers, since_for_a_fifth(papers)

    def _build(self, entry: Entry, figures: Figures) -> None:
        with self._open(entry) as link:
            prepared = link.call("prepare", self._size)
            if entry.whole:
                figures["prepare"] = prepared
            figures["build"] = link.call("build", self._size)

    def _serve(self, stack: ExitStack, drawn_from: list[Paper], since: date) -> None:
        plan = self._plan
        words = known_items(drawn_from, plan.queries)
        mixed = questions(drawn_from, plan.mixed, since)
        plain = [each for each in mixed if each.kind == "plain"]
        links: dict[str, Link] = {}
        asking: list[Asking] = []

        def load(entry: Entry, figures: Figures) -> None:
            loads: list[Figures] = []
            first = (plain if entry.whole else words)[0].to_json()
            while True:
                link = self._open(entry)
                try:
                    loads.append(link.call("load", first))
                except EngineFailed:
                    link.__exit__(None, None, None)
                    raise
                if len(loads) >= plan.loads or loads[0]["seconds"] > SLOW_LOAD:
                    break
                link.__exit__(None, None, None)
            links[entry.name] = stack.enter_context(link)
            figures["load"] = {
                key: statistics.median(each[key] for each in loads) for key in ("seconds", "first")
            } | {"count": len(loads)}
            base = plain if entry.whole else words
            kinds = {"queries": base, "filtered": [replace(each, since=since) for each in base]}
            if entry.whole:
                kinds["mixed"] = mixed
            for kind, asked in kinds.items():
                asking.append(Asking(entry, link, kind, asked, plan.budget))

        self._each("loading", load)
        self._say("asking all in turns")
        self._ask(asking)
        for each in asking:
            if "failed" not in self._figures[each.entry.name]:
                self._figures[each.entry.name][each.kind] = each.figures()
        for entry in self._entries:
            if entry.name in links:
                self._figures[entry.name]["memory"] = links[entry.name].call("memory")
        if "pipeline" in links:
            link, figures = links["pipeline"], self._figures["pipeline"]
            self._say("sentences and bad inputs")
            pages = [each.to_json() for each in plain[: plan.pages]]
            times = link.call("passages", self._size, pages)["times"]
            figures["passages"] = (
                {
                    "p50": percentile(times, 0.50),
                    "p95": percentile(times, 0.95),
                    "count": len(times),
                }
                if times
                else {}
            )
            figures["bad"] = link.call("bad")["met"]

    def _ask(self, asking: list[Asking]) -> None:
        for number in range(self._plan.passes):
            for start in count(0, ROUND):
                waiting = [each for each in asking if start < len(each.asked)]
                if not waiting:
                    break
                for each in waiting:
                    if "failed" in self._figures[each.entry.name]:
                        continue
                    try:
                        each.turn(number, start)
                    except EngineFailed as error:
                        self._failed(each.entry, error)

    def _add(self, entry: Entry, figures: Figures) -> None:
        if not entry.adds or self._size > entry.rebuild_most:
            return
        with self._open(entry) as link:
            link.call("open")
            place, spent = 0, 0.0
            times: dict[int, list[float]] = {50: [], 1: []}
            for _ in range(self._plan.adds):
                for papers, taken in times.items():
                    if taken and spent > self._plan.budget:
                        continue
                    taken.append(link.call("add", place, papers)["seconds"])
                    place += papers
                    spent += taken[-1]
            figures["add"] = {
                str(papers): {
                    "p50": percentile(taken, 0.5),
                    "worst": max(taken),
                    "count": len(taken),
                }
                for papers, taken in times.items()
            }

    def _each(self, doing: str, work: Callable[[Entry, Figures], None]) -> None:
        for entry in self._entries:
            figures = self._figures[entry.name]
            if "failed" in figures:
                continue
            self._say(f"{doing} {entry.label}")
            try:
                work(entry, figures)
            except EngineFailed as error:
                self._failed(entry, error)

    def _failed(self, entry: Entry, error: EngineFailed) -> None:
        self._figures[entry.name]["failed"] = str(error)
        self._say(f"{entry.label} failed: {error}")

    def _open(self, entry: Entry) -> Link:
        return self._plan.opening(entry.name, self._folder / entry.name, self._corpus)

    def _say(self, text: str) -> None:
        self._plan.say(f"{self._size:>9,} papers: {text}")


def failures(figures: Figures) -> list[str]:
    """What failed in a run, one line each."""
    return [
        f"{int(size):,} papers, {what.get('label', 'comparison of scores')}: {what['failed']}"
        for size, at in figures["sizes"].items()
        for what in (*at["engines"].values(), at.get("agreement", {}))
        if "failed" in what
    ]


def surroundings() -> dict[str, Any]:
    """Where it ran, as far as figures depend on it."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(pages / 1e9),
        "system": platform.system(),
        "python": platform.python_version(),
        **versions(),
    }
