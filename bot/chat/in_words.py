"""A request in plain words, to answer "What did you understand?"."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from bot.chat.requests import (
    Abstract,
    Cite,
    Clarify,
    Explain,
    Export,
    Fact,
    Help,
    List,
    Mark,
    More,
    Note,
    Rate,
    Remind,
    Remove,
    Request,
    Save,
    Search,
    Several,
    Similar,
    Smalltalk,
    Stats,
    Subscribe,
    Tag,
    Trending,
    Undo,
    Unsubscribe,
)

_MOST_NAMED = 3
"""Papers that are named; of more, only how many."""
_LONGEST = 200
_STATUS = {
    "to-read": "still to read",
    "reading": "being read",
    "read": "read",
    "dropped": "dropped",
}
_MISSING = {
    "papers": "I could not tell which papers you meant",
    "status": "I could not tell which status you want",
    "tag": "I could not tell which tag you want",
    "text": "the text was missing",
    "rating": "I could not tell how many stars, from 1 to 5",
    "when": "I could not tell when, or it is past",
    "results": "there were no results yet that I could change",
    "action": "I could not tell what to do with them",
}
_TALK = {
    "greeting": "a greeting",
    "thanks": "thanks",
    "bye": "a goodbye",
    "how_are_you": "a question about how I am",
    "who_are_you": "a question about who I am",
    "praise": "praise",
    "ok": "an OK",
    "no": "a no",
    "abuse": "that you are not happy with me",
    "out_of_scope": "something that I cannot do",
    "nothing": "nothing that I could act on",
}
_SORT = {"new": "newest first", "votes": "most upvoted first"}
_LIST_SORT = {
    "oldest": "oldest first",
    "rating": "best rated first",
    "votes": "most upvoted first",
    "random": "in random order",
}
_CADENCE = {
    "daily": "every day",
    "weekdays": "on weekdays",
    "weekly": "every week",
    "alert": "as soon as there is something",
    None: "",
}
_FORMAT = {
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
    "csv": "CSV",
    "json": "JSON",
    "markdown": "Markdown",
    "text": "plain words",
}

Named = Callable[[str], str]


def in_words(request: Request, title: Named = lambda paper: paper) -> str:
    """One line, without a full stop: what a request asks for. `title`: the title of a paper id.

    The words of the person and of papers in it are as they are, not made fit for Markdown.
    """
    if isinstance(request, Several):
        said = "; then ".join(in_words(wish, title) for wish in request.requests)
        return said + (f"; not understood: {_quoted(*request.left)}" if request.left else "")
    return " ".join(part for part in _WORDS[type(request)](request, title) if part)


def _quoted(*texts: str) -> str:
    return ", ".join(f"“{text[:_LONGEST]}”" for text in texts)


def _papers(request: Any, title: Named) -> str:
    papers: tuple[str, ...] = request.papers
    if len(papers) > _MOST_NAMED:
        named = f"{len(papers)} papers"
    else:
        named = " and ".join(_quoted(title(paper)) for paper in papers)
    if request.unresolved:
        named += f" (but not {_quoted(*request.unresolved)}, which I could not find)"
    return named


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year:04}"


def _days(since: date | None, until: date | None) -> str:
    if since and since == until:
        return f"of {_day(since)}"
    if since and until:
        return f"from {_day(since)} to {_day(until)}"
    if since:
        return f"since {_day(since)}"
    return f"until {_day(until)}" if until else ""


def _moment(when: datetime) -> str:
    return f"on {when:%A}, {_day(when.date())}, at {when:%H:%M}"


def _clock(at: time | None) -> str:
    return f"at {at:%H:%M}" if at else ""


def _count(count: int | None, noun: str = "papers") -> str:
    if count is None:
        return noun
    return f"one {noun.removesuffix('s')}" if count == 1 else f"{count} {noun}"


def _trending(wish: Trending, title: Named) -> list[str]:
    days = _days(wish.since, wish.until) or "of the newest list"
    return [
        "show",
        f"the trending {_count(wish.count)}",
        f"on {_quoted(wish.topic)}" if wish.topic else "",
        days,
    ]


def _search(wish: Search, title: Named) -> list[str]:
    code = {True: "with code", False: "without code", None: ""}[wish.has_code]
    return [
        "search",
        f"for {_quoted(wish.query)}" if wish.query else _count(None),
        f"by {_quoted(wish.author)}" if wish.author else "",
        code,
        _days(wish.since, wish.until),
        _with_commas(_SORT.get(wish.sort, ""), _limit(wish.count)),
    ]


def _limit(count: int | None) -> str:
    return f"at most {count}" if count else ""


def _with_commas(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _list(wish: List, title: Named) -> list[str]:
    return [
        "show",
        f"{_count(wish.count)} on your reading list" if wish.count else "your reading list",
        f"about {_quoted(wish.query)}" if wish.query else "",
        f"tagged {_quoted(wish.tag)}" if wish.tag else "",
        f"that are {_STATUS[wish.status]}" if wish.status else "",
        f"saved {_days(wish.since, wish.until)}" if wish.since or wish.until else "",
        _LIST_SORT.get(wish.sort, ""),
    ]


def _export(wish: Export, title: Named) -> list[str]:
    what = {
        "list": "your reading list",
        "papers": _papers(wish, title),
        "data": "everything I keep about you",
    }[wish.what]
    return [
        "export",
        what,
        f"tagged {_quoted(wish.tag)}" if wish.tag else "",
        f"that is {_STATUS[wish.status]}" if wish.status else "",
        f"as {_FORMAT[wish.format]}" if wish.format else "",
    ]


def _subscribe(wish: Subscribe, title: Named) -> list[str]:
    weekday = f"on {wish.weekday.capitalize()}s" if wish.weekday else ""
    return [
        "send you",
        _count(wish.count),
        f"on {_quoted(*wish.topics)}" if wish.topics else "",
        weekday or _CADENCE[wish.cadence],
        _clock(wish.time),
        "by e-mail" if wish.channel == "email" else "by direct message",
    ]


def _clarify(wish: Clarify, title: Named) -> list[str]:
    said = f"(you wrote {_quoted(wish.said)})" if wish.said else ""
    what = "do something" if wish.about == "action" else wish.about
    return [f"{what}, but {_MISSING[wish.missing]}", said]


def _tag(wish: Tag, title: Named) -> list[str]:
    verb, joint = ("take", "off") if wish.remove else ("put", "on")
    noun = "tags" if len(wish.tags) > 1 else "tag"
    return [verb, f"the {noun} {_quoted(*wish.tags)}", joint, _papers(wish, title)]


_WORDS: dict[type, Callable[[Any, Named], list[str]]] = {
    Trending: _trending,
    Search: _search,
    More: lambda wish, title: [
        "show the page before" if wish.back else "show more",
        f"({wish.count})" if wish.count else "",
    ],
    Similar: lambda wish, title: ["find", _count(wish.count), "like", _papers(wish, title)],
    Abstract: lambda wish, title: ["show", _papers(wish, title), "in full"],
    Cite: lambda wish, title: [
        "give the reference for",
        _papers(wish, title),
        f"as {_FORMAT[wish.format]}" if wish.format else "",
    ],
    Save: lambda wish, title: ["save", _papers(wish, title)],
    Remove: lambda wish, title: [
        "take",
        "every paper" if wish.everything else _papers(wish, title),
        "off your reading list, once you confirm it",
    ],
    List: _list,
    Mark: lambda wish, title: ["mark", _papers(wish, title), "as", _STATUS[wish.status]],
    Tag: _tag,
    Note: lambda wish, title: ["note", _quoted(wish.text), "on", _papers(wish, title)],
    Rate: lambda wish, title: ["give", _papers(wish, title), f"{wish.rating} of 5 stars"],
    Remind: lambda wish, title: ["remind you of", _papers(wish, title), _moment(wish.when)],
    Export: _export,
    Stats: lambda wish, title: ["show your reading figures", _days(wish.since, wish.until)],
    Subscribe: _subscribe,
    Unsubscribe: lambda wish, title: [
        "send you no more papers",
        f"on {_quoted(*wish.topics)}" if wish.topics else "",
    ],
    Help: lambda wish, title: [
        "explain what I can do",
        f"with {wish.topic}" if wish.topic else "",
    ],
    Smalltalk: lambda wish, title: [_TALK[wish.kind]],
    Undo: lambda wish, title: [
        f"undo your last {wish.count} actions" if wish.count > 1 else "undo your last action"
    ],
    Explain: lambda wish, title: ["say what I understood"],
    Fact: lambda wish, title: ["answer", _quoted(wish.question), "from", _papers(wish, title)],
    Clarify: _clarify,
}
