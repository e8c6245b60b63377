"""Opening import files, plain or gzip, so that no file takes more than its share of memory."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, cast

from bot.errors import BadFile
from bot.sources.cleaning import clean_text

MIB = 1024 * 1024
LONGEST_LINE = MIB
MOST_WHOLE = 64 * MIB
MOST_STREAMED = 4096 * MIB
_CHUNK = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"


class Progress:
    """How many bytes on disk have been gone through."""

    def __init__(self) -> None:
        self._bytes_read = 0

    def bytes_read(self) -> int:
        """Bytes gone through so far."""
        return self._bytes_read

    def reach(self, position: int) -> None:
        """Say that everything before `position` has been gone through."""
        self._bytes_read = position


def shown_name(path: Path) -> str:
    """A file's name as it can stand in a sentence."""
    return clean_text(path.name) or "The file"


def file_size(path: Path) -> int:
    """Size in bytes on disk. Raises `BadFile` for what is no file or holds nothing."""
    with _told(path):
        status = path.stat()
    if S_ISDIR(status.st_mode):
        raise BadFile(f"{shown_name(path)} is a folder. Name the files in it.")
    if not S_ISREG(status.st_mode):
        raise BadFile(f"{shown_name(path)} is not a file that can be read from start to end.")
    if status.st_size == 0:
        raise BadFile(f"{shown_name(path)} is empty. Save it again.")
    return status.st_size


def read_head(path: Path) -> bytes:
    """The start of the content, unpacked, long enough for any line. Raises `BadFile`."""
    with _told(path), _opened(path) as (content, _):
        return content.read(LONGEST_LINE)


def read_whole(path: Path) -> bytes:
    """All of the content, unpacked. Raises `BadFile`, also above 64 MiB."""
    parts = []
    size = 0
    with _told(path), _opened(path) as (content, _):
        while part := content.read(_CHUNK):
            size += len(part)
            if size > MOST_WHOLE:
                raise BadFile(
                    f"{shown_name(path)} holds more than 64 MB, too much for a saved page or a "
                    "daily list. Large collections go in as JSON Lines."
                )
            parts.append(part)
    return b"".join(parts)


def read_lines(path: Path, progress: Progress) -> Iterator[tuple[int, bytes | None]]:
    """The content's lines, numbered from 1; None in place of one above `LONGEST_LINE`.

    Raises `BadFile` where the file turns out to be damaged, or larger than any collection.
    """
    size = 0
    number = 0
    with _told(path), _opened(path) as (content, raw):
        while line := content.readline(LONGEST_LINE + 1):
            number += 1
            size += len(line)
            whole = len(line) <= LONGEST_LINE
            length = len(line)
            while not whole and not line.endswith(b"\n") and (line := content.readline(_CHUNK)):
                size += len(line)
                length += len(line)
                if length > MOST_WHOLE:
                    raise BadFile(
                        f"{shown_name(path)} is damaged: line {number} does not end. "
                        "Fetch or export it again."
                    )
            if size > MOST_STREAMED:
                raise BadFile(
                    f"{shown_name(path)} holds more than 4 GB. Split it into smaller files."
                )
            progress.reach(raw.tell())
            yield number, line if whole else None
        progress.reach(raw.tell())


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The unpacked content, and the file on disk that it comes from."""
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield cast(BinaryIO, unpacked), raw
        else:
            yield raw, raw


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong with the file itself, as one sentence."""
    name = shown_name(path)
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise BadFile(f"{name} is cut short or damaged. Fetch it again.") from None
    except FileNotFoundError:
        raise BadFile(f"There is no file {name}. Check its name and folder.") from None
    except PermissionError:
        raise BadFile(f"{name} may not be read. Change its permissions and try again.") from None
    except (OSError, ValueError) as error:
        # ValueError is what a NUL in the path raises.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BadFile(f"{name} cannot be read: {reason}.") from None
