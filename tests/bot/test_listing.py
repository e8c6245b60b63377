"""Looking through a reading list: filters, orders, words, changes of all of it, a pick, undo."""

from datetime import timedelta
from typing import Any

import pytest

from storage.models import ListView, Status
from tests.bot import seen
from tests.bot.world import World

PAPER = "2603.10178"
OTHER = "2603.12255"


async def filled(world: World, count: int = 12) -> list[str]:
    """Puts papers on Bob's list, one an hour, and answers their ids, the newest first."""
    days = await world.services.editions.newest(5)
    papers = [p.id for day in days for p in await world.services.editions.papers(day)][:count]
    for hours, paper in enumerate(reversed(papers)):
        at = world.clock.now() - timedelta(hours=count - hours)
        await world.services.lists.save(world.bob.id, paper, at)
    return papers


def shown_ids(message: Any) -> list[str]:
    return [id.removeprefix("entry:") for id in seen.ids(message, "entry:")]


async def test_filters_together_and_their_pages_after_a_restart(world: World) -> None:
    papers = await filled(world)
    tagged = papers[::1][:9]
    for paper in tagged:
        await world.slash(world.bob, "list tag", paper=paper, tags="rl")
    shown = await world.slash(world.bob, "list show", tag="RL", status="to-read", age=7)
    assert shown.ephemeral
    text = seen.text(shown)
    assert "Your list: to read · 9 papers · page 1 of 2" in text
    assert "#rl · saved in the last 7 days" in text
    await world.restart()
    await world.click(world.bob, shown, "Next →")
    assert shown_ids(shown.message) == tagged[7:]
    await world.bob.select(
        shown.message, ["dropped"], custom_id=seen.ids(shown.message, "filter:")[0]
    )
    assert "Nothing is here." in seen.text(shown.message)
    assert "#rl" in seen.text(shown.message)


async def test_orders_by_command_and_by_menu(world: World) -> None:
    papers = await filled(world, 5)
    await world.slash(world.bob, "list due", paper=papers[3], when="tomorrow")
    await world.slash(world.bob, "list priority", paper=papers[4], priority="high")
    shown = await world.slash(world.bob, "list show", sort="due")
    assert shown_ids(shown)[0] == papers[3] and "due first" in seen.text(shown)
    order = seen.ids(shown, "order:")[0]
    await world.bob.select(shown, ["priority"], custom_id=order)
    assert shown_ids(shown.message)[0] == papers[4]
    order = seen.ids(shown.message, "order:")[0]
    await world.bob.select(shown.message, ["votes"], custom_id=order)
    found = await world.services.catalogue.papers(papers)
    best = max(found, key=lambda paper: paper.upvotes or 0)
    assert shown_ids(shown.message)[0] == best.id
    order = seen.ids(shown.message, "order:")[0]
    await world.bob.select(shown.message, ["shortest"], custom_id=order)
    shortest = min(found, key=lambda paper: len(paper.abstract))
    assert shown_ids(shown.message)[0] == shortest.id


async def test_a_shuffled_list_is_the_same_on_the_way_back(world: World) -> None:
    await filled(world)
    shown = await world.slash(world.bob, "list show", sort="random")
    first = shown_ids(shown)
    await world.click(world.bob, shown, "Next →")
    assert not set(first) & set(shown_ids(shown.message))
    await world.click(world.bob, shown.message, "← Previous")
    assert shown_ids(shown.message) == first


async def test_words_find_papers_and_notes_of_the_list_alone(world: World) -> None:
    await filled(world, 6)
    await world.slash(world.bob, "list note", paper=OTHER, text="Ask Müller about zeppelins.")
    await world.slash(world.bob, "list note", paper=PAPER, text="nothing much")
    by_note = await world.slash(world.bob, "list show", text="zeppelin Müller")
    assert shown_ids(by_note) == [OTHER]
    by_words = await world.slash(world.bob, "list show", text="reward modeling computer use")
    assert shown_ids(by_words)[0] == PAPER and "best match first" in seen.text(by_words)
    limited = await world.slash(world.bob, "list show", text="zeppelin title:reward")
    assert OTHER not in shown_ids(limited)  # its note fits, its title does not
    others = await world.slash(world.alice, "list show", text="zeppelin")
    assert "Your reading list is empty" in seen.text(others)
    wrong = await world.slash(world.bob, "list show", text="since:yesterday")
    assert "cannot read that date" in seen.text(wrong)


async def test_search_looks_through_notes_where_it_looks_through_the_list(world: World) -> None:
    await filled(world, 6)
    note = "First line. The baseline is from the Zeppelin group! Check."
    await world.slash(world.bob, "list note", paper=OTHER, text=note)
    found = await world.slash(world.bob, "search", words="zeppelins in:list")
    assert found.ephemeral
    assert "✏️ The baseline is from the **Zeppelin** group!" in seen.text(found)
    assert OTHER in str(seen.ids(found, "save:"))
    public = await world.slash(world.bob, "search", words="zeppelins")
    assert "zeppelin group" not in seen.text(public).lower()
    alices = await world.slash(world.alice, "search", words="zeppelins in:list")
    assert "Your reading list is empty" in seen.text(alices)


