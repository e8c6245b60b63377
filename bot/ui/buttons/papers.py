"""Controls on papers, and on announcements: save, read, open, turn pages of answers."""

from typing import Any

import discord

from bot.delivery.sender import post_marker
from bot.editions.span import Span
from bot.ui.buttons.editions import SPAN
from bot.ui.buttons.pressed import OWNER, PAGE, PAPER, Pressed, Style, button, picked
from bot.ui.desks import Interaction, desks
from bot.ui.limits import OPTION_DESCRIPTION, OPTION_LABEL, clip
from storage.models import Paper


class Save(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"save:{PAPER}"):
    """Puts a paper on the list of whoever presses."""

    def __init__(self, paper: Paper, label: str = "Save") -> None:
        super().__init__(button(label, f"save:{paper.id}", emoji="🔖", style=Style.primary))

    async def press(self, interaction: Interaction) -> None:
        """Save."""
        await desks(interaction).shelving.save(interaction, self.values["paper"])


class Abstract(
    Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"abstract:{PAPER}"
):
    """Shows a paper in full to whoever presses."""

    def __init__(self, paper: Paper, label: str = "Abstract") -> None:
        super().__init__(button(label, f"abstract:{paper.id}"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).asking.paper(interaction, self.values["paper"])


class PickAbstract(Pressed, discord.ui.DynamicItem[discord.ui.Select[Any]], template="abstracts"):
    """A menu of papers; picking one shows it in full to whoever picks."""

    def __init__(
        self,
        papers: list[tuple[int, Paper]],
        length: int = OPTION_LABEL,
        *,
        authors: bool = True,
    ) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id="abstracts",
                placeholder="Read an abstract …",
                options=[
                    discord.SelectOption(
                        label=clip(f"{number}. {paper.title}", min(length, OPTION_LABEL)),
                        value=paper.id,
                        description=clip(", ".join(paper.authors), min(length, OPTION_DESCRIPTION))
                        or None
                        if authors
                        else None,
                    )
                    for number, paper in papers
                ],
            )
        )

    async def press(self, interaction: Interaction) -> None:
        """Open the picked one."""
        values = picked(interaction) or [""]
        await desks(interaction).asking.paper(interaction, values[0])


class TurnAnswer(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"answer:{OWNER}:(?P<question>\d{{1,18}}):{PAGE}",
):
    """Another page of an answer, for the person who asked."""

    def __init__(self, label: str, owner: int, question: int, page: int) -> None:
        super().__init__(button(label, f"answer:{owner}:{question}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        owner, question, page = (int(self.values[key]) for key in ("owner", "question", "page"))
        await desks(interaction).asking.turn(interaction, owner, question, page)


class AsWritten(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"written:{OWNER}:(?P<question>\d{{1,18}}):{PAGE}",
):
    """A page of what is found for a question as it was written, no word of it read as another;
    a press by somebody else opens their own copy."""

    def __init__(self, label: str, owner: int, question: int, page: int) -> None:
        super().__init__(button(label, f"written:{owner}:{question}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Search."""
        owner, question, page = (int(self.values[key]) for key in ("owner", "question", "page"))
        await desks(interaction).asking.as_written(interaction, owner, question, page)


class Nearest(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"nearest:{OWNER}:(?P<question>\d{{1,18}})",
):
    """What is nearest to a question that nothing is on, to whoever presses."""

    def __init__(self, owner: int, question: int) -> None:
        super().__init__(button("Show the nearest anyway", f"nearest:{owner}:{question}"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        owner, question = (int(self.values[key]) for key in ("owner", "question"))
        await desks(interaction).asking.nearest(interaction, owner, question)


class Similar(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"similar:{PAPER}"):
    """Shows what is like a paper to whoever presses."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(button("Similar", f"similar:{paper.id}"))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).asking.similar(interaction, self.values["paper"])


class TurnSimilar(
    Pressed,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=f"like:{OWNER}:{PAPER}:{PAGE}",
):
    """Another page of what is like a paper; a press by somebody else opens their own copy."""

    def __init__(self, label: str, owner: int, paper: Paper, page: int) -> None:
        super().__init__(button(label, f"like:{owner}:{paper.id}:{page}"))

    async def press(self, interaction: Interaction) -> None:
        """Turn the page."""
        owner, page = int(self.values["owner"]), int(self.values["page"])
        await desks(interaction).asking.turn_similar(interaction, owner, self.values["paper"], page)


class OpenEdition(Pressed, discord.ui.DynamicItem[discord.ui.Button[Any]], template=f"post:{SPAN}"):
    """On an announcement: the whole edition for whoever presses. Its id also tells our own
    announcement apart when a channel's history is searched for it."""

    def __init__(self, key: str, label: str) -> None:
        super().__init__(button(label, post_marker(key)))

    async def press(self, interaction: Interaction) -> None:
        """Open."""
        await desks(interaction).newsstand.open(interaction, Span.of_key(self.values["span"]))
