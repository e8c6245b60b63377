"""Reading lists in files: what goes out comes back, and what is broken is named."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.characters import visible, visible_lines
from bot.errors import BadFile
from bot.reading.formats import bibtex, csl, facts, markdown, prose, ris, table, whole
from bot.reading.formats.decoding import decoded
from bot.reading.formats.models import Broken, Item, Kept
from bot.reading.formats.recognising import recognised
from bot.reading.formats.tex import escaped, unescaped
from storage.models import Entry, Paper, Priority, Status, StatusChange

NOW = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)


def paper(id: str = "2603.10178", title: str = "On Lamps", **facts: object) -> Paper:
    given = {"authors": ("Ada Lovelace", "Ludwig van der Berg"), "abstract": "Ours.", **facts}
    return Paper(id=id, title=title, **given)  # type: ignore[arg-type]


def kept(one: Paper, **facts: object) -> Kept:
    lists: tuple[str, ...] = tuple(facts.pop("lists", ()))  # type: ignore[arg-type]
    own = {"status": Status.TO_READ, "added_at": NOW, "changed_at": NOW, **facts}
    return Kept(one, Entry(user_id=1, paper_id=one.id, **own), lists)  # type: ignore[arg-type]


def back(text: str) -> list[Item]:
    """The items of a file that has nothing broken."""
    pieces = list(recognised(decoded(text.encode())).pieces)
    assert not [piece for piece in pieces if isinstance(piece, Broken)]
    return [piece for piece in pieces if isinstance(piece, Item)]


# Everything a person may write, as it is kept: titles and names of lists on one line, notes on
# several, tags of letters and digits.
lines = st.text(min_size=1, max_size=40).map(visible).filter(lambda t: any(map(str.isalnum, t)))
notes = st.text(max_size=120).map(visible_lines)
tags = st.lists(
    st.text(st.characters(categories=("Ll", "Nd", "Lo")), min_size=1, max_size=12),
    max_size=4,
    unique=True,
).map(lambda each: tuple(sorted(each)))
instants = st.integers(0, 800_000_000).map(lambda back: NOW - timedelta(seconds=back))
histories = st.lists(
    st.builds(StatusChange, status=st.sampled_from(Status), at=instants), min_size=1, max_size=4
).map(tuple)
ids = st.builds(
    "{:02}{:02}.{:05}".format, st.integers(15, 26), st.integers(1, 12), st.integers(0, 99_999)
)


@st.composite
def lists_of_papers(draw: Callable[..., Any]) -> list[Kept]:
    found = draw(st.lists(ids, min_size=1, max_size=5, unique=True))
    whole_list = []
    for id in found:
        one = paper(id, str(draw(lines)), authors=tuple(draw(st.lists(lines, max_size=3))))
        history = draw(histories)
        whole_list.append(
            kept(
                one,
                status=history[-1].status,
                history=history,
                note=draw(notes),
                rating=draw(st.none() | st.integers(1, 5)),
                priority=draw(st.sampled_from(Priority)),
                due=draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))),
                tags=draw(tags),
                lists=draw(st.lists(lines, max_size=2, unique=True)),
                added_at=draw(instants),
                changed_at=draw(instants),
            )
        )
    return whole_list


def everything(item: Item) -> tuple[object, ...]:
    return (
        item.id, item.title, item.status, item.note, item.rating, item.due, item.tags,
        item.lists, item.added, item.priority or Priority.NORMAL,
    )  # fmt: skip


def as_kept(one: Kept) -> tuple[object, ...]:
    entry = one.entry
    assert entry is not None
    return (
        one.paper.id, one.paper.title, entry.status, entry.note, entry.rating, entry.due,
        entry.tags, one.lists, entry.added_at, entry.priority,
    )  # fmt: skip


@pytest.mark.parametrize("form", [bibtex, csl, table, whole], ids=lambda form: form.__name__)
@settings(max_examples=60, deadline=None)
@given(papers=lists_of_papers())
def test_what_goes_out_comes_back(form: object, papers: list[Kept]) -> None:
    found = back(form.written(papers))  # type: ignore[attr-defined]
    assert [everything(item) for item in found] == [as_kept(one) for one in papers]


@settings(max_examples=60, deadline=None)
@given(papers=lists_of_papers())
def test_our_own_json_carries_the_history_too(papers: list[Kept]) -> None:
    found = back(whole.written(papers))
    for item, one in zip(found, papers, strict=True):
        assert one.entry is not None
        assert (item.history, item.changed) == (one.entry.history, one.entry.changed_at)


@settings(max_examples=60, deadline=None)
@given(papers=lists_of_papers())
def test_ris_carries_papers_tags_notes_status_and_rating(papers: list[Kept]) -> None:
    found = back(ris.written(papers))
    carried = [(i.id, i.title, i.tags, i.note, i.status, i.rating) for i in found]
    assert carried == [
        (k.paper.id, k.paper.title, k.entry.tags, k.entry.note, k.entry.status, k.entry.rating)
        for k in papers
        if k.entry
    ]


@settings(max_examples=40, deadline=None)
@given(papers=lists_of_papers())
def test_the_page_to_read_names_every_paper(papers: list[Kept]) -> None:
    named = {item.id for item in back(markdown.written(papers)) if item.id}
    assert {one.paper.id for one in papers} <= named


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60).map(visible_lines))
def test_tex_is_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_bibtex_says_what_arxiv_says() -> None:
    one = paper("hep-th/9901001", "100% of {Braces} & _more_", published=date(1999, 1, 1))
    (entry,) = parse_string(bibtex.written([Kept(one)])).entries
    fields = {field.key: field.value for field in entry.fields}
    assert fields["eprint"] == "hep-th/9901001"
    assert fields["archivePrefix"] == "arXiv" and fields["primaryClass"] == "hep-th"
    assert fields["author"] == "Lovelace, Ada and van der Berg, Ludwig"
    assert fields["title"] == r"{100\% of \{Braces\} \& \_more\_}"
    assert (fields["year"], fields["month"]) == ("1999", "jan")
    assert "primaryClass" not in bibtex.written([Kept(paper())])


def test_keys_are_unique_and_plain() -> None:
    papers = [paper(f"2603.{n:05}", "The Lamps of Old") for n in range(30)]
    papers += [
        paper("2603.20000", "灯", authors=("王小明",)),
        paper("2603.20001", "灯", authors=()),
    ]
    papers += [paper("2603.20002", "Ünïcode", authors=("Jørgen Åse",))]
    keys = list(facts.keys(papers))
    assert len(set(keys)) == len(keys)
    assert keys[:3] == ["lovelace2026lamps", "lovelace2026lampsb", "lovelace2026lampsc"]
    assert keys[26] == "lovelace2026lampsaa"
    assert keys[-1] == "ase2026unicode"
    assert all(re.fullmatch("[a-z0-9]+", key) for key in keys)


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "=cmd|'/c x'!A0"])
def test_a_formula_is_no_formula_in_a_table(title: str) -> None:
    text = table.written([Kept(paper(title=title))])
    row = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1]
    assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r") and cell]
    assert back(text)[0].title == title


def test_a_reference_to_read() -> None:
    assert prose.reference(paper()) == (
        "Lovelace, A., & van der Berg, L. (2026). On Lamps. arXiv. https://arxiv.org/abs/2603.10178"
    )
    assert prose.reference(paper(authors=())).startswith("On Lamps. (2026). arXiv.")
    many = paper(authors=tuple(f"Ada N{n}" for n in range(25)))
    assert ", N18, A., . . . N24, A. (2026)." in prose.reference(many)
    assert "(n.d.)" in prose.reference(paper("t-aaaaaaaaaaaa"))


def test_ris_and_csl_are_what_others_read() -> None:
    (record,) = rispy.loads(ris.written([kept(paper(), tags=("rl",), note="a\nb")]))
    assert record["authors"] == ["Lovelace, Ada", "van der Berg, Ludwig"]
    assert record["doi"] == "10.48550/arXiv.2603.10178" and record["keywords"] == ["rl"]
    (item,) = json.loads(csl.written([kept(paper(published=date(2026, 3, 11)))]))
    assert item["issued"] == {"date-parts": [[2026, 3, 11]]}
    assert item["author"][1] == {"family": "van der Berg", "given": "Ludwig"}


def test_broken_entries_are_named_and_the_others_read() -> None:
    text = """@article{a, title = {One}, eprint = {2603.10178}}
