import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.analysis import Analyzer
from bot.search.documents import Document
from bot.search.engine import SearchEngine
from bot.search.folding import fold
from bot.search.stemming import LONGEST_TERM

OTHERS = [
    Document("birds", "Counting birds from the air", "We count birds with 4 drones, step by step."),
    Document("valves", "A survey of deep valves", "Deep valves are listed with their control."),
    Document("speech", "Speech of 10 speakers", "We net the words that the speakers say."),
    Document("text", "Captions of pictures", "Text is put under pictures in 3 steps."),
]


@pytest.fixture
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("text-to-image", ["text", "imag", "texttoimag"]),
        ("texttoimages", ["texttoimag"]),
        ("GPT-4V", ["gpt", "4v", "gpt4v"]),
        ("gpt4v", ["gpt", "4v", "gpt4v"]),
        ("GPT 4", ["gpt", "gpt4"]),
        ("GPT-4-Turbo", ["gpt4", "gpt", "turbo", "gpt4turbo"]),
        ("Qwen2.5-VL", ["qwen2.5", "qwen", "2.5", "vl", "qwen2.5vl"]),
        ("DALL-E 3", ["dall", "dalle3"]),
        ("8x7B", ["8x7b"]),
        ("100th", ["100th"]),
        ("X^2Y", ["x2y"]),
        ("X^{2}Y", ["x2y"]),
        ("OPT_2.7B", ["opt", "2.7b", "opt2.7b"]),
        ("OPT\\_2.7B", ["opt", "2.7b", "opt2.7b"]),
        ("3D", ["3d"]),
        ("3-D", ["3d"]),
        ("3DGS", ["3d", "gs", "3dgs"]),
        ("DeepFloyd", ["deep", "floyd", "deepfloyd"]),
        ("VLMs", ["vlm"]),
        ("x-ray", ["ray", "xray"]),
        ("pre\u2011training", ["pre", "train", "pretrain"]),
        ("nets\u2014ours", ["net"]),
        ("8--11", ["8", "11"]),
        ("end.Next", ["end", "next"]),
        ("Pokémon's", ["pokemon"]),
        ("Poke\u0301mon", ["pokemon"]),
        ("Poincar\\'{e}", ["poincar"]),
        ("ﬁne", ["fine"]),
        ("\\textsc{Name}s", ["name"]),
        ("$\\mathcal{O}(n^2)$", ["o", "n2"]),
        ("$\\alpha$", ["alpha"]),
        ("C++", ["c++"]),
        ("C#", ["c#"]),
        ("__init__", ["init"]),
        ("word2vec", ["word", "vec", "wordtovec"]),
        ("黑猫", ["黑", "黑猫", "猫"]),
        ("用GPT-4写", ["用", "gpt", "gpt4", "写"]),
        ("한국어 문서", ["한국어", "문서"]),
        ("हिन्दी", ["हिन्दी"]),
        ("the of and", []),
        ("what's the don't i'm we’ve can’t e.g. U.S.", []),
        ("\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 ...", []),
        ("a", []),
        ("", []),
    ],
)
def test_a_written_word_gives_its_terms(analyzer: Analyzer, written: str, terms: list[str]) -> None:
    assert analyzer.terms(written) == terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("colours", "color"),
        ("behavioural", "behavioral"),
        ("favourite", "favorite"),
        ("colourisation", "colorization"),
        ("generalisation", "generalization"),
        ("modelling", "modeling"),
        ("labelled", "labeled"),
        ("centres", "center"),
        ("catalogue", "catalog"),
        ("analyse", "analyze"),
        ("analyses", "analysis"),
        ("paralysis", "paralyses"),
        ("hypotheses", "hypothesis"),
        ("syntheses", "synthesis"),
        ("matrices", "matrix"),
        ("vertices", "vertex"),
        ("indices", "indexes"),
        ("corpora", "corpus"),
        ("children", "child"),
        ("hallucinations", "hallucination"),
        ("LLMs", "llm"),
        ("GANs", "gan"),
        ("CNN's", "CNNs"),
        ("gpus", "GPU"),
        ("RNAs", "rna"),
        ("ViTs", "vit"),
        ("LoRAs", "lora"),
        ("naïve", "naive"),
        ("Søren", "Soren"),
        ("Text2Image", "text-to-image"),
        ("F1-scores", "f1score"),
        ("ﬀort", "ffort"),
    ],
)
def test_two_spellings_share_their_last_term(analyzer: Analyzer, one: str, other: str) -> None:
    assert analyzer.terms(one)[-1] == analyzer.terms(other)[-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("indices", "indicate"),
        ("class", "clas"),
        ("corpus", "corpu"),
        ("GPT-4", "GPT-3"),
        ("C++", "C#"),
        ("が", "か"),
        ("黑猫", "猫黑"),
    ],
)
def test_different_words_stay_different(analyzer: Analyzer, one: str, other: str) -> None:
    assert analyzer.terms(one)[-1] != analyzer.terms(other)[-1] or one in ("が", "か")
    assert analyzer.terms(one) != analyzer.terms(other)


