import errno
import json
import multiprocessing
import os
import shutil
import stat
import threading
import zlib
from collections.abc import Iterator
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

import filelock
import numpy as np
import pytest
from numpy.typing import NDArray

from bot.search import snapshot
from bot.search.bm25 import BM25Index
from bot.search.snapshot import Unusable, read, write
from bot.search.stored import Stored

HEAD = {"kind": "test", "version": 3, "b": 0.75}
ARRAYS: dict[str, NDArray[Any]] = {
    "small": np.arange(5, dtype=np.int32),
    "large": np.arange(40_000, dtype=np.int64),
    "stored": np.arange(50_000, dtype=np.int32)[::-1].copy(),
    "none": np.zeros(0, dtype=np.uint8),
    "flags": np.array([True, False]),
    "hashes": np.array([2**64 - 1, 0], dtype=np.uint64),
}


@pytest.fixture(autouse=True)
def nothing_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of these tests are small; yet they are treated as large ones are."""
    monkeypatch.setattr(snapshot, "_SMALL_STORED", 1 << 16)
    monkeypatch.setattr(snapshot, "_WORTH_HELP", 1 << 16)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def written(folder: Path) -> Path:
    write(folder, HEAD, ARRAYS)
    return folder


def check(folder: Path, head: dict[str, object], arrays: dict[str, NDArray[Any]]) -> None:
    found, again = read(folder, {"kind": "test"}, {"stored"})
    assert found == head
    assert again.keys() == arrays.keys()
    for name, array in arrays.items():
        other = again[name].whole() if isinstance(again[name], Stored) else again[name]
        assert other.dtype == array.dtype
        np.testing.assert_array_equal(other, array)


def names(folder: Path) -> set[str]:
    """What lies in a folder, but for the one that the manifest names."""
    current = json.loads((folder / "manifest.json").read_text())["folder"]
    return {path.name for path in folder.iterdir()} - {current}


def edit(where: Path, **changes: object) -> None:
    """Change the manifest and its checksum, as somebody else's program might."""
    manifest = json.loads((where / "manifest.json").read_text()) | changes
    manifest["checksum"] = snapshot._checksum_of(manifest)
    (where / "manifest.json").write_text(json.dumps(manifest))


def test_what_is_read_is_what_was_written(written: Path) -> None:
    check(written, HEAD, ARRAYS)
    found = read(written, {}, {"stored", "none"})[1]
    assert isinstance(found["stored"], Stored)
    assert isinstance(found["large"].base, np.memmap)
    assert not isinstance(found["small"].base, np.memmap)
    assert not found["large"].flags.writeable


def test_without_arrays_there_is_still_a_head(folder: Path) -> None:
    write(folder, {}, {})
    assert read(folder, {}) == ({}, {})


def test_a_new_one_replaces_the_old_one_and_leaves_nothing(written: Path) -> None:
    for n in range(3):
        write(written, HEAD | {"n": n}, {"only": np.array([n])})
        check(written, HEAD | {"n": n}, {"only": np.array([n])})
    assert names(written) == {"manifest.json", "lock"}


def test_what_a_crash_left_half_written_is_passed_over_and_cleared_away(written: Path) -> None:
    crashed = written / "4711-0123456789ab"
    crashed.mkdir()
    (crashed / "large.npy").write_bytes(b"\x93NUMPY half")
    (written / "4711-0123456789ab.json").write_text('{"head": {"kind')
    check(written, HEAD, ARRAYS)
    write(written, HEAD, ARRAYS)
    check(written, HEAD, ARRAYS)
    assert names(written) == {"manifest.json", "lock"}


def test_what_is_not_its_own_is_left_alone(written: Path) -> None:
    (written / "photos").mkdir()
    (written / "photos" / "tern.jpg").write_bytes(b"...")
    (written / "notes.json").write_text("{}")
    write(written, HEAD, ARRAYS)
    assert names(written) == {"manifest.json", "lock", "photos", "notes.json"}
    assert (written / "photos" / "tern.jpg").exists()


