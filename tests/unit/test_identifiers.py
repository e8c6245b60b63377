import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.identifiers import local_paper_id, parse_paper_id, title_key


@pytest.mark.parametrize(
    "text",
    [
        "2603.03143",
        "  2603.03143\n",
        "2603.03143v2",
        "arXiv:2603.03143",
        "arxiv: 2603.03143v1",
        "ARXIV 2603.03143",
        "arXiv:2603.03143v1 [cs.CL]",
        "[2603.03143]",
        "(2603.03143).",
        "`2603.03143`",
        "**2603.03143**",
        "“2603.03143”",
        "2603.03143.pdf",
        "https://arxiv.org/abs/2603.03143",
        "http://www.arxiv.org/abs/2603.03143v3/",
        "arxiv.org/abs/2603.03143?context=cs",
        "https://arxiv.org/pdf/2603.03143",
        "https://arxiv.org/pdf/2603.03143v2.pdf#page=3",
        "https://arxiv.org/html/2603.03143v1#S2",
        "https://export.arxiv.org/abs/2603.03143",
        "<https://arxiv.org/abs/2603.03143>",
        "[A title](https://arxiv.org/abs/2603.03143)",
        '[A title [1]](<https://arxiv.org/abs/2603.03143> "hover")',
        "https://huggingface.co/papers/2603.03143",
        "huggingface.co/papers/2603.03143.md",
        "https://hf.co/papers/2603.03143#community",
        "https://www.alphaxiv.org/abs/2603.03143v1",
        "https://alphaxiv.org/overview/2603.03143",
        "https://ar5iv.labs.arxiv.org/html/2603.03143",
        "https://doi.org/10.48550/arXiv.2603.03143",
        "10.48550/arXiv.2603.03143",
        "https://arxiv.org/abs/2603.03143!",
    ],
)
def test_every_way_to_paste_a_new_id(text: str) -> None:
    assert parse_paper_id(text) == "2603.03143"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cs/0112017", "cs/0112017"),
        ("cs.CL/0112017v2", "cs/0112017"),
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/hep-th/9901001v3", "hep-th/9901001"),
        ("https://arxiv.org/pdf/hep-th/9901001.pdf", "hep-th/9901001"),
        ("arXiv:cond-mat/0703001", "cond-mat/0703001"),
        ("0704.0001", "0704.0001"),
        ("1412.6980v9", "1412.6980"),
        ("1501.00001", "1501.00001"),
        ("2503.02130", "2503.02130"),
    ],
)
def test_ids_of_every_age(text: str, expected: str) -> None:
    assert parse_paper_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "agents that use a computer",
        "3.14",
        "2613.03143",
        "2600.03143",
        "2503.2130",
        "1412.69801",
        "0703.0001",
        "2603.031431",
        "٢٦٠٣.٠٣١٤٣",
        "foo/0112017",
        "cs/0113017",
        "cs/5001017",
        "https://example.com/abs/2603.03143",
        "https://arxiv.org.example.com/abs/2603.03143",
        "https://2603.03143",
        "https://arxiv.org/list/cs/2603",
        "see 2603.03143 and 2603.03144",
        "t-short",
        "t-abcdefghij10",
        "x" * 5000 + "2603.03143",
    ],
)
def test_what_is_no_id(text: str) -> None:
    assert parse_paper_id(text) is None


def test_our_own_ids_are_understood_in_any_case() -> None:
    paper_id = local_paper_id("A Title Without an Id")
    assert parse_paper_id(paper_id) == paper_id
    assert parse_paper_id(f" `{paper_id.upper()}` ") == paper_id


def test_a_local_id_is_stable_and_the_same_for_every_spelling() -> None:
    # Buttons on old messages carry these ids, so this very value must never change.
    assert local_paper_id("BUS:Efficient Reading") == "t-hdwf6ln7ebdq"
    assert local_paper_id("bus: efficient  reading.") == local_paper_id("BUS:Efficient Reading")
    assert local_paper_id("BUS: Efficient Writing") != local_paper_id("BUS:Efficient Reading")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Text-to-Image : A Study?", "texttoimageastudy"),
        ("ﬁne ﬂow", "fineflow"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("M²AE", "m2ae"),
        ("Ünïcode", "ünïcode"),
        ("?!", ""),
    ],
)
def test_a_title_key_keeps_letters_and_digits(title: str, key: str) -> None:
    assert title_key(title) == key


@given(st.text(st.characters(), max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    answer = parse_paper_id(text)
    assert answer is None or parse_paper_id(answer) == answer
    assert parse_paper_id(local_paper_id(text)) == local_paper_id(text)


@given(
    st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999), st.integers(1, 99), st.text()
)
def test_any_new_id_is_found_in_a_link(
    year: int, month: int, number: int, version: int, query: str
) -> None:
    paper_id = f"{year:02}{month:02}.{number:05}"
    link = f"https://arxiv.org/pdf/{paper_id}v{version}?q={''.join(query.split())}"
    assert "](" in link or parse_paper_id(link) == paper_id
