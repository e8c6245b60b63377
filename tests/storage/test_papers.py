from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.facts import Stamp, merged, packed, stamp_of, unpacked
from storage.models import Paper
from storage.papers import BATCH, Change, Incoming, Kept, Papers

MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)
GULLS = Paper(id="2603.00001", title="Counting Gulls", abstract="Gulls are counted.")
BY_TITLE = Paper(id="t-gullsgullsgu", title="Counting gulls", abstract="We count gulls on cliffs.")


def incoming(
    paper: Paper, as_of: date | None = None, told: tuple[int, int] = (0, 0), key: str | None = None
) -> Incoming:
    return Incoming(paper, key or paper.title.lower(), as_of, told)


@pytest.fixture
def papers(database: Database) -> Papers:
    return Papers(database)


async def only(papers: Papers, new: Incoming) -> Kept:
    [kept] = await papers.put([new])
    return kept


async def test_a_paper_comes_back_as_it_was_put(papers: Papers) -> None:
    whole = Paper(
        id="cs/0112017",
        title="Ünïcode “titles” % _ \\ and 'quotes'",
        abstract="It's $1; DROP TABLE papers; --",
        authors=("Ada Gull", "Бо Тёрн"),
        published=MONDAY,
        listed=TUESDAY,
        upvotes=0,
        comments=1,
        stars=2**63 - 1,
        code_url="https://github.com/gull/gull",
        data_url="https://example.org/data",
        project_url="https://example.org",
        organisation="Gull Institute",
        summary="Gulls.",
        keywords=("gull", "Möwe"),
        thumbnail_url="https://example.org/gull.png",
    )
    kept = await only(papers, incoming(whole, TUESDAY))
    assert kept == Kept(Change.ADDED, whole)
    assert await papers.get("cs/0112017") == whole
    assert await papers.get("cs/0112018") is None


async def test_the_same_again_is_unchanged_and_moves_no_change_number(papers: Papers) -> None:
    first = await only(papers, incoming(GULLS, MONDAY))
    change = await papers.latest_change()
    assert change > 0
    assert await only(papers, incoming(GULLS, MONDAY)) == Kept(Change.UNCHANGED, first.paper)
    assert await papers.latest_change() == change


async def test_a_newer_list_replaces_and_an_older_one_fills_gaps(papers: Papers) -> None:
    newer = GULLS.model_copy(update={"abstract": "Corrected.", "upvotes": 3, "comments": 4})
    older = GULLS.model_copy(update={"summary": "Gulls, in short.", "upvotes": 9, "comments": 1})
    await only(papers, incoming(newer, TUESDAY))
    kept = await only(papers, incoming(older, MONDAY))
    assert kept.change is Change.UPDATED
    assert kept.paper == newer.model_copy(
        update={"summary": "Gulls, in short.", "upvotes": 9, "comments": 4, "listed": MONDAY}
    )


async def test_a_list_fetched_again_corrects_itself(papers: Papers) -> None:
    long = GULLS.model_copy(update={"abstract": "A long, long abstract with a mistake in it."})
    await only(papers, incoming(long, MONDAY, told=(100, 1)))
    assert (await only(papers, incoming(GULLS, MONDAY, told=(200, 1)))).change is Change.UPDATED
    assert (await only(papers, incoming(long, MONDAY, told=(100, 1)))).change is Change.UNCHANGED
    kept = await papers.get(GULLS.id)
    assert kept is not None and kept.abstract == GULLS.abstract


async def test_what_an_older_list_tells_of_a_field_never_depends_on_the_order(
    papers: Papers,
) -> None:
    # The newest list tells nothing of the code, so the middle one's link counts.
    middle = GULLS.model_copy(update={"code_url": "https://github.com/gull/middle"})
    oldest = GULLS.model_copy(update={"code_url": "https://github.com/gull/oldest"})
    await only(papers, incoming(oldest, date(2026, 3, 1)))
    await only(papers, incoming(GULLS, date(2026, 3, 3)))
    kept = await only(papers, incoming(middle, date(2026, 3, 2)))
    assert kept.paper.code_url == "https://github.com/gull/middle"


async def test_numbers_of_votes_only_grow(papers: Papers) -> None:
    for votes, expected in ((5, 5), (None, 5), (2, 5), (0, 5), (8, 8)):
        voted = GULLS.model_copy(update={"upvotes": votes, "comments": votes, "stars": votes})
        kept = await only(papers, incoming(voted, TUESDAY))
        assert (kept.paper.upvotes, kept.paper.comments, kept.paper.stars) == (expected,) * 3


