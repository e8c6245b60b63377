"""Figures as a page of Markdown tables."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.benchmarks.engines import ENGINES
from tests.benchmarks.targets import Figures, targets

MB = 1e6
DASH = "–"
OURS = "index"
HALF = "the half that numbers may be set by"


def page(figures: Figures, plots: Sequence[tuple[str, str]]) -> str:
    """The whole page; `plots` are (what a picture shows, where it is)."""
    sizes = sorted(figures["sizes"].items(), key=lambda pair: int(pair[0]))
    parts = [INTRODUCTION.strip(), "## Targets", _targets(figures)]
    parts += [f"![{alt}]({path})" for alt, path in plots]
    for size, at in sizes:
        parts += _size(int(size), at)
    parts += _relevance(figures)
    parts += ["## How it is measured", METHOD.strip()]
    return "\n\n".join(parts) + "\n"


INTRODUCTION = """
# Benchmarks

`make bench` writes this page, the pictures and `benchmarks/results.json`. It measures the search
of Paperboy beside its peers, each size in one run on one machine. Compare figures within one table
only: another machine has others.
"""

ABOUT_TARGETS = """
Ahead of every peer is asked of the index with the extra `fast`; the plain index, which needs numpy
alone, is held against rank_bm25 and tantivy. Ranking is compared like for like: the peers always
answer, so ours is held against them always answering too. What the rule costs that says "nothing
here fits" is in the first row of the table of relevance.
"""

METHOD = """
- **Papers.** Real ones where they are at hand (`PAPERBOY_REAL_DATA`, or `../shared/data`), else
  our own sample edition; each size says which. Above the number of known papers, each further one
  mixes sentences of two known ones, and new words enter it at the rate of Heaps' law, fitted to
  the known ones. Half of the words put in are new, half repeat earlier new ones. The seed is fixed.
- **Queries.** For the indexes: 2 to 6 words of a paper that is there, half of them neighbours in
  a title, half drawn from title and abstract, stop words left out. For the whole pipeline: our
  judged questions and others in their manner, a fifth with a typo, a fifth with a filter on days,
  code or votes. Top 10 each. What an engine does to turn the text into its query is part of the
  time, and so is naming the papers found.
- **Same words.** rank_bm25 with stems, bm25s and the Paperboy index get the same words: lowercase,
  33 stop words left out, Snowball's English stems. rank_bm25 as is gets `text.lower().split()`,
  FTS5 has its porter tokenizer, tantivy its `en_stem`.
- **Taking turns.** Every engine has a process of its own. All are asked the same queries in the
  same order, 100 at a time, one engine after the other, in three passes; a few untimed queries
  begin each turn. What a query took is the median of its passes. A slow engine answers as many as
  fit into its time; the tables say how many.
- **Filter.** A first day that keeps about a fifth of the papers.
- **Add.** Time until added papers are found by a search. For the whole pipeline that is one call
  of the catalogue: a synced transaction in the database, and the index. The Paperboy index alone
  adds in memory. FTS5 and tantivy commit to disk. rank_bm25 builds everything again and pickles
  it. bm25s cannot add. The median of up to 15 times, and the slowest.
- **Load.** From the snapshot on disk, the files in the page cache, in a new process; the median
  of three. The first query comes right after it.
- **Memory.** `/proc/self/smaps_rollup` after loading and all queries: resident and anonymous, less
  what the process held before it loaded anything. In brackets the whole process.
