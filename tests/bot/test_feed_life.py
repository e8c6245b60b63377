"""A feed's life in Discord: its posts follow their lists, and what goes wrong is told."""

from datetime import date, timedelta
from typing import Any

import discord

from storage.models import Paper
from storage.papers import Incoming
from tests.bot import seen
from tests.bot.test_feeds import BERLIN, feed_id, posts, tick
from tests.bot.world import World


async def more_votes(world: World, paper_id: str, votes: int) -> None:
    paper = await world.services.catalogue.paper(paper_id)
    assert paper is not None
    grown = Paper(**{**paper.model_dump(), "upvotes": votes})
    await world.services.catalogue.add([Incoming(grown, "", told=(2**60 + votes, 0))])


def requests(world: World, method: str, end: str) -> int:
    found = [r for r in world.env.http_requests if r.method == method and end in r.path]
    return len(found)


async def test_a_post_follows_the_votes_pings_once_and_becomes_final(world: World) -> None:
    role = world.guild.create_role("Readers", mentionable=True)
    await world.slash(world.alice, "feed add", channel=world.channel, role=role, **BERLIN)
    await tick(world, hours=1.1)
    (post,) = posts(world.channel)
    first = seen.ids(post, "save:")[2].removeprefix("save:")
    await more_votes(world, first, 4321)

    await tick(world, minutes=3)
    assert "4321" not in seen.text(posts(world.channel)[0])
    await tick(world, minutes=11)
    edited = posts(world.channel)[0]
    assert "▲ 4321" in seen.text(edited)
    assert seen.ids(edited, "save:")[0] == f"save:{first}"
    assert f"<@&{role.id}>" in seen.text(edited)

    await world.restart()
    for _ in range(5):
        await tick(world, hours=20)
    (final,) = posts(world.channel)
    assert "-# Final · as of" in seen.text(final)
    assert requests(world, "POST", f"/channels/{world.channel.id}/messages") == 1


async def test_a_post_that_a_person_deletes_is_left_alone(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    await tick(world, hours=1.1)
    (post,) = posts(world.channel)
    world.env.backend.delete_message(world.channel.id, post.id)
    await more_votes(world, seen.ids(post, "save:")[0].removeprefix("save:"), 999)

    for _ in range(4):
        await tick(world, hours=1)

    assert posts(world.channel) == []
    delivery = await world.services.outbox.last(int(await feed_id(world)))
    assert delivery is not None
    assert delivery.look_at is None


async def test_a_weekly_digest(world: World) -> None:
    await world.slash(
        world.alice, "feed add", channel=world.channel, often="week4", look="compact", **BERLIN
    )
    await tick(world, hours=1.1)
    (post,) = posts(world.channel)
    assert "Weekly Papers · Mar 9 – 15 · 50 papers" in seen.text(post).replace("\u2009", " ")
    assert seen.labels(post)[:10] == [str(n) for n in range(1, 11)]
    everything = (await world.click(world.bob, post, "All 50 papers")).response
    assert "Weekly Papers" in seen.text(everything)


async def test_once_the_list_is_whole(world: World) -> None:
    await world.slash(
        world.alice, "feed add", channel=world.channel, often="settled", timezone="UTC"
    )
    await tick(world, hours=13)  # 01:00 UTC, 21:00 in New York: the day is not over there
    assert posts(world.channel) == []
    await tick(world, minutes=40)
    assert posts(world.channel) == []
    await tick(world, hours=2)
    (post,) = posts(world.channel)
    assert "Mar 13" in seen.text(post)


async def test_only_what_the_feed_is_about(world: World) -> None:
    await world.slash(
        world.alice, "feed add", channel=world.channel, include="video", votes=1, **BERLIN
    )
    world.clock.set(world.clock.now().replace(day=11, hour=12))
    await world.services.feeds.edit(
        1, world.guild.id, active_from=world.clock.now(), timezone="UTC"
    )
    await tick(world, hours=2.1)
    (post,) = posts(world.channel)
    shown = [id.removeprefix("save:") for id in seen.ids(post, "save:")]
    papers = await world.services.catalogue.papers(shown)
    assert papers
    assert all("video" in f"{p.title} {p.abstract} {p.keywords}".lower() for p in papers)
    assert f"{len(papers)} of 18 papers" in seen.text(post)


async def test_a_thread_is_opened_under_each_post(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, discussion=True, **BERLIN)
    await tick(world, hours=1.1)
    (thread,) = world.channel.threads
    assert thread.name == "Daily Papers · Mar 13"


async def test_refusals_pause_it_an_admin_is_told_once_and_resumes(world: World) -> None:
    await world.slash(world.alice, "feed add", channel=world.channel, **BERLIN)
    feed = int(await feed_id(world))
    for _ in range(3):
        delivery = await world.services.outbox.enqueue(
            feed, date(2026, 1, 1) + timedelta(days=_), world.clock.now()
        )
        assert delivery is not None
        await world.services.outbox.refused(
            delivery.id, "I may not post in #papers.", world.clock.now(), most=3
        )

    bobs = await world.bob.slash(world.channel, "help")
    assert bobs.followups == []
    first = await world.alice.slash(world.channel, "help")
    (notice,) = first.followups
    assert notice.ephemeral
    assert "I have stopped posting the list" in seen.text(notice)
    again = await world.alice.slash(world.channel, "help")
    assert again.followups == []

    status = await world.slash(world.alice, "feed status")
    assert "Paused since" in seen.text(status)
    assert "I may not post in #papers." in seen.text(status)
    await tick(world, hours=1.1)
    resumed = await world.alice.click(status, label="Resume")
    assert "Going on: " in seen.text(resumed.followups[0])
    await tick(world, minutes=1)
    newest = [m for m in posts(world.channel) if "Mar 13" in seen.text(m)]
    assert len(newest) == 1


async def test_status_says_what_is_missing(world: World) -> None:
    nothing = await world.slash(world.alice, "feed status")
    assert "`/feed add` sets one up" in seen.text(nothing)
    closed = world.guild.create_text_channel("later-closed")
    await world.slash(world.alice, "feed add", channel=closed, **BERLIN)
    await tick(world, hours=1.1)
    fine = await world.slash(world.alice, "feed status", feed=await feed_id(world))
    assert "Last: [Mar 13](https://discord.com/channels/" in seen.text(fine)
    deny: dict[str, Any] = {"send_messages": False}
    channel = world.bot.get_channel(closed.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.set_permissions(
        channel.guild.default_role, overwrite=discord.PermissionOverwrite(**deny)
    )
    shown = await world.slash(world.alice, "feed status")
    assert "Give me Send Messages there." in seen.text(shown)
