"""Tags, lists, ratings, priorities, due dates and rules: by command and by button, and private."""

from datetime import date, timedelta
from typing import Any

from storage.models import Entry, Priority
from tests.bot import seen
from tests.bot.world import World

PAPER = "2603.10178"
OTHER = "2603.12255"
TITLE = "Video-Based Reward Modeling for Computer-Use Agents"


async def entry(world: World, paper: str = PAPER, person: Any = None) -> Entry:
    found = await world.services.lists.get((person or world.bob).id, paper)
    assert found is not None
    return found


async def save(world: World, *papers: str) -> None:
    for paper in papers:
        await world.services.lists.save(world.bob.id, paper, world.clock.now())


async def organised(world: World, paper: str = PAPER) -> Any:
    """The message on which a paper of Bob's list is organised."""
    shown = await world.slash(world.bob, "list open", paper=paper)
    await world.click(world.bob, shown, "Organise")
    return shown


async def test_tags_by_command(world: World) -> None:
    said = await world.slash(world.bob, "list tag", paper=PAPER, tags="#RL, To Compare")
    assert said.ephemeral
    assert f"**{TITLE}**: saved, tagged #rl #to-compare." in seen.text(said)
    again = await world.slash(world.bob, "list tag", paper=PAPER, tags="rl")
    assert "that was so already" in seen.text(again)
    await world.slash(world.bob, "list untag", paper=TITLE, tags="rl")
    assert (await entry(world)).tags == ("to-compare",)
    await world.click(world.bob, said, "Undo")  # too late: something newer stands on it
    assert (await entry(world)).tags == ("to-compare",)


async def test_stars_priority_and_due_date_by_command(world: World) -> None:
    await world.slash(world.bob, "timezone", zone="Tokyo")
    assert "rated ★★★★☆" in seen.text(
        await world.slash(world.bob, "list rate", paper=PAPER, stars="4 stars")
    )
    await world.slash(world.bob, "list priority", paper=PAPER, priority="high")
    # Friday noon in UTC is Friday evening in Tokyo.
    due = await world.slash(world.bob, "list due", paper=PAPER, when="monday")
    assert "due Mar 16" in seen.text(due)
    kept = await entry(world)
    assert (kept.rating, kept.priority, kept.due) == (4, Priority.HIGH, date(2026, 3, 16))
    shown = await world.slash(world.bob, "list show")
    assert "★★★★☆ · 🔼 high priority · 📅 due Mar 16" in seen.text(shown)
    await world.slash(world.bob, "list due", paper=PAPER, when="none")
    await world.slash(world.bob, "list rate", paper=PAPER, stars="none")
    kept = await entry(world)
    assert kept.due is None and kept.rating is None


async def test_a_paper_is_organised_by_buttons(world: World) -> None:
    await save(world, PAPER)
    await world.slash(world.bob, "list tag", paper=OTHER, tags="rl, video")
    await world.slash(world.bob, "lists create", name="Thesis")
    shown = await organised(world)
    await world.bob.select(shown, ["5"], custom_id=f"rate:{PAPER}")
    await world.bob.select(shown, ["rl", "video"], custom_id=f"tags:{PAPER}")
    (named,) = await world.services.lists.named(world.bob.id)
    await world.bob.select(shown, [str(named.id)], custom_id=f"shelves:{PAPER}")
    kept = await entry(world)
    assert (kept.rating, kept.tags, kept.lists) == (5, ("rl", "video"), (named.id,))
    assert "★★★★★" in seen.text(shown.message) and "🗂️ Thesis" in seen.text(shown.message)
    await world.bob.select(shown, ["video"], custom_id=f"tags:{PAPER}")
    await world.bob.select(shown, [], custom_id=f"shelves:{PAPER}")
    kept = await entry(world)
    assert (kept.tags, kept.lists) == (("video",), ())
    await world.click(world.bob, shown.message, "Undo")
    assert (await entry(world)).lists == (named.id,)


