"""Weeks, months, themes, climbers and what is trending, as people meet them."""

from datetime import UTC, date, datetime, timedelta

from bot.editions.span import Span
from storage.models import Counts, EditionSource, FetchKind, Paper
from storage.papers import Incoming
from tests.bot import seen
from tests.bot.world import NOW, World

BAND = "2603.04918"


def votes_of(message: object) -> list[int]:
    return [int(part.split()[0]) for part in seen.text(message).split("▲ ")[1:]]


async def grow(world: World, id: str, votes: int) -> None:
    """A source tells of more votes, now."""
    [paper] = await world.services.catalogue.papers([id])
    grown = paper.model_copy(update={"upvotes": votes})
    await world.services.catalogue.add([Incoming(grown, paper.title.lower())])
    await world.services.history.record([Counts(paper_id=id, upvotes=votes)], world.clock.now())


async def test_a_week_has_every_paper_of_its_days_once_by_votes(world: World) -> None:
    shown = await world.slash(world.bob, "weekly")
    words = seen.text(shown)
    assert words.startswith("## Weekly Papers · Mar 9 to 15 · 50 papers so far")
    assert "lists of 5 days" in words
    await world.click(world.bob, shown, "All by votes")
    votes, ids = [], []
    while True:
        votes += votes_of(shown.message)
        ids += seen.ids(shown.message, "save:")
        if "↓ Lower" not in seen.labels(shown.message):
            break
        await world.click(world.bob, shown.message, "↓ Lower")
    assert votes == sorted(votes, reverse=True)
    assert len(ids) == len(set(ids)) == 50


async def test_a_month_and_a_week_in_words(world: World) -> None:
    for command, option, words in (
        ("monthly", "month", "march"),
        ("monthly", "month", "2026-03"),
        ("monthly", "month", "this month"),
        ("monthly", "month", "yesterday"),
        ("daily", "date", "march"),
    ):
        shown = await world.slash(world.bob, command, **{option: words})
        assert "## Monthly Papers · March · 50 papers" in seen.text(shown), words
    for command, option, words in (
        ("weekly", "week", "2026-W11"),
        ("weekly", "week", "this week"),
        ("weekly", "week", "Mar 11"),
        ("daily", "date", "2026-W11"),
    ):
        shown = await world.slash(world.bob, command, **{option: words})
        assert "## Weekly Papers · Mar 9 to 15 · 50 papers" in seen.text(shown), words


async def test_a_week_or_month_without_papers(world: World) -> None:
    shown = await world.slash(world.bob, "weekly", week="last week")
    assert "I have no papers for Mar 2 to 8. I know Mar 9 to Mar 13." in seen.text(shown)
    await world.click(world.bob, shown, "Show Mar 9 to 15")
    assert "Weekly Papers · Mar 9 to 15" in seen.text(shown.message)
    shown = await world.slash(world.bob, "monthly", month="april 2026")
    assert "I have no papers for April, which is still to come." in seen.text(shown)


async def test_weeks_are_turned_in_place_even_after_a_restart(world: World) -> None:
    await world.services.catalogue.add(
        [Incoming(Paper(id="2603.20001", title="Gulls", abstract="Birds."), "gulls")]
    )
    await world.services.editions.put(
        date(2026, 3, 2), EditionSource.DAILY, [("2603.20001", 1)], NOW
    )
    shown = await world.slash(world.bob, "weekly")
    await world.restart()
    await world.click(world.bob, shown, "← Mar 2 to 8")
    assert "Weekly Papers · Mar 2 to 8 · 1 paper" in seen.text(shown.message)
    await world.click(world.bob, shown.message, "Mar 9 to 15 →")
    assert "Weekly Papers · Mar 9 to 15" in seen.text(shown.message)


async def test_a_theme_is_opened_and_left_again(world: World) -> None:
    shown = await world.slash(world.bob, "weekly")
    [menu] = [p for p in seen.parts(seen.raw(shown)) if p.get("placeholder") == "Open a theme …"]
    theme = menu["options"][1]
    label, count = theme["label"].split(" · ")
    assert f"**{label}** · {count}" in seen.text(shown)
    await world.bob.select(shown, [theme["value"]], custom_id=menu["custom_id"])
    words = seen.text(shown.message)
    assert words.startswith(f"## {label} · Mar 9 to 15 · {count} papers")
    assert votes_of(shown.message) == sorted(votes_of(shown.message), reverse=True)
    await world.restart()
    await world.click(world.bob, shown.message, "Front page")
    assert seen.text(shown.message).startswith("## Weekly Papers")


async def test_a_theme_that_is_not_there_any_more_opens_the_front_page(world: World) -> None:
    shown = await world.slash(world.bob, "weekly")
    card = await world.bot.newsstand.edition(Span.of_key("2026-W11"), 3, 1, "gone")
    texts = [part.content for part in card.walk_children() if hasattr(part, "content")]
    assert texts[0] == seen.text(shown).partition("\n**")[0].partition("\n[")[0]


