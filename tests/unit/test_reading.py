"""Tags and names as written, rules, a pick, changes of many: what the reading list goes by."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.reading.bulk import KINDS, edit_of, parse_stars
from bot.reading.picking import pick, weight
from bot.reading.rules import parse_rule, required
from bot.reading.tags import NAME_LENGTH, TAG_LENGTH, parse_name, parse_tag, parse_tags
from bot.search.query import QueryError, parse
from bot.ui.listing import normal_act
from storage.edits import Edit
from storage.models import Priority, Status
from storage.shelves import Waiting

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("rl", ("rl",)),
        ("#RL #Video", ("rl", "video")),
        ("rl video rl", ("rl", "video")),
        ("to compare, rl", ("to-compare", "rl")),
        ("World_Model", ("world-model",)),
        ("été, 強化学習, हिन्दी", ("été", "強化学習", "हिन्दी")),
        ("e\u0301te\u0301", ("été",)),
        ("2026", ("2026",)),
    ],
)
def test_tags_as_people_write_them(text: str, tags: tuple[str, ...]) -> None:
    assert parse_tags(text) == tags


@given(st.text(max_size=200))
def test_a_tag_is_what_a_tag_may_be_and_reads_as_itself(text: str) -> None:
    try:
        tag = parse_tag(text)
    except BadInput:
        return
    assert 0 < len(tag) <= TAG_LENGTH and parse_tag(tag) == tag and parse_tag(f"#{tag}") == tag
    assert not set(tag) & set(" #@:*`_<>")
    assert parse(f'in:"#{tag}"').tags == (tag,) or not tag.isascii()


@given(st.text(max_size=300))
def test_a_name_is_one_line_and_reads_as_itself(text: str) -> None:
    try:
        name = parse_name(text)
    except BadInput:
        return
    assert 0 < len(name) <= NAME_LENGTH and "\n" not in name and parse_name(name) == name


@pytest.mark.parametrize(
    ("words", "tag", "rule"),
    [
        ("keyword has diffusion -> #gen", None, ("diffusion", "gen")),
        ("when title contains video → Video", None, ("video", "video")),
        ('title:"world model" has:code => wm', None, ('title:"world model" has:code', "wm")),
        ("diffusion", "#Gen", ("diffusion", "gen")),
        ("has:code", "code", ("has:code", "code")),
        ("has code", "code", ("code", "code")),
    ],
)
def test_rules_as_people_write_them(words: str, tag: str | None, rule: tuple[str, str]) -> None:
    assert parse_rule(words, tag) == rule


@pytest.mark.parametrize(
    "words", ["-> x", "the -> x", "in:list -> x", "tag:a -> x", "a -> ", "a", "sort:new -> x"]
)
def test_rules_that_ask_nothing(words: str) -> None:
    with pytest.raises(BadInput):
        parse_rule(words)


def test_a_rule_wants_all_of_its_words() -> None:
    query = required(parse('latent diffusion of the "world model" title:video since:2026 -survey'))
    assert set(query.phrases) == {"world model", "latent", "diffusion", "world", "model", "video"}
    assert not query.has_words and query.title == ("video",) and query.without == ("survey",)
    with pytest.raises(QueryError):
        parse_rule("since:x -> y")


def waiting(
    id: str,
    priority: Priority = Priority.NORMAL,
    due: date | None = None,
    days: int = 0,
    status: Status = Status.TO_READ,
) -> Waiting:
    return Waiting(id, status, priority, due, NOW - timedelta(days=days))


def test_a_pick_has_every_paper_once_before_one_comes_again() -> None:
    papers = [waiting(f"p{n}") for n in range(7)]
    order = [pick(papers, NOW, TODAY, 5, turn).paper_id for turn in range(14)]
    assert sorted(order[:7]) == sorted(each.paper_id for each in papers)
    assert order[:7] == order[7:]
    assert pick(papers, NOW, TODAY, 5, 3).paper_id == order[3]


def test_what_is_due_what_matters_and_what_waited_come_first_more_often() -> None:
    plain = waiting("plain")
    ahead = [
        waiting("overdue", due=TODAY - timedelta(days=1)),
        waiting("soon", due=TODAY + timedelta(days=2)),
        waiting("high", Priority.HIGH),
        waiting("old", days=90),
        waiting("begun", status=Status.READING),
    ]
    for each in ahead:
        assert weight(each, NOW, TODAY) > weight(plain, NOW, TODAY)
        first = Counter(pick([plain, each], NOW, TODAY, seed, 0).paper_id for seed in range(400))
        expected = weight(each, NOW, TODAY) / (weight(each, NOW, TODAY) + weight(plain, NOW, TODAY))
        assert abs(first[each.paper_id] / 400 - expected) < 0.1
    assert weight(waiting("low", Priority.LOW), NOW, TODAY) < weight(plain, NOW, TODAY)


@pytest.mark.parametrize(
    ("act", "edit"),
    [
        ("mark=read", Edit(status=Status.READ)),
        ("tag=rl", Edit(tag=frozenset({"rl"}))),
        ("untag=rl", Edit(untag=frozenset({"rl"}))),
        ("rate=4", Edit(rating=4)),
        ("rate=none", Edit(rating=0)),
        ("priority=low", Edit(priority=Priority.LOW)),
        ("due=2026-04-01", Edit(due=date(2026, 4, 1))),
        ("due=none", Edit(no_due=True)),
        ("put=3", Edit(put=frozenset({3}))),
        ("take=3", Edit(take=frozenset({3}))),
        ("remove", Edit(remove=True)),
    ],
)
def test_changes_of_many_as_they_are_written(act: str, edit: Edit) -> None:
    assert edit_of(act) == edit


@given(st.one_of(st.text(max_size=60), st.sampled_from(KINDS).map(lambda kind: f"{kind}=?")))
def test_any_other_change_is_refused_in_words(act: str) -> None:
    try:
        assert edit_of(act) != Edit()
    except BadInput as error:
        assert str(error)


def test_stars_and_statuses_as_people_write_them() -> None:
    for words, stars in (("4", 4), ("★★★", 3), ("5 stars", 5), ("1 star", 1), ("None", 0)):
        assert parse_stars(words) == stars
    for words in ("6", "", "many", "-1", "★★★★★★", "4.5"):
        with pytest.raises(BadInput):
            parse_stars(words)
    assert normal_act("mark", "To Read") == "mark=to-read"
    assert normal_act("mark", "unread") == "mark=to-read"
    assert normal_act("rate", "none") == "rate=none"
