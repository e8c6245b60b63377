"""Names of authors in two parts: by BibTeX's rules, as no source tells the parts."""

import re
from functools import lru_cache
from typing import NamedTuple

from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

_SUFFIX = re.compile(r"(?P<name>.*\S),?\s+(?P<suffix>(?:Jr|Sr)\.?|II|III|IV)")
_NO_FAMILY = frozenset({"Jr", "Sr", "II", "III", "IV"})
_PLAIN = re.compile(
    r"(?P<given>[A-Z][\w.'-]*(?: [A-Z][\w.'-]*)*) (?P<family>[A-Z][\w'-]*)", re.ASCII
)
"""Most names: two words or more, none of them a particle. Here to be quick."""
_OF_TEX = re.compile(r"[\\{}]")


class Name(NamedTuple):
    """A name as bibliographies need it; `given` is empty for who has one name only."""

    family: str
    given: str
    suffix: str = ""


@lru_cache(maxsize=4096)
def parts_of(name: str) -> Name:
    """ "Ludwig van der Berg" is of the family "van der Berg" and given "Ludwig"."""
    if (match := _PLAIN.fullmatch(name)) and match["family"] not in _NO_FAMILY:
        return Name(match["family"], match["given"])
    suffix = ""
    if match := _SUFFIX.fullmatch(name):
        name, suffix = match["name"].rstrip(","), match["suffix"]
    try:
        parts = parse_single_name_into_parts(_OF_TEX.sub("", name), strict=True)
    except InvalidNameError:
        return Name(name, "", suffix)
    family, given = " ".join((*parts.von, *parts.last)), " ".join(parts.first)
    if not family:
        return Name(name, "", suffix)
    return Name(family, given, suffix or " ".join(parts.jr))