async def test_somebody_else_gets_their_own_copy_of_everything(world: World) -> None:
    shown = await world.slash(world.bob, "weekly")
    before = seen.text(shown)
    copy = (await world.click(world.alice, shown, "All by votes")).response
    assert copy.ephemeral and "1 to 8, by votes" in seen.text(copy)
    trending = await world.slash(world.bob, "trending")
    other = (await world.click(world.alice, trending, "↓ Lower")).response
    assert other.ephemeral and "9 to 16 of" in seen.text(other)
    assert seen.text(shown.message) == before
    await world.click(world.alice, other, "↓ Lower")
    assert "17 to 24 of" in seen.text(other.message)


async def test_what_has_climbed_since_the_last_visit(world: World) -> None:
    await world.slash(world.bob, "weekly")
    world.clock.set(NOW + timedelta(days=1))
    await grow(world, BAND, 57)
    shown = await world.slash(world.bob, "weekly")
    words = seen.text(shown)
    assert "**Climbing since yesterday**" in words
    assert "- ▲ 12 [BandPO" in words
    # Leafing through is the same visit, and what was seen of it stays.
    world.clock.set(NOW + timedelta(days=1, minutes=5))
    await world.click(world.bob, shown, "All by votes")
    assert "▲ 57 (+12)" in seen.text(shown.message)
    assert "(+votes) since yesterday" in seen.text(shown.message)
    # Somebody who was never here is told of no climbing.
    assert "Climbing" not in seen.text(await world.slash(world.alice, "weekly"))
    world.clock.set(NOW + timedelta(days=4))
    assert "Climbing" not in seen.text(await world.slash(world.bob, "weekly"))


async def test_trending_is_computed_where_the_provider_gave_no_list(world: World) -> None:
    shown = await world.slash(world.bob, "trending")
    words = seen.text(shown)
    assert words.startswith("## Trending Papers\n-# 1 to 8 of 48 · computed from votes")
    world.clock.set(NOW + timedelta(days=2))
    await grow(world, BAND, 145)
    first = seen.text(await world.slash(world.bob, "trending")).partition("**1.** ")[2]
    assert first.startswith("[**BandPO") and "▲ 145 (+100)" in first.partition("**2.**")[0]


async def test_trending_keeps_the_providers_order(world: World) -> None:
    ids = ["2603.10178", BAND, "2603.06569", "9999.00001"]
    await world.services.trending.put(ids, NOW)
    words = seen.text(shown := await world.slash(world.bob, "trending"))
    assert "in Hugging Face's own order" in words and "as of <t:" in words
    assert seen.ids(shown, "save:") == [f"save:{id}" for id in ids[:3]]


async def test_what_is_stale_says_as_of_when(world: World) -> None:
    day, fetches = date(2026, 3, 13), world.services.fetches
    assert "as of" not in seen.text(await world.slash(world.bob, "daily"))
    await fetches.record_success(day, NOW - timedelta(hours=5), kind=FetchKind.DAY)
    await fetches.record_failure(day, NOW, "Hugging Face does not answer.", kind=FetchKind.DAY)
    moment = int((NOW - timedelta(hours=5)).timestamp())
    for command in ("daily", "weekly", "monthly"):
        shown = await world.slash(world.bob, command)
        assert f"as of <t:{moment}:f>" in seen.text(shown), command
    assert "as of" not in seen.text(await world.slash(world.bob, "daily", date="Mar 12"))


async def test_the_picture_of_the_first_is_shown_from_known_hosts_alone(world: World) -> None:
    [paper] = await world.services.catalogue.papers([BAND])
    addresses = (
        ("https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/x.png", True),
        ("https://example.org/x.png", False),
    )
    for time, (url, shown_there) in enumerate(addresses):
        pictured = paper.model_copy(update={"thumbnail_url": url, "upvotes": 900})
        await world.services.catalogue.add(
            [Incoming(pictured, paper.title.lower(), date(2026, 3, 9), told=(time, 1))]
        )
        shown = await world.slash(world.bob, "daily", date="Mar 9")
        urls = [p["media"]["url"] for p in seen.parts(seen.raw(shown)) if p["type"] == 11]
        assert urls == ([url] if shown_there else []), url


async def test_suggestions_of_weeks_and_months(world: World) -> None:
    weeks = await world.bob.autocomplete(world.channel, "weekly", "week", "")
    assert [(c["name"], c["value"]) for c in weeks] == [("Mar 9 to 15 (W11)", "2026-W11")]
    months = await world.bob.autocomplete(world.channel, "monthly", "month", "mar")
    assert [(c["name"], c["value"]) for c in months] == [("March", "2026-03")]
    assert await world.bob.autocomplete(world.channel, "monthly", "month", "july") == []


async def test_today_is_the_day_whose_list_is_filling(world: World) -> None:
    # 02:00 UTC on March 13 is 22:00 in New York on the 12th, when the list of the 13th has begun.
    world.clock.set(datetime(2026, 3, 13, 2, tzinfo=UTC))
    assert "· Mar 13 ·" in seen.text(await world.slash(world.bob, "daily", date="today"))
    world.clock.set(datetime(2026, 3, 13, 1, tzinfo=UTC))
    assert "· Mar 12 ·" in seen.text(await world.slash(world.bob, "daily", date="today"))
