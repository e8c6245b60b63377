"""Late bloomers, page by page."""

from datetime import date

from bot.editions.editor import LateBloomers
from bot.reading.blooming import SETTLED, WINDOW
from bot.ui.buttons.editions import TurnBloomers, TurnTrending
from bot.ui.buttons.papers import PickAbstract
from bot.ui.cards.edition import cut, sections, size
from bot.ui.cards.frame import Card, Part, notice, row, text
from bot.ui.limits import fitting


def bloomers_card(blooming: LateBloomers, page: int, owner: int, today: date) -> Card:
    """Page `page` (from 1) of the papers that climb late, for `owner` to turn."""
    trending = TurnTrending("Trending", owner, 1)
    if not blooming.papers:
        return notice(
            "Nothing is blooming late: no paper has gained many votes days after its list. I see "
            "that from votes told on different days, so it takes some days of lists to begin with.",
            trending,
        )
    papers = blooming.papers
    page, first, shown = cut(papers, page)
    turns: list[Part] = []
    if page > 1:
        turns.append(TurnBloomers("↑ Higher", owner, page - 1))
    if page < -(-len(papers) // size(papers)):
        turns.append(TurnBloomers("↓ Lower", owner, page + 1))
    small = (
        f"-# {first + 1} to {first + len(shown)} of {len(papers)} · (+votes) more than "
        f"{SETTLED.days} days after their list, in the last {WINDOW.days} days"
    )

    def make(length: int) -> Card:
        numbered = list(enumerate(shown, start=first + 1))
        return Card(
            text(f"## Late Bloomers\n{small}"),
            *sections(numbered, length, today, blooming.climbs, day=True),
            row(PickAbstract(numbered, length)),
            row(*turns, trending),
        )

    return fitting(make, lengths=(180, 130, 90, 60, 30, 15))
