"""A message -> words that rules can be written about, each knowing where it stands in the text."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from bot.characters import visible
from bot.chat.grammar.typing_errors import COMMANDS, corrected
from bot.chat.grammar.vocabulary import word_list, word_set
from bot.search.folding import fold
from bot.search.query_values import FIELDS
from bot.sources.identifiers import parse_paper_id

LONGEST_MESSAGE = 4_000
"""Characters that are read; Discord sends no longer message."""

QUOTE, OPERATOR = "<quote>", "<operator>"
"""How a quoted phrase and an operator of the query language read in rules."""
ID = "<id>"
"""How the id or link of a paper reads in rules."""

_MENTION = re.compile(r"<(?:@[!&]?\d+|a?:\w+:\d+)>|\ufe0f|\b[a-z]\*{2,}[a-z]*", re.IGNORECASE)
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_INTERJECTIONS = word_set("hi hey hello yes no please thanks oops so ok bye wow nice")
_TOKEN = re.compile(
    rf"""
      (?P<operator> (?<!\S)-?(?:{"|".join(FIELDS)}):\s?(?:["“„][^"“”„]*["”“]|[^\s"“„]+)
                  | (?<!\S)-(?:["“„][^"“”„]+["”“]|[^\W\d_][^\s,;]*) )
    | (?P<quote> ["“„«][^"“”„«»]*[^\W_][^"“”„«»]*["”“»] )
    | (?P<link> (?:<|\[[^\]]*\]\()?https?://[^\s<>()]+(?:>|\))? )
    | (?P<id> (?:arxiv:\s?)?\d{{4}}\.\d{{4,5}}(?:v\d+)?(?!\w)
            | [a-z][a-z-]+(?:\.[A-Za-z-]+)?/\d{{7}}(?!\w) | t-[a-z2-7]{{12}}(?!\w) )
    | (?P<hash> \#[\w-]+ )
    | (?P<clock> \d{{1,2}}:\d\d(?:\s?[ap]\.?m\b)? )
    | (?P<with> w/(?:o\b)? )
    | (?P<word> [^\W_]+(?:(?:['’.\-/_]|\.\.|(?<=[a-z])&(?=[a-z]))[^\W_]+)*(?:\+\+|\#(?!\w))? )
    | (?P<stars> [⭐★🌟]+ )
    | (?P<mark> [,;:.!?&+=@()\n]|\.\.+|[-–—/] )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_SPELLED_OUT = {
    written: meant.split("+")
    for pair in word_list("""
    what's:what+is whats:what+is wat:what wut:what who's:who+is whos:who+is how's:how+is
    hows:how+is where's:where+is that's:that+is thats:that+is it's:it+is there's:there+is
    theres:there+is i'm:i+am im:i+am i'd:i+would i've:i+have ive:i+have i'll:i+will let's:lets
    let’s:lets they're:they+are theyre:they+are you're:you+are youre:you+are don't:do+not
    dont:do+not doesn't:does+not doesnt:does+not didn't:did+not didnt:did+not can't:can+not
    cant:can+not cannot:can+not won't:will+not isn't:is+not aren't:are+not haven't:have+not
    havent:have+not hasn't:has+not hasnt:has+not wasn't:was+not pls:please plz:please
    plss:please plzz:please pleeease:please thx:thanks thnx:thanks thanx:thanks thankyou:thanks
    ty:thanks tysm:thanks tnx:thanks tks:thanks u:you ya:you r:are ur:your yr:your
    gimme:give+me gimmie:give+me lemme:let+me wanna:want+to gonna:going+to gotta:got+to
    tmrw:tomorrow tmr:tomorrow tmw:tomorrow tmrrw:tomorrow tomo:tomorrow tomoz:tomorrow
    2moro:tomorrow 2morrow:tomorrow tmorrow:tomorrow yday:yesterday yest:yesterday
    ystd:yesterday 2day:today tdy:today 2nite:tonight tonite:tonight tn:tonight wk:week
    wks:weeks hr:hour hrs:hours min:minutes mins:minutes yrs:years mth:month w/:with
    w/o:without abt:about bout:about smth:something sth:something sumthin:something ppl:people
    rn:now nxt:next b4:before thru:through til:until till:until 'til:until em:them 'em:them
    dem:them dis:this da:the teh:the nd:and n:and n':and fav:favourite favs:favourites
    pic:picture diff:different info:details deets:details summarise:summarize w:with
    cya:see+you unsub:unsubscribe sub:subscribe bib:bibtex rem:remind calender:calendar
    """)
    for written, _, meant in [pair.partition(":")]
}
"""Contractions and the spelling of chats."""


_SWEARING = frozenset(("fucking", "freaking", "frickin", "goddamn", "bloody", "friggin", "fkn"))
"""Said for force in the middle of a wish; it changes nothing."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark. `word` is how rules see it: folded, spelled out, typing errors of command
    words mended; `plain` is only folded; `start` and `end` are its place in the text."""

    word: str
    plain: str
    start: int
    end: int


class Words:
    """A stretch of a message: its tokens, and the text they come from."""

    __slots__ = ("_starts", "line", "read_before", "text", "tokens", "words")

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self.text = text
        self.tokens = tokens
        self.words = [token.word for token in tokens]
        self.line = " ".join(self.words)
        """The words with single spaces between them: what patterns are matched with."""
        self._starts: list[int] | None = None
        self.read_before: dict[bool, object] = {}
        """What `slots.read_slots` found in these words."""

    @classmethod
    def read(cls, message: str) -> "Words":
        """The words of a message."""
        text = visible_lines(_MENTION.sub(" ", message[:LONGEST_MESSAGE]))
        return cls(text, tuple(_tokens(text)))

    def __len__(self) -> int:
        return len(self.tokens)

    def part(self, start: int, end: int | None = None) -> "Words":
        """Some of the words."""
        return Words(self.text, self.tokens[start:end])

    @property
    def starts(self) -> list[int]:
        """Where in `line` each word begins."""
        if self._starts is None:
            self._starts = []
            place = 0
            for word in self.words:
                self._starts.append(place)
                place += len(word) + 1
        return self._starts

    def group(self, match: re.Match[str], name: str | int) -> "Words":
        """The words that a group of a match with `line` holds; none if it holds nothing."""
        first, last = match.span(name)
        if first < 0 or first == last:
            return self.part(0, 0)
        return self.part(bisect_left(self.starts, first), bisect_right(self.starts, last - 1))

    def match_at(self, pattern: re.Pattern[str], at: int) -> int | None:
        """The place after the words that a pattern takes from a word on; None if it takes none,
        or ends within a word."""
        found = pattern.match(self.line, self.starts[at])
        if found is None or found.end() == found.start():
            return None
        end = bisect_left(self.starts, found.end())
        stop = found.end() + 1 if found.end() < len(self.line) else None
        if stop is not None and (end >= len(self.starts) or self.starts[end] != stop):
            return None
        return end

    def without(self, places: set[int]) -> "Words":
        """All but the words at these places."""
        kept = (token for place, token in enumerate(self.tokens) if place not in places)
        return Words(self.text, tuple(kept))

    @property
    def raw(self) -> str:
        """The words as they were written; where some between them were left out, a space."""
        pieces: list[str] = []
        last: Token | None = None
        for token in self.tokens:
            if last is not None and token.start == last.start:
                continue
            if last is not None:
                gap = self.text[last.end : token.start]
                pieces.append(" " if gap.strip() else gap)
            pieces.append(self.text[token.start : token.end])
            last = token
        return " ".join("".join(pieces).split())

    def written(self, place: int) -> str:
        """One word as it was written."""
        return self.text[self.tokens[place].start : self.tokens[place].end]


def visible_lines(text: str) -> str:
    """The message without characters that cannot be shown; its lines are kept as sentences."""
    if "\n" not in text:
        return visible(text)
    return "\n".join(line for part in text.splitlines() if (line := visible(part)))


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        tokens += _read(match, text)
    return [token for token in tokens if token.word not in _SWEARING]


def _read(match: re.Match[str], text: str) -> list[Token]:
    kind, (start, end) = match.lastgroup, match.span()
    found = match.group()
    if kind == "operator":
        return [Token(OPERATOR, fold(found), start, end)]
    if kind == "quote":
        return [Token(QUOTE, fold(found), start, end)]
    if kind in ("link", "id"):
        if parse_paper_id(found):
            return [Token(ID, found, start, end)]
        return [Token(fold(found), fold(found), start, end)]
    if kind == "stars":
        number = str(min(len(found), 9))
        return [Token(number, number, start, end), Token("stars", "stars", start, end)]
    if kind == "mark":
        mark = {"+": "and", "&": "and"}.get(found, found)
        return [Token("-" if mark in "–—" else mark, found, start, end)]
    plain = fold(found).replace("’", "'").replace(" ", "")  # 9:30 pm is one word
    if meant := _SPELLED_OUT.get(plain):
        return [Token(word, plain, start, end) for word in meant]
    if kind == "word" and (drawn := _DRAWN_OUT.search(plain)):
        # "moooore", "pleeease": a word that is known with fewer of the letter.
        for letters in (drawn[1], drawn[1] * 2):
            shorter = _DRAWN_OUT.sub(letters, plain, count=1)
            if (mended := corrected(shorter)) in COMMANDS or mended in _INTERJECTIONS:
                return [Token(mended, plain, start, end)]
    word = corrected(plain) if kind == "word" and "a" <= plain[:1] <= "z" else plain
    return [Token(word, plain, start, end)]
