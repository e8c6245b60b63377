from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.identifiers import local_paper_id
from bot.sources.reading import Found, Item, Refused
from bot.sources.saved_page import read_page
from storage.models import EditionSource, Paper

TODAY = date(2026, 3, 20)

FURNITURE = [
    "new",
    "Get trending papers in your email inbox!",
    "Subscribe",
    "byAK and the research community",
    "Mar 11",
]
PAPERS = [
    (
        "GullNet:Counting Sea Birds : A Study; How Many Are There? And Where",
        "We count gulls in photographs of cliffs, 50\\% faster than by hand and at least 129times "
        "cheaper. Our data of 2.8M pictures is cut to 0.67M (sim24\\%) with no loss. The picture "
        "is divided into Ntimes N squares. Code is available at~https://github.com/gull/gullnet.",
    ),
    (
        "nests&eggs: M^3Nest and the Nature of Nests",
        "The ``nest'' is a `home' or ``shelter\" of birds. We identify ''empty nests'' and show "
        "that \\methodname finds 9\\% more of them, ~6% above NEST_2.7B and ten times faster. "
        "Contr-astive views help, and contrastive losses too. Nests are at github.com/gull/nests .",
    ),
    (
        "Do Terns Return?",
        "Terns fly from pole to pole every year, a factor times 5 farther than any gull, and come "
        "back to the same beach. We follow forty terns~(Arctic ones) over six years. The dataset "
        "is available at https://github.com/gull/terns",
    ),
]


def page(
    furniture: list[str] = FURNITURE,
    papers: list[tuple[str, str]] = PAPERS,
    gap: str = "\n\n",
) -> str:
    lines = [*furniture, *(line for paper in papers for line in paper)]
    return gap.join(lines)


def read(text: str) -> list[Item]:
    return list(read_page(text, TODAY))


def papers_of(items: list[Item]) -> list[Paper]:
    return [item.paper for item in items if isinstance(item, Found)]


def test_a_page_gives_its_papers_clean_and_in_order() -> None:
    items = read(page())
    assert [type(item) for item in items] == [Found] * 3
    first, second, third = papers_of(items)
    assert first == Paper(
        id=local_paper_id(first.title),
        title="GullNet:Counting Sea Birds : A Study; How Many Are There? And Where",
        abstract="We count gulls in photographs of cliffs, 50% faster than by hand and at least "
        "129× cheaper. Our data of 2.8M pictures is cut to 0.67M (~24%) with no loss. The picture "
        "is divided into N × N squares. Code is available at https://github.com/gull/gullnet.",
        listed=date(2026, 3, 11),
        code_url="https://github.com/gull/gullnet",
    )
    assert second.title == "nests&eggs: M^3Nest and the Nature of Nests"
    assert second.abstract == (
        'The "nest" is a \'home\' or "shelter" of birds. We identify "empty nests" and show '
        "that our method finds 9% more of them, ~6% above NEST_2.7B and ten times faster. "
        "Contrastive views help, and contrastive losses too. Nests are at github.com/gull/nests."
    )
    assert second.code_url == "https://github.com/gull/nests"
    assert "a factor × 5 farther" in third.abstract
    assert "forty terns (Arctic ones)" in third.abstract
    assert (third.code_url, third.data_url) == (None, "https://github.com/gull/terns")


def test_places_and_lines_are_told() -> None:
    items = [item for item in read(page()) if isinstance(item, Found)]
    assert [(item.day, item.source, item.position, item.line) for item in items] == [
        (date(2026, 3, 11), EditionSource.PAGE, 1, 11),
        (date(2026, 3, 11), EditionSource.PAGE, 2, 15),
        (date(2026, 3, 11), EditionSource.PAGE, 3, 19),
    ]


WRAPPED = [
    (title, "\n".join(abstract[i : i + 60] for i in range(0, len(abstract), 60)))
    for title, abstract in PAPERS
]


@pytest.mark.parametrize(
    "text",
    [
        page().replace("\n", "\r\n"),
        page().replace("\n", "\r"),
        "\ufeff" + page(),
        page() + "\n\n\n   \n",
        "\n\n" + page(gap="\n\n\n \t\n"),
        page(gap="\n"),
        page(furniture=["Mar 11"]),
        page(furniture=[*FURNITURE, *FURNITURE]),
        page(furniture=["Daily Papers", "by AK and the research community", "Mar 11"]),
        "\n\n".join([page(papers=PAPERS[:1]), *FURNITURE, *PAPERS[1], *FURNITURE, *PAPERS[2]]),
    ],
    ids=[
        "CRLF", "CR", "BOM", "blank end", "blank lines", "no blank lines", "only the day",
        "furniture twice", "other furniture", "furniture between",
    ],
)  # fmt: skip
def test_variations_of_a_page_give_the_same_papers(text: str) -> None:
    assert papers_of(read(text)) == papers_of(read(page()))
    assert len(read(text)) == 3


