"""Hugging Face's daily papers, asked live."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from bot.errors import NotServed, SourceTrouble
from bot.sources import huggingface
from bot.sources.fetching import PATIENCE, TRIES, Fetcher, Validators
from bot.sources.reading import Found, Refused
from bot.sources.records import Unusable, paper_from
from storage.models import Links, Paper

NAME = "Hugging Face"
PAUSE = 0.6
PAUSE_WITH_TOKEN = 0.3
"""Seconds between two requests: 500 of them, with a token 1,000, are allowed in five minutes."""
PAGE = 100
"""Papers asked for at once: the most that are given."""
MOST_PAGES = 40
"""A month has some 1,500 papers."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was served. `validators` are those of a list that fits one page."""

    found: tuple[Found, ...]
    refused: tuple[Refused, ...]
    submitted: date | None
    """The day most of its items say they were submitted on."""
    validators: Validators


class HuggingFace:
    """The endpoints of daily papers at `base`, such as https://huggingface.co.

    All methods raise SourceTrouble, with a sentence, if no whole answer can be had.
    """

    def __init__(self, fetcher: Fetcher, base: str) -> None:
        self._fetcher = fetcher
        self._base = base.rstrip("/")

    async def day(
        self, day: date, known: Validators | None = None, *, patience: float = PATIENCE
    ) -> Listing | None:
        """The list of a feed day; None if it is still what `known` stands for."""
        return await self._list({"date": day.isoformat()}, day, known, patience)

    async def week(self, day: date, *, patience: float = PATIENCE) -> Listing:
        """The papers of the ISO week that `day` lies in; they stand on no list of a day."""
        year, week, _ = day.isocalendar()
        return await self._whole({"week": f"{year}-W{week:02}"}, patience)

    async def month(self, day: date, *, patience: float = PATIENCE) -> Listing:
        """The papers of the month that `day` lies in; they stand on no list of a day."""
        return await self._whole({"month": f"{day:%Y-%m}"}, patience)

    async def trending(
        self, known: Validators | None = None, *, patience: float = PATIENCE
    ) -> Listing | None:
        """The trending papers in the provider's order, a page of them; None if it is still what
        `known` stands for."""
        return await self._list({"sort": "trending"}, None, known, patience, most_pages=1)

    async def paper(
        self, id: str, *, patience: float = PATIENCE, tries: int = TRIES
    ) -> tuple[Paper, Links] | None:
        """One paper by its arXiv id; None if it is not indexed there."""
        url = f"{self._base}/api/papers/{quote(id, safe='/')}"
        try:
            got = await self._fetcher.get(url, patience=patience, tries=tries)
        except NotServed:
            return None
        return await asyncio.to_thread(_read_paper, got.body, id)

    async def _whole(self, which: Mapping[str, str], patience: float) -> Listing:
        listing = await self._list(which, None, None, patience)
        assert listing is not None  # nothing was known, so nothing can be unchanged
        return listing

    async def _list(
        self,
        which: Mapping[str, str],
        day: date | None,
        known: Validators | None,
        patience: float,
        most_pages: int = MOST_PAGES,
    ) -> Listing | None:
        values: list[Any] = []
        validators = Validators()
        for page in range(most_pages):
            got = await self._fetcher.get(
                f"{self._base}/api/daily_papers",
                {**which, "p": str(page), "limit": str(PAGE)},
                known=known if page == 0 else None,
                patience=patience,
            )
            if got.unchanged:
                return None
            items = await asyncio.to_thread(_read_page, got.body)
            values += items
            validators = got.validators if page == 0 else Validators()
            # The next page is asked for by its number: no address is followed that was sent.
            if not items or not (got.has_next or len(items) >= PAGE):
                break
        return await asyncio.to_thread(_read_listing, values, day, validators)


def _read_page(body: bytes) -> list[Any]:
    value = _json(body)
    if not isinstance(value, list):
        raise SourceTrouble(f"{NAME} answered something that is no list of papers.")
    return value


def _read_listing(values: list[Any], day: date | None, validators: Validators) -> Listing:
    found: list[Found] = []
    refused: list[Refused] = []
    for item in huggingface.read_items(values, day):
        if isinstance(item, Found):
            found.append(item)
        else:
            refused.append(item)
    return Listing(tuple(found), tuple(refused), huggingface.submission_day(values), validators)


def _read_paper(body: bytes, id: str) -> tuple[Paper, Links]:
    try:
        item = huggingface.parse_item(_json(body))
        paper = paper_from(huggingface.record_of(item, item.paper.submitted_on_daily_at))
    except Unusable as error:
        raise SourceTrouble(f"{NAME} answered something that is no paper: {error}.") from None
    if paper.id != id:
        raise SourceTrouble(f"{NAME} answered with another paper than was asked for.")
    return paper, huggingface.links_of(item.paper)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # of which UnicodeDecodeError and JSONDecodeError are
        raise SourceTrouble(f"The answer of {NAME} is cut short or no JSON.") from None
