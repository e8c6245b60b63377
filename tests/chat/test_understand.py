"""What people write, and what it is understood as, one way of saying it at a time."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.chat.context import Context, ContextPaper
from bot.chat.requests import REQUEST, Clarify, Fact, Request, Save, Search, Several
from bot.chat.understand import understand

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 11, 10, 0, tzinfo=BERLIN)
"""A Wednesday."""
YESTERDAY = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TITLES = (
    "Diffusion for Long Video",
    "GRPO: Better RL",
    "Listwise Rerankers at Scale",
    "A Study of Audio Diffusion",
    "Mamba again",
)
SHOWN = tuple(
    ContextPaper(id=id, title=title, saved_at=YESTERDAY if id == "b" else None)
    for id, title in zip("abcde", TITLES, strict=True)
)
CONTEXT = Context(
    shown=SHOWN,
    listed=(ContextPaper(id="z", title="Old", saved_at=YESTERDAY),),
    timezone="Europe/Berlin",
)
NOTHING = Context(timezone="Europe/Berlin")
ALL = tuple("abcde")


def read(text: str, context: Context = CONTEXT) -> Request:
    return understand(text, context, NOW)


def slots(text: str, context: Context = CONTEXT) -> dict[str, Any]:
    """The intent, and the slots that are not as they are by default."""
    request = read(text, context)
    found = request.model_dump(exclude_defaults=True)
    found.pop("said", None)
    return {"intent": request.intent, **found}


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("save the second one", "b"),
        ("saev 2", "b"),
        ("save #4", "d"),
        ("pls save numbers 1, 2 and 5!", "abe"),
        ("save 1 & 3", "ac"),
        ("save 1-3", "abc"),
        ("save 2 to 4", "bcd"),
        ("save the first two", "ab"),
        ("save the last two", "de"),
        ("save the second to last", "d"),
        ("add the last one to my reading list", "e"),
        ("save all", "abcde"),
        ("save all of them", "abcde"),
        ("save all but the third", "abde"),
        ("save everything except 2 and 4", "ace"),
        ("save them", "abcde"),
        ("hey paperboy, could you please save the diffusion papers? thanks!", "ad"),
        ("save that reranker paper", "c"),
        ("save the one about video", "a"),
        ("save the audio and mamba papers", "de"),
        ("bookmark 2603.03143", ["2603.03143"]),
        ("save <https://arxiv.org/abs/2603.03143v2>", ["2603.03143"]),
        ("would you mind saving 2", "b"),
        ("i'll take 2 and 3", "bc"),
        ("save 2 bc it's great", "b"),
        ("2 and 4 look great, save em", "bd"),
        ("save 1... no wait, 2", "b"),
    ],
)
def test_references_name_the_papers_shown(text: str, papers: str | list[str]) -> None:
    assert read(text) == Save(papers=tuple(papers))


def test_the_ones_saved_in_a_time_are_found_among_all_that_is_known() -> None:
    assert slots("cite the ones I saved yesterday") == {"intent": "cite", "papers": ("b", "z")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("save 1 and 9", Save(papers=("a",), unresolved=("9",))),
        ("save 9", Clarify(about="save", missing="papers", said="9")),
        ("save it", Clarify(about="save", missing="papers", said="it")),
        ("save the diffusion paper", None),
    ],
)
def test_what_names_no_paper_is_asked_about(text: str, expected: Request | None) -> None:
    request = read(text)
    if expected is None:
        assert isinstance(request, Clarify)
        assert (request.about, request.missing) == ("save", "papers")
    else:
        assert request == expected


def test_it_is_the_paper_that_was_acted_on() -> None:
    after = CONTEXT.model_copy(update={"last": Save(papers=("d",))})
    assert slots("tag it gen", after) == {"intent": "tag", "papers": ("d",), "tags": ("gen",)}
    assert slots("save the other ones", after)["papers"] == tuple("abce")
    replied = after.model_copy(update={"replied": (SHOWN[2],)})
    assert slots("save it", replied)["papers"] == ("c",)
    assert slots("save 1", replied)["papers"] == ("c",)


@pytest.mark.parametrize(
    "text",
    """more data for listwise rerankers|list decoding|save energy in data centers|rate distortion
