import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.analysis import Analyzer
from bot.search.passages import best_sentence, matched_spans, tells
from bot.search.sentences import sentences

ABSTRACT = (
    "Birds are hard to count from the air. We introduce FlockSet, a dataset of bird videos. "
    "It holds 120 hours of video from 14 islands, filmed by three drones. "
    "Counting error falls by 31.5% against the best earlier counter. "
    "Code and data are at https://example.org/flock-set."
)
FACTS = (
    "We present NestNet, a 1.2B network for nests of birds, built on top of OwlBase. "
    "It was trained for 3 days on two RTX 3080 cards, at a cost of $45. "
    "Nests were filmed on 4,000 farms between 2011 and 2019. "
    "Labels are in Finnish, Estonian, Russian and English. "
    "NestNet runs at 30 FPS on farms with pictures of 640 x 480 and is 2.5x faster than hand work. "
    "It reaches an accuracy of 91.4 and a recall of 88. "
    "Some two million farmers speak of nests. "
    "The work is supported by the Heron Fund. "
    "All weights are under the Apache 2.0 license. "
    "NestNet is available at https://example.org/nest."
)


@pytest.mark.parametrize(
    "whole",
    [
        "Some birds, e.g. Terns, dive.",
        "Others (i.e. Gulls) do not.",
        "It holds, i.e., nets tear.",
        "It follows Smith et al., and their nets were small.",
        "As Smith et al. Showed, nets tear.",
        "Smith et al. [3] tear nets.",
        "The score is 0.63 vs. 0.11 for the rest.",
        "We ask GPT-3.5 and LLaMA 3.2 for names.",
        "See https://example.org/a.B?c=D for more.",
        "Its page is github.com/Birds/Flock.Set now.",
        "See Fig. 3 and Sec. 4 for this.",
        "As in Fig. S3 and Eq. (2), nets tear.",
        "See No. 1 for this.",
        "J. Smith counted them.",
        "So did A. B. Roe and Dr. Doe.",
        "Nets in U.S. cities tear.",
        "Nets of the U.S. Navy tear.",
        "We wait ... and go on.",
        "1. We count them.",
        "Node.Js and ASP.NET are old.",
        "Some (approx. 5) tear.",
        "By v2.0.",
        "The page is https://x.example/y.",
    ],
)
def test_a_full_stop_inside_ends_nothing(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n ", []),
        ("No stop", ["No stop"]),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Is it so!? Yes.", ["Is it so!?", "Yes."]),
        ("Care is paramount.Current nets tear.", ["Care is paramount.", "Current nets tear."]),
        ("Is it enough?A net is not.", ["Is it enough?", "A net is not."]),
        ("It falls by 9%.Our net holds.", ["It falls by 9%.", "Our net holds."]),
        ("They use a net (Net).We do not.", ["They use a net (Net).", "We do not."]),
        ("As known [1].The nets tear.", ["As known [1].", "The nets tear."]),
        ("Gain of 4.5. Then loss.", ["Gain of 4.5.", "Then loss."]),
        ("We ship v2.0. It holds.", ["We ship v2.0.", "It holds."]),
        ("It is by Smith et al. We go on.", ["It is by Smith et al.", "We go on."]),
        ("It is in the U.S. We stay.", ["It is in the U.S.", "We stay."]),
        ("He said no. Then he went.", ["He said no.", "Then he went."]),
        ("Stop... Then go.", ["Stop...", "Then go."]),
        ("Stop\u2026 Then go.", ["Stop\u2026", "Then go."]),
        ("Nets, hooks, etc. They tear.", ["Nets, hooks, etc.", "They tear."]),
        ('He said "no." She went.', ['He said "no."', "She went."]),
        ("(It is.) It was.", ["(It is.)", "It was."]),
        ("It grows by 9%. (2) It shrinks.", ["It grows by 9%.", "(2) It shrinks."]),
        ("1. We count. 2. We sum.", ["1. We count.", "2. We sum."]),
        ("Birds:\n- gulls\n- terns\n\nNets", ["Birds:", "- gulls", "- terns", "Nets"]),
        ("Nets\nof one line. Two", ["Nets\nof one line.", "Two"]),
        ("Code is at https://a.org/b . Data too.", ["Code is at https://a.org/b .", "Data too."]),
        ("Code: https://a.org/b. Data too.", ["Code: https://a.org/b.", "Data too."]),
        ("一句。两句！三句？四", ["一句。", "两句！", "三句？", "四"]),
        ("「はい。」次", ["「はい。」", "次"]),
    ],
)
def test_sentences_end_where_they_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "." * 100_000 + "x",
        "a. " * 20_000,
        ".A" * 20_000,
        "?\0" * 9_000,
        "\n" * 50_000,
        ".\n" * 20_000,
        "。" * 50_000,
        "." + " " * 50_000,
        "A. - " * 10_000,
        "\ud800. \U0001f600. " * 1_000,
    ],
)
def test_nothing_is_lost_of_a_hostile_text(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text())
def test_sentences_are_pieces_of_the_text_in_order(text: str) -> None:
    start = 0
    for sentence in sentences(text):
        assert sentence == sentence.strip() != ""
        start = text.index(sentence, start) + len(sentence)


