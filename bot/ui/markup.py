"""Words from outside -> words that show as they are written: no Markdown, no mentions."""

import re
from collections.abc import Sequence
from datetime import date

_URL = re.compile(r"https?://[^\s<>\"]+")
# Control, direction and joining characters, and halves of characters that cannot be sent at all.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)
_ACTIVE = re.compile(r"([\\*_~`|\[\]<])")
_LINE_START = re.compile(r"^(\s*)(#{1,3}|-#|-|>|\d+\.)(?=\s)", re.MULTILINE)


def plain(text: str) -> str:
    """`text` with everything escaped that Discord would format, ping or hide; links stay links."""
    parts: list[str] = []
    end = 0
    for url in _URL.finditer(text):
        parts += [_escaped(text[end : url.start()]), _HIDDEN.sub("", url.group())]
        end = url.end()
    parts.append(_escaped(text[end:]))
    return _LINE_START.sub(r"\1\\\2", "".join(parts))


def emphasised(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`plain(text)` with the characters in `spans` (start, end; in order, apart) in bold."""
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        if not end <= start < stop <= len(text) or _in_link(text, start):
            continue
        parts += [plain(text[end:start]), f"**{_escaped(text[start:stop])}**"]
        end = stop
    parts.append(plain(text[end:]))
    return "".join(parts)


def clipped_spans(spans: Sequence[tuple[int, int]], length: int) -> tuple[tuple[int, int], ...]:
    """The `spans` that lie within the first `length` characters."""
    return tuple(span for span in spans if span[1] <= length)


def link(label: str, url: str) -> str:
    """A link with a label that has already been made plain."""
    return f"[{label}]({url.replace('(', '%28').replace(')', '%29').replace(' ', '%20')})"


def short_day(day: date, today: date) -> str:
    """A day as people write it: "Mar 11", with its year where it is not this year's."""
    text = f"{day:%b} {day.day}"
    return text if day.year == today.year else f"{text}, {day.year}"


def _escaped(text: str) -> str:
    # The zero-width space keeps @everyone, @here and pasted mentions from being mentions.
    return _ACTIVE.sub(r"\\\1", _HIDDEN.sub("", text)).replace("@", "@\u200b")


def _in_link(text: str, position: int) -> bool:
    return any(url.start() <= position < url.end() for url in _URL.finditer(text))
