"""Notes are found by the words of a query as papers are."""

from bot.search.documents import Document
from bot.search.engine import SearchEngine
from bot.search.query import parse

NOTES = {
    "a": "Compare with the zeppelin baseline.\nAsk Müller whether GPT-4V was used!",
    "b": "Nothing about it. Diffusion models are slow.",
    "c": "the of and",
}


def engine() -> SearchEngine:
    made = SearchEngine()
    made.add(
        [
            Document("a", "Gulls and terns", "Birds that fly over the sea."),
            Document("b", "Diffusion models for video", "We train diffusion models on video."),
            Document("c", "A benchmark", "A benchmark of language models."),
        ]
    )
    return made


def found(query: str) -> set[str]:
    return set(engine().in_notes(parse(query), NOTES))


def test_words_of_notes_that_no_paper_has() -> None:
    assert found("zeppelin") == {"a"}
    assert found("zeppelins MULLER") == {"a"}
    assert found("gpt-4v") == {"a"}
    assert found("airship") == set()


def test_a_note_must_have_most_of_the_words() -> None:
    assert found("zeppelin airship balloon") == set()
    assert found("slow diffusion") == {"b"}


def test_phrases_are_looked_for_in_the_note() -> None:
    hits = engine().in_notes(parse('"zeppelin baseline"'), NOTES)
    assert hits["a"].has_phrases
    hits = engine().in_notes(parse('"baseline zeppelin"'), NOTES)
    assert not hits["a"].has_phrases


def test_the_sentence_is_the_one_that_was_meant() -> None:
    hit = engine().in_notes(parse("müller"), NOTES)["a"]
    assert hit.sentence.startswith("Ask Müller") and hit.spans == ((4, 10),)


def test_nothing_is_found_by_nothing() -> None:
    for query in ("", "the of", "has:code", "🦆", "-zeppelin"):
        assert found(query) == set()


def test_what_a_note_says_often_counts_more_and_less_each_time() -> None:
    notes = {str(times): "zeppelin " * times for times in (1, 2, 4)}
    scores = [hit.score for hit in engine().in_notes(parse("zeppelin"), notes).values()]
    assert scores[0] < scores[1] < scores[2] < 2.3 * scores[0]
