import pytest

from bot.search.analysis import Analyzer
from bot.search.passages import best_sentence, matched_spans, sentences

ABSTRACT = (
    "Birds are hard to count from the air. We introduce FlockSet, a dataset of bird videos. "
    "It holds 120 hours of video from 14 islands, filmed by three drones. "
    "Counting error falls by 31.5% against the best earlier counter. "
    "Code and data are at https://example.org/flock-set."
)


@pytest.mark.parametrize(
    "whole",
    [
        "Some birds, e.g. Terns, dive.",
        "Others (i.e. Gulls) do not.",
        "It follows Smith et al. Their nets were small.".replace(". Their", ", their"),
        "As Smith et al. Showed, nets tear.",
        "The score is 0.63 vs. 0.11 for the rest.",
        "We ask GPT-3.5 and LLaMA 3.2 for names.",
        "See https://example.org/a.B?c=D for more.",
        "Its page is github.com/Birds/Flock.Set now.",
        "See Fig. 3 and Sec. 4 for this.",
        "J. Smith counted them.",
    ],
)
def test_a_full_stop_inside_ends_nothing(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("No stop", ["No stop"]),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Care is paramount.Current nets tear.", ["Care is paramount.", "Current nets tear."]),
        ("Is it enough?A net is not.", ["Is it enough?", "A net is not."]),
        ("Gain of 4.5. Then loss.", ["Gain of 4.5.", "Then loss."]),
        ("Nets, hooks, etc. They tear.", ["Nets, hooks, etc.", "They tear."]),
        ('He said "no." She went.', ['He said "no."', "She went."]),
        ("It grows by 9%. (2) It shrinks.", ["It grows by 9%.", "(2) It shrinks."]),
        ("Code is at https://a.org/b . Data too.", ["Code is at https://a.org/b .", "Data too."]),
    ],
)
def test_sentences_end_where_they_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize("text", ["." * 50_000 + "x", "a. " * 20_000, ".A" * 20_000, "?\0" * 9_000])
def test_nothing_is_lost_of_a_hostile_text(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many hours of video does the bird dataset have?", "120 hours"),
        ("how much lower is the counting error?", "31.5%"),
        ("where is the code of FlockSet?", "https://example.org"),
        ("which dataset of bird videos is there", "We introduce"),
        ("why are birds hard to count", "hard to count from"),
    ],
)
def test_the_sentence_that_answers_is_chosen(question: str, answer: str) -> None:
    analyzer = Analyzer()
    weights = dict.fromkeys(analyzer.terms(question), 1.0)
    assert answer in best_sentence(question, weights, ABSTRACT, analyzer)


def test_an_abstract_without_any_word_asked_for_still_gives_a_sentence() -> None:
    assert best_sentence("zebra", {"zebra": 1.0}, ABSTRACT, Analyzer()) in sentences(ABSTRACT)


def test_an_empty_abstract_gives_nothing() -> None:
    assert best_sentence("birds", {"bird": 1.0}, " ", Analyzer()) == ""


def test_whole_words_are_marked() -> None:
    text = "Text-to-image models: hallucinating, \U0001f600 images."
    terms = {"imag", "hallucin"}
    marked = [text[start:end] for start, end in matched_spans(text, terms, Analyzer())]
    assert marked == ["Text-to-image", "hallucinating", "images"]
