"""Tags and names of lists as people write them."""

import re
import unicodedata

from bot.characters import visible
from bot.errors import BadInput

TAG_LENGTH = 32
TAGS_AT_ONCE = 20
"""Tags one action gives, and tags a paper may have in the end."""
NAME_LENGTH = 50

_APART = re.compile(r"[\s,;#]+")
_APART_BY_COMMAS = re.compile(r"[,;#\n]+")
_JOINED = re.compile(r"[\s_\-\u2010-\u2015]+")
_NO_NAMES = frozenset({"list", "to-read", "unread", "reading", "read", "dropped"})
"""What in: means something else by."""


def parse_tag(text: str) -> str:
    """The tag that is meant: "#RL" is "rl", "to compare" is "to-compare". Raises BadInput."""
    tag = _JOINED.sub("-", visible(text[: 4 * TAG_LENGTH]).strip().removeprefix("#").lower())
    tag = unicodedata.normalize("NFC", tag).strip("-")
    if not tag:
        raise BadInput("Write a tag, for example rl or to-compare.")
    if not all(map(_belongs, tag)) or not any(character.isalnum() for character in tag):
        raise BadInput("A tag is made of letters, digits and hyphens, like rl or to-compare.")
    if len(tag) > TAG_LENGTH or len(text) > 4 * TAG_LENGTH:
        raise BadInput(f"A tag has at most {TAG_LENGTH} characters. Choose a shorter one.")
    return tag


def parse_tags(text: str) -> tuple[str, ...]:
    """The tags in "rl video", "#rl #video" or "rl, to compare", each once. Raises BadInput."""
    pieces = (_APART_BY_COMMAS if re.search("[,;#]", text) else _APART).split(text[:4_000])
    tags = tuple(dict.fromkeys(parse_tag(piece) for piece in pieces if piece.strip()))
    if not tags:
        raise BadInput("Write one tag or several, for example rl, video.")
    if len(tags) > TAGS_AT_ONCE:
        raise BadInput(f"That is {len(tags)} tags; I take {TAGS_AT_ONCE} at once.")
    return tags


def parse_name(text: str) -> str:
    """The name of a list as it is kept. Raises BadInput."""
    name = visible(text[: 4 * NAME_LENGTH])
    if not any(character.isalnum() for character in name):
        raise BadInput("Give the list a name, for example Thesis.")
    if len(name) > NAME_LENGTH:
        raise BadInput(f"The name of a list has at most {NAME_LENGTH} characters.")
    if '"' in name or name.startswith("#"):
        raise BadInput("The name of a list has no quotes and does not begin with #.")
    if name.lower().replace(" ", "-") in _NO_NAMES:
        raise BadInput(f"“{name}” is what I call a part of your reading list. Choose another name.")
    return name


def _belongs(character: str) -> bool:
    # Marks are parts of letters in many scripts.
    return character == "-" or unicodedata.category(character)[0] in "LNM"
