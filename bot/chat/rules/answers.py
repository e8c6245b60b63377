"""Answers to a question of the bot's own: "save it" - "Which one?" - "the second"."""

from bot.chat.grammar.instants import moment_at
from bot.chat.grammar.references import Reference, refer
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.words import Words
from bot.chat.requests import (
    Abstract,
    Cite,
    Clarify,
    Missing,
    Note,
    Rate,
    Remind,
    Remove,
    Request,
    Save,
    Similar,
)
from bot.chat.rules.marking import marked, read_tags, tagged
from bot.chat.rules.noting import stars
from bot.chat.rules.rule import unclear

_LONGEST = 12
_ACTIONS: dict[str, type[Save | Remove | Abstract | Cite | Similar]] = {
    "save": Save,
    "remove": Remove,
    "abstract": Abstract,
    "cite": Cite,
    "similar": Similar,
}
_NEXT: dict[str, Missing] = {
    "mark": "status",
    "tag": "tag",
    "note": "text",
    "rate": "rating",
    "remind": "when",
}
"""What else is asked for once the papers are known."""


def answer(words: Words, scene: Scene) -> Request | None:
    """The wish that was asked about, completed; None if these words answer nothing."""
    asked = scene.last
    if not isinstance(asked, Clarify) or not 0 < len(words) <= _LONGEST:
        return None
    if asked.missing == "papers":
        return _with_papers(asked, words, scene)
    papers = asked.papers or scene.focus
    if not papers:
        return None
    reference = Reference(papers)
    if asked.missing == "status":
        return marked(reference, words.line)
    if asked.missing == "tag" and read_tags(words, short=True) is not None:
        return tagged(reference, words, short=True)
    if asked.missing == "rating" and (value := stars(words)):
        return Rate(papers=papers, rating=value)
    if asked.missing == "when":
        moment = moment_at(words.words, 0, scene.now)
        if moment is not None and moment.end == len(words) and moment.when > scene.now:
            return Remind(papers=papers, when=moment.when)
    return None


def note_text(words: Words, scene: Scene) -> Request | None:
    """The text of a note that was asked for: any words that are no command."""
    asked = scene.last
    if not isinstance(asked, Clarify) or asked.missing != "text" or not asked.papers:
        return None
    return Note(papers=asked.papers, text=words.raw) if words.raw else None


def _with_papers(asked: Clarify, words: Words, scene: Scene) -> Request | None:
    reference = refer(words, scene)
    if reference is None or not reference.papers:
        return None
    if make := _ACTIONS.get(asked.about):
        return make(papers=reference.papers, unresolved=reference.unresolved)
    if missing := _NEXT.get(asked.about):
        return unclear(asked.about, missing, papers=reference.papers)
    return None
