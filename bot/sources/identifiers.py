"""What names a paper: arXiv ids in all the shapes people paste, and our own ids by title."""

import base64
import hashlib
import re
import unicodedata

from storage.models import LOCAL_ID_PREFIX

LOCAL_DIGEST_CHARACTERS = 12

ARCHIVES = frozenset({
    "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn",
    "chem-ph", "cmp-lg", "comp-gas", "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex",
    "hep-lat", "hep-ph", "hep-th", "math", "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th",
    "patt-sol", "physics", "plasm-ph", "q-alg", "q-bio", "quant-ph", "solv-int", "supr-con",
})  # fmt: skip
"""Every archive that gave out ids before April 2007, when ids became numbers alone."""

_LONGEST_INPUT = 2000
_WRAPPING = " \t\r\n<>()[]{}\"'`*|.,;:!?“”‘’«»…"
_NEW_ID = re.compile(r"(\d{2})(\d{2})\.(\d{4,5})(?:v\d{1,3})?", re.ASCII)
_OLD_ID = re.compile(
    r"([a-z][a-z-]{1,10})(?:\.[a-z]{2}|\.[a-z]{2}-[a-z]{2})?/(\d{2})(\d{2})(\d{3})(?:v\d{1,3})?",
    re.ASCII | re.IGNORECASE,
)
_LOCAL_ID = re.compile(
    rf"{LOCAL_ID_PREFIX}[a-z2-7]{{{LOCAL_DIGEST_CHARACTERS}}}", re.ASCII | re.IGNORECASE
)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_PLACE = r"""(?:
        (?:(?:www|export|browse|lanl|[a-z]{2})\.)?arxiv\.org/(?:abs|pdf|html|format|ps|e-print|src)
      | (?:www\.)?ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)
      | (?:www\.)?(?:huggingface\.co|hf\.co)/papers
      | (?:www\.)?alphaxiv\.org/(?:abs|pdf|html|overview)
      | (?:(?:dx\.|www\.)?doi\.org/)?10\.48550
    )/"""
"""Where papers have their pages: what stands before the id in a link."""
_LINK = re.compile(rf"{_PLACE}(?P<rest>.+)", re.IGNORECASE | re.VERBOSE)
_NAMED = re.compile(r"arxiv(?:\s*[:.]\s*|\s+)(?P<rest>.+)", re.IGNORECASE)
_SUBJECT = re.compile(r"\s*\[[a-z-]+(?:\.[a-z-]+)?\]?$", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:pdf|html?|md)$", re.IGNORECASE)
# An id in running text. Its digits are ASCII's, and what stands around it is asked for digits of
# every script; letters of scripts that write no spaces may touch it.
_ID = r"""
    (?: [0-9]{4}\.[0-9]{4,5} | [a-z][a-z-]{1,10}(?:\.[a-z]{2}(?:-[a-z]{2})?)?/[0-9]{7} )
    (?:v[0-9]{1,3})?
    (?! [a-z0-9] | \d | \.\d )
"""
_IN_PROSE = re.compile(
    rf"""
    (?<![a-z0-9.@-])(?:https?://)?{_PLACE}(?:arxiv[.:])?(?P<linked>{_ID})(?:[/?#.][^\s<>()\[\]"'`|,]*)?
  | [a-z][a-z0-9+.-]{{1,15}}://[^\s<>()\[\]"'`|]+
  | (?<![a-z0-9])arxiv(?:\s{{0,3}}[:.]\s{{0,3}}|\s{{1,3}})(?P<named>{_ID})
  | (?<![a-z0-9./\\@$€£¥+=~^-])(?<!\d)(?P<bare>{_ID})
    (?! \s?[%‰°$€£¥] | -\d | ,\d{{1,3}}(?!\d) )
    """,
    re.IGNORECASE | re.VERBOSE,
)


def paper_ids_in(text: str) -> list[str]:
    """Every paper that is named anywhere in a message, in order, each once.

    Understood is all that `parse_paper_id` understands but our own ids, whose shape ordinary
    words have too ("t-distribution"). Not taken for a paper is what stands in a link to
    elsewhere, a sum of money, a percentage or a longer number. Time grows with the length of
    the text and no faster.
    """
    found: dict[str, None] = {}
    for match in _IN_PROSE.finditer(text):
        named = match["linked"] or match["named"] or match["bare"]
        if named and (id := _new_id(named) or _old_id(named)):
            found[id] = None
    return list(found)


def parse_paper_id(text: str) -> str | None:
    """The paper that `text` names and nothing else, or None.

    Understood are arXiv ids, new ("2603.03143") and old ("cs/0112017", "math.GT/0309136"), with
    or without a version, "arXiv:" and a subject in brackets; links to arXiv, Hugging Face papers,
    alphaXiv, ar5iv and arXiv's DOIs; our own ids ("t-..."); each also in angle brackets, quotes
    or a Markdown link. The answer has no version and no subject class.
    """
    if len(text) > _LONGEST_INPUT:
        return None
    rest = text.strip(_WRAPPING)
    if "](" in rest:
        rest = rest.rpartition("](")[2].split(" ", 1)[0].strip(_WRAPPING)
    if _LOCAL_ID.fullmatch(rest):
        return rest.lower()
    without_scheme = _SCHEME.sub("", rest, count=1)
    if link := _LINK.fullmatch(without_scheme):
        rest = re.split(r"[?#]", link["rest"], maxsplit=1)[0]
    elif without_scheme != rest:
        return None
    if named := _NAMED.fullmatch(rest):
        rest = _SUBJECT.sub("", named["rest"])
    rest = _ENDING.sub("", rest.strip(_WRAPPING + "/"))
    return _new_id(rest) or _old_id(rest)


def title_key(title: str) -> str:
    """What is left of a title when only its letters and digits count.

    Two titles with the same key are the same paper. Empty if there is no letter or digit.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return "".join(character for character in folded if character.isalnum())


def local_paper_id(title: str) -> str:
    """The id of a paper known by its title alone: the same for every spelling of the title."""
    digest = hashlib.sha256(title_key(title).encode()).digest()
    return LOCAL_ID_PREFIX + base64.b32encode(digest).decode()[:LOCAL_DIGEST_CHARACTERS].lower()


def _new_id(text: str) -> str | None:
    match = _NEW_ID.fullmatch(text)
    if match is None:
        return None
    year, month, number = match.groups()
    # Four digits sufficed until the end of 2014.
    digits = 4 if int(year) < 15 else 5
    if int(year) * 12 + int(month) < 7 * 12 + 4 or not _is_month(month) or len(number) != digits:
        return None
    return f"{year}{month}.{number}"


def _old_id(text: str) -> str | None:
    match = _OLD_ID.fullmatch(text)
    if match is None:
        return None
    archive, year, month, number = match.groups()
    archive = archive.lower()
    if archive not in ARCHIVES or not _is_month(month) or 7 < int(year) < 91:
        return None
    return f"{archive}/{year}{month}{number}"


def _is_month(digits: str) -> bool:
    return 1 <= int(digits) <= 12