def test_an_abstract_over_several_lines_is_joined() -> None:
    papers = [
        (PAPERS[0][0], PAPERS[0][1].replace(" ", "\n", 9)),
        (PAPERS[1][0], PAPERS[1][1].replace("Contr-", "Contr-\n").replace(". ", ".\n")),
        (PAPERS[2][0], "\n\n".join([PAPERS[2][1].replace("https", "\nhttps")])),
    ]
    assert papers_of(read(page(papers=papers))) == papers_of(read(page()))


def test_an_abstract_of_several_paragraphs_stays_with_its_title() -> None:
    parts = [
        "Long first part. " * 20,
        "A second part. " * 20,
        "Our code comes soon.",
        "See a.io/b.",
    ]
    items = read(page(papers=[("First Birds", "\n\n".join(parts)), PAPERS[1]]))
    first, second = papers_of(items)
    assert len(items) == 2
    assert first.abstract.endswith("A second part. Our code comes soon. See a.io/b.")
    assert second.title == PAPERS[1][0]


def test_a_title_without_an_abstract_is_refused_and_the_rest_goes_on() -> None:
    text = page(papers=[PAPERS[0], ("Lonely Title", "Another Lonely One"), *PAPERS[1:]])
    items = read(text + "\n\nThe Last Title")
    assert [item for item in items if isinstance(item, Refused)] == [
        Refused(15, "a title without an abstract"),
        Refused(17, "a title without an abstract"),
        Refused(27, "a title without an abstract"),
    ]
    assert papers_of(items) == papers_of(read(page()))


def test_an_abstract_without_a_title_is_refused() -> None:
    items = read("\n\n".join([*FURNITURE, PAPERS[0][1], *PAPERS[1]]))
    assert items[0] == Refused(11, "an abstract without a title")
    assert [paper.title for paper in papers_of(items)] == [PAPERS[1][0]]


def test_a_title_that_stands_twice_is_taken_once() -> None:
    items = read(page(papers=[*PAPERS, (PAPERS[0][0].upper(), PAPERS[0][1])]))
    assert items[3] == Refused(23, "the same title already stands in line 11")
    assert len(papers_of(items)) == 3


def test_a_short_abstract_is_one() -> None:
    items = read(
        page(papers=[("Short Birds", "We show that birds can be rather short."), PAPERS[0]])
    )
    assert [paper.title for paper in papers_of(items)] == ["Short Birds", PAPERS[0][0]]


@pytest.mark.parametrize(
    ("line", "today", "day"),
    [
        ("Mar 11", date(2026, 3, 11), date(2026, 3, 11)),
        ("Mar 11", date(2026, 3, 10), date(2025, 3, 11)),
        ("Dec 31", date(2026, 1, 1), date(2025, 12, 31)),
        ("Feb 29", date(2026, 3, 1), date(2024, 2, 29)),
        ("Feb 29", date(2024, 2, 28), date(2020, 2, 29)),
        ("March 11th", TODAY, date(2026, 3, 11)),
        ("Wed, Mar 11, 2026", TODAY, date(2026, 3, 11)),
        ("11 Mar 2024", TODAY, date(2024, 3, 11)),
        ("Sept 3", TODAY, date(2025, 9, 3)),
        ("2026-03-11", TODAY, date(2026, 3, 11)),
        ("Mar 32", TODAY, None),
        ("2026-13-11", TODAY, None),
    ],
)
def test_a_day_without_a_year_is_the_latest_one(line: str, today: date, day: date | None) -> None:
    [item] = [i for i in read_page(page([line], PAPERS[:1]), today) if isinstance(i, Found)]
    assert item.day == item.paper.listed == day


def test_papers_before_any_day_have_no_place_and_each_day_counts_for_itself() -> None:
    text = "\n\n".join([*PAPERS[0], "Mar 11", *PAPERS[1], "Mar 10", *PAPERS[2]])
    items = [item for item in read(text) if isinstance(item, Found)]
    assert [(item.day, item.source, item.position) for item in items] == [
        (None, None, None),
        (date(2026, 3, 11), EditionSource.PAGE, 1),
        (date(2026, 3, 10), EditionSource.PAGE, 1),
    ]


def test_titles_and_abstracts_are_capped() -> None:
    [paper] = papers_of(read(page(papers=[("Bird " * 39, "Gulls. " * 5000)])))
    assert len(paper.abstract) <= 10_000
    assert paper.abstract.endswith("Gulls…")


LINES = st.lists(
    st.one_of(
        st.text(st.characters(), max_size=30),
        st.sampled_from([*FURNITURE, "", "A Title", "A sentence about birds and eggs and nests."]),
        st.sampled_from([abstract for _, abstract in PAPERS]),
    ),
    max_size=20,
)


@given(LINES)
def test_any_text_can_be_read(lines: list[str]) -> None:
    for item in read("\n".join(lines)):
        assert 1 <= item.line <= len("\n".join(lines).splitlines())
        if isinstance(item, Found):
            assert item.paper.title
            assert item.paper.abstract
