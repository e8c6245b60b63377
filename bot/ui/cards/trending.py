"""What is trending, page by page."""

from datetime import datetime

from bot.editions.editor import Trending
from bot.ui.buttons.editions import TurnBloomers, TurnTrending
from bot.ui.buttons.papers import PickAbstract
from bot.ui.cards.edition import cut, first_head, sections, size
from bot.ui.cards.frame import Card, Part, row, rows, text
from bot.ui.limits import fitting
from bot.ui.span_words import moment, since_words


def trending_card(trending: Trending, page: int, owner: int, now: datetime) -> Card:
    """Page `page` (from 1) of what is trending, for `owner` to turn."""
    papers = trending.papers
    page, first, shown = cut(papers, page)
    turns: list[Part] = []
    if page > 1:
        turns.append(TurnTrending("↑ Higher", owner, page - 1))
    if page < -(-len(papers) // size(papers)):
        turns.append(TurnTrending("↓ Lower", owner, page + 1))
    turns.append(TurnBloomers("Late bloomers", owner, 1))
    small = [f"{first + 1} to {first + len(shown)} of {len(papers)}"]
    if trending.computed:
        small.append("computed from votes: those of the last days count most")
    else:
        small.append("in Hugging Face's own order, which is not by votes")
        if trending.as_of is not None:
            small.append(f"as of {moment(trending.as_of)}")
    if trending.climbs.since is not None and trending.climbs.votes:
        small.append(f"(+votes) {since_words(trending.climbs.since, now)}")
    head = f"## Trending Papers\n-# {' · '.join(small)}"

    def make(length: int) -> Card:
        numbered = list(enumerate(shown, start=first + 1))
        return Card(
            first_head(head, papers[0], length) if page == 1 else text(head),
            *sections(numbered, length, now.date(), trending.climbs, day=True),
            row(PickAbstract(numbered, length)),
            *rows(turns),
        )

    return fitting(make, lengths=(180, 130, 90, 60, 30, 15))
