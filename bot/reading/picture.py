"""The figures of a person's reading as a picture that is read on a phone, by day and by night."""

import io
from datetime import date
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from bot.characters import clip
from bot.reading.statistics import Stats

WIDTH = 1080
"""Pixels; a phone shows it about a third as wide, so that the smallest letters are 10 points."""

_PAPER, _INK, _FAINT, _LINE = "#1e1f22", "#f2f3f5", "#b5bac1", "#3f4147"
_ADDED, _FINISHED = "#5b8def", "#e8a33d"
"""Apart in lightness as well as in colour: told apart by those who see no difference in hue."""
_MARGIN = 48
_SMALL, _MIDDLE, _LARGE = 32, 38, 84
_CHART = 380
_COLUMNS = (0.0, 0.235, 0.47, 0.78)
_TAG_ROW = 62
_TAG_LENGTH = 20
_FONTS = ("NotoSans-Regular.ttf", "DejaVuSans.ttf", "Arial Unicode.ttf", "arial.ttf")

_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def drawn(stats: Stats) -> bytes:
    """A PNG. Takes some tens of milliseconds: not for the event loop."""
    height = 760 + (130 + _TAG_ROW * len(stats.tags) if stats.tags else 0)
    image = Image.new("RGB", (WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(image)
    _heads(draw, stats)
    _weeks(draw, stats, top=290)
    if stats.tags:
        _tags(draw, stats, top=790)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def alt_text(stats: Stats) -> str:
    """What the picture shows, for those who do not see it; under Discord's 1,024 characters."""
    weeks = "; ".join(
        f"{_day(week.monday)}: {week.added} added, {week.finished} finished"
        for week in stats.weeks[-12:]
        if week.added or week.finished
    )
    tags = ", ".join(f"{tag.tag} {tag.read} of {tag.papers} read" for tag in stats.tags)
    said = (
        f"Bars of papers added and finished in each week. {stats.added} added and {stats.finished} "
        f"finished in all. By week: {weeks or 'none'}." + (f" By tag: {tags}." if tags else "")
    )
    return clip(said, 1_000)


def _heads(draw: ImageDraw.ImageDraw, stats: Stats) -> None:
    wait = stats.days_to_finish
    heads = (
        (str(stats.added), "added", _ADDED),
        (str(stats.finished), "finished", _FINISHED),
        (f"{stats.streak}", "week in a row" if stats.streak == 1 else "weeks in a row", _INK),
        ("–" if wait is None else _days(wait), "to finish", _INK),
    )
    for place, (figure, label, colour) in zip(_COLUMNS, heads, strict=True):
        left = _MARGIN + (WIDTH - 2 * _MARGIN) * place
        draw.text(
            (left, 112), figure, colour, _font(_LARGE if len(figure) < 6 else 60), anchor="ls"
        )
        draw.text((left, 178), label, _FAINT, _font(_SMALL), anchor="ls")


def _weeks(draw: ImageDraw.ImageDraw, stats: Stats, top: int) -> None:
    draw.text((_MARGIN, top - 62), "Papers a week", _INK, _font(_MIDDLE), anchor="lt")
    most = max(1, *(max(week.added, week.finished) for week in stats.weeks))
    bottom, left = top + _CHART, _MARGIN + 70
    for mark in sorted({0, most // 2, most}):
        y = bottom - _CHART * mark / most * 0.92
        draw.line((left, y, WIDTH - _MARGIN, y), _LINE, 2)
        draw.text((left - 16, y), str(mark), _FAINT, _font(_SMALL), anchor="rm")
    step = (WIDTH - _MARGIN - left) / len(stats.weeks)
    bar = max(2.0, step * 0.36)
    named = max(1, -(-len(stats.weeks) // 5))
    for place, week in enumerate(stats.weeks):
        middle = left + step * (place + 0.5)
        for count, colour, x in (
            (week.added, _ADDED, middle - bar),
            (week.finished, _FINISHED, middle),
        ):
            if count:
                high = _CHART * count / most * 0.92
                draw.rectangle((x + 1, bottom - high, x + bar - 1, bottom - 1), colour)
        if (len(stats.weeks) - 1 - place) % named == 0:
            middle = min(middle, WIDTH - _MARGIN - 50)
            draw.text((middle, bottom + 44), _day(week.monday), _FAINT, _font(_SMALL), anchor="ms")


def _tags(draw: ImageDraw.ImageDraw, stats: Stats, top: int) -> None:
    draw.text(
        (_MARGIN, top), "By tag, and how much of it is read", _INK, _font(_MIDDLE), anchor="lt"
    )
    most = max(tag.papers for tag in stats.tags)
    left, right = _MARGIN + 400, WIDTH - _MARGIN - 130
    for place, tag in enumerate(stats.tags):
        y = top + 78 + place * _TAG_ROW
        name = clip(tag.tag, _TAG_LENGTH)
        if not _can_draw(name):
            name = f"tag {place + 1} below"
        draw.text((_MARGIN, y + 20), f"#{name}", _INK, _font(_SMALL), anchor="lm")
        for count, colour in ((tag.papers, _ADDED), (tag.read, _FINISHED)):
            if count:
                draw.rectangle((left, y, left + (right - left) * count / most, y + 40), colour)
        said = f"{tag.read}/{tag.papers}"
        draw.text((WIDTH - _MARGIN, y + 20), said, _FAINT, _font(_SMALL), anchor="rm")


@cache
def _font(size: int) -> _Font:
    """A font of the machine with the letters of many languages, else the library's own."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


@cache
def _no_letter() -> bytes:
    return bytes(_font(_SMALL).getmask("\uffff"))


def _can_draw(text: str) -> bool:
    """Whether the font has every letter."""
    font = _font(_SMALL)
    return all(each.isascii() or bytes(font.getmask(each)) != _no_letter() for each in text)


def _day(day: date) -> str:
    return f"{day:%b} {day.day}"


def _days(days: float) -> str:
    if days < 1:
        return f"{days * 24:.0f} h"
    return f"{days:.0f} d"
