"""Posts: announcements as Discord is to show them."""

from bot.clock import Clock
from bot.delivery.discord_sender import Post
from bot.delivery.press import Press
from bot.editions.span import Span
from bot.ui.cards.announcement import announcement_card, post_title, shown_digest
from storage.models import Feed


class Posting:
    """Makes posts, for the channels and for a preview."""

    def __init__(self, press: Press, clock: Clock) -> None:
        self._press = press
        self._clock = clock

    async def post(
        self, feed: Feed, span: Span, *, final: bool = False, ping: bool = False
    ) -> Post | None:
        """The post of an edition for a feed; None if it has no papers for it."""
        announcement = await self._press.announcement(feed, span)
        if announcement is None:
            return None
        today = self._clock.now().date()
        card = announcement_card(announcement, feed, today, final=final, ping=ping)
        return Post(
            view=card,
            title=post_title(span, today, feed.language),
            shown=shown_digest(card, announcement, final=final),
        )
