"""A record of any source made into a `Paper`: cleaned, capped, its links checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.characters import clip
from bot.sources.cleaning import clean_text
from bot.sources.hyphens import LineEndHyphens
from bot.sources.identifiers import local_paper_id, parse_paper_id, title_key
from bot.sources.links import find_links, is_code_url, safe_url
from storage.models import Paper

TITLE_LIMIT = 300
ABSTRACT_LIMIT = 10_000
SUMMARY_LIMIT = 1_000
NAME_LIMIT = 200
MOST_AUTHORS = 1_000
MOST_KEYWORDS = 50

# Cleaning shortens a text, so more than its limit is read; not so much that it takes long.
_READ_AHEAD = 2


class Unusable(Exception):
    """A record is no paper; `str(error)` says why in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a source says of a paper, in its own words; empty where it says nothing."""

    id: str = ""
    title: str
    abstract: str
    authors: Iterable[str] = ()
    published: date | None = None
    listed: date | None = None
    upvotes: int | None = None
    comments: int | None = None
    stars: int | None = None
    code: str = ""
    data: str = ""
    project: str = ""
    organisation: str = ""
    summary: str = ""
    keywords: Iterable[str] = ()
    thumbnail: str = ""
    withdrawn: bool = False


def paper_from(record: Record, hyphens: LineEndHyphens | None = None) -> Paper:
    """The paper a record tells of.

    Links that the record does not give are looked for in the abstract. `hyphens` knows the
    words of the whole input; without it, only the record's own words are known. Raises
    `Unusable` without a title, with an id that is none, or with neither id nor abstract.
    """
    title = _capped(record.title, TITLE_LIMIT)
    abstract = _capped(record.abstract, ABSTRACT_LIMIT)
    if not title:
        raise Unusable("it has no title")
    if record.id:
        paper_id = parse_paper_id(record.id)
        if paper_id is None:
            shown = _capped(record.id, 40)
            raise Unusable(f"its id “{shown}” is not an arXiv id such as 2603.03143")
    elif not title_key(title):
        raise Unusable("its title has no letters or digits")
    elif not abstract:
        raise Unusable("it has neither an id nor an abstract")
    else:
        paper_id = local_paper_id(title)

    hyphens = hyphens or LineEndHyphens((title, abstract))
    links = find_links(abstract)
    project = safe_url(record.project)
    code = safe_url(record.code)
    if code is None and project is not None and is_code_url(project):
        code = project
    code = code or links.code_url
    data = safe_url(record.data) or links.data_url
    project = project or links.project_url
    return Paper(
        id=paper_id,
        title=hyphens.mend(title),
        abstract=hyphens.mend(abstract),
        authors=_names(record.authors, MOST_AUTHORS),
        published=record.published,
        listed=record.listed,
        upvotes=record.upvotes,
        comments=record.comments,
        stars=record.stars,
        code_url=code,
        data_url=data if data != code else None,
        project_url=project if project not in (code, data) else None,
        organisation=_capped(record.organisation, NAME_LIMIT) or None,
        summary=_capped(record.summary, SUMMARY_LIMIT) or None,
        keywords=_names(record.keywords, MOST_KEYWORDS),
        thumbnail_url=safe_url(record.thumbnail),
        removed=record.withdrawn,
    )


def _capped(text: str, limit: int) -> str:
    return clip(clean_text(text[: limit * _READ_AHEAD]), limit)


def _names(names: Iterable[str], most: int) -> tuple[str, ...]:
    """Cleaned names in their order, each once."""
    cleaned = (_capped(name, NAME_LIMIT) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:most]