def chosen(question: str, abstract: str) -> str:
    analyzer = Analyzer()
    weights = dict.fromkeys(analyzer.terms(question), 1.0)
    return best_sentence(question, weights, abstract, analyzer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many hours of video does the bird dataset have?", "120 hours"),
        ("how much lower is the counting error?", "31.5%"),
        ("where is the code of FlockSet?", "https://example.org"),
        ("which dataset of bird videos is there", "We introduce"),
        ("why are birds hard to count", "hard to count from"),
        ("on how many islands was it filmed?", "14 islands"),
    ],
)
def test_the_sentence_that_answers_is_chosen(question: str, answer: str) -> None:
    assert answer in chosen(question, ABSTRACT)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what GPU was NestNet trained on", "RTX 3080"),
        ("on which hardware was it trained?", "RTX 3080"),
        ("what did training NestNet cost?", "$45"),
        ("how long was NestNet trained", "3 days"),
        ("how many parameters does NestNet have", "1.2B"),
        ("what base model does NestNet use", "built on top of"),
        ("when were the nests filmed", "2011"),
        ("what year were nests filmed first?", "2011"),
        ("which languages are the nests described in", "Finnish"),
        ("how much faster is NestNet", "2.5x faster"),
        ("how many frames per second does NestNet reach", "30 FPS"),
        ("which resolution do the nest pictures have", "640 x 480"),
        ("what accuracy does it reach on nests", "91.4"),
        ("how many people speak about nests?", "two million"),
        ("who funded NestNet", "Heron Fund"),
        ("what license does NestNet have", "Apache"),
        ("where can I download NestNet", "https://example.org"),
        ("where is the code of NestNet", "https://example.org"),
    ],
)
def test_each_kind_of_fact_is_told_by_the_sentence_that_has_it(question: str, answer: str) -> None:
    assert answer in chosen(question, FACTS)


def test_a_number_counts_most_next_to_what_is_asked() -> None:
    abstract = "The set of 12 farms has nests. It has nests in 340 videos. Nests grow in 7 weeks."
    assert "340" in chosen("how many videos of nests are there", abstract)


def test_what_the_question_says_itself_is_no_answer() -> None:
    abstract = "We study an Apple kernel search. Every kernel search ran on an M1."
    assert "M1" in chosen("which Apple chip did the kernel search run on", abstract)


def test_a_name_with_a_number_is_no_count() -> None:
    abstract = "GPT-4 counts nests of birds in 3D. We had 250 nests counted."
    assert "250" in chosen("how many nests of birds did GPT-4 count", abstract)


def test_an_abstract_without_any_word_asked_for_still_gives_a_sentence() -> None:
    assert best_sentence("zebra", {"zebra": 1.0}, ABSTRACT, Analyzer()) in sentences(ABSTRACT)
    assert best_sentence("", {}, ABSTRACT, Analyzer()) in sentences(ABSTRACT)


@pytest.mark.parametrize("abstract", ["", " ", "\n"])
def test_an_empty_abstract_gives_nothing(abstract: str) -> None:
    assert best_sentence("birds", {"bird": 1.0}, abstract, Analyzer()) == ""


@pytest.mark.parametrize(
    "question",
    ["what " * 5_000, "how long " + "1" * 50_000, "how many (((" * 900, "\0\ud800", "where " * 900],
)
def test_any_question_gets_a_sentence(question: str) -> None:
    abstract = f"{'7' * 20_000} nests. Two nests. {'1 ' * 5_000}."
    assert chosen(question, abstract) in sentences(abstract)


def test_whole_words_are_marked() -> None:
    text = "Text-to-image models: hallucinating, \U0001f600 images."
    terms = {"imag", "hallucin"}
    marked = [text[start:end] for start, end in matched_spans(text, terms, Analyzer())]
    assert marked == ["Text-to-image", "hallucinating", "images"]


def test_marks_lie_apart_where_characters_are_searched_in_pairs() -> None:
    text = "看黑猫视频"
    terms = {"黑猫", "猫视"}
    assert matched_spans(text, terms, Analyzer()) == ((1, 4),)


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("how many GPUs did they train on?", "Training took 64 GPUs and a week.", True),
        ("how many GPUs did they train on?", "Training took a week on a cluster.", False),
        ("how many GPUs did they train on?", "It has 50 hours of video.", False),
        ("how much faster is it?", "It runs 3.2 times faster.", True),
        ("how much faster is it?", "It is much faster than before.", False),
        ("where is the code?", "Code: https://example.org/x.", True),
        ("where is the code?", "We study birds.", False),
        ("what hardware do they need?", "It runs on a single RTX 4090.", True),
        ("what do they propose?", "We propose a nest.", True),
        ("", "", True),
    ],
)
def test_whether_a_sentence_can_tell_what_is_asked(
    question: str, sentence: str, told: bool
) -> None:
    assert tells(question, sentence, Analyzer()) is told
