"""JSON Lines of papers, one object a line: the format of our own sample, and of exports.

Fields, all but `title` optional: id, title, abstract (or text, or summary), authors (names, or
objects with a name), published, date (the day of the daily list), position (its place there),
upvotes, comments, stars, code, data, project, organisation, summary (or ai_summary), keywords
(or ai_keywords), thumbnail. A line may also be an item of the daily endpoint.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.sources import huggingface
from bot.sources.reading import Found, Item, Refused
from bot.sources.records import Record, Unusable, paper_from
from bot.sources.values import count_of, day_of, first_text, names_of
from storage.models import EditionSource


def read_lines(lines: Iterable[tuple[int, bytes | None]]) -> Iterator[Item]:
    """The papers of numbered lines; None is a line too long to be read. Empty lines are skipped.

    A bad line is refused and the rest goes on.
    """
    for number, line in lines:
        if line is not None and not line.strip():
            continue
        try:
            yield _found(line, number)
        except Unusable as error:
            yield Refused(number, str(error))


def parse_object(line: bytes | str) -> dict[str, Any]:
    """A line as a JSON object. Raises `Unusable`, with the place, where it is none."""
    try:
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line
        value = json.loads(text)
    except UnicodeDecodeError:
        raise Unusable("it is not text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise Unusable(f"it is not valid JSON (at character {error.pos + 1})") from None
    except (ValueError, RecursionError):
        raise Unusable("it is not valid JSON") from None
    if not isinstance(value, dict):
        raise Unusable("it is not a JSON object")
    return value


def _found(line: bytes | None, number: int) -> Found:
    if line is None:
        raise Unusable("it is longer than 1 MiB")
    value = parse_object(line)
    if huggingface.is_item(value):
        item = huggingface.parse_item(value)
        day = item.paper.submitted_on_daily_at
        return Found(paper_from(huggingface.record_of(item, day)), day, None, None, number)
    record = _record(value)
    position = count_of(value.get("position")) or None
    listed = record.listed
    source = EditionSource.DAILY if listed is not None and position is not None else None
    return Found(paper_from(record), listed, source, position if source else None, number)


def _record(value: dict[str, Any]) -> Record:
    def text(*keys: str) -> str:
        return first_text(value.get(key) for key in keys)

    raw_id = value.get("id")
    if isinstance(raw_id, int | float) and not isinstance(raw_id, bool):
        # 2503.02130 as a number has already lost its last zero.
        raise Unusable("its id is a number; write it in quotes")
    abstract = text("abstract", "text")
    organisation = value.get("organisation") or value.get("organization")
    if isinstance(organisation, dict):
        organisation = first_text((organisation.get("fullname"), organisation.get("name")))
    return Record(
        id=text("id"),
        title=text("title"),
        abstract=abstract or text("summary"),
        authors=names_of(value.get("authors")),
        published=day_of(value.get("published") or value.get("publishedAt")),
        listed=day_of(value.get("date")),
        upvotes=count_of(value.get("upvotes")),
        comments=count_of(value.get("comments")),
        stars=count_of(value.get("stars")),
        code=text("code", "code_url"),
        data=text("data", "data_url"),
        project=text("project", "project_url"),
        organisation=first_text((organisation,)),
        summary=text("summary", "ai_summary") if abstract else text("ai_summary"),
        keywords=names_of(value.get("keywords") or value.get("ai_keywords")),
        thumbnail=text("thumbnail", "thumbnail_url"),
    )
