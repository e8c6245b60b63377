"""Forms that were filled in. They are known by their id and not by the form that was sent, so that
one opened before a restart is not lost; and what was written into one is handed back if it cannot
be kept."""

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import discord

from bot.characters import visible_lines
from bot.ui.cards.frame import notice
from bot.ui.desks import Interaction
from bot.ui.limits import clip
from bot.ui.markup import plain
from bot.ui.organising import PLAN_FORM, TAGS_FORM, OrganisingDesk
from bot.ui.reminding import REMIND_FORM, ReminderDesk
from bot.ui.reply import reply_beside
from bot.ui.shelving import NOTE_FORM, NOTE_LENGTH, ShelvingDesk
from bot.ui.trouble import UNSENT, explain

Fields = Mapping[str, str]


class Forms:
    """Takes in every form of the reading list."""

    def __init__(
        self, shelving: ShelvingDesk, organising: OrganisingDesk, reminders: ReminderDesk
    ) -> None:
        self._kinds: dict[
            str, tuple[str, Callable[[Interaction, str, Fields], Awaitable[None]]]
        ] = {
            NOTE_FORM: (
                "note",
                lambda interaction, paper, fields: shelving.note(
                    interaction, paper, fields.get("note", "")
                ),
            ),
            TAGS_FORM: (
                "tags",
                lambda interaction, paper, fields: organising.tag_by_form(
                    interaction, paper, fields.get("tags", "")
                ),
            ),
            PLAN_FORM: (
                "due date",
                lambda interaction, paper, fields: organising.plan(
                    interaction, paper, fields.get("due", ""), fields.get("priority", "")
                ),
            ),
            REMIND_FORM: (
                "reminder",
                lambda interaction, paper, fields: reminders.remind(
                    interaction, fields.get("when", ""), paper, fields.get("words", "")
                ),
            ),
        }

    async def take_in(self, interaction: Interaction) -> None:
        """Do what a form says, if it is one of ours."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data = cast(dict[str, Any], interaction.data or {})
        kind, colon, paper_id = str(data.get("custom_id", "")).partition(":")
        if kind + colon not in self._kinds:
            return
        name, take_in = self._kinds[kind + colon]
        fields = fields_of(data)
        try:
            await take_in(interaction, paper_id, fields)
        except Exception as error:
            await explain(interaction, error)
            with contextlib.suppress(*UNSENT):
                await _hand_back(interaction, name, fields)


async def _hand_back(interaction: Interaction, name: str, fields: Fields) -> None:
    written = "\n".join(fields[key] for key in fields if key != "priority")
    if words := visible_lines(written)[:NOTE_LENGTH]:
        handed = f"Your {name}, so that it is not lost:\n{plain(clip(words, NOTE_LENGTH))}"
        await reply_beside(interaction, notice(handed))


def fields_of(data: Mapping[str, Any]) -> Fields:
    """What was written or picked in a form, by the ids of its fields."""
    found = {}
    for part in data.get("components", ()):
        inputs = [part["component"]] if "component" in part else part.get("components", ())
        for each in inputs:
            picked = each.get("values") or [each.get("value", "")]
            found[str(each.get("custom_id"))] = str(picked[0])
    return found
