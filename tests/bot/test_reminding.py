"""Reminders and time zones: kept, shown, cancelled; what cannot be kept is told."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.bot import seen
from tests.bot.world import World

PAPER = "2603.10178"
TITLE = "Video-Based Reward Modeling for Computer-Use Agents"


async def due(world: World, person: Any = None) -> list[datetime]:
    waiting = await world.services.reminding.waiting((person or world.bob).id)
    return [each.due_at for each in waiting]


async def test_a_reminder_in_the_persons_zone(world: World) -> None:
    zone = await world.slash(world.bob, "timezone", zone="berlin")
    assert "Europe/Berlin from now on; it is Fri, Mar 13 2026, 13:00 where you are." in seen.text(
        zone
    )
    kept = await world.slash(
        world.bob, "list remind", when="friday 9am", paper=PAPER, about="before the *talk*"
    )
    assert kept.ephemeral
    assert "Fri, Mar 20 2026, 09:00" in seen.text(kept) and TITLE in seen.text(kept)
    assert await due(world) == [datetime(2026, 3, 20, 8, tzinfo=UTC)]
    assert "UTC" not in seen.text(kept)


async def test_without_a_zone_it_is_utc_and_says_so(world: World) -> None:
    kept = await world.slash(world.bob, "list remind", when="tomorrow", about="call Ada")
    assert "Sat, Mar 14 2026, 09:00: call Ada. Your time zone is UTC" in seen.text(kept)
    shown = await world.slash(world.bob, "timezone")
    assert "Your time zone is UTC; it is" in seen.text(shown)
    unknown = await world.slash(world.bob, "timezone", zone="Atlantis")
    assert "is not a time zone I know" in seen.text(unknown)


async def test_reminders_are_shown_and_cancelled(world: World) -> None:
    await world.slash(world.bob, "list remind", when="in 2 hours", about="later")
    await world.slash(world.bob, "list remind", when="in 1 hour", paper=PAPER)
    shown = await world.slash(world.bob, "list reminders")
    text = seen.text(shown)
    assert "Your reminders · 2" in text and text.index(TITLE) < text.index("later")
    await world.restart()
    first, _ = seen.ids(shown, "unremind:")
    await world.click(world.bob, shown, custom_id=first)
    assert "Your reminders · 1" in seen.text(shown.message)
    assert await due(world) == [datetime(2026, 3, 13, 14, tzinfo=UTC)]
    empty = await world.slash(world.alice, "list reminders")
    assert "No reminder is waiting" in seen.text(empty)


async def test_a_reminder_by_its_form(world: World) -> None:
    await world.services.lists.save(world.bob.id, PAPER, world.clock.now())
    shown = await world.slash(world.bob, "list open", paper=PAPER)
    await world.click(world.bob, shown, "Organise")
    form = await world.bob.click(shown, custom_id=f"remind:{PAPER}")
    result = await world.bob.submit_modal(form, {"when": "tonight", "words": ""})
    assert "20:00" in seen.text(result.response)
    form = await world.bob.click(shown, custom_id=f"remind:{PAPER}")
    wrong = await world.bob.submit_modal(form, {"when": "whenever", "words": "my words"})
    texts = [seen.text(each) for each in [wrong.response, *wrong.followups] if each]
    assert any("I do not know when that is" in each for each in texts)
    assert any("my words" in each for each in texts)


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("yesterday", "is past where you are"),
        ("2020-01-01", "is past where you are"),
        ("today 9am", "is past where you are"),
        ("2099-01-01 9am", "more than two years away. The latest day I keep is Mar 13, 2028."),
        ("in 9999 years", "more than two years away"),
        ("in 9999 months", "more than two years away"),
        ("soon", "I do not know when that is"),
        ("🦆", "I do not know when that is"),
        ("25:99", "I do not know when that is"),
        ("x" * 100, "I do not know when that is"),
        ("\u202efriday\x00", "I do not know when that is"),
        ("Feb 30", "I do not know when that is"),
    ],
)
async def test_times_that_cannot_be_kept(world: World, when: str, says: str) -> None:
    said = await world.slash(world.bob, "list remind", when=when, about="x")
    assert says in seen.text(said)
    assert await due(world) == []


async def test_a_reminder_of_nothing_and_of_too_much(world: World) -> None:
    nothing = await world.slash(world.bob, "list remind", when="tomorrow")
    assert "Say what to remind you of" in seen.text(nothing)
    for _ in range(2):
        await world.slash(world.bob, "list remind", when="tomorrow", about="@everyone `x`")
    assert len(await due(world)) == 1
    for number in range(99):
        await world.services.reminding.remind(
            world.bob.id, datetime(2026, 4, 1, tzinfo=UTC), text=str(number)
        )
    full = await world.slash(world.bob, "list remind", when="tomorrow", about="one more")
    assert "You have 100 reminders waiting" in seen.text(full)
    shown = await world.slash(world.bob, "list reminders")
    assert "And 90 more after these." in seen.text(shown)
