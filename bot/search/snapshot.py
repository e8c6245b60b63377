"""Named numpy arrays in a folder, replaced as a whole, checked as a whole, and memory-mapped.

A folder holds `manifest.json` and a sub-folder of plain files, one for each array, that the
manifest names. A new snapshot is written into a sub-folder of its own and becomes the current
one when the manifest is replaced, which is atomic. One process writes at a time; any number may
read, before and after.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import zlib
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import filelock
import numpy as np
from numpy.typing import NDArray

from bot.search.stored import Stored

MANIFEST = "manifest.json"
LOCK = "lock"
PATIENCE = 30.0
"""Seconds to wait while another process writes."""

Array = NDArray[Any]

_CHUNK = 1 << 20
_SMALL = 1 << 16
"""Bytes of a file that is rather read than mapped."""
_SMALL_STORED = 16 << 20
"""Bytes of a file that is rather mapped than left to be read part by part: that is quicker, and
more memory than this it does not cost."""
_READERS = 2
"""Threads that read files; both reading and reckoning let the other go on."""
_WORTH_HELP = 8 << 20
"""Bytes from which on a second thread pays."""
_AGAIN = 3
"""Times to look afresh when what the manifest names is gone: another may have replaced it."""
_OWN = re.compile(r"\d+-[0-9a-f]{12}")
"""Names of the sub-folders and, before their ending, of drafts of the manifest."""
_FOREIGN = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading raises that was never written here, or is gone."""


class Unusable(Exception):
    """There is no intact snapshot of the expected kind."""


def write(folder: Path, head: Mapping[str, object], arrays: Mapping[str, Array]) -> None:
    """Replace what is in `folder`. `head` is JSON and comes back from `read`.

    Raises OSError if it cannot be written; what was there before is then still current.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder / LOCK, timeout=PATIENCE):
        name = f"{os.getpid()}-{secrets.token_hex(6)}"
        place = folder / name
        draft = folder / f"{name}.json"
        try:
            place.mkdir()
            checksums = {
                key: _write_array(place / f"{key}.npy", array) for key, array in arrays.items()
            }
            _sync_folder(place)
            manifest: dict[str, object] = {
                "head": dict(head),
                "folder": name,
                "checksums": checksums,
            }
            manifest["checksum"] = _checksum_of(manifest)
            with draft.open("w", encoding="ascii") as out:
                json.dump(manifest, out)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(folder / MANIFEST)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            draft.unlink(missing_ok=True)
            raise
        _sync_folder(folder)
        for other in folder.iterdir():
            if _OWN.fullmatch(other.stem) and other.name != name:
                # A process that still maps it keeps its pages until it lets go. A draft is what a
                # process left that was killed: one writes at a time.
                shutil.rmtree(other, ignore_errors=True)
                if other.suffix == ".json":
                    other.unlink(missing_ok=True)


def read(
    folder: Path, expected: Mapping[str, object], stored: Collection[str] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The head and the arrays (read-only, memory-mapped) of the current snapshot.

    Arrays whose names are `stored` come as `Stored` unless they are not large.
    Raises `Unusable` where there is none, a file is missing, cut or damaged, or the head has
    other values than `expected`.
    """
    for _ in range(_AGAIN):
        before = _manifest(folder)
        try:
            return _read(folder, before, expected, stored)
        except _FOREIGN as error:
            if _manifest(folder) == before:
                raise Unusable(str(error)) from error
    try:
        # Others write all the time; now they wait.
        with filelock.FileLock(folder / LOCK, timeout=PATIENCE):
            return _read(folder, _manifest(folder), expected, stored)
    except _FOREIGN as error:
        raise Unusable(str(error)) from error


def part(arrays: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Those arrays whose name begins with `prefix`, by the rest of it."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


def _manifest(folder: Path) -> str:
    try:
        return (folder / MANIFEST).read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise Unusable(str(error)) from error


def _read(
    folder: Path, written: str, expected: Mapping[str, object], stored: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    manifest = json.loads(written)
    head = manifest["head"]
    if manifest.pop("checksum") != _checksum_of(manifest):
        raise Unusable(f"{MANIFEST} is damaged")
    if any(head.get(key) != value for key, value in expected.items()):
        raise Unusable("another version")
    name, checksums = manifest["folder"], manifest["checksums"]
    if not _OWN.fullmatch(name) or not all(map(str.isidentifier, checksums)):
        raise Unusable("files of another place")
    paths = {key: folder / name / f"{key}.npy" for key in checksums}
    found = dict(zip(checksums, _checksums(list(paths.values())), strict=True))
    if damaged := [key for key in checksums if found[key] != checksums[key]]:
        raise Unusable(f"{paths[damaged[0]].name} is damaged")
    return head, {key: _read_array(path, key in stored) for key, path in paths.items()}


def _checksum_of(manifest: Mapping[str, object]) -> int:
    """Of all it says but its checksum."""
    said = {key: value for key, value in manifest.items() if key != "checksum"}
    return zlib.crc32(json.dumps(said, sort_keys=True).encode("ascii"))


def _write_array(path: Path, array: Array) -> int:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return _checksum(path)


def _read_array(path: Path, stored: bool) -> Array | Stored:
    """The array of a file that is intact. Its pages are mapped as they are used, so that memory
    holds no more than is in use."""
    if path.stat().st_size <= _SMALL:
        small: Array = np.load(path, allow_pickle=False)
        return small
    if stored and path.stat().st_size > _SMALL_STORED and hasattr(os, "pread"):
        return Stored(path)
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _checksums(paths: Sequence[Path]) -> list[int]:
    """The checksum of each file. All are read in full, so that damage is noticed now."""
    sizes = [path.stat().st_size for path in paths]
    if sum(sizes) < _WORTH_HELP:
        return list(map(_checksum, paths))
    found = [0] * len(paths)
    # The largest first, so that none is left to one reader at the end.
    order = sorted(range(len(paths)), key=sizes.__getitem__, reverse=True)
    with ThreadPoolExecutor(_READERS) as pool:
        for place, checksum in zip(
            order, pool.map(_checksum, [paths[i] for i in order]), strict=True
        ):
            found[place] = checksum
    return found


def _checksum(path: Path) -> int:
    buffer = memoryview(bytearray(_CHUNK))
    checksum = 0
    with path.open("rb", buffering=0) as file:
        while length := file.readinto(buffer):
            checksum = zlib.crc32(buffer[:length], checksum)
    return checksum


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a loss of power, where the system can.

    Where it cannot, a name that is lost is noticed when the snapshot is read.
    """
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
