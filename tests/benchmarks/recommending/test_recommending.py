"""The measure of recommendations, on our own sample: what it counts, and that both are beaten."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.sources.files import read_file
from bot.sources.reading import Found
from storage.models import Paper
from tests.benchmarks.corpus import REAL_DATA, SAMPLE, known_papers
from tests.benchmarks.recommending.profiles import (
    TOPICS,
    Week,
    indexed,
    is_on,
    most_upvoted,
    newest_first,
    quality,
    recommending,
    weeks_of,
)
from tests.benchmarks.recommending.report import HELD_OUT, written


def sample() -> list[Paper]:
    items = read_file(SAMPLE, date(2026, 3, 13)).items
    return [item.paper for item in items if isinstance(item, Found)]


def halves(papers: list[Paper]) -> list[Week]:
    """The sample has one week: each profile has saved every other of its papers."""
    found = []
    for topic, marks in TOPICS.items():
        text = [(p, f"{p.title} {' '.join(p.keywords)}".lower()) for p in papers]
        on_it = sorted((p for p, t in text if any(m in t for m in marks)), key=lambda p: p.id)
        saved, hidden = on_it[::2], on_it[1::2]
        if len(hidden) >= 3:
            rest = tuple(paper for paper in papers if paper not in saved)
            ids = frozenset(paper.id for paper in hidden)
            found.append(Week(topic, date(2026, 3, 9), tuple(saved), (), rest, ids))
    return found


def test_on_the_sample_both_baselines_are_beaten() -> None:
    papers = sample()
    weeks = halves(papers)
    assert len(weeks) >= 3
    ours = quality(recommending(indexed(papers, keywords=False)), weeks)
    assert ours > 1.2 * quality(newest_first, weeks)
    assert ours > 1.2 * quality(most_upvoted, weeks)


@pytest.mark.real_data
def test_on_the_real_papers_both_baselines_are_beaten() -> None:
    origin, papers = known_papers(REAL_DATA)
    if origin != "real":
        pytest.skip("no real data here")
    weeks = [week for week in weeks_of(papers) if week.monday >= HELD_OUT][::6]
    ours = quality(recommending(indexed(papers, keywords=False)), weeks)
    assert ours > 2 * quality(most_upvoted, weeks) > 2 * quality(newest_first, weeks)


def paper(n: int, day: date, votes: int, keyword: str) -> Paper:
    return Paper(
        id=f"2601.{n:05}",
        title=f"Paper {n} on {keyword}",
        abstract="",
        listed=day,
        upvotes=votes,
        keywords=(keyword,),
    )


def test_nothing_of_a_week_is_known_before_it() -> None:
    first = date(2026, 1, 5)
    papers = [
        paper(100 * week + n, first + timedelta(weeks=week), n, ("NeRF", "birds")[n % 2])
        for week in range(4)
        for n in range(12)
    ]
    weeks = list(weeks_of(papers, least_candidates=10))
    assert [week.monday for week in weeks] == [first + timedelta(weeks=n) for n in (1, 2, 3)]
    for week in weeks:
        assert week.topic == "3D" and len(week.candidates) == 12
        assert all(each.day and each.day < week.monday for each in (*week.saved, *week.dropped))
        by_id = {each.id: each for each in week.candidates}
        assert {by_id[id].upvotes for id in week.hidden} == {6, 8, 10}, "upvoted, and on it"
        assert all(is_on(each, TOPICS["3D"]) for each in week.saved)
        assert not any(is_on(each, TOPICS["3D"]) for each in week.dropped)


def test_a_perfect_ranking_counts_one() -> None:
    week = halves(sample())[0]

    def perfect(week: Week) -> list[str]:
        return sorted(week.hidden) + [p.id for p in week.candidates if p.id not in week.hidden]

    assert quality(perfect, [week]) == 1.0
    assert quality(lambda week: perfect(week)[::-1], [week]) < 0.5


def test_tables_go_between_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "doc.md"
    path.write_text("a\n<!-- speed -->\nold\n<!-- /speed -->\nb\n", encoding="utf-8")
    written(path, {"speed": "| new \\1 |", "other": "x"})
    assert path.read_text() == "a\n<!-- speed -->\n| new \\1 |\n<!-- /speed -->\nb\n"
