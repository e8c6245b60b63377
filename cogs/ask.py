"""Questions: by mention, by direct message, by command."""

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Paperboy
from bot.ui.asking import respond
from bot.ui.cards.answer import role_mention_card
from bot.ui.cards.frame import notice
from bot.ui.named_papers import mention_of, spoken_to
from bot.ui.trouble import UNSENT, sentence

log = logging.getLogger(__name__)

QUESTION_LENGTH = 4_000
"""Characters that fit a message; Discord's own limit of a command's text is 6,000."""


class Ask(commands.Cog):
    """Answers questions."""

    def __init__(self, bot: Paperboy) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer what is said to the bot: in a direct message all of it, elsewhere where it is
        mentioned by name. A mention of everyone, another role or by way of a reply asks nothing."""
        me = self.bot.user
        if me is None or message.author.bot or message.is_system():
            return
        if message.guild is not None and not spoken_to(message, me.id):
            return
        try:
            if message.guild is not None and not message.content:  # mentioned by its role
                await respond(message, role_mention_card(me.mention))
                return
            question = mention_of(message, me.id).sub(" ", message.content)
            await self.bot.talking.by_message(message, question)
        except discord.Forbidden:
            log.info("A question could not be answered: I may not write there.")
        except Exception as error:
            await self._apologise(message, error)

    @app_commands.command(description="Ask about research papers in your own words.")
    @app_commands.describe(question="For example: agents that use a computer by looking")
    async def ask(
        self,
        interaction: discord.Interaction[Paperboy],
        question: app_commands.Range[str, 1, QUESTION_LENGTH],
    ) -> None:
        """`/ask`."""
        await self.bot.talking.by_command(interaction, question)

    @app_commands.command(
        description="Find papers by words, authors, dates and more; /help topic:search shows how."
    )
    @app_commands.describe(words="For example: long video benchmark has:code since:2026-03")
    async def search(
        self,
        interaction: discord.Interaction[Paperboy],
        words: app_commands.Range[str, 1, QUESTION_LENGTH],
    ) -> None:
        """`/search`."""
        await self.bot.asking.ask(interaction, words)

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        try:
            await respond(message, notice(sentence(error)))
        except UNSENT as failure:
            log.warning("A person could not be told what went wrong: %s", failure)


async def setup(bot: Paperboy) -> None:
    """Called by discord.py."""
    await bot.add_cog(Ask(bot))
