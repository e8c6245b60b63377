from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import Catalogue
from bot.chat.assistant import (
    DEPTH,
    LIKE_DEPTH,
    QUESTION_LENGTH,
    Assistant,
    Inquiry,
    Page,
    clean_question,
)
from bot.errors import BadInput
from bot.search.query import Query, QueryError
from bot.sources.identifiers import local_paper_id, title_key
from storage.database import Database
from storage.models import Paper
from storage.papers import Incoming

GULLS = Paper(
    id="2603.00001",
    title="Counting Gulls",
    abstract="We count gulls on cliffs, e.g. on Gough Island. Our data has 4,000 photographs.",
)
TERNS = Paper(
    id="cs/0112017",
    title="Following Terns",
    abstract="Terns fly from pole to pole every year.",
    summary="Where terns go.",
)
NESTS = Paper(
    id=local_paper_id("Empty Nests"), title="Empty Nests", abstract="Climbing robots examine nests."
)


def incoming(papers: Sequence[Paper]) -> list[Incoming]:
    return [Incoming(paper, title_key(paper.title), date(2026, 3, 11)) for paper in papers]


@pytest.fixture
async def catalogue(tmp_path: Path) -> AsyncIterator[Catalogue]:
    async with await Database.open(tmp_path / "paperboy.db") as database:
        catalogue = await Catalogue.open(database, None)
        yield catalogue
        await catalogue.close()


@pytest.fixture
async def assistant(catalogue: Catalogue) -> Assistant:
    await catalogue.add(incoming([GULLS, TERNS, NESTS]))
    return Assistant(catalogue)


async def ids(assistant: Assistant, question: str, limit: int = DEPTH) -> list[str]:
    answer = await assistant.ask(question, limit)
    assert answer.matched == bool(answer.findings)
    return [finding.paper.id for finding in answer.findings]


async def test_an_answer_has_the_paper_and_the_sentence_with_its_words(
    assistant: Assistant,
) -> None:
    answer = await assistant.ask("how many photographs of gulls?")
    assert answer.matched and answer.question == "how many photographs of gulls?"
    [finding] = answer.findings
    assert finding.paper.id == GULLS.id and finding.score > 0
    assert finding.sentence == "Our data has 4,000 photographs."
    bold = [finding.sentence[start:end] for start, end in finding.sentence_matches]
    assert bold == ["photographs"]
    assert [GULLS.title[start:end] for start, end in finding.title_matches] == ["Gulls"]


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("2603.00001", GULLS.id),
        ("  arXiv:2603.00001v2 ", GULLS.id),
        ("<https://arxiv.org/abs/2603.00001>", GULLS.id),
        ("https://huggingface.co/papers/2603.00001?utm=x", GULLS.id),
        ("https://arxiv.org/pdf/cs/0112017v1", TERNS.id),
        ("cs/0112017", TERNS.id),
        (NESTS.id, NESTS.id),
        ("2603.00001\u200b", GULLS.id),
    ],
)
async def test_an_id_or_a_link_is_answered_with_its_paper(
    assistant: Assistant, question: str, id: str
) -> None:
    assert await ids(assistant, question) == [id]


async def test_a_paper_named_by_id_opens_with_its_summary_or_first_sentence(
    assistant: Assistant, catalogue: Catalogue
) -> None:
    bare = Paper(id="2603.00005", title="Bare", abstract="")
    await catalogue.add(incoming([bare]))
    openings = {
        TERNS.id: "Where terns go.",
        GULLS.id: "We count gulls on cliffs, e.g. on Gough Island.",
        bare.id: "",
    }
    for id, opening in openings.items():
        [finding] = (await assistant.ask(id)).findings
        assert finding.sentence == opening


async def test_an_old_id_is_answered_after_the_paper_got_its_arxiv_id(
    assistant: Assistant, catalogue: Catalogue
) -> None:
    await catalogue.add(incoming([NESTS.model_copy(update={"id": "2603.00009"})]))
    assert await ids(assistant, NESTS.id) == ["2603.00009"]
    assert await ids(assistant, "robots that examine nests") == ["2603.00009"]


@pytest.mark.parametrize(
    "question", ["2699.00001", "https://arxiv.org/abs/2699.00001", "t-" + "a" * 12]
)
async def test_an_unknown_id_matches_nothing(assistant: Assistant, question: str) -> None:
    assert await ids(assistant, question) == []