async def test_a_paper_known_by_title_gets_its_arxiv_id(papers: Papers) -> None:
    await only(papers, incoming(BY_TITLE, TUESDAY))
    kept = await only(papers, incoming(GULLS, MONDAY))
    assert (kept.change, kept.paper.id, kept.replaces) == (
        Change.UPDATED,
        GULLS.id,
        BY_TITLE.id,
    )
    # What the page said later counts less than what is known by id.
    assert (kept.paper.title, kept.paper.abstract) == (GULLS.title, GULLS.abstract)
    assert await papers.get(BY_TITLE.id) == kept.paper == await papers.get(GULLS.id)
    assert await papers.many([BY_TITLE.id, GULLS.id, BY_TITLE.id]) == [kept.paper] * 3
    assert await papers.former_ids([GULLS.id]) == [BY_TITLE.id]
    assert await papers.count() == 1
    again = [await only(papers, incoming(p, d)) for p, d in ((BY_TITLE, TUESDAY), (GULLS, MONDAY))]
    assert [each.change for each in again] == [Change.UNCHANGED] * 2


async def test_a_page_adds_nothing_to_a_paper_with_an_arxiv_id(papers: Papers) -> None:
    await only(papers, incoming(GULLS, MONDAY))
    kept = await only(papers, incoming(BY_TITLE, TUESDAY))
    assert kept.change is Change.UNCHANGED and kept.paper.id == GULLS.id
    assert await papers.count() == 1
    # Known by that title for good, whatever it is called on a later list.
    renamed = GULLS.model_copy(update={"title": "Gulls, Counted"})
    await only(papers, incoming(renamed, date(2026, 3, 12)))
    assert (await only(papers, incoming(BY_TITLE, TUESDAY))).change is Change.UNCHANGED
    assert await papers.count() == 1
    assert await papers.get(BY_TITLE.id) == await papers.get(GULLS.id)


async def test_two_arxiv_papers_of_one_title_stay_two(papers: Papers) -> None:
    twin = GULLS.model_copy(update={"id": "2603.00002"})
    await papers.put([incoming(BY_TITLE), incoming(GULLS), incoming(twin), incoming(BY_TITLE)])
    assert await papers.count() == 2
    assert [p.id for p in await papers.many([BY_TITLE.id, twin.id])] == [GULLS.id, twin.id]


async def test_a_removed_paper_comes_back_from_any_list(papers: Papers) -> None:
    await only(papers, incoming(GULLS, TUESDAY))
    assert await papers.remove([GULLS.id, GULLS.id, "2603.09999"]) == 1
    assert await papers.count() == 0
    kept = await papers.get(GULLS.id)
    assert kept is not None and kept.removed
    change = await papers.latest_change()
    assert await papers.remove([GULLS.id]) == 0
    assert await papers.latest_change() == change
    back = await only(papers, incoming(GULLS, MONDAY))
    assert back.change is Change.UPDATED and not back.paper.removed
    assert await papers.count() == 1


async def test_a_paper_is_removed_by_an_id_it_had(papers: Papers) -> None:
    await papers.put([incoming(BY_TITLE), incoming(GULLS)])
    assert await papers.remove([BY_TITLE.id]) == 1
    assert await papers.count() == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_a_withdrawn_paper_stays_out(papers: Papers, order: tuple[int, int]) -> None:
    withdrawn = GULLS.model_copy(update={"removed": True})
    told = [incoming(GULLS, MONDAY), incoming(withdrawn, TUESDAY)]
    for number in order:
        await only(papers, told[number])
    for number in (0, 1):
        assert (await only(papers, told[number])).change is Change.UNCHANGED
    assert await papers.count() == 0


async def test_put_keeps_all_or_none(papers: Papers) -> None:
    unfit = GULLS.model_copy(update={"id": "2603.00002", "upvotes": 2**63})
    with pytest.raises(OverflowError):
        await papers.put([incoming(GULLS), incoming(unfit)])
    assert await papers.extent() == (0, 0)


async def test_nothing_put_changes_nothing(papers: Papers) -> None:
    assert await papers.put([]) == []
    assert await papers.remove([]) == 0
    assert await papers.many([]) == []
    assert await papers.former_ids([]) == []
    assert await papers.extent() == (0, 0)


