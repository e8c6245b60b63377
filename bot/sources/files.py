"""One door for all import files: finds out by content what a file is, and reads it."""

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from bot.errors import BadFile
from bot.sources import huggingface, json_lines, saved_page, streams
from bot.sources.reading import Found, Item, Kind, Reading
from bot.sources.records import Unusable
from storage.models import Edition, EditionSource

KNOWN = "a saved papers page, a daily list in JSON, or JSON Lines of papers"

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_WEB_PAGE = re.compile(r"<(?:!doctype|html|\?xml|head|body)\b", re.IGNORECASE)
_MOST_CONTROLS = 0.02


FULL_ABSTRACT = 200
"""Characters of an abstract that no letter's paragraph is taken for."""


def read_file(path: Path, today: date) -> Reading:
    """Begin to read an import file, plain or gzip, whatever it is called.

    `today` gives a saved page's day its year. JSON Lines are read as `items` is gone through,
    in bounded memory; the other kinds at once, up to 64 MiB. Raises `BadFile`.
    """
    size = streams.file_size(path)
    head = streams.read_head(path)
    name = streams.shown_name(path)
    start = _start(head, name)
    if not start:
        raise BadFile(f"{name} is empty. Save it again.")
    if start[0] == "{" and _holds_lines(head):
        progress = streams.Progress()
        lines = streams.read_lines(path, progress)
        return Reading(Kind.JSON_LINES, json_lines.read_lines(lines), size, progress.bytes_read)
    if _WEB_PAGE.match(start):
        raise BadFile(f"{name} is a web page. Open it and save it as text, then import that.")
    text = _decoded(streams.read_whole(path), name)
    if start[0] == "{" or (start[0] == "[" and start[1:].lstrip()[:1] in ("{", "]", "[", "")):
        return _read_document(text, path, size)
    return _read_page(text, name, today, size)


def _start(head: bytes, name: str) -> str:
    """The first characters that are not space. Raises `BadFile` if the file is no text."""
    utf16 = head.startswith(_UTF16_MARKS)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if not utf16 and (b"\0" in head or controls > len(head) * _MOST_CONTROLS):
        raise BadFile(f"{name} is not text. Paperboy reads {KNOWN}.")
    decoder = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8-sig")()
    try:
        return decoder.decode(head).strip()
    except UnicodeDecodeError:
        raise _not_utf8(name) from None


def _holds_lines(head: bytes) -> bool:
    """Whether any line near the start is a JSON object by itself; a first line that holds
    nothing but the opening brace begins one object over many lines."""
    lines = [line for line in head.removeprefix(codecs.BOM_UTF8).splitlines() if line.strip()]
    if lines[0].strip() == b"{":
        return False
    for line in lines:
        with suppress(Unusable):
            json_lines.parse_object(line)
            return True
    return False


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-16" if content.startswith(_UTF16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        raise _not_utf8(name) from None


def _not_utf8(name: str) -> BadFile:
    return BadFile(f"{name} is not text in UTF-8. Save it as UTF-8 and try again.")


def _read_document(text: str, path: Path, size: int) -> Reading:
    name = streams.shown_name(path)
    try:
        document: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(
            f"{name} is cut short or not valid JSON (line {error.lineno}). Fetch it again."
        ) from None
    except (ValueError, RecursionError):
        raise BadFile(f"{name} is not valid JSON. Fetch it again.") from None
    if isinstance(document, dict):
        return _read_single(document, name, size)
    if document:
        return _whole(Kind.DAILY_LIST, huggingface.read_list(document, path.name), size)
    day = huggingface.day_in_name(path.name)
    if day is None:
        raise BadFile(
            f"{name} is an empty list, and its name does not say of which day. "
            "Name it like 2026-03-11.json."
        )
    empty = Edition(day=day, source=EditionSource.DAILY, paper_ids=())
    return _whole(Kind.DAILY_LIST, iter(()), size, (empty,))


def _read_single(document: dict[str, Any], name: str, size: int) -> Reading:
    """One paper by itself: it has no place on a list."""
    line = json.dumps(document).encode()
    item = next(json_lines.read_lines([(1, line)]))
    if not isinstance(item, Found):
        raise BadFile(f"{name} holds no paper: {item.reason}. Paperboy reads {KNOWN}.")
    return _whole(Kind.JSON_LINES, iter((item,)), size)


def _read_page(text: str, name: str, today: date, size: int) -> Reading:
    items = list(saved_page.read_page(text, today))
    found = [item for item in items if isinstance(item, Found)]
    # What stands around the papers tells a page from a letter; without it, their abstracts must.
    full = sum(len(item.paper.abstract) >= FULL_ABSTRACT for item in found)
    if not found or (full * 2 < len(items) and not saved_page.has_furniture(text, today)):
        raise BadFile(f"{name} is not a file of papers. Paperboy reads {KNOWN}.")
    return _whole(Kind.SAVED_PAGE, iter(items), size)


def _whole(
    kind: Kind, items: Iterator[Item], size: int, editions: tuple[Edition, ...] = ()
) -> Reading:
    """A reading of a file that is already in memory."""
    return Reading(kind, items, size, lambda: size, editions)
