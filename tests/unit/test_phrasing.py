"""A search said in words asks the query language for the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.phrasing import query_text
from bot.chat.requests import Search
from bot.search.query import QueryError, parse

days = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(
    days,
    days,
    st.none() | st.booleans(),
    st.sampled_from(("best", "new", "votes")),
    st.sampled_from(("", "LeCun", "Yann LeCun", 'Ada "Countess" Lovelace', "O'Neil-Smith")),
)
def test_every_slot_is_asked_for(
    since: date | None, until: date | None, has_code: bool | None, sort: str, author: str
) -> None:
    if since and until and since > until:
        since, until = until, since
    search = Search.model_validate(
        {
            "query": "world models",
            "since": since,
            "until": until,
            "has_code": has_code,
            "sort": sort,
            "author": author,
        }
    )
    query = parse(query_text(search))
    assert query.text == "world models"
    assert (query.since, query.until, query.has_code, query.sort) == (since, until, has_code, sort)
    assert len(query.authors) == bool(author)


def test_operators_that_were_written_stay() -> None:
    query = parse(query_text(Search(query='"video generation" -survey since:2026-03', sort="new")))
    assert query.phrases == ("video generation",)
    assert query.without == ("survey",)
    assert query.since == date(2026, 3, 1)
    assert query.sort == "new"


def test_words_alone_stay_as_they_are() -> None:
    assert query_text(Search(query="how many hours of video?")) == "how many hours of video?"
    assert query_text(Search(query="", author="LeCun")) == "author:LeCun"


def test_what_cannot_be_read_is_said_where_it_is_read() -> None:
    with pytest.raises(QueryError):
        parse(query_text(Search(query="since:yesteryear")))
