"""Whatever a person writes, in whatever context, is understood as something."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.context import Context, ContextPaper
from bot.chat.in_words import in_words
from bot.chat.requests import REQUEST, Clarify, Remind, Request, each, papers_of
from bot.chat.understand import understand

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)

PIECES = [
    "save",
    "remove",
    "tag",
    "untag",
    "note",
    "on",
    "rate",
    "cite",
    "export",
    "remind",
    "me",
    "about",
    "1",
    "2",
    "3",
    "9",
    "the",
    "second",
    "one",
    "last",
    "two",
    "all",
    "but",
    "third",
    "it",
    "them",
    "that",
    "diffusion",
    "paper",
    "tomorrow",
    "9am",
    "friday",
    "in",
    "two",
    "weeks",
    "since",
    "march",
    "until",
    "yesterday",
    "with",
    "code",
    "without",
    "by",
    "LeCun",
    "top",
    "5",
    "newest",
    "first",
    "trending",
    "papers",
    "find",
    "similar",
    "to",
    "more",
    "list",
    "my",
    "unread",
    "tagged",
    "rl",
    "#rl",
    "stars",
    "5",
    "subscribe",
    "every",
    "monday",
    "at",
    "8",
    "unsubscribe",
    "help",
    "undo",
    "thanks",
    "please",
    "and",
    "then",
    ",",
    ".",
    "!",
    "?",
    ":",
    ";",
    "(",
    ")",
    "-",
    '"',
    "“",
    "”",
    "#4",
    "2603.03143",
    "author:Lovelace",
    "-nerf",
    "bibtex",
    "as",
    "csv",
    "what",
    "how",
    "many",
    "GPUs",
    "did",
    "they",
    "use",
    "why",
    "hi",
    "🔥",
    "👍",
    "⭐⭐⭐",
    "שלום",
    "مرحبا",
    "你好",
    "\u202e",
    "́",
    "\x00",
    "@everyone",
    "**bold**",
    "';",
    "DROP",
    "TABLE",
    "members;",
    "--",
    "<@123>",
    "https://arxiv.org/abs/2603.03143",
    "31",
    "feb",
    "99999999",
    "years",
    "ago",
]

papers = st.builds(
    ContextPaper,
    id=st.text(min_size=1, max_size=8),
    title=st.one_of(st.text(max_size=40), st.sampled_from(["Diffusion for Video", "All of Them"])),
    saved_at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
)
shelves = st.lists(papers, max_size=6).map(tuple)
written = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join),
)
zones = st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Apia", "", "No/Where"])
instants = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001 - the zone is added
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=13))]),
)


@settings(max_examples=400, deadline=None)
@given(written, written, shelves, shelves, shelves, zones, instants)
def test_any_text_gives_a_request(
    before: str,
    text: str,
    shown: tuple[ContextPaper, ...],
    replied: tuple[ContextPaper, ...],
    listed: tuple[ContextPaper, ...],
    zone: str,
    now: datetime,
) -> None:
    first = understand(before, Context(shown=shown, timezone=zone), now)
    context = Context(shown=shown, replied=replied, listed=listed, last=first, timezone=zone)
    request = understand(text, context, now)
    check(request, context, now)


def check(request: Request, context: Context, now: datetime) -> None:
    assert REQUEST.validate_json(REQUEST.dump_json(request)) == request, "it survives storage"
    assert in_words(request).strip()
    for wish in each(request):
        if "papers" in type(wish).model_fields and not isinstance(wish, Clarify):
            named = papers_of(wish)
            assert len(set(named)) == len(named)
        if isinstance(wish, Remind):
            assert wish.when > now


@pytest.mark.parametrize(
    "text",
    [
        "save 1 and tag it rl, " * 2_500,
        "word " * 10_000,
        "a\u0301" * 4_000,
        "\u0301" * 4_000,
        "," * 4_000,
        "and " * 1_000,
        '"' * 4_000,
        "1 " * 2_000,
        "👍" * 4_000,
        "\u202e" * 4_000,
        "the paper about " * 250,
        "remind me about 1 tomorrow at 9 and " * 100,
        "stop sending me " * 250,
        "-x " * 1_500,
        "title:" * 700,
        "\n" * 4_000,
        "save 1\n" * 600,
        "9" * 4_000,
        "#" * 4_000,
        "(" * 4_000,
        "https://arxiv.org/abs/2603.03143 " * 120,
        "",
        "   ",
        "\x00",
        "\ud800",
    ],
)
def test_nothing_is_too_long_or_too_strange(text: str) -> None:
    shown = tuple(ContextPaper(id=f"p{number}", title=text[:300]) for number in range(20))
    context = Context(shown=shown, timezone="Europe/Berlin")
    counted = steps(text, context)
    assert counted < 3_000_000, "work is bounded whatever is written"


def steps(text: str, context: Context) -> int:
    """Function calls while a message is read: the same on every machine, unlike time."""
    import sys

    count = 0

    def tick(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tick)
    try:
        request = understand(text, context, NOW)
    finally:
        sys.setprofile(None)
    check(request, context, NOW)
    return count


@given(st.text(max_size=100), st.integers(0, 2**31))
@settings(max_examples=100, deadline=None)
def test_the_same_message_is_always_understood_alike(text: str, seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)
    assert understand(text, Context(), now) == understand(text, Context(), now)
