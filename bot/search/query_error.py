"""What is wrong with a query, and where."""

import unicodedata
from collections.abc import Iterator

from bot.characters import visible

POINTED_COLUMNS = 36
"""Columns of the line that shows where an error is: what a phone shows without a break."""


class QueryError(ValueError):
    """An operator that cannot be understood. `str(error)` says what is wrong and what to write.

    `text` is the whole query; what is wrong are its characters from `start` up to `end`, at least
    one of them.
    """

    def __init__(self, sentence: str, text: str, start: int, end: int) -> None:
        super().__init__(sentence)
        self.text = text
        self.start = start
        self.end = end

    def pointed(self) -> str:
        """Two lines for a Markdown code block: the query around the place, and carets below it.

        At most POINTED_COLUMNS wide; without characters that are invisible or end the block.
        """
        near = 8 * POINTED_COLUMNS
        wrong = _cut(_line(self.text[self.start : self.end][:near]), POINTED_COLUMNS // 2)
        room = POINTED_COLUMNS - _columns(wrong)
        before = _line(self.text[max(0, self.start - near) : self.start]).lstrip()
        after = _line(self.text[self.end : self.end + near]).rstrip()
        before = _cut(before[::-1], room - min(_columns(after), room // 3))[::-1]
        after = _cut(after, room - _columns(before))
        # Below a wide character only a space as wide as it keeps the caret in its place.
        indent = "".join("\u3000" if _width(c) == 2 else " " * _width(c) for c in before)
        return f"{before}{wrong}{after}\n{indent}{'^' * max(1, _columns(wrong))}"


def _line(text: str) -> str:
    """Text on one line, visible, without backticks; a space at either end stays."""
    line = visible(text).replace("`", "'")
    if not line:
        return " " if text and any(c.isspace() for c in text) else ""
    return " " * text[:1].isspace() + line + " " * text[-1:].isspace()


def _cut(line: str, columns: int) -> str:
    """The beginning of a line, with an ellipsis if it is wider than so many columns, 1 or more."""
    if _columns(line) <= columns:
        return line
    return "".join(_within(line, columns - 1)) + "…"


def _within(line: str, columns: int) -> Iterator[str]:
    for character in line:
        columns -= _width(character)
        if columns < 0:
            return
        yield character


def _columns(line: str) -> int:
    return sum(map(_width, line))


def _width(character: str) -> int:
    """Columns of a character in letters of equal width."""
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
