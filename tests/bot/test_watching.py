"""Version watch, from the offer to the letter and its end."""

from datetime import timedelta
from typing import Any

from storage.watching import Standing
from tests.bot import seen
from tests.bot.test_letters import letters, tick
from tests.bot.world import NOW, World

PAPERS = ("2603.10178", "2603.12255", "2603.09827", "2603.04918")


async def save(world: World, person: Any, paper: str) -> Any:
    shown = await world.slash(person, "paper", paper=paper)
    return (await world.click(person, shown, custom_id=f"save:{paper}")).response


async def stand(world: World, paper: str, version: int, **more: bool) -> None:
    standing = Standing(paper, version, more.get("withdrawn", False), more.get("code", False))
    await world.services.watching.record([standing], world.clock.now())


async def test_it_is_off_and_offered_once_with_the_third_save(world: World) -> None:
    offered = []
    for paper in PAPERS:
        answer = await save(world, world.bob, paper)
        offered.append("Tell me of changes" in seen.labels(answer))
    assert offered == [False, False, True, False]


async def test_the_offer_is_taken_after_a_restart(world: World) -> None:
    for paper in PAPERS[:3]:
        answer = await save(world, world.bob, paper)
    await world.restart()
    begun = (await world.click(world.bob, answer, "Tell me of changes")).response
    assert begun.ephemeral and "I watch the papers on your list" in seen.text(begun)
    again = (await world.click(world.bob, answer, "Tell me of changes")).response
    assert "I watch them already" in seen.text(again)


async def test_one_letter_a_day_tells_everything_once(world: World) -> None:
    for paper in PAPERS[:3]:
        await world.services.lists.save(world.bob.id, paper, world.clock.now())
        await world.services.lists.save(world.alice.id, paper, world.clock.now())
        await stand(world, paper, 1)
    assert "I watch" in seen.text(await world.slash(world.bob, "watch on"))
    await tick(world, minutes=1)
    await stand(world, PAPERS[0], 2)
    await stand(world, PAPERS[1], 2, withdrawn=True)
    await stand(world, PAPERS[2], 1, code=True)
    world.clock.set(NOW + timedelta(days=1) - timedelta(hours=3))
    await tick(world, minutes=1)
    [letter] = letters(world.bob)
    words = seen.text(letter)
    assert words.startswith("## 3 papers on your list have changed")
    assert "new version: v2" in words and "withdrawn by its authors" in words
    assert "code is there now" in words
    assert letters(world.alice) == [], "she did not ask for it"
    await stand(world, PAPERS[0], 3)
    for _ in range(3):
        await tick(world, minutes=5)
    await world.restart()
    await tick(world, minutes=5)
    assert len(letters(world.bob)) == 1, "one in a window"
    world.clock.set(NOW + timedelta(days=2) - timedelta(hours=3))
    await tick(world, minutes=1)
    assert len(letters(world.bob)) == 2
    assert seen.text(letters(world.bob)[1]).startswith("## 1 paper on your list has changed")
    assert "new version: v3" in seen.text(letters(world.bob)[1])


async def test_the_letter_stops_it(world: World) -> None:
    await world.services.lists.save(world.bob.id, PAPERS[0], world.clock.now())
    await stand(world, PAPERS[0], 1)
    await world.slash(world.bob, "watch on")
    await stand(world, PAPERS[0], 2)
    world.clock.set(NOW + timedelta(days=1) - timedelta(hours=3))
    await tick(world, minutes=1)
    [letter] = letters(world.bob)
    stopped = (await world.click(world.bob.user, letter, "Stop telling me")).response
    assert "I do not watch your papers any more" in seen.text(stopped)
    await stand(world, PAPERS[0], 3)
    world.clock.set(NOW + timedelta(days=2) - timedelta(hours=3))
    await tick(world, minutes=1)
    assert len(letters(world.bob)) == 1


async def test_off_and_off_again(world: World) -> None:
    assert "I am not watching" in seen.text(await world.slash(world.bob, "watch off"))
    await world.slash(world.bob, "watch on")
    assert "any more" in seen.text(await world.slash(world.bob, "watch off"))
