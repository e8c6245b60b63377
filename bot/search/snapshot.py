"""Named numpy arrays in a folder, replaced as a whole, checked as a whole, and memory-mapped.

A folder holds `manifest.json` and a sub-folder of plain files, one for each array, that the
manifest names. A new snapshot is written into a sub-folder of its own and becomes the current
one when the manifest is replaced, which is atomic. One process writes at a time; any number may
read, before and after.
"""

import json
import os
import secrets
import shutil
import zlib
from collections.abc import Collection, Mapping
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
_AGAIN = 3
"""Times to look afresh when what the manifest names is gone: another may have replaced it."""


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
            manifest = {"head": dict(head), "folder": name, "checksums": checksums}
            with draft.open("w", encoding="ascii") as out:
                json.dump(manifest, out)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(folder / MANIFEST)
            _sync_folder(folder)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            draft.unlink(missing_ok=True)
            raise
        for other in folder.iterdir():
            if other.is_dir() and other.name != name:
                # A process that still maps it keeps its pages until it lets go.
                shutil.rmtree(other, ignore_errors=True)


def read(
    folder: Path, expected: Mapping[str, object], stored: Collection[str] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The head and the arrays (read-only, memory-mapped) of the current snapshot.

    Arrays whose names are `stored` come as `Stored` unless they are small.
    Raises `Unusable` where there is none, a file is missing, cut or damaged, or the head has
    other values than `expected`.
    """
    for _ in range(_AGAIN):
        before = _manifest(folder)
        try:
            return _read(folder, json.loads(before), expected, stored)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as e:
            trouble = e
        if _manifest(folder) == before:
            break
    raise Unusable(str(trouble)) from trouble


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
    folder: Path,
    manifest: dict[str, Any],
    expected: Mapping[str, object],
    stored: Collection[str],
) -> tuple[dict[str, Any], dict[str, Any]]:
    head = manifest["head"]
    if any(head.get(key) != value for key, value in expected.items()):
        raise Unusable("another version")
    place = folder / Path(str(manifest["folder"])).name
    arrays = {
        key: _read_array(place / f"{Path(key).name}.npy", checksum, key in stored)
        for key, checksum in manifest["checksums"].items()
    }
    return head, arrays


def _write_array(path: Path, array: Array) -> int:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return _checksum(path)


def _read_array(path: Path, checksum: int, stored: bool) -> Array | Stored:
    """The array of a file. The file is read once in full, so that damage is noticed now; then its
    pages are mapped as they are used, so that memory holds no more than is in use."""
    if _checksum(path) != checksum:
        raise Unusable(f"{path.name} is damaged")
    if path.stat().st_size <= _SMALL:
        small: Array = np.load(path, allow_pickle=False)
        return small
    if stored and hasattr(os, "pread"):
        return Stored(path)
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _checksum(path: Path) -> int:
    buffer = memoryview(bytearray(_CHUNK))
    checksum = 0
    with path.open("rb", buffering=0) as file:
        while length := file.readinto(buffer):
            checksum = zlib.crc32(buffer[:length], checksum)
    return checksum


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a loss of power, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
