import asyncio
import json
import logging
import multiprocessing
import shutil
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import date
from multiprocessing.queues import Queue
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.search.engine import Document, Filters, SearchEngine
from storage.database import Database
from storage.errors import DatabaseClosed
from storage.models import Paper
from storage.papers import Change, Incoming

DAY = date(2026, 3, 11)
GULLS = Paper(
    id="2603.00001", title="Counting Gulls", abstract="We count gulls on photographs of cliffs."
)
TERNS = Paper(
    id="2603.00002", title="Following Terns", abstract="Terns fly from pole to pole every year."
)
NESTS = Paper(
    id="t-nestsnestsne", title="Empty Nests", abstract="Nests are examined by climbing robots."
)


def incoming(*papers: Paper) -> list[Incoming]:
    return [Incoming(paper, paper.title.lower(), DAY) for paper in papers]


def numbered(number: int) -> Paper:
    return Paper(
        id=f"2604.{number:05}",
        title=f"Puffin number {number}",
        abstract=f"A puffin is weighed again and again, with result {number}.",
    )


async def found(catalogue: Catalogue, question: str) -> list[str]:
    return [hit.id for hit in (await catalogue.search(question, limit=1000)).hits]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(tmp_path / "paperboy.db") as database:
        yield database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
async def catalogue(database: Database) -> AsyncIterator[Catalogue]:
    catalogue = await Catalogue.open(database, None)
    yield catalogue
    await catalogue.close()


async def saved(database: Database, folder: Path, *papers: Paper) -> None:
    """Have a catalogue add these and close."""
    catalogue = await Catalogue.open(database, folder)
    await catalogue.add(incoming(*papers))
    await catalogue.close()


async def rebuilt(
    database: Database, folder: Path | None, caplog: pytest.LogCaptureFixture
) -> tuple[Catalogue, int]:
    """A catalogue just opened, and how many papers it had to index for that."""
    seen = [0]
    caplog.set_level(logging.WARNING, logger="bot.catalogue")
    catalogue = await Catalogue.open(database, folder, lambda done, total: seen.append(done))
    return catalogue, seen[-1]


async def test_an_empty_catalogue_finds_nothing(catalogue: Catalogue, database: Database) -> None:
    assert len(catalogue) == 0
    assert await found(catalogue, "gulls") == []
    assert await catalogue.suggest("") == []
    assert await catalogue.paper(GULLS.id) is None
    assert await catalogue.add([]) == []
    assert await catalogue.remove([GULLS.id]) == 0
    assert not await catalogue.refresh()


async def test_what_is_added_is_found_at_once(catalogue: Catalogue) -> None:
    await catalogue.add(incoming(GULLS, TERNS))
    assert await found(catalogue, "terns from pole to pole") == [TERNS.id]
    assert await catalogue.suggest("count") == [(GULLS.id, GULLS.title)]
    assert [p.id for p in await catalogue.papers([TERNS.id, "x", GULLS.id])] == [TERNS.id, GULLS.id]
    assert len(catalogue) == 2


async def test_a_corrected_abstract_replaces_the_old_one(catalogue: Catalogue) -> None:
    await catalogue.add(incoming(GULLS))
    corrected = GULLS.model_copy(update={"abstract": "We weigh albatrosses on Gough Island."})
    [kept] = await catalogue.add(incoming(corrected))
    assert kept.change is Change.UPDATED
    assert await found(catalogue, "photographs of cliffs") == []
    assert await found(catalogue, "albatrosses of Gough Island") == [GULLS.id]


async def test_a_removed_paper_is_not_found_until_it_comes_back(catalogue: Catalogue) -> None:
    await catalogue.add(incoming(GULLS, TERNS))
    assert await catalogue.remove([GULLS.id]) == 1
    assert await found(catalogue, "counting gulls") == []
    assert await catalogue.suggest("count") == []
    assert len(catalogue) == 1
    paper = await catalogue.paper(GULLS.id)
    assert paper is not None and paper.removed
    await catalogue.add(incoming(GULLS))
    assert await found(catalogue, "counting gulls") == [GULLS.id]


async def test_a_paper_that_gets_its_arxiv_id_is_found_once(catalogue: Catalogue) -> None:
    await catalogue.add(incoming(NESTS, GULLS))
    known = NESTS.model_copy(update={"id": "2603.00009"})
    await catalogue.add(incoming(known))
    assert await found(catalogue, "climbing robots examine nests") == [known.id]
    assert len(catalogue) == 2
    old = await catalogue.paper(NESTS.id)
    assert old is not None and old.id == known.id


