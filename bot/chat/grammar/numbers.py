"""Numbers and places in a row, in words and in digits."""

from bot.chat.grammar.vocabulary import word_list

_CARDINALS = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_ORDINALS = word_list(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_NUMBER = {word: number for number, word in enumerate(_CARDINALS) if number} | {
    "thirty": 30, "forty": 40, "fifty": 50, "dozen": 12,
}  # fmt: skip
_PLACE = {word: number for number, word in enumerate(_ORDINALS) if number} | {
    "1st": 1, "2nd": 2, "3rd": 3,
}  # fmt: skip
_LONGEST = 9
_VAGUE = {"couple": 2, "few": 3, "handful": 5}


def number(word: str) -> int | None:
    """The number that a word is: "5", "five". None for anything else."""
    if word.isascii() and word.isdigit() and len(word) <= _LONGEST:
        return int(word)
    return _NUMBER.get(word)


def place(word: str) -> int | None:
    """The place from 1 that a word is: "second", "2nd"."""
    if word in _PLACE:
        return _PLACE[word]
    digits, ending = word[:-2], word[-2:]
    if ending in ("st", "nd", "rd", "th") and digits.isascii() and digits.isdigit():
        return int(digits) if len(digits) <= 3 else None
    return None


def amount(words: list[str], at: int) -> tuple[int, int] | None:
    """A number of things that begins at a word, and the place after it: "5", "a few",
    "a couple of", "an"."""
    if at >= len(words):
        return None
    word = words[at]
    if word in ("a", "an"):
        vague = _VAGUE.get(words[at + 1]) if at + 1 < len(words) else None
        if vague:
            return vague, at + 3 if words[at + 2 : at + 3] == ["of"] else at + 2
        return 1, at + 1
    if word in _VAGUE:
        return _VAGUE[word], at + 2 if words[at + 1 : at + 2] == ["of"] else at + 1
    value = number(word)
    return None if value is None else (value, at + 1)