async def test_a_menu_takes_away_only_what_it_showed(world: World) -> None:
    await world.slash(world.bob, "list tag", paper=PAPER, tags="phone")
    shown = await organised(world)
    await world.slash(world.bob, "list tag", paper=PAPER, tags="desk")
    await world.bob.select(shown, [], custom_id=f"tags:{PAPER}")
    assert (await entry(world)).tags == ("desk",)


async def test_the_forms_for_tags_and_for_a_plan(world: World) -> None:
    await save(world, PAPER)
    shown = await organised(world)
    form = await world.bob.click(shown, custom_id=f"newtag:{PAPER}")
    await world.bob.submit_modal(form, {"tags": "World Model, rl"})
    assert (await entry(world)).tags == ("rl", "world-model")
    form = await world.bob.click(shown, custom_id=f"plan:normal:{PAPER}")
    await world.bob.submit_modal(form, {"due": "in two weeks", "priority": ["high"]})
    kept = await entry(world)
    assert (kept.due, kept.priority) == (date(2026, 3, 27), Priority.HIGH)
    form = await world.bob.click(shown, custom_id=f"plan:high:{PAPER}")
    await world.bob.submit_modal(form, {"due": "", "priority": ["low"]})
    kept = await entry(world)
    assert (kept.due, kept.priority) == (date(2026, 3, 27), Priority.LOW)
    await world.click(world.bob, shown, "← Back")
    assert "Organise" in seen.labels(shown.message)


async def test_what_a_form_says_wrongly_is_handed_back(world: World) -> None:
    await save(world, PAPER)
    shown = await organised(world)
    form = await world.bob.click(shown, custom_id=f"newtag:{PAPER}")
    await world.restart()
    result = await world.bob.submit_modal(form, {"tags": "a@everyone"})
    texts = [seen.text(message) for message in result.followups]
    assert any("letters, digits and hyphens" in each for each in texts)
    assert any("Your tags, so that it is not lost" in each for each in texts)
    assert (await entry(world)).tags == ()


async def test_a_tag_is_renamed_and_brought_back(world: World) -> None:
    for paper in (PAPER, OTHER):
        await world.slash(world.bob, "list tag", paper=paper, tags="rl")
    assert "#rl 2" in seen.text(await world.slash(world.bob, "tags show"))
    renamed = await world.slash(world.bob, "tags rename", tag="rl", to="Reinforcement Learning")
    assert "Renamed #rl to #reinforcement-learning on 2 papers." in seen.text(renamed)
    await world.click(world.bob, renamed, "Undo")
    assert await world.services.lists.tags(world.bob.id) == {"rl": 2}


async def test_renaming_onto_a_tag_asks_and_merges_once(world: World) -> None:
    await world.slash(world.bob, "list tag", paper=PAPER, tags="rl, rewards")
    await world.slash(world.bob, "list tag", paper=OTHER, tags="rl")
    asked = await world.slash(world.bob, "tags rename", tag="rl", to="rewards")
    assert "You have #rewards already, on 1 paper. Merge #rl (2 papers) into it?" in seen.text(
        asked
    )
    assert await world.services.lists.tags(world.bob.id) == {"rl": 2, "rewards": 1}
    await world.click(world.bob, asked, "Merge them")
    assert await world.services.lists.tags(world.bob.id) == {"rewards": 2}


async def test_a_tag_is_removed_everywhere(world: World) -> None:
    for paper in (PAPER, OTHER):
        await world.slash(world.bob, "list tag", paper=paper, tags="rl")
    gone = await world.slash(world.bob, "tags remove", tag="#RL")
    assert "Took #rl off 2 papers." in seen.text(gone)
    assert "no tags yet" in seen.text(await world.slash(world.bob, "tags show"))
    unknown = await world.slash(world.bob, "tags remove", tag="rl")
    assert "You have no tag #rl" in seen.text(unknown)


