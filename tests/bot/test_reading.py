"""Reading lists: kept by buttons and commands, private, and never lost."""

from datetime import timedelta
from typing import Any

from storage.models import Status
from tests.bot import seen
from tests.bot.world import World

PAPER = "2603.10178"
TITLE = "Video-Based Reward Modeling for Computer-Use Agents"


async def saved(world: World, person: Any, paper: str = PAPER) -> Any:
    """The answer to a press on Save, on the card of the paper."""
    shown = await world.slash(person, "paper", paper=paper)
    return (await world.click(person, shown, custom_id=f"save:{paper}")).response


async def test_save_tells_the_person_alone_and_offers_undo(world: World) -> None:
    answer = await saved(world, world.bob)
    assert answer.ephemeral
    assert f"Saved **{TITLE}**" in seen.text(answer)
    assert seen.labels(answer) == ["Undo", "My list"]


async def test_a_second_press_is_harmless_and_says_so(world: World) -> None:
    await saved(world, world.bob)
    again = await saved(world, world.bob)
    assert "already on your reading list (to read, saved Mar 13)" in seen.text(again)
    page = await world.services.lists.page(world.bob.id, None, 0, 10)
    assert page.total == 1


async def test_two_presses_at_once_save_once(world: World) -> None:
    import asyncio

    now = world.clock.now()
    done = await asyncio.gather(
        *(world.services.lists.save(world.bob.id, PAPER, now) for _ in range(20))
    )
    assert sum(each.changed for each in done) == 1
    assert (await world.services.lists.page(world.bob.id, None, 0, 10)).total == 1


async def test_undo_takes_the_save_back_once(world: World) -> None:
    answer = await saved(world, world.bob)
    await world.click(world.bob, answer, "Undo")
    assert "Undone" in seen.text(answer.message)
    assert (await world.services.lists.page(world.bob.id, None, 0, 10)).total == 0


async def test_undo_is_refused_after_a_newer_change_and_after_a_day(world: World) -> None:
    answer = await saved(world, world.bob)
    await world.slash(world.bob, "list mark", paper=PAPER, status="read")
    refused = await world.click(world.bob, answer, "Undo")
    assert "cannot be undone any more" in seen.text(refused.followups[0])

    other = await saved(world, world.alice)
    world.clock.advance(timedelta(days=2))
    late = await world.click(world.alice, other, "Undo")
    assert "cannot be undone any more" in seen.text(late.followups[0])
    assert (await world.services.lists.page(world.alice.id, None, 0, 10)).total == 1


async def test_the_list_is_private_and_pages(world: World) -> None:
    day = next(iter(await world.services.editions.newest(1)))
    for paper in await world.services.editions.papers(day):
        await world.services.lists.save(world.bob.id, paper.id, world.clock.now())
    shown = await world.slash(world.bob, "list show")
    assert shown.ephemeral
    assert "Your reading list · 8 papers · page 1 of 2" in seen.text(shown)
    assert len(seen.ids(shown, "entry:")) == 7
    await world.click(world.bob, shown, "Next →")
    assert len(seen.ids(shown.message, "entry:")) == 1


async def test_an_empty_list_says_how_to_fill_it(world: World) -> None:
    shown = await world.slash(world.bob, "list show")
    assert "Your reading list is empty" in seen.text(shown)


async def test_statuses_keep_the_time_of_each_change(world: World) -> None:
    await saved(world, world.bob)
    world.clock.advance(timedelta(days=1))
    marked = await world.slash(world.bob, "list mark", paper=PAPER, status="reading")
    assert "as reading" in seen.text(marked)
    world.clock.advance(timedelta(days=2))
    await world.slash(world.bob, "list mark", paper=TITLE, status="read")
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None
    assert [(step.status, step.at.day) for step in entry.history] == [
        (Status.TO_READ, 13),
        (Status.READING, 14),
        (Status.READ, 16),
    ]


async def test_the_list_shows_one_status(world: World) -> None:
    await saved(world, world.bob)
    await world.slash(world.bob, "list mark", paper="2603.12255", status="read")
    shown = await world.slash(world.bob, "list show", status="read")
    assert seen.ids(shown, "entry:") == ["entry:2603.12255"]
    await world.bob.select(shown, ["to-read"])
    assert seen.ids(shown.message, "entry:") == [f"entry:{PAPER}"]
    await world.bob.select(shown, ["dropped"])
    assert "Nothing is here" in seen.text(shown.message)


