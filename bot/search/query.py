"""The query language: what a person wrote -> the words to rank by, and what a paper must have.

Plain words stay plain. An operator begins at the beginning, after white space or after another
operator, and is one of

    "exact phrase"   “ ” „ « » are quotes too; a quote that is never closed is a character
    -word -"phrase"  only after white space, only before a letter, a digit or a quote
    field:value      a field of `FIELDS` in any case; field:"a value of several words"

A value may also stand after its colon and a space, as phones write it: `title: video`. Plain
sentences have colons too ("abstract and title: what do they say"), so there the next word is taken
only where it can hardly be meant otherwise:

- a value in quotes always;
- for a day, a word that begins with a year of 1900 to 2099; for upvotes, a number or a comparison;
- for has:, in: and sort:, one of their values, unless the word before the field is one that
  sentences are made of ("interested in: reading comprehension");
- for title:, author: and org:, any word but a stop word, unless the word before the field is such
  a one.

Otherwise the field stays a plain word. A field with nothing after it is an error everywhere.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from bot.search.query_error import QueryError as QueryError
from bot.search.query_values import (
    FIELDS,
    BadValue,
    Sort,
    code,
    days,
    example,
    is_comparison,
    looks_like,
    order,
    place,
    tag,
    upvotes,
    year,
)
from bot.search.stopwords import QUESTION_WORDS, STOP_WORDS

MOST_CONDITIONS = 50
"""Operators in one query."""
MOST_BEGINNINGS = 1_000
"""Places of one query that are looked at for an operator; whatever comes after them is plain."""

_CURLED, _ANGLED = '"“”„‟＂', "«»"
_FIELD = re.compile(rf"(-?)({'|'.join(FIELDS)}):", re.ASCII | re.IGNORECASE)
_BEGINNING = re.compile(
    # Only what may begin an operator; the rest of a long text is passed by at once.
    rf"(?<!\S)(?:-?[{_CURLED}{_ANGLED}]|-[^\W_]|{_FIELD.pattern})",
    re.IGNORECASE,
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"\S+")
_CLOSING = {opening: re.compile(f"[{kind}]") for kind in (_CURLED, _ANGLED) for opening in kind}
_AROUND_WORDS = f"{_CURLED}{_ANGLED},;:!?()'…"
_LONGEST_WORD_BEFORE = 48
_NAMES = {"title": "title", "author": "authors", "org": "organisations"}
_TUPLES = (
    "phrases",
    "without",
    "title",
    "without_title",
    "authors",
    "without_authors",
    "organisations",
    "without_organisations",
    "lists",
    "tags",
    "named",
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asks for. Everything but `text` and `sort` narrows down: a paper must meet
    every condition and, of a tuple, every entry (of `lists` any one)."""

    text: str
    """Words to rank by, in the order written: all but operators, and those of `phrases` and
    `title`. White space is single."""
    phrases: tuple[str, ...] = ()
    """Words that stand next to each other, somewhere in the paper."""
    without: tuple[str, ...] = ()
    """Words and phrases that are nowhere in the paper."""
    title: tuple[str, ...] = ()
    """Words and phrases of the title."""
    without_title: tuple[str, ...] = ()
    """Words and phrases that are not in the title."""
    authors: tuple[str, ...] = ()
    """Names, or parts of names, of its authors."""
    without_authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    """Names, or parts of names, of its organisation."""
    without_organisations: tuple[str, ...] = ()
    since: date | None = None
    """First day, included."""
    until: date | None = None
    """Last day, included; never before `since`."""
    has_code: bool | None = None
    min_upvotes: int | None = None
    """Included, like `max_upvotes`, which is never smaller."""
    max_upvotes: int | None = None
    lists: tuple[str, ...] = ()
    """"list" for the whole reading list, or values of `Status`: the paper is on one of them."""
    tags: tuple[str, ...] = ()
    """Tags of the asker's: their paper has every one."""
    named: tuple[str, ...] = ()
    """Names of lists of the asker's own: their paper is on every one."""
    sort: Sort = "best"
    anyway: bool = False
    """The nearest papers are wanted even where none is on the question; no text says so."""

    @property
    def has_words(self) -> bool:
        """Whether there is a word to rank by; without one, every paper that passes is meant,
        newest first."""
        return _wordy(self.text)

    @property
    def is_plain(self) -> bool:
        """Whether it asks nothing beyond its words."""
        return self == Query(self.text, anyway=self.anyway)

    @property
    def is_personal(self) -> bool:
        """Whether its answer tells what is on a person's list, so that only they may see it."""
        return bool(self.lists or self.tags or self.named)

    @property
    def personal_part(self) -> str:
        """The first operator that asks about the person's own list, as it can be written; "" if
        none does."""
        if self.tags:
            return f"in:#{self.tags[0]}"
        if self.named:
            return f'in:"{self.named[0]}"' if " " in self.named[0] else f"in:{self.named[0]}"
        return f"in:{self.lists[0]}" if self.lists else ""


