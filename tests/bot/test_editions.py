"""Editions on demand, and papers in full."""

from tests.bot import seen
from tests.bot.world import World


async def test_daily_shows_the_newest_list_ranked(world: World) -> None:
    shown = await world.slash(world.bob, "daily")
    words = seen.text(shown)
    assert words.startswith("## Daily Papers · Mar 13 · 8 papers")
    votes = [int(part.split()[0]) for part in words.split("▲ ")[1:]]
    assert votes == sorted(votes, reverse=True) and len(votes) == 8
    assert seen.labels(shown).count("Save") == 8
    assert "← Mar 12" in seen.labels(shown)


async def test_any_day_by_words(world: World) -> None:
    for words in (
        "Mar 11", "2026-03-11", "11 march", "wednesday", "march 11th, 2026", "11.03.", "3/11",
        "two days ago", "the day before yesterday",
    ):  # fmt: skip
        shown = await world.slash(world.bob, "daily", date=words)
        assert "Daily Papers · Mar 11 · 18 papers" in seen.text(shown), words


async def test_previous_and_next_turn_in_place(world: World) -> None:
    shown = await world.slash(world.bob, "daily", date="Mar 11")
    await world.click(world.bob, shown, "← Mar 10")
    assert "Daily Papers · Mar 10" in seen.text(shown.message)
    await world.click(world.bob, shown.message, "Mar 11 →")
    await world.click(world.bob, shown.message, "All by votes")
    await world.click(world.bob, shown.message, "↓ Lower")
    assert "9 to 16, by votes" in seen.text(shown.message)
    await world.click(world.bob, shown.message, "Front page")
    assert "By theme" in seen.text(shown.message)


async def test_somebody_else_gets_their_own_copy(world: World) -> None:
    shown = await world.slash(world.bob, "daily", date="Mar 11")
    copy = (await world.click(world.alice, shown, "← Mar 10")).response
    assert copy.ephemeral and "Daily Papers · Mar 10" in seen.text(copy)
    assert "Daily Papers · Mar 11" in seen.text(shown.message)
    await world.click(world.alice, copy, "← Mar 9")
    assert "Daily Papers · Mar 9" in seen.text(copy.message)


async def test_a_day_without_a_list(world: World) -> None:
    shown = await world.slash(world.bob, "daily", date="2026-03-08")
    assert "I have no list of Mar 8" in seen.text(shown)
    assert "Mar 9 to Mar 13" in seen.text(shown)
    await world.click(world.bob, shown, "Show Mar 13")
    assert "Daily Papers · Mar 13" in seen.text(shown.message)


NONSENSE = (
    "32 march", "someday", "'; drop table editions; --", "0000-00-00", "🗞️", "@everyone", "\x00",
    "**march**", "x" * 60, "غدا",
)  # fmt: skip


async def test_a_day_nobody_understands(world: World) -> None:
    for command, option in (("daily", "date"), ("weekly", "week"), ("monthly", "month")):
        for words in NONSENSE:
            shown = await world.slash(world.bob, command, **{option: words})
            assert "Write it like" in seen.text(shown), words
            assert "I know Mar 9 to Mar 13." in seen.text(shown), words
            assert seen.labels(shown)[0].startswith("Show "), words


async def test_an_empty_catalogue(empty_world: World) -> None:
    for command in ("daily", "weekly", "monthly", "trending"):
        shown = await empty_world.slash(empty_world.bob, command)
        assert "I have no daily lists yet" in seen.text(shown), command
    shown = await empty_world.slash(empty_world.bob, "daily", date="someday")
    assert "I have no daily lists yet" in seen.text(shown)


async def test_an_abstract_is_read_from_the_menu(world: World) -> None:
    shown = await world.slash(world.bob, "daily")
    result = await world.bob.select(shown, ["2603.10178"])
    assert result.response.ephemeral and "ExeVRM" in seen.text(result.response)


async def test_a_paper_in_full_by_id_link_and_title(world: World) -> None:
    for words in (
        "2603.10178",
        "https://arxiv.org/pdf/2603.10178v1.pdf",
        "Video-Based Reward Modeling for Computer-Use Agents",
        "video based reward modelling",
    ):
        shown = await world.slash(world.bob, "paper", paper=words)
        assert "Video-Based Reward Modeling" in seen.text(shown), words
        assert "ExeVRM" in seen.text(shown)


async def test_a_public_paper_does_not_tell_whose_list_it_is_on(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper="2603.10178")
    await world.click(world.bob, shown, "Save")
    again = await world.slash(world.bob, "paper", paper="2603.10178")
    assert "On your list" not in seen.text(again)
    private = (
        await world.click(
            world.bob, await world.slash(world.bob, "ask", question="2603.10178"), "Abstract"
        )
    ).response
    assert "On your list: to read" in seen.text(private)


async def test_suggestions_while_typing(world: World) -> None:
    papers = await world.bob.autocomplete(world.channel, "paper", "paper", "reward model")
    assert "2603.10178" in [choice["value"] for choice in papers]
    assert len(await world.bob.autocomplete(world.channel, "paper", "paper", "")) == 25
    days = await world.bob.autocomplete(world.channel, "daily", "date", "mar 1")
    assert [choice["value"] for choice in days][:1] == ["2026-03-13"]


async def test_an_unknown_paper(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper="9999.99999")
    assert "Nothing here on “9999.99999”" in seen.text(shown)
