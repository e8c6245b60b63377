"""Hyphens left over from the ends of printed lines: "contr-astive", "gen- erative"."""

import re
from collections import Counter
from collections.abc import Iterable

from bot.sources.links import links_in

_WORD = re.compile(r"[a-z]+")
_PAIR = re.compile(r"(?<![\w-])([A-Za-z]{2,})-( ?)([a-z]{2,})(?![\w-])")
_PREFIXES = frozenset({
    "anti", "auto", "bi", "co", "cross", "de", "dis", "extra", "hyper", "in", "inter", "intra",
    "macro", "meta", "micro", "mid", "mini", "mono", "multi", "non", "over", "para", "post",
    "pre", "pro", "pseudo", "quasi", "re", "self", "semi", "sub", "super", "tri", "ultra", "un",
    "under", "uni",
})  # fmt: skip
_CONJUNCTIONS = frozenset({"and", "or", "to", "nor"})


class LineEndHyphens:
    """Mends words broken at a line's end, judging by the words of the same input.

    A hyphen goes only where the joined word stands elsewhere in the input and neither half
    does: "contr-astive" beside "contrastive". "Fine-tuning" stays beside "finetuning" where
    "tuning" is a word too, and so does whatever begins with a prefix.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            words.update(_WORD.findall(text.lower()))
            pairs.update((a.lower(), b) for a, _, b in _PAIR.findall(text))
        self._broken = {
            (first, second)
            for (first, second), count in pairs.items()
            if first + second in words
            and first not in _PREFIXES
            and second not in _CONJUNCTIONS
            and words[first] == count
            and words[second] == count
        }

    def mend(self, text: str) -> str:
        """`text` with the broken words whole; links stay as they are."""
        if not self._broken:
            return text
        pieces = []
        end = 0
        for link in links_in(text):
            pieces += [_PAIR.sub(self._joined, text[end : link.start()]), link.group()]
            end = link.end()
        return "".join([*pieces, _PAIR.sub(self._joined, text[end:])])

    def _joined(self, match: re.Match[str]) -> str:
        first, _, second = match.groups()
        return first + second if (first.lower(), second) in self._broken else match.group()