async def test_a_removed_paper_is_no_answer(assistant: Assistant, catalogue: Catalogue) -> None:
    await catalogue.remove([GULLS.id])
    for question in (GULLS.id, f"https://arxiv.org/abs/{GULLS.id}", "counting gulls on cliffs"):
        assert await ids(assistant, question) == []


async def test_a_paper_removed_by_another_process_is_no_answer(
    assistant: Assistant, tmp_path: Path
) -> None:
    async with await Database.open(tmp_path / "paperboy.db") as same:
        other = await Catalogue.open(same, None)
        await other.remove([GULLS.id])
        await other.close()
    # The index has not heard of it yet.
    assert await ids(assistant, "counting gulls on cliffs") == []


@pytest.mark.parametrize("question", ["counting gulls", "2603.00001", "", "🐦", "the of and"])
async def test_an_empty_catalogue_matches_nothing(catalogue: Catalogue, question: str) -> None:
    assert await ids(Assistant(catalogue), question) == []


@pytest.mark.parametrize(
    "question", ["", "   ", "\0", "\ud800", "🐦🐦", "'; DROP TABLE papers; --", "((((", "%", "\\"]
)
async def test_what_is_no_question_matches_nothing(assistant: Assistant, question: str) -> None:
    answer = await assistant.ask(question)
    assert not answer.matched and answer.findings == ()


async def test_an_answer_goes_no_deeper_than_asked(
    assistant: Assistant, catalogue: Catalogue
) -> None:
    puffins = [
        Paper(id=f"2604.{n:05}", title=f"Puffin {n}", abstract=f"A puffin is weighed, {n}.")
        for n in range(DEPTH + 10)
    ]
    await catalogue.add(incoming(puffins))
    assert len(await ids(assistant, "weighed puffin", limit=3)) == 3
    deep = await ids(assistant, "weighed puffin")
    assert len(deep) == len(set(deep)) == DEPTH
    assert deep[:3] == await ids(assistant, "weighed puffin", limit=3)


@pytest.mark.parametrize(
    ("number", "count", "places"),
    [
        (1, 12, range(5)),
        (2, 12, range(5, 10)),
        (3, 12, range(10, 12)),
        (4, 12, range(10, 12)),
        (99999, 12, range(10, 12)),
        (0, 12, range(5)),
        (2, 10, range(5, 10)),
        (3, 10, range(5, 10)),
        (2, 0, range(0)),
        (1, 1, range(1)),
    ],
)
def test_a_page_is_always_one_that_is_there(number: int, count: int, places: range) -> None:
    assert Page(number, 5).of(count) == places


async def test_only_the_page_that_is_shown_gets_its_sentences(
    assistant: Assistant, catalogue: Catalogue
) -> None:
    puffins = [
        Paper(id=f"2604.{n:05}", title=f"Puffin {n}", abstract=f"A puffin is weighed, {n}.")
        for n in range(12)
    ]
    await catalogue.add(incoming(puffins))
    whole = await assistant.ask("weighed puffin")
    assert whole.shown == range(12)
    assert all(finding.sentence for finding in whole.findings)
    page = await assistant.ask("weighed puffin", page=Page(2, 5))
    assert page.shown == range(5, 10)
    assert page.findings[5:10] == whole.findings[5:10]
    assert [f.paper for f in page.findings] == [f.paper for f in whole.findings]
    assert not any(f.sentence or f.title_matches for f in (*page.findings[:5], *page.findings[10:]))


async def test_an_unknown_word_is_read_as_another_unless_as_written(assistant: Assistant) -> None:
    answer = await assistant.ask("phtographs")
    assert answer.matched and answer.corrections == (("phtographs", "photographs"),)
    written = await assistant.ask("phtographs", as_written=True)
    assert written.corrections == () and written.as_written
    assert not written.matched


async def test_limits_are_limits(assistant: Assistant, catalogue: Catalogue) -> None:
    skuas = Paper(
        id="2603.00007",
        title="Skuas",
        abstract="Skuas chase gulls.",
        authors=("Ada Skua",),
        code_url="https://example.org",
    )
    await catalogue.add(incoming([skuas]))
    assert set(await ids(assistant, "gulls")) == {GULLS.id, skuas.id}
    assert await ids(assistant, "gulls has:code") == [skuas.id]
    assert await ids(assistant, "gulls -skuas") == [GULLS.id]
    assert await ids(assistant, "gulls since:2027") == []
    assert await ids(assistant, "has:code") == [skuas.id]