reminder networks|note taking agents|export of models|undo learning|tag recommendation systems
mark and recapture models|rate limiting for llm apis|citation recommendation|similar image retrieval
abstract meaning representation parsing|show, attend and tell|more is less: sparse experts
open vocabulary detection|stopping criteria for search agents|forget unlearning in llms
delete tokens from the kv cache|removing watermarks from images|skip connections|hot spots in cities
back translation|next frame prediction|first order methods|third person video|last layer retraining
all you need is attention|both sides of the tradeoff|top k sampling|best of n sampling
trending topic detection on twitter|popularity bias|march madness prediction|may transformers win
weather forecasting with transformers|joke generation|essay scoring|translate low resource languages
what are state space models|why do transformers hallucinate|does rlhf reduce diversity|good teachers
stats for nerds|alert triage with llms|unsubscribe rates in email marketing|subscription fraud
thanks giving dataset|no free lunch theorem|2 player games|1 bit llms|gpt 4 technical report
help desk agents|save the planet with ai|read the room|remind llms of their task|weekly supervision
attention by design|learning by imitation|c++ code generation|test-time training|llama 3
""".replace("\n", "|")
    .strip("|")
    .split("|"),
)
@pytest.mark.parametrize("context", [CONTEXT, NOTHING], ids=["shown", "nothing"])
def test_a_search_that_holds_a_command_word_stays_a_search(text: str, context: Context) -> None:
    request = read(text, context)
    assert isinstance(request, Search)
    assert (request.since, request.until, request.author, request.has_code) == (
        None,
        None,
        "",
        None,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("find me papers about diffusion", {"query": "diffusion"}),
        ("anything on listwise rerankers?", {"query": "listwise rerankers"}),
        ("what's new in RL?", {"query": "RL", "sort": "new"}),
        ("latest on RL", {"query": "RL", "sort": "new"}),
        ("kv cache with code", {"query": "kv cache", "has_code": True}),
        ("gnn papers w/o code", {"query": "gnn", "has_code": False}),
        ("papers by yann lecun", {"query": "", "author": "yann lecun"}),
        ("Yann LeCun's latest papers", {"query": "", "author": "Yann LeCun", "sort": "new"}),
        ("capsules by Hinton", {"query": "capsules", "author": "Hinton"}),
        ("give me a couple of papers on rlhf", {"query": "rlhf", "count": 2}),
        ("200 papers on mamba", {"query": "mamba", "count": 50}),
        ("diffusion papers sorted by votes", {"query": "diffusion", "sort": "votes"}),
        ("diffusion since march", {"query": "diffusion", "since": day("2026-03-01")}),
        ("nerf before 2022", {"query": "nerf", "until": day("2021-12-31")}),
        (
            "world models between jan and feb 2026",
            {"query": "world models", "since": day("2026-01-01"), "until": day("2026-02-28")},
        ),
        (
            'author:"Ada L" has:code diffusion -gan "exact words" since:2025',
            {"query": 'author:"Ada L" has:code diffusion -gan "exact words" since:2025'},
        ),
        ("how do people train reward models?", {"query": "how do people train reward models"}),
        ("papers on q&a", {"query": "q&a"}),
    ],
)
def test_searches(text: str, expected: dict[str, Any]) -> None:
    assert slots(text, NOTHING) == {"intent": "search", **expected}


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("today", "2026-03-11", "2026-03-11"),
        ("yesterday", "2026-03-10", "2026-03-10"),
        ("on monday", "2026-03-09", "2026-03-09"),
        ("last wednesday", "2026-03-04", "2026-03-04"),
        ("this week", "2026-03-09", "2026-03-15"),
        ("last week", "2026-03-02", "2026-03-08"),
        ("last month", "2026-02-01", "2026-02-28"),
        ("last 7 days", "2026-03-05", "2026-03-11"),
        ("past month", "2026-02-12", "2026-03-11"),
        ("in may", "2025-05-01", "2025-05-31"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("Mar 11", "2026-03-11", "2026-03-11"),
        ("on 12 march", "2025-03-12", "2025-03-12"),
        ("11.03.2026", "2026-03-11", "2026-03-11"),
        ("3/4", "2026-03-04", "2026-03-04"),
        ("13/2", "2026-02-13", "2026-02-13"),
        ("from mar 1 to mar 5", "2026-03-01", "2026-03-05"),
        ("last weekend", "2026-03-07", "2026-03-08"),
        ("3 days ago", "2026-03-08", "2026-03-08"),
        ("Q4 2025", "2025-10-01", "2025-12-31"),
        ("from feb 29", "2024-02-29", "2024-02-29"),
    ],
)
def test_days(text: str, since: str, until: str) -> None:
    expected = {"intent": "trending", "since": day(since), "until": day(until)}
    assert slots(f"trending {text}", NOTHING) == expected


def test_today_is_the_persons() -> None:
    late = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)
    request = understand("trending today", Context(timezone="Asia/Tokyo"), late)
    assert request.model_dump()["since"] == day("2026-03-12")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("tmrw 9am", "2026-03-12T09:00"),
        ("friday", "2026-03-13T09:00"),
        ("next friday", "2026-03-20T09:00"),
        ("on wednesday", "2026-03-18T09:00"),
        ("in two weeks", "2026-03-25T09:00"),
        ("in half an hour", "2026-03-11T10:30"),
        ("in 90 minutes", "2026-03-11T11:30"),
        ("in 2h", "2026-03-11T12:00"),
        ("at 5", "2026-03-12T05:00"),
        ("at 5pm", "2026-03-11T17:00"),
        ("tonight", "2026-03-11T20:00"),
        ("tonight at 9", "2026-03-11T21:00"),
        ("tomorrow evening", "2026-03-12T18:00"),
        ("on mar 20 at 14:00", "2026-03-20T14:00"),
        ("on jan 5", "2027-01-05T09:00"),
        ("next week", "2026-03-16T09:00"),
        ("this weekend", "2026-03-14T09:00"),
        ("at half past 9 tomorrow", "2026-03-12T09:30"),
        ("in a month", "2026-04-11T09:00"),
        ("in 3 weeks at 8", "2026-04-01T08:00"),
        ("on sunday 29 march at 3", None),
    ],
)
def test_instants(text: str, when: str | None) -> None:
    found = slots(f"remind me of 2 {text}")
    if when is not None:
        expected = datetime.fromisoformat(when).replace(tzinfo=BERLIN)
        assert found == {"intent": "remind", "papers": ("b",), "when": expected}
    turned = slots(f"remind me {text} about 2")
    assert turned.get("papers") == ("b",) and turned["intent"] in ("remind", "clarify")


@pytest.mark.parametrize("text", ["yesterday", "on 2020-01-01", "every friday", ""])
def test_a_reminder_without_a_moment_to_come_is_asked_about(text: str) -> None:
    expected = {"intent": "clarify", "about": "remind", "missing": "when", "papers": ("b",)}
    assert slots(f"remind me of 2 {text}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("remove 2", {"intent": "remove", "papers": ("b",)}),
        ("clear my list", {"intent": "remove", "everything": True}),
        ("mark 2 as read", {"intent": "mark", "papers": ("b",), "status": "read"}),
        ("gave up on 3", {"intent": "mark", "papers": ("c",), "status": "dropped"}),
        ("reading 2 now", {"intent": "mark", "papers": ("b",), "status": "reading"}),
        (
            "tag 1 and 3 rl and vision",
            {"intent": "tag", "papers": ("a", "c"), "tags": ("rl", "vision")},
        ),
        ("untag 2 rl", {"intent": "tag", "papers": ("b",), "tags": ("rl",), "remove": True}),
        ("#rl on 2", {"intent": "tag", "papers": ("b",), "tags": ("rl",)}),
        (
            "note on 2: save it, tag 3!",
            {"intent": "note", "papers": ("b",), "text": "save it, tag 3!"},
        ),
        ('add note "so-so" to 2', {"intent": "note", "papers": ("b",), "text": "so-so"}),
        ("rate 2 ⭐⭐⭐", {"intent": "rate", "papers": ("b",), "rating": 3}),
        ("five stars for the mamba one", {"intent": "rate", "papers": ("e",), "rating": 5}),
        ("2", {"intent": "abstract", "papers": ("b",)}),
        ("tell me more about the third", {"intent": "abstract", "papers": ("c",)}),
        ("cite the first two as apa", {"intent": "cite", "papers": ("a", "b"), "format": "text"}),
        ("more like 2", {"intent": "similar", "papers": ("b",)}),
        (
            "export 1 and 2 as ris",
            {"intent": "export", "what": "papers", "format": "ris", "papers": ("a", "b")},
        ),
        ("bibtex of my list", {"intent": "export", "format": "bibtex"}),
        ("export unread as md", {"intent": "export", "format": "markdown", "status": "to-read"}),
        ("download my data", {"intent": "export", "what": "data"}),
        ("what am i reading", {"intent": "list", "status": "reading"}),
        (
            "show what I saved yesterday",
            {"intent": "list", "since": day("2026-03-10"), "until": day("2026-03-10")},
        ),
        ("papers about rl on my list", {"intent": "list", "query": "rl"}),
        ("pick one for me", {"intent": "list", "sort": "random", "count": 1}),
        (
            "how many papers did i read last month",
            {"intent": "stats", "since": day("2026-02-01"), "until": day("2026-02-28")},
        ),
        (
            "subscribe to diffusion every monday at 9",
            {
                "intent": "subscribe",
                "cadence": "weekly",
                "weekday": "monday",
                "time": time(9),
                "topics": ("diffusion",),
            },
        ),
        (
            "mail me the top 3 papers every weekday",
            {"intent": "subscribe", "cadence": "weekdays", "count": 3, "channel": "email"},
        ),
        (
            "alert me when there is something on video",
            {"intent": "subscribe", "cadence": "alert", "topics": ("video",)},
        ),
        ("unsubscibe", {"intent": "unsubscribe"}),
        ("stop sending me papers about rl", {"intent": "unsubscribe", "topics": ("rl",)}),
        ("how do i save a paper", {"intent": "help", "topic": "list"}),
        ("delete my data", {"intent": "help", "topic": "privacy"}),
        ("undo the last two", {"intent": "undo", "count": 2}),
        ("what did you understand?", {"intent": "explain"}),
        (
            "do the usual with 1",
            {"intent": "clarify", "about": "action", "missing": "action", "papers": ("a",)},
        ),
        (
            "what's trending in robotics this week",
            {
                "intent": "trending",
                "topic": "robotics",
                "since": day("2026-03-09"),
                "until": day("2026-03-15"),
            },
        ),
        ("top 5 papers", {"intent": "trending", "count": 5}),
        (
            "how many GPUs did the second use?",
            {"intent": "fact", "papers": ("b",), "question": "how many GPUs did the second use"},
        ),
        ("hi", {"intent": "smalltalk", "kind": "greeting"}),
        ("write me an essay about cats", {"intent": "smalltalk", "kind": "out_of_scope"}),
        ("what is the weather", {"intent": "smalltalk", "kind": "out_of_scope"}),
        ("you useless bot", {"intent": "smalltalk", "kind": "abuse"}),
        ("🫠", {"intent": "smalltalk", "kind": "nothing"}),
        ("", {"intent": "smalltalk", "kind": "nothing"}),
    ],
)
def test_every_intent(text: str, expected: dict[str, Any]) -> None:
    assert slots(text) == expected


FOUND = CONTEXT.model_copy(
    update={"last": Search(query="diffusion", since=day("2026-01-01")), "timezone": "UTC"}
)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("only with code", {"has_code": True}),
        ("drop the date", {"since": None}),
        ("newer ones", {"sort": "new"}),
        ("and for video?", {"query": "video"}),
        ("what about audio since 2024", {"query": "audio", "since": day("2024-01-01")}),
        ("since march", {"since": day("2026-03-01")}),
        ("before 2025", {"since": None, "until": day("2024-12-31")}),
        ("by Kaiming He instead", {"author": "Kaiming He"}),
        ("make it ten", {"count": 10}),
        ("these suck, newest first", {"sort": "new"}),
    ],
)
def test_elliptic_messages_inherit_the_rest(text: str, changes: dict[str, Any]) -> None:
    assert isinstance(FOUND.last, Search)
    assert read(text, FOUND) == FOUND.last.model_copy(update=changes)
    later = FOUND.model_copy(update={"asked": FOUND.last, "last": Save(papers=("a",))})
    assert read(text, later) == FOUND.last.model_copy(update=changes)


def test_without_a_request_before_there_is_nothing_to_change() -> None:
    assert slots("only with code", NOTHING) == {
        "intent": "clarify", "about": "search", "missing": "results",
    }  # fmt: skip
    assert slots("more", NOTHING) == {"intent": "clarify", "about": "more", "missing": "results"}


@pytest.mark.parametrize(
    ("text", "intents", "left"),
    [
        ("save 1 and 3 and tag them rl", ["save", "tag"], ()),
        ("save 2 tag it asr rate it 4", ["save", "tag", "rate"], ()),
        ("save 2\nnote on it: read soon\ntag talk", ["save", "note", "tag"], ()),
        ("find papers on robots and save the first", ["search", "clarify"], ()),
        ("what's trending and what's on my list", ["trending", "list"], ()),
        ("save 2 and order me a pizza", ["save"], ("order me a pizza",)),
        ("remind me about 1 tomorrow and mark 2 as read", ["remind", "mark"], ()),
    ],
)
def test_several_wishes(text: str, intents: list[str], left: tuple[str, ...]) -> None:
    request = read(text)
    assert isinstance(request, Several)
    assert [wish.intent for wish in request.requests] == intents
    assert request.left == left


def test_later_wishes_are_about_the_papers_of_earlier_ones() -> None:
    request = read("save 1 and 3 and tag them rl")
    assert isinstance(request, Several)
    assert request.requests[1].model_dump()["papers"] == ("a", "c")


def test_a_wish_among_talk_is_found() -> None:
    text = (
        "worst day ever, overleaf is down!! anyway. can u give me the bib entry for the mamba one"
    )
    assert slots(text) == {"intent": "cite", "papers": ("e",), "format": "bibtex"}


def test_answers_to_questions_complete_the_wish() -> None:
    asked = CONTEXT.model_copy(update={"last": Clarify(about="save", missing="papers")})
    assert read("the second", asked) == Save(papers=("b",))
    asked = CONTEXT.model_copy(
        update={"last": Clarify(about="rate", missing="rating", papers=("c",))}
    )
    assert slots("4 stars", asked) == {"intent": "rate", "papers": ("c",), "rating": 4}
    asked = CONTEXT.model_copy(
        update={"last": Clarify(about="remind", missing="when", papers=("c",))}
    )
    assert slots("tomorrow at 8", asked)["when"] == datetime(2026, 3, 12, 8, tzinfo=BERLIN)


def test_a_question_goes_on_with_another_paper() -> None:
    asked = Fact(question="how many GPUs did they use", papers=("a",))
    context = CONTEXT.model_copy(update={"last": asked})
    assert read("and the second one?", context) == asked.model_copy(update={"papers": ("b",)})


def test_requests_survive_storage() -> None:
    request = read("save 1 and remind me tomorrow")
    assert REQUEST.validate_json(REQUEST.dump_json(request)) == request
