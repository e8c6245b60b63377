"""How a rule is written: a pattern of a whole wish, and what becomes of it."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from bot.chat.grammar.references import Reference, refer
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.words import Words
from bot.chat.requests import Clarify, Missing, Request

Build: TypeAlias = Callable[["Found"], Request | None]
"""Makes a request of what a pattern found; None if the words mean something else after all."""

LIST = (
    r"(?:my |the |a )?(?:(?:reading|read|saved|to-read|personal|paper) )?"
    r"(?:list|library|shelf|collection|pile|queue|backlog|bookmarks|saves|favou?rites|"
    r"stack|readlist)"
)
"""What people call their reading list, in patterns."""


class Rule(NamedTuple):
    """Wishes whose words match `pattern` from end to end. Groups are stretches of words."""

    pattern: re.Pattern[str]
    build: Build


class Found(NamedTuple):
    """A wish that matches a rule."""

    words: Words
    match: re.Match[str]
    scene: Scene

    def part(self, name: str) -> Words:
        """The words of a group."""
        return self.words.group(self.match, name)

    def said(self, name: str) -> str:
        """A group as rules see it, "" if it is not there."""
        return self.match.groupdict().get(name) or ""

    def reference(self, name: str = "ref") -> Reference | None:
        """The papers that a group names."""
        return refer(self.part(name), self.scene)


def rule(pattern: str, build: Build) -> Rule:
    """A rule whose pattern takes in the whole wish."""
    return Rule(re.compile(rf"(?:{pattern})\Z"), build)


def first_match(rules: tuple[Rule, ...], words: Words, scene: Scene) -> Request | None:
    """What the first rule that fits makes of a wish."""
    for pattern, build in rules:
        match = pattern.match(words.line)
        if match is not None:
            request = build(Found(words, match, scene))
            if request is not None:
                return request
    return None


def unclear(about: str, missing: Missing, said: str = "", papers: tuple[str, ...] = ()) -> Clarify:
    """A wish that lacks something."""
    return Clarify(about=about, missing=missing, said=said[:200], papers=papers)


def about_papers(
    about: str, reference: Reference | None, make: Callable[[Reference], Request | None]
) -> Request | None:
    """A request about the papers of a reference; a question if it names none that are there."""
    if reference is None:
        return None
    if not reference.papers:
        return unclear(about, "papers", ", ".join(reference.unresolved))
    return make(reference)
