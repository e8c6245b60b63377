"""A message of several wishes, or of a wish among other talk -> the wishes in it.

"save 1 and 3 and tag them rl" is two wishes. "Zotero crashed again. Export my list as ris so that I
can import it" is one, with talk around it. A message is taken apart at marks and at words like
"and"; every piece must be a wish for itself, and the longest piece that is one counts, so that "1
and 3" stays whole. What is left over is talk, unless it is joined like a wish or told like one.
"""

import re
from collections.abc import Callable

from bot.chat.grammar.filler import is_mark, trimmed
from bot.chat.grammar.references import referred
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words
from bot.chat.requests import (
    Abstract,
    Clarify,
    List,
    More,
    Note,
    Request,
    Search,
    Several,
    Single,
    Trending,
    each,
)

_STOPS = frozenset((".", "..", "...", "....", "!", "?", ";", "\n"))
"""Marks that no wish but a note goes across."""
_AND = frozenset(("and", "then", "also", "plus", "but"))
_JOINTS = (
    _STOPS
    | _AND
    | frozenset((",", "-", "so", "because", "cuz", "bc", "before", "since", ":", "as"))
)
_VERBS = word_set("save tag untag rate mark remind remove cite export unsubscribe undo")
"""Words that begin a wish without any joint: "save 2 tag it asr rate it 4"."""
_BEFORE_NO_WISH = word_set("to the and i a my of not with by what")
_ASKS = re.compile(
    r"(?:can|could|would|will) you\b|please\b|can i get\b|i (?:need|want) (?:you )?to\b"
)
_MOST_CUTS = 14
"""Places in a sentence where it is taken apart."""
_MOST_SENTENCES = 12
_FEW_CUTS = 5
"""A sentence with more cuts is prose: its pieces are read only if they begin like a wish and are
not long, for there are many of them."""
_LONGEST_AMONG_MANY = 25
_OPENERS = word_set("""
    save keep bookmark store stash add put throw stick remove delete discard unsave get take
    clear empty wipe mark set move flag finished read reading started done drop skip gave tag
    untag label note annotate comment write leave rate score give remind nudge ping snooze
    bring set export download dump back backup cite citation citations bibtex ris apa bib
    reference abstract show open tell details summary similar like more next find search any
    anything what whats which how who does did do is are papers subscribe send alert notify
    email mail daily weekly every unsubscribe stop cancel undo revert help list my pick unread
    trending top hot newest latest only just sort i the it all both first last second third
    remember
    """)
_LONGEST_MENTION = 8

Read = Callable[[Words, Scene], Request | None]


def several(words: Words, scene: Scene, read: Read) -> Request | None:
    """The wishes in a message that is not one wish as a whole; None if there are none.

    `read` reads one wish and never searches on a mere suspicion.
    """
    found: list[Single] = []
    left: list[str] = []
    read = _remembering(read)
    for sentence in _sentences(words):
        scene = _in_sentence(sentence, scene, read, found, left)
    if not found or all(isinstance(wish, Clarify) and not wish.said for wish in found):
        return None
    if isinstance(found[-1], Note) and len(found) == 1 and "\n" in words.words and not left:
        return None
    if len(found) == 1 and not left:
        return found[0]
    return Several(requests=tuple(found), left=tuple(left))


def _remembering(read: Read) -> Read:
    """Read the same words in the same scene once: pieces are tried more than once."""
    done: dict[tuple[int, int, int], tuple[Scene, Request | None]] = {}

    def remembered(words: Words, scene: Scene) -> Request | None:
        key = (words.tokens[0].start, words.tokens[-1].end, id(scene))
        if key not in done:
            done[key] = scene, read(words, scene)  # the scene is kept so that its id stays its own
        return done[key][1]

    return remembered


def _sentences(words: Words) -> list[Words]:
    sentences: list[Words] = []
    start = 0
    for at in range(len(words) + 1):
        if at == len(words) or words.words[at] in _STOPS:
            part = trimmed(words.part(start, at))
            if len(part):
                sentences.append(part)
            start = at + 1
    return sentences[:_MOST_SENTENCES]


