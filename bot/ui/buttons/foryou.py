"""Controls on recommendations, for the person they are for."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.ui.buttons.pressed import OWNER, PAGE, PAPER, Pressed, Style, button, picked
from bot.ui.desks import Interaction, desks
from bot.ui.limits import OPTION_DESCRIPTION, OPTION_LABEL, clip
from storage.models import Paper
from storage.recommendations import Verdict

REASONS = {
    Verdict.FIELD: ("Not my field", "Show me less of this kind"),
    Verdict.SEEN: ("Seen it", "I know this one already"),
    Verdict.OLD: ("Too old", "Show me newer papers"),
    Verdict.POOR: ("Not good", "The subject is fine, the paper is not"),
}
"""What a person picks, and what it means."""


class TurnForYou(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"foryou:{OWNER}:{PAGE}"
):
    """Another page of recommendations; the page after the last one is made when it is pressed."""

    def __init__(self, label: str, owner: int, page: int) -> None:
        super().__init__(button(label, f"foryou:{owner}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).recommending.turn(interaction, owner, page)


class TurnDown(
    Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template=f"nope:{OWNER}:{PAGE}"
):
    """A menu of the papers on a page; picking one asks why it is turned down."""

    def __init__(self, owner: int, page: int, papers: Sequence[Paper]) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id=f"nope:{owner}:{page}",
                placeholder="👎 Not for me …",
                options=[
                    discord.SelectOption(label=clip(paper.title, OPTION_LABEL), value=paper.id)
                    for paper in papers
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Ask why."""
        owner, page = int(self.values["owner"]), int(self.values["page"])
        paper_id = (picked(interaction) or [""])[0]
        await desks(interaction).recommending.ask_why(interaction, owner, page, paper_id)


class SayWhy(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=f"why:{OWNER}:{PAGE}:{PAPER}",
):
    """A menu of reasons; picking one turns the paper down."""

    def __init__(self, owner: int, page: int, paper: Paper) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id=f"why:{owner}:{page}:{paper.id}",
                placeholder="Because …",
                options=[
                    discord.SelectOption(
                        label=label, value=verdict, description=clip(meaning, OPTION_DESCRIPTION)
                    )
                    for verdict, (label, meaning) in REASONS.items()
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Turn it down."""
        value = (picked(interaction) or [""])[0]
        verdict = Verdict(value) if value in set(Verdict) else None
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).recommending.judge(
            interaction, owner, page, self.values["paper"], verdict
        )


class TakeBackVerdict(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=f"unwhy:{OWNER}:{PAGE}:{PAPER}",
):
    """Takes back that a paper was turned down."""

    def __init__(self, owner: int, page: int, paper_id: str) -> None:
        super().__init__(
            button("Undo 👎", f"unwhy:{owner}:{page}:{paper_id}", style=Style.secondary)
        )

    async def press(self, interaction: Interaction) -> None:
        """Take it back."""
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).recommending.judge(
            interaction, owner, page, self.values["paper"], None
        )