@pytest.mark.parametrize(
    ("question", "limited"),
    [
        ("gulls since:2027", True),
        ("since:2027", True),
        ("title:gulls -cliffs", True),
        ("zebras since:2027", False),
        ("zebras", False),
        ("zebras sort:new", False),
    ],
)
async def test_it_is_known_whether_the_limits_leave_nothing(
    assistant: Assistant, question: str, limited: bool
) -> None:
    answer = await assistant.ask(question)
    assert not answer.matched
    assert answer.limited == limited


async def test_a_list_is_searched_if_there_is_one(assistant: Assistant) -> None:
    with pytest.raises(BadInput, match="in:list looks through a reading list"):
        await assistant.ask("in:list")
    answer = await assistant.ask("in:list", listed=frozenset({TERNS.id, "2699.00001"}))
    assert [finding.paper.id for finding in answer.findings] == [TERNS.id]
    assert not (await assistant.ask("in:read", listed=frozenset())).matched
    # A list that nobody asked for limits nothing.
    assert (await assistant.ask("gulls", listed=frozenset())).matched


async def test_what_cannot_be_read_is_raised(assistant: Assistant) -> None:
    with pytest.raises(QueryError) as raised:
        await assistant.ask("gulls  since:2026-13")
    # The place is one of the question as it is shown.
    assert raised.value.text == "gulls since:2026-13"


def test_a_name_is_not_read_as_a_query() -> None:
    named = Inquiry.named(' title:x  "in:list" since:99 -y')
    assert named.query == Query(text='title:x "in:list" since:99 -y')
    assert named.question == named.query.text


async def test_what_is_like_a_paper_is_never_itself(
    assistant: Assistant, catalogue: Catalogue
) -> None:
    gulls = [
        Paper(id=f"2604.{n:05}", title=f"Gulls on Cliffs {n}", abstract=f"Cliffs. {n} gulls count.")
        for n in range(LIKE_DEPTH + 5)
    ]
    await catalogue.add(incoming(gulls))
    answer = await assistant.similar(GULLS)
    like = [finding.paper.id for finding in answer.findings]
    assert answer.question == GULLS.title
    assert len(like) == len(set(like)) == LIKE_DEPTH
    assert GULLS.id not in like and TERNS.id not in like[:5]
    assert all("gulls count" in finding.sentence for finding in answer.findings)
    page = await assistant.similar(GULLS, page=Page(2, 5))
    assert page.findings[5:10] == answer.findings[5:10]
    assert not page.findings[0].sentence


async def test_what_is_like_a_paper_that_the_index_does_not_hold(
    assistant: Assistant, catalogue: Catalogue, tmp_path: Path
) -> None:
    unknown = Paper(id="2699.00001", title="Counting Gulls Again", abstract="Gulls on cliffs.")
    assert not (await assistant.similar(unknown)).matched
    await catalogue.remove([GULLS.id])
    assert not (await assistant.similar(GULLS)).matched


async def test_a_paper_removed_by_another_process_is_like_none(
    assistant: Assistant, catalogue: Catalogue, tmp_path: Path
) -> None:
    skuas = Paper(id="2603.00007", title="Gulls and Skuas", abstract="Skuas chase gulls.")
    await catalogue.add(incoming([skuas]))
    assert [f.paper.id for f in (await assistant.similar(GULLS)).findings] == [skuas.id]
    async with await Database.open(tmp_path / "paperboy.db") as same:
        other = await Catalogue.open(same, None)
        await other.remove([skuas.id])
        await other.close()
    assert not (await assistant.similar(GULLS)).matched


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  gulls\r\n\tand\0 terns  ", "gulls and terns"),
        ("\u202egulls\u202c \ud83d", "gulls"),
        ("e\u0301tude", "étude"),
        ("x" * 5000, "x" * QUESTION_LENGTH),
        ("\u200b" * 200 + "gulls", "gulls"),
        ("gulls " * 1000, ("gulls " * 167)[:QUESTION_LENGTH].strip()),
    ],
)
def test_a_question_is_cleaned(text: str, clean: str) -> None:
    assert clean_question(text) == clean


@given(st.text(max_size=300))
def test_a_clean_question_is_kept_as_it_is_asked_again(text: str) -> None:
    clean = clean_question(text)
    assert clean_question(clean) == clean
    assert len(clean) <= QUESTION_LENGTH
    clean.encode()