async def test_filters_reach_the_index(catalogue: Catalogue) -> None:
    await catalogue.add(incoming(GULLS))
    later = Filters(since=date(2026, 3, 12))
    assert not (await catalogue.search("counting gulls", filters=later)).hits
    assert (await catalogue.search("counting gulls", filters=Filters(since=DAY))).hits


async def test_the_index_is_saved_and_loaded(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await saved(database, folder, GULLS, TERNS)
    snapshot = SearchEngine.load(folder)
    assert snapshot is not None and len(snapshot[0]) == 2
    catalogue, indexed = await rebuilt(database, folder, caplog)
    assert indexed == 0 and not caplog.records
    assert await found(catalogue, "terns from pole to pole") == [TERNS.id]
    before = (folder / "manifest.json").stat().st_mtime_ns
    await catalogue.close()
    assert (folder / "manifest.json").stat().st_mtime_ns == before


async def test_without_a_folder_nothing_is_saved(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    catalogue = await Catalogue.open(database, None)
    await catalogue.add(incoming(GULLS))
    await catalogue.close()
    assert not folder.exists()
    catalogue, indexed = await rebuilt(database, None, caplog)
    assert indexed == 1 and await found(catalogue, "counting gulls") == [GULLS.id]
    await catalogue.close()


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "manifest", "version", "file"])
async def test_a_damaged_index_is_made_anew(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    await saved(database, folder, GULLS, TERNS)
    [array] = folder.glob("*/docs.npy")
    manifest = folder / "manifest.json"
    match damage:
        case "flipped":
            content = bytearray(array.read_bytes())
            content[-1] ^= 1
            array.write_bytes(content)
        case "cut":
            array.write_bytes(array.read_bytes()[:-5])
        case "gone":
            array.unlink()
        case "manifest":
            manifest.write_text("{")
        case "version":
            whole = json.loads(manifest.read_text())
            whole["head"]["engine"] -= 1
            manifest.write_text(json.dumps(whole))
        case "file":
            shutil.rmtree(folder)
            folder.write_text("not a folder")
    catalogue, indexed = await rebuilt(database, folder, caplog)
    assert indexed == 2
    assert await found(catalogue, "terns from pole to pole") == [TERNS.id]
    await catalogue.close()
    if damage == "file":
        [record] = caplog.records
        assert "could not be saved" in record.message
    else:
        assert SearchEngine.load(folder) is not None


async def test_an_older_index_is_brought_up_to_date(
    database: Database, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await saved(database, folder, GULLS, TERNS, NESTS)
    shutil.copytree(folder, tmp_path / "older")
    catalogue = await Catalogue.open(database, folder)
    puffin = numbered(1)
    renamed = NESTS.model_copy(update={"id": "2603.00009"})
    await catalogue.add(incoming(puffin, renamed))
    await catalogue.remove([GULLS.id])
    await catalogue.close()

    catalogue, _ = await rebuilt(database, tmp_path / "older", caplog)
    assert not caplog.records
    assert len(catalogue) == 3
    assert await found(catalogue, "counting gulls") == []
    assert await found(catalogue, "climbing robots examine nests") == [renamed.id]
    assert await found(catalogue, "puffin number 1") == [puffin.id]
    await catalogue.close()


@pytest.mark.parametrize("others", [1, 3])
async def test_an_index_of_another_database_is_not_believed(
    tmp_path: Path, folder: Path, database: Database, others: int
) -> None:
    # The other's index holds the same ids, with other words, and perhaps one more.
    async with await Database.open(tmp_path / "other.db") as other:
        foreign = GULLS.model_copy(update={"abstract": "Albatrosses of Gough Island."})
        await saved(other, folder, foreign, *[TERNS, NESTS][: others - 1])
    mine = await Catalogue.open(database, None)
    await mine.add(incoming(GULLS))
    await mine.close()
    catalogue = await Catalogue.open(database, folder)
    assert len(catalogue) == 1
    assert await found(catalogue, "photographs of cliffs") == [GULLS.id]
    assert await found(catalogue, "albatrosses of Gough Island") == []
    await catalogue.close()
    assert len(_loaded(folder)) == 1


async def test_an_index_of_another_database_does_not_stand_for_an_empty_one(
    tmp_path: Path, folder: Path, database: Database
) -> None:
    async with await Database.open(tmp_path / "other.db") as other:
        await saved(other, folder, GULLS)
    catalogue = await Catalogue.open(database, folder)
    assert len(catalogue) == 0
    await catalogue.close()
    assert len(_loaded(folder)) == 0


def _loaded(folder: Path) -> SearchEngine:
    snapshot = SearchEngine.load(folder)
    assert snapshot is not None
    return snapshot[0]


async def test_an_index_that_lacks_a_paper_is_made_anew_and_saved(
    database: Database, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    catalogue = await Catalogue.open(database, folder)
    await catalogue.add(incoming(GULLS, TERNS))
    await catalogue.close()
    snapshot = SearchEngine.load(folder)
    assert snapshot is not None
    engine, change = snapshot
    engine.remove([GULLS.id])
    engine.save(folder, change)

    catalogue, indexed = await rebuilt(database, folder, caplog)
    assert indexed == 2 and "rebuilding" in caplog.text
    assert await found(catalogue, "counting gulls") == [GULLS.id]
    await catalogue.close()
    assert len(_loaded(folder)) == 2


async def test_another_process_is_followed(database: Database, catalogue: Catalogue) -> None:
    await catalogue.add(incoming(GULLS, TERNS, NESTS))
    async with await Database.open(database.path) as same:
        other = await Catalogue.open(same, None)
        renamed = NESTS.model_copy(update={"id": "2603.00009"})
        corrected = TERNS.model_copy(update={"abstract": "We weigh albatrosses on Gough Island."})
        await other.add(incoming(numbered(1), renamed, corrected))
        await other.remove([GULLS.id])
        assert await found(catalogue, "counting gulls") == [GULLS.id]
        assert await catalogue.refresh()
        assert not await catalogue.refresh()
        await other.close()
    assert len(catalogue) == 3
    assert await found(catalogue, "counting gulls") == []
    assert await found(catalogue, "puffin number 1") == ["2604.00001"]
    assert await found(catalogue, "climbing robots examine nests") == [renamed.id]
    assert await found(catalogue, "albatrosses on Gough Island") == [TERNS.id]


async def test_two_processes_that_add_at_once_both_end_whole(
    database: Database, catalogue: Catalogue
) -> None:
    async with await Database.open(database.path) as same:
        other = await Catalogue.open(same, None)
        await asyncio.gather(
            *(catalogue.add(incoming(numbered(n))) for n in range(0, 40, 2)),
            *(other.add(incoming(numbered(n))) for n in range(1, 40, 2)),
        )
        await asyncio.gather(catalogue.refresh(), other.refresh())
        assert len(catalogue) == len(other) == 40
        await other.close()


async def test_searches_go_on_while_papers_are_added_and_see_whole_changes(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    await catalogue.add(incoming(GULLS, TERNS))
    batches = [range(start, start + 10) for start in range(0, 500, 10)]
    adding = asyncio.gather(
        *(catalogue.add(incoming(*(numbered(n) for n in batch))) for batch in batches)
    )
    seen = []
    while not adding.done():
        assert await found(catalogue, "terns from pole to pole") == [TERNS.id]
        seen.append(set(await found(catalogue, "weighed puffin")))
    await adding
    for ids in seen:
        for batch in batches:
            there = ids & {numbered(n).id for n in batch}
            assert len(there) in (0, len(batch))
    assert len(await found(catalogue, "weighed puffin")) == 500
    assert len(catalogue) == 502
    assert not caplog.records


async def test_adds_of_single_papers_at_once_never_rebuild(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    async def add_and_find(number: int) -> None:
        await catalogue.add(incoming(numbered(number)))
        assert (await found(catalogue, f"2604.{number:05}"))[0] == numbered(number).id

    await asyncio.gather(*(add_and_find(number) for number in range(100)))
    assert len(catalogue) == 100 and not caplog.records


async def test_an_add_that_is_given_up_is_made_up_for(
    catalogue: Catalogue, database: Database
) -> None:
    adding = asyncio.create_task(catalogue.add(incoming(GULLS)))
    while not await database.fetch_all("SELECT 1 FROM papers"):
        pass
    adding.cancel()
    await asyncio.wait({adding})
    await catalogue.refresh()
    assert await found(catalogue, "counting gulls") == [GULLS.id]
    await catalogue.add(incoming(TERNS))
    assert len(catalogue) == 2


async def test_what_is_added_while_it_closes_is_kept(database: Database, folder: Path) -> None:
    catalogue = await Catalogue.open(database, folder)
    outcomes = await asyncio.gather(
        *(catalogue.add(incoming(numbered(n))) for n in range(20)),
        catalogue.close(),
        catalogue.close(),
        return_exceptions=True,
    )
    for outcome in outcomes:
        assert not isinstance(outcome, BaseException) or isinstance(outcome, DatabaseClosed)
    again = await Catalogue.open(database, folder)
    assert len(again) == 20
    assert len(await found(again, "weighed puffin")) == 20
    await again.close()


async def test_a_closed_catalogue_says_so(database: Database) -> None:
    catalogue = await Catalogue.open(database, None)
    await catalogue.close()
    await catalogue.close()
    with pytest.raises(DatabaseClosed, match="Try again in a minute"):
        await catalogue.search("gulls")
    with pytest.raises(DatabaseClosed):
        await catalogue.suggest("gulls")


async def test_a_rebuild_tells_how_far_it_is(database: Database, catalogue: Catalogue) -> None:
    for start in range(0, 1500, 500):
        await catalogue.add(incoming(*(numbered(n) for n in range(start, start + 500))))
    told: list[tuple[int, int]] = []
    again = await Catalogue.open(database, None, lambda done, total: told.append((done, total)))
    assert told == [(1000, 1500), (1500, 1500)]
    await again.close()


async def test_a_catalogue_that_cannot_open_leaves_nothing_running(
    database: Database, folder: Path
) -> None:
    await saved(database, folder, GULLS)
    await database.close()
    with pytest.raises(DatabaseClosed):
        await Catalogue.open(database, folder)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("index")]


class Held:
    """Lets a test stop the thread that changes the index, look, and let it go on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.released = threading.Event()

    def stop(self) -> None:
        """Called in that thread."""
        self.reached.set()
        assert self.released.wait(60)

    async def is_reached(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, 60)


async def test_questions_are_answered_while_a_big_add_runs(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await catalogue.add(incoming(GULLS, TERNS))
    held = Held()
    take_in = SearchEngine._take_in

    def slowly(engine: SearchEngine, documents: Sequence[Document]) -> None:
        take_in(engine, documents)
        held.stop()

    monkeypatch.setattr(SearchEngine, "_take_in", slowly)
    adding = asyncio.create_task(catalogue.add(incoming(*(numbered(n) for n in range(300)))))
    await held.is_reached()
    assert await found(catalogue, "terns from pole to pole") == [TERNS.id]
    assert await catalogue.suggest("count") == [(GULLS.id, GULLS.title)]
    assert await catalogue.similar(GULLS.id) == ()
    assert await found(catalogue, "weighed puffin") == []
    assert len(catalogue) == 2 and not adding.done()
    held.released.set()
    await adding
    assert len(await found(catalogue, "weighed puffin")) == 300


async def test_votes_and_code_that_change_are_seen_and_nothing_is_read_again(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await catalogue.add(incoming(GULLS, TERNS))
    read: list[str] = []
    take_in = SearchEngine._take_in

    def counted(engine: SearchEngine, documents: Sequence[Document]) -> None:
        read.extend(document.id for document in documents)
        take_in(engine, documents)

    monkeypatch.setattr(SearchEngine, "_take_in", counted)
    voted = GULLS.model_copy(update={"upvotes": 77, "code_url": "https://example.org/gulls"})
    [kept] = await catalogue.add(incoming(voted))
    assert kept.change is Change.UPDATED
    assert read == []
    many = Filters(min_upvotes=70, has_code=True)
    results = await catalogue.search("counting gulls", filters=many)
    assert [hit.id for hit in results.hits] == [GULLS.id]
    await catalogue.add(incoming(GULLS.model_copy(update={"abstract": "Albatrosses of Gough."})))
    assert read == [GULLS.id]
    results = await catalogue.search("albatrosses of Gough", filters=many)
    assert [hit.id for hit in results.hits] == [GULLS.id]


async def test_what_was_never_saved_is_made_up_for_and_no_more(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await saved(database, folder, GULLS, TERNS, NESTS)
    crashed = await Catalogue.open(database, folder)
    await crashed.add(incoming(numbered(1), numbered(2)))
    await crashed.add(incoming(TERNS.model_copy(update={"abstract": "Albatrosses of Gough."})))
    await crashed.add(incoming(GULLS.model_copy(update={"upvotes": 9})))
    await crashed.remove([NESTS.id])
    crashed._folder = None  # it ends as if killed: nothing is saved
    await crashed.close()

    read: list[str] = []
    take_in = SearchEngine._take_in

    def counted(engine: SearchEngine, documents: Sequence[Document]) -> None:
        read.extend(document.id for document in documents)
        take_in(engine, documents)

    monkeypatch.setattr(SearchEngine, "_take_in", counted)
    catalogue = await Catalogue.open(database, folder)
    assert sorted(read) == [TERNS.id, numbered(1).id, numbered(2).id]
    assert len(catalogue) == 4
    assert await found(catalogue, "albatrosses of Gough") == [TERNS.id]
    assert await found(catalogue, "climbing robots examine nests") == []
    nine = await catalogue.search("counting gulls", filters=Filters(min_upvotes=9))
    assert [hit.id for hit in nine.hits] == [GULLS.id]
    await catalogue.close()
    assert len(_loaded(folder)) == 4


@pytest.mark.parametrize("saving", ["saved", "not saved", "in memory"])
async def test_an_index_that_is_brought_into_one_piece_all_the_time_stays_whole(
    database: Database,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    saving: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(SearchEngine, "scattered", True)
    if saving == "not saved":
        folder.write_text("in the way")
    catalogue = await Catalogue.open(database, None if saving == "in memory" else folder)
    await catalogue.add(incoming(GULLS, TERNS))
    batches = [range(start, start + 10) for start in range(0, 150, 10)]
    adding = asyncio.gather(
        *(catalogue.add(incoming(*(numbered(n) for n in batch))) for batch in batches)
    )
    seen: list[set[str]] = []
    while not adding.done():
        assert await found(catalogue, "terns from pole to pole") == [TERNS.id]
        seen.append(set(await found(catalogue, "weighed puffin")))
        await catalogue.similar(TERNS.id)
        assert [id for id, _ in await catalogue.suggest("following te")] == [TERNS.id]
    await adding
    for ids in seen:
        for batch in batches:
            assert len(ids & {numbered(n).id for n in batch}) in (0, len(batch))
    assert len(await found(catalogue, "weighed puffin")) == 150
    assert len(catalogue) == 152
    assert bool(caplog.records) == (saving == "not saved")
    await catalogue.close()
    if saving == "saved":
        assert len(_loaded(folder)) == 152
        assert len([path for path in folder.iterdir() if path.is_dir()]) == 1


async def test_no_paper_is_lost_when_nobody_waits_for_the_gathering(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await catalogue.add(incoming(GULLS))
    held = Held()
    gathered = SearchEngine.gathered

    def slowly(engine: SearchEngine) -> SearchEngine:
        copy = gathered(engine)
        held.stop()
        return copy

    monkeypatch.setattr(SearchEngine, "gathered", slowly)
    with monkeypatch.context() as patch:
        patch.setattr(SearchEngine, "scattered", True)
        adding = asyncio.create_task(catalogue.add(incoming(TERNS)))
        await held.is_reached()
    adding.cancel()
    await asyncio.wait({adding})
    after = asyncio.create_task(catalogue.add(incoming(NESTS)))
    while not catalogue._changing._work_queue.qsize():  # it waits for the thread
        await catalogue.papers([NESTS.id])
    held.released.set()
    await after
    assert await found(catalogue, "climbing robots examine nests") == [NESTS.id]
    assert await found(catalogue, "terns from pole to pole") == [TERNS.id]
    assert len(catalogue) == 3


def add_some(path: Path, folder: Path, first: int, answers: "Queue[str]") -> None:
    """A process of its own that opens, adds, searches and saves several times."""

    async def work() -> None:
        async with await Database.open(path) as database:
            for start in range(first, first + 40, 10):
                catalogue = await Catalogue.open(database, folder)
                await catalogue.add(incoming(*(numbered(n) for n in range(start, start + 10))))
                there = set(await found(catalogue, "weighed puffin"))
                wanted = {numbered(n).id for n in range(first, start + 10)}
                await catalogue.close()
                if not wanted <= there:
                    answers.put(f"{first}: {wanted - there} are missing")
                    return
        answers.put(f"{first}: done")

    try:
        asyncio.run(work())
    except BaseException as error:
        answers.put(f"{first}: {error!r}")
        raise


async def test_two_processes_share_a_database_and_a_folder(
    database: Database, folder: Path
) -> None:
    context = multiprocessing.get_context("spawn")
    answers: Queue[str] = context.Queue()
    processes = [
        context.Process(target=add_some, args=(database.path, folder, first, answers))
        for first in (0, 1_000)
    ]
    for process in processes:
        process.start()
    said = {await asyncio.to_thread(answers.get, timeout=120) for _ in processes}
    for process in processes:
        await asyncio.to_thread(process.join)
        assert process.exitcode == 0
    assert said == {"0: done", "1000: done"}
    catalogue = await Catalogue.open(database, folder)
    assert len(catalogue) == 80
    assert len(await found(catalogue, "weighed puffin")) == 80
    await catalogue.close()
    assert len(_loaded(folder)) == 80
    assert {path.name for path in folder.iterdir() if path.is_file()} == {"lock", "manifest.json"}
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1
