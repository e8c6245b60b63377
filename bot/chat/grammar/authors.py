"""Authors in a sentence: "by Yann LeCun", "LeCun's papers"."""

import re

from bot.chat.grammar.calendar_names import MONTHS, WEEKDAYS
from bot.chat.grammar.nouns import NOUNS
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import Words
from bot.search.stopwords import STOP_WORDS

_BY = re.compile(
    r"(?:(?:written|authored|published|co-?authored|that is|done|made|paper|papers) )?by "
)


_BY_NOUNS = NOUNS | {"written", "authored", "anything", "something", "published", "new", "latest",
                     "newest", "coauthored", "recent", "only", "just", "more", "those", "also",
                     "everything", "but", "and"}  # fmt: skip


_PARTICLES = word_set("van von de der den di da la le el al bin ibn du dos del ter ten st")


_NO_NAME = (
    STOP_WORDS
    | WEEKDAYS.keys()
    | MONTHS.keys()
    | word_set("""
    people date dates votes upvotes relevance popularity recency likes time newest design
    default google openai deepmind meta nvidia anthropic year score stars best match using
    training learning someone somebody anyone authors researchers example step imitation
    instead only please today yesterday since published tomorrow code github new latest sorted
    top last code number hand law name chance paper papers topic relevancy trending recent most
    way year means mail email dm
    """)
)
_AFTER_AUTHOR = frozenset(
    (",", ".", "?", "!", "on", "about", "since", "with", "from", "only", "and", "in")
)


_SURNAMES = word_set("""
    li wang zhang liu chen yang huang zhao wu zhou xu sun zhu hu guo lin luo zheng liang xie
    tang han feng deng cao peng zeng xiao cheng yuan kim lee park choi jung kang nguyen tran
    singh kumar sharma gupta patel smith johnson mueller müller schmidt tanaka suzuki sato
    yamamoto garcia martinez silva santos rossi ivanov hinton lecun bengio schmidhuber karpathy
    goodfellow sutskever vaswani silver sutton ng hassabis hochreiter kingma finn levine abbeel
    manning jurafsky liang socher raffel kaiming dao gu re zettlemoyer lample
    """)
"""Names that are read as authors in lowercase too: "federated learning by li"."""


_MOST_NAMES = 4


_POSSESSED = NOUNS | word_set("latest newest new recent last")


def author_at(words: Words, at: int) -> tuple[str, int] | None:
    """The author who is named from a word on, and the place after the words that name them."""
    said = words.words
    shouted = words.text.isupper() or words.text.istitle()
    if said[at] == "from" and not shouted:
        return _from_whom(words, at + 1)
    begin = words.match_at(_BY, at)
    if begin is None and said[at] == "by":
        begin = at + 1
    if begin is None and said[at] in ("author", "authors") and at + 1 < len(said):
        begin = at + 1 if said[at + 1] not in STOP_WORDS else None
        if begin is None:
            return None
        named = _named(words, begin, lower=True)
        if named is None or (named[1] < len(words) and said[named[1]] not in _AFTER_AUTHOR):
            return None  # "author identification"
        return named
    if begin is not None:
        before = said[at - 1] if at else ""
        after_noun = not before or before in _BY_NOUNS or begin > at + 1
        after_noun = after_noun or any(word in _SURNAMES for word in said[begin : begin + 1])
        return _named(words, begin, lower=after_noun, capitals=not shouted)
    return _possessed(words, at)


def _named(
    words: Words, begin: int, *, lower: bool, capitals: bool = True
) -> tuple[str, int] | None:
    """The name that begins at a word. `lower`: it may be written in lowercase."""
    end = begin
    capital = capitals and begin < len(words) and words.written(begin)[:1].isupper()
    if not capital and not lower:
        return None
    most = _MOST_NAMES if capital else 3
    while end < len(words) and end - begin < most:
        word, written = words.words[end], words.written(end)
        if word in _PARTICLES and end + 1 < len(words):
            end += 1
            continue
        if word in _NO_NAME and not (
            capital
            and len(written) > 1
            and written[:1].isupper()
            and word
            in (
                "an",
                "he",
                "so",
                "will",
                "may",
                "you",
                "no",
                "do",
                "mark",
                "april",
                "june",
                "august",
            )
        ):
            break
        if not word[:1].isalpha() or word.startswith("<"):
            break
        if capital and not written[:1].isupper():
            break
        if len(word) == 1 and words.words[end + 1 : end + 2] == ["."]:
            end += 2  # "Y. LeCun" goes on after its point
            continue
        end += 1
    while end > begin and words.words[end - 1] in _PARTICLES:
        end -= 1
    if end == begin:
        return None
    name = words.part(begin, end).raw.removesuffix("'s").removesuffix("’s")
    return name, end + 2 if words.words[end : end + 2] == ["et", "al"] else end


def _possessed(words: Words, at: int) -> tuple[str, int] | None:
    """LeCun's papers, Yann LeCun's latest."""
    said = words.words
    end = at
    while end < min(at + 3, len(said)) and not _is_possessive(words, end):
        if not words.written(end)[:1].isupper() or said[end] in _NO_NAME:
            return None
        end += 1
    if end >= min(at + 3, len(said)) or not _is_possessive(words, end):
        return None
    if said[end + 1 : end + 2] and said[end + 1] in _POSSESSED:
        name = words.part(at, end + 1).raw
        if name.lower().removesuffix("'s") in _NO_NAME | {"it", "today", "week", "day", "month"}:
            return None
        return re.sub("['’]s?$", "", name), end + 1
    return None


def _is_possessive(words: Words, at: int) -> bool:
    plain = words.tokens[at].plain
    return plain.endswith(("'s", "s'")) and len(plain) > 4 and words.words[at] == plain


_HOUSES = word_set("""
    university institute lab labs research ai college google meta microsoft openai deepmind
    nvidia anthropic apple amazon school team group conference workshop inc corp company
    """)


def _from_whom(words: Words, begin: int) -> tuple[str, int] | None:
    """The person in "latest from Yoshua Bengio": two or three names and no house."""
    end = begin
    while end < min(begin + 4, len(words)) and words.written(end)[:1].isupper():
        if words.words[end] in _NO_NAME or words.words[end] in _HOUSES:
            return None
        end += 1
    return (words.part(begin, end).raw, end) if end - begin in (2, 3) else None
