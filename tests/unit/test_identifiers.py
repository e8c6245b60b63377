import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.identifiers import local_paper_id, paper_ids_in, parse_paper_id, title_key

WAYS_TO_PASTE = (
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
)


@pytest.mark.parametrize("text", WAYS_TO_PASTE)
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


# In a message.


@pytest.mark.parametrize("text", WAYS_TO_PASTE)
def test_every_way_to_paste_is_seen_in_a_message_too(text: str) -> None:
    assert paper_ids_in(text) == ["2603.03143"]
    assert paper_ids_in(f"Have you read {text} yet? 🦜\n> {text}") == ["2603.03143"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("2603.03143, 2603.03144 and cs.CL/0112017v2", ["2603.03143", "2603.03144", "cs/0112017"]),
        ("2603.03144 2603.03143 2603.03144v3", ["2603.03144", "2603.03143"]),
        ("2603.03143,2603.03144;2603.03145", ["2603.03143", "2603.03144", "2603.03145"]),
        ("[one](https://arxiv.org/abs/2603.03143)[two](hf.co/papers/2603.03144)",
         ["2603.03143", "2603.03144"]),
        ("(see https://arxiv.org/pdf/2603.03143v2.pdf), or 1412.6980.",
         ["2603.03143", "1412.6980"]),
        ("||2603.03143|| ~~arXiv:2603.03144~~ _2603.03145_ __1412.6980__",
         ["2603.03143", "2603.03144", "2603.03145", "1412.6980"]),
        ("论文2603.03143很好，还有2603.03144。", ["2603.03143", "2603.03144"]),
        ("\u202earXiv:2603.03143\u202c قرأت 2603.03144؟", ["2603.03143", "2603.03144"]),
        ("https://example.org/x https://arxiv.org/abs/math.GT/0309136?context=2603.03143",
         ["math/0309136"]),
        ("<https://huggingface.co/papers/2603.03143#65aa> @everyone", ["2603.03143"]),
        ("https://arxiv.org/abs/2603.03143\0 DROP TABLE papers;", ["2603.03143"]),
        ("https://huggingface.co/papers/date/2026-03-11", []),
    ],
)  # fmt: skip
def test_papers_named_in_a_message(text: str, ids: list[str]) -> None:
    assert paper_ids_in(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It cost $2603.03143, or 2603.03143€, up 2411.12345 %.",
        "loss=2411.12345, -2411.12345, +2411.12345, ~2411.12345",
        "12603.03143 and 2603.031431 and 2603.03143.1 and 0.2603.03143",
        "2613.03143 (no such month), 2503.2130 and 1412.69801 (no such numbers)",
        "10.0.2603.03143 v2603.03143 x2603.03143 2603.03143x",
        "https://example.com/abs/2603.03143 ftp://arxiv.example/2603.03144",
        "example.com/abs/2603.03143 a@2603.03144",
        "https://arxiv.org.example.com/abs/2603.03143 https://notarxiv.org/abs/2603.03143",
        "٢٦٠٣.٠٣١٤٣ ٢2603.03143 2603.03143٣",
        "either/0112017 foo/0112017 and/or 24/7 cs/5001017",
        "a t-distribution, t-abcdefghij22",
        "2026-03-11 09:30, 192.168.10.1, +49 2603 03143, 1,234,567.89",
    ],
)
def test_a_message_that_names_no_paper(text: str) -> None:
    assert paper_ids_in(text) == []


words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="$€£¥+=~^-./\\@,%‰°"), max_size=30
).filter(lambda text: "arxiv" not in text.lower())
new_ids = st.builds(
    "{:02}{:02}.{:05}".format, st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999)
)
shapes = st.sampled_from(
    [
        "{}", "{}v2", "arXiv:{}", "<{}>", "[{}]", "**{}**", "https://arxiv.org/abs/{}v1",
        "arxiv.org/pdf/{}.pdf", "https://huggingface.co/papers/{}?a=b#c",
        "[it]({})", "[x](https://www.alphaxiv.org/abs/{})", "https://arxiv.org/html/{}v1#S2",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(words, shapes, new_ids), max_size=6), words)
def test_all_that_is_named_is_found_whatever_stands_between(
    named: list[tuple[str, str, str]], end: str
) -> None:
    text = "".join(f"{before} {shape.format(id)} " for before, shape, id in named) + end
    assert paper_ids_in(text) == list(dict.fromkeys(id for _, _, id in named))


@given(st.text(max_size=200) | st.text("0123456789.v/:-arxivhtps()[] ", max_size=200))
def test_whatever_is_found_is_an_id(text: str) -> None:
    found = paper_ids_in(text)
    assert [parse_paper_id(id) for id in found] == found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "piece",
    ["2", "2603.", "arxiv ", "a-", "https://", "arxiv.org/abs/", "[](", "cs.", "1.", "v1", "http+"],
)
def test_a_huge_message_ends(piece: str) -> None:
    assert paper_ids_in(piece * 200_000 + " 2603.03143") == ["2603.03143"]
