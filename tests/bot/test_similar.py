"""`/similar`: what is like a paper."""

from datetime import timedelta

import pytest

from bot.chat.assistant import LIKE_DEPTH
from bot.sources.identifiers import local_paper_id, title_key
from storage.models import Paper
from storage.papers import Incoming
from tests.bot import seen
from tests.bot.test_bad_input import NASTY
from tests.bot.world import World

PAPER = "2603.10178"
TITLE = "Video-Based Reward Modeling for Computer-Use Agents"


async def add(world: World, id: str, title: str, abstract: str) -> None:
    paper = Paper(id=id, title=title, abstract=abstract)
    await world.services.catalogue.add([Incoming(paper, title_key(title))])


@pytest.fixture(autouse=True)
def however_little_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of fifty papers few are alike; here there are to be pages of them."""
    monkeypatch.setattr("bot.search.engine.LEAST_ALIKE", 0.0)


async def test_similar_shows_other_papers_for_everybody(world: World) -> None:
    shown = await world.slash(world.bob, "similar", paper=PAPER)
    assert not shown.ephemeral
    words = seen.text(shown)
    assert words.startswith(f"**Like “{TITLE}”**")
    assert f"{LIKE_DEPTH} papers · page 1 of 4" in words
    ids = seen.ids(shown, "save:")
    assert len(ids) == 5 and f"save:{PAPER}" not in ids
    assert "save:2603.12247" in ids  # the other paper on reward models
    # Each with a sentence of its abstract, below title and facts.
    assert sum(line.startswith("**") and "." in line for line in words.splitlines()) >= 5


async def test_a_title_or_a_link_names_the_paper_as_well(world: World) -> None:
    by_id = await world.slash(world.bob, "similar", paper=PAPER)
    for words in (TITLE, f"https://arxiv.org/abs/{PAPER}v1", "video-based reward modelling"):
        shown = await world.slash(world.bob, "similar", paper=words)
        assert seen.text(shown) == seen.text(by_id), words


@pytest.mark.parametrize("kind", NASTY)
async def test_odd_names_are_answered_in_words(world: World, kind: str) -> None:
    shown = await world.slash(world.bob, "similar", paper=NASTY[kind][:500])
    assert seen.text(shown).strip() and "went wrong" not in seen.text(shown)
    await world.bob.autocomplete(world.channel, "similar", "paper", NASTY[kind][:60])


async def test_titles_are_suggested(world: World) -> None:
    choices = await world.bob.autocomplete(world.channel, "similar", "paper", "video-based")
    assert [choice["value"] for choice in choices] == [PAPER]


async def test_no_paper_of_that_name(world: World) -> None:
    for command in ("similar", "paper"):
        shown = await world.slash(world.bob, command, paper="zebrafish habitats")
        assert "Nothing here on “zebrafish habitats”" in seen.text(shown)


async def test_pages_turn_after_a_restart_and_go_through_all(world: World) -> None:
    shown = await world.slash(world.bob, "similar", paper=PAPER)
    ids = seen.ids(shown, "save:")
    await world.restart()
    for page in (2, 3, 4):
        await world.click(world.bob, shown.message, "Next →")
        assert f"page {page} of 4" in seen.text(shown.message)
        ids += seen.ids(shown.message, "save:")
    assert len(ids) == len(set(ids)) == LIKE_DEPTH
    assert f"save:{PAPER}" not in ids
    assert "Next →" not in seen.labels(shown.message)
    await world.click(world.bob, shown.message, "← Previous")
    assert "page 3 of 4" in seen.text(shown.message)


async def test_pages_turn_after_a_month_unless_the_paper_is_gone(world: World) -> None:
    shown = await world.slash(world.bob, "similar", paper=PAPER)
    world.clock.advance(timedelta(days=40))
    await world.click(world.bob, shown.message, "Next →")
    assert "page 2 of 4" in seen.text(shown.message)
    await world.services.catalogue.remove([PAPER])
    result = await world.click(world.bob, shown.message, "Next →")
    assert "not in the catalogue any more" in seen.text(result.followups[0])
    assert "page 2 of 4" in seen.text(shown.message)


async def test_fewer_papers_than_before_show_the_last_page(world: World) -> None:
    shown = await world.slash(world.bob, "similar", paper=PAPER)
    for _ in range(3):
        await world.click(world.bob, shown.message, "Next →")
    gone = [id.removeprefix("save:") for id in seen.ids(shown.message, "save:")]
    await world.click(world.bob, shown.message, "← Previous")
    everything = await world.services.assistant.ask("sort:new")
    others = [f.paper.id for f in everything.findings if f.paper.id != PAPER]
    await world.services.catalogue.remove([*gone, *others[:-4]])
    await world.click(world.bob, shown.message, "Next →")
    assert "page" not in seen.text(shown.message).splitlines()[1]
    assert seen.ids(shown.message, "save:")


async def test_somebody_else_turns_a_page_of_their_own(world: World) -> None:
    shown = await world.slash(world.bob, "similar", paper=PAPER)
    copy = (await world.click(world.alice, shown, "Next →")).response
    assert copy.ephemeral
    assert "page 2 of 4" in seen.text(copy)
    assert "page 1 of 4" in seen.text(shown.message)
    await world.click(world.alice, copy, "Next →")
    assert "page 3 of 4" in seen.text(copy.message)


async def test_nothing_is_kept_about_who_asked(world: World) -> None:
    shown = await world.slash(world.bob, "similar", paper=PAPER)
    await world.click(world.bob, shown, "Next →")
    assert await world.services.database.fetch_all("SELECT * FROM members") == []


async def test_the_full_card_has_a_button_for_it(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper=PAPER)
    assert {"Save", "Similar"} <= set(seen.labels(shown))
    await world.restart()
    similar = (await world.click(world.alice, shown, "Similar")).response
    assert similar.ephemeral
    assert seen.text(similar).startswith(f"**Like “{TITLE}”**")
    answer = await world.ask(world.bob, TITLE)
    assert "Similar" not in seen.labels(answer)


async def test_a_card_with_every_link_has_room_for_it(world: World) -> None:
    paper = Paper(
        id="2604.00001",
        title="Everything Linked",
        abstract="Links.",
        code_url="https://example.org/code",
        data_url="https://example.org/data",
        project_url="https://example.org/project",
    )
    await world.services.catalogue.add([Incoming(paper, title_key(paper.title))])
    shown = await world.slash(world.bob, "paper", paper=paper.id)
    labels = ["Save", "Similar", "Hugging Face", "Code", "Data", "Project"]
    assert seen.labels(shown) == labels


async def test_a_removed_paper_has_no_button_and_a_sentence(world: World) -> None:
    await world.services.lists.save(world.bob.id, PAPER, world.clock.now())
    shown = await world.slash(world.bob, "paper", paper=PAPER)
    await world.services.catalogue.remove([PAPER])
    refused = (await world.click(world.bob, shown, "Similar")).response
    assert "not in the catalogue any more" in seen.text(refused)
    answer = await world.slash(world.bob, "similar", paper=PAPER)
    assert "not in the catalogue any more" in seen.text(answer)
    listed = await world.slash(world.bob, "list show")
    opened = (await world.click(world.bob, listed, "Open")).response
    assert "Similar" not in seen.labels(opened)


async def test_a_paper_without_an_abstract_is_compared_by_its_title(world: World) -> None:
    await add(world, "2604.00001", "Reward Modeling Revisited", "")
    shown = await world.slash(world.bob, "similar", paper="2604.00001")
    assert "by its title alone" in seen.text(shown)
    assert seen.ids(shown, "save:")
    await add(world, "2604.00002", "Zygomorphic Quokkas", "")
    shown = await world.slash(world.bob, "similar", paper="2604.00002")
    assert "I know no abstract of “Zygomorphic Quokkas”" in seen.text(shown)


async def test_a_paper_that_shares_nothing(world: World) -> None:
    await add(world, "2604.00001", "Zygomorphic Quokkas", "Marsupials hop.")
    shown = await world.slash(world.bob, "similar", paper="2604.00001")
    assert seen.text(shown) == "None of my 51 papers is like “Zygomorphic Quokkas”."


async def test_the_only_paper(empty_world: World) -> None:
    await add(empty_world, "2604.00001", "Zygomorphic *Quokkas*", "Marsupials hop.")
    shown = await empty_world.slash(empty_world.bob, "similar", paper="2604.00001")
    assert seen.text(shown) == (
        r"“Zygomorphic \*Quokkas\*” is the only paper I have, so there is nothing to compare it to."
    )


async def test_a_paper_that_got_its_arxiv_id_is_reached_by_its_old_one(world: World) -> None:
    title = "Reward Modeling Revisited"
    local = local_paper_id(title)
    await add(world, local, title, "Reward models for agents.")
    shown = await world.slash(world.bob, "similar", paper=local)
    await add(world, "2604.00009", title, "Reward models for agents.")
    await world.click(world.bob, shown.message, "Next →")
    assert "page 2 of" in seen.text(shown.message)
    assert seen.ids(shown.message, "like:")[0].split(":")[2] == "2604.00009"
