"""What people get sent in direct messages, from asking for it to stopping it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import NotThere
from storage.models import Paper, Status
from storage.papers import Incoming
from tests.bot import seen
from tests.bot.world import NOW, World

BERLIN = {"time": "14:00", "timezone": "Europe/Berlin"}
"""One hour after noon UTC in winter: 13:00 UTC."""
CLOSED = {"status": 403, "code": 50007, "message": "Cannot send messages to this user"}


async def tick(world: World, **by: float) -> None:
    """Let time pass, and the bot look once at what is due."""
    world.clock.advance(timedelta(**by))
    await world.env.advance_time(30)


def letters(person: Any) -> list[Any]:
    """The messages of the bot's in a person's direct messages, oldest first."""
    return [m for m in person.user.dm_channel.history() if m.author.bot]


async def subscribe(world: World, person: Any, **options: Any) -> Any:
    """Ask for a digest and confirm it; the offer."""
    offer = await world.slash(person, "subscribe", **options)
    await world.click(person, offer, "Yes, send it")
    return offer


async def paper(world: World, id: str, title: str, **facts: Any) -> None:
    kept = Paper(id=id, title=title, abstract=f"{title}.", listed=world.clock.now().date(), **facts)
    await world.services.catalogue.add([Incoming(kept, title.lower())])


async def test_a_digest_is_offered_confirmed_and_sent_once(world: World) -> None:
    offer = await world.slash(world.bob, "subscribe", **BERLIN, top=3)
    assert offer.ephemeral
    words = seen.text(offer)
    assert "**Every day at 14:00 (Europe/Berlin)**, the best 3" in words
    assert "Of the newest lists it would bring 3 of 8 that fit:" in words
    assert "A digest with nothing in it is not sent." in words
    await tick(world, hours=1.1)
    assert letters(world.bob) == [], "nothing is sent before it was confirmed"
    world.clock.set(NOW)
    begun = (await world.click(world.bob, offer, "Yes, send it")).response
    assert "Done: **Every day at 14:00 (Europe/Berlin)**" in seen.text(begun)
    await tick(world, minutes=59)
    assert letters(world.bob) == []
    await tick(world, minutes=2)
    [letter] = letters(world.bob)
    assert seen.text(letter).startswith("## Your papers · Mar 13 · 3 papers")
    assert seen.labels(letter).count("Save") == 3
    for _ in range(3):
        await tick(world, minutes=1)
    await world.restart()
    await tick(world, minutes=1)
    assert len(letters(world.bob)) == 1 and letters(world.alice) == []


async def test_topics_narrow_it_and_each_paper_comes_once(world: World) -> None:
    day = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
    world.clock.set(day)
    offer = await subscribe(world, world.bob, **BERLIN, topics="video; agents -survey")
    assert "on video, agents -survey" in seen.text(offer)
    await tick(world, hours=1.1)
    [first] = letters(world.bob)
    sent = seen.ids(first, "save:")
    assert 0 < len(sent) < 18
    for n in (1, 2):
        world.clock.set(day + timedelta(days=n))
        await tick(world, hours=1.1)
    later = [id for letter in letters(world.bob)[1:] for id in seen.ids(letter, "save:")]
    assert later and not set(sent) & set(later) and len(set(later)) == len(later)


async def test_a_digest_with_nothing_in_it_is_not_sent(world: World) -> None:
    offer = await world.slash(world.bob, "subscribe", **BERLIN, topics="zymurgy")
    assert "Of the newest lists it would bring nothing." in seen.text(offer)
    await world.click(world.bob, offer, "Yes, send it")
    for _ in range(3):
        await tick(world, hours=1.1)
    assert letters(world.bob) == []


async def test_it_is_stopped_by_its_button_a_month_later(world: World) -> None:
    await subscribe(world, world.bob, **BERLIN)
    await tick(world, hours=1.1)
    [letter] = letters(world.bob)
    world.clock.advance(timedelta(days=31))
    await world.restart()
    stopped = await world.click(world.bob.user, letter, "Stop these")
    assert "is not sent to you any more" in seen.text(stopped.response)
    again = await world.click(world.bob.user, letter, "Stop these")
    assert "not there any more" in seen.text(again.response)
    assert "I send you nothing" in seen.text(await world.slash(world.bob, "subscriptions"))


async def test_what_i_send_is_listed_edited_and_stopped(world: World) -> None:
    await subscribe(world, world.bob, **BERLIN, topics="video")
    shown = await world.slash(world.bob, "subscriptions")
    assert shown.ephemeral and "on video" in seen.text(shown)
    form = await world.bob.click(shown, label="Edit")
    assert form.modal is not None
    result = await world.bob.submit_modal(
        form,
        {"often": ["week4"], "time": "9pm", "topics": 'agents\n"world model", robots', "top": "4"},
    )
    assert (
        '**Every Friday at 21:00 (Europe/Berlin)**, the best 4\non agents, "world model", robots'
        in seen.text(result.response)
    )
    shown = await world.slash(world.bob, "subscriptions")
    await world.click(world.bob, shown, "Stop")
    assert await world.services.mailroom.subscribing.unsubscribe(world.bob.id) == ([], [])


async def test_a_form_opened_before_a_restart_is_taken_in(world: World) -> None:
    form = await world.bob.slash(world.channel, "subscribe")
    assert form.modal is not None
    await world.restart()
    result = await world.bob.submit_modal(
        form, {"often": ["weekdays"], "time": "7:30", "zone": "tokyo", "topics": "video"}
    )
    assert "**Monday to Friday at 07:30 (Asia/Tokyo)**, the best 10" in seen.text(result.response)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"time": "25:99"}, "25:99"),
        ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"topics": "since:soon"}, "cannot be understood"),
        ({"topics": "in:list"}, "new papers are on none yet"),
        ({"topics": "🤖🤖"}, "no word in that"),
        ({"topics": "a" * 300}, "at most 200 characters"),
        ({"topics": ",".join(map(str, range(20)))}, "I take 10 topics"),
        ({"topics": "\u202e\x00"}, "no word in that"),
    ],
)
async def test_wishes_nobody_understands(world: World, options: dict[str, str], words: str) -> None:
    shown = await world.slash(world.bob, "subscribe", **options)
    assert words in seen.text(shown)
    assert seen.ids(shown, "subscribe:") == []


async def test_a_form_filled_in_wrongly_says_what_is_wrong(world: World) -> None:
    form = await world.bob.slash(world.channel, "subscribe")
    result = await world.bob.submit_modal(form, {"often": ["daily"], "top": "many"})
    assert "must be a number from 1 to 10" in seen.text(result.response)


async def test_hostile_topics_are_shown_as_they_are_written(world: World) -> None:
    offer = await world.slash(
        world.bob, "subscribe", topics="@everyone **video** [x](http://y) '; drop table letters"
    )
    assert "@everyone" not in seen.text(offer) and "\\*\\*video\\*\\*" in seen.text(offer)


async def test_five_subscriptions_are_all_and_the_same_one_only_once(world: World) -> None:
    for number in range(5):
        await subscribe(world, world.bob, topics=f"video {number}")
    again = await world.slash(world.bob, "subscribe", topics="video 3")
    assert "You get that already" in seen.text(again)
    sixth = await world.slash(world.bob, "subscribe", topics="agents")
    assert "You have 5 subscriptions, which is all I keep" in seen.text(sixth)
    assert seen.text(await world.slash(world.bob, "subscriptions")).count("📬") == 5


async def test_confirming_twice_begins_once_and_nobody_elses(world: World) -> None:
    offer = await world.slash(world.bob, "subscribe", **BERLIN)
    id = int(seen.ids(offer, "subscribe:")[0].partition(":")[2])
    subscribing = world.services.mailroom.subscribing
    with pytest.raises(NotThere):
        await subscribing.confirm(world.alice.id, id)
    both = await asyncio.gather(*(subscribing.confirm(world.bob.id, id) for _ in range(2)))
    assert both[0] == both[1]
    shown = await world.slash(world.bob, "subscriptions")
    assert seen.text(shown).count("📬") == 1
    with pytest.raises(NotThere):
        await subscribing.stop(world.alice.id, id)
    assert await subscribing.unsubscribe(world.bob.id, ["nothing like it"]) == ([], [])


async def test_an_offer_turned_down_leaves_nothing(world: World) -> None:
    offer = await world.slash(world.bob, "subscribe", **BERLIN)
    id = int(seen.ids(offer, "subscribe:")[0].partition(":")[2])
    no = await world.click(world.bob, offer, "No")
    assert "nothing is sent" in seen.text(no.response)
    with pytest.raises(NotThere):
        await world.services.mailroom.subscribing.confirm(world.bob.id, id)


async def test_closed_messages_are_told_once_and_resumed(world: World) -> None:
    await subscribe(world, world.bob, **BERLIN)
    await subscribe(world, world.alice, **BERLIN)
    dm = world.bob.user.dm_channel.id
    world.env.inject_error("POST", f"/channels/{dm}/messages", **CLOSED)
    await tick(world, hours=1.1)
    assert letters(world.bob) == [] and len(letters(world.alice)) == 1, "nobody holds up others"
    sends = len(world.env.http_requests)
    for _ in range(3):
        await tick(world, minutes=1)
    assert len(world.env.http_requests) == sends, "a closed door is not knocked at"
    result = await world.bob.slash(world.channel, "help")
    [told] = result.followups
    assert told.ephemeral and "I could not write you a direct message" in seen.text(told)
    assert "(1 message waits)" in seen.text(told)
    assert (await world.bob.slash(world.channel, "help")).followups == []
    resumed = await world.click(world.bob, told, "Try again")
    assert "comes within a minute" in seen.text(resumed.response)
    await tick(world, minutes=1)
    assert len(letters(world.bob)) == 1


async def test_closed_messages_are_told_to_who_writes_one(world: World) -> None:
    await subscribe(world, world.bob, **BERLIN)
    dm = world.bob.user.dm_channel
    world.env.inject_error("POST", f"/channels/{dm.id}/messages", **CLOSED)
    await tick(world, hours=1.1)
    await world.bob.send_dm("long video")
    assert [m for m in letters(world.bob) if "I could not write you" in seen.text(m)]
    count = len(letters(world.bob))
    await world.bob.send_dm("long video")
    assert len(letters(world.bob)) == count + 1


async def test_a_reminder_comes_once_with_its_paper_and_is_put_off(world: World) -> None:
    id = (await world.services.editions.papers(NOW.date()))[0].id
    reminders = world.services.mailroom.reminders
    due = NOW + timedelta(minutes=30)
    await world.services.lists.save(world.bob.id, id, NOW)
    await reminders.add(world.bob.id, due, NOW, paper_id=id, text="before the *talk*")
    await tick(world, minutes=29)
    assert letters(world.bob) == []
    await tick(world, minutes=1)
    [letter] = letters(world.bob)
    assert "You asked me to remind you" in seen.text(letter)
    assert "before the \\*talk\\*" in seen.text(letter) and "This was due" not in seen.text(letter)
    assert seen.labels(letter) == ["Open", "Mark read", "Snooze 1 day"]
    opened = (await world.click(world.bob.user, letter, "Open")).response
    assert seen.ids(opened, "similar:") == [f"similar:{id}"]
    await world.click(world.bob.user, letter, "Mark read")
    entry = await world.services.lists.get(world.bob.id, id)
    assert entry is not None and entry.status is Status.READ
    for _ in range(2):
        put_off = (await world.click(world.bob.user, letter, "Snooze 1 day")).response
        assert "I remind you again" in seen.text(put_off)
    await tick(world, hours=23)
    assert len(letters(world.bob)) == 1
    await tick(world, hours=1.1)
    assert len(letters(world.bob)) == 2


async def test_a_reminder_that_was_asked_for_comes(world: World) -> None:
    await world.slash(world.bob, "timezone", zone="berlin")
    await world.slash(world.bob, "list remind", when="today 2pm", about="call Ada")
    await tick(world, minutes=59)
    assert letters(world.bob) == []
    await tick(world, minutes=2)
    [letter] = letters(world.bob)
    assert "call Ada" in seen.text(letter)
    assert "No reminder is waiting" in seen.text(await world.slash(world.bob, "list reminders"))


async def test_a_late_reminder_says_when_it_was_due(world: World) -> None:
    reminders = world.services.mailroom.reminders
    due = NOW + timedelta(minutes=30)
    await reminders.add(world.bob.id, due, NOW, paper_id=None, text="call Ada")
    world.clock.advance(timedelta(days=3))
    await world.restart()
    await tick(world, minutes=1)
    [letter] = letters(world.bob)
    assert f"This was due <t:{int(due.timestamp())}:f>" in seen.text(letter)
    assert seen.labels(letter) == ["Snooze 1 day"]


async def test_a_reminder_put_off_long_after_it_was_forgotten(world: World) -> None:
    reminders = world.services.mailroom.reminders
    await reminders.add(world.bob.id, NOW, NOW, paper_id=None, text="call Ada")
    await tick(world, minutes=1)
    [letter] = letters(world.bob)
    await tick(world, days=61)
    gone = await world.click(world.bob.user, letter, "Snooze 1 day")
    assert "too old to be put off" in seen.text(gone.response)


async def test_an_alert_shows_its_hits_first_and_then_tells_new_ones_once(world: World) -> None:
    offer = await world.slash(world.bob, "alert add", query="video -survey")
    words = seen.text(offer)
    assert offer.ephemeral and "In the last 14 days it would have found" in words
    begun = await world.click(world.bob, offer, "Yes, tell me")
    assert "I watch for **video -survey**" in seen.text(begun.response)
    await tick(world, hours=21.1)
    assert letters(world.bob) == [], "what was shown counts as told"
    await paper(world, "2603.99001", "Video of gulls")
    await paper(world, "2603.99002", "A survey of video")
    await tick(world, hours=1)
    assert letters(world.bob) == [], "collected until nine"
    await tick(world, hours=23.1)
    [letter] = letters(world.bob)
    assert "1 new paper" in seen.text(letter) and "Video of gulls" in seen.text(letter)
    await world.restart()
    await tick(world, days=1)
    assert len(letters(world.bob)) == 1
    await world.click(world.bob.user, letter, "My alerts")


async def test_alerts_come_in_one_letter_an_hour_but_in_no_quiet_hour(world: World) -> None:
    for query in ("gulls", "terns", "org:ornithology", 'author:"Ada Lovelace"'):
        offer = await world.slash(world.bob, "alert add", query=query)
        await world.click(world.bob, offer, "Yes, tell me")
    set_ = await world.slash(
        world.bob, "alert when", at="hourly", quiet_from="22:00", quiet_until="07:00"
    )
    assert "one message an hour at most; quiet from 22:00 to 07:00 (UTC)" in seen.text(set_)
    await paper(world, "2603.99001", "On gulls and terns")
    await paper(world, "2603.99003", "Nests", organisation="Ornithology Lab")
    await paper(world, "2603.99004", "Engines", authors=("Ada Lovelace",))
    await tick(world, minutes=61)
    [letter] = letters(world.bob)
    assert "3 new papers" in seen.text(letter)
    await paper(world, "2603.99002", "More on gulls")
    await tick(world, minutes=5)
    assert len(letters(world.bob)) == 1, "one message a window"
    world.clock.set(NOW.replace(hour=22, minute=30))
    await tick(world, minutes=1)
    assert len(letters(world.bob)) == 1, "quiet"
    world.clock.set(NOW.replace(hour=7) + timedelta(days=1, minutes=1))
    await tick(world, minutes=1)
    assert len(letters(world.bob)) == 2 and "More on gulls" in seen.text(letters(world.bob)[1])


async def test_an_alert_of_so_many_a_week(world: World) -> None:
    offer = await world.slash(world.bob, "alert add", query="language models", per_week=3)
    assert "about 3 a week" in seen.text(offer)
    exact = await world.slash(world.bob, "alert add", query="author:Lovelace", per_week=3)
    assert "no better or worse" in seen.text(exact)


async def test_least_votes_are_told_when_they_are_reached(world: World) -> None:
    await paper(world, "2603.99001", "Video of gulls", upvotes=3)
    offer = await world.slash(world.bob, "alert add", query="gulls", votes=20)
    await world.click(world.bob, offer, "Yes, tell me")
    await tick(world, hours=21.1)
    assert letters(world.bob) == []
    kept = Paper(id="2603.99001", title="Video of gulls", abstract="Video of gulls.", upvotes=25)
    await world.services.catalogue.add(
        [Incoming(kept, "video of gulls", as_of=world.clock.now().date(), told=(9, 9))]
    )
    await tick(world, days=1)
    [letter] = letters(world.bob)
    assert "▲ 25" in seen.text(letter)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"query": "   "}, "no word in that"),
        ({"query": "in:list video"}, "new papers are on none yet"),
        ({"query": "upvotes:many"}, "cannot be understood"),
        ({"query": "org:"}, "cannot be understood"),
    ],
)
async def test_alerts_nobody_understands(world: World, options: dict[str, Any], words: str) -> None:
    shown = await world.slash(world.bob, "alert add", **options)
    assert words in seen.text(shown) and seen.ids(shown, "alert:") == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"at": "noonish"}, "noonish"),
        ({"at": "hourly", "quiet_from": "22"}, "need both"),
        ({"at": "hourly", "quiet_from": "22", "quiet_until": "22"}, "different times"),
    ],
)
async def test_times_of_alerts_nobody_understands(
    world: World, options: dict[str, Any], words: str
) -> None:
    assert words in seen.text(await world.slash(world.bob, "alert when", **options))


async def test_ten_alerts_and_five_subscriptions_still_fit_one_message(world: World) -> None:
    for number in range(5):
        await subscribe(
            world,
            world.bob,
            topics=", ".join(f"{'t' * 190} {n}" for n in range(number, number + 5)),
        )
    for number in range(10):
        offer = await world.slash(world.bob, "alert add", query=f"{'w' * 190} {number}")
        await world.click(world.bob, offer, "Yes, tell me")
    more = await world.slash(world.bob, "alert add", query="gulls")
    assert "You have 10 alerts, which is all I keep" in seen.text(more)
    shown = await world.slash(world.bob, "alert list")
    assert len(seen.ids(shown, "stopalert:")) == 10 and len(seen.ids(shown, "stopsub:")) == 5
    result = await world.click(world.bob, shown, custom_id=seen.ids(shown, "stopalert:")[9])
    assert "I do not watch for" in seen.text(result.response)


async def test_the_weekly_word_says_what_is_unread(world: World) -> None:
    id = (await world.services.editions.papers(NOW.date()))[0].id
    set_ = await world.slash(world.bob, "nudge", day=4, time="13:00")
    assert "Every Friday at 13:00 (UTC)" in seen.text(set_)
    await tick(world, hours=1.1)
    assert letters(world.bob) == [], "nothing is unread"
    await world.services.lists.save(world.bob.id, id, NOW)
    await tick(world, days=7)
    [letter] = letters(world.bob)
    assert "1 paper to read" in seen.text(letter)
    stopped = await world.click(world.bob.user, letter, "No more of these")
    assert "All right" in seen.text(stopped.response)
    await tick(world, days=7)
    assert len(letters(world.bob)) == 1


async def test_erasing_ends_everything(world: World) -> None:
    await subscribe(world, world.bob, **BERLIN)
    offer = await world.slash(world.bob, "alert add", query="gulls")
    await world.click(world.bob, offer, "Yes, tell me")
    await world.services.members.erase(world.bob.id)
    await paper(world, "2603.99001", "On gulls")
    await tick(world, hours=1.1)
    await tick(world, hours=22)
    assert letters(world.bob) == []


async def test_a_failing_tick_is_followed_by_others(world: World, monkeypatch: Any) -> None:
    await subscribe(world, world.bob, **BERLIN)
    cog: Any = world.bot.get_cog("LetterCommands")

    async def fail() -> None:
        raise RuntimeError("no luck")

    with monkeypatch.context() as patched:
        patched.setattr(cog.postman._digests, "enqueue", fail)
        await tick(world, hours=1.1)
        assert letters(world.bob) == []
    await tick(world, minutes=1)
    assert len(letters(world.bob)) == 1
