"""The desk where the papers of a message are saved, and looked for."""

from collections.abc import Sequence

import discord

from bot.chat.assistant import Page, Request
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
from storage.models import Paper

MEANT = 3
"""Papers offered where a message names none and may hold a title."""


class GatheringDesk:
    """Does what a person asks about somebody's message. Only they see the answer, and nothing
    of the message is kept."""

    def __init__(self, services: Services, asking: AskingDesk) -> None:
        self._services = services
        self._asking = asking

    async def save(self, interaction: Interaction, message: discord.Message) -> None:
        """Put every paper of a message on the person's list."""
        await acknowledge(interaction, private=True)
        named = papers_named(message, _me(interaction))
        await reply(interaction, await self._saved(interaction, message, named), private=True)

    async def find_similar(self, interaction: Interaction, message: discord.Message) -> None:
        """Show what is like the first paper of a message that is known, else like its words."""
        await acknowledge(interaction, private=True)
        known, unknown = await self._known(papers_named(message, _me(interaction)))
        if known:
            await self._asking.similar(interaction, known[0].id)
            return
        card = await self._like_words(words_in(message), unknown)
        await reply(interaction, card, private=True)

    async def _saved(
        self, interaction: Interaction, message: discord.Message, named: Sequence[str]
    ) -> Card:
        services, now = self._services, self._services.clock.now()
        if not named:
            meant = await services.assistant.titled(words_in(message), MEANT)
            return nothing_named_card(meant, now.date())
        known, unknown = await self._known(named)
        if not known:
            return unknown_card(unknown)
        ids = [paper.id for paper in known]
        done = await services.lists.save_all(interaction.user.id, ids, now)
        papers = {paper.id: paper for paper in await services.catalogue.papers(ids)}
        return gathered_card(
            [papers[entry.paper_id] for entry in done.saved],
            [papers[entry.paper_id] for entry in done.listed],
            unknown,
            done.action_id,
        )

    async def _like_words(self, words: str, unknown: Sequence[str]) -> Card:
        services = self._services
        request = Request.named(words)
        if not request.question:
            return unknown_card(unknown) if unknown else nothing_to_compare_card()
        answer = await services.assistant.ask(request, PAGE, page=Page(1, PAGE))
        if answer.matched:
            return like_words_card(answer, services.clock.now().date())
        return unknown_card(unknown) if unknown else nothing_card(answer, len(services.catalogue))

    async def _known(self, ids: Sequence[str]) -> tuple[list[Paper], list[str]]:
        """The papers that the catalogue has, in order, each once, and the ids it has not."""
        known: dict[str, Paper] = {}
        unknown = []
        for id in ids:
            paper = await self._services.catalogue.paper(id)
            if paper is None or paper.removed:
                unknown.append(id)
            else:
                known[paper.id] = paper
        return list(known.values()), unknown


def _me(interaction: Interaction) -> int:
    user = interaction.client.user
    assert user is not None
    return int(user.id)