- **Build.** From text to a saved index, one process. Reading the papers is not part of it.
"""


def _targets(figures: Figures) -> str:
    return "\n\n".join((_target_table(figures), ABOUT_TARGETS.strip()))


def _target_table(figures: Figures) -> str:
    marks = {True: "yes", False: "**no**", None: DASH}
    rows = [
        (target.what, target.aim, target.reached, marks[target.met]) for target in targets(figures)
    ]
    return table(("target", "aim", "reached", "met"), rows)


def _size(size: int, at: Figures) -> list[str]:
    engines: dict[str, Figures] = at["engines"]
    listed = [engines[name] | {"name": name} for name in ENGINES if name in engines]
    measured = [each for each in listed if "queries" in each]
    parts = [f"## {size:,} papers", _about(size, at)]
    ours = engines.get(OURS, {})
    pipeline = engines.get("pipeline", {})
    indexes = [each for each in measured if not ENGINES[each["name"]].whole]
    if indexes:
        parts.append(_queries(indexes, ours))
    if measured:
        parts.append(_upkeep(measured))
    parts += [_pipeline(each) for each in measured if "mixed" in each]
    left_out = [f"{each['label']}: {each['missing']}" for each in listed if "missing" in each]
    left_out += [f"{each['label']} failed: {each['failed']}" for each in listed if "failed" in each]
    if left_out:
        parts.append("Left out: " + "; ".join(left_out) + ".")
    if "lucene" in at.get("agreement", {}):
        agreement = at["agreement"]
        parts.append(
            f"Every score of {agreement['papers']:,} papers for {agreement['queries']} queries, "
            f"against rank_bm25: apart by at most {agreement['okapi']:.0e} with its own idf and "
            f"{agreement['lucene']:.0e} with Lucene's."
        )
    if "bad" in pipeline:
        parts.append(_bad(pipeline["bad"]))
    return parts


def _about(size: int, at: Figures) -> str:
    corpus, around = at["corpus"], at["surroundings"]
    kind = "real papers" if corpus["origin"] == "real" else "papers of our own sample edition"
    drawn = size - corpus["known"]
    papers = f"{corpus['known']:,} {kind}"
    if drawn:
        papers += (
            f" and {drawn:,} drawn from them (Heaps' law: k {corpus['heaps_k']:.1f}, "
            f"beta {corpus['heaps_beta']:.2f})"
        )
    versions = ", ".join(
        f"{name} {around[name]}"
        for name in around
        if name not in ("cores", "memory_gb", "system", "python")
    )
    return (
        f"{papers}. Measured on {at['made']} with {around['cores']} cores, "
        f"{around['memory_gb']} GB, {around['system']}, Python {around['python']}, {versions}."
    )


def _queries(engines: Iterable[Figures], ours: Figures) -> str:
    head = (
        "query, ms",
        "p50",
        "p95",
        "p99",
        "ours / it, p50",
        "p99",
        "filtered p50",
        "p99",
        "filter costs",
        "queries",
    )
    rows = []
    for each in engines:
        asked, filtered = each["queries"], each["filtered"]
        rows.append(
            (
                each["label"],
                *(ms(asked[part]) for part in ("p50", "p95", "p99")),
                *(_ratio(ours, asked, part) for part in ("p50", "p99")),
                ms(filtered["p50"]),
                ms(filtered["p99"]),
                f"{filtered['p50'] / asked['p50']:.2f} times",
                f"{asked['count']:,}",
            )
        )
    return table(head, rows)


def _ratio(ours: Figures, asked: Figures, part: str) -> str:
    if "queries" not in ours:
        return DASH
    ratio = ours["queries"][part] / asked[part]
    return f"{ratio:.2f}" if ratio >= 0.1 else f"1/{1 / ratio:,.0f}"


def _upkeep(engines: Iterable[Figures]) -> str:
    head = (
        "",
        "build, s",
        "papers a second",
        "disk, MB",
        "load, ms",
        "first query, ms",
        "add 50, ms (slowest)",
        "add 1, ms (slowest)",
        "resident, MB",
        "anonymous, MB",
    )
    rows = []
    for each in engines:
        build, load = each["build"], each["load"]
        rows.append(
            (
                each["label"],
                f"{build['seconds']:,.1f}",
                f"{build['papers'] / build['seconds']:,.0f}",
                f"{build['disk'] / MB:,.1f}",
                ms(load["seconds"]),
                ms(load["first"]),
                _added(each, "50"),
                _added(each, "1"),
                _held(each, "resident"),
                _held(each, "anonymous"),
            )
        )
    return table(head, rows)


def _added(each: Figures, papers: str) -> str:
    if not ENGINES[each["name"]].adds:
        return "no add"
    if "add" not in each:
        return DASH
    added = each["add"][papers]
    return f"{ms(added['p50'])} ({ms(added['worst'])})"


def _held(each: Figures, part: str) -> str:
    memory = each.get("memory") or {}
    if not memory:
        return DASH
    return f"{memory[f'{part}_growth'] / MB:,.0f} ({memory[part] / MB:,.0f})"


def _pipeline(pipeline: Figures) -> str:
    rows = [
        (called, ms(asked["p50"]), ms(asked["p95"]), ms(asked["p99"]), f"{asked['count']:,}")
        for called, asked in (
            ("questions of all kinds", pipeline["mixed"]),
            ("the plain ones", pipeline["queries"]),
            ("the plain ones with a date filter", pipeline["filtered"]),
        )
    ]
    rows += [
        (f"of all kinds, only: {kind}", "", ms(value), "", "")
        for kind, value in pipeline["mixed"]["p95_of"].items()
    ]
    if sentences := pipeline.get("passages"):
        rows.append(
            (
                "answering sentences of five papers, beside",
                ms(sentences["p50"]),
                ms(sentences["p95"]),
                "",
                f"{sentences['count']:,}",
            )
        )
    head = f"{pipeline['label']}, ms"
    return table((head, "p50", "p95", "p99", "questions"), rows)


def _bad(met: Iterable[Figures]) -> str:
    rows = [(each["what"], ms(each["seconds"]), escaped(each["outcome"])) for each in met]
    return table(("bad input", "ms, slowest of three", "answer"), rows)


def _relevance(figures: Figures) -> list[str]:
    relevance = figures.get("relevance")
    if not relevance:
        return []
    asked = "both halves" if "measure" in figures.get("relevance_halves", ()) else HALF
    collections = list(relevance)
    rankers = list(dict.fromkeys(name for each in relevance.values() for name in each))
    rows = [
        (name, *(_grade(relevance[collection].get(name)) for collection in collections))
        for name in rankers
    ]
    about = (
        "SciFact, Cranfield and CISI are judged collections of others. The rest are our own "
        f"questions, {asked}, on the saved page, the daily lists and all real papers. The first "
        "row is Paperboy as people meet it: where it says that nothing fits, it finds nothing. The "
        "second ranks the same without that rule, as the peers do, and is the one that targets are "
        "for."
    )
    return ["## Relevance, nDCG@10", about, table(("", *collections), rows)]


def _grade(value: Any) -> str:
    return DASH if value is None else f"{value:.3f}"


def ms(seconds: float) -> str:
    """Seconds as milliseconds, with as many digits as mean something."""
    value = 1000 * seconds
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def escaped(text: str) -> str:
    """Text that stays in one cell."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("`", "'")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its first column to the left and the others to the right."""
    line: Callable[[Sequence[str]], str] = lambda cells: "| " + " | ".join(cells) + " |"  # noqa: E731
    ruler = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join([line(head), line(ruler), *map(line, rows)])
