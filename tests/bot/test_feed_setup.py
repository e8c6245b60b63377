"""Feeds set up and changed by form, as a person does it, wrong turns included."""

from typing import Any

import discord
import pytest

from storage.models import Cadence, Feed, Look
from tests.bot import seen
from tests.bot.world import World

WRITTEN = {"often": "daily", "time": "14:00", "zone": "Europe/Berlin", "look": "full"}


async def opened(world: World, command: str = "feed add", **options: Any) -> Any:
    """The result of a command that opens a form."""
    result = await world.alice.slash(world.channel, command, **options)
    assert result.modal is not None
    return result


async def sent(world: World, form: Any, **written: Any) -> Any:
    """The result of sending a form in."""
    menus = ("channel", "often", "look")
    values = {name: [each] if name in menus else each for name, each in written.items()}
    return await world.alice.submit_modal(form, values)


async def filled_in(world: World, **written: Any) -> Any:
    """What is answered to the first form."""
    form = await opened(world)
    return (await sent(world, form, **{"channel": world.channel, **WRITTEN, **written})).response


async def only_feed(world: World) -> Feed:
    (feed,) = await world.services.feeds.all()
    return feed


def fields(modal: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form, by their ids."""
    return {c["component"]["custom_id"]: c["component"] for c in modal["components"]}


async def test_a_form_sets_it_up_in_one_go(world: World) -> None:
    form = await opened(world)
    assert len(form.modal["components"]) == 5
    card = (await sent(world, form, channel=world.channel, **WRITTEN)).response

    assert card.ephemeral
    assert "Set up: " in seen.text(card)
    assert "every day at 14:00 (Europe/Berlin), top 10" in seen.text(card)
    assert await only_feed(world) == Feed(
        id=1,
        guild_id=world.guild.id,
        channel_id=world.channel.id,
        at=(await only_feed(world)).at,
        timezone="Europe/Berlin",
        top=10,
        active_from=world.clock.now(),
    )


@pytest.mark.parametrize(
    ("written", "cadence", "words"),
    [
        ({"often": "weekdays"}, Cadence.WEEKDAYS, "every weekday at 14:00"),
        ({"often": "week4"}, Cadence.WEEKLY, "a digest of the week, every Friday at 14:00"),
        ({"often": "settled", "time": ""}, Cadence.SETTLED, "as soon as the list is whole"),
        ({"look": "compact"}, Cadence.DAILY, "compact"),
    ],
)
async def test_every_rhythm(
    world: World, written: dict[str, str], cadence: Cadence, words: str
) -> None:
    card = await filled_in(world, **written)

    assert words in seen.text(card)
    assert (await only_feed(world)).cadence is cadence


async def test_what_is_written_wrongly_is_said_and_kept_for_a_second_try(world: World) -> None:
    wrong = await filled_in(world, time="25:99", zone="berlin | paris")

    assert "“25:99” is not a time of day" in seen.text(wrong)
    assert await world.services.feeds.all() == []
    await world.restart()
    again = await world.alice.click(wrong, label="Back to the form")
    kept = fields(again.modal)
    assert (kept["time"]["value"], kept["zone"]["value"]) == ("25:99", "berlin paris")
    assert kept["channel"]["default_values"][0]["id"] == world.channel.id

    done = await sent(world, again, channel=world.channel, **WRITTEN)
    assert "Set up: " in seen.text(done.response)


async def test_options_that_are_given_stand_in_the_form(world: World) -> None:
    form = await opened(world, channel=world.channel, time="9am")

    assert fields(form.modal)["time"]["value"] == "9am"
    assert fields(form.modal)["channel"]["default_values"][0]["id"] == world.channel.id


async def test_a_form_sent_in_after_a_restart(world: World) -> None:
    form = await opened(world)
    await world.restart()

    card = (await sent(world, form, channel=world.channel, **WRITTEN)).response

    assert "Set up: " in seen.text(card)


async def test_a_form_sent_in_twice(world: World) -> None:
    await filled_in(world)

    again = await filled_in(world)

    assert "gets the daily list already" in seen.text(again)
    assert len(await world.services.feeds.all()) == 1


async def test_a_channel_may_have_a_daily_list_and_a_weekly_digest(world: World) -> None:
    await filled_in(world)
    weekly = await filled_in(world, often="week0")
    assert "every Monday" in seen.text(weekly)

    feeds = await world.services.feeds.all()
    clash = await world.slash(world.alice, "feed edit", feed=str(feeds[1].id), often="daily")
    assert "one daily list and one weekly digest" in seen.text(clash)
    unclear = await world.slash(world.alice, "feed remove", feed=str(world.channel.id))
    assert "two feeds" in seen.text(unclear)


async def test_edit_opens_it_filled_in(world: World) -> None:
    await filled_in(world, often="week2", look="compact")
    feed = await only_feed(world)

    form = await opened(world, "feed edit", feed=str(feed.id))

    kept = fields(form.modal)
    assert (kept["time"]["value"], kept["zone"]["value"]) == ("14:00", "Europe/Berlin")
    chosen = [o["value"] for o in kept["often"]["options"] if o.get("default")]
    assert chosen == ["week2"]
    changed = await sent(world, form, often="weekdays", time="7pm", zone="tokyo", look="full")
    assert "every weekday at 19:00 (Asia/Tokyo)" in seen.text(changed.response)
    assert (await only_feed(world)).look is Look.FULL


async def test_papers_and_topics(world: World) -> None:
    card = await filled_in(world)
    form = await world.alice.click(card, label="Papers and topics …")

    done = await sent(
        world,
        form,
        top="3",
        votes="5",
        include='agents -survey\n"world model", has:code',
        exclude="medical",
        look="compact",
    )

    feed = await only_feed(world)
    assert (feed.top, feed.min_upvotes, feed.look) == (3, 5, Look.COMPACT)
    assert feed.include == 'agents -survey\n"world model"\nhas:code'
    assert 'Only about: agents -survey · "world model" · has:code' in seen.text(done.response)
    again = await world.alice.click(done.response, label="Papers and topics …")
    assert fields(again.modal)["include"]["value"] == feed.include


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"include": "agents since:2026-13"}, "^^^^"),
        ({"exclude": "in:list"}, "a channel has none"),
        ({"top": "11"}, "from 1 to 10"),
        ({"votes": "-3"}, "from 0 to 100,000"),
    ],
)
async def test_a_topic_that_cannot_be_read_is_pointed_at(
    world: World, written: dict[str, str], words: str
) -> None:
    card = await filled_in(world)
    form = await world.alice.click(card, label="Papers and topics …")
    before = await only_feed(world)

    wrong = await sent(world, form, **{"top": "3", "votes": "0", "look": "full", **written})

    shown = [wrong.response, *wrong.followups]
    assert any(words in seen.text(each) for each in shown)
    assert await only_feed(world) == before


async def test_topics_by_option(world: World) -> None:
    wrong = await world.slash(
        world.alice,
        "feed add",
        channel=world.channel,
        time="14:00",
        timezone="UTC",
        include="title:",
    )
    assert "^" in seen.text(wrong)
    assert await world.services.feeds.all() == []
    await filled_in(world)
    feed = await only_feed(world)
    done = await world.slash(
        world.alice, "feed edit", feed=str(feed.id), include="agents, video", votes=2
    )
    assert "Only about: agents · video" in seen.text(done)
    cleared = await world.slash(world.alice, "feed edit", feed=str(feed.id), include="none")
    assert "Only about" not in seen.text(cleared)


async def test_a_role_to_ping(world: World) -> None:
    deny = discord.PermissionOverwrite(mention_everyone=False)
    world.channel = world.guild.create_text_channel(
        "strict", overwrites={world.guild.default_role: deny}
    )
    card = await filled_in(world)
    open_role = world.guild.create_role("Readers", mentionable=True)
    quiet = world.guild.create_role("Quiet", mentionable=False)
    menu = seen.ids(card, "feedrole:")[0]

    kept = await world.alice.select(card, custom_id=menu, values=[open_role])
    assert (await only_feed(world)).role_id == open_role.id
    assert f"pings <@&{open_role.id}>" in seen.text(world_message(kept, card))

    refused = await world.alice.select(card, custom_id=menu, values=[quiet])
    assert any("You may not ping “Quiet” yourself" in seen.text(each) for each in told(refused))
    everyone = await world.alice.select(card, custom_id=menu, values=[world.guild.default_role])
    assert told(everyone)
    assert (await only_feed(world)).role_id == open_role.id

    await world.alice.select(card, custom_id=menu, values=[])
    assert (await only_feed(world)).role_id is None


def told(result: Any) -> list[Any]:
    return [each for each in [result.response, *result.followups] if each is not None]


def world_message(result: Any, otherwise: Any) -> Any:
    return result.response or otherwise


async def test_language_and_discussion(world: World) -> None:
    card = await filled_in(world)
    await world.alice.select(card, custom_id=seen.ids(card, "feedlang:")[0], values=["de"])
    await world.alice.click(card, label="Thread under each post")
    feed = await only_feed(world)
    assert (feed.language, feed.discussion) == ("de", True)

    preview = await world.alice.click(card, label="Preview")
    assert "Daily Papers · 13. März · 8 papers" in seen.text(preview.response)


async def test_somebody_who_may_no_longer(world: World) -> None:
    card = await filled_in(world)
    form = await world.alice.click(card, label="Papers and topics …")
    role = world.guild.roles["Managers"]
    world.env.backend.guilds[world.guild.id].members[world.alice.id].role_ids.remove(role.id)

    for result in (
        await world.alice.click(card, label="Thread under each post"),
        await sent(world, form, top="1", look="full"),
    ):
        assert any("manage guild" in seen.text(each) for each in told(result))
    assert (await only_feed(world)).top == 10


async def test_a_control_of_a_feed_that_is_gone(world: World) -> None:
    card = await filled_in(world)
    feed = await only_feed(world)
    await world.slash(world.alice, "feed remove", feed=str(feed.id))

    pressed = await world.alice.click(card, label="When …")

    assert any("I know no such feed" in seen.text(each) for each in told(pressed))


async def test_a_thread_and_a_forum(world: World) -> None:
    forum = world.guild.create_forum_channel("lists")
    done = await filled_in(world, channel=forum)
    assert "Set up: " in seen.text(done)
    assert "Thread under each post" not in seen.labels(done)
    assert (await only_feed(world)).forum
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    refused = await filled_in(world, channel=closed)
    assert "give me Send Messages there" in seen.text(refused)
    assert "Back to the form" in seen.labels(refused)
