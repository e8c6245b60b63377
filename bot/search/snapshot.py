"""Named numpy arrays in a folder, replaced as a whole and checked as a whole.

A folder holds `manifest.json` and one sub-folder of `.npy` files that the manifest names. A
new snapshot is written into a sub-folder of its own and becomes the current one when the
manifest is replaced, which is atomic. Reading gives None for whatever is not intact.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MANIFEST = "manifest.json"

Array = NDArray[Any]


def write(folder: Path, head: Mapping[str, object], arrays: Mapping[str, Array]) -> None:
    """Replace what is in `folder`. `head` is JSON and comes back from `read`.

    Raises OSError if it cannot be written; what was there before is then still current.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{os.getpid()}-{secrets.token_hex(6)}"
    place = folder / name
    place.mkdir()
    try:
        checksums = {}
        for key, array in arrays.items():
            path = place / f"{key}.npy"
            with path.open("wb") as file:
                np.save(file, array, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
            checksums[key] = _checksum(path)
        manifest = {"head": dict(head), "folder": name, "checksums": checksums}
        draft = folder / f"{name}.json"
        with draft.open("w", encoding="ascii") as out:
            json.dump(manifest, out)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(folder / MANIFEST)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        (folder / f"{name}.json").unlink(missing_ok=True)
        raise
    for other in folder.iterdir():
        if other.is_dir() and other.name != name:
            shutil.rmtree(other, ignore_errors=True)


def read(folder: Path, expected: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, Array]]:
    """The head and the arrays of the current snapshot.

    Raises `Unusable` where there is none, a file is missing or damaged, or the head has other
    values than `expected`.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="ascii"))
        head = manifest["head"]
        if any(head.get(key) != value for key, value in expected.items()):
            raise Unusable("another version")
        place = folder / Path(str(manifest["folder"])).name
        arrays = {}
        for key, checksum in manifest["checksums"].items():
            path = place / f"{Path(key).name}.npy"
            if _checksum(path) != checksum:
                raise Unusable(f"{key} is damaged")
            arrays[key] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unusable(str(error)) from error
    return head, arrays


class Unusable(Exception):
    """There is no intact snapshot of the expected kind."""


def pack(texts: list[str]) -> tuple[Array, Array]:
    """Texts as one array of UTF-8 bytes and one of their ends; lone surrogates survive."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([len(piece) for piece in encoded], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), ends


def unpack(data: Array, ends: Array) -> list[str]:
    """The texts that `pack` packed."""
    whole = data.tobytes()
    texts = []
    start = 0
    for end in ends.tolist():
        texts.append(whole[start:end].decode("utf-8", "surrogatepass"))
        start = end
    return texts


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
