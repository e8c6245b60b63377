"""Nonsense, accidents and malice, as they come in through the bot."""

import re
from datetime import date, time
from typing import Any

import pytest

from bot.editions.span import Kind, Span
from bot.sources.identifiers import title_key
from bot.ui.limits import excess
from storage.errors import DatabaseFull
from storage.models import EditionSource, Feed, Look, Paper
from storage.papers import Incoming
from tests.bot import seen
from tests.bot.world import World

NASTY = {
    "only emoji": "🔥🔥🔥 💯",
    "right to left": "اللغة والرؤية \u202eevil\u202c",
    "NUL": "vision\x00language",
    "a lone surrogate": "vision \ud800 language",
    "everyone": "@everyone @here <@&1> <@1>",
    "Markdown": "**bold** [x](https://evil.example) ||spoiler|| ```code``` # head",
    "SQL": "'; DROP TABLE papers; --",
    "one letter": "a",
    "stop words": "the of and which is it",
    "a regular expression bomb": "(a+)+$" + "a" * 500,
    "unbalanced quotes": '"vision language',
    "huge": "vision language model " * 181,
    "zero width": "\u200b\u200d\ufeff",
    "new lines": "\n\n\n",
    "combining marks": "v" + "\u0301" * 500,
}


@pytest.mark.parametrize("kind", NASTY)
async def test_questions(world: World, kind: str) -> None:
    words = NASTY[kind]
    answer = await world.ask(world.bob, words[:1900])
    assert seen.text(answer).strip()
    assert "went wrong" not in seen.text(answer)
    assert "@everyone" not in seen.text(answer) and "<@&" not in seen.text(answer)
    by_command = await world.slash(world.bob, "ask", question=words[:4000])
    assert "went wrong" not in seen.text(by_command)


@pytest.mark.parametrize("kind", NASTY)
async def test_every_field_of_a_command(world: World, kind: str) -> None:
    words = NASTY[kind][:60]
    for command, options in (
        ("paper", {"paper": words}),
        ("daily", {"date": words}),
        ("list mark", {"paper": words, "status": "read"}),
        ("list remove", {"paper": words}),
        ("list note", {"paper": words, "text": words}),
        ("feed edit", {"feed": words, "top": 3}),
        ("feed remove", {"feed": words}),
        ("feed test", {"feed": words}),
    ):
        shown = await world.slash(world.alice, command, **options)
        assert seen.text(shown).strip(), command
        assert "went wrong" not in seen.text(shown), command
    await world.alice.autocomplete(world.channel, "paper", "paper", words)
    await world.alice.autocomplete(world.channel, "daily", "date", words)
    await world.alice.autocomplete(world.channel, "feed remove", "feed", words)


@pytest.mark.parametrize(
    "kind", [kind for kind in NASTY if kind not in ("zero width", "new lines")]
)
async def test_notes_are_kept_and_shown_harmless(world: World, kind: str) -> None:
    words = NASTY[kind][:2000]
    await world.slash(world.bob, "list note", paper="2603.10178", text=words)
    shown = await world.slash(world.bob, "list show")
    opened = (await world.click(world.bob, shown, "Open")).response
    assert "✏️" in seen.text(opened)
    assert "@everyone" not in seen.text(opened)
    result = await world.bob.slash(world.channel, "mydata export")
    assert result.response.attachments


async def test_an_empty_note_changes_nothing(world: World) -> None:
    await world.slash(world.bob, "list note", paper="2603.10178", text="kept")
    shown = await world.slash(world.bob, "list note", paper="2603.10178", text="\u200b \n")
    assert "nothing in that note" in seen.text(shown)
    entry = await world.services.lists.get(world.bob.id, "2603.10178")
    assert entry is not None and entry.note == "kept"


async def test_a_form_opens_only_for_a_paper_that_is_known(world: World) -> None:
    shown = await world.slash(world.bob, "list note", paper="x" * 400)
    assert "not on your reading list" in seen.text(shown)
    await world.services.lists.save(world.bob.id, "2603.10178", world.clock.now())
    shown = await world.slash(world.bob, "list note", paper="video-based")
    assert "Note" in seen.labels(shown)


async def test_an_invisible_name_names_nothing(world: World) -> None:
    await world.services.lists.save(world.bob.id, "2603.10178", world.clock.now())
    shown = await world.slash(world.bob, "list remove", paper="\u200b")
    assert "not on your reading list" in seen.text(shown)


async def test_a_note_that_cannot_be_kept_is_handed_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await world.bob.slash(world.channel, "list note", paper="2603.10178")

    async def full(*_: object) -> None:
        raise DatabaseFull("The disk is full, so nothing was saved.")

    monkeypatch.setattr(world.services.database, "write", full)
    result = await world.bob.submit_modal(form, {"note": "hours of *thought*"})
    assert "The disk is full" in seen.text(result.response)
    assert r"hours of \*thought\*" in seen.text(result.followups[0])