async def test_an_entry_is_marked_by_its_buttons(world: World) -> None:
    await saved(world, world.bob)
    shown = await world.slash(world.bob, "list show")
    opened = (await world.click(world.bob, shown, "Open")).response
    await world.click(world.bob, opened, "Reading")
    assert "**Reading**" in seen.text(opened.message)
    await world.click(world.bob, opened.message, "Undo")
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None and entry.status is Status.TO_READ


async def test_remove_and_undo_bring_everything_back(world: World) -> None:
    await saved(world, world.bob)
    await world.slash(world.bob, "list note", paper=PAPER, text="compare with OSWorld")
    await world.slash(world.bob, "list mark", paper=PAPER, status="reading")
    before = await world.services.lists.get(world.bob.id, PAPER)
    removed = await world.slash(world.bob, "list remove", paper=PAPER)
    assert "Took" in seen.text(removed)
    assert await world.services.lists.get(world.bob.id, PAPER) is None
    await world.click(world.bob, removed, "Undo")
    assert await world.services.lists.get(world.bob.id, PAPER) == before


async def test_a_note_by_command_and_by_form(world: World) -> None:
    await world.slash(world.bob, "list note", paper=PAPER, text="first *thoughts* @everyone")
    form = await world.bob.slash(world.channel, "list note", paper=PAPER)
    assert form.modal is not None
    result = await world.bob.submit_modal(form, {"note": "two\n\n\nlines\x00"})
    assert "Noted" in seen.text(result.response)
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None and entry.note == "two\n\nlines"
    shown = await world.slash(world.bob, "list show")
    opened = (await world.click(world.bob, shown, "Open")).response
    await world.click(world.bob, opened, "Remove note")
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None and entry.note == ""


async def test_a_form_opened_before_a_restart_is_not_lost(world: World) -> None:
    form = await world.bob.slash(world.channel, "list note", paper=PAPER)
    await world.restart()
    await world.bob.submit_modal(form, {"note": "kept"})
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None and entry.note == "kept"


async def test_buttons_of_old_messages_work_after_a_restart(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper=PAPER)
    answer = (await world.click(world.bob, shown, "Save")).response
    await world.restart()
    again = (await world.click(world.bob, shown, "Save")).response
    assert "already on your reading list" in seen.text(again)
    await world.click(world.bob, answer, "Undo")
    assert (await world.services.lists.page(world.bob.id, None, 0, 10)).total == 0


async def test_private_cards_do_not_take_the_buttons_of_others_with_them(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper=PAPER)
    await saved(world, world.bob)
    await world.env.advance_time(16 * 60)  # discord.py forgets private messages by then
    again = (await world.click(world.bob, shown, "Save")).response
    assert "already on your reading list" in seen.text(again)


async def test_everybody_has_their_own_list(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper=PAPER)
    await world.click(world.bob, shown, "Save")
    await world.click(world.alice, shown, "Save")
    await world.slash(world.alice, "list remove", paper=PAPER)
    assert (await world.services.lists.page(world.bob.id, None, 0, 10)).total == 1
    assert (await world.services.lists.page(world.alice.id, None, 0, 10)).total == 0


async def test_a_paper_that_is_gone(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper=PAPER)
    await world.click(world.bob, shown, "Save")
    await world.services.catalogue.remove([PAPER])
    refused = (await world.click(world.alice, shown, "Save")).response
    assert "not in the catalogue any more" in seen.text(refused)
    listed = await world.slash(world.bob, "list show")
    assert "no longer in the catalogue" in seen.text(listed)
    removed = await world.slash(world.bob, "list remove", paper=PAPER)
    assert "Took" in seen.text(removed)


async def test_suggestions_are_the_persons_own_papers(world: World) -> None:
    await saved(world, world.bob)
    mine = await world.bob.autocomplete(
        world.channel, "list mark", "paper", "reward", status="read"
    )
    assert [choice["value"] for choice in mine] == [PAPER]
    others = await world.alice.autocomplete(
        world.channel, "list mark", "paper", "reward", status="read"
    )
    assert others == []


async def test_a_name_that_fits_nothing_or_several(world: World) -> None:
    await saved(world, world.bob)
    nothing = await world.slash(world.bob, "list remove", paper="no such paper")
    assert "not on your reading list" in seen.text(nothing)
    for paper in ("2603.12255", "2603.12250"):
        await world.services.lists.save(world.bob.id, paper, world.clock.now())
    several = await world.slash(world.bob, "list remove", paper="e")
    assert "Several papers on your list fit" in seen.text(several)
