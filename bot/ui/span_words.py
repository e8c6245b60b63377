"""Days, weeks and months as people read them."""

from datetime import date, datetime

from bot.editions.span import Kind, Span
from bot.ui.markup import short_day

TITLES = {Kind.DAY: "Daily Papers", Kind.WEEK: "Weekly Papers", Kind.MONTH: "Monthly Papers"}


def span_words(span: Span, today: date) -> str:
    """ "Mar 11", "Mar 9 to 15" or "March", with the year where it is not this year's."""
    if span.kind is Kind.DAY:
        return short_day(span.first, today)
    if span.kind is Kind.MONTH:
        return f"{span.first:%B}" if span.first.year == today.year else f"{span.first:%B %Y}"
    first, last = span.first, span.last
    end = f"{last.day}" if first.month == last.month else f"{last:%b} {last.day}"
    year = "" if last.year == today.year else f", {last.year}"
    return f"{first:%b} {first.day} to {end}{year}"


def since_words(since: datetime, now: datetime) -> str:
    """When a person was last here, no more exactly than they would say it: "since yesterday"."""
    days = (now.date() - since.date()).days
    if days <= 0:
        return "since earlier today"
    if days == 1:
        return "since yesterday"
    if days < 7:
        return f"since {since:%A}"
    return f"since {short_day(since.date(), now.date())}"


def moment(at: datetime) -> str:
    """An instant that Discord shows in the reader's own time zone."""
    return f"<t:{int(at.timestamp())}:f>"
