"""The desk where people talk with the bot in their own words."""

import logging
from collections.abc import Awaitable, Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord

from bot.chat.context import NO_CONTEXT
from bot.chat.dialogue import Turn
from bot.chat.patience import Mood, Patience
from bot.chat.requests import Clarify, Remove, Request, Search, Single, Smalltalk, each
from bot.chat.understand import understand
from bot.errors import NotThere, NotYours
from bot.search.query import QueryError, parse
from bot.services import Services
from bot.ui.asking import respond
from bot.ui.buttons.talk import key_of
from bot.ui.cards.frame import notice
from bot.ui.cards.joined import joined_card
from bot.ui.cards.talk import closed_card, partly_words, sent_directly_card, wait_card
from bot.ui.desks import Interaction
from bot.ui.named_papers import papers_named
from bot.ui.reply import acknowledge, acknowledge_in_place, reply
from bot.ui.talk.replies import Replies
from bot.ui.talk.said import Said, Speaker
from bot.ui.trouble import sentence
from storage.errors import StorageError

log = logging.getLogger(__name__)

PERSONAL = frozenset(
    ("list", "save", "remove", "mark", "tag", "note", "rate", "remind", "export", "stats", "undo",
     "subscribe", "unsubscribe")
)  # fmt: skip
"""Wishes about what a person keeps: asked by a command, their answers are for the person alone."""


class TalkingDesk:
    """Understands what a person writes, does it, and remembers what was spoken of."""

    def __init__(self, services: Services, replies: Replies) -> None:
        self._services = services
        self._replies = replies
        self._patience = Patience()

    async def by_message(self, message: discord.Message, text: str) -> None:
        """Answer a message below it; what is for the person's eyes only by direct message.
        Raises discord.HTTPException if the person cannot be answered at all."""
        mood = self._patience.meet(message.author.id, self._services.clock.now())
        if mood is Mood.IGNORE:
            return
        if mood is Mood.ASK_TO_WAIT:
            await respond(message, wait_card())
            return
        alone = message.guild is None
        said = await self._answered(
            message.author.id, message.channel.id, text, alone=alone, replied=_replied(message)
        )
        if not said.private or alone:
            await respond(message, said.card, said.files)
            return
        try:
            await message.author.send(view=said.card, files=list(said.files))
        except discord.Forbidden:
            await respond(message, closed_card())
        else:
            await respond(message, sent_directly_card())

    async def by_command(self, interaction: Interaction, text: str) -> None:
        """Answer `/ask`: for everybody to see, unless it is about what the person keeps."""
        private = _is_for_one(understand(text, NO_CONTEXT, self._services.clock.now()))
        await acknowledge(interaction, private=private)
        mood = self._patience.meet(interaction.user.id, self._services.clock.now())
        if mood is not Mood.ANSWER:  # a command must be answered each time
            await reply(interaction, wait_card(), private=True)
            return
        channel = interaction.channel_id or interaction.user.id
        said = await self._answered(interaction.user.id, channel, text, alone=private)
        if said.private and not private:
            # What it turned out to be only in its context goes beside the public answer.
            await reply(interaction, sent_directly_card(), private=False)
            await interaction.followup.send(view=said.card, files=list(said.files), ephemeral=True)
            return
        await reply(interaction, said.card, private=private, files=said.files)

    async def agree(self, interaction: Interaction, owner: int, key: str) -> None:
        """Do what was asked about before it was done."""
        await acknowledge_in_place(interaction)
        if interaction.user.id != owner:
            raise NotYours("That question is for somebody else.")
        channel = interaction.channel_id or owner
        speaker = await self._speaker(owner, channel, alone=True, replied=())
        wish = _asked_about(speaker.turn, key)
        if wish is None:
            raise NotThere("That is settled, or too long ago. Say it again and I ask afresh.")
        said = await self._replies.agreed(speaker, wish)
        await self._remember(speaker, Smalltalk(kind="ok"), [said])
        await reply(interaction, said.card, private=True)

    async def refuse(self, interaction: Interaction, owner: int) -> None:
        """Leave everything as it is."""
        await acknowledge_in_place(interaction)
        if interaction.user.id != owner:
            raise NotYours("That question is for somebody else.")
        channel = interaction.channel_id or owner
        speaker = await self._speaker(owner, channel, alone=True, replied=())
        await self._remember(speaker, Smalltalk(kind="no"), [])
        await reply(interaction, notice("All right, nothing was changed."), private=True)

    async def _answered(
        self, user_id: int, channel_id: int, text: str, *, alone: bool, replied: Sequence[str] = ()
    ) -> Said:
        speaker = await self._speaker(user_id, channel_id, alone=alone, replied=replied)
        request = understand(text, speaker.context, speaker.now.astimezone(speaker.zone))
        pending = _pending(speaker.turn)
        answers: list[Said] = []
        for wish in each(request):
            if pending is not None and wish == Smalltalk(kind="ok"):
                answers.append(await self._said(self._replies.agreed(speaker, pending)))
            else:
                answers.append(await self._said(self._replies.to(speaker, wish)))
        await self._remember(speaker, request, answers)
        return _together(request, answers)

    async def _said(self, work: Awaitable[Said]) -> Said:
        """One answer; of several wishes one that fails must not take the others with it."""
        try:
            return await work
        except Exception as error:
            return Said(notice(sentence(error)))

    async def _speaker(
        self, user_id: int, channel_id: int, *, alone: bool, replied: Sequence[str]
    ) -> Speaker:
        services, now = self._services, self._services.clock.now()
        timezone = await services.members.timezone(user_id)
        try:
            zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError):
            timezone, zone = "UTC", ZoneInfo("UTC")
        context, turn = await services.conversations.context(
            user_id, channel_id, now, timezone=timezone, replied=replied
        )
        return Speaker(user_id, channel_id, alone, context, turn, now, zone)

    async def _remember(self, speaker: Speaker, request: Request, answers: Sequence[Said]) -> None:
        """What was spoken of; an answer is worth more than that it can be referred to."""
        shown = [paper.id for paper in speaker.context.shown]
        before = speaker.turn
        shows, page = (before.shows, before.page) if before else (None, 1)
        asked = speaker.context.base
        for said in answers:
            if said.papers is not None:
                shown, shows, page = list(said.papers), said.shows, said.page
        for wish in each(request):
            if wish.intent in ("search", "trending", "list"):
                asked = cast(Any, wish)
        turn = Turn(request=request, asked=asked, shows=shows, page=page)
        try:
            await self._services.conversations.remember(
                speaker.user_id, speaker.channel_id, turn, shown, speaker.now
            )
        except StorageError as error:
            log.error("A dialogue could not be kept: %s", error)


