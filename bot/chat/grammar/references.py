"""References to papers -> their ids: "the second one", "1 and 3", "all but the last", "it", ids.

A reference is read only if every word of a stretch belongs to it. That is what keeps a search that
begins like a command a search: "save energy in data centers" names no paper.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.chat.context import ContextPaper
from bot.chat.grammar.days import days_at
from bot.chat.grammar.numbers import amount, number, place
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.titles import has_words, stems_of, title_stems
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import ID, QUOTE, Words
from bot.search.stopwords import STOP_WORDS
from bot.sources.identifiers import parse_paper_id

_LARGEST = 999
"""No larger number counts papers: 2024 is a year."""
_LONGEST = 40
"""Words of a reference."""

_NOUN = word_set(
    "paper papers one ones article articles result results item items entry preprint study "
    "work works pick hit hits link"
)
_IT = frozenset(("it", "this", "that"))
_THEM = frozenset(("them", "these", "those"))
_AND = frozenset((",", "and", "plus", "or", "also", ";"))
_BUT = frozenset(("but", "except", "excluding", "minus", "without", "besides", "bar"))
_BY_NUMBER = frozenset(("number", "no", "nr", "num", "#", "paper", "result", "item", "numbers",
                        "papers", "results", "items", "entry"))  # fmt: skip
_RANGE = re.compile(r"#?(\d{1,3})(?:-|–|—|\.\.|to)#?(\d{1,3})", re.ASCII)
_HASH = re.compile(r"#(\d{1,3})", re.ASCII)
_SAVED = frozenset(("saved", "added", "bookmarked", "kept", "stored", "save"))


class Reference(NamedTuple):
    """Papers that were named. Nothing in either: words that could mean one paper or another."""

    papers: tuple[str, ...]
    unresolved: tuple[str, ...] = ()
    implicit: bool = False
    """No word named it: a command without an object."""
    by_title: bool = False
    """Words of a title named it, or were meant to."""


class _Item(NamedTuple):
    ids: tuple[str, ...]
    end: int
    unresolved: tuple[str, ...] = ()
    by_title: bool = False


def refer(words: Words, scene: Scene) -> Reference | None:
    """The papers that these words name, all of them taken together; None if they are none."""
    if not len(words):
        return Reference(scene.focus or (), implicit=True)
    if len(words) > _LONGEST:
        return None
    return _Reader(words, scene).whole()


def referred(words: Words, scene: Scene) -> tuple[Reference, int] | None:
    """The longest reference at the beginning of words, and the place after it."""
    for end in range(min(len(words), _LONGEST), 0, -1):
        found = refer(words.part(0, end), scene)
        if found is not None:
            return found, end
    return None


class _Reader:
    def __init__(self, words: Words, scene: Scene) -> None:
        self._words = words
        self._said = words.words
        self._scene = scene
        self._ids = scene.ids

    def whole(self) -> Reference | None:
        """One reference that takes in every word."""
        found: dict[str, None] = {}
        unresolved: list[str] = []
        by_title = False
        at = 0
        while at < len(self._said):
            item = self._item(at)
            if item is None:
                return None
            found |= dict.fromkeys(item.ids)
            unresolved += item.unresolved
            by_title = by_title or item.by_title
            at = item.end
            joint = at
            while at < len(self._said) and self._said[at] in _AND:
                at += 1
            if at == joint and at < len(self._said) and not self._is_counted(at):
                return None
            if at > joint and at == len(self._said):
                return None  # it ends in "and"
        return Reference(tuple(found), tuple(unresolved), by_title=by_title)

    def _is_counted(self, at: int) -> bool:
        """Whether "1 3" goes on with another number."""
        return number(self._said[at]) is not None or self._said[at].startswith("#")

    def _item(self, at: int) -> _Item | None:
        for read in (
            self._all,
            self._saved,
            self._counted,
            self._other,
            self._titled,
            self._pointed,
            self._named,
            self._exact,
        ):
            item = read(at)
            if item is not None:
                return item
        return None

    def _next(self, at: int) -> str:
        return self._said[at] if at < len(self._said) else ""

    def _after_noun(self, at: int) -> int:
        """The place after "papers", "ones", "results above", "of them" and the like."""
        if self._next(at) in _NOUN:
            at += 1
        if self._next(at) == "of" and self._next(at + 1) in _THEM:
            at += 2
        if self._next(at) in ("above", "here", "listed", "shown"):
            at += 1
        return at

    def _all(self, at: int) -> _Item | None:
        """all, all of them, everything, both, all but the third."""
        words = self._said
        start = at
        if words[at] == "the" and self._next(at + 1) in ("lot", "whole"):
            at += 2
            if words[at - 1] == "whole" and self._next(at) in ("list", "lot", "page"):
                at += 1
        elif words[at] in _THEM | {"it"} and self._next(at + 1) == "all":
            at += 2
        elif words[at] in ("all", "everything", "both", "every", "each", "any"):
            word = words[at]
            if word in ("every", "each", "any") and self._next(at + 1) not in _NOUN | {"single"}:
                return None
            at += 1
            if self._next(at) == "single":
                at += 1
            if self._next(at) == "of":
                at += 1
            if self._next(at) in _THEM | {"the"}:
                at += 1
            count = number(self._next(at))
            if count is not None and word in ("all", "both"):
                at += 1
            at = self._after_noun(at)
            if word == "both":
                group = self._scene.group
                pair = next((ids for ids in (group, self._ids) if len(ids) == 2), ())
                return _Item(pair, at, () if pair else ("both",))
        else:
            return None
        ids = self._ids or self._scene.group
        if self._next(at) in ("apart", "aside", "other"):
            at += 2
        elif self._next(at) in _BUT:
            at += 2 if self._next(at + 1) in ("for", "from") else 1
        else:
            return _Item(ids, at, () if ids else (self._words.part(start, at).raw,))
        left_out = _Reader(self._words.part(at), self._scene).whole() if self._next(at) else None
        if left_out is None:
            return None
        rest = tuple(paper for paper in ids if paper not in left_out.papers)
        return _Item(rest, len(words), left_out.unresolved)

    def _counted(self, at: int) -> _Item | None:
        """2, #2, number 2, the second one, the first two, last one, 2-4, the second to last."""
        words, begin = self._said, at
        if words[at] in ("the", "my", "those", "these"):
            at += 1
        return (
            self._end_of_row(at)
            or self._ordinal(at)
            or (self._numeral(at) if begin == at or self._next(at) in _BY_NUMBER else None)
        )

    def _end_of_row(self, at: int) -> _Item | None:
        """first two, top 3, last one, last, the two first."""
        word = self._next(at)
        several = number(word)
        if several is not None and self._next(at + 1) in ("first", "last"):
            ids = self._ids[:several] if self._next(at + 1) == "first" else self._ids[-several:]
            return self._cut(ids, several, self._after_noun(at + 2))
        if word in ("second", "next") and self._next(at + 1) in ("last", "to"):
            end = at + 2 if self._next(at + 1) == "last" else at + 3
            if word == "second" and self._next(end - 1) == "last":
                return self._at(len(self._ids) - 1, at, self._after_noun(end))
        if word == "penultimate":
            return self._at(len(self._ids) - 1, at, self._after_noun(at + 1))
        if word not in ("first", "last", "top", "bottom", "final"):
            return None
        from_top = word in ("first", "top")
        several_at = at + 1
        counted = amount(self._said, several_at)
        if counted and self._next(several_at) not in ("a", "an", "one"):
            count, end = counted
            ids = self._ids[:count] if from_top else self._ids[-count:] if count else ()
            if word == "first" and self._next(end) in ("days", "weeks", "months", "years"):
                return None
            return self._cut(ids, count, self._after_noun(end))
        if self._next(several_at) in ("papers", "ones", "results"):
            return None
        end = self._after_noun(several_at)
        return self._at(1 if from_top else len(self._ids), at, self._after_noun(end))

    def _cut(self, ids: tuple[str, ...], count: int, end: int) -> _Item | None:
        if not 0 < count <= _LARGEST:
            return None
        missing = count - len(ids)
        return _Item(ids, end, (f"{missing} more",) if missing > 0 else ())

    def _at(self, index: int, start: int, end: int) -> _Item:
        """The paper at a place from 1."""
        if 1 <= index <= len(self._ids):
            return _Item((self._ids[index - 1],), end)
        return _Item((), end, (self._words.part(start, end).raw,))

    def _ordinal(self, at: int) -> _Item | None:
        index = place(self._next(at))
        if index is None:
            return None
        return self._at(index, at, self._after_noun(at + 1))

    def _numeral(self, at: int) -> _Item | None:
        """2, #2, number 2, paper 2, 2-4, 2 to 4."""
        start = at
        while self._next(at) in _BY_NUMBER and at < start + 2:
            at += 1
        word = self._next(at)
        if match := _RANGE.fullmatch(word):
            return self._range(int(match[1]), int(match[2]), start, at + 1)
        index = int(match[1]) if (match := _HASH.fullmatch(word)) else number(word)
        if index is None or not 0 <= index <= _LARGEST or (word == "one" and start != at - 1):
            return None
        joint, second = self._next(at + 1), self._next(at + 2)
        if joint in ("to", "through", "-", "..", "until"):
            last = number(second.lstrip("#"))
            if last is not None and index < last <= _LARGEST:
                return self._range(index, last, start, at + 3)
        return self._at(index, start, self._after_noun(at + 1))

    def _range(self, first: int, last: int, start: int, end: int) -> _Item | None:
        if not 0 < first <= last <= _LARGEST:
            return None
        ids = self._ids[first - 1 : last]
        missing = last - first + 1 - len(ids)
        lost = (self._words.part(start, end).raw,) if missing else ()
        return _Item(ids, self._after_noun(end), lost)

    def _other(self, at: int) -> _Item | None:
        """the other ones, the others, the rest: shown, and not named last."""
        if self._next(at) in ("the", "all"):
            at += 1
            if self._next(at) == "the":
                at += 1
        word = self._next(at)
        if word not in ("other", "others", "rest", "remaining"):
            return None
        counted = number(self._next(at + 1))
        end = self._after_noun(at + 2 if counted else at + 1)
        named = set(self._scene.acted)
        rest = tuple(paper for paper in self._ids if paper not in named)
        return _Item(rest, end, () if rest else (word,))

    def _pointed(self, at: int) -> _Item | None:
        """it, this, that one, them, these papers, the paper, the same one."""
        word, following = self._next(at), self._next(at + 1)
        if word in _IT or (word in ("the", "said", "same") and following in _NOUN | {"same"}):
            if word not in _IT and following in ("papers", "ones", "articles", "results"):
                return self._group(at, at + 2)
            end = at + 1
            if following in _NOUN:
                end = at + 2
            elif following == "same":
                end = at + 3 if self._next(at + 2) in _NOUN else at + 2
            if self._next(end) == "here":
                end += 1
            ids = self._scene.focus or ()
            return _Item(ids, end, () if ids else (self._words.part(at, end).raw,))
        if word in _THEM:
            end = at + 1
            counted = number(following)
            if counted is not None:
                end += 1
            return self._group(at, self._after_noun(end))
        return None

    def _group(self, at: int, end: int) -> _Item:
        ids = self._scene.group
        return _Item(ids, end, () if ids else (self._words.part(at, end).raw,))

    def _named(self, at: int) -> _Item | None:
        """An id or a link, or a title in quotes."""
        start = at
        if self._next(at) in ("paper", "arxiv", "the") and self._next(at + 1) in (ID, QUOTE):
            at += 1
        if self._next(at) == ID:
            token = self._words.tokens[at]
            found = parse_paper_id(token.plain)
            return _Item((found,), at + 1) if found else None
        if self._next(at) == QUOTE:
            stems = title_stems(self._words.tokens[at].plain)
            papers = [one for one in self._known() if stems <= title_stems(one.title)]
            if len(papers) == 1:
                return _Item((papers[0].id,), at + 1)
            return _Item((), at + 1, (self._words.part(start, at + 1).raw,))
        return None

    def _known(self) -> list[ContextPaper]:
        context = self._scene.context
        found = {paper.id: paper for paper in (*self._scene.papers, *context.shown)}
        return list(found.values())

    def _saved(self, at: int) -> _Item | None:
        """the ones I saved yesterday, what I added last week, everything I saved today."""
        words = self._said
        start = at
        while self._next(at) in _NOUN | _THEM | {"the", "all", "of", "everything", "what", "that",
                                                 "which", "paper", "papers"}:  # fmt: skip
            at += 1
        if self._next(at) != "i" or at == start:
            return None
        at += 1
        while self._next(at) in ("have", "just", "had", "already"):
            at += 1
        if self._next(at) not in _SAVED:
            return None
        at += 1
        days = days_at(words, at, self._scene.today, loose=True) if at < len(words) else None
        end = days.end if days else at
        ids = self._scene.saved_in(days)
        if ids and self._said[start:at] and _is_single(self._said[start:at]):
            ids = ids if len(ids) == 1 else ()
        return _Item(ids, end, () if ids else (self._words.part(start, end).raw,))

    def _titled(self, at: int) -> _Item | None:
        """that diffusion paper, the one about video, the diffusion papers: whose title has the
        words. The noun is what tells a reference from a topic."""
        words = self._said
        if words[at] not in ("the", "that", "this", "those", "these"):
            return None
        if words[at + 1 : at + 2] and words[at + 1] in _NOUN:
            about = self._next(at + 2)
            if about in ("about", "on", "with", "from", "called", "titled", "named", "for", "using",
                         "that", "of", "which"):  # fmt: skip
                end = self._topic_end(at + 3)
                plural = words[at + 1].endswith("s")
                return self._matching(range(at + 3, end), plural, at, end)
            return None
        for end in range(at + 1, min(len(words), at + 9)):
            if words[end] in _NOUN:
                after = self._after_noun(end)
                return self._matching(range(at + 1, end), words[end].endswith("s"), at, after)
            if words[end] in _AND:
                break
        return None

    def _topic_end(self, at: int) -> int:
        """Where the words after "the one about" end: before another reference, if there is one."""
        for end in range(at + 1, len(self._said)):
            if self._said[end] in _AND and _Reader(self._words.part(end + 1), self._scene).whole():
                return end
        return len(self._said)

    def _matching(self, topic: Iterable[int], plural: bool, start: int, end: int) -> _Item | None:
        said = [self._words.tokens[place].plain for place in topic]
        stems = stems_of(word for word in said if word not in STOP_WORDS)
        if not stems:
            return None
        papers = [one for one in self._known() if has_words(title_stems(one.title), stems)]
        if papers and (plural or len(papers) == 1):
            return _Item(tuple(paper.id for paper in papers), end, by_title=True)
        return _Item((), end, (self._words.part(start, end).raw,), by_title=True)

    def _exact(self, at: int) -> _Item | None:
        """The title of a paper that is shown, or its name before the colon, word for word."""
        stems = stems_of(token.plain for token in self._words.tokens[at:])
        if not stems or not any(word.isalpha() for word in stems):
            return None
        found = []
        for paper in self._known():
            name = paper.title.partition(":")[0]
            if stems in (title_stems(paper.title), title_stems(name)) or (
                len(stems) >= 3 and has_words(title_stems(paper.title), stems)
            ):
                found.append(paper.id)
        return _Item((found[0],), len(self._said)) if len(found) == 1 else None


def _is_single(words: list[str]) -> bool:
    return any(word in ("one", "paper", "that", "this") for word in words) and not any(
        word in ("ones", "papers", "those", "these", "what", "everything", "all") for word in words
    )
