import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.analysis import LONGEST_TERM, Analyzer, fold


@pytest.fixture
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("text-to-image", ["text", "imag", "texttoimag"]),
        ("texttoimages", ["texttoimag"]),
        ("GPT-4V", ["gpt", "4v", "gpt4v"]),
        ("gpt4v", ["gpt4v"]),
        ("X^2Y", ["2y", "x2y"]),
        ("X^{2}Y", ["x2y"]),
        ("OPT_2.7B", ["opt", "2.7b", "opt2.7b"]),
        ("3D", ["3d"]),
        ("3-D", ["3d"]),
        ("DeepFloyd", ["deep", "floyd", "deepfloyd"]),
        ("VLMs", ["vlm"]),
        ("x-ray", ["ray", "xray"]),
        ("pre\u2011training", ["pre", "train", "pretrain"]),
        ("Pokémon's", ["pokemon"]),
        ("Poke\u0301mon", ["pokemon"]),
        ("ﬁne", ["fine"]),
        ("\\textsc{Name}", ["name"]),
        ("the of and", []),
        ("a", []),
    ],
)
def test_a_written_word_gives_its_terms(analyzer: Analyzer, written: str, terms: list[str]) -> None:
    assert analyzer.terms(written) == terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("colours", "color"),
        ("generalisation", "generalization"),
        ("modelling", "modeling"),
        ("hallucinations", "hallucination"),
        ("LLMs", "llm"),
        ("naïve", "naive"),
        ("Text2Image", "text2image"),
    ],
)
def test_two_spellings_share_their_last_term(analyzer: Analyzer, one: str, other: str) -> None:
    assert analyzer.terms(one)[-1] == analyzer.terms(other)[-1]


def test_tokens_stand_where_the_words_are(analyzer: Analyzer) -> None:
    text = "Röntgen \U0001f600 x-ray images"
    assert [text[t.start : t.end] for t in analyzer.tokens(text)] == ["Röntgen", "x-ray", "images"]


def test_folding_leaves_plain_letters() -> None:
    assert fold("Ｆéê²") == "fee2"


@given(st.text())
def test_any_text_has_bounded_terms_in_its_own_places(text: str) -> None:
    analyzer = Analyzer()
    for token in analyzer.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert all(0 < len(term) <= LONGEST_TERM for term in token.form.terms)
    assert analyzer.terms(text) == [t for token in analyzer.tokens(text) for t in token.form.terms]


@pytest.mark.parametrize("text", ["\0", "\ud800", "a" * 100_000, "a-" * 50_000, "(((" * 30_000])
def test_hostile_text_is_only_text(analyzer: Analyzer, text: str) -> None:
    assert len(analyzer.tokens(text)) <= 1