@pytest.mark.parametrize("name", list(ARRAYS))
@pytest.mark.parametrize("damage", ["flipped", "cut", "grown", "emptied", "gone", "folder"])
def test_a_damaged_file_is_noticed(written: Path, name: str, damage: str) -> None:
    [path] = written.glob(f"*/{name}.npy")
    content = bytearray(path.read_bytes())
    match damage:
        case "flipped":
            content[len(content) // 2] ^= 16
            path.write_bytes(content)
        case "cut":
            path.write_bytes(content[:-1])
        case "grown":
            path.write_bytes(content + b"\0")
        case "emptied":
            path.write_bytes(b"")
        case "gone":
            path.unlink()
        case "folder":
            path.unlink()
            path.mkdir()
    with pytest.raises(Unusable):
        read(written, {}, {"stored"})


def test_every_flipped_byte_of_the_manifest_is_noticed(folder: Path) -> None:
    write(folder, {"change": 2_718_281, "k": 0.9}, {"a": np.arange(3)})
    path = folder / "manifest.json"
    content = path.read_bytes()
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1
        path.write_bytes(flipped)
        with pytest.raises(Unusable):
            read(folder, {})
        path.write_bytes(content[:place])
        with pytest.raises(Unusable):
            read(folder, {})
    path.write_bytes(content)
    assert read(folder, {})[0]["change"] == 2_718_281


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "null",
        "7",
        '"text"',
        "[]",
        "{}",
        "[" * 100_000,
        '{"head": [], "folder": "1-0123456789ab", "checksums": {}}',
        '{"head": {}, "folder": null, "checksums": {}}',
        '{"head": {}, "folder": "1-0123456789ab", "checksums": 7}',
        "\ufeff{}",
        "\0",
    ],
)
def test_a_foreign_manifest_is_unusable(written: Path, manifest: str) -> None:
    (written / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(Unusable):
        read(written, {})


@pytest.mark.parametrize("expected", [{"version": 2}, {"version": "3"}, {"never": None, "kind": 1}])
def test_another_version_is_unusable(written: Path, expected: dict[str, object]) -> None:
    with pytest.raises(Unusable, match="version"):
        read(written, expected)


@pytest.mark.parametrize(
    "name", ["..", ".", "", "/", "../elsewhere", "../1-0123456789ab", "lock", "manifest.json", "x"]
)
def test_a_manifest_that_names_another_place_is_unusable(written: Path, name: str) -> None:
    # All the files it asks for lie there, intact.
    [place] = {path.parent for path in written.glob("*/*.npy")}
    for other in (written.parent, written, written.parent / "elsewhere"):
        shutil.copytree(place, other, dirs_exist_ok=True)
    shutil.copytree(place, written.parent / "1-0123456789ab")
    edit(written, folder=place.name)
    check(written, HEAD, ARRAYS)
    edit(written, folder=name)
    with pytest.raises(Unusable):
        read(written, {})
    edit(written, folder=str(place))
    with pytest.raises(Unusable):
        read(written, {})


def test_a_manifest_that_names_another_file_is_unusable(written: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text())
    [place] = {path.parent for path in written.glob("*/*.npy")}
    shutil.copy(place / "small.npy", written / "small.npy")
    edit(written, checksums={"../small": manifest["checksums"]["small"]})
    with pytest.raises(Unusable):
        read(written, {})


def test_objects_are_never_unpickled(written: Path, tmp_path: Path) -> None:
    [path] = written.glob("*/small.npy")
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    manifest = json.loads((written / "manifest.json").read_text())
    edit(written, checksums=manifest["checksums"] | {"small": zlib.crc32(path.read_bytes())})
    with pytest.raises(Unusable):
        read(written, {})


@pytest.mark.parametrize("found", ["nothing", "folder", "file"])
def test_where_there_is_none_it_is_unusable(folder: Path, found: str) -> None:
    if found == "folder":
        (folder / "manifest.json").mkdir(parents=True)
    elif found == "file":
        folder.write_text("not a folder")
    with pytest.raises(Unusable):
        read(folder, {})


def full(call: int) -> Iterator[bool]:
    """False until a disk is full, at some call."""
    yield from (False for _ in range(call))
    while True:
        yield True


@pytest.mark.parametrize("what", ["save", "fsync", "mkdir", "replace"])
@pytest.mark.parametrize("call", [0, 2, 5])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_where_it_cannot_be_written_the_last_one_stays(
    written: Path, monkeypatch: pytest.MonkeyPatch, what: str, call: int, error: int
) -> None:
    calls = full(call if what in ("save", "fsync") else 0)
    with monkeypatch.context() as patch:
        owner: Any = {"save": np, "fsync": os, "mkdir": Path, "replace": Path}[what]
        original = getattr(owner, what)

        def failing(*args: Any, **kwargs: Any) -> Any:
            at_all = what != "mkdir" or not kwargs.get("parents")
            if at_all and next(calls):
                raise OSError(error, os.strerror(error))
            return original(*args, **kwargs)

        patch.setattr(owner, what, failing)
        with pytest.raises(OSError, match=os.strerror(error)):
            write(written, HEAD | {"new": 1}, ARRAYS)
    check(written, HEAD, ARRAYS)
    assert names(written) == {"manifest.json", "lock"}
    write(written, HEAD | {"new": 1}, {})
    check(written, HEAD | {"new": 1}, {})


def test_where_folders_cannot_be_synced_it_is_written_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, HEAD, ARRAYS)
    original = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no folders here")
        original(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write(folder, HEAD | {"new": 1}, ARRAYS)
    check(folder, HEAD | {"new": 1}, ARRAYS)
    assert names(folder) == {"manifest.json", "lock"}


def test_a_write_that_is_broken_off_leaves_the_last_one(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "_write_array", lambda *_: raise_interrupt())
        with pytest.raises(KeyboardInterrupt):
            write(written, HEAD, {"new": np.zeros(3)})
    check(written, HEAD, ARRAYS)
    assert names(written) == {"manifest.json", "lock"}


def raise_interrupt() -> int:
    raise KeyboardInterrupt


@pytest.mark.parametrize("place", ["file/index", "file"])
def test_where_there_can_be_no_folder_the_error_is_the_systems(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        write(tmp_path / place, HEAD, ARRAYS)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_who_waits_too_long_for_another_that_writes_is_told(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "PATIENCE", 0.01)
    with filelock.FileLock(written / "lock"), pytest.raises(OSError, match="lock"):
        write(written, HEAD, {})
    check(written, HEAD, ARRAYS)


def test_who_has_loaded_goes_on_when_the_folder_is_replaced_and_deleted(folder: Path) -> None:
    chance = np.random.default_rng(5)
    index = BM25Index()
    texts = [[f"w{n}" for n in row] for row in chance.integers(0, 90, (900, 40)).tolist()]
    index.add({f"d{n}": text for n, text in enumerate(texts)})
    index.save(folder, 1)
    loaded = BM25Index.load(folder)
    assert loaded is not None
    again = loaded[0]
    assert isinstance(again.view.segments[0].stream, Stored)
    BM25Index().save(folder, 2)
    shutil.rmtree(folder)
    query = [("w3", 1.0), ("w77", 2.0)]
    assert again.search(query, 50) == index.search(query, 50)
    for some in (again, index):
        some.remove(["d7", "d8"])
        some.add({"d9": ["w3", "w4"], "new": ["w77"]})
    assert again.search(query, 50) == index.search(query, 50)
    again.save(folder, 3)
    restored = BM25Index.load(folder)
    assert restored is not None
    assert restored[0].search(query, 50) == index.search(query, 50)


def test_a_reader_is_never_without_one_while_another_writes_all_the_time(written: Path) -> None:
    wrong: list[BaseException] = []
    done = threading.Event()

    def write_on() -> None:
        n = 0
        while not done.is_set():
            n += 1
            write(written, HEAD | {"n": n}, {f"a{part}": np.full(20, n) for part in range(8)})

    def read_on() -> None:
        try:
            for _ in range(150):
                head, arrays = read(written, {"kind": "test"})
                if "n" in head:
                    assert {int(n) for array in arrays.values() for n in array} == {head["n"]}
        except BaseException as error:
            wrong.append(error)

    writer = threading.Thread(target=write_on)
    reader = threading.Thread(target=read_on)
    writer.start()
    reader.start()
    reader.join()
    done.set()
    writer.join()
    assert wrong == []
    assert names(written) == {"manifest.json", "lock"}


def test_who_looks_in_vain_again_and_again_makes_the_others_wait(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = snapshot._read
    looked: list[bool] = []

    def another_was_quicker(*args: Any) -> Any:
        try:
            with filelock.FileLock(written / "lock", timeout=0):
                looked.append(False)
        except filelock.Timeout:
            looked.append(True)
            return once(*args)
        write(written, HEAD | {"n": len(looked)}, ARRAYS)
        return once(*args)  # what the manifest named is gone

    monkeypatch.setattr(snapshot, "_read", another_was_quicker)
    head, _ = read(written, {"kind": "test"})
    assert looked == [False] * snapshot._AGAIN + [True]
    assert head["n"] == snapshot._AGAIN


def texts_of(owner: str) -> dict[str, list[str]]:
    return {f"{owner}{n}": [f"{owner}{n % 97}", "all", *["more"] * 25] for n in range(800)}


def save_and_load(owner: str, folder: Path, answers: "Queue[str]") -> None:
    """Save one's own index again and again; whatever is loaded must be whole and one of the two."""
    index = BM25Index()
    index.add(texts_of(owner))
    loads = []
    try:
        for change in range(25):
            index.save(folder, change)
            for _ in range(3):
                loaded = BM25Index.load(folder)
                if loaded is None:
                    answers.put(f"{owner}: nothing there at {change}")
                    return
                other = loaded[0]
                ids = other.document_ids()
                whose = ids[0][0]
                if ids != list(texts_of(whose)) or len(other.search([("all", 1.0)], 999)) != 800:
                    answers.put(f"{owner}: damaged at {change}")
                    return
                row = other.view.row(796).tolist()
                if [other.terms.text(term) for term in row] != texts_of(whose)[f"{whose}796"]:
                    answers.put(f"{owner}: damaged rows at {change}")
                    return
                loads.append(whose)
    except BaseException as error:
        answers.put(f"{owner}: {error!r}")
        raise
    answers.put(f"{owner}: {len(loads)} loads")


def test_two_processes_save_and_load_in_one_folder(folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers: Queue[str] = context.Queue()
    processes = [
        context.Process(target=save_and_load, args=(owner, folder, answers)) for owner in "pq"
    ]
    for process in processes:
        process.start()
    said = {answers.get(timeout=120) for _ in processes}
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert said == {"p: 75 loads", "q: 75 loads"}
    assert BM25Index.load(folder) is not None
    assert names(folder) == {"manifest.json", "lock"}
