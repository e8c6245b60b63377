"""The desk where reading lists are carried in and out, cited and counted."""

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import discord

from bot.chat.assistant import Answer
from bot.chat.requests import CiteFormat, ExportFormat
from bot.errors import BadFile, NotThere, SourceTrouble
from bot.reading.importing import MOST_BYTES, too_large
from bot.reading.picture import alt_text, drawn
from bot.services import Services
from bot.sources.identifiers import paper_ids_in
from bot.ui.asking import AskingDesk
from bot.ui.cards.answer import nothing_card
from bot.ui.cards.carried import (
    CITED_INLINE,
    PICTURE,
    REPORT,
    cited_card,
    cited_file,
    exported_card,
    imported_card,
    no_figures_card,
    report,
    stats_card,
)
from bot.ui.desks import Interaction
from bot.ui.limits import UPLOAD_BYTES
from bot.ui.reply import acknowledge, reply
from storage.models import ListView, Paper

IMPORT_FORM = "importtext:"
FORM_OPEN = 900.0
PASTED = 4_000
"""Characters of a form's field: Discord's own limit."""
CITED = 50
"""Papers that are cited at once."""


class CarryingDesk:
    """Hands out files and takes them in; everything but citations is for the person alone."""

    def __init__(self, services: Services, asking: AskingDesk) -> None:
        self._services = services
        self._asking = asking

    async def export(
        self, interaction: Interaction, format: str, view: ListView, named: str | None = None
    ) -> None:
        """Hand out the part of the person's list that a view shows."""
        await acknowledge(interaction, private=True)
        services, user_id = self._services, interaction.user.id
        if named is not None:
            found = await services.shelf.named(user_id, named)
            view = view.model_copy(update={"list_id": found.id})
        made = await services.exporter.export(
            user_id, cast(ExportFormat, format), view, UPLOAD_BYTES
        )
        file = discord.File(io.BytesIO(made.content), filename=made.name)
        await reply(interaction, exported_card(made, format), private=True, files=[file])

    async def open_import(self, interaction: Interaction) -> None:
        """Open a form to paste into."""
        form = discord.ui.Modal(title="Bring papers in", custom_id=IMPORT_FORM, timeout=FORM_OPEN)
        form.add_item(
            discord.ui.Label(
                text="Papers",
                description="arXiv ids, links or titles, one a line; BibTeX or RIS works too.",
                component=discord.ui.TextInput(
                    custom_id="papers",
                    style=discord.TextStyle.paragraph,
                    max_length=PASTED,
                    required=True,
                ),
            )
        )
        await interaction.response.send_modal(form)

    async def import_text(self, interaction: Interaction, text: str) -> None:
        """Bring in what was pasted."""
        await acknowledge(interaction, private=True)
        await self._bring_in(interaction, text)

    async def import_file(self, interaction: Interaction, file: discord.Attachment) -> None:
        """Bring in what a file holds. One that is too large is not even fetched."""
        await acknowledge(interaction, private=True)
        if file.size > MOST_BYTES:
            raise BadFile(too_large(file.size))
        try:
            content = await file.read()
        except (discord.NotFound, discord.Forbidden):
            raise NotThere("That file is gone. Attach it again, please.") from None
        except discord.HTTPException:
            raise SourceTrouble(
                "Discord did not give me that file. Try again in a minute; nothing was changed."
            ) from None
        await self._bring_in(interaction, content)

    async def cite(self, interaction: Interaction, words: str, format: str) -> None:
        """Show references to the papers that words name, for everybody to see."""
        await acknowledge(interaction, private=False)
        papers = await self._named(words)
        if isinstance(papers, Answer):
            card = nothing_card(papers, len(self._services.catalogue))
            await reply(interaction, card, private=False)
            return
        cited = await self._services.exporter.cite(papers, cast(CiteFormat, format))
        files = [cited_file(cited, format)] if len(cited) > CITED_INLINE else []
        card = cited_card(cited, format, papers)
        await reply(interaction, card, private=False, files=files)

    async def stats(self, interaction: Interaction, weeks: int | None) -> None:
        """Show the person's reading in figures."""
        await acknowledge(interaction, private=True)
        services, user_id = self._services, interaction.user.id
        since = None
        if weeks is not None:
            today = (await services.reminding.here(user_id)).today
            since = today - timedelta(days=today.weekday(), weeks=weeks - 1)
        stats = await services.statistics.stats(user_id, since)
        if not stats.total:
            await reply(interaction, no_figures_card(), private=True)
            return
        picture = await asyncio.to_thread(drawn, stats)
        file = discord.File(io.BytesIO(picture), filename=PICTURE, description=alt_text(stats))
        await reply(interaction, stats_card(stats), private=True, files=[file])

    async def _bring_in(self, interaction: Interaction, content: bytes | str) -> None:
        done = await self._services.importer.bring_in(interaction.user.id, content)
        file = discord.File(io.BytesIO(report(done).encode()), filename=REPORT)
        await reply(interaction, imported_card(done), private=True, files=[file])

    async def _named(self, words: str) -> Sequence[Paper] | Answer:
        ids = paper_ids_in(words)[:CITED]
        if len(ids) < 2:
            named = await self._asking.named(words)
            return named if isinstance(named, Answer) else [named]
        papers = await self._services.catalogue.papers(ids)
        here = {paper.id for paper in papers}
        if missing := [id for id in ids if id not in here]:
            papers += await self._services.lookup.papers(missing)
        if not papers:
            raise NotThere("Nobody has those papers. Check the numbers.")
        found = {paper.id: paper for paper in papers}
        return [found[id] for id in ids if id in found] or papers
