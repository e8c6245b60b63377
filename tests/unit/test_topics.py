import pytest

from bot.delivery.selection import strictly
from bot.delivery.topics import LONGEST, MOST, queries, tidy
from bot.search.query import parse
from bot.search.query_error import QueryError


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        (" , ;\n ", ""),
        ("agents", "agents"),
        ("agents, video ; agents\n  world   models ", "agents\nvideo\nworld models"),
        ('"a, b", title:video -survey', '"a, b"\ntitle:video -survey'),
        ("since:2026-03", "since:2026-03"),
    ],
)
def test_topics_are_parted_and_tidied(written: str, kept: str) -> None:
    assert tidy(written) == kept
    assert tidy(kept) == kept
    assert len(queries(kept)) == len([line for line in kept.split("\n") if line])


@pytest.mark.parametrize(
    "written", ["agents, title:", "since:2026-13", "video in:list", "upvotes:many"]
)
def test_what_cannot_be_asked_is_pointed_at(written: str) -> None:
    with pytest.raises(QueryError) as wrong:
        tidy(written)

    assert "^" in wrong.value.pointed()


def test_too_many_topics() -> None:
    for written in (", ".join(f"t{n}" for n in range(MOST + 1)), "x" * (LONGEST + 1)):
        with pytest.raises(QueryError, match="at most"):
            tidy(written)


def test_every_word_of_a_topic_must_be_there() -> None:
    strict = strictly(parse('video of the generation "world model" -survey'))

    assert strict.phrases == ("world model", "video", "generation", "world", "model")
    assert strict.without == ("survey",)
