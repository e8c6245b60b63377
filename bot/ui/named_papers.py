"""What a message says: the papers it names, the links it shows, its words."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

import discord

from bot.sources.identifiers import paper_ids_in, parse_paper_id
from bot.ui.buttons.every import EVERY

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_UNSHOWN = re.compile(rf"{_CODE.pattern}|\|\|.*?\|\||<https?://[^<>\s]*>", re.DOTALL)
_URL = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_TARGET = re.compile(r"\]\((https?://[^()\s]+)\)")
_TAG = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[^:<>]+:|id:)[^<>\s]*>")


def papers_named(message: discord.Message, me: int) -> list[str]:
    """The ids of every paper that a message names, in order, each once.

    In what the bot `me` wrote itself: the papers that are linked or have buttons there, not what
    is quoted. In all else, every id in its words, its links and the cards of other bots.
    """
    own = message.author.id == me
    found: dict[str, None] = {}
    for part in _said(message, own):
        found |= dict.fromkeys(part)
    return list(found)


def papers_linked(content: str) -> list[str]:
    """The ids of the papers that the links in a message's text lead to, in order, each once.
    Whoever hides a link, or writes it in <> or as code, wants it not to be unfolded."""
    links = _URL.findall(_UNSHOWN.sub(" ", content))
    return list(dict.fromkeys(id for link in links for id in paper_ids_in(link)))


def spoken_to(message: discord.Message, me: int) -> bool:
    """Whether a message mentions the bot `me` by name, or by the role of its name, which people
    pick as often. A mention of everyone or by way of a reply is not meant for it."""
    role = message.guild.self_role if message.guild else None
    if role is not None and role in message.role_mentions:
        return True
    return mention_of(message, me).search(message.content) is not None


def mention_of(message: discord.Message, me: int) -> re.Pattern[str]:
    """A mention of the bot `me` as it is written in a message."""
    role = message.guild.self_role if message.guild else None
    return re.compile(rf"<@!?{me}>" + (f"|<@&{role.id}>" if role else ""))


def papers_on(card: discord.ui.LayoutView) -> list[str]:
    """The ids of the papers that one of our cards shows, in order, each once."""
    parts: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call]
    return list(dict.fromkeys(id for part in parts for ids in _shown(part, True) for id in ids))


def words_in(message: discord.Message) -> str:
    """The words of a message, without links, mentions, emoji and code."""
    texts = [message.content, *(each.content for each in message.message_snapshots)]
    words = " ".join(_TAG.sub(" ", _URL.sub(" ", _CODE.sub(" ", text))) for text in texts)
    return " ".join(words.split()) if any(map(str.isalnum, words)) else ""


def _said(message: discord.Message, own: bool) -> Iterator[Iterable[str]]:
    parts: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
    for part in parts:
        yield paper_ids_in(part.content)
        for embed in part.embeds:
            yield from map(paper_ids_in, _embedded(embed))
        for component in part.components:
            yield from _shown(cast(dict[str, Any], component.to_dict()), own)
        for attached in part.attachments:
            if attached.filename.lower().endswith(".pdf"):
                yield paper_ids_in(attached.filename)


def _embedded(embed: discord.Embed) -> Iterator[str]:
    """What a card of the old kind says. A link's preview is only its address: what it quotes of
    an abstract may name other papers."""
    yield embed.url or ""
    if embed.type == "rich":
        yield from (embed.title or "", embed.author.url or "", embed.description or "")
        for field in embed.fields:
            yield f"{field.name}\n{field.value}"


def _shown(component: dict[str, Any], own: bool) -> Iterator[Iterable[str]]:
    """What a component names, and all within it."""
    text = component.get("content") or ""
    yield paper_ids_in("\n".join(_TARGET.findall(text)) if own else text)
    yield paper_ids_in(component.get("url") or "")
    if own:
        yield _controlled(component)
    inner = [*(component.get("components") or ()), component.get("accessory")]
    for each in inner:
        if each:
            yield from _shown(each, own)


def _controlled(component: dict[str, Any]) -> Iterator[str]:
    """The paper that one of our controls acts on, or those it offers; a control that turns pages
    stands for none of them."""
    for option in component.get("options") or ():
        if id := parse_paper_id(str(option.get("value", ""))):
            yield id
    custom_id = component.get("custom_id") or ""
    for control in EVERY:
        match = control.__discord_ui_compiled_template__.fullmatch(custom_id)
        if match and "page" not in match.groupdict():
            if id := parse_paper_id(match.groupdict().get("paper") or ""):
                yield id
            return
