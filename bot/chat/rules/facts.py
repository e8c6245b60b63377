"""Questions about papers that were shown."""

import re

from bot.chat.grammar.filler import is_mark
from bot.chat.grammar.references import refer
from bot.chat.grammar.scene import Scene
from bot.chat.grammar.vocabulary import word_set
from bot.chat.grammar.words import ID, Words
from bot.chat.requests import Abstract, Cite, Fact, Mark, Note, Rate, Request, Save, Tag
from bot.chat.rules.rule import unclear
from bot.search.stopwords import QUESTION_WORDS, STOP_WORDS

_QUESTION = re.compile(
    r"(?:(?:and|but|so|then|also|ok) )*(?:how|what|which|who|whose|when|where|why|did|do|"
    r"does|is|are|was|were|has|have|had|can|could|will|would|on what|on which|in what|"
    r"in which|with what|for what|at what|by how|to what|from which|against what|"
    r"compared to what|over how|whats)\b"
)
_THEIR = re.compile(
    r"\b(?:they|their|them|theirs|it|its|these|those|this|that|the (?:authors?|papers?|"
    r"method|model|approach|study|article|results?|dataset|experiments?|work|team|"
    r"paper's|baselines?|limitations?|code|benchmark|main (?:idea|result|finding|"
    r"contribution)|first (?:author|one)|key (?:idea|result))|authors?|this (?:paper|one|"
    r"work|method|model))\b"
)
_THEY = re.compile(r"\b(?:they|their|them|theirs|it|its|these|those|this|that|authors?)\b")
_NUMBERED = re.compile(
    r"(?<![\w#])(?:<id>|the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth|last|\d+(?:st|nd|rd|th))(?: (?:one|paper|two|three|author))?|(?:number|"
    r"paper|papers|result|no) #?\d+(?:(?: ,| and| or) #?\d+)*|#\d+|(?:the |"
    r"that )?(?:[\w-]+ ){1,4}(?:paper|one)|(?:the|those|that) (?:papers?|ones?) (?:about|"
    r"on) .+?(?= (?:use|used|have|train|do|does|did|say|need|report|run)\b|$)|"
    r"(?:the )?(?:first|last) (?:two|three|\d)|both|all of them|\d+ (?:and|or) \d+|"
    r"\d+)(?![\w.%])"
)
_ELLIPTIC = re.compile(
    r"(?:and |but |so )*(?:how (?:many|much|long|big|large|fast|well|expensive|old)|"
    r"which|what|on what|on which|with what|who|where|when|why)(?: [\w'-]+){0,4}"
)
_AND_ITS = re.compile(
    r"(?:and|what about|how about|and what about|and how about|and for|same for|"
    r"what of) (?P<ref>.+)"
)
_ASKED_OF_PAPERS = re.compile(
    r"\b(?:use|used|using|train|trained|evaluate|evaluated|compare|compared|report|"
    r"reported|release|released|need|test|tested|propose|proposed|achieve|achieved|get|"
    r"cost|take|took|call|called|claim|claimed|find|found|say|beat|do|did|have|has|work|"
    r"works|run|ran|show|rely|wrote|written|written by|who|code|authors?|published|"
    r"accepted|dataset|datasets|data|parameters|gpus?|hardware|license|github|baselines?|"
    r"limitations?|results?|many|much|better|worse|different|new|novel|relevant|main|"
    r"idea|contribution|finding|help|handle|scale|generalize|support|happen|model|based|"
    r"about|mean|why|how|good|open|available|expensive|slow|fast|large|big|conclude|"
    r"solve|improve|outperform|differ|assume|require|choose|measure|build|start|"
    r"finish)\b"
)


_OF_THEM = re.compile(
    r"(?:are|is|did|do|does|have|has|were|was|can) (?:they|it|these|those|the authors?) "
)
_WHICH_OF_THEM = re.compile(
    r"which (?:of (?:these|them|those|the papers)|ones?) (?:is|are|has|have|uses?|does|do|did|was|"
    r"were|can|trains?|trained|used|needs?|gets?|got|beats?|reports?|works?|comes?|came|"
    r"releases?)\b"
)


_AUXILIARIES = word_set("do does did are is was were have has had can could will would")


