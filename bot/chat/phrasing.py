"""A search as it was understood -> the same in the query language.

An answer's pages are turned by asking its question again, long after what was said before it is
forgotten; so the question is kept as one that needs nothing before it.
"""

from bot.chat.requests import Search

_QUOTE = '"'


def query_text(search: Search) -> str:
    """The words and operators that ask for what `search` does; its count is not among them."""
    parts = [search.query.strip()]
    if author := search.author.replace(_QUOTE, " ").strip():
        parts.append(f'author:"{author}"' if " " in author else f"author:{author}")
    parts += [f"since:{search.since}"] if search.since else []
    parts += [f"until:{search.until}"] if search.until else []
    if search.has_code is not None:
        parts.append("has:code" if search.has_code else "-has:code")
    if search.sort != "best":
        parts.append(f"sort:{search.sort}")
    return " ".join(filter(None, parts))
