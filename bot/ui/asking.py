"""The desk where questions are answered and papers are opened."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import discord

from bot.chat.assistant import NO_NOTES, Answer, Inquiry, Page
from bot.errors import NotThere, NotYours
from bot.search.query import Query, QueryError
from bot.services import Services
from bot.sources.identifiers import parse_paper_id
from bot.ui.cards.answer import (
    PAGE,
    answer_card,
    empty_question_card,
    list_in_public_card,
    misread_card,
    nearest_card,
    nothing_card,
    nothing_listed_card,
    nothing_similar_card,
    similar_card,
)
from bot.ui.cards.frame import Card
from bot.ui.cards.paper import paper_card
from bot.ui.desks import Interaction
from bot.ui.reply import acknowledge, acknowledge_in_place, reply
from storage.errors import StorageError
from storage.models import LOCAL_ID_PREFIX, Paper, Question

log = logging.getLogger(__name__)

GONE = "That paper is not in the catalogue any more. `/search` may find it under another name."


class AskingDesk:
    """Answers questions and opens papers."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ask(self, interaction: Interaction, question: str) -> None:
        """Answer a question put by a command, for everybody to see; for the person alone if the
        answer tells what is on their list, or if there is something to mend in the question."""
        private = _is_for_one(question)
        await acknowledge(interaction, private=private)
        card = await self.answer(interaction.user.id, question, alone=private)
        await reply(interaction, card, private=private)

    async def ask_by_message(self, message: discord.Message, question: str) -> None:
        """Answer a question put by a message, below it; by direct message where the bot may not
        write. Raises discord.HTTPException if neither is possible."""
        card = await self.answer(message.author.id, question, alone=message.guild is None)
        await respond(message, card)

    async def answer(
        self,
        user_id: int,
        question: str,
        *,
        alone: bool,
        page: int = 1,
        as_written: bool = False,
        kept: Question | None = None,
    ) -> Card:
        """The card that answers a person's question; one that has pages, or words that were read
        as others, is kept for turning, unless it was `kept` before.

        `alone`: nobody else will see the card.
        """
        try:
            inquiry = Inquiry.read(question)
        except QueryError as error:
            return misread_card(error)
        if not inquiry.question:
            return empty_question_card()
        if inquiry.query.is_personal and not alone:
            return list_in_public_card(inquiry.query)
        await self._by_id(inquiry.question)  # so that it is there to be found
        listed = await self._listed(user_id, inquiry.query)
        if listed is not None and not listed:
            return nothing_listed_card(inquiry.query)
        services = self._services
        answer = await services.assistant.ask(
            inquiry,
            page=Page(page, PAGE),
            as_written=as_written,
            listed=listed,
            notes=await self._notes(user_id, listed),
        )
        now = services.clock.now()
        more = len(answer.findings) > PAGE or (answer.matched and answer.corrections)
        if kept is None and (more or as_written or answer.withheld):
            kept = await self._keep(user_id, answer, now)
        if not answer.matched:
            return nothing_card(answer, len(services.catalogue), kept)
        return answer_card(answer, kept, now.date())

    async def turn(
        self,
        interaction: Interaction,
        owner: int,
        question: int,
        page: int,
        *,
        as_written: bool = False,
    ) -> None:
        """Show another page of an answer in place."""
        await acknowledge_in_place(interaction)
        if interaction.user.id != owner:
            raise NotYours(
                "These pages are for the person who asked. Ask the same with /ask and turn yours."
            )
        kept = await self._kept(owner, question)
        alone = _is_seen_by_one(interaction)
        card = await self.answer(
            owner, kept.text, alone=alone, page=page, as_written=as_written, kept=kept
        )
        await reply(interaction, card, private=True)

    async def as_written(
        self, interaction: Interaction, owner: int, question: int, page: int
    ) -> None:
        """Show what is found for a question as it was written: in place for the person who
        asked, to anybody else a copy of their own."""
        if interaction.user.id == owner:
            await self.turn(interaction, owner, question, page, as_written=True)
            return
        await acknowledge(interaction, private=True)
        text = (await self._kept(owner, question)).text
        card = await self.answer(interaction.user.id, text, alone=True, page=page, as_written=True)
        await reply(interaction, card, private=True)

    async def nearest(self, interaction: Interaction, owner: int, question: int) -> None:
        """Show what is nearest to a question that nothing is on, to the person alone."""
        await acknowledge(interaction, private=True)
        services = self._services
        asked = Inquiry.read((await self._kept(owner, question)).text)
        listed = await self._listed(interaction.user.id, asked.query)
        anyway = replace(asked, query=replace(asked.query, anyway=True))
        notes = await self._notes(interaction.user.id, listed)
        answer = await services.assistant.ask(
            anyway, limit=PAGE, page=Page(1, PAGE), listed=listed, notes=notes
        )
        if answer.matched:
            card = nearest_card(answer, services.clock.now().date())
        else:  # the papers have changed meanwhile
            card = nothing_card(answer, len(services.catalogue))
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
        named = await self._named(words)
        if isinstance(named, Answer):
            card = nothing_card(named, len(self._services.catalogue))
            await reply(interaction, card, private=False)
        else:
            await self._show(interaction, named, with_entry=False)

    async def similar(self, interaction: Interaction, paper_id: str, page: int = 1) -> None:
        """Show what is like a paper, to the person alone."""
        await acknowledge(interaction, private=True)
        card = await self._like(interaction.user.id, paper_id, page)
        await reply(interaction, card, private=True)

    async def turn_similar(
        self, interaction: Interaction, owner: int, paper_id: str, page: int
    ) -> None:
        """Show another page of what is like a paper in place; somebody else gets their own."""
        if interaction.user.id != owner:
            await self.similar(interaction, paper_id, page)
            return
        await acknowledge_in_place(interaction)
        await reply(interaction, await self._like(owner, paper_id, page), private=True)

    async def look_up_similar(self, interaction: Interaction, words: str) -> None:
        """Show what is like the paper a person named by id, link or title, for everybody to
        see."""
        await acknowledge(interaction, private=False)
        named = await self._named(words)
        if isinstance(named, Answer):
            card = nothing_card(named, len(self._services.catalogue))
        else:
            card = await self._like(interaction.user.id, named.id, 1)
        await reply(interaction, card, private=False)

    async def _named(self, words: str) -> Paper | Answer:
        """The paper that `words` name by id, link or title, else the answer that found none."""
        services = self._services
        paper = await self._by_id(words)
        if paper is None:
            answer = await services.assistant.ask(Inquiry.named(words), limit=1)
            if not answer.matched:
                return answer
            paper = answer.findings[0].paper
        if paper.removed:
            raise NotThere(GONE)
        return paper

    async def _by_id(self, words: str) -> Paper | None:
        """The paper whose id `words` are, from a source if the catalogue does not have it; None
        if they are no id. Raises NotThere if nobody has it, SourceTrouble if nobody can be
        asked."""
        id = parse_paper_id(words)
        if id is None:
            return None
        paper = await self._services.catalogue.paper(id)
        if paper is None and not id.startswith(LOCAL_ID_PREFIX):
            paper = await self._services.lookup.paper(id)
        if paper is None:
            raise NotThere(
                f"There is no paper {id}: neither in the catalogue, nor on Hugging Face, nor on "
                "arXiv. Check the number."
            )
        return paper

    async def _like(self, user_id: int, paper_id: str, page: int) -> Card:
        """Page `page` of what is like a paper, whose pages `user_id` turns."""
        services = self._services
        paper = await services.catalogue.paper(paper_id)
        if paper is None or paper.removed:
            raise NotThere(GONE)
        answer = await services.assistant.similar(paper, page=Page(page, PAGE))
        if not answer.matched:
            return nothing_similar_card(paper, len(services.catalogue))
        return similar_card(paper, answer, user_id, services.clock.now().date())

    async def _listed(self, user_id: int, query: Query) -> frozenset[str] | None:
        """The papers on the person's list that a query asks for; None if it asks for none."""
        return await self._services.shelf.meant_by(user_id, query)

    async def _notes(self, user_id: int, listed: frozenset[str] | None) -> Mapping[str, str]:
        """What the person wrote on the papers that are looked through."""
        if listed is None:
            return NO_NOTES
        notes = await self._services.lists.notes(user_id)
        return {id: note for id, note in notes.items() if id in listed}

    async def _keep(self, user_id: int, answer: Answer, now: datetime) -> Question | None:
        """The question, kept so that its pages can be turned. If it cannot be kept, the first
        page is worth more than none."""
        try:
            return await self._services.questions.add(user_id, answer.question, now)
        except StorageError as error:
            log.error("A question could not be kept: %s", error)
            return None

    async def _kept(self, owner: int, id: int) -> Question:
        """A question that was kept. Raises NotThere."""
        kept = await self._services.questions.get(owner, id, self._services.clock.now())
        if kept is None:
            raise NotThere("That question was too long ago. Ask it again and I look afresh.")
        return kept

    async def _show(self, interaction: Interaction, paper: Paper, with_entry: bool = True) -> None:
        # What is shown to everybody must not tell what is on somebody's list.
        entry = (
            await self._services.lists.get(interaction.user.id, paper.id) if with_entry else None
        )
        if paper.removed and entry is None:
            raise NotThere(GONE)
        links = await self._services.lookup.links(paper)
        card = paper_card(paper, entry, self._services.clock.now().date(), links)
        await reply(interaction, card, private=True)


def _is_for_one(question: str) -> bool:
    """Whether the answer to a question is for the person who asks alone."""
    try:
        return Inquiry.read(question).query.is_personal
    except QueryError:
        return True


def _is_seen_by_one(interaction: Interaction) -> bool:
    """Whether nobody but the person sees the message a control stands on: a private answer, or
    what the bot itself wrote into its direct messages. An answer to a command that is outside a
    server may stand between several people."""
    message = interaction.message
    if message is None:
        return False
    direct = interaction.guild_id is None and message.interaction_metadata is None
    return message.flags.ephemeral or direct


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
