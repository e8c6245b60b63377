"""Live numbers: a post follows its edition until it is final.

Pure arithmetic: when a post is compared with its edition, and when that ends. A post is edited only
where the comparison finds a difference, so however often votes change, it is edited at most once
for every look. Where a post has gone to followers every edit would go out to all of them, so
there the only look is the last one.
"""

from datetime import datetime, timedelta

from bot.editions.feed_day import ends_at
from bot.editions.span import Kind, Span
from storage.models import Delivery

LOOK_EVERY = timedelta(minutes=10)
"""Between two looks on the first day."""
LATER_LOOKS = timedelta(hours=1)
"""Between two looks after that."""
FIRST_DAY = timedelta(days=1)
FINAL_AFTER = timedelta(hours=48)
"""After the end of an edition's last day: late papers have come by then, and who reads the post
has read it. Votes creep on for two weeks; `/daily` follows those."""


def span_of(delivery: Delivery) -> Span:
    """The edition that a delivery brings."""
    return Span.holding(Kind.WEEK if delivery.week else Kind.DAY, delivery.day)


def final_at(span: Span) -> datetime:
    """When the post of an edition becomes final (UTC)."""
    return ends_at(span.last) + FINAL_AFTER


def first_look(delivery: Delivery, now: datetime, *, published: bool) -> datetime:
    """When a post that was sent `now` is first compared with its edition."""
    end = final_at(span_of(delivery))
    return max(now, end) if published else min(now + LOOK_EVERY, max(now, end))


def next_look(delivery: Delivery, now: datetime) -> datetime:
    """When a post that was compared `now`, and is not final, is compared again."""
    young = now - delivery.due_at < FIRST_DAY
    return min(now + (LOOK_EVERY if young else LATER_LOOKS), final_at(span_of(delivery)))
