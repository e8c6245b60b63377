"""Links in an abstract: where they begin and end, and which leads to code, data or a project."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST_URL = 500

# A tie (~) is no part of a link except at the start of a folder's name (/~name).
_IN_LINK = r"""(?:[^\s<>"'`{}|\\^~，。；：（）「」、]|(?<=/)~)"""
LINK = re.compile(
    rf"""(?:
        https?://{_IN_LINK}+
      | (?<![A-Za-z0-9@./_-])(?:
            www\.{_IN_LINK}+
          | (?:[A-Za-z0-9-]+\.)+(?:com|org|net|io|ai|co|dev|edu|ms|gov|me|science)/{_IN_LINK}+
          | [A-Za-z0-9-]+\.(?:github|gitlab)\.io\b
        )
    )""",
    re.VERBOSE,
)
"""A link in running text, with or without its scheme; punctuation at its end is still in it."""

_CODE_HOSTS = frozenset({
    "github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "gist.github.com",
    "anonymous.4open.science",
})  # fmt: skip
_DATA_HOSTS = frozenset({
    "zenodo.org", "figshare.com", "datadryad.org", "dataverse.harvard.edu",
})  # fmt: skip
_HUGGING_FACE = frozenset({"huggingface.co", "hf.co"})
_PAPER_HOSTS = frozenset({
    "arxiv.org", "doi.org", "dx.doi.org", "alphaxiv.org", "aclanthology.org", "openreview.net",
})  # fmt: skip
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_SENTENCE_END = re.compile(r"[.!?]\s")
_CONTEXT_CHARACTERS = 160
_ABOUT_DATA = re.compile(r"\b(?:data|datasets?|benchmarks?|corpus|corpora)\b", re.IGNORECASE)
_ABOUT_CODE = re.compile(
    r"\b(?:codes?|codebase|source|implementations?|models?|weights|checkpoints?|software|"
    r"toolkit|library|scripts?|repo|repository)\b",
    re.IGNORECASE,
)
_ABOUT_PROJECT = re.compile(r"\b(?:project|page|website|homepage|demos?)\b", re.IGNORECASE)
_ABOUT_RELEASE = re.compile(r"\b(?:available|released?|code|models?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Links:
    """The first link of each kind, complete with its scheme, or None."""

    code_url: str | None = None
    data_url: str | None = None
    project_url: str | None = None


def links_in(text: str) -> Iterator[re.Match[str]]:
    """Every link of a text, in order."""
    # Most texts have no link, and this tells at a fraction of a search's cost.
    if "/" in text or ".io" in text or "www." in text:
        yield from LINK.finditer(text)


def find_links(abstract: str) -> Links:
    """Recognise the code, data and project links of an abstract.

    A repository holds code unless the words before it speak of data and not of code. Links to
    papers are none of the three.
    """
    code: str | None = None
    data: str | None = None
    project: str | None = None
    project_rank = -1
    for url, context in _links_in_context(abstract):
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        if host in _CODE_HOSTS:
            if not parts.path.strip("/"):
                continue
            if _ABOUT_DATA.search(context) and not _ABOUT_CODE.search(context):
                data = data or url
            else:
                code = code or url
        elif _is_data(host, parts.path):
            data = data or url
        elif not _is_paper(host, parts.path) and (rank := _project_rank(host, context)) > (
            project_rank
        ):
            project, project_rank = url, rank
    return Links(code, data, project)


def safe_url(text: str) -> str | None:
    """`text` as a link that can be shown and pressed, or None.

    It is http or https (https where no scheme is written), names a public host, carries no
    password, and is at most `LONGEST_URL` characters with everything unusual percent-encoded.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_URL or not text.isprintable() or " " in text:
        return None
    if "://" not in text:
        text = f"https://{text}"
    url = quote(text, safe="%/:?#@!$&'*+,;=-._~")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port == 0:
        return None
    return url if len(url) <= LONGEST_URL and _HOST.fullmatch(host) else None


def is_code_url(url: str) -> bool:
    """Whether a complete link leads to a place where code is kept."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www.") in _CODE_HOSTS and len(parts.path) > 1


def trim_link(link: str) -> str:
    """A link without the punctuation of the sentence around it."""
    while link and (
        link[-1] in ".,;:!?*_~…$"
        or (link[-1] == ")" and link.count(")") > link.count("("))
        or (link[-1] == "]" and link.count("]") > link.count("["))
    ):
        link = link[:-1]
    return link


def _links_in_context(abstract: str) -> Iterator[tuple[str, str]]:
    """Every link with the words of its sentence before it."""
    previous_end = 0
    for match in links_in(abstract):
        start = max(previous_end, match.start() - _CONTEXT_CHARACTERS)
        context = _SENTENCE_END.split(abstract[start : match.start()])[-1]
        previous_end = match.end()
        if url := safe_url(trim_link(match.group())):
            yield url, context


def _is_data(host: str, path: str) -> bool:
    return (
        host in _DATA_HOSTS
        or (host in _HUGGING_FACE and path.startswith("/datasets/"))
        or (host == "kaggle.com" and path.startswith("/datasets"))
    )


def _is_paper(host: str, path: str) -> bool:
    return host in _PAPER_HOSTS or (host in _HUGGING_FACE and path.startswith("/papers"))


def _project_rank(host: str, context: str) -> int:
    """How likely a link is the project's own page, not something it mentions."""
    if host.endswith((".github.io", ".gitlab.io")) or _ABOUT_PROJECT.search(context):
        return 2
    return int(host in _HUGGING_FACE or bool(_ABOUT_RELEASE.search(context)))