def fact(words: Words, scene: Scene) -> Request | None:
    """A question whose answer stands in a paper that was shown."""
    line = words.line
    if len(words) > 40 or not (scene.papers or scene.acted or scene.unseen or ID in words.words):
        return None
    if previous := scene.question():
        match = _AND_ITS.fullmatch(line)
        if match:
            reference = refer(words.group(match, "ref"), scene)
            if reference is not None and reference.papers and not reference.implicit:
                return Fact(
                    question=previous, papers=reference.papers, unresolved=reference.unresolved
                )
    if not _QUESTION.match(line) or re.match(
        r"do (?!they|the (?:authors?|papers?|methods?|models?|results?|first|second|third|"
        r"last)|these|those|it|any|both|all|\d)",
        line,
    ):
        return None
    if scene.unseen:
        return None
    if numbered := _named(words, scene):
        papers, unresolved = numbered
        if not papers:
            return unclear("fact", "papers", ", ".join(unresolved))
        return Fact(question=words.raw, papers=papers, unresolved=unresolved)
    if _WHICH_OF_THEM.match(line):
        return Fact(question=words.raw, papers=scene.ids or scene.group)
    their = _THEIR.search(line)
    if their is None:
        follows = isinstance(scene.last, Fact | Abstract)
        if follows and _ELLIPTIC.fullmatch(line) and len(words) <= 6:
            return Fact(question=words.raw, papers=scene.group or scene.ids)
        return None
    plainly = _OF_THEM.match(line) or re.search(r"\b(?:they|their|theirs)\b", line)
    if not plainly and not _ASKED_OF_PAPERS.search(line):
        return None
    if (
        not _THEY.search(line)
        and not re.search(
            r"\bthe (?:authors?|papers?|paper's|method|model|approach|study|article|work|"
            r"main (?:idea|result|finding|contribution|claim|point)s?|key (?:idea|result)s?|"
            r"limitations?|first author)\b",
            line,
        )
        and (
            not isinstance(scene.last, Fact | Abstract | Save | Cite | Tag | Mark | Note | Rate)
            and len(scene.ids) != 1
        )
    ):
        return None
    if not _pronoun_is_free(words):
        return None
    papers = scene.focus or scene.group or scene.ids
    return Fact(question=words.raw, papers=papers)


def _named(words: Words, scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The papers that a question names by number, place or title."""
    for match in _NUMBERED.finditer(words.line):
        part = words.group(match, 0)
        if len(part) == 1 and part.words[0].isdigit():
            # "does 2 use rl": a number alone is a paper only behind an auxiliary verb.
            at = words.starts.index(match.start()) if match.start() in words.starts else 0
            if at == 0 or words.words[at - 1] not in (
                "does",
                "did",
                "is",
                "in",
                "do",
                "of",
                "for",
                "has",
                "was",
                "by",
                "from",
            ):
                continue
        for begin in range(len(part)):
            reference = refer(part.part(begin), scene)
            if reference is None or reference.implicit:
                continue
            if part.words[begin] in ("one", "it", "this", "that") and len(part) - begin == 1:
                continue
            if reference.papers:
                return reference.papers, reference.unresolved
            if re.match(
                r"(?:the (?:first|second|third|fourth|fifth|sixth|last|\d)|#|number|paper \d|\d)",
                part.part(begin).line,
            ):
                return (), reference.unresolved
            break
    return None


def _pronoun_is_free(words: Words) -> bool:
    """Whether a pronoun points outside of the question: in "how do llms know when they are wrong"
    it points to what the question names before it."""
    said = words.words
    places = [
        at
        for at, word in enumerate(said)
        if _THEIR.fullmatch(word) or word in ("they", "it", "their", "its")
    ]
    if not places:
        return True
    first = places[0]
    if said[first] in ("this", "that", "these", "those"):
        return True
    before = [
        word
        for word in said[:first]
        if word not in STOP_WORDS and word not in QUESTION_WORDS and not is_mark(word)
    ]
    if len(before) <= 2:
        verb_between = any(word in _AUXILIARIES for word in said[max(0, first - 2) : first])
        return (
            verb_between
            or not before
            or said[first - 1]
            in ("in", "of", "for", "with", "by", "to", "use", "from", "on", "using")
        )
    previous = said[first - 1]
    return previous in _AUXILIARIES