async def test_search_in_a_tag_and_in_a_list_of_ones_own(world: World) -> None:
    await filled(world, 6)
    await world.slash(world.bob, "list tag", paper=PAPER, tags="rl")
    await world.slash(world.bob, "lists create", name="My talk")
    await world.slash(world.bob, "lists add", name="My talk", paper=OTHER)
    tagged = await world.slash(world.bob, "search", words="in:#RL")
    assert seen.ids(tagged, "save:") == [f"save:{PAPER}"] and tagged.ephemeral
    named = await world.slash(world.bob, "search", words='in:"my talk"')
    assert seen.ids(named, "save:") == [f"save:{OTHER}"]
    both = await world.slash(world.bob, "search", words='in:"my talk" in:#rl')
    assert "No paper on your reading list is in `#rl` and in “my talk”" in seen.text(both)
    unknown = await world.slash(world.bob, "search", words="in:nowhere video")
    assert "You have no list of that name" in seen.text(unknown) and unknown.ephemeral
    asked = await world.ask(world.bob, "video in:#rl")
    assert "With `in:#rl` I would show everybody" in seen.text(asked)


async def test_all_of_a_part_is_changed_after_one_question(world: World) -> None:
    papers = await filled(world)
    for paper in papers[:9]:
        await world.slash(world.bob, "list tag", paper=paper, tags="rl")
    asked = await world.slash(
        world.bob, "list bulk", do="mark", to="dropped", tag="rl", status="to-read"
    )
    assert (
        "Mark as dropped: all 9 papers in your list: to read (#rl)? Undo works for a day."
        in seen.text(asked)
    )
    await world.click(world.bob, asked, "Yes, all 9")
    assert "Done, mark as dropped: 9 papers." in seen.text(asked.message)
    page = await world.services.lists.page(world.bob.id, Status.DROPPED, 0, 20)
    assert page.size == 9
    await world.click(world.bob, asked.message, "Undo")
    assert "9 papers are as before." in seen.text(asked.message)
    page = await world.services.lists.page(world.bob.id, Status.DROPPED, 0, 20)
    assert page.size == 0


async def test_a_second_press_on_a_change_of_all_does_nothing_more(world: World) -> None:
    await filled(world, 3)
    asked = await world.slash(world.bob, "list bulk", do="tag", to="Later", status="to-read")
    again = await world.slash(world.bob, "list bulk", do="tag", to="Later", status="to-read")
    await world.click(world.bob, asked, "Yes, all 3")
    done = await world.services.shelf.actions(world.bob.id)
    await world.click(world.bob, again, "Yes, all 3")
    assert "Nothing changed: 3 papers had that already." in seen.text(again.message)
    assert await world.services.shelf.actions(world.bob.id) == done


def _edit(act: str) -> Any:
    from bot.reading.bulk import edit_of

    return edit_of(act)


async def test_more_than_was_told_is_asked_again(world: World) -> None:
    papers = await filled(world, 4)
    await world.services.lists.remove(world.bob.id, papers[0], world.clock.now())
    asked = await world.slash(world.bob, "list bulk", do="remove", status="to-read")
    await world.services.lists.save(world.bob.id, papers[0], world.clock.now())
    await world.click(world.bob, asked, "Yes, all 3")
    assert "all 4 papers" in seen.text(asked.message)
    assert await world.services.lists.size(world.bob.id) == 4
    await world.click(world.bob, asked.message, "Yes, all 4")
    assert await world.services.lists.size(world.bob.id) == 0


async def test_all_is_changed_by_buttons(world: World) -> None:
    await filled(world, 4)
    shown = await world.slash(world.bob, "list show", status="to-read")
    offered = (await world.click(world.bob, shown, "Change all 4")).response
    await world.bob.select(offered, ["priority=high"])
    assert "Priority: high: all 4 papers" in seen.text(offered.message)
    await world.click(world.bob, offered.message, "Leave it")
    assert "Nothing was changed" in seen.text(offered.message)
    offered = (await world.click(world.bob, shown, "Change all 4")).response
    await world.bob.select(offered, ["mark=read"])
    await world.click(world.bob, offered.message, "Yes, all 4")
    page = await world.services.lists.page(world.bob.id, Status.READ, 0, 9)
    assert page.size == 4


@pytest.mark.parametrize(
    ("do", "to", "says"),
    [
        ("mark", None, "Say what to mark them to"),
        ("mark", "burnt", "cannot do that to many"),
        ("tag", "a b@c", "letters, digits and hyphens"),
        ("rate", "9", "1 to 5 stars"),
        ("priority", "enormous", "cannot do that to many"),
        ("due", "yesterday", "is past"),
        ("due", "2099-01-01", "more than two years away"),
        ("put", "Nowhere", "no list of that name"),
    ],
)
async def test_a_change_of_all_that_cannot_be_read(
    world: World, do: str, to: str | None, says: str
) -> None:
    await filled(world, 2)
    said = await world.slash(world.bob, "list bulk", do=do, **({"to": to} if to else {}))
    assert says in seen.text(said)


