"""Carrying a reading list in and out, citing, and figures: as a person does it."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bot.reading import importing
from storage.models import Entry, ListView, Paper
from storage.papers import Incoming
from tests.bot import seen
from tests.bot.world import World

PAPER = "2603.10178"
OTHER = "2603.12255"
TITLE = "Video-Based Reward Modeling for Computer-Use Agents"


async def filled(world: World) -> None:
    """Bob's list of three papers with all that can be kept about them."""
    person, services = world.bob, world.services
    await services.organiser.create_list(person.id, "Thesis, part 1")
    for number, paper in enumerate((PAPER, OTHER, "2603.11593")):
        await services.lists.save(
            person.id, paper, world.clock.now() - timedelta(days=9, hours=number)
        )
    await world.slash(person, "list mark", paper=PAPER, status="read")
    await world.slash(person, "list tag", paper=PAPER, tags="rl, größe")
    await world.slash(person, "list rate", paper=PAPER, stars="4")
    await world.slash(person, "list note", paper=OTHER, text='=SUM(A1) {50% "of" it} @everyone')
    await world.slash(person, "list due", paper=OTHER, when="Mar 20")
    await world.slash(person, "list priority", paper=OTHER, priority="high")
    await world.slash(person, "lists add", name="Thesis, part 1", paper=OTHER)


async def file_of(message: Any) -> tuple[str, bytes]:
    """The one file of a message."""
    (attached,) = message.attachments
    return attached.filename, await attached.read()


async def entries(world: World, person: Any) -> list[tuple[Any, ...]]:
    """A person's list as they know it, whoever they are and whatever its parts are numbered."""
    names = {each.id: each.name for each in await world.services.lists.named(person.id)}
    ids = await world.services.shelf.part_ids(person.id, ListView(), 100)
    return [_told(entry, names) for entry in await world.services.lists.entries(person.id, ids)]


def _told(entry: Entry, names: dict[int, str]) -> tuple[Any, ...]:
    lists = [names[id] for id in entry.lists]
    fields = entry.model_dump(exclude={"user_id", "lists", "changed_at", "history"})
    return *fields.values(), lists


async def exported(world: World, person: Any, format: str, **part: Any) -> tuple[str, bytes]:
    answer = await world.slash(person, "list export", format=format, **part)
    assert answer.ephemeral
    return await file_of(answer)


async def brought_in(world: World, person: Any, name: str, content: bytes) -> Any:
    answer = await world.slash(person, "list import", file=(name, content))
    assert answer.ephemeral
    return answer


@pytest.mark.parametrize("format", ["json", "csv", "bibtex", "csl-json"])
async def test_a_list_taken_out_and_brought_in_by_another_is_the_same(
    world: World, format: str
) -> None:
    await filled(world)
    name, content = await exported(world, world.bob, format)
    assert name.startswith("reading-list-2026-03-13.")
    answer = await brought_in(world, world.alice, "whatever.txt", content)
    assert "**3** saved to your reading list" in seen.text(answer)
    assert await entries(world, world.alice) == await entries(world, world.bob)
    again = await brought_in(world, world.alice, "whatever.txt", content)
    assert "**3** on your list already" in seen.text(again)
    assert "Undo all" not in seen.labels(again)


async def test_everything_comes_back_after_it_was_deleted(world: World) -> None:
    await filled(world)
    before = await world.services.lists.entries(world.bob.id, [PAPER, OTHER])
    _, content = await exported(world, world.bob, "json")
    await world.services.members.erase(world.bob.id)
    await brought_in(world, world.bob, "mine.json", content)
    after = await world.services.lists.entries(world.bob.id, [PAPER, OTHER])
    assert [entry.model_dump(exclude={"lists"}) for entry in after] == [
        entry.model_dump(exclude={"lists"}) for entry in before
    ]
    assert len(after[1].lists) == 1


async def test_a_part_is_exported_and_an_empty_one_is_not(world: World) -> None:
    await filled(world)
    _, content = await exported(world, world.bob, "json", tag="RL", status="read")
    assert [each["id"] for each in json.loads(content)["entries"]] == [PAPER]
    _, content = await exported(world, world.bob, "json", list="thesis, part 1")
    assert [each["id"] for each in json.loads(content)["entries"]] == [OTHER]
    nothing = await world.slash(world.bob, "list export", format="ris", status="dropped")
    assert "Nothing is there to export" in seen.text(nothing)


