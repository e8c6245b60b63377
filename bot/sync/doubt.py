"""Lists that are not believed: what a source in trouble serves, and how it is told from news."""

from datetime import date, datetime, timedelta

from bot.sources.huggingface_client import NAME, Listing
from bot.sync.schedule import SETTLED_AFTER, ends_at

BELIEVED = 0.8
"""A list that is shorter than this share of what is known of it is taken for half a list; one or
two papers do leave a list, being withdrawn."""
SLACK = timedelta(days=1)
"""How far the days may lie off on an old list: there the provider's own dates are not so exact."""


def doubt(day: date, listing: Listing, known: int, now: datetime) -> str | None:
    """Why the list of `day` as it was served at `now` is not to be believed, or None.

    `known`: how many papers are known to have been on it.
    """
    if not listing.found and listing.refused:
        return f"None of the {len(listing.refused)} papers on the list of {day} could be read."
    if not listing.found and known:
        return f"{NAME} gave an empty list for {day}, of which {known} papers are known."
    slack = SLACK if now - ends_at(day) > SETTLED_AFTER else timedelta(0)
    if listing.submitted is not None and abs(listing.submitted - day) > slack:
        return f"{NAME} gave the list of {listing.submitted} for that of {day}."
    return None


def is_half(found: int, known: int) -> bool:
    """Whether a list of `found` papers, of which `known` are known, seems to have been cut."""
    return found < known * BELIEVED