async def test_a_full_disk_does_not_stop_answers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise DatabaseFull("The disk is full, so nothing was saved.")

    monkeypatch.setattr(world.services.database, "write", full)
    answer = await world.ask(world.bob, "reinforcement learning for language model agents")
    assert "page 1 of" in seen.text(answer)
    assert "Next →" not in seen.labels(answer)


def hostile(number: int, title: str, abstract: str) -> Incoming:
    paper = Paper(
        id=f"2601.{number:05}",
        title=title,
        abstract=abstract,
        authors=("@everyone", "[x](https://evil.example)", "名" * 200) * 30,
        code_url="https://github.com/" + "a" * 480,
        organisation="<@1>",
        keywords=("**k**",),
    )
    return Incoming(paper, title_key(title))


TITLES = {
    "mentions": "@everyone zebrafish <@1> <#2> @here",
    "Markdown": "**zebrafish** [click](https://evil.example) `x` ||y|| _z_ \\",
    "wide": "zebrafish " + "漢字" * 140,
    "emoji": "zebrafish " + "👩‍👩‍👧‍👦" * 30,
}


@pytest.mark.parametrize("kind", TITLES)
async def test_hostile_papers_are_shown_harmless(world: World, kind: str) -> None:
    title = TITLES[kind][:300]
    abstract = (f"{title} {'字' * 2000} zebrafish. " * 4)[:10_000]
    papers = [hostile(number, f"{title} {number}", abstract) for number in range(12)]
    await world.services.catalogue.add(papers)
    day = date(2026, 1, 1)
    placed: list[tuple[str, int | None]] = [(p.paper.id, n) for n, p in enumerate(papers, 1)]
    await world.services.editions.put(day, EditionSource.DAILY, placed, world.clock.now())
    shown: list[Any] = [await world.ask(world.bob, "zebrafish")]
    shown.append(await world.slash(world.bob, "paper", paper="2601.00001"))
    shown.append(await world.slash(world.bob, "daily", date="2026-01-01"))
    for number in range(8):
        await world.slash(world.bob, "list note", paper=f"2601.{number:05}", text=title)
    shown.append(await world.slash(world.bob, "list show"))
    shown.append((await world.click(world.bob, shown[-1], custom_id="entry:2601.00001")).response)
    for card in shown:
        assert "zebrafish" in seen.text(card)
        # Every active character is escaped, so that what is left after an escape is harmless.
        bare = re.sub(r"\\.", "", seen.text(card))
        for active in ("@everyone", "@here", "<@1>", "<#2>", "](https://evil.example)", "||y||"):
            assert active not in bare, active
    for look in Look:
        feed = Feed(
            id=1,
            guild_id=1,
            channel_id=2,
            at=time(9),
            timezone="UTC",
            top=10,
            look=look,
            role_id=2**62,
            active_from=world.clock.now(),
        )
        post = await world.bot.posting.post(feed, Span.holding(Kind.DAY, day), ping=True)
        assert post is not None
        assert excess(post.view) is None


async def test_stale_and_made_up_controls(world: World) -> None:
    shown = await world.slash(world.bob, "paper", paper="2603.10178")
    await world.services.catalogue.remove(["2603.10178"])
    answer = (await world.click(world.bob, shown, "Save")).response
    assert "not in the catalogue any more" in seen.text(answer)


async def test_a_full_disk_is_one_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await world.slash(world.bob, "paper", paper="2603.10178")

    async def full(*_: object) -> None:
        raise DatabaseFull("The disk is full, so nothing was saved. Free some space and try again.")

    monkeypatch.setattr(world.services.database, "write", full)
    answer = (await world.click(world.bob, shown, "Save")).response
    assert seen.text(answer) == (
        "The disk is full, so nothing was saved. Free some space and try again. "
        "Please tell whoever runs this bot."
    )


async def test_what_nobody_expected_is_one_sentence_with_a_reference(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await world.slash(world.bob, "paper", paper="2603.10178")

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(world.services.catalogue._papers, "many", broken)
    for answer in (
        (await world.click(world.bob, shown, "Save")).response,
        await world.slash(world.bob, "paper", paper="2603.10178"),
        await world.ask(world.bob, "2603.10178"),
    ):
        words = seen.text(answer)
        assert "That went wrong on my side" in words and "a bug" not in words
        reference = words.split("**")[1]
        assert any(reference in record.getMessage() for record in caplog.records)
    turned = await world.bob.slash(world.channel, "list show")
    assert turned.response is not None
    world.env._errors.clear()