async def test_what_is_too_large_for_discord_is_packed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(world)
    monkeypatch.setattr("bot.ui.carrying.UPLOAD_BYTES", 1_200)
    name, content = await exported(world, world.bob, "json")
    assert name.endswith(".json.zip")
    (inside,) = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert inside == "reading-list-2026-03-13.json"
    monkeypatch.setattr("bot.ui.carrying.UPLOAD_BYTES", 100)
    refused = await world.slash(world.bob, "list export", format="json")
    assert "Export a part of your list" in seen.text(refused)


async def test_one_undo_takes_an_import_back(world: World) -> None:
    await world.services.lists.save(world.bob.id, OTHER, world.clock.now())
    text = (
        f"{PAPER}\nhttps://arxiv.org/abs/{OTHER}v2\n- {TITLE}\n2603.10160 and 2603.03872\nNo Such"
    )
    answer = await brought_in(world, world.bob, "ids.txt", text.encode())
    said = seen.text(answer)
    assert "**3** saved" in said and "**1** on your list already" in said
    assert "**1** named more than once" in said and "**1** not known here" in said
    _, report = await file_of(answer)
    lines = report.decode().splitlines()
    assert lines[0] == f"line 1: saved: {PAPER} -> {PAPER} {TITLE}"
    assert lines[5] == "line 5: not known here: No Such"
    await world.click(world.bob, answer, "Undo all")
    assert [each[0] for each in await entries(world, world.bob)] == [OTHER]


async def test_a_paper_on_the_list_keeps_what_it_has_and_gets_what_it_lacks(world: World) -> None:
    await world.slash(world.bob, "list rate", paper=PAPER, stars="5")
    text = f"id,rating,tags,note\n{PAPER},1,rl,Look again\n"
    answer = await brought_in(world, world.bob, "a.csv", text.encode())
    assert "given what they lacked" in seen.text(answer)
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None
    assert (entry.rating, entry.tags, entry.note) == (5, ("rl",), "Look again")


async def test_text_is_pasted_in_the_command_or_in_a_form_even_after_a_restart(
    world: World,
) -> None:
    answer = await world.slash(world.bob, "list import", text=f"{PAPER} {OTHER}")
    assert "**2** saved" in seen.text(answer)
    opened = await world.bob.slash(world.channel, "list import")
    assert opened.modal and opened.modal["custom_id"] == "importtext:"
    result = await world.bob.submit_modal(
        opened, {"papers": "2603.10160\n@misc{a, eprint = {2603.03872}}"}
    )
    assert "1** saved" in seen.text(result.response)


async def test_papers_that_are_not_here_are_looked_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    absent = "2501.00001"

    async def papers(self: Any, ids: list[str]) -> list[Paper]:
        asked.append(list(ids))
        found = [Paper(id=id, title=f"Paper {id}", abstract="New.") for id in ids if id != absent]
        kept = await world.services.catalogue.add([Incoming(each, each.id) for each in found])
        return [each.paper for each in kept]

    monkeypatch.setattr(type(world.services.lookup), "papers", papers)
    answer = await brought_in(world, world.bob, "a.txt", f"{absent}\n2501.00002".encode())
    assert asked == [[absent, "2501.00002"]]
    assert "**1** saved" in seen.text(answer)
    assert "**1** that neither I nor Hugging Face nor arXiv have" in seen.text(answer)


async def test_when_sources_cannot_be_asked_the_rest_is_saved(world: World) -> None:
    answer = await brought_in(world, world.bob, "a.txt", f"2501.00001\n{PAPER}".encode())
    said = seen.text(answer)
    assert "**1** saved" in said and "**1** not known here" in said
    assert "set up not to ask" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.bib", b"", "empty"),
        ("a.zip", b"PK\x03\x04", "zip file"),
        ("a.bib", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.csv", b"\x00" * 50, "not a text file"),
        ("a.json", b'{"a": 1}', "no papers in it"),
        ("a.txt", "😀 🎉".encode(), "I see no papers"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "no papers"),
    ],
)
async def test_what_is_no_list_of_papers_is_answered_in_words(
    world: World, name: str, content: bytes, said: str
) -> None:
    assert said in seen.text(await brought_in(world, world.bob, name, content))
    assert await entries(world, world.bob) == []


