"""The daily papers endpoint's JSON: one day's list, or papers by themselves.

Read tolerantly: a field that is unknown, missing, null or of the wrong shape costs that field
alone, and an item without an id or a title costs that item alone.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from bot.sources.reading import Found, Item, Refused
from bot.sources.records import Record, Unusable, paper_from
from bot.sources.values import count_of, day_of, first_text, names_of, text_of
from storage.models import EditionSource, Links

_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_]?)(\d{2})\2(\d{2})(?!\d)", re.ASCII)


def _object(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _how_many(value: object) -> int | None:
    return len(value) if isinstance(value, list) else None


Text = Annotated[str, BeforeValidator(text_of)]
Count = Annotated[int | None, BeforeValidator(count_of)]
Day = Annotated[date | None, BeforeValidator(day_of)]
Names = Annotated[list[str], BeforeValidator(names_of)]
Many = Annotated[int | None, BeforeValidator(_how_many)]
"""How many things a list has; what they are is not kept."""


class _Raw(BaseModel):
    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)


class RawOrganization(_Raw):
    """Who a paper comes from."""

    name: Text = ""
    fullname: Text = ""


Organization = Annotated[RawOrganization, BeforeValidator(_object)]


class RawPaper(_Raw):
    """The `paper` object, also served by itself for a single paper."""

    id: Text = ""
    title: Text = ""
    summary: Text = ""
    authors: Names = []
    published_at: Day = None
    submitted_on_daily_at: Day = None
    upvotes: Count = None
    project_page: Text = ""
    github_repo: Text = ""
    github_stars: Count = None
    organization: Organization = RawOrganization()
    withdrawn_at: Day = None
    # Only where a paper is served by itself; previews of at most so many as the provider likes.
    linked_models: Many = None
    linked_datasets: Many = None
    linked_spaces: Many = None
    num_total_models: Count = None
    num_total_datasets: Count = None
    num_total_spaces: Count = None
    # The provider writes these two in snake case, which `populate_by_name` lets in.
    ai_summary: Text = ""
    ai_keywords: Names = []


class RawItem(_Raw):
    """An item of a list. Its own `publishedAt` is shifted by hours and left alone."""

    paper: Annotated[RawPaper, BeforeValidator(_object)] = RawPaper()
    title: Text = ""
    summary: Text = ""
    thumbnail: Text = ""
    num_comments: Count = None
    organization: Organization = RawOrganization()


def is_item(value: dict[str, Any]) -> bool:
    """Whether a JSON object is the endpoint's: an item, or a paper by itself."""
    return isinstance(value.get("paper"), dict) or bool(
        {"submittedOnDailyAt", "discussionId"} & value.keys()
    )


def parse_item(value: object) -> RawItem:
    """An item, or a paper by itself as an item. Raises `Unusable` for anything else."""
    if not isinstance(value, dict):
        raise Unusable("it is not an object")
    if not isinstance(value.get("paper"), dict):
        value = {**value, "paper": value}
    return RawItem.model_validate(value)


def record_of(item: RawItem, listed: date | None) -> Record:
    """What an item says, first listed on `listed`. Raises `Unusable` without an id."""
    paper = item.paper
    if not paper.id.strip():
        raise Unusable("it has no id")
    return Record(
        id=paper.id,
        title=first_text((paper.title, item.title)),
        abstract=first_text((paper.summary, item.summary)),
        authors=paper.authors,
        published=paper.published_at,
        listed=listed,
        upvotes=paper.upvotes,
        comments=item.num_comments,
        stars=paper.github_stars,
        code=paper.github_repo,
        project=paper.project_page,
        organisation=first_text(
            (
                paper.organization.fullname,
                paper.organization.name,
                item.organization.fullname,
                item.organization.name,
            )
        ),
        summary=paper.ai_summary,
        keywords=paper.ai_keywords,
        thumbnail=item.thumbnail,
        withdrawn=paper.withdrawn_at is not None,
    )


def day_in_name(name: str) -> date | None:
    """The day a file's name holds ("2026-03-11.json.gz"), or None."""
    for match in _DATE_IN_NAME.finditer(name):
        try:
            return date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            continue
    return None


def links_of(paper: RawPaper) -> Links:
    """How many models, datasets and Spaces a paper served by itself is linked to: the totals
    where they are told, else as many as are previewed."""

    def count(total: int | None, previewed: int | None) -> int | None:
        return max((n for n in (total, previewed) if n is not None), default=None)

    return Links(
        models=count(paper.num_total_models, paper.linked_models),
        datasets=count(paper.num_total_datasets, paper.linked_datasets),
        spaces=count(paper.num_total_spaces, paper.linked_spaces),
    )


def read_list(values: list[Any], name: str) -> Iterator[Item]:
    """The papers of a list in a file, numbered from 1, with their places on the day's list.

    The day is the one in the file's `name`, else the one on which most items were submitted; a
    list without such a day (a search, a month) has papers and no places.
    """
    yield from read_items(values, day_in_name(name) or submission_day(values))


def read_items(values: list[Any], day: date | None) -> Iterator[Item]:
    """The papers of a list, numbered from 1, with their places on the list of `day` if it is
    one."""
    numbers_by_id: dict[str, int] = {}
    for number, value in enumerate(values, start=1):
        try:
            item = parse_item(value)
            paper = paper_from(record_of(item, day or item.paper.submitted_on_daily_at))
        except Unusable as error:
            yield Refused(number, str(error))
            continue
        first_number = numbers_by_id.setdefault(paper.id, number)
        if first_number != number:
            yield Refused(number, f"the same paper already stands as item {first_number}")
        elif day is None:
            yield Found(paper, None, None, None, number)
        else:
            yield Found(paper, day, EditionSource.DAILY, number, number)


def submission_day(values: list[Any]) -> date | None:
    """The UTC day on which more than half of a list's items were submitted to it, which is the
    day of their list; None if there is no such day."""
    days: Counter[date] = Counter()
    for value in values:
        try:
            day = parse_item(value).paper.submitted_on_daily_at
        except Unusable:
            continue
        if day is not None:
            days[day] += 1
    if not days:
        return None
    day, count = days.most_common(1)[0]
    return day if count * 2 > len(values) else None
