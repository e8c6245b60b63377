"""The desk where questions are answered and papers are opened."""

import logging
from datetime import datetime

import discord

from bot.chat.assistant import Answer, clean_question
from bot.errors import NotThere, NotYours
from bot.services import Services
from bot.sources.identifiers import parse_paper_id
from bot.ui.cards.answer import PAGE, answer_card, empty_question_card, nothing_card
from bot.ui.cards.frame import Card
from bot.ui.cards.paper import paper_card
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, acknowledge_in_place, reply
from storage.errors import StorageError
from storage.models import Paper, Question

log = logging.getLogger(__name__)

GONE = "That paper is not in the catalogue any more. `/search` may find it under another name."


class AskingDesk:
    """Answers questions and opens papers."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ask(self, interaction: Interaction, question: str) -> None:
        """Answer a question put by a command, for everybody to see."""
        await acknowledge(interaction, private=False)
        await reply(interaction, await self.answer(interaction.user.id, question), private=False)

    async def ask_by_message(self, message: discord.Message, question: str) -> None:
        """Answer a question put by a message, below it; by direct message where the bot may not
        write. Raises discord.HTTPException if neither is possible."""
        card = await self.answer(message.author.id, question)
        await respond(message, card)

    async def answer(self, user_id: int, question: str) -> Card:
        """The card that answers a person's question; one that has pages is kept for turning."""
        services = self._services
        if not clean_question(question):
            return empty_question_card()
        answer = await services.assistant.ask(question)
        if not answer.matched:
            return nothing_card(answer, len(services.catalogue))
        now = services.clock.now()
        kept = await self._kept(user_id, answer, now) if len(answer.findings) > PAGE else None
        return answer_card(answer, kept, 1, now.date())

    async def _kept(self, user_id: int, answer: Answer, now: datetime) -> Question | None:
        """The question, kept so that its pages can be turned. If it cannot be kept, the first
        page is worth more than none."""
        try:
            return await self._services.questions.add(user_id, answer.question, now)
        except StorageError as error:
            log.error("A question could not be kept: %s", error)
            return None

    async def turn(self, interaction: Interaction, owner: int, question: int, page: int) -> None:
        """Show another page of an answer in place."""
        await acknowledge_in_place(interaction)
        if interaction.user.id != owner:
            raise NotYours(
                "These pages are for the person who asked. Ask the same with /ask and turn yours."
            )
        services = self._services
        now = services.clock.now()
        kept = await services.questions.get(owner, question, now)
        if kept is None:
            raise NotThere("That question was too long ago. Ask it again and I look afresh.")
        answer = await services.assistant.ask(kept.text)
        card = (
            answer_card(answer, kept, page, now.date())
            if answer.matched
            else nothing_card(answer, len(services.catalogue))
        )
        await reply(interaction, card, private=True)

    async def paper(self, interaction: Interaction, paper_id: str) -> None:
        """Show one paper in full, to the person alone."""
        await acknowledge(interaction, private=True)
        paper = await self._services.catalogue.paper(paper_id)
        if paper is None:
            raise NotThere(GONE)
        await self._show(interaction, paper)

    async def look_up(self, interaction: Interaction, words: str) -> None:
        """Show the paper a person named by id, link or title, for everybody to see."""
        await acknowledge(interaction, private=False)
        services = self._services
        paper: Paper | None = None
        if id := parse_paper_id(words):
            paper = await services.catalogue.paper(id)
        if paper is None:
            answer = await services.assistant.ask(words, limit=1)
            if not answer.matched:
                card = nothing_card(answer, len(services.catalogue))
                await reply(interaction, card, private=False)
                return
            paper = answer.findings[0].paper
        if paper.removed:
            raise NotThere(GONE)
        await self._show(interaction, paper, with_entry=False)

    async def _show(self, interaction: Interaction, paper: Paper, with_entry: bool = True) -> None:
        # What is shown to everybody must not tell what is on somebody's list.
        entry = (
            await self._services.lists.get(interaction.user.id, paper.id) if with_entry else None
        )
        if paper.removed and entry is None:
            raise NotThere(GONE)
        card = paper_card(paper, entry, self._services.clock.now().date())
        await reply(interaction, card, private=True)


async def respond(message: discord.Message, card: Card) -> None:
    """Answer a message: as a reply, else in its channel, else to its author directly."""
    try:
        await message.reply(view=card, mention_author=False)
    except discord.HTTPException as error:
        if error.code in (CANNOT_REPLY_WITHOUT_HISTORY, INVALID_FORM_BODY):
            await message.channel.send(view=card)  # the question cannot be read, or is deleted
        elif isinstance(error, discord.Forbidden):
            await message.author.send(view=card)
        else:
            raise


CANNOT_REPLY_WITHOUT_HISTORY = 160002
INVALID_FORM_BODY = 50035
