"""Facts of a paper from several sources: which one is believed, field by field.

Every fact carries a stamp, and the larger stamp wins. That makes the outcome the same in whatever
order the sources come in, and however often.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from storage.models import Paper

TEXTS = (
    "title",
    "abstract",
    "authors",
    "published",
    "code_url",
    "data_url",
    "project_url",
    "organisation",
    "summary",
    "keywords",
    "thumbnail_url",
)
COUNTS = ("upvotes", "comments", "stars")


class Stamp(NamedTuple):
    """What makes one source count more than another, the most telling part first."""

    by_id: bool
    """The source knew the paper by its arXiv id and not by its title alone."""
    day: str
    """The ISO day of the list the paper stood on; "" if it stood on none."""
    told_at: int
    """When the source said it."""
    line: int
    """Where in the source it stands: what it says last counts."""


Stamps = Mapping[str, Stamp]
"""The stamp of each field that is known."""


def stamp_of(paper: Paper, as_of: date | None, told: tuple[int, int]) -> Stamp:
    """The stamp of all that a source says of `paper`."""
    return Stamp(paper.has_arxiv_id, as_of.isoformat() if as_of else "", *told)


def first_facts(new: Paper, stamp: Stamp, as_of: date | None) -> tuple[Paper, Stamps]:
    """A paper nobody has told of before."""
    known = [field for field in TEXTS if getattr(new, field)]
    paper = new.model_copy(update={"listed": _earliest(new.listed, as_of)})
    return paper, dict.fromkeys([*known, "removed"], stamp)


def merged(
    before: Paper, stamps: Stamps, new: Paper, stamp: Stamp, as_of: date | None
) -> tuple[Paper, Stamps]:
    """What is known of a paper once `new` has been told too. An arXiv id replaces one by title;
    a source that says nothing of a field takes nothing away."""
    after = dict(stamps)
    update: dict[str, object] = {"id": new.id if new.has_arxiv_id else before.id}
    for field in TEXTS:
        value = getattr(new, field)
        if value and stamp >= stamps.get(field, stamp):
            update[field], after[field] = value, stamp
    # Taking a paper out by hand leaves no stamp, so that any source can bring it back.
    if stamp >= stamps.get("removed", stamp):
        update["removed"], after["removed"] = new.removed, stamp
    # Counts only grow on the provider's side, so the larger one is the newer one.
    for field in COUNTS:
        numbers = [n for n in (getattr(before, field), getattr(new, field)) if n is not None]
        update[field] = max(numbers, default=None)
    update["listed"] = _earliest(before.listed, new.listed, as_of)
    return before.model_copy(update=update), after


def packed(stamps: Stamps) -> str:
    """Stamps as JSON text, each one once with the fields it stands for."""
    fields: dict[Stamp, list[str]] = {}
    for field in sorted(stamps):
        fields.setdefault(stamps[field], []).append(field)
    return json.dumps([[*stamp, " ".join(fields[stamp])] for stamp in sorted(fields)])


def unpacked(text: str | None) -> Stamps:
    """The stamps in such a text."""
    return {
        field: Stamp(*parts)
        for *parts, fields in json.loads(text or "[]")
        for field in fields.split()
    }


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