@pytest.mark.parametrize(
    "ways",
    [
        (
            *("text-to-image", "texttoimage", "text to image", "text\u2010to\u2010image"),
            *("text\u2011to\u2011image", "text\u2013to\u2013image", "text\u2014to\u2014image"),
            *("text\u2015to\u2015image", "text\u2212to\u2212image", "te\u00adxt-to-im\u200bage"),
            *("TextToImage", "text2image", "Text2Images"),
        ),
        ("DeepFloyd", "deepfloyd", "deep floyd", "Deep-Floyd"),
        ("YOLOv8", "yolov8", "YOLO-v8", "YOLO v8"),
        ("LLaMA", "llama", "LLAMA"),
        ("LoRA", "lora", "LoRAs"),
        ("ControlNet", "controlnet", "ControlNets", "Control-Net"),
        ("GPT4", "GPT-4", "GPT 4", "gpt4", "gpt-4"),
        ("GPT-4V", "GPT4V", "gpt4v", "GPT 4V"),
        ("GPT-4o", "gpt4o", "GPT4o", "GPT 4o"),
        ("Qwen2.5-VL", "qwen2.5vl", "qwen-2.5-vl"),
        ("Seedling 2.0", "seedling2.0", "Seedling-2.0"),
        ("DALL-E 3", "DALL·E 3", "dalle3", "DALLE-3"),
        ("3D", "3-D", "3 D", "3d", "3 d"),
        ("3DGS", "3D-GS", "3dgs"),
        ("k-means", "kmeans", "k means", "K-Means"),
        ("t-SNE", "tSNE", "t SNE", "tsne"),
        ("x-ray", "xray", "x ray", "X-rays"),
        ("Q-learning", "q learning", "qlearning"),
        ("o1-preview", "O1-Preview", "o1preview"),
        ("R1-Zero", "r1-zero", "R1Zero"),
        ("X^2Y", "X2Y", "X²Y", "X^{2}Y", "$X^2Y$", "x2y"),
        ("OPT_2.7B", "OPT-2.7B", "OPT 2.7B", "OPT2.7B", "opt-2.7b"),
        ("H₂O", "H2O", "H_2O", "$H_2O$"),
        ("C++", "c++"),
        (".NET", ".net"),
        ("F1-score", "f1-scores", "F1Score"),
        ("τ-bench", "tau-bench", "$\\tau$-bench", "\\tau-bench", "tau bench", "τ-Bench"),
        ("τ²-bench", "tau2-bench", "$\\tau^2$-bench"),
        ("π₀", "pi0", "π0", "$\\pi_0$"),
        ("\\textbf{Gadget}", "gadget", "Gadgets"),
        ("Δίκτυα", "δικτυα", "ΔΊΚΤΥΑ"),
        ("Сеть", "СЕТЬ"),
        ("Straße", "strasse", "STRASSE"),
        ("İzmir", "izmir", "IZMIR", "ızmir"),
        ("Ｆｕｌｌｗｉｄｔｈ", "fullwidth"),
        ("نموذج", "نَمُوذَج"),
        ("שלום", "שָׁלוֹם"),
        ("gadg\u200bets", "gadg\ufeffets", "gadgets"),
        ("x" * 400, "X" * 400),
    ],
    ids=lambda ways: ways[0][:20],
)
def test_every_way_of_writing_finds_every_other(ways: tuple[str, ...]) -> None:
    for written in ways:
        engine = SearchEngine()
        engine.add([*OTHERS, Document("meant", f"The {written} method in detail", "A short text.")])
        for asked in ways:
            found = [hit.id for hit in engine.search(asked).hits]
            assert found[:1] == ["meant"], (written, asked)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("关于黑猫视频的研究", "黑猫"),
        ("关于黑猫视频的研究", "猫"),
        ("东京塔の研究と东京", "东京"),
        ("ガラスのタワー", "タワー"),
        ("การวิจัยภาษาไทย", "ภาษาไทย"),
        ("한국어 문서 연구", "한국어"),
        ("Qwen2.5-VL-7B", "qwen2.5"),
        ("Qwen2.5-VL-7B", "qwen"),
        ("ControlNet-XS", "controlnet"),
        ("GPT-4-Turbo", "GPT 4"),
        ("DALL-E 3", "dall-e"),
    ],
)
def test_a_part_finds_the_whole(written: str, asked: str) -> None:
    engine = SearchEngine()
    engine.add([*OTHERS, Document("meant", written, "A short text.")])
    assert [hit.id for hit in engine.search(asked).hits][:1] == ["meant"]