async def test_tags_are_suggested(world: World) -> None:
    await world.slash(world.bob, "list tag", paper=PAPER, tags="rl, robots, video")

    async def suggested(person: Any, typed: str) -> list[str]:
        found = await person.autocomplete(world.channel, "list tag", "tags", typed, paper=OTHER)
        return [choice["value"] for choice in found]

    assert await suggested(world.bob, "r") == ["rl", "robots"]
    assert await suggested(world.bob, "video, ro") == ["video, robots"]
    assert await suggested(world.alice, "") == []


async def test_lists_of_ones_own(world: World) -> None:
    assert "no lists beside" in seen.text(await world.slash(world.bob, "lists show"))
    await world.slash(world.bob, "lists create", name="My *Thesis* @everyone")
    made = await world.slash(world.bob, "lists create", name="my *thesis* @EVERYONE")
    assert "already" in seen.text(made)
    renamed = await world.slash(world.bob, "lists rename", name="My *Thesis* @everyone", to="Talk")
    assert "is called “Talk” now" in seen.text(renamed)
    await world.slash(world.bob, "lists add", name="talk", paper=PAPER)
    assert "**Talk** · 1 paper" in seen.text(await world.slash(world.bob, "lists show"))
    shown = await world.slash(world.bob, "list show", list="Talk")
    assert "“Talk” · 1 paper" in seen.text(shown)
    await world.slash(world.bob, "lists take", name="Talk", paper=PAPER)
    assert (await entry(world)).lists == ()
    await world.slash(world.bob, "lists add", name="Talk", paper=PAPER)
    asked = await world.slash(world.bob, "lists delete", name="Talk")
    assert "Delete your list “Talk” (1 paper)?" in seen.text(asked)
    await world.click(world.bob, asked, "Delete the list")
    assert "on your reading list still" in seen.text(asked.message)
    assert (await entry(world)).lists == ()
    gone = await world.slash(world.bob, "lists add", name="Talk", paper=PAPER)
    assert "You have no list of that name" in seen.text(gone)


async def test_a_list_of_another_is_out_of_reach(world: World) -> None:
    await world.slash(world.bob, "lists create", name="Thesis")
    (named,) = await world.services.lists.named(world.bob.id)
    assert await world.services.organiser.delete_list(world.alice.id, named.id) is False
    for name in ("Thesis", str(named.id)):
        refused = await world.slash(world.alice, "lists add", name=name, paper=PAPER)
        assert "You have no list of that name" in seen.text(refused)


async def test_a_rule_tags_what_is_saved(world: World) -> None:
    made = await world.slash(world.bob, "list rule", when="keyword has reward -> #Rewards")
    assert "papers with `reward` get #rewards" in seen.text(made)
    shown = await world.slash(world.bob, "paper", paper=PAPER)
    saved = (await world.click(world.bob, shown, "Save")).response
    assert "to your reading list, tagged #rewards." in seen.text(saved)
    await world.click(world.bob, saved, "Undo")
    assert await world.services.lists.get(world.bob.id, PAPER) is None
    await save(world, "2603.12250")
    assert (await entry(world, "2603.12250")).tags == ()
    await world.click(world.alice, shown, "Save")
    assert (await entry(world, person=world.alice)).tags == ()


async def test_a_rule_tags_what_is_there_on_wish(world: World) -> None:
    await save(world, PAPER, OTHER)
    made = await world.slash(world.bob, "list rule", when="title:reward", tag="rewards")
    assert "1 paper on your list fits already." in seen.text(made)
    await world.click(world.bob, made, "Tag it too")
    assert (await entry(world)).tags == ("rewards",) and (await entry(world, OTHER)).tags == ()
    assert "Tagged 1 paper #rewards" in seen.text(made.message)
    await world.click(world.bob, made.message, "Undo")
    assert (await entry(world)).tags == ()


async def test_rules_are_shown_and_removed(world: World) -> None:
    assert "no rules yet" in seen.text(await world.slash(world.bob, "list rules"))
    await world.slash(world.bob, "list rule", when='"world model" has:code', tag="wm")
    shown = await world.slash(world.bob, "list rules")
    assert '`"world model" has:code` → #wm' in seen.text(shown)
    (rule,) = await world.services.organiser.rules(world.bob.id)
    await world.bob.select(shown, [str(rule.id)])
    assert await world.services.organiser.rules(world.bob.id) == []