def parse(text: str) -> Query:
    """Read a query of any length and any characters, in time linear in its length.

    Dates are YYYY, YYYY-MM or YYYY-MM-DD: since: means the first day of it and until: the last.
    `upvotes:20` is at least 20, `upvotes:>20` at least 21, `upvotes:=20` exactly 20. Of repeated
    days and upvotes the tighter ones count, of repeated sorts the last one. Raises QueryError.
    """
    return _Parser(text).query()


class _Value(NamedTuple):
    """What stands after a colon, or in quotes, without them."""

    text: str
    start: int
    end: int
    """With the quotes: the next character is the first that does not belong to it."""


class _Operator(NamedTuple):
    """A field as it was written."""

    field: str
    name: str
    """As written, in lowercase: `after` for the field `since`."""
    minus: bool
    start: int
    value: _Value


class _Parser:
    """Reads one query from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._kept: list[str] = []
        self._conditions = 0
        self._beginnings = 0
        self._after = 0  # where the last operator ended
        self._found: dict[str, list[str]] = {name: [] for name in _TUPLES}
        self._since: date | None = None
        self._until: date | None = None
        self._has_code: bool | None = None
        self._min: int | None = None
        self._max: int | None = None
        self._sort: Sort = "best"

    def query(self) -> Query:
        """The whole query."""
        place = 0
        while place < len(self._text):
            begin = place if place == self._after else self._beginning(place)
            self._kept.append(self._text[place:begin])
            if begin == len(self._text):
                break
            end = self._operator(begin)
            if end is None:
                place = self._plain(begin)
            else:
                self._count(begin, end)
                place = self._after = end
        found = {name: tuple(dict.fromkeys(values)) for name, values in self._found.items()}
        return Query(
            " ".join("".join(self._kept).split()),
            **found,
            since=self._since,
            until=self._until,
            has_code=self._has_code,
            min_upvotes=self._min,
            max_upvotes=self._max,
            sort=self._sort,
            anyway=False,
        )

    def _beginning(self, place: int) -> int:
        """Where the next operator may begin."""
        self._beginnings += 1
        if self._beginnings > MOST_BEGINNINGS:
            return len(self._text)
        match = _BEGINNING.search(self._text, place)
        return match.start() if match else len(self._text)

    def _plain(self, place: int) -> int:
        """Keep the beginning of what is no operator as it is; where that ends."""
        # Quotes without a word between them are characters both; neither opens anything.
        closed = self._closed(place)
        end = closed.end() if closed else place + 1
        self._kept.append(self._text[place:end])
        return end

    def _count(self, start: int, end: int) -> None:
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            sentence = f"I take {MOST_CONDITIONS} conditions at once. Leave some out."
            raise QueryError(sentence, self._text, start, end)

    def _operator(self, place: int) -> int | None:
        """Read the operator that begins here; where it ends, or None if there is none."""
        spaced = place == 0 or self._text[place - 1].isspace()
        match = _FIELD.match(self._text, place)
        if match and (spaced or not match[1]):
            name = match[2].lower()
            value = self._value(FIELDS[name], name, match)
            if value is None:
                return None
            self._read(_Operator(FIELDS[name], name, bool(match[1]), place, value))
            return value.end
        minus = spaced and self._text[place] == "-"
        quoted = self._quoted(place + minus)
        if quoted is not None and _wordy(quoted.text):
            self._found["without" if minus else "phrases"].append(quoted.text)
            if not minus:
                self._rank(quoted)
            return quoted.end
        if minus and self._text[place + 1 : place + 2].isalnum():
            word = self._run(place + 1)
            self._found["without"].append(word.text)
            return word.end
        return None

    def _value(self, field: str, name: str, match: re.Match[str]) -> _Value | None:
        """The value after a colon; None if the field is a plain word of a sentence."""
        place = match.end()
        space = _SPACE.match(self._text, place)
        if space:
            place = space.end()
        value: _Value | None = None
        if place < len(self._text) and not (space and _FIELD.match(self._text, place)):
            value = self._quoted(place)
            if value is None:
                value = self._run(place)
                if space and not self._is_meant(field, value.text, match.start()):
                    return None
                if field == "upvotes" and is_comparison(value.text):
                    value = self._with_number(value)
        if value is None or not _wordy(value.text):
            raise QueryError(
                f"There is nothing after {name}: yet. Write {example(field, name)}.",
                self._text,
                match.start(),
                value.end if value else match.end(),
            )
        return value

    def _is_meant(self, field: str, word: str, start: int) -> bool:
        """Whether a word that a space parts from a field, which begins at `start`, is its value:
        see the top of the file."""
        named = field in ("title", "author", "org")
        if not named and not looks_like(field, word):
            return False
        if not named and field not in ("has", "in", "sort"):
            return True
        near = max(self._after, start - _LONGEST_WORD_BEFORE)
        before = _trimmed("".join(self._text[near:start].split()[-1:])).lower()
        if before in STOP_WORDS or before in QUESTION_WORDS:
            return False
        # An, He and So are names where they are written like names.
        is_name = field == "author" and word[:1].isupper()
        return _wordy(word) and (is_name or word.lower() not in STOP_WORDS)

    def _with_number(self, comparison: _Value) -> _Value:
        """`> 20` written apart."""
        space = _SPACE.match(self._text, comparison.end)
        if space is None or not self._text[space.end() : space.end() + 1].isdecimal():
            return comparison
        number = self._run(space.end())
        return _Value(comparison.text + number.text, comparison.start, number.end)

    def _run(self, place: int) -> _Value:
        """The characters up to the next white space, without the punctuation around them."""
        run = _RUN.match(self._text, place)
        end = run.end() if run else place
        return _Value(_trimmed(self._text[place:end]), place, end)

    def _quoted(self, place: int) -> _Value | None:
        """What the quote that opens here holds; None if there is no quote or nothing closes it."""
        end = self._closed(place)
        if end is None:
            return None
        inside = " ".join(self._text[place + 1 : end.start()].split())
        return _Value(inside, place, end.end())

    def _closed(self, place: int) -> re.Match[str] | None:
        """The quote that closes the one that opens here."""
        closing = _CLOSING.get(self._text[place : place + 1])
        return closing.search(self._text, place + 1) if closing else None

    def _rank(self, value: _Value) -> None:
        """Rank by these words too."""
        self._kept += [" ", value.text, " "]

    def _read(self, operator: _Operator) -> None:
        """Take in what a field asks for."""
        field, value = operator.field, operator.value
        if operator.minus and field not in ("title", "author", "org", "has"):
            raise QueryError(
                f"I cannot turn {operator.name}: around with a minus. A minus stands before a "
                'word, a "phrase", title:, author:, org: or has:code. Write '
                f"{example(field, operator.name)}.",
                self._text,
                operator.start,
                value.end,
            )
        try:
            if field in _NAMES:
                name = _NAMES[field]
                self._found[f"without_{name}" if operator.minus else name].append(value.text)
                if field == "title" and not operator.minus:
                    self._rank(value)
            elif field == "has":
                code(value.text)
                self._narrow_code(operator)
            elif field == "in":
                kind, name = place(value.text)
                self._found[kind].append(name)
            elif field == "tag":
                self._found["tags"].append(tag(value.text))
            elif field == "sort":
                self._sort = order(value.text)
            elif field == "upvotes":
                self._narrow_upvotes(operator)
            else:
                self._narrow_days(operator)
        except BadValue as error:
            sentence = f"{error} Write {example(field, operator.name)}."
            raise QueryError(sentence, self._text, value.start, value.end) from None

    def _narrow_code(self, operator: _Operator) -> None:
        if self._has_code is operator.minus:
            raise self._contradiction("No paper is both with code and without.", operator)
        self._has_code = not operator.minus

    def _narrow_upvotes(self, operator: _Operator) -> None:
        least, most = upvotes(operator.value.text)
        if least is not None:
            self._min = max(least, self._min or 0)
        if most is not None:
            self._max = most if self._max is None else min(most, self._max)
        if self._min is not None and self._max is not None and self._min > self._max:
            sentence = f"No paper has at least {self._min} and at most {self._max} upvotes."
            raise self._contradiction(sentence, operator)

    def _narrow_days(self, operator: _Operator) -> None:
        first, last = (year if operator.field == "year" else days)(operator.value.text)
        if operator.field == "before":
            if first == date.min:
                raise BadValue("There is no day before that.")
            last = first - timedelta(days=1)
        if operator.field in ("since", "year"):
            self._since = max(first, self._since or date.min)
        if operator.field != "since":
            self._until = min(last, self._until or date.max)
        if self._since is not None and self._until is not None and self._since > self._until:
            sentence = f"No day lies from {self._since} to {self._until}."
            raise self._contradiction(sentence, operator)

    def _contradiction(self, sentence: str, operator: _Operator) -> QueryError:
        """An error at an operator that leaves nothing of what earlier ones ask for."""
        sentence += " Change one of the two or leave it out."
        return QueryError(sentence, self._text, operator.start, operator.value.end)


def _trimmed(word: str) -> str:
    """A word without the punctuation of the sentence around it; `10..` keeps its dots."""
    word = word.strip(_AROUND_WORDS)
    return word[:-1] if word.endswith(".") and not word.endswith("..") else word


def _wordy(text: str) -> bool:
    return _LETTER_OR_DIGIT.search(text) is not None