@pytest.mark.parametrize(
    "question",
    [
        "which paper was it that counts birds from the air",
        "could you look for birds from the air",
        "i am looking for birds from the air",
        "is there any work on birds from the air",
        "what's the one with birds from the air",
        "what’s the one with birds from the air",
        "I’m looking for counting birds from the air, please",
        "u know, that paper w birds from the air",
        "didn't someone count birds from the air?",
        "can't remember: birds from the air",
    ],
)
def test_how_people_ask_does_not_matter(question: str) -> None:
    engine = SearchEngine()
    engine.add(OTHERS)
    results = engine.search(question)
    assert [hit.id for hit in results.hits][:1] == ["birds"]
    assert results.corrections == ()


def test_tokens_stand_where_the_words_are(analyzer: Analyzer) -> None:
    text = "Röntgen \U0001f600 x-ray images"
    assert [text[t.start : t.end] for t in analyzer.tokens(text)] == ["Röntgen", "x-ray", "images"]


def test_tokens_stand_where_the_words_are_among_latex_and_other_scripts(analyzer: Analyzer) -> None:
    text = "On \\textbf{GPT 4} — $\\tau$-bench’s 黑猫视 end.Next"
    written = [text[t.start : t.end] for t in analyzer.tokens(text) if t.form.whole]
    assert written == ["GPT 4", "tau$-bench’s", "黑猫", "猫视", "end", "Next"]


def test_folding_leaves_plain_letters() -> None:
    assert fold("Ｆéê²") == "fee2"
    assert fold("ŁØæ ΣΊΣΥΦΟΣ ẞ") == "loae σισυφοσ ss"


@given(st.text())
def test_any_text_has_bounded_terms_in_its_own_places(text: str) -> None:
    analyzer = Analyzer()
    for token in analyzer.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert all(0 < len(term) <= LONGEST_TERM for term in token.form.terms)
        assert token.form.terms[: len(token.form.parts)] == token.form.parts
        assert bool(token.form.whole) == bool(token.form.terms)
    assert analyzer.terms(text) == [t for token in analyzer.tokens(text) for t in token.form.terms]


PIECES = ("GPT", "gpt", " 4", "-", "k", " ", "$\\tau$", "\\", "é", "黑猫", "\u00ad", "’s", ".", "_")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_was_read_before_changes_nothing(text: str) -> None:
    analyzer = Analyzer()
    first = analyzer.forms(text)
    analyzer.forms(f"{text.upper()} {text.title()} {text.lower()}")
    assert analyzer.forms(text) == first == Analyzer().forms(text)
    assert [token.form for token in analyzer.tokens(text)] == first


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\ud800",
        "a" * 100_000,
        "a-" * 50_000,
        "x-" * 50_000,
        "(((" * 30_000,
        "_" * 100_000,
        "'" * 100_000,
        "$" * 100_000,
        "A\u0301" * 20_000,
        "1." * 50_000,
    ],
)
def test_hostile_text_is_only_text(analyzer: Analyzer, text: str) -> None:
    assert len(analyzer.tokens(text)) <= 1
    assert analyzer.forms(text) == [token.form for token in analyzer.tokens(text)]


@pytest.mark.parametrize(
    "text", ["model " * 5_000, "黑" * 5_000, "GPT 4 " * 2_000, "\\tau " * 2_000, "k k " * 2_000]
)
def test_a_word_repeated_is_read_each_time(analyzer: Analyzer, text: str) -> None:
    assert len(analyzer.forms(text)) >= 2_000
    assert len(set(analyzer.terms(text))) <= 3


def test_what_is_remembered_stays_bounded(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.search.analysis._MOST_KNOWN", 50)
    words = [f"word{number}s x{number}-rays" for number in range(300)]
    before = [analyzer.terms(text) for text in words]
    assert [analyzer.terms(text) for text in words] == before
    assert len(analyzer._known) <= 50
    assert len(analyzer._known._older) <= 50
    assert len(analyzer._terms) <= 50


def test_several_threads_read_alike() -> None:
    texts = [f"models{n} of hallucinations{n}, Net{n}Works-{n} generalising" for n in range(400)]
    expected = [Analyzer().terms(text) for text in texts]
    shared = Analyzer()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as pool:
            runs = [pool.submit(lambda: [shared.terms(text) for text in texts]) for _ in range(6)]
            assert all(run.result() == expected for run in runs)
    finally:
        sys.setswitchinterval(interval)


def test_a_mark_without_its_letter_is_nothing(analyzer: Analyzer) -> None:
    assert analyzer.terms("22-2_\u0301") == analyzer.terms("22-2")


@given(
    st.text(
        alphabet=st.sampled_from("aBGv-.'^_{}\x7f\x1f+# 2d4,\n\0\u2019\u200bé中の$\\\u0301"),
        max_size=24,
    )
)
def test_pieces_have_the_words_of_their_text(text: str) -> None:
    analyzer = Analyzer()
    pieces = analyzer.pieces(text)
    found = [form for piece in pieces for form in analyzer.forms_of(piece)]
    assert found == analyzer.forms(text)
    assert " " not in "".join(pieces)
