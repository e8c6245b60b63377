from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.columns import Columns, Facts, text_hash, title_hash
from bot.search.documents import Document, Filters

DAYS = st.one_of(st.none(), st.sampled_from([date.min, date.max]), st.dates(date(2026, 1, 1)))
UPVOTES = st.one_of(st.none(), st.integers(-5, 9), st.sampled_from([2**31 - 1, 2**40, -(2**40)]))
DOCUMENTS = st.lists(
    st.builds(
        Document,
        id=st.just("a"),
        title=st.just("t"),
        abstract=st.just(""),
        day=DAYS,
        has_code=st.booleans(),
        upvotes=UPVOTES,
    ),
    min_size=1,
    max_size=6,
)
BOUND = st.one_of(
    st.none(), st.integers(-2, 9), st.just(-1), st.sampled_from([2**31, 10**12, -(10**12)])
)
FILTERS = st.builds(
    Filters,
    since=DAYS,
    until=DAYS,
    has_code=st.sampled_from([None, True, False]),
    min_upvotes=BOUND,
    max_upvotes=BOUND,
)


def passes(document: Document, filters: Filters) -> bool:
    """What the filters say, in plain Python."""
    votes = max(0, min(document.upvotes or 0, 2**31 - 1))
    day = document.day
    return (
        (filters.since is None or (day is not None and day >= filters.since))
        and (filters.until is None or (day is not None and day <= filters.until))
        and (filters.has_code is None or document.has_code == filters.has_code)
        and (filters.min_upvotes is None or votes >= filters.min_upvotes)
        and (filters.max_upvotes is None or votes <= filters.max_upvotes)
    )


def check(facts: Facts, documents: list[Document], filters: Filters) -> None:
    allowed = facts.allowed(filters)
    expected = [passes(document, filters) for document in documents]
    assert (all(expected) if allowed is None else allowed.tolist() == expected) is True
    assert (allowed is None) == (filters == Filters())


@given(documents=DOCUMENTS, changed=DOCUMENTS, filters=FILTERS, data=st.data())
@settings(deadline=None)
def test_filters_say_what_they_say(
    documents: list[Document], changed: list[Document], filters: Filters, data: st.DataObject
) -> None:
    columns = Columns()
    columns.extend(documents, ["" for _ in documents])
    before, then = columns.facts, list(documents)
    check(before, documents, filters)
    updates = dict(zip(range(len(documents)), changed, strict=False))
    columns.update(updates)
    for number, document in updates.items():
        documents[number] = document
    columns.extend(changed, ["" for _ in changed])
    documents += changed
    check(columns.facts, documents, filters)
    check(before, then, filters)  # whoever looks at a moment sees no later one
    lives = data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents)))
    again = Columns.restored(columns.arrays(np.array(lives, dtype=np.bool_)))
    kept = [document for document, alive in zip(documents, lives, strict=True) if alive]
    check(again.facts, kept, filters)
    again.extend(documents, ["" for _ in documents])
    check(again.facts, kept + documents, filters)


def test_an_update_of_nothing_changes_nothing() -> None:
    columns = Columns()
    columns.update({})
    assert len(columns.facts.day) == 0


def test_columns_of_different_lengths_are_refused() -> None:
    columns = Columns()
    columns.extend([Document("a", "t", "")], [""])
    arrays = columns.arrays(np.ones(1, dtype=np.bool_))
    with pytest.raises(ValueError, match="lengths"):
        Columns.restored(arrays | {"day": np.zeros(2, dtype=np.int32)})
    with pytest.raises(LookupError):
        Columns.restored({name: a for name, a in arrays.items() if name != "upvotes"})


def test_the_text_is_the_same_only_if_every_field_is() -> None:
    plain = Document("a", "t", "x")
    others = [
        plain,
        replace(plain, title="T"),
        replace(plain, title="t\0x", abstract=""),
        replace(plain, title="", abstract="t\0x"),
        replace(plain, abstract="x\0\1"),
        replace(plain, keywords=("k",)),
        replace(plain, keywords=("k", "l")),
        replace(plain, keywords=("k\0l",)),
        replace(plain, keywords=("k",), authors=("l",)),
        replace(plain, authors=("k", "l")),
        replace(plain, authors=("k\0l",)),
        replace(plain, keywords=("\1",), authors=("l",)),
        replace(plain, authors=("\1", "l")),
        replace(plain, authors=("\ud800",)),
    ]
    for one, other in combinations(others, 2):
        assert text_hash(one) != text_hash(other), (one, other)
    beside = replace(plain, id="b", day=date(2026, 1, 1), has_code=True, upvotes=7)
    assert text_hash(beside) == text_hash(plain)


def test_hashes_fit_their_columns() -> None:
    columns = Columns()
    titles = [f" title {n}" for n in range(300)]
    day = date(2026, 1, 1)
    columns.extend(
        [Document(f"{n}", title, "", day=day + timedelta(n)) for n, title in enumerate(titles)],
        titles,
    )
    assert columns.facts.title.tolist() == [title_hash(title) for title in titles]
    assert len(set(columns.facts.text.tolist())) == 300
