"""The desk where the papers of a message are saved, and looked for."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.chat.assistant import Inquiry, Page
from bot.errors import SourceTrouble
from bot.services import Services
from bot.sources.arxiv_client import BATCH
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
        named = await self._look_up(papers_named(message, _me(interaction)), first=True)
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
        named = await self._look_up(ids)
        if not named.known:
            return unknown_card(named.unknown, named.absent)
        ids = [paper.id for paper in named.known]
        done = await services.shelf.save_all(interaction.user.id, ids)
        return gathered_card(
            await services.catalogue.papers([entry.paper_id for entry in done.saved]),
            await services.catalogue.papers([entry.paper_id for entry in done.listed]),
            named.unknown,
            named.absent,
            done.action_id,
        )

    async def _like_words(self, words: str, named: Named) -> Card:
        services = self._services
        inquiry = Inquiry.named(words)
        missing = bool(named.unknown or named.absent)
        if not inquiry.question:
            if missing:
                return unknown_card(named.unknown, named.absent)
            return nothing_to_compare_card()
        answer = await services.assistant.ask(inquiry, PAGE, page=Page(1, PAGE))
        if answer.matched:
            return like_words_card(answer, services.clock.now().date())
        if missing:
            return unknown_card(named.unknown, named.absent)
        return nothing_card(answer, len(services.catalogue))

    async def _look_up(self, ids: Sequence[str], *, first: bool = False) -> Named:
        """The papers with these ids, in order, each once; those that are not here from a source.
        With `first`, no more than it takes to know the first of them."""
        services = self._services
        here = await self._here(ids)
        if (
            first
            and (place := next((n for n, id in enumerate(ids) if id in here), None)) is not None
        ):
            ids = ids[: place + 1]
        missing = [id for id in ids if id not in here and not id.startswith(LOCAL_ID_PREFIX)]
        asked = missing[: 1 if first else BATCH]
        try:
            if asked:
                await services.lookup.papers(asked)
        except SourceTrouble as trouble:
            log.info("The papers of a message were not looked up: %s", trouble)
            asked = []
        here |= await self._here(missing)  # even in trouble some may have come in
        shown = {id: paper for id, paper in here.items() if not paper.removed}
        absent = [id for id in asked if id not in here]
        return Named(
            list({shown[id].id: shown[id] for id in ids if id in shown}.values()),
            [id for id in ids if id not in shown and id not in absent],
            absent,
        )

    async def _here(self, ids: Sequence[str]) -> dict[str, Paper]:
        """The papers of the catalogue by the id they were asked for by."""
        catalogue = self._services.catalogue
        return {id: paper for id in ids if (paper := await catalogue.paper(id)) is not None}


def _me(interaction: Interaction) -> int:
    user = interaction.client.user
    assert user is not None
    return int(user.id)