async def test_a_huge_file_is_not_fetched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(self: Any, url: str) -> bytes:
        raise AssertionError("it was fetched")

    monkeypatch.setattr(type(world.env.backend.cdn), "get", fetched)
    answer = await brought_in(world, world.bob, "all.bib", b" " * (50 * 2**20))
    assert "That file has 50 MiB, and I read 10" in seen.text(answer)


async def test_a_file_that_is_gone_is_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(world.env.backend.cdn), "get", lambda self, url: None)
    answer = await brought_in(world, world.bob, "a.bib", b"@misc{a}")
    assert "That file is gone" in seen.text(answer)


async def test_broken_entries_are_named_by_line_and_the_others_saved(world: World) -> None:
    text = (
        f"@misc{{a, eprint = {{{PAPER}}}}}\n@misc{{b, title = {{Oh\n@misc{{c, title = {{{TITLE}}}}}"
    )
    answer = await brought_in(world, world.bob, "a.bib", text.encode())
    said = seen.text(answer)
    assert "**1** saved" in said and "**1** that could not be read" in said
    assert "line 2: a brace, a quote or a comma is missing" in said


async def test_tags_of_other_programs_become_ours_and_find_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_TAGS", 2)
    text = (
        f"id,tags\n{PAPER},Computer Science - Robotics; @everyone!; rl\n"
        f"{OTHER},rl; Computer Science - Robotics\n"
    )
    answer = await brought_in(world, world.bob, "a.csv", text.encode())
    assert "1 tags were left out" in seen.text(answer)
    entry = await world.services.lists.get(world.bob.id, PAPER)
    assert entry is not None and entry.tags == ("computer-science-robotics", "rl")


async def test_citing_shows_a_block_for_everybody(world: World) -> None:
    answer = await world.slash(world.bob, "cite", paper=PAPER)
    assert not answer.ephemeral
    text = seen.text(answer)
    assert "```bibtex\n@misc{" in text and "eprint = {2603.10178}" in text
    assert not answer.attachments
    answer = await world.slash(world.bob, "cite", paper=TITLE, format="text")
    assert "(2026). Video-Based Reward Modeling for Computer-Use Agents. arXiv." in seen.text(
        answer
    )
    nothing = await world.slash(world.bob, "cite", paper="qwxyzzy")
    assert "```" not in seen.text(nothing)


async def test_citing_many_gives_a_file_too(world: World) -> None:
    day = next(iter(await world.services.editions.newest(1)))
    ids = [paper.id for paper in await world.services.editions.papers(day)]
    answer = await world.slash(world.bob, "cite", paper=" ".join(ids), format="csl-json")
    name, content = await file_of(answer)
    assert name == "citations.json"
    assert [item["number"] for item in json.loads(content)] == [f"arXiv:{id}" for id in ids]
    assert f"Citing {len(ids)} papers" in seen.text(answer)


async def test_figures_in_words_and_as_a_picture_that_is_described(world: World) -> None:
    await filled(world)
    answer = await world.slash(world.bob, "list stats")
    assert answer.ephemeral
    said = seen.text(answer)
    assert "Added **3**, finished **1** in 12 weeks." in said
    assert "A paper finished every week for 1 week." in said
    assert "finished within 9 days of saving it" in said
    assert "On your list: 2 to read, 1 read." in said
    assert "#größe 1/1" in said and "#rl 1/1" in said
    name, content = await file_of(answer)
    picture = Image.open(io.BytesIO(content))
    assert (name, picture.format, picture.width) == ("reading.png", "PNG", 1080)
    (described,) = [part for part in seen.parts(seen.raw(answer)) if part["type"] == 12]
    (item,) = described["items"]
    assert "Mar 9: 0 added, 1 finished" in item["description"]
    shorter = await world.slash(world.bob, "list stats", weeks=1)
    assert "Added **0**, finished **1** in 1 week." in seen.text(shorter)


async def test_figures_of_nothing(world: World) -> None:
    assert "nothing to count yet" in seen.text(await world.slash(world.bob, "list stats"))
