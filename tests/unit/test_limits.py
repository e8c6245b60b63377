"""Discord's limits, kept whatever the words are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.cards.frame import Card, notice, row, text
from bot.ui.limits import MESSAGE_TEXT, PAYLOAD_BYTES, clip, excess, fitting


@given(st.text(), st.integers(0, 50))
def test_clipping_never_exceeds(words: str, limit: int) -> None:
    cut = clip(words, limit)
    assert len(cut) <= max(limit, 0)
    assert words.startswith(cut.removesuffix("…")) or len(words) <= limit


def test_clipping_is_at_a_word() -> None:
    assert clip("one two three", 9) == "one two…"
    assert clip("one two", 7) == "one two"


async def test_what_discord_refuses_is_named() -> None:
    from bot.ui.buttons.shelf import OpenList, Undo

    assert excess(notice("fine")) is None
    assert excess(Card(text("x" * (MESSAGE_TEXT + 1)))) == f"{MESSAGE_TEXT + 1} characters of text"
    assert "bytes" in str(excess(Card(text("字" * (PAYLOAD_BYTES // 3)))))
    assert excess(Card(row(OpenList()), row(OpenList()))) == "two controls of one id"
    assert excess(Card(row(OpenList(), Undo(1)))) is None


async def test_the_longest_text_that_fits_is_taken() -> None:
    def make(length: int) -> Card:
        return Card(*(text("字" * length) for _ in range(10)))

    card = fitting(make, lengths=(1_000, 300, 100))
    assert (
        sum(len(part.content) for part in card.walk_children() if hasattr(part, "content")) == 3_000
    )
    with pytest.raises(ValueError, match="no length"):
        fitting(make, lengths=(5_000,))
