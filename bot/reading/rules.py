"""Rules that tag by themselves, as people write them: "keyword has diffusion -> #gen"."""

import re
from dataclasses import replace

from bot.errors import BadInput
from bot.reading.tags import parse_tag
from bot.search.query import Query, parse
from bot.search.stopwords import STOP_WORDS

RULE_LENGTH = 300

_ARROW = re.compile(r"\s*(?:-+>|=+>|\u2192|\u21d2)\s*")
_LEAD = re.compile(
    r"^(?:if |when )?(?:the )?(?:keywords?|words?|papers?|texts?|abstract|title)?\s*"
    r"(?:has|have|contains?|includes?|is|are|mentions?)\s+",
    re.IGNORECASE,
)


def parse_rule(words: str, tag: str | None = None) -> tuple[str, str]:
    """(query, tag) of a rule that is written with an arrow, or of a query and a tag.

    Raises BadInput, and QueryError for a query that cannot be read.
    """
    query = " ".join(words[: 2 * RULE_LENGTH].split())
    if tag is None:
        query, *tags = _ARROW.split(query)
        if len(tags) != 1:
            raise BadInput(
                "Write what a paper must have and the tag it gets: diffusion -> #gen, or "
                'title:"world model" has:code -> #wm.'
            )
        tag = tags[0]
    query = _LEAD.sub("", query).strip()
    if len(query) > RULE_LENGTH:
        raise BadInput(f"A rule has at most {RULE_LENGTH} characters. Make it shorter.")
    asked = parse(query)
    if asked.is_personal:
        raise BadInput("A rule asks what a paper has, so in: and tag: cannot stand in it.")
    if not required(asked).phrases and replace(asked, text="", sort="best").is_plain:
        raise BadInput("Write what a paper must have, for example diffusion or has:code.")
    return query, parse_tag(tag)


def required(query: Query) -> Query:
    """The query that only papers pass which have all of the words, wherever."""
    words = [
        word
        for word in query.text.split()
        if any(map(str.isalnum, word)) and word.lower() not in STOP_WORDS
    ]
    return replace(
        query, text="", phrases=tuple(dict.fromkeys((*query.phrases, *words))), sort="best"
    )