@article{b, title = {Unclosed, eprint = {2603.10179}
@article{c, title = "Three", url = "https://arxiv.org/abs/2603.10180v2"}
@article{d, author = {Nobody}}
@string{h = "Four"}
@article{c, title = h # " more", doi = {10.48550/arXiv.2603.10181}}
"""
    pieces = list(recognised(text).pieces)
    broken = [piece.place for piece in pieces if isinstance(piece, Broken)]
    found = [(piece.place, piece.id) for piece in pieces if isinstance(piece, Item)]
    assert broken == [2, 4]
    assert found == [(1, "2603.10178"), (3, "2603.10180"), (6, "2603.10181")]


ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","DOI",'
    '"Url","Extra","Notes","Manual Tags"\n'
    '"A1","preprint","2026","Lovelace, Ada","On Lamps",'
    '"10.48550/arXiv.2603.10178","","","","rl; =x"\n'
    '"A2","preprint","2026","Lovelace, Ada","More","","","arXiv:2603.10180 [cs]","seen",""\n'
)
POCKET_TABLE = (
    "title,url,time_added,tags,status\n"
    "On Lamps,https://arxiv.org/abs/2603.10178,1767225600,rl|video,unread\n"
    "More,https://huggingface.co/papers/2603.10180,1767225601,,archive\n"
)
POCKET_PAGE = """<!DOCTYPE html><html><body><h1>Unread</h1><ul>
<li><a href="https://arxiv.org/abs/2603.10178" time_added="1767225600" tags="rl,video">On Lamps</a>
</li></ul><h1>Read Archive</h1><ul>
<li><a href="https://arxiv.org/pdf/2603.10180" time_added="1767225601" tags="">A &amp; B</a></li>
</ul>
"""
MADE_BY_OTHERS = {
    "zotero table": (ZOTERO, "a table", [("2603.10178", None), ("2603.10180", None)]),
    "pocket table": (
        POCKET_TABLE,
        "a table",
        [("2603.10178", Status.TO_READ), ("2603.10180", Status.READ)],
    ),
    "pocket page": (
        POCKET_PAGE,
        "a page of links",
        [("2603.10178", Status.TO_READ), ("2603.10180", Status.READ)],
    ),
    "ris of others": (
        "TY  - JOUR\r\nT1  - On Lamps\r\nUR  - http://arxiv.org/abs/2603.10178\r\nER  - \r\n"
        "TY  - JOUR\r\nTI  - No end\r\nDO  - 10.48550/arXiv.2603.10180\r\n",
        "RIS",
        [("2603.10178", None), ("2603.10180", None)],
    ),
    "pasted": (
        "2603.10178, https://arxiv.org/abs/2603.10180v1\n\n- On Some Other Lamps\n# Heading\n",
        "ids, links and titles",
        [("2603.10178", None), ("2603.10180", None), (None, None)],
    ),
}


@pytest.mark.parametrize("name", MADE_BY_OTHERS)
def test_what_others_write_is_read(name: str) -> None:
    text, kind, expected = MADE_BY_OTHERS[name]
    found = recognised(text)
    assert found.name == kind
    pieces = list(found.pieces)
    assert [(i.id, i.status) for i in pieces if isinstance(i, Item)] == expected
    assert not [piece for piece in pieces if isinstance(piece, Broken)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"PK\x03\x04zip", "zip"),
        (b"\x89PNG\r\n", "picture"),
        (b"%PDF-1.7", "PDF"),
        (b"a\x00b", "not a text file"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(content: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        decoded(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_this_world(encoding: str) -> None:
    text = "@misc{a, title = {Über Lampen}, eprint = {2603.10178}}"
    (item,) = (p for p in recognised(decoded(text.encode(encoding))).pieces if isinstance(p, Item))
    assert item.title == "Über Lampen"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><lolz>&b;</lolz>'
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "<a " * 100_000,
        "<h1>" * 100_000,
        "@misc{" * 50_000,
        "@misc{a, title = {" + "{" * 50_000,
        "TY  - " * 50_000,
        'title,url\n"' + "x" * 300_000,
        "{" * 100_000,
        "[[" * 60_000,
    ],
    ids=["laughs", "links", "headings", "entries", "braces", "records", "quote", "json", "lists"],
)
def test_what_means_harm_does_none(text: str) -> None:
    try:
        pieces = list(recognised(text).pieces)
    except BadFile:
        return
    assert not [piece for piece in pieces if isinstance(piece, Item) and piece.id]


@pytest.mark.parametrize("text", ['{"a":' * 60_000, '[{"title": "x"', '{"a": 1}'])
def test_json_that_is_no_list_of_papers(text: str) -> None:
    with pytest.raises(BadFile, match="JSON"):
        recognised(text)
