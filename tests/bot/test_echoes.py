"""Shelf echoes and late bloomers, as people meet them."""

from datetime import timedelta

from bot.editions.span import Kind
from storage.models import Counts
from tests.bot import seen
from tests.bot.world import World


async def test_a_private_copy_says_what_is_close_to_the_list(world: World) -> None:
    """A paper that is nearly one of the list is marked; a public card tells nobody."""
    services = world.services
    day = await services.editions.latest()
    assert day is not None
    papers = await services.editions.papers(day)
    likeness = {}
    for paper in papers:
        hits = await services.catalogue.similar(paper.id, 1)
        if hits and hits[0].id not in {each.id for each in papers}:
            likeness[paper.id] = hits[0].id
    for other in likeness.values():
        await services.lists.save(world.bob.id, other, world.clock.now())
    echoes = await services.echoes.of(world.bob.id, papers)
    assert echoes, "the sample has papers that are close to each other"

    public = await world.slash(world.bob, "daily")
    assert "close to" not in seen.text(public).lower()
    mine = await world.click(world.alice, public, seen.labels(public)[-1])
    assert "close to" not in seen.text(mine.response).lower(), "Alice has saved nothing"
    span = await services.editor.latest(Kind.DAY)
    assert span is not None
    private = await world.bot.newsstand.edition(span, 1, world.bob.id, private=True)
    said = "\n".join(
        part["content"]
        for part in seen.parts(private.to_components())  # type: ignore[no-untyped-call]
        if part["type"] == seen.TEXT
    )
    assert "close to *" in said and "on your list" in said


async def test_a_person_with_nothing_saved_hears_no_echo(world: World) -> None:
    day = await world.services.editions.latest()
    assert day is not None
    assert (
        await world.services.echoes.of(world.bob.id, await world.services.editions.papers(day))
        == {}
    )
    assert await world.services.echoes.of(world.bob.id, []) == {}


async def test_late_bloomers_from_trending(world: World) -> None:
    shown = await world.slash(world.bob, "trending")
    assert "Late bloomers" in seen.labels(shown)
    await world.click(world.bob, shown, "Late bloomers")
    assert "Nothing is blooming late" in seen.text(shown)
    await world.click(world.bob, shown, "Trending")
    assert "Trending Papers" in seen.text(shown)

    paper = "2603.10178"
    kept = await world.services.catalogue.paper(paper)
    assert kept is not None and kept.upvotes is not None
    world.clock.advance(timedelta(days=9))
    await world.services.history.record(
        [Counts(paper_id=paper, upvotes=kept.upvotes + 50)], world.clock.now()
    )
    await world.restart()
    await world.click(world.bob, shown, "Late bloomers")
    assert "Late Bloomers" in seen.text(shown)
    assert seen.ids(shown, "save:") == [f"save:{paper}"]
    assert "(+50)" in seen.text(shown)
    other = await world.click(world.alice, shown, "Trending")
    assert other.response.ephemeral