async def test_rules_that_say_nothing(world: World) -> None:
    for when, says in (
        ("diffusion", "Say which tag it gets"),
        ("the of ->rl", "Write what a paper must have"),
        ("since:yesterday -> x", "cannot read that date"),
        ("in:read -> x", "cannot stand in it"),
        ("a -> b -> c", "Write what a paper must have and the tag"),
        ("x -> 🦆", "letters, digits and hyphens"),
    ):
        said = await world.slash(world.bob, "list rule", when=when)
        assert says in seen.text(said), when
    await world.slash(world.bob, "list rule", when="diffusion", tag="gen")
    again = await world.slash(world.bob, "list rule", when="diffusion", tag="gen")
    assert "that rule already" in seen.text(again)


async def test_bad_tags_and_names(world: World) -> None:
    for tags, says in (
        ("🦆", "letters, digits and hyphens"),
        ("@everyone", "letters, digits and hyphens"),
        ("'); DROP TABLE entries; --", "letters, digits and hyphens"),
        ("-", "Write a tag"),
        ("x" * 33, "at most 32 characters"),
        (", ".join(f"t{n}" for n in range(21)), "I take 20 at once"),
        ("\u202e\u200b", "Write a tag"),
    ):
        said = await world.slash(world.bob, "list tag", paper=PAPER, tags=tags)
        assert says in seen.text(said), tags
    kept = await world.slash(world.bob, "list tag", paper=PAPER, tags="مقاله, été, 強化")
    assert "#مقاله" in seen.text(kept)
    for name, says in (
        ("🦆", "Give the list a name"),
        ("To read", "what I call a part"),
        ("#x", "does not begin with #"),
        ("x" * 51, "at most 50 characters"),
    ):
        said = await world.slash(world.bob, "lists create", name=name)
        assert says in seen.text(said), name


async def test_five_hundred_tags_and_not_one_more(world: World) -> None:
    papers = [paper.id for paper in await _some_papers(world, 26)]
    for place, paper in enumerate(papers[:25]):
        tags = ",".join(f"t{20 * place + n}" for n in range(20))
        await world.services.shelf.edit(world.bob.id, paper, _tagging(tags))
    assert len(await world.services.lists.tags(world.bob.id)) == 500
    refused = await world.slash(world.bob, "list tag", paper=papers[25], tags="one-more")
    assert "You have 500 tags, which is all I keep for one person" in seen.text(refused)
    full = await world.slash(world.bob, "list tag", paper=papers[0], tags="t30")
    assert "at most 20 tags" in seen.text(full)
    shown = await world.slash(world.bob, "tags show")
    assert "Your tags · 500" in seen.text(shown) and "and 400 more" in seen.text(shown)
    assert await organised(world, papers[0])


async def test_pressed_twice_and_a_month_later(world: World) -> None:
    await save(world, PAPER)
    shown = await organised(world)
    for _ in range(2):
        await world.bob.select(shown, ["4"], custom_id=f"rate:{PAPER}")
    assert (await entry(world)).rating == 4
    world.clock.advance(timedelta(days=30))
    await world.restart()
    await world.bob.select(shown, ["2"], custom_id=f"rate:{PAPER}")
    assert (await entry(world)).rating == 2
    await world.services.lists.remove(world.bob.id, PAPER, world.clock.now())
    gone = await world.bob.select(shown, ["3"], custom_id=f"rate:{PAPER}")
    assert "not on your reading list" in seen.text(gone.followups[0])


async def _some_papers(world: World, count: int) -> list[Any]:
    found = [
        paper
        for day in await world.services.editions.newest(10)
        for paper in await world.services.editions.papers(day)
    ]
    assert len(found) >= count
    return found[:count]


def _tagging(tags: str) -> Any:
    from bot.reading.tags import parse_tags
    from storage.edits import Edit

    return Edit(tag=frozenset(parse_tags(tags)))
