"""A span: the day, week or month that an edition is of."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from bot.errors import BadInput

_KEY = re.compile(r"(\d{4})-(?:W(\d\d)|(\d\d)(?:-(\d\d))?)", re.ASCII)


class Kind(StrEnum):
    """How long a span is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """A day, an ISO week (Monday to Sunday) or a calendar month."""

    kind: Kind
    first: date
    last: date

    @classmethod
    def holding(cls, kind: Kind, day: date) -> Self:
        """The span of this kind that `day` lies in."""
        if kind is Kind.DAY:
            return cls(kind, day, day)
        if kind is Kind.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(kind, monday, monday + timedelta(days=6))
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        return cls(kind, first, after - timedelta(days=1))

    @classmethod
    def of_key(cls, key: str) -> Self:
        """The span with this `key`. Raises BadInput where there is none of that name."""
        found = _KEY.fullmatch(key)
        try:
            if found is None:
                raise ValueError
            year, week, month, day = (int(part) if part else 0 for part in found.groups())
            if week:
                return cls.holding(Kind.WEEK, date.fromisocalendar(year, week, 1))
            kind = Kind.DAY if found[4] is not None else Kind.MONTH
            return cls.holding(kind, date(year, month, day if kind is Kind.DAY else 1))
        except (ValueError, OverflowError):
            raise BadInput(f"There is no day, week or month “{key[:20]}”.") from None

    @property
    def key(self) -> str:
        """Its name to machines: 2026-03-11, 2026-W11 or 2026-03."""
        if self.kind is Kind.DAY:
            return self.first.isoformat()
        if self.kind is Kind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02}"
        return f"{self.first:%Y-%m}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last
