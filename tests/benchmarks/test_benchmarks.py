"""The benchmark itself: it runs, says who was absent, and its tables say what was measured."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import engines, plots
from tests.benchmarks.corpus import FRESH, Drawing, Growth, known_papers, marker, write_corpus
from tests.benchmarks.link import EngineFailed, Here, Process
from tests.benchmarks.measure import percentile
from tests.benchmarks.queries import known_items, questions, since_for_a_fifth
from tests.benchmarks.report import page, table
from tests.benchmarks.run import Figures, Plan, failures, run
from tests.benchmarks.targets import Target, targets, unmet
from tests.benchmarks.words import STOP_WORDS

NOWHERE = Path("/nowhere")
INSTALLED_HERE = {"rank_bm25"}

RANKED = {"Paperboy": 0.38, "Paperboy, always answering": 0.4}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """A run over 70 papers made from our sample, as if no peer package were installed."""
    plan = Plan(
        sizes=(70,),
        queries=12,
        mixed=20,
        pages=4,
        passes=2,
        budget=60,
        loads=1,
        adds=2,
        real_data=NOWHERE,
        opening=Here,
        installed=lambda package: package in INSTALLED_HERE,
        say=lambda text: None,
    )
    [figures] = run(plan, tmp_path_factory.mktemp("bench"))
    return figures


def engine(figures: Figures, name: str) -> dict[str, Any]:
    found: dict[str, Any] = figures["sizes"]["70"]["engines"][name]
    return found


def test_a_run_measures_everything(small: Figures) -> None:
    assert failures(small) == []
    at = small["sizes"]["70"]
    assert at["corpus"]["origin"] == "sample" and at["corpus"]["known"] == 50
    for name in ("index", "index_okapi", "pipeline", "rank_bm25", "rank_bm25_plain", "fts5"):
        each = engine(small, name)
        assert each["build"]["papers"] == 70 and each["build"]["disk"] > 0
        assert each["load"]["seconds"] > 0 and each["load"]["first"] > 0
        for kind in ("queries", "filtered"):
            asked = each[kind]
            assert 0 < asked["p50"] <= asked["p95"] <= asked["p99"]
        assert set(each["add"]) == {"50", "1"} and each["add"]["50"]["count"] == 2
        # Known-item queries are answered by all that is there.
        assert each["queries"]["unanswered"] <= (0.6 if name == "pipeline" else 0)
    assert engine(small, "pipeline")["passages"]["count"] > 0
    assert {each["what"] for each in engine(small, "pipeline")["bad"]} >= {"one letter", "emoji"}


def test_scores_agree_with_rank_bm25(small: Figures) -> None:
    agreement = small["sizes"]["70"]["agreement"]
    assert agreement["papers"] == 70 and agreement["queries"] == 20
    assert agreement["okapi"] <= 1e-9
    assert agreement["lucene"] <= 1e-9


def test_peers_that_are_not_installed_are_reported(small: Figures) -> None:
    text = page(small, [])
    for name, packages in (
        ("bm25s", "bm25s"),
        ("bm25s_numba", "bm25s and numba"),
        ("tantivy", "tantivy"),
    ):
        assert engine(small, name)["missing"] == f"{packages} not installed"
        assert f"{engines.ENGINES[name].label}: {packages} not installed" in text
    assert not any("tantivy" in target.what and target.met is not None for target in targets(small))


def test_the_page_shows_the_figures(small: Figures) -> None:
    text = page(small, [("Time of a query", "benchmarks/latency.png")])
    assert "## 70 papers" in text and "![Time of a query](benchmarks/latency.png)" in text
    assert "50 papers of our own sample edition and 20 drawn from them" in text
    assert "| Paperboy, whole pipeline |" in text and "| every Unicode plane |" in text
    for block in text.split("\n\n"):
        if block.startswith("|"):
            assert len({line.count("|") - line.count("\\|") for line in block.splitlines()}) == 1


def test_results_are_kept_of_sizes_that_a_run_leaves_out(
    small: Figures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(plots, "importable", lambda package: False)
    monkeypatch.setattr(command, "importable", lambda package: False)
    monkeypatch.setattr(command, "run", lambda plan, work: iter([small]))
    results = tmp_path / "benchmarks" / "results.json"
    results.parent.mkdir()
    earlier = {"sizes": {"80": small["sizes"]["70"]}, "relevance": {"cisi": RANKED}}
    results.write_text(json.dumps(earlier))
    assert command.main(["--out", str(tmp_path), "--sizes", "70"]) == 0
    assert set(json.loads(results.read_text())["sizes"]) == {"70", "80"}
    text = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "## 80 papers" in text
    assert "| nDCG@10, CISI, always answering | at least 0.39 | 0.400 | yes |" in text
    assert "| Paperboy | 0.380 |" in text  # with the rule, beside
    assert "no pictures without matplotlib" in capsys.readouterr().out
    assert command.main(["--out", str(tmp_path), "--report-only"]) == 0
    assert (tmp_path / "benchmarks.md").read_text(encoding="utf-8") == text


def test_targets_are_computed() -> None:
    def at(ours: float, theirs: float) -> Figures:
        return {
            "engines": {
                "index": {"queries": {"p50": ours, "p99": 3 * ours}},
                "index_fast": {"queries": {"p50": ours, "p99": 3 * ours}},
                "tantivy": {"queries": {"p50": theirs, "p99": 4 * theirs}},
                "pipeline": {"mixed": {"p95": 0.004}, "build": {"papers": 100, "seconds": 0.05}},
            }
        }

    found = {target.what: target for target in targets({"sizes": {"100000": at(1.1, 1.0)}})}
    assert found["median query of the index at 100,000, against tantivy"] == Target(
        "median query of the index at 100,000, against tantivy",
        "at most 1.2 of its time",
        "1.10 of its time",
        True,
    )
    with_fast = "of the index at 100,000 with the extra `fast`, against the fastest peer"
    assert found[f"median query {with_fast}"].met is False
    assert found[f"99th percentile {with_fast}"].met
    for size in ("100,000", "1,000,000"):  # not asked of the plain one
        assert f"median query of the index at {size}, against the fastest peer" not in found
    pipeline = found["95th percentile of the whole pipeline at 100,000"]
    assert (pipeline.reached, pipeline.met) == ("4.00 ms", True)
    build = found["build with the whole pipeline at 100,000"]
    assert (build.aim, build.reached, build.met) == (
        "at least 2,500 papers a second",
        "2,000 papers a second",
        False,
    )
    assert found["slowest of the bad inputs at 100,000"].reached == "not measured"
    assert {target.met for target in unmet(found.values())} == {False}


def test_an_engine_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path, 30, NOWHERE)
    folder = tmp_path / "engine"
    folder.mkdir()
    asked = [each.to_json() for each in known_items(list(corpus.papers(30)), 3)]
    with Process("index", folder, corpus) as link:
        assert link.call("build", 30)["papers"] == 30
        assert link.call("load", asked[0])["first"] > 0
        assert link.call("ask", asked[:1], asked, 5.0)["found"].count(0) == 0
        held = link.call("memory")
        assert not held or held["resident"] > held["resident_growth"]
        with pytest.raises(EngineFailed, match="KeyError"):
            link.call("dance")
        assert link.call("open")["seconds"] > 0
        assert link.call("add", 0, 3)["seconds"] > 0


def test_papers_drawn_are_the_same_every_time_and_of_every_size(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    small = write_corpus(tmp_path / "one", 60, NOWHERE)
    great = write_corpus(tmp_path / "two", 90, NOWHERE)
    papers = list(great.papers(90))
    assert list(small.papers(60)) == papers[:60]
    assert small.fresh_path.read_bytes() == great.fresh_path.read_bytes()
    ids = [paper.id for paper in papers]
    fresh = small.fresh_path.read_text(encoding="utf-8").splitlines()
    ids += [json.loads(line)["id"] for line in fresh]
    assert len(set(ids)) == len(ids) == 90 + FRESH
    assert len({marker(number) for number in range(FRESH)}) == FRESH
    assert all(paper.day and paper.title and paper.abstract for paper in papers)


def test_new_words_enter_as_the_law_says() -> None:
    _, known = known_papers(NOWHERE)
    drawing = Drawing(known)
    drawn = [paper for paper, _ in zip(drawing, range(500), strict=False)]
    law = drawing.growth
    _, known_words, known_vocabulary = Growth.of(known)
    _, words, vocabulary = Growth.of([*known, *drawn])
    expected = law.k * (words**law.beta - known_words**law.beta)
    assert 0.6 < (len(vocabulary) - len(known_vocabulary)) / expected < 1.4


def test_questions_are_of_every_kind() -> None:
    _, known = known_papers(NOWHERE)
    for each in known_items(known, 40):
        words = each.text.split()
        assert 2 <= len(words) <= 6 and not STOP_WORDS & set(words)
    since = since_for_a_fifth(drawn_from(known, 400))
    asked = questions(known, 100, since)
    kinds = [each.kind for each in asked]
    assert (kinds.count("typo"), kinds.count("filter"), kinds.count("plain")) == (20, 20, 60)
    assert asked == questions(known, 100, since)


def drawn_from(known: list[Any], many: int) -> list[Any]:
    return [paper for paper, _ in zip(Drawing(known), range(many), strict=False)]


def test_percentiles_are_of_the_nearest_rank() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([7.0], 0.5) == 7.0


def test_a_table_has_its_numbers_to_the_right() -> None:
    assert table(("a", "b"), [("x", "1")]) == "| a | b |\n| --- | ---: |\n| x | 1 |"