async def test_a_change_of_nothing(world: World) -> None:
    said = await world.slash(world.bob, "list bulk", do="remove", tag="nothing")
    assert "No paper on your list fits that" in seen.text(said)


@pytest.mark.parametrize(
    ("do", "to", "words"),
    [
        ("rate", "3 stars", "Rate ★★★"),
        ("due", "monday", "Due Mar 16"),
        ("due", "none", "No due date"),
        ("put", "thesis", "Put on “Thesis”"),
        ("take", "Thesis", "Take off “Thesis”"),
        ("untag", "RL", "Take off #rl"),
        ("priority", "Low", "Priority: low"),
        ("mark", "to read", "Mark as to read"),
    ],
)
async def test_every_change_of_all_is_told_in_words(
    world: World, do: str, to: str, words: str
) -> None:
    await filled(world, 2)
    await world.slash(world.bob, "lists create", name="Thesis")
    asked = await world.slash(world.bob, "list bulk", do=do, to=to)
    assert f"{words}: all 2 papers in your reading list? " in seen.text(asked)
    await world.click(world.bob, asked, "Yes, all 2")
    assert "2 papers" in seen.text(asked.message)


async def test_pick_one_and_another(world: World) -> None:
    papers = await filled(world, 4)
    shown = await world.slash(world.bob, "list pick")
    assert shown.ephemeral
    seen_ids = shown_ids(shown)
    for _ in range(3):
        await world.click(world.bob, shown.message, "Another one")
        seen_ids += shown_ids(shown.message)
    assert sorted(seen_ids) == sorted(papers)
    nothing = await world.slash(world.alice, "list pick")
    assert "Nothing on your list is waiting" in seen.text(nothing)


async def test_a_pick_says_why(world: World) -> None:
    await filled(world, 1)
    (paper,) = await world.services.lists.part_ids(world.bob.id, ListView(), await _here(world))
    await world.slash(world.bob, "list priority", paper=paper, priority="high")
    await world.slash(world.bob, "list due", paper=paper, when="tomorrow")
    await world.slash(world.bob, "list mark", paper=paper, status="reading")
    shown = await world.slash(world.bob, "list pick")
    assert "Why this one: due tomorrow, high priority, you have begun it" in seen.text(shown)


async def _here(world: World) -> Any:
    return await world.services.reminding.here(world.bob.id)


async def test_undo_goes_back_one_by_one(world: World) -> None:
    await world.slash(world.bob, "list save", paper=PAPER)
    await world.slash(world.bob, "list rate", paper=PAPER, stars="3")
    await world.slash(world.bob, "list tag", paper=PAPER, tags="rl")
    undone = await world.slash(world.bob, "list undo")
    assert "on your reading list as before" in seen.text(undone)
    await world.click(world.bob, undone, "Undo the one before")
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None and entry.rating is None and entry.tags == ()
    await world.slash(world.bob, "list undo")
    assert await world.services.lists.get(world.bob.id, PAPER) is None
    nothing = await world.slash(world.bob, "list undo")
    assert "There is nothing to undo" in seen.text(nothing)


async def test_the_last_actions_are_told_and_taken_back(world: World) -> None:
    papers = await filled(world, 3)
    await world.services.shelf.change_all(world.bob.id, papers, _edit("tag=rl"))
    await world.slash(world.bob, "list rate", paper=papers[0], stars="5")
    shown = await world.slash(world.bob, "list actions")
    text = seen.text(shown)
    assert "rated ★★★★★" in text and "and 2 more**" not in text and "tagged #rl" in text
    assert " and 2 more" in text and "saved" in text
    await world.click(world.bob, shown, custom_id=seen.ids(shown, "undo:")[1])
    world.clock.advance(timedelta(days=2))
    later = await world.slash(world.bob, "list actions")
    assert "There is nothing to undo" in seen.text(later)


async def test_old_list_controls_still_work(world: World) -> None:
    """Of the first version: `filter:` without a view, `list:` with a status."""
    await filled(world, 9)
    from bot.ui.buttons.lists import FilterList, TurnList

    old = FilterList.__discord_ui_compiled_template__.fullmatch(f"filter:{world.bob.id}")
    assert old is not None and old["view"] is None
    turn = TurnList.__discord_ui_compiled_template__.fullmatch(f"list:{world.bob.id}:to-read:2")
    assert turn is not None and turn["view"] == "to-read"


async def test_save_by_name(world: World) -> None:
    saved = await world.slash(
        world.bob, "list save", paper="Video-Based Reward Modeling for Computer-Use Agents"
    )
    assert "Saved" in seen.text(saved)
    unknown = await world.slash(world.bob, "list save", paper="zzz qqq")
    assert "I know no paper of that name" in seen.text(unknown)


@pytest.mark.parametrize(
    "text", ["🦆", "\u202e", "'; DROP TABLE entries; --", "@everyone **x**", "x" * 300, "\x00a"]
)
async def test_odd_words_are_searched_like_any(world: World, text: str) -> None:
    await filled(world, 2)
    shown = await world.slash(world.bob, "list show", text=text)
    assert seen.text(shown)