async def test_more_ids_than_one_statement_takes(papers: Papers) -> None:
    count = 2 * BATCH + 1
    many = [
        GULLS.model_copy(update={"id": f"2603.{n:05}", "title": f"No. {n}"}) for n in range(count)
    ]
    await papers.put([incoming(paper) for paper in many])
    ids = [paper.id for paper in reversed(many)]
    assert [paper.id for paper in await papers.many([*ids, "2604.00001"])] == ids


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
async def test_changes_are_paged_without_a_gap(papers: Papers, limit: int) -> None:
    for batch in ((1, 2, 3), (4,), (5, 6), (7,)):
        await papers.put(
            [
                incoming(GULLS.model_copy(update={"id": f"2603.0000{n}", "title": f"No. {n}"}))
                for n in batch
            ]
        )
    await papers.remove(["2603.00002"])
    seen: list[str] = []
    change = 0
    while page := await papers.after(change, limit):
        numbers = [number for number, _ in page]
        assert numbers == sorted(numbers) and numbers[0] > change
        # At most the limit, and whatever else belongs to the last change.
        assert len([n for n in numbers if n < numbers[-1]]) < limit
        change = numbers[-1]
        seen += [paper.id for _, paper in page]
    assert seen == [f"2603.0000{n}" for n in (1, 3, 4, 5, 6, 7, 2)]
    assert change == await papers.latest_change()


DAYS = st.sampled_from([None, MONDAY, TUESDAY])
VALUES = st.sampled_from([None, "one", "two", "three"])
NUMBERS = st.none() | st.integers(0, 5)


@st.composite
def told(draw: st.DrawFn) -> list[tuple[Paper, date | None]]:
    return draw(
        st.lists(
            st.tuples(
                st.builds(
                    Paper,
                    id=st.sampled_from([GULLS.id, BY_TITLE.id]),
                    title=st.sampled_from(["Counting Gulls", "Counting gulls"]),
                    abstract=st.sampled_from(["", "Short.", "Longer than short."]),
                    summary=VALUES,
                    code_url=VALUES,
                    upvotes=NUMBERS,
                    removed=st.booleans(),
                ),
                DAYS,
            ),
            min_size=1,
            max_size=5,
        )
    )


@given(told(), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_facts_end_alike_in_any_order(
    sources: list[tuple[Paper, date | None]], random: Random
) -> None:
    numbered = [(p, day, stamp_of(p, day, (n, 0))) for n, (p, day) in enumerate(sources)]
    shuffled = [*numbered]
    random.shuffle(shuffled)

    def end(order: list[tuple[Paper, date | None, Stamp]]) -> tuple[Paper, str]:
        nothing = Paper(id=BY_TITLE.id, title="", abstract="")
        state = (nothing, unpacked(None))
        for paper, day, stamp in order:
            state = merged(*state, paper, stamp, day)
        return state[0], packed(state[1])

    assert end(numbered) == end(shuffled) == end([*shuffled, *numbered])


def test_stamps_survive_being_kept() -> None:
    by_page = Stamp(by_id=False, day="2026-03-09", told_at=2**62, line=1)
    by_list = Stamp(by_id=True, day="", told_at=0, line=7)
    stamps = {"title": by_list, "abstract": by_list, "summary": by_page}
    assert unpacked(packed(stamps)) == stamps
    assert packed(stamps) == packed(dict(reversed(stamps.items())))
    assert unpacked(None) == {}


async def test_another_database_has_other_change_numbers(papers: Papers, tmp_path: Path) -> None:
    await papers.put([incoming(GULLS)])
    first = await papers.latest_change()
    async with await Database.open(tmp_path / "other.db") as other:
        await Papers(other).put([incoming(GULLS)])
        # Drawn from so many that two alike would be a defect.
        assert await Papers(other).latest_change() != first
    await papers.put([incoming(GULLS.model_copy(update={"upvotes": 1}))])
    assert await papers.latest_change() == first + 1


async def test_counting_reads_no_paper(database: Database) -> None:
    plan = await database.fetch_all(
        "EXPLAIN QUERY PLAN SELECT count(*) AS held FROM papers WHERE removed = 0"
    )
    assert "COVERING INDEX papers_by_removed" in plan[0]["detail"]
