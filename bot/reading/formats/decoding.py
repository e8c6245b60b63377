"""Bytes of a file that somebody sent -> its text."""

from bot.errors import BadFile

_KINDS = (
    (b"PK\x03\x04", "a zip file. Unpack it and send me the file that is in it"),
    (b"\x1f\x8b", "a packed file. Unpack it and send me the file that is in it"),
    (b"7z\xbc\xaf", "a packed file. Unpack it and send me the file that is in it"),
    (b"Rar!", "a packed file. Unpack it and send me the file that is in it"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an Office document. Save it as CSV and send me that"),
    (b"SQLite format 3", "a database"),
)
_READABLE = "BibTeX, RIS, CSL-JSON, CSV, my own JSON, Pocket's and Zotero's exports, or plain text"


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or, failing that, Windows-1252. Raises BadFile, with a
    sentence for the person, for what is no text or empty."""
    for start, kind in _KINDS:
        if content.startswith(start):
            raise BadFile(f"That is {kind}. I read {_READABLE}.")
    text = _text(content)
    if "\x00" in text:
        raise BadFile(f"That is not a text file. I read {_READABLE}.")
    if not text.strip("\ufeff \t\r\n"):
        raise BadFile(f"That file is empty. I read {_READABLE}.")
    return text.removeprefix("\ufeff")


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