def _replied(message: discord.Message) -> list[str]:
    """The papers on the message of the bot's that a person replies to."""
    reference = message.reference.resolved if message.reference else None
    if not isinstance(reference, discord.Message):
        return []
    me = message.guild.me if message.guild else cast(Any, message.channel).me
    return papers_named(reference, me.id) if reference.author.id == me.id else []


def _together(request: Request, answers: Sequence[Said]) -> Said:
    """One message for all of it."""
    notes = [
        partly_words(unresolved)
        for wish in each(request)
        if (unresolved := getattr(wish, "unresolved", ()))
    ]
    if left := getattr(request, "left", ()):
        notes.append(partly_words(left))
    if len(answers) == 1 and not notes:
        return answers[0]
    return Said(
        joined_card([said.card for said in answers], notes),
        private=any(said.private for said in answers),
        files=tuple(file for said in answers for file in said.files),
    )


def _is_for_one(request: Request) -> bool:
    for wish in each(request):
        about = wish.about if isinstance(wish, Clarify) else wish.intent
        if about in PERSONAL:
            return True
        if isinstance(wish, Search):
            try:
                if parse(wish.query).is_personal:
                    return True
            except QueryError:
                return True
    return False


def _pending(turn: Turn | None) -> Single | None:
    """What the bot has asked about and not been answered."""
    if turn is None:
        return None
    return next((wish for wish in each(turn.request) if isinstance(wish, Remove)), None)


def _asked_about(turn: Turn | None, key: str) -> Single | None:
    pending = _pending(turn)
    return pending if pending is not None and key_of(pending.model_dump_json()) == key else None
