"""Recommendations: from three saves on, each once, with reasons both ways."""

from datetime import date, timedelta
from typing import Any

from bot.reading.recommending import PAGE
from storage.models import Status
from tests.bot import seen
from tests.bot.world import World

VIDEO = ("2603.10178", "2603.12255", "2603.09827")


async def saved_some(world: World, person: Any, words: str = "video generation", n: int = 3) -> Any:
    """Papers on one subject put on a person's list."""
    results = await world.services.catalogue.search(words, n)
    ids = [hit.id for hit in results.hits]
    assert len(ids) == n
    for id in ids:
        await world.services.lists.save(person.id, id, world.clock.now())
    return ids


def recommended(message: Any) -> list[str]:
    """The ids of the papers on a page, in order."""
    return [id.rpartition(":")[2] for id in seen.ids(message) if id.startswith(("save:", "unwhy:"))]


async def test_below_three_saves_it_says_what_to_do(world: World) -> None:
    for n, words in enumerate(("none yet", "one so far", "two so far")):
        answer = await world.slash(world.bob, "foryou")
        assert answer.ephemeral
        assert words in seen.text(answer) and "Press 🔖 Save" in seen.text(answer)
        assert f"Save on {('3 papers', '2 more papers', 'one more paper')[n]}" in seen.text(answer)
        await world.services.lists.save(world.bob.id, VIDEO[n], world.clock.now())


async def test_from_three_saves_on_with_the_words_that_caused_it(world: World) -> None:
    ids = await saved_some(world, world.bob)
    answer = await world.slash(world.bob, "foryou")
    assert answer.ephemeral
    assert "because of: " in seen.text(answer) and "video" in seen.text(answer).lower()
    shown = recommended(answer)
    assert 0 < len(shown) <= PAGE and not set(shown) & set(ids)
    papers = await world.services.catalogue.papers(shown)
    days = [paper.day or date.min for paper in papers]
    assert days == sorted(days, reverse=True), "newest first"


async def test_each_paper_is_shown_once_and_pages_turn_after_a_restart(world: World) -> None:
    await saved_some(world, world.bob, "language models", 8)
    first = await world.slash(world.bob, "foryou")
    one = recommended(first)
    await world.restart()
    await world.click(world.bob, first, "More")
    two = recommended(first.message if hasattr(first, "message") else first)
    assert two and not set(one) & set(two)
    await world.click(world.bob, first, "← Earlier")
    assert recommended(first) == one
    await world.click(world.bob, first, "Newer →")
    assert recommended(first) == two
    seen_so_far = set(one) | set(two)
    for _ in range(20):
        answer = await world.slash(world.bob, "foryou")
        if not recommended(answer):
            break
        assert not seen_so_far & set(recommended(answer))
        seen_so_far |= set(recommended(answer))
    assert "nothing new for you just now" in seen.text(answer)
    await world.click(world.bob, answer, "← Earlier")
    assert set(recommended(answer)) <= seen_so_far


async def test_save_puts_it_on_the_list_and_it_never_comes_again(world: World) -> None:
    await saved_some(world, world.bob)
    answer = await world.slash(world.bob, "foryou")
    id = recommended(answer)[0]
    saved = (await world.click(world.bob, answer, custom_id=f"save:{id}")).response
    assert "Saved" in seen.text(saved)
    assert await world.services.lists.get(world.bob.id, id) is not None


async def test_turning_down_asks_why_and_can_be_taken_back(world: World) -> None:
    await saved_some(world, world.bob)
    answer = await world.slash(world.bob, "foryou")
    id = recommended(answer)[0]
    menu = seen.ids(answer, "nope:")[0]
    await world.bob.select(answer, [id], custom_id=menu)
    assert "Why is" in seen.text(answer)
    await world.restart()
    await world.bob.select(answer, ["field"])
    assert "👎 not my field" in seen.text(answer)
    assert recommended(answer)[0] == id
    [row] = [r for r in await shown_rows(world) if r["paper_id"] == id]
    assert row["verdict"] == "field" and row["judged_at"]
    await world.click(world.bob, answer, "Undo 👎")
    assert "👎 not my field" not in seen.text(answer)
    await world.bob.select(answer, [id], custom_id=menu)
    await world.click(world.bob, answer, "← Back")
    assert recommended(answer)[0] == id


async def shown_rows(world: World) -> list[dict[str, Any]]:
    exported = await world.services.members.export(world.bob.id)
    return exported["recommendations"]


async def test_what_is_not_my_field_moves_the_rest(world: World) -> None:
    await saved_some(world, world.bob, "video generation")
    for id in await saved_some(world, world.bob, "reinforcement learning agents"):
        await world.services.lists.set_status(world.bob.id, id, Status.DROPPED, world.clock.now())
    await saved_some(world, world.alice, "video generation")
    await saved_some(world, world.alice, "reinforcement learning agents")
    with_dropped = recommended(await world.slash(world.bob, "foryou"))
    with_liked = recommended(await world.slash(world.alice, "foryou"))
    assert set(with_dropped) != set(with_liked)


async def test_presses_that_make_no_sense(world: World) -> None:
    await saved_some(world, world.bob)
    answer = await world.slash(world.bob, "foryou")
    menu = seen.ids(answer, "nope:")[0]
    id = recommended(answer)[0]
    # A paper that is gone meanwhile.
    await world.services.members.erase(world.bob.id)
    refused = await world.bob.select(answer, [id], custom_id=menu)
    assert "not among your recommendations" in seen.text(refused.followups[0])
    refused = await world.click(world.bob, answer, "More")
    assert "I go by what you saved" in seen.text(refused.followups[0])


async def test_recommendations_are_exported_and_erased(world: World) -> None:
    await saved_some(world, world.bob)
    answer = await world.slash(world.bob, "foryou")
    rows = await shown_rows(world)
    assert [row["paper_id"] for row in rows] == recommended(answer)
    assert isinstance(rows[0]["because"], list)
    await world.services.members.erase(world.bob.id)
    assert await shown_rows(world) == []


async def test_old_opinions_fade(world: World) -> None:
    """After years a list of another subject still begins with what was saved last."""
    await saved_some(world, world.bob, "reinforcement learning agents")
    world.clock.advance(timedelta(days=1500))
    await saved_some(world, world.bob, "video generation")
    await saved_some(world, world.alice, "video generation")
    bobs = recommended(await world.slash(world.bob, "foryou"))
    alices = recommended(await world.slash(world.alice, "foryou"))
    assert len(set(bobs) & set(alices)) >= len(alices) // 2


async def test_two_devices_at_once_get_the_same_next_page(world: World) -> None:
    import asyncio

    await saved_some(world, world.bob, "language models", 8)
    recommender = world.services.recommender
    await recommender.more(world.bob.id)
    pages = await asyncio.gather(*(recommender.page(world.bob.id, 2) for _ in range(5)))
    assert len({tuple(s.paper.id for s in page.suggestions) for page in pages}) == 1