def _in_sentence(
    words: Words, scene: Scene, read: Read, found: list[Single], left: list[str]
) -> Scene:
    """Read the wishes of a sentence; the scene after them."""
    ends = _cuts(words)
    if len(ends) > _MOST_CUTS:
        ends = ends[: _MOST_CUTS // 2] + ends[-_MOST_CUTS // 2 :]
    start = talk = 0
    joint = ""
    while start < len(words):
        later = [end for end in ends if end > start]
        wish, end = _longest(words, start, later, scene, read)
        if wish is None:
            end = later[0]
            part = trimmed(words.part(start, end))
            if len(part):
                if found and _is_wish(part, joint):
                    left.append(part.raw)
                scene = scene.mentioning(_mentioned(words.part(talk, end), scene))
        else:
            found += each(wish)
            scene = scene.after(wish)
            talk = end
        start = end
        joint = ""
        while start < len(words) and (words.words[start] in _JOINTS or is_mark(words.words[start])):
            joint = words.words[start] if words.words[start] in _AND else joint
            start += 1
    return scene


def _cuts(words: Words) -> list[int]:
    """Where a sentence may be taken apart, its end among them."""
    said = words.words
    cuts = {at for at, word in enumerate(said) if word in _JOINTS and at}
    cuts |= {
        at
        for at, word in enumerate(said)
        if word in _VERBS and at and said[at - 1] not in _BEFORE_NO_WISH
    }
    for match in _ASKS.finditer(words.line):
        if match.start() and match.start() in words.starts:
            cuts.add(words.starts.index(match.start()))
    return [*sorted(cuts), len(words)]


_IMPERATIVE = re.compile(
    r"(?:order|buy|book|call|make|do|dance|sing|play|send|write|tell|turn|set|cook|bake|"
    r"fly|drive|email|print|delete|open|close|start|stop|post|tweet|publish|share|"
    r"translate|fix|run|build|draw|paint|give|get|bring|hack|kill|feed|water|clean|wash|"
    r"invite|walk|brew|pay|order|ask|explain|show|remind|schedule|cancel|forward|upload|"
    r"move|change|compare|frobnicate|discombobulate|summon|launch|solve|compute|"
    r"calculate|guess|sort|rename|merge|archive|wake|hide|pin|laminate|fax|burn|eat|sell|"
    r"reserve|teach|help)\b"
)


def _is_wish(words: Words, joint: str) -> bool:
    """Whether words that were not understood ask for something: those behind "and", or an
    order, unless they tell why or what for."""
    if joint in ("and", "then", "also", "plus") and len(words) > 1:
        return not re.match(
            r"(?:it|i|they|this|that|he|she|we|the|my) (?!.*\bplease\b)", words.line
        )
    return bool(_IMPERATIVE.match(words.line))


def _mentioned(words: Words, scene: Scene) -> tuple[str, ...]:
    """The papers that talk names: "2 and 4 look great, save them"."""
    for at, word in enumerate(words.words[:40]):
        if word.isdigit() or word[0] == "#" or word in ("the", "that", "<id>"):
            found = referred(words.part(at, at + _LONGEST_MENTION), scene)
            if found is not None and found[0].papers and not found[0].implicit:
                return found[0].papers
    return ()


def _longest(
    words: Words, start: int, ends: list[int], scene: Scene, read: Read
) -> tuple[Request | None, int]:
    """The longest wish that begins at a word, and where it ends."""
    long = len(ends) > _FEW_CUTS
    for end in reversed(ends):
        if long and end - start > _LONGEST_AMONG_MANY:
            continue
        part = trimmed(words.part(start, end))
        if not len(part) or (long and not _may_be_wish(part)):
            continue
        if (wish := read(part, scene)) is None:
            continue
        if isinstance(wish, Search | Trending):
            # A topic takes in whatever follows: it ends before the first wish that is a command.
            after = scene.after(wish)
            for sooner in ends:
                if sooner < end and _goes_on(words, sooner, ends, after, read):
                    part = trimmed(words.part(start, sooner))
                    shorter = read(part, scene) if len(part) else None
                    if shorter is not None:
                        return shorter, sooner
        return wish, end
    return None, start


def _may_be_wish(words: Words) -> bool:
    first = words.words[0]
    return first in _OPENERS or not first.isalpha()


def _goes_on(words: Words, cut: int, ends: list[int], scene: Scene, read: Read) -> bool:
    """Whether a command stands behind a joint."""
    begin = cut + 1 if words.words[cut] in _JOINTS else cut
    for end in ends:
        part = trimmed(words.part(begin, end)) if end > cut else words.part(0, 0)
        if len(part):
            wish = read(part, scene)
            if wish is not None and not isinstance(
                wish, Search | Trending | List | More | Abstract
            ):
                return True
    return False


_CORRECTIONS = (
    ("no", "wait"), ("wait", "no"), ("no", "i", "mean"), ("no", "i", "meant"), ("i", "mean"),
    ("i", "meant"), ("scratch", "that"), ("make", "that"), ("or", "rather"), ("rather",),
    ("sorry", "i", "meant"), ("sorry", "i", "mean"), ("sorry",), ("actually",), ("oops",), ("no",),
    ("ok",), ("wait",),
)  # fmt: skip


def correction(words: Words, scene: Scene, read: Read) -> Request | None:
    """A message that corrects itself: "save 1... no wait, 2". What is behind the correction stands
    for itself, or in place of the end of what was before it."""
    said = words.words
    for at in range(len(said) - 1, 0, -1):
        phrase = next((p for p in _CORRECTIONS if tuple(said[at : at + len(p)]) == p), None)
        if phrase is None or not (is_mark(said[at - 1]) or len(phrase) > 1):
            continue
        before, after = trimmed(words.part(0, at)), trimmed(words.part(at + len(phrase)))
        if not len(after) or not len(before) or len(before) > 25 or len(after) > 25:
            return None
        alone = read(after, scene)
        if alone is not None and not isinstance(
            alone, Search | Trending | List | Abstract | Clarify
        ):
            return alone
        for kept in range(1, len(before)):
            joined = Words(words.text, (*before.tokens[:kept], *after.tokens))
            wish = read(joined, scene)
            if wish is None and "and" in before.words[:kept]:
                both = several(joined, scene, read)
                plain = isinstance(both, Several) and not any(
                    isinstance(one, Search | Trending | Clarify) for one in both.requests
                )
                wish = both if plain and not getattr(both, "left", ()) else None
            if wish is not None and not isinstance(wish, Search | Trending | Clarify | Abstract):
                return wish
        return None if isinstance(alone, Clarify) else alone
    return None
