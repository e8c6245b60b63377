import asyncio
import gzip
import json
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalogue import Catalogue
from bot.clock import FixedClock
from bot.errors import BadFile
from bot.importer import BATCH, Importer, Report
from bot.keeping import Keeping
from bot.sources.identifiers import local_paper_id
from storage.database import Database
from storage.editions import Editions
from storage.history import History
from storage.models import EditionSource
from storage.reading import ReadingLists

REPOSITORY = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("PAPERBOY_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
needs_real_data = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data is not here")

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
MONDAY, WEDNESDAY = date(2026, 3, 9), date(2026, 3, 11)

PAGE = "Subscribe\n\nMar 11\n\n" + "\n\n".join(
    [
        "Counting Gulls: A Study",
        "Gulls \\textbf{shout} on their cliffs. " * 12,
        "Following Terns",
        "Terns fly 5times farther than gulls do. " * 12,
        "Empty Nests",
        "Nests are examined by climbing robots. " * 12,
    ]
)
NESTS = local_paper_id("Empty Nests")
GULLS, TERNS, PUFFINS = "2603.00001", "2603.00002", "2603.00003"


def item(id: str, title: str, votes: int, **more: Any) -> dict[str, Any]:
    return {
        "paper": {"id": id, "title": title, "summary": f"{title}, by id.", "upvotes": votes, **more}
    }


MONDAYS = json.dumps(
    [
        item(TERNS, "Following Terns", 7, githubRepo="https://github.com/gull/monday"),
        item(GULLS, "Counting Gulls: A Study", 30, ai_summary="Gulls are counted."),
    ]
)
WEDNESDAYS = json.dumps(
    [
        item(PUFFINS, "Weighing Puffins", 7),
        item(TERNS, "Following Terns", 12, ai_summary="Terns are followed."),
    ]
)
LINES = "\n".join(
    json.dumps(line)
    for line in (
        {"id": GULLS, "title": "Counting Gulls: A Study", "abstract": "Of a line.", "upvotes": 4},
        {"id": PUFFINS, "title": "Weighing Puffins", "date": "2026-03-11", "stars": 5},
        {"title": "Following Terns", "abstract": "Known by title.", "date": "2026-03-09"},
        {"id": "2603.00004", "title": "Skuas", "abstract": "Skuas steal.", "keywords": ["skua"]},
    )
)
FILES = {
    "page.txt": PAGE,
    "2026-03-09.json": MONDAYS,
    "2026-03-11.json": WEDNESDAYS,
    "papers.jsonl": LINES,
    "2026-03-14.json": "[]",
}


def written(folder: Path, name: str, content: str | bytes, at: int) -> Path:
    """A file that was written `at` so many seconds since 1970."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (at, at))
    return path


def all_written(folder: Path) -> list[Path]:
    return [
        written(folder, name, content, 1_700_000_000 + n)
        for n, (name, content) in enumerate(FILES.items())
    ]


@dataclass(frozen=True)
class Shelf:
    """A database with all that importing touches."""

    database: Database
    catalogue: Catalogue
    editions: Editions
    importer: Importer

    @classmethod
    async def open(cls, path: Path) -> "Shelf":
        database = await Database.open(path)
        catalogue = await Catalogue.open(database, None)
        editions = Editions(database)
        clock = FixedClock(NOW)
        keeping = Keeping(catalogue, editions, History(database), clock)
        return cls(database, catalogue, editions, Importer(keeping, clock))

    async def close(self) -> None:
        await self.catalogue.close()
        await self.database.close()

    async def kept(self) -> dict[str, list[tuple[object, ...]]]:
        """All that is kept of papers and lists, change numbers left out."""
        await self.catalogue.refresh()
        rows = {
            "papers": "SELECT * FROM papers ORDER BY id",
            "aliases": "SELECT * FROM paper_aliases ORDER BY alias",
            "editions": "SELECT day, source FROM editions ORDER BY day, source",
            "placements": "SELECT * FROM placements ORDER BY day, source, paper_id",
            "counts": "SELECT * FROM counts ORDER BY paper_id, at",
        }
        kept = {
            name: [
                tuple(value for key, value in dict(row).items() if key != "change")
                for row in await self.database.fetch_all(sql)
            ]
            for name, sql in rows.items()
        }
        kept["index"] = [(id, title) for id, title in sorted(await self.catalogue.suggest("", 99))]
        return kept


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    shelf = await Shelf.open(tmp_path / "paperboy.db")
    yield shelf
    await shelf.close()


async def bring_in(shelf: Shelf, paths: Sequence[Path]) -> list[Report]:
    return [await shelf.importer.bring_in(path) for path in paths]


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.refused)


async def test_a_report_says_what_came_of_each_file(shelf: Shelf, tmp_path: Path) -> None:
    page, monday, wednesday, lines, empty = await bring_in(shelf, all_written(tmp_path))
    assert (page.kind, counts(page), page.days) == ("saved page", (3, 0, 0, 0), {WEDNESDAY})
    assert (monday.kind, counts(monday), monday.days) == ("daily list", (0, 2, 0, 0), {MONDAY})
    assert counts(wednesday) == (1, 1, 0, 0)
    # Terns by title tell nothing new; puffins get stars and gulls nothing.
    assert counts(lines) == (1, 1, 2, 0)
    assert lines.days == {MONDAY, WEDNESDAY} and lines.papers == 4
    assert counts(empty) == (0, 0, 0, 0) and empty.days == {date(2026, 3, 14)}
    assert len(shelf.catalogue) == 5


async def test_what_is_kept_in_the_end(shelf: Shelf, tmp_path: Path) -> None:
    await bring_in(shelf, all_written(tmp_path))
    gulls = await shelf.catalogue.paper(local_paper_id("Counting Gulls: A Study"))
    assert gulls is not None
    assert (gulls.id, gulls.upvotes, gulls.listed) == (GULLS, 30, MONDAY)
    # A list by id is believed before a page that knows the title alone.
    assert gulls.abstract == "Counting Gulls: A Study, by id."
    terns = await shelf.catalogue.paper(TERNS)
    assert terns is not None
    assert (terns.upvotes, terns.summary) == (12, "Terns are followed.")
    assert terns.code_url == "https://github.com/gull/monday"
    # The daily list is shown, by votes; the page of that day is kept beside it.
    shown = await shelf.editions.papers(WEDNESDAY)
    assert [paper.id for paper in shown] == [TERNS, PUFFINS]
    [page] = await shelf.database.fetch_all(
        "SELECT count(*) AS n FROM placements WHERE source = 'page'"
    )
    assert page["n"] == 3
    nothing = await shelf.editions.get(date(2026, 3, 14))
    assert nothing is not None and nothing.paper_ids == ()
    assert await shelf.editions.latest() == WEDNESDAY


async def test_every_file_a_second_time_is_unchanged(shelf: Shelf, tmp_path: Path) -> None:
    paths = all_written(tmp_path)
    first = await bring_in(shelf, paths)
    kept, change = (
        await shelf.kept(),
        await shelf.database.fetch_all("SELECT latest FROM catalogue_changes"),
    )
    again = await bring_in(shelf, paths)
    assert [counts(r) for r in again] == [(0, 0, r.papers, len(r.refused)) for r in first]
    assert await shelf.kept() == kept
    assert await shelf.database.fetch_all("SELECT latest FROM catalogue_changes") == change


async def test_any_order_of_the_files_ends_alike(tmp_path: Path) -> None:
    paths = all_written(tmp_path)
    ends = []
    for number, order in enumerate(permutations(paths[:4])):
        shelf = await Shelf.open(tmp_path / f"{number}.db")
        await bring_in(shelf, order)
        ends.append(await shelf.kept())
        await shelf.close()
    assert all(end == ends[0] for end in ends)


TITLES = ["Counting Gulls", "Following Terns", "Weighing Puffins"]
ABSTRACTS = st.sampled_from(["A few words.", "Other words, and more of them.", "Words: third."])
PAPERS = st.integers(0, 2)


def a_daily_list(drawn: list[tuple[int, str, int]]) -> str:
    return json.dumps(
        [
            {
                "paper": {
                    "id": f"2603.0000{n}",
                    "title": TITLES[n],
                    "summary": abstract,
                    "upvotes": votes,
                    **({"ai_summary": f"Of {votes}."} if votes % 2 else {}),
                }
            }
            for n, abstract, votes in drawn
        ]
    )


def a_page(drawn: list[tuple[int, str]]) -> str:
    return "Subscribe\n\nMar 11\n\n" + "\n\n".join(
        f"{TITLES[n]}\n\n{abstract * 20}" for n, abstract in drawn
    )


def some_lines(drawn: list[tuple[int, str, int, str | None]]) -> str:
    return "\n".join(
        json.dumps(
            {
                "title": TITLES[n],
                "abstract": abstract,
                "upvotes": votes,
                **({} if votes == 0 else {"id": f"2603.0000{n}"}),
                **({} if day is None else {"date": day}),
            }
        )
        for n, abstract, votes, day in drawn
    )


def each_once(element: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(element, min_size=1, max_size=3, unique_by=lambda drawn: drawn[0])


VOTES = st.integers(0, 5)
DAILY = each_once(st.tuples(PAPERS, ABSTRACTS, VOTES)).map(a_daily_list)
CONTENTS = st.fixed_dictionaries(
    {
        "page.txt": each_once(st.tuples(PAPERS, ABSTRACTS)).map(a_page),
        "2026-03-09.json": DAILY,
        "2026-03-11.json": DAILY,
        "again-2026-03-11.json": DAILY,
        "papers.jsonl": st.lists(
            st.tuples(
                PAPERS, ABSTRACTS, VOTES, st.sampled_from([None, "2026-03-09", "2026-03-11"])
            ),
            min_size=1,
            max_size=4,
        ).map(some_lines),
    }
)


@given(CONTENTS, st.permutations(range(5)), st.permutations(range(5)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_overlapping_files_end_alike_in_any_order(
    contents: dict[str, str], one: list[int], another: list[int]
) -> None:
    async def end(folder: Path, name: str, paths: list[Path]) -> dict[str, Any]:
        shelf = await Shelf.open(folder / name)
        try:
            await bring_in(shelf, paths)
            kept = await shelf.kept()
            for report in await bring_in(shelf, paths):
                assert counts(report) == (0, 0, report.papers, 0)
            assert await shelf.kept() == kept
            return kept
        finally:
            await shelf.close()

    async def both() -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = [
                written(folder, name, content, 1_700_000_000 + n)
                for n, (name, content) in enumerate(contents.items())
            ]
            first = await end(folder, "one.db", [paths[n] for n in one])
            assert first == await end(folder, "another.db", [paths[n] for n in another])

    asyncio.run(both())


async def test_a_mended_file_changes_only_what_was_mended(shelf: Shelf, tmp_path: Path) -> None:
    await bring_in(shelf, [written(tmp_path, "papers.jsonl", LINES, 1_700_000_000)])
    mended = LINES.replace("Skuas steal.", "Skuas.")
    path = written(tmp_path, "papers.jsonl", mended, 1_700_000_001)
    assert counts(await shelf.importer.bring_in(path)) == (0, 1, 3, 0)
    skuas = await shelf.catalogue.paper("2603.00004")
    assert skuas is not None and skuas.abstract == "Skuas."


async def test_lines_that_contradict_each_other_settle_on_the_last(
    shelf: Shelf, tmp_path: Path
) -> None:
    lines = [{"id": GULLS, "title": "Gulls", "abstract": a} for a in ("Long, long words.", "Few.")]
    path = written(tmp_path, "papers.jsonl", "\n".join(map(json.dumps, lines)), 1_700_000_000)
    assert counts(await shelf.importer.bring_in(path)) == (1, 1, 0, 0)
    assert counts(await shelf.importer.bring_in(path)) == (0, 0, 2, 0)
    gulls = await shelf.catalogue.paper(GULLS)
    assert gulls is not None and gulls.abstract == "Few."


async def test_a_paper_that_gets_its_id_within_one_file_is_placed(
    shelf: Shelf, tmp_path: Path
) -> None:
    lines = [
        {"title": "Gulls", "abstract": "Birds.", "date": "2026-03-11"},
        {"id": GULLS, "title": "Gulls", "abstract": "Birds.", "date": "2026-03-11"},
    ]
    path = written(tmp_path, "papers.jsonl", "\n".join(map(json.dumps, lines)), 1_700_000_000)
    assert counts(await shelf.importer.bring_in(path)) == (1, 1, 0, 0)
    assert [paper.id for paper in await shelf.editions.papers(WEDNESDAY)] == [GULLS]


async def test_what_a_person_keeps_goes_along_with_the_arxiv_id(
    shelf: Shelf, tmp_path: Path
) -> None:
    page = all_written(tmp_path)[0]
    lists = ReadingLists(shelf.database)
    await shelf.importer.bring_in(page)
    old = local_paper_id("Following Terns")
    await lists.set_note(7, old, "for Sunday", NOW)
    await shelf.importer.bring_in(tmp_path / "2026-03-09.json")
    entry = await lists.get(7, old)
    assert entry is not None and (entry.paper_id, entry.note) == (TERNS, "for Sunday")
    found = await shelf.catalogue.search("following terns")
    assert [hit.id for hit in found.hits] == [TERNS]
    assert [paper.id for paper in await shelf.editions.papers(WEDNESDAY)] == [GULLS, TERNS, NESTS]


@pytest.mark.parametrize("second", ["2026-03-11.json", "page.txt"])
async def test_a_removed_paper_comes_back_with_its_file(
    shelf: Shelf, tmp_path: Path, second: str
) -> None:
    await bring_in(shelf, all_written(tmp_path))
    await shelf.catalogue.remove([TERNS])
    assert not (await shelf.catalogue.search("following terns")).hits
    report = await shelf.importer.bring_in(tmp_path / second)
    assert report.updated == 1
    assert [hit.id for hit in (await shelf.catalogue.search("following terns")).hits] == [TERNS]


async def test_a_withdrawn_paper_is_kept_out_however_often(shelf: Shelf, tmp_path: Path) -> None:
    withdrawn = json.dumps([item(GULLS, "Counting Gulls", 3, withdrawnAt="2026-03-12T00:00:00Z")])
    path = written(tmp_path, "2026-03-11.json", withdrawn, 1_700_000_000)
    before = written(tmp_path, "2026-03-09.json", MONDAYS, 1_700_000_001)
    await bring_in(shelf, [path, before, path])
    assert counts(await shelf.importer.bring_in(path)) == (0, 0, 1, 0)
    assert not (await shelf.catalogue.search("counting gulls")).hits
    assert await shelf.editions.papers(WEDNESDAY) == []


async def test_what_came_before_the_damage_is_kept(shelf: Shelf, tmp_path: Path) -> None:
    # So long, and so hard to pack, that the damage is far beyond the first look at the file.
    noise = Random(1)
    lines = [
        json.dumps({"id": f"2604.{n:05}", "title": f"Puffin {n}", "_": noise.randbytes(1500).hex()})
        for n in range(4 * BATCH)
    ]
    whole = gzip.compress("\n".join(lines).encode(), mtime=0)
    path = written(tmp_path, "papers.jsonl.gz", whole[: len(whole) * 9 // 10], 1_700_000_000)
    with pytest.raises(BadFile, match="cut short"):
        await shelf.importer.bring_in(path)
    kept = len(shelf.catalogue)
    assert 0 < kept < len(lines) and kept % BATCH == 0


async def test_refused_lines_are_told_and_the_rest_goes_in(shelf: Shelf, tmp_path: Path) -> None:
    content = f'{LINES}\n{{"title": ""}}\nnonsense\n'
    report = await shelf.importer.bring_in(written(tmp_path, "papers.jsonl", content, 1))
    assert counts(report) == (4, 0, 0, 2)
    assert [refused.line for refused in report.refused] == [5, 6]


async def test_progress_reaches_the_end(shelf: Shelf, tmp_path: Path) -> None:
    lines = "\n".join(
        json.dumps({"id": f"2604.{n:05}", "title": f"Puffin {n}", "abstract": "Puffins."})
        for n in range(BATCH + 1)
    )
    path = written(tmp_path, "papers.jsonl", lines, 1)
    told: list[tuple[int, int]] = []
    await shelf.importer.bring_in(path, lambda done, size: told.append((done, size)))
    assert len(told) == 2 and told == sorted(told)
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


async def test_our_own_sample_goes_in_whole_and_once(shelf: Shelf) -> None:
    path = REPOSITORY / "bot" / "sample" / "edition.jsonl"
    report = await shelf.importer.bring_in(path)
    assert report.added == len(shelf.catalogue) >= 40 and not report.refused
    again = await shelf.importer.bring_in(path)
    assert counts(again) == (0, 0, report.added, 0)
    for day in report.days:
        votes = [paper.upvotes or 0 for paper in await shelf.editions.papers(day)]
        assert votes and votes == sorted(votes, reverse=True)


@pytest.mark.real_data
@needs_real_data
async def test_all_the_real_data(shelf: Shelf) -> None:
    page = await shelf.importer.bring_in(REAL_DATA / "saved_page.txt")
    assert counts(page) == (88, 0, 0, 0)
    paths = sorted((REAL_DATA / "daily_papers").glob("*.json.gz"))
    days = await bring_in(shelf, paths)
    assert len(days) == 55
    assert sum(day.papers for day in days) == 1252
    assert not any(day.refused for day in days)
    [listed] = await shelf.database.fetch_all(
        "SELECT count(DISTINCT paper_id) AS papers, count(*) AS placements FROM placements"
        " WHERE source = 'daily'"
    )
    assert (listed["papers"], listed["placements"]) == (1251, 1252)

    shown = await shelf.editions.papers(WEDNESDAY)
    name = f"{WEDNESDAY}.json.gz"
    with gzip.open(REAL_DATA / "daily_papers" / name) as file:
        items = json.load(file)
    assert len(items) == len(shown) == 18
    edition = await shelf.editions.get(WEDNESDAY)
    assert edition is not None and edition.source is EditionSource.DAILY
    assert list(edition.paper_ids) == [each["paper"]["id"] for each in items]
    votes = [paper.upvotes or 0 for paper in shown]
    assert votes == sorted(votes, reverse=True)

    everything = [REAL_DATA / "saved_page.txt", *paths, REAL_DATA / "hf_daily.jsonl.gz"]
    more = await shelf.importer.bring_in(everything[-1])
    assert more.papers == 8206 and not more.refused
    kept = await shelf.kept()
    again = await bring_in(shelf, everything)
    assert [report for report in again if report.added or report.updated] == []
    assert sum(report.unchanged for report in again) == 88 + 1252 + 8206
    assert await shelf.kept() == kept
