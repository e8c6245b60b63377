"""How an answer is worded where a phrase or a misspelling left nothing."""

import pytest

from tests.bot import seen
from tests.bot.world import World


async def test_a_phrase_that_no_paper_has_is_told_from_its_words(world: World) -> None:
    shown = await world.ask(world.bob, '"modeling reward"')
    assert seen.text(shown) == (
        'Nothing here on "modeling reward" word for word; without the quotes there is something.'
    )
    shown = await world.ask(world.bob, '"modeling reward" has:code')
    assert "with these limits; without them there is something" in seen.text(shown)


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ('"reward modeling"', '**"reward modeling"**'),
        ("reward modeling", "**“reward modeling”**"),
        ('reward "modeling"', '**“reward "modeling"”**'),
        ('title:"reward modeling"', '**“title:"reward modeling"”**'),
    ],
)
async def test_quotes_that_were_written_are_not_doubled(
    world: World, asked: str, head: str
) -> None:
    shown = await world.ask(world.bob, asked)
    assert seen.text(shown).splitlines()[0] == head


@pytest.mark.parametrize("marks", ['"', '""', '" "', "“”", "«»"])
async def test_quotes_alone_are_said_back_in_quotes(world: World, marks: str) -> None:
    shown = await world.ask(world.bob, marks)
    assert seen.text(shown).startswith("Nothing here on “")


async def test_two_corrected_words_are_told_apart(world: World) -> None:
    shown = await world.ask(world.bob, "reenforcement lerning agents")
    assert (
        "Showing results for *reinforcement* instead of *reenforcement* and *learning* instead of "
        "*lerning*"
    ) in seen.text(shown)


async def test_nothing_as_written_leaves_the_next_step_to_its_button(world: World) -> None:
    answer = await world.ask(world.bob, "difusion")
    await world.click(world.bob, answer, "Search as written")
    shown = world.channel.last_message
    assert "as written. I looked through 50 papers" in seen.text(shown)
    assert "Try other words" not in seen.text(shown)
    assert seen.labels(shown) == ["Correct the spelling"]
