from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import Catalogue
from bot.chat.assistant import DEPTH, QUESTION_LENGTH, Assistant, clean_question
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
