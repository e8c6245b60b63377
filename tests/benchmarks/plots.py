"""Figures as pictures: latency, memory and adding by size."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.engines import ENGINES, importable
from tests.benchmarks.targets import Figures

MB = 1e6
# Colour-blind safe (Okabe and Ito); ours stand out by width, peers differ by marker too.
STYLES = {
    "index": ("#0072B2", "o", 2.6),
    "index_fast": ("#0072B2", "*", 1.6),
    "pipeline": ("#D55E00", "o", 2.6),
    "pipeline_fast": ("#D55E00", "*", 1.6),
    "rank_bm25": ("#8A8A8A", "s", 1.3),
    "rank_bm25_plain": ("#BBBBBB", "s", 1.3),
    "bm25s": ("#009E73", "^", 1.3),
    "bm25s_numba": ("#56B4E9", "v", 1.3),
    "fts5": ("#CC79A7", "D", 1.3),
    "tantivy": ("#000000", "P", 1.3),
}

Read = Callable[[Figures], float]


def draw(figures: Figures, folder: Path) -> list[tuple[str, str]]:
    """Write the pictures to `folder`; answers of each what it shows and its file's name.

    Without matplotlib there are none.
    """
    if not importable("matplotlib"):
        return []
    folder.mkdir(parents=True, exist_ok=True)
    pictures = (
        (
            "latency.png",
            "Time of a query by number of papers",
            [
                ("median, ms", lambda each: 1000 * _asked(each)["p50"]),
                ("99th percentile, ms", lambda each: 1000 * _asked(each)["p99"]),
            ],
        ),
        (
            "memory.png",
            "Memory by number of papers",
            [
                ("resident, MB", lambda each: each["memory"]["resident_growth"] / MB),
                ("anonymous, MB", lambda each: each["memory"]["anonymous_growth"] / MB),
            ],
        ),
        (
            "adding.png",
            "Time to add papers by number of papers there",
            [
                ("add 50, ms", lambda each: 1000 * each["add"]["50"]["p50"]),
                ("add 1, ms", lambda each: 1000 * each["add"]["1"]["p50"]),
            ],
        ),
    )
    for name, title, panels in pictures:
        _picture(figures, folder / name, title, panels)
    return [(title, name) for name, title, _ in pictures]


def _asked(each: Figures) -> Figures:
    found: Figures = each["mixed"] if "mixed" in each else each["queries"]
    return found


def _picture(figures: Figures, path: Path, title: str, panels: list[tuple[str, Read]]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"font.size": 10, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = pyplot.subplots(1, len(panels), figsize=(11, 4.6), layout="constrained")
    figure.suptitle(title)
    for axis, (label, read) in zip(axes, panels, strict=True):
        _panel(axis, figures, read)
        axis.set_title(label, fontsize=10)
    handles = {
        text: handle
        for axis in axes
        for handle, text in zip(*axis.get_legend_handles_labels(), strict=True)
    }
    figure.legend(
        handles.values(), handles.keys(), loc="outside lower center", ncols=4, frameon=False
    )
    figure.savefig(path, dpi=110, facecolor="white")
    pyplot.close(figure)


def _panel(axis: Any, figures: Figures, read: Read) -> None:
    sizes = sorted(map(int, figures["sizes"]))
    for name, (colour, marker, width) in STYLES.items():
        points = []
        for size in sizes:
            each = figures["sizes"][str(size)]["engines"].get(name, {})
            try:
                points.append((size, max(read(each), 0.01)))
            except KeyError:
                continue
        if points:
            axis.plot(
                *zip(*points, strict=True),
                color=colour,
                marker=marker,
                linewidth=width,
                markersize=6,
                label=ENGINES[name].label,
                zorder=3 if ENGINES[name].ours else 2,
            )
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axis.minorticks_off()
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axis.set_xlabel("papers")
    axis.grid(axis="y", color="#DDDDDD", linewidth=0.7)
