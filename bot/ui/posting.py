"""Posts: announcements as Discord is to show them."""

from datetime import date
from typing import NamedTuple

from bot.clock import Clock
from bot.delivery.discord_sender import Post
from bot.delivery.press import Announcement, Press
from bot.delivery.selection import REMEMBERED
from bot.editions.span import Span
from bot.ui.cards.announcement import announcement_card, post_title, shown_digest
from storage.models import Feed, Look, Paper


class _Wanted(NamedTuple):
    """All that a post depends on."""

    span: Span
    papers: tuple[Paper, ...]
    whole: int
    told: float | None
    today: date
    top: int
    look: Look
    language: str
    role: int | None
    final: bool


class Posting:
    """Makes posts, for the channels and for a preview.

    A post that many channels get alike is made once: nothing in it but its dynamic items answers
    to a press, so one card serves them all.
    """

    def __init__(self, press: Press, clock: Clock) -> None:
        self._press = press
        self._clock = clock
        self._made: dict[_Wanted, Post] = {}

    async def post(
        self, feed: Feed, span: Span, *, final: bool = False, ping: bool = False
    ) -> Post | None:
        """The post of an edition for a feed; None if it has no papers for it."""
        announcement = await self._press.announcement(feed, span)
        if announcement is None:
            return None
        today = self._clock.now().date()
        wanted = _wanted(announcement, feed, today, final, ping)
        post = self._made.get(wanted)
        if post is None:
            card = announcement_card(announcement, feed, today, final=final, ping=ping)
            post = Post(
                view=card,
                title=post_title(span, today, feed.language),
                shown=shown_digest(card, announcement, final=final),
            )
            if len(self._made) >= REMEMBERED:
                self._made.clear()
            self._made[wanted] = post
        return post


def _wanted(
    announcement: Announcement, feed: Feed, today: date, final: bool, ping: bool
) -> _Wanted:
    return _Wanted(
        announcement.span,
        announcement.papers,
        announcement.count,
        announcement.told_at.timestamp() if announcement.told_at else None,
        today,
        feed.top,
        feed.look,
        feed.language,
        feed.role_id if ping else None,
        final,
    )
