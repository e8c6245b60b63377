"""The picture beside the head of a card."""

from urllib.parse import urlsplit

import discord

from bot.ui.cards.frame import Part, text
from bot.ui.limits import clip
from storage.models import Paper

HOSTS = frozenset({"cdn-thumbnails.huggingface.co", "cdn-uploads.huggingface.co", "huggingface.co"})
"""Where the source keeps its pictures; from anywhere else none is shown."""
URL = 500
"""Characters of a picture's address at most."""
DESCRIPTION = 256


def headed(content: str, paper: Paper) -> Part:
    """A card's head, with the picture of a paper beside it if there is one to be relied on."""
    url = picture_of(paper)
    if url is None:
        return text(content)
    picture = discord.ui.Thumbnail[discord.ui.LayoutView](
        url, description=clip(paper.title, DESCRIPTION)
    )
    return discord.ui.Section(text(content), accessory=picture)


def picture_of(paper: Paper) -> str | None:
    """The address of a paper's picture, if it is one that Discord can show: https, on a host
    known for pictures."""
    url = paper.thumbnail_url
    if not url or len(url) > URL:
        return None
    try:
        parts = urlsplit(url)
        known = parts.scheme == "https" and parts.hostname in HOSTS and parts.port in (None, 443)
    except ValueError:
        return None
    return url if known else None
