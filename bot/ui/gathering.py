"""The desk where the papers of a message are saved, and looked for."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.chat.assistant import Inquiry, Page
from bot.errors import SourceTrouble
from bot.services import Services
from bot.ui.asking import AskingDesk
from bot.ui.cards.answer import PAGE, like_words_card, nothing_card
from bot.ui.cards.frame import Card
from bot.ui.cards.gathered import (
    gathered_card,
    nothing_named_card,
    nothing_to_compare_card,
    unknown_card,
)
from bot.ui.desks import Interaction
from bot.ui.named_papers import papers_named, words_in
from bot.ui.reply import acknowledge, reply
from storage.models import LOCAL_ID_PREFIX, Paper

log = logging.getLogger(__name__)

MEANT = 3
"""Papers offered where a message names none and may hold a title."""
LOOKED_UP = 5
"""Papers of one message that sources are asked for: arXiv answers one in three seconds."""


@dataclass(frozen=True, slots=True)
class Named:
    """The papers that a message names: those that are here, and the ids of those that are not:
    `unknown`, and `absent`, which no source has either."""

    known: Sequence[Paper]
    unknown: Sequence[str]
    absent: Sequence[str]


class GatheringDesk:
    """Does what a person asks about somebody's message. Only they see the answer, and nothing
    of the message is kept."""

    def __init__(self, services: Services, asking: AskingDesk) -> None:
        self._services = services
        self._asking = asking

    async def save(self, interaction: Interaction, message: discord.Message) -> None:
        """Put every paper of a message on the person's list."""
        await acknowledge(interaction, private=True)
        ids = papers_named(message, _me(interaction))
        await reply(interaction, await self._saved(interaction, message, ids), private=True)

    async def find_similar(self, interaction: Interaction, message: discord.Message) -> None:
        """Show what is like the first paper of a message that is known, else like its words."""
        await acknowledge(interaction, private=True)
        named = await self.look_up(papers_named(message, _me(interaction)), enough=1)
        if named.known:
            await self._asking.similar(interaction, named.known[0].id)
            return
        card = await self._like_words(words_in(message), named)
        await reply(interaction, card, private=True)

    async def _saved(
        self, interaction: Interaction, message: discord.Message, ids: Sequence[str]
    ) -> Card:
        services, now = self._services, self._services.clock.now()
        if not ids:
            meant = await services.assistant.titled(words_in(message), MEANT)
            return nothing_named_card(meant, now.date())
        named = await self.look_up(ids)
        return await self.keep(interaction.user.id, named)

    async def keep(self, user_id: int, named: Named) -> Card:
        """Put papers on a person's list, and say what came of it."""
        services, now = self._services, self._services.clock.now()
        if not named.known:
            return self.missing(named)
        ids = [paper.id for paper in named.known]
        done = await services.lists.save_all(user_id, ids, now)
        return gathered_card(
            await services.catalogue.papers([entry.paper_id for entry in done.saved]),
            await services.catalogue.papers([entry.paper_id for entry in done.listed]),
            named.unknown,
            named.absent,
            done.action_id,
        )

    def missing(self, named: Named) -> Card:
        """Said where none of the papers that were named is to be had."""
        return unknown_card(named.unknown, named.absent)

    async def _like_words(self, words: str, named: Named) -> Card:
        services = self._services
        inquiry = Inquiry.named(words)
        missing = bool(named.unknown or named.absent)
        if not inquiry.question:
            if missing:
                return self.missing(named)
            return nothing_to_compare_card()
        answer = await services.assistant.ask(inquiry, PAGE, page=Page(1, PAGE))
        if answer.matched:
            return like_words_card(answer, services.clock.now().date())
        if missing:
            return self.missing(named)
        return nothing_card(answer, len(services.catalogue))

    async def look_up(self, ids: Sequence[str], enough: int | None = None) -> Named:
        """The papers with these ids, in order, each once; the first that are not here from a
        source. With `enough`, no more of them than that."""
        known: dict[str, Paper] = {}
        unknown: list[str] = []
        absent: list[str] = []
        asked = 0
        for id in ids:
            if enough is not None and len(known) >= enough:
                break
            paper = await self._services.catalogue.paper(id)
            if paper is None and asked < LOOKED_UP and not id.startswith(LOCAL_ID_PREFIX):
                asked += 1
                try:
                    paper = await self._services.lookup.paper(id)
                except SourceTrouble as trouble:
                    log.info("A paper of a message was not looked up: %s", trouble)
                    asked = LOOKED_UP  # the next would fare no better, and the person waits
                else:
                    if paper is None:
                        absent.append(id)
                        continue
            if paper is None or paper.removed:
                unknown.append(id)
            else:
                known[paper.id] = paper
        return Named(list(known.values()), unknown, absent)


def _me(interaction: Interaction) -> int:
    user = interaction.client.user
    assert user is not None
    return int(user.id)
